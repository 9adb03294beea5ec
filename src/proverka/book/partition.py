"""How the questions about a book divide: into parts that know nothing of each other, and whose answers add up.

1. By tables: of some of them the hashes of the files, the daily cube, and the rows that were not confirmed.
2. By items: of every table the movements of some items. Chains, measurements, amendments, items in inventories.
3. By containers, and by accounts: seals and splits; what was counted. Whether a row was taken back is seen beside the
   rows of its item, so that these read all movements and answer for some.
4. A second round, once the cubes are added up: of the days of an account that its bound does not prove, every instant,
   over the tables that have rows of them.

Parts and answers are bytes, and so cross to other processes and machines; none is ever code.
"""

import hashlib
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Literal

import duckdb
import msgspec

from proverka import __version__
from proverka.book.accounts import Suspect, overdrafts_on
from proverka.book.breach import Breach, in_order
from proverka.book.checks import CHECKS, Terms
from proverka.book.cube import Cube, cube_of
from proverka.book.ledger import MEMORY_BYTES, Allowance, Ledger, Segment, Slice, SlicedBy, distinct
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError

# What a part asks: of a slice of every table, of all that some tables hold, of some days of some accounts.
Asks = SlicedBy | Literal["tables", "days"]

ASKED_OF: Mapping[Asks, Sequence[str]] = {
    "items": ("chains", "undeclared ends", "measurements", "receipts", "items in inventories", "amendments"),
    "containers": ("split containers", "seals"),
    "accounts": ("inventories",),
    "tables": ("confirmations",),
    "days": ("overdrafts",),
}

# How the work of slices lies among their kinds, as measured (bench/fleet.py, 10^7 movements). Every slice reads all
# tables, whatever it keeps: as many of each kind as there are workers would take half as long again.
_SHARE: Mapping[SlicedBy, float] = {"items": 1 / 2, "containers": 1 / 3, "accounts": 1 / 6}

# Answers of different versions do not add up: the engine's hash says which slice an item is in.
VERSION = f"proverka {__version__}, duckdb {duckdb.__version__}"

# What a movement takes of memory where chains are walked, or seals: a slice of more rows is worked on disk, and slower.
_ROW_BYTES = 200


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the questions: of these tables, slice `number` of `count`, or days of accounts.

    `first` is the number of the first of these tables among all of the book. `memory_bytes` is what the engine may take
    for it before it works on disk.
    """

    asks: Asks
    segments: tuple[Segment, ...]
    terms: Terms
    version: str = VERSION
    memory_bytes: int = MEMORY_BYTES
    first: int = 0
    number: int = 0
    count: int = 1
    suspects: tuple[Suspect, ...] = ()


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why a part could not be answered; the same for every try."""

    malformed: bool
    code: str
    where: str
    expected: str
    got: str
    remedy: str

    def error(self) -> ProverkaError:
        """The error, to be raised where the questions were asked."""
        refusal = next(one for one in Refusal if one.code == self.code)
        kind = MalformedError if self.malformed else RefusedError
        return kind(refusal, where=self.where, expected=self.expected, got=self.got, remedy=self.remedy)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a part found: breaches by check, and of tables the hash of each, by its number, and their cube."""

    breaches: dict[str, list[Breach]] = {}
    digests: dict[int, str] = {}
    cubes: tuple[bytes, ...] = ()
    refused: Refused | None = None


def divide(segments: Sequence[Segment], terms: Terms, *, count: int, memory_bytes: int = MEMORY_BYTES) -> list[Part]:
    """Return the parts of the first round: about `count` slices of equal work, and as many shares of the tables.

    More of them, where one would not fit into `memory_bytes`. Those that take longest come first. Raises MalformedError
    as `Ledger.rows` does.
    """
    tables = _tables(segments)
    whole = Part(asks="tables", segments=tables, terms=terms, memory_bytes=memory_bytes)
    with Ledger.over(tables) as ledger:
        ((rows,),) = ledger.rows("SELECT count(*) FROM movements")
    fitting = math.ceil(rows * _ROW_BYTES / memory_bytes)
    slices = {
        asks: max(round(count * share), 1 if asks == "accounts" else fitting, 1) for asks, share in _SHARE.items()
    }
    sliced = [
        msgspec.structs.replace(whole, asks=asks, number=number, count=of)
        for asks, of in slices.items()
        for number in range(of)
    ]
    shares = [
        msgspec.structs.replace(whole, segments=tables[first:last], first=first)
        for first, last in _shares(tables, count)
    ]
    return [*sliced, *shares]


def divide_days(cube: Cube, segments: Sequence[Segment], terms: Terms, *, count: int, memory_bytes: int) -> list[Part]:
    """Return the parts of the second round: none where every day is proved."""
    tables = _tables(segments)
    suspects = cube.suspects()
    each = -(-len(suspects) // count)
    parts = []
    for first in range(0, len(suspects), max(each, 1)):
        share = suspects[first : first + each]
        numbers = sorted({number for _, held in share for number in held})
        parts.append(
            Part(
                asks="days",
                segments=tuple(tables[number] for number in numbers),
                terms=terms,
                memory_bytes=memory_bytes,
                suspects=tuple(suspect for suspect, _ in share),
            )
        )
    return parts


def _tables(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return each table once, by a path that another process finds too."""
    return tuple(replace(one, path=one.path.absolute()) for one in distinct(segments))


