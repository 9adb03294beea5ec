"""How the questions about a book divide: into parts that know nothing of each other, and whose answers add up.

1. By tables: of some of them the hashes of the files, and the rows that were not confirmed.
2. By items: of every table the movements of some items. Chains, measurements, amendments, items in inventories; and
   what these brought to each account and disposition, which is added up.
3. By containers, and by accounts: seals and splits; overdrafts, and what was counted. Whether a row was taken back is
   seen beside the rows of its item, so that these read all movements and answer for some.

Parts and answers are bytes, and so cross to other processes and machines; none is ever code.
"""

import hashlib
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Literal

import duckdb
import msgspec

from proverka import __version__
from proverka.book.balances import Holding, holdings
from proverka.book.breach import Breach, in_order
from proverka.book.checks import CHECKS, Terms
from proverka.book.ledger import MEMORY_BYTES, Allowance, Ledger, Segment, Slice, SlicedBy, distinct
from proverka.book.statement import BookStatement
from proverka.book.totals import TableSum, sums_by_table, totals_of
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError

# What a part asks: of a slice of every table, or of all that some tables hold.
Asks = SlicedBy | Literal["tables"]

ASKED_OF: Mapping[Asks, Sequence[str]] = {
    "items": ("chains", "undeclared ends", "measurements", "receipts", "items in inventories", "amendments"),
    "containers": ("split containers", "seals"),
    "accounts": ("overdrafts", "inventories"),
    "tables": ("confirmations",),
}

# Each of these kinds takes a third of the work, as measured. Every slice reads all tables, whatever it keeps: as many
# of each kind as there are workers would take half as long again.
_SLICED: Sequence[SlicedBy] = ("items", "containers", "accounts")

# Answers of different versions do not add up: the engine's hash says which slice an item is in.
VERSION = f"proverka {__version__}, duckdb {duckdb.__version__}"

# What a movement takes of memory where chains are walked, or seals: a slice of more rows is worked on disk, and slower.
_ROW_BYTES = 200


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the questions: of these tables, slice `number` of `count`.

    `as_of` is when accounts are to hold what they hold. `memory_bytes` is what the engine may take for it before it
    works on disk.
    """

    asks: Asks
    segments: tuple[Segment, ...]
    terms: Terms
    as_of: datetime
    version: str = VERSION
    memory_bytes: int = MEMORY_BYTES
    number: int = 0
    count: int = 1


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


# An account of a subject: place, disposition, subject. And what `TableSum` is a sum of.
Account = tuple[str, str, str]
Sum = tuple[str | None, str, date, int]
AMOUNTS = ("received", "sent", "received_verified", "sent_verified")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a part found: breaches by check; of items what they brought where; of tables the hash of each, by its path.

    Amounts are in decimal digits: the sums of many tables may be larger than the integers of a message.
    """

    breaches: dict[str, list[Breach]] = {}
    held: list[tuple[Account, tuple[str, ...]]] = []
    sums: list[tuple[Sum, str]] = []
    digests: dict[str, str] = {}
    refused: Refused | None = None


def divide(
    segments: Sequence[Segment], terms: Terms, *, as_of: datetime, count: int, memory_bytes: int = MEMORY_BYTES
) -> list[Part]:
    """Return the parts: about `count` slices of equal work, and as many shares of the tables.

    More of them, where one would not fit into `memory_bytes`. Those that take longest come first. Raises MalformedError
    as `Ledger.rows` does.
    """
    tables = _tables(segments)
    whole = Part(asks="tables", segments=tables, terms=terms, as_of=as_of, memory_bytes=memory_bytes)
    with Ledger.over(tables) as ledger:
        ((rows,),) = ledger.rows("SELECT count(*) FROM movements")
    fitting = math.ceil(rows * _ROW_BYTES / memory_bytes)
    of = max(round(count / len(_SLICED)), fitting, 1)
    sliced = [
        msgspec.structs.replace(whole, asks=asks, number=number, count=of) for asks in _SLICED for number in range(of)
    ]
    shares = [msgspec.structs.replace(whole, segments=share) for share in _shares(tables, count)]
    return [*sliced, *shares]