def _shares(tables: Sequence[Segment], count: int) -> list[tuple[int, int]]:
    """Return where to cut a list of tables into `count` runs of about as many bytes; fewer where tables are few."""
    sizes = [table.path.stat().st_size for table in tables]
    share, cuts, taken = max(sum(sizes), 1) / count, [0], 0
    for number, size in enumerate(sizes, start=1):
        taken += size
        if taken >= share * len(cuts):
            cuts.append(number)
    if cuts[-1] < len(tables):
        cuts.append(len(tables))
    return list(pairwise(cuts))


def answer(part: bytes) -> bytes:
    """Return the answer to a part, both encoded; what cannot be answered is told in it.

    It reads the files that the part names and writes nothing but to a temporary folder of its own, which it removes.
    """
    try:
        return encode(_answered(_PART.decode(part)))
    except ProverkaError as error:
        fault = error.fault
        refused = Refused(
            malformed=isinstance(error, MalformedError),
            code=fault.refusal.code,
            where=fault.where,
            expected=fault.expected,
            got=fault.got,
            remedy=fault.remedy,
        )
        return encode(Answer(refused=refused))


def combine(answers: Iterable[bytes]) -> Answer:
    """Return the sum of encoded answers: what follows from it is the same in whatever order they come.

    Raises what the first of them was refused for.
    """
    breaches: dict[str, list[Breach]] = defaultdict(list)
    digests: dict[int, str] = {}
    cubes: list[bytes] = []
    for one in map(_ANSWER.decode, answers):
        if one.refused is not None:
            raise one.refused.error()
        for check, found in one.breaches.items():
            breaches[check] += found
        digests |= one.digests
        cubes += one.cubes
    return Answer(breaches=breaches, digests=digests, cubes=tuple(cubes))


def check_digests(segments: Sequence[Segment], total: Answer) -> None:
    """Raise RefusedError (wrong-document) for the first table that does not hash to what its entry signed."""
    for number, table in enumerate(_tables(segments)):
        if table.sha256 and total.digests[number] != table.sha256:
            raise RefusedError(
                Refusal.WRONG_DOCUMENT,
                where=table.sha256,
                expected=f"bytes whose SHA-256 is {table.sha256}",
                got=total.digests[number],
                remedy="set the damaged file aside as evidence and fetch the document from another copy",
            )


def breaches_of(total: Answer) -> list[Breach]:
    """Return everything that does not fit, as `breaches_in` has it."""
    return [one for check in CHECKS for one in in_order(total.breaches.get(check, ()))]


def _answered(part: Part) -> Answer:
    if part.version != VERSION:
        raise RefusedError(
            Refusal.NOT_INSTALLED,
            where="a worker",
            expected=part.version,
            got=VERSION,
            remedy="install the same version, from the same lock, on every machine",
        )
    by: SlicedBy | None = None if part.asks == "tables" or part.asks == "days" else part.asks  # noqa: PLR1714 - mypy
    sliced = by and Slice(by=by, number=part.number, count=part.count)
    with tempfile.TemporaryDirectory(prefix="proverka-part-") as scratch:
        allowance = Allowance(memory_bytes=part.memory_bytes, threads=1, scratch=Path(scratch))
        with Ledger.over(part.segments, part=sliced, allowance=allowance) as ledger:
            if part.asks == "items" and part.count > 1:
                ledger.gather(Path(scratch) / "movements.parquet")
            if part.asks == "days":
                return Answer(breaches={"overdrafts": overdrafts_on(ledger, part.suspects, known=part.terms.known)})
            found = Answer(breaches={name: CHECKS[name](ledger, part.terms) for name in ASKED_OF[part.asks]})
            if part.asks != "tables":
                return found
            digests = {number: _sha256(one.path) for number, one in enumerate(part.segments, start=part.first)}
            cube = cube_of(ledger, known=part.terms.known, first=part.first, scratch=Path(scratch))
            return msgspec.structs.replace(found, digests=digests, cubes=(cube,))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: object) -> str:
    assert isinstance(value, PurePath), value
    return str(value)


def _path(kind: type, value: str) -> Path:
    assert issubclass(kind, PurePath), kind
    return Path(value)


def encode(value: Part | Answer) -> bytes:
    """Return a part or an answer as bytes (MessagePack)."""
    return _ENCODER.encode(value)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
_PART = msgspec.msgpack.Decoder(Part, dec_hook=_path)
_ANSWER = msgspec.msgpack.Decoder(Answer)