def _tables(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return each table once, by a path that another process finds too."""
    return tuple(replace(one, path=one.path.absolute()) for one in distinct(segments))


def _shares(tables: Sequence[Segment], count: int) -> list[tuple[Segment, ...]]:
    """Return tables in at most `count` shares of about as many bytes; those of one entry are in one share.

    Whether an exception names a row that no table has is seen beside all tables of its entry.
    """
    by_entry: dict[int, list[Segment]] = defaultdict(list)
    for table in tables:
        by_entry[table.entry].append(table)
    sizes = [sum(one.path.stat().st_size for one in held) for held in by_entry.values()]
    share, taken, shares = max(sum(sizes), 1) / count, 0, defaultdict[int, list[Segment]](list)
    for size, held in zip(sizes, by_entry.values(), strict=True):
        shares[min(int(taken / share), count - 1)] += held
        taken += size
    return [tuple(held) for held in shares.values()]


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
    held: list[tuple[Account, tuple[str, ...]]] = []
    sums: list[tuple[Sum, str]] = []
    digests: dict[str, str] = {}
    for one in map(_ANSWER.decode, answers):
        if one.refused is not None:
            raise one.refused.error()
        for check, found in one.breaches.items():
            breaches[check] += found
        digests |= one.digests
        held += one.held
        sums += one.sums
    return Answer(breaches=breaches, held=held, sums=sums, digests=digests)


def check_digests(segments: Sequence[Segment], total: Answer) -> None:
    """Raise RefusedError (wrong-document) for the first table that does not hash to what its entry signed."""
    for table in _tables(segments):
        digest = total.digests[str(table.path)]
        if table.sha256 and digest != table.sha256:
            raise RefusedError(
                Refusal.WRONG_DOCUMENT,
                where=table.sha256,
                expected=f"bytes whose SHA-256 is {table.sha256}",
                got=digest,
                remedy="set the damaged file aside as evidence and fetch the document from another copy",
            )


def stated(segments: Sequence[Segment], total: Answer) -> BookStatement:
    """Return what the answers to all parts say, as `statement_of` has it."""
    return BookStatement(
        held=_held(total),
        totals=totals_of(_tables(segments), _sums(total)),
        breaches=[one for check in CHECKS for one in in_order(total.breaches.get(check, ()))],
    )


def _held(total: Answer) -> list[Holding]:
    accounts: dict[Account, Counter[str]] = defaultdict(Counter)
    for account, amounts in total.held:
        accounts[account].update(dict(zip(AMOUNTS, map(int, amounts), strict=True)))
    return [
        Holding(
            place=place,
            disposition=disposition,
            subject=subject,
            received=amounts["received"],
            sent=amounts["sent"],
            received_verified=amounts["received_verified"],
            sent_verified=amounts["sent_verified"],
        )
        for (place, disposition, subject), amounts in sorted(accounts.items(), key=lambda item: item[0])
    ]


def _sums(total: Answer) -> list[TableSum]:
    added: Counter[Sum] = Counter()
    for key, amount in total.sums:
        added[key] += int(amount)
    # What entered the book has no disposition; in the order of the engine it comes last.
    in_turn = sorted(added.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", *item[0][1:]))
    return [(*key, amount) for key, amount in in_turn]


def _answered(part: Part) -> Answer:
    if part.version != VERSION:
        raise RefusedError(
            Refusal.NOT_INSTALLED,
            where="a worker",
            expected=part.version,
            got=VERSION,
            remedy="install the same version, from the same lock, on every machine",
        )
    by: SlicedBy | None = None if part.asks == "tables" else part.asks
    sliced = by and Slice(by=by, number=part.number, count=part.count)
    with tempfile.TemporaryDirectory(prefix="proverka-part-") as scratch:
        allowance = Allowance(memory_bytes=part.memory_bytes, threads=1, scratch=Path(scratch))
        with Ledger.over(part.segments, part=sliced, allowance=allowance) as ledger:
            if part.asks == "items" and part.count > 1:
                ledger.gather(Path(scratch) / "movements.parquet")
            found = Answer(breaches={name: CHECKS[name](ledger, part.terms) for name in ASKED_OF[part.asks]})
            if part.asks == "tables":
                digests = {str(one.path): _sha256(one.path) for one in part.segments}
                return msgspec.structs.replace(found, digests=digests)
            return _with_sums(found, ledger, part) if part.asks == "items" else found


def _with_sums(found: Answer, ledger: Ledger, part: Part) -> Answer:
    """Return an answer with what the movements of a part brought to each account and to each disposition."""
    held = holdings(ledger, as_of=part.as_of, known=part.terms.known)
    sums = sums_by_table(ledger, known=part.terms.known)
    return msgspec.structs.replace(
        found,
        held=[
            ((one.place, one.disposition, one.subject), tuple(str(getattr(one, name)) for name in AMOUNTS))
            for one in held
        ],
        sums=[(key, str(amount)) for *key, amount in sums],
    )


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
