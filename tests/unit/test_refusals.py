"""The space of failures as one ordered table: for every refusal, inputs that yield exactly it.

Each failure is brought about through the command line where it can be: exit status 2, one message with
where, expected, got and what to do, and nothing written. `docs/reference/refusals.md` is made from this
table and its messages.
"""

import io
import json
import os
import re
import shlex
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proverka.book import Terms
from proverka.book.partition import Part, answer, combine, encode
from proverka.case.edition_check import edition_faults
from proverka.case.keyring import Keyring, demonstration_keyring
from proverka.case.opened import open_case
from proverka.cli import main
from proverka.draw import commitment_of
from proverka.fleet.executor import lost_worker
from proverka.model.errors import ProverkaError, Refusal
from proverka.record import Folder, Log, SignedNote, SigningKey, compose, leaf_hash, verify_inclusion
from proverka.record.encoding import encode_base64
from proverka.reporting.paper import typesetter
from proverka.witness import (
    CosigningKey,
    ForkEvidence,
    Proof,
    WitnessPolicy,
    make_receipt,
    parse_evidence,
    require_quorum,
    verify_checkpoint,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

PAPER = """\
[[entries]]
kind = "delivery"
label = "PAPER-1"
known = 2024-02-01
party = "state"
documents = ["paper.txt"]
body = { document = "report", title = "Report of January" }
"""

LATER = """\
[[entries]]
kind = "figure"
label = "FIG-2"
known = 2024-07-20
date = 2024-07-15
party = "inspectorate"
body = { basis = "destroyed/stock", percent = 100 }
"""


SEALED = """\
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-07-20
party = "inspectorate"
class = "restricted"
body = { basis = "destroyed/stock", percent = 60 }
"""


@dataclass(frozen=True)
class Workshop:
    """A folder with an authored case (`case`), the same built (`built`), and a file to submit (`later.toml`)."""

    root: Path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands in a file exactly once."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    @property
    def keyring(self) -> Keyring:
        return demonstration_keyring(open_case(self.root / "built").words)

    def append(self, entry: bytes) -> None:
        """Append an entry as a log that checks nothing would."""
        keys = self.keyring
        Log.open(self.root / "built/record", keys.log.verifier).append([entry], keys.log)

    def submission(
        self,
        *,
        case: str = "case",
        genesis: bytes | None = None,
        number: int = 2,
        signer: str = "inspectorate",
    ) -> bytes:
        """Return what the inspectorate might submit after its first entry, with one thing wrong at most."""
        chain = open_case(self.root / "built").chain
        return compose(
            case=case,
            genesis=genesis or chain.genesis,
            party="inspectorate",
            number=number,
            previous=None if number == 1 else chain.last["inspectorate"][1],
            payload=b"{}",
            keys=[self.keyring.party(signer)],
        ).note.raw

    def only(self, pattern: str) -> Path:
        """Return the one file that matches."""
        (path,) = (self.root / "built").glob(pattern)
        return path


CHECK = "proverka case check case"
AUDIT = "proverka audit built"
SUBMIT = "proverka submit built later.toml"
VERIFY_OPENING = "proverka verify-opening SECRET-1.opening --policy built/policy.txt"
FIGURE = "case/evidence/figure.csv"
AGREEMENT = "case/mandate/agreement.toml"
WORDS = "case/case.toml"
FRIEND = CosigningKey.from_seed("example.org/friend", bytes(32))
ROW = "FIG-1,2024-04-02,2024-03-31,inspectorate,destroyed/stock,50,5,tonne,counted at the facility"


def edit(name: str, old: str, new: str) -> Callable[[Workshop], object]:
    return lambda shop: shop.edit(name, old, new)


def write(name: str, content: str | bytes) -> Callable[[Workshop], object]:
    return lambda shop: shop.write(name, content)


def steps(*preparations: Callable[[Workshop], object]) -> Callable[[Workshop], object]:
    return lambda shop: [prepare(shop) for prepare in preparations]


def nothing(_: Workshop) -> None:
    """The command alone is enough."""


@dataclass(frozen=True)
class Failure:
    """What is wrong, how it comes about, and the command that refuses it (or the call, where no command reaches it)."""

    refusal: Refusal
    cause: str
    prepare: Callable[[Workshop], object] = nothing
    command: str = CHECK
    call: Callable[[Workshop], object] | None = None
    during: Callable[[Workshop], object] | None = field(default=None)


def sparse(shop: Workshop) -> None:
    """Two gigabytes that take no room on the disk."""
    path = shop.root / FIGURE
    os.truncate(path, 2 * 1024**3)


def link(shop: Workshop) -> None:
    shop.write("secret.txt", "outside")
    (shop.root / "case/paper-link.txt").symlink_to(shop.root / "secret.txt")
    shop.edit("case/evidence/paper.toml", '"paper.txt"', '"paper-link.txt"')


def flip(pattern: str, place: int) -> Callable[[Workshop], None]:
    """Flip a bit of a file of the record."""

    def flipped(shop: Workshop) -> None:
        path = shop.only(pattern)
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)

    return flipped


def cut(shop: Workshop) -> None:
    path = shop.only("record/tile/entries/000.p/*")
    path.write_bytes(path.read_bytes()[:-7])


def altered(shop: Workshop) -> None:
    shop.append(shop.submission().replace(b"{}", b"[]"))


def bad_checkpoint(shop: Workshop) -> None:
    note = SignedNote.sign("proverka.example/case\nmany\nAAAA\n", [shop.keyring.log])
    shop.write("built/record/checkpoint", note.raw)


def strange_checkpoint(shop: Workshop) -> None:
    key = shop.keyring.party("state")
    note = SignedNote.sign("proverka.example/case\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", [key])
    shop.write("built/record/checkpoint", note.raw)


def wrong_proof(shop: Workshop) -> None:
    log = open_case(shop.root / "built").log
    at = log.checkpoint
    verify_inclusion(leaf=leaf_hash(log.entry(0)), index=1, size=at.size, path=log.inclusion_proof(1), root=at.root)


def bad_proof(shop: Workshop) -> None:
    log = open_case(shop.root / "built").log
    checkpoint = log.signed_checkpoint.note.raw
    receipt = make_receipt(log.entry(0), index=0, path=log.inclusion_proof(0), checkpoint=checkpoint)
    Proof.parse(receipt.encode().replace(b"index 0", b"index first"), where="1.tlog-proof")


def bad_evidence(_: Workshop) -> None:
    parse_evidence(b"proverka/fork/v1\nsmaller checkpoint\n", where="evidence.txt")


def unwitnessed(shop: Workshop) -> None:
    log = open_case(shop.root / "built").log
    witness = CosigningKey.from_seed("proverka.example/case/desk", bytes(32)).verifier
    policy = WitnessPolicy.compose(logs=(log.verifier_key,), cosigners={"desk": witness}, quorum="desk")
    require_quorum(verify_checkpoint(log.signed_checkpoint.note.raw, policy), policy)


def wrong_evidence(shop: Workshop) -> None:
    log = open_case(shop.root / "built").log
    once = log.signed_checkpoint.note.raw
    ForkEvidence(smaller=once, larger=once, root=log.checkpoint.root).judge(log.verifier_key, where="evidence.txt")


def opened(shop: Workshop) -> None:
    """Submit two sealed figures, and open each of them in a file."""
    for label in ("SECRET-1", "SECRET-2"):
        shop.write(f"{label}.toml", SEALED.replace("{label}", label))
        assert run(shop.root, f"proverka submit built {label}.toml").status == 0
        assert run(shop.root, f"proverka open built {label} --field percent --out {label}.opening").status == 0


def changed_opening(shop: Workshop) -> None:
    opened(shop)
    shop.edit("SECRET-1.opening", "\nfield W", "\nfield X")


def wrong_opening(shop: Workshop) -> None:
    opened(shop)
    one, two = ((shop.root / f"SECRET-{n}.opening").read_text().splitlines() for n in (1, 2))
    shop.write("SECRET-1.opening", "\n".join([*one[:-1], two[-1], ""]))


def wrong_edition(shop: Workshop) -> None:
    opened(shop)
    assert run(shop.root, "proverka edition built edition --for inspectorate").status == 0
    shop.edit("edition/edition.json", '"inspectorate"', '"public"')
    raise next(edition_faults(shop.root / "edition"))


def damaged_journal(shop: Workshop) -> None:
    """Two commits are durable, the writer dies before they are published, and the disk changes a byte of the first."""
    keys = shop.keyring
    session = Log.open(shop.root / "built/record", keys.log.verifier).session(keys.log)
    session.append([b"first"])
    session.append([b"second"])
    session.held.__exit__(None, None, None)  # As the system frees the lock of a writer that dies.
    journal = shop.root / "built/record/journal"
    journal.write_bytes(journal.read_bytes().replace(b"first", b"worst"))


def sent_bundle(shop: Workshop) -> None:
    """Draft what is to be submitted as a bundle, and sign it with the first key of its party."""
    run(shop.root, "proverka draft built later.toml sent.bundle")
    shop.write("inspectorate.key", shop.keyring.party("inspectorate").private_text())
    assert run(shop.root, "proverka sign sent.bundle --key inspectorate.key").status == 0


def short_bundle(shop: Workshop) -> None:
    sent_bundle(shop)
    path = shop.root / "sent.bundle"
    path.write_bytes(path.read_bytes()[:-30])


def with_a_letter(shop: Workshop) -> None:
    with zipfile.ZipFile(shop.root / "sent.bundle", "a") as archive:
        archive.writestr("letter.txt", "Dear desk, see within.")


def rotated(shop: Workshop) -> None:
    """Have the inspectorate rotate its key."""
    opened, old = open_case(shop.root / "built"), shop.keyring.party("inspectorate")
    new = SigningKey.from_seed(old.name, bytes(32))
    number, previous = opened.chain.last["inspectorate"]
    change = {"action": "rotate", "party": "inspectorate", "key": str(new.verifier)}
    envelope = {"kind": "key", "label": "NEW-KEY", "submitted_at": "2024-05-01T00:00:00Z", "body": change}
    made = compose(
        case="case",
        genesis=opened.chain.genesis,
        party="inspectorate",
        number=number + 1,
        previous=previous,
        payload=json.dumps(envelope).encode(),
        keys=[old, new],
    )
    shop.append(made.note.raw)


@contextmanager
def without_ray(_: Workshop) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ray", None)
        yield


@contextmanager
def without_pango(_: Workshop) -> Iterator[None]:
    def missing() -> None:
        raise OSError("cannot load library 'libpango-1.0-0': no such file")

    typesetter._typesetter.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetter, "_load", missing)
        yield
    typesetter._typesetter.cache_clear()


def another_version(_: Workshop) -> None:
    terms = Terms(known=datetime(2024, 1, 1, tzinfo=UTC))
    part = encode(
        Part(asks="tables", segments=(), terms=terms, as_of=terms.known, version="proverka 0.1.0, duckdb 2.1.0")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("proverka.book.partition.VERSION", "proverka 0.1.0, duckdb 2.0.0")
        combine([answer(part)])


def lost(_: Workshop) -> None:
    raise lost_worker(3, 8)


PLAN = """\
[[entries]]
kind = "inspection_plan"
label = "PLAN"
known = 2024-07-20
party = "inspectorate"
documents = ["drums.txt"]
[entries.body]
title = "Three drums of twenty"
method = "proverka/draw/v1"
inspected = "state"
commit_by = 2024-07-21T00:00:00Z
parties = [
  { party = "state", reveal_by = 2024-07-22T00:00:00Z },
  { party = "inspectorate", reveal_by = 2024-07-23T00:00:00Z },
]
strata = [{ stratum = "drums", items = "drums.txt", population = 20, sample = 3 }]
"""
SECRETS = {"state": "11" * 32, "inspectorate": "22" * 32}


def write_step(shop: Workshop, kind: str, party: str, **body: object) -> None:
    """Write a step of the draw to step.toml."""
    head = f'kind = "{kind}"\nlabel = "{kind}-{party}"\nknown = 2024-07-20\nparty = "{party}"\nrefers_to = ["PLAN"]\n'
    lines = "".join(f"body.{name} = {json.dumps(value)}\n" for name, value in body.items())
    shop.write("step.toml", f"[[entries]]\n{head}{lines}")


def step(shop: Workshop, kind: str, party: str, **body: object) -> None:
    write_step(shop, kind, party, **body)
    assert run(shop.root, "proverka submit built step.toml").status == 0


def committed(shop: Workshop) -> None:
    """A plan of a draw by lot, and the commitments of both parties to it."""
    shop.write("drums.txt", "".join(f"drum-{number:02d}\n" for number in range(1, 21)))
    shop.write("plan.toml", PLAN)
    assert run(shop.root, "proverka submit built plan.toml").status == 0
    plan = bytes.fromhex(open_case(shop.root / "built").chain.places["PLAN"].leaf)
    for party, secret in SECRETS.items():
        made = commitment_of(case="case", plan=plan, party=party, secret=bytes.fromhex(secret))
        step(shop, "draw_commitment", party, commitment=made.hex())


def reveal(shop: Workshop, party: str, secret: str = "") -> None:
    log = open_case(shop.root / "built").log
    root = encode_base64(log.root(7))
    write_step(shop, "draw_reveal", party, secret=secret or SECRETS[party], size=7, root=root)


def wrong_reveal(shop: Workshop) -> None:
    committed(shop)
    reveal(shop, "state", "33" * 32)


def before_its_turn(shop: Workshop) -> None:
    committed(shop)
    reveal(shop, "inspectorate")


def wrong_draw(shop: Workshop) -> None:
    committed(shop)
    for party in SECRETS:
        reveal(shop, party)
        assert run(shop.root, "proverka submit built step.toml").status == 0
    write_step(shop, "draw", "inspectorate", seed="00" * 32, selection="00" * 32)


def busy(shop: Workshop) -> object:
    return Folder(root=shop.root / "built/record").exclusive()


R = Refusal
FAILURES = (
    # The file itself.
    Failure(
        R.PATH_OUTSIDE_CASE,
        "a document named by a path that climbs out of the folder",
        edit("case/evidence/paper.toml", '"paper.txt"', '"../secret.txt"'),
        "proverka case build case other",
    ),
    Failure(R.PATH_OUTSIDE_CASE, "a document that is a link to a file outside", link, "proverka case build case other"),
    Failure(
        R.PATH_OUTSIDE_CASE,
        "a document named by a path from the root of the disk",
        edit("case/evidence/paper.toml", '"paper.txt"', '"/etc/hostname"'),
        "proverka case build case other",
    ),
    Failure(
        R.MISSING_FILE,
        "a document that is not in the folder",
        edit("case/evidence/paper.toml", '"paper.txt"', '"papers.txt"'),
        "proverka case build case other",
    ),
    Failure(R.MISSING_FILE, "a file to submit that does not exist", nothing, "proverka submit built nowhere.toml"),
    Failure(
        R.MISSING_FILE,
        "a submission on a machine without the log's key",
        lambda shop: (shop.root / "built/keys/log.key").unlink(),
        SUBMIT,
    ),
    Failure(R.BAD_BUNDLE, "a bundle cut short on its way", short_bundle, "proverka receive built sent.bundle"),
    Failure(
        R.BAD_BUNDLE,
        "a bundle with a file that none has",
        steps(sent_bundle, with_a_letter),
        "proverka receive built sent.bundle",
    ),
    Failure(R.TOO_LARGE, "a table of two gigabytes", sparse),
    Failure(R.TOO_LARGE, "a cell longer than a cell may be", edit(FIGURE, "counted", "c" * 100_001)),
    Failure(
        R.TOO_LARGE,
        "a submission too large for an entry of the log",
        edit("later.toml", "percent = 100", f'percent = 100, text = "{"t" * 70_000}"'),
        SUBMIT,
    ),
    Failure(
        R.BYTE_ORDER_MARK,
        "a table saved as “UTF-8 with BOM”",
        lambda shop: shop.write(FIGURE, b"\xef\xbb\xbf" + (shop.root / FIGURE).read_bytes()),
    ),
    Failure(
        R.BYTE_ORDER_MARK,
        "a table saved as “Unicode” (UTF-16)",
        lambda shop: shop.write(FIGURE, (shop.root / FIGURE).read_text(encoding="utf-8").encode("utf-16")),
    ),
    Failure(
        R.WRONG_ENCODING,
        "a table in a Western European encoding",
        lambda shop: shop.write(FIGURE, (shop.root / FIGURE).read_bytes().replace(b"facility", b"Fl\xe4che")),
    ),
    Failure(R.BAD_SYNTAX, "a TOML file with a quotation mark left open", edit(WORDS, '"The case stockpile"', '"The')),
    Failure(R.BAD_SYNTAX, "a row with a comma too many", edit(FIGURE, "counted at", "counted, at")),
    Failure(R.BAD_SYNTAX, "an instrument file without its [submission]", edit(AGREEMENT, "[submission]", "[other]")),
    # The record's bytes.
    Failure(R.TRUNCATED_TILE, "a file of the record that was cut short", cut, AUDIT),
    Failure(R.BAD_NOTE, "an entry that is no signed note", lambda shop: shop.append(b"not a note\n"), AUDIT),
    Failure(R.BAD_CHECKPOINT, "a checkpoint with a size that is no number", bad_checkpoint, AUDIT),
    Failure(
        R.BAD_POLICY,
        "a policy whose quorum nobody defined",
        edit("built/policy.txt", "quorum none", "quorum everybody"),
        AUDIT,
    ),
    Failure(R.BAD_PROOF, "a receipt whose index is no number", call=bad_proof),
    Failure(R.BAD_EVIDENCE, "evidence that holds no checkpoint", call=bad_evidence),
    Failure(R.BAD_OPENING, "an opening with a letter changed", changed_opening, VERIFY_OPENING),
    Failure(
        R.BAD_JOURNAL, "a log whose writer died, and whose disk then changed what it had kept", damaged_journal, SUBMIT
    ),
    Failure(
        R.BAD_KEY,
        "a verifier key with a letter changed",
        lambda shop: shop.write("built/policy.txt", (shop.root / "built/policy.txt").read_text().replace("+A", "+B")),
        AUDIT,
    ),
    Failure(R.UNKNOWN_KEY, "a checkpoint signed by another key than the log's", strange_checkpoint, AUDIT),
    Failure(
        R.UNKNOWN_KEY,
        "an entry that another party signed",
        lambda shop: shop.append(shop.submission(signer="state")),
        AUDIT,
    ),
    Failure(
        R.UNKNOWN_KEY,
        "a submission by a party whose key is not here",
        lambda shop: (shop.root / "built/keys/inspectorate.key").unlink(),
        SUBMIT,
    ),
    Failure(R.WRONG_SIGNATURE, "an entry changed after it was signed", altered, AUDIT),
    Failure(
        R.WRONG_SIGNATURE, "one bit of an entry flipped on the disk", flip("record/tile/entries/000.p/*", -250), AUDIT
    ),
    Failure(R.WRONG_ROOT, "one bit of one hash flipped on the disk", flip("record/tile/0/000.p/*", 40), AUDIT),
    Failure(R.WRONG_PROOF, "a proof of one entry held up for another", call=wrong_proof),
    Failure(
        R.WRONG_POLICY,
        "a policy.txt in which somebody has put a witness of their own",
        edit("built/policy.txt", "quorum none", f"witness friend {FRIEND.verifier}\nquorum friend"),
        AUDIT,
    ),
    Failure(
        R.UNWITNESSED, "a checkpoint that no witness has cosigned, where the policy asks for one", call=unwitnessed
    ),
    Failure(R.WRONG_EVIDENCE, "one checkpoint twice, held up as a fork", call=wrong_evidence),
    Failure(R.WRONG_OPENING, "an opening with a disclosure of another entry", wrong_opening, VERIFY_OPENING),
    Failure(
        R.MISSING_DOCUMENT,
        "a document that somebody removed",
        lambda shop: shop.only("documents/sha256/*/*").unlink(),
        AUDIT,
    ),
    Failure(R.WRONG_DOCUMENT, "a document that somebody changed", flip("documents/sha256/*/*", 0), AUDIT),
    Failure(R.WRONG_EDITION, "an edition for a party that calls itself one for the public", call=wrong_edition),
    Failure(R.WRONG_EDITION, "a whole case that is to be served, keys and all", nothing, "proverka serve built"),
    # The envelope.
    Failure(
        R.WRONG_CASE,
        "an entry made for another case",
        lambda shop: shop.append(shop.submission(case="another")),
        AUDIT,
    ),
    Failure(
        R.WRONG_CASE,
        "an entry made for another log of this case",
        lambda shop: shop.append(shop.submission(genesis=bytes(32))),
        AUDIT,
    ),
    Failure(
        R.WRONG_NUMBER,
        "a party's number left out: somebody withheld a submission",
        lambda shop: shop.append(shop.submission(number=3)),
        AUDIT,
    ),
    Failure(R.WRONG_NUMBER, "a party's number used twice", lambda shop: shop.append(shop.submission(number=1)), AUDIT),
    Failure(
        R.WRONG_NUMBER,
        "a bundle that uses a number of its party again",
        steps(sent_bundle, edit("later.toml", "FIG-2", "FIG-3"), lambda shop: run(shop.root, SUBMIT)),
        "proverka receive built sent.bundle",
    ),
    Failure(
        R.REVOKED_KEY,
        "a bundle signed with a key that its party has rotated",
        steps(rotated, sent_bundle),
        "proverka receive built sent.bundle",
    ),
    Failure(
        R.FROM_THE_FUTURE, "a submission dated after today", edit("later.toml", "known = 2024", "known = 2034"), SUBMIT
    ),
    Failure(
        R.NOT_PERMITTED, "an instrument from a party that may not", edit(AGREEMENT, 'party = "desk"', 'party = "state"')
    ),
    Failure(
        R.NOT_COUNTERSIGNED,
        "a figure that the policy wants countersigned, by one party alone",
        edit(WORDS, "[policy.submit]", '[policy.countersign]\nfigure = { least = 1, of = ["state"] }\n[policy.submit]'),
    ),
    # The body: form first, then meaning.
    Failure(R.UNKNOWN_KIND, "a table named after no kind", write("case/evidence/rumour.csv", "label\n")),
    Failure(R.UNKNOWN_KIND, "an entry of no kind", edit("case/evidence/paper.toml", '"delivery"', '"rumour"')),
    Failure(R.UNKNOWN_FIELD, "a column that the kind does not have", edit(FIGURE, "amount_unit", "amount_units")),
    Failure(R.UNKNOWN_FIELD, "a field that an instrument does not have", edit(AGREEMENT, "zone =", "timezone =")),
    Failure(R.MISSING_FIELD, "a row without its label", edit(FIGURE, "FIG-1,", ",")),
    Failure(R.MISSING_FIELD, "a row without its party", edit(FIGURE, "inspectorate", "")),
    Failure(R.BAD_VALUE, "a percentage in words", edit(FIGURE, ",50,", ",half,")),
    Failure(R.BAD_VALUE, "an amount below zero", edit(FIGURE, ",5,", ",-5,")),
    Failure(R.BAD_VALUE, "an amount in words that are not blank, unknown or withheld", edit(FIGURE, ",5,", ",some,")),
    Failure(R.BAD_VALUE, "a period that is none", edit(AGREEMENT, 'after = "6 months"', 'after = "half a year"')),
    Failure(R.BAD_VALUE, "a zone that does not exist", edit(AGREEMENT, 'zone = "UTC"', 'zone = "Mars/Olympus"')),
    Failure(R.BAD_VALUE, "a party whose key would lie elsewhere", edit(WORDS, 'id = "desk"', 'id = "../desk"')),
    Failure(R.BAD_VALUE, "an id that a record does not admit", nothing, "proverka case new 'a case'"),
    Failure(R.BAD_DATE, "a day that no calendar has", edit(FIGURE, "2024-03-31", "2024-02-30")),
    Failure(R.BAD_DATE, "a date in another order", edit(FIGURE, "2024-04-02", "02/04/2024")),
    Failure(
        R.BAD_DATE, "an option with a day that no calendar has", nothing, "proverka audit built --as-of 2014-02-31"
    ),
    Failure(R.BAD_DATE, "an option with a day beyond every schedule", nothing, "proverka audit built --as-of 9999"),
    Failure(R.UNKNOWN_UNIT, "a unit that the case does not declare", edit(FIGURE, "tonne", "tons")),
    Failure(R.PERCENTAGE_WITHOUT_BASIS, "a percentage that does not say of what", edit(FIGURE, "destroyed/stock", "")),
    Failure(
        R.DUPLICATE_ID,
        "two submissions with one label",
        lambda shop: shop.write(FIGURE, (shop.root / FIGURE).read_text(encoding="utf-8") + ROW + "\n"),
    ),
    Failure(R.DUPLICATE_ID, "a submission with the label of the first entry", edit(FIGURE, "FIG-1,", "genesis,")),
    Failure(R.DUPLICATE_ID, "two parties with one id", edit(WORDS, 'id = "inspectorate"', 'id = "state"')),
    Failure(R.DUPLICATE_ID, "a party with the name of the log's key", edit(WORDS, 'id = "inspectorate"', 'id = "log"')),
    Failure(R.DUPLICATE_ID, "a column twice", edit(FIGURE, "date,party", "party,party")),
    Failure(
        R.DUPLICATE_ID, "an obligation with the id of its instrument", edit(AGREEMENT, '"DESTROY-ALL"', '"AGREEMENT"')
    ),
    Failure(
        R.UNKNOWN_PARTY, "a figure from a party that nobody declared", edit(FIGURE, "inspectorate", "inspektorate")
    ),
    Failure(
        R.UNKNOWN_PARTY, "a debtor that nobody declared", edit(AGREEMENT, 'debtors = ["state"]', 'debtors = ["State"]')
    ),
    Failure(
        R.UNKNOWN_BASIS, "a figure on a basis that nobody declared", edit(FIGURE, "destroyed/stock", "removed/stock")
    ),
    Failure(
        R.UNKNOWN_SUBJECT,
        "a basis of a subject that nobody declared",
        edit(WORDS, 'subject = "stock"', 'subject = "stocks"'),
    ),
    Failure(
        R.UNKNOWN_PLACE,
        "a figure at a place that nobody declared",
        steps(edit(FIGURE, ",note", ",place"), edit(FIGURE, "counted at the facility", "harbour")),
    ),
    Failure(
        R.UNKNOWN_OBLIGATION,
        "a paper on an obligation that no instrument holds",
        edit("case/evidence/paper.toml", 'party = "state"', 'party = "state"\nbears_on = ["DESTROY-SOME"]'),
    ),
    Failure(
        R.UNKNOWN_OBLIGATION,
        "a deadline that runs from something unknown",
        edit(AGREEMENT, 'after = "6 months"', 'after = "6 months"\nanchor = "ratified"'),
    ),
    Failure(
        R.UNKNOWN_ENTRY,
        "a reference to an entry that comes later",
        edit("case/evidence/paper.toml", 'party = "state"', 'party = "state"\nrefers_to = ["FIG-1"]'),
    ),
    Failure(
        R.SELF_DEPENDENCY,
        "an obligation that depends on itself",
        edit(AGREEMENT, 'provision = "1"', 'provision = "1"\ndepends_on = ["DESTROY-ALL"]'),
    ),
    Failure(
        R.SELF_DEPENDENCY,
        "a basis that is part of itself",
        edit(WORDS, 'disposition = "destroyed"', 'disposition = "destroyed"\nsums = ["destroyed/stock"]'),
    ),
    Failure(
        R.AMBIGUOUS_MONTH,
        "one month after 31 January, where the instrument does not say which day that is",
        steps(
            edit(AGREEMENT, "adopted = 2024-01-10", "adopted = 2024-01-31"),
            edit(AGREEMENT, 'after = "6 months"', 'after = "1 month"'),
        ),
    ),
    Failure(
        R.BEFORE_ITS_INSTRUMENT,
        "a due date before the adoption of the instrument",
        edit(AGREEMENT, 'after = "6 months"', "on = 2023-06-30"),
    ),
    Failure(
        R.BEFORE_ITS_INSTRUMENT,
        "evidence on an obligation from before its instrument",
        steps(
            edit(AGREEMENT, "known = 2024-01-10", "known = 2024-01-05"),
            edit("case/evidence/paper.toml", "known = 2024-02-01", "known = 2024-01-09"),
            edit("case/evidence/paper.toml", 'party = "state"', 'party = "state"\nbears_on = ["DESTROY-ALL"]'),
        ),
    ),
    Failure(R.MEANINGLESS, "a figure reported before it was so", edit(FIGURE, "2024-03-31", "2024-05-31")),
    Failure(
        R.MEANINGLESS,
        "a correction of the words of the case",
        edit(
            "case/evidence/paper.toml",
            "[[entries]]",
            '[[entries]]\nkind = "correction"\nlabel = "FIX"\nknown = 2024-03-01\nparty = "desk"\n'
            'refers_to = ["genesis"]\nbody = { reason = "misprint" }\n[[entries]]',
        ),
    ),
    Failure(R.MEANINGLESS, "a figure without a number", edit(FIGURE, ",50,5,tonne,", ",,,,")),
    Failure(
        R.MEANINGLESS,
        "a deadline of two forms",
        edit(AGREEMENT, 'after = "6 months"', 'after = "6 months"\nby = "2024"'),
    ),
    Failure(
        R.MEANINGLESS,
        "two days to compare in the wrong order",
        nothing,
        "proverka diff built --from 2024-05 --to 2024-04",
    ),
    Failure(
        R.WRONG_REVEAL,
        "a reveal of another secret than was committed to",
        wrong_reveal,
        "proverka submit built step.toml",
    ),
    Failure(
        R.OUT_OF_TURN,
        "a reveal before that of the inspected party",
        before_its_turn,
        "proverka submit built step.toml",
    ),
    Failure(R.WRONG_DRAW, "a draw made up by its publisher", wrong_draw, "proverka submit built step.toml"),
    # The request.
    Failure(R.UNKNOWN_NAME, "a name that is not in the case", nothing, "proverka show built DESTROY-AL"),
    Failure(R.UNKNOWN_NAME, "a name that was not known yet", nothing, "proverka show built FIG-1 --known-at 2024-03"),
    Failure(R.ALREADY_THERE, "a case made where there is one", nothing, "proverka case new case"),
    Failure(R.ALREADY_THERE, "a case built where there is one", nothing, "proverka case build case built"),
    Failure(R.ALREADY_THERE, "--force on what is no built case", nothing, "proverka case build case case --force"),
    Failure(
        R.ALREADY_THERE,
        "--force on a case to which something was submitted since",
        lambda shop: run(shop.root, SUBMIT),
        "proverka case build case built --force",
    ),
    Failure(
        R.BACKWARDS,
        "an answer in which a witness says that it stands elsewhere",
        lambda shop: shop.write("answer.txt", "9\n"),
        "proverka witness gather built answer.txt",
    ),
    Failure(
        R.UNREACHABLE,
        "a copy to be made from an address at which nobody answers",
        nothing,
        "proverka mirror http://127.0.0.1:1 copy --policy built/policy.txt",
    ),
    Failure(
        R.NOT_INSTALLED,
        "a cluster asked for on a machine without Ray",
        command="proverka audit built --cluster local",
        during=without_ray,
    ),
    Failure(
        R.NOT_INSTALLED,
        "a report for printing on a machine without the libraries that set type",
        command="proverka report built --out r.html --pdf r.pdf",
        during=without_pango,
    ),
    Failure(R.NOT_INSTALLED, "a worker on which another version of the program is installed", call=another_version),
    Failure(R.LOST_WORKER, "a part that costs one worker after another, as one too large for their memory", call=lost),
    Failure(R.BUSY, "a record to which another process is writing", command=SUBMIT, during=busy),
    Failure(R.NOT_A_CASE, "a folder that does not exist", nothing, "proverka audit nowhere"),
    Failure(R.NOT_A_CASE, "an authored case that was not built yet", nothing, "proverka audit case"),
    Failure(R.NOT_A_CASE, "a folder without case.toml", nothing, "proverka case check built"),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop in order, to be copied."""
    root = tmp_path_factory.mktemp("workshop")
    run(root, "proverka case new case")
    (root / "case/evidence/paper.toml").write_text(PAPER, encoding="utf-8")
    (root / "case/paper.txt").write_text("Nothing to report.\n", encoding="utf-8")
    (root / "later.toml").write_text(LATER, encoding="utf-8")
    assert run(root, "proverka case build case built").status == 0
    return root


@pytest.fixture
def shop(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr("proverka.cli.arguments.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.recording.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.handing_in.now", lambda: NOW)
    root = tmp_path / "workshop"
    shutil.copytree(template, root)
    return Workshop(root)


@dataclass(frozen=True)
class Answer:
    status: object
    out: str
    err: str


def run(folder: Path, command: str) -> Answer:
    """Run a command of the program in a folder, in this process."""
    before = Path.cwd()
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        patch.setenv("COLUMNS", "100")
        os.chdir(folder)
        try:
            main(shlex.split(command)[1:])
        except SystemExit as ending:
            status = ending.code or 0
        finally:
            os.chdir(before)
    out.flush()
    return Answer(status, out.buffer.getvalue().decode(), err.getvalue())


def files(root: Path) -> dict[str, object]:
    """Every file with what is in it; of a huge one its size."""
    return {
        str(path.relative_to(root)): path.stat().st_size if path.stat().st_size > 10**6 else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def message_of(failure: Failure, shop: Workshop) -> str:
    """Bring a failure about and return its message, after checking that it is one and nothing else happened."""
    failure.prepare(shop)
    before = files(shop.root)
    if failure.call is not None:
        with pytest.raises(ProverkaError) as caught:
            failure.call(shop)
        return f"refused {caught.value}\n"
    if failure.during is None:
        answer = run(shop.root, failure.command)
    else:
        with failure.during(shop):  # type: ignore[attr-defined]
            answer = run(shop.root, failure.command)
    assert (answer.status, answer.out) == (2, ""), answer
    assert files(shop.root).keys() - {"built/record/.lock"} == before.keys() - {"built/record/.lock"}
    assert all(files(shop.root)[name] == content for name, content in before.items())
    return answer.err


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The messages that were seen, by the causes of their failures: each is brought about once."""
    return {}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda f: f"{f.refusal.code}: {f.cause}")
def test_a_failure_is_refused_with_exactly_its_code(failure: Failure, shop: Workshop, told: dict[str, str]) -> None:
    message = told[failure.cause] = message_of(failure, shop)
    first, *facts = message.rstrip("\n").split("\n")
    assert f": {failure.refusal.code}: {failure.refusal.meaning}" in first, message
    assert first.startswith("refused ")
    assert [line.split(":")[0].strip() for line in facts] == ["expected", "got", "to do"], message
    assert all(line.partition(":")[2].strip() for line in facts), message


def test_every_refusal_has_a_failure_and_they_stand_in_order() -> None:
    assert len({f.cause for f in FAILURES}) == len(FAILURES)
    order = list(Refusal)
    assert [f.refusal for f in FAILURES] == sorted((f.refusal for f in FAILURES), key=order.index)
    assert {f.refusal for f in FAILURES} == set(order)


def test_an_unprepared_workshop_is_in_order(shop: Workshop) -> None:
    # Otherwise a failure above might be refused for something else than its own reason.
    assert run(shop.root, CHECK).status == 0
    assert run(shop.root, AUDIT).status == 0
    assert run(shop.root, SUBMIT).status == 0


PAGE = """\
# Refusals

<!-- Made from tests/unit/test_refusals.py by `REGENERATE=1 .venv/bin/pytest tests/unit/test_refusals.py`. -->

What cannot be meant is refused: with exit status 2, one message on standard error, and nothing written. The message
has the place, a stable code with its meaning, what was expected, what was got, and what to do. Every message below is
what the program says.

The codes stand here in their order of precedence: where several apply, the first is reported, as far as what is wrong
lets the rest be read. Of a [bundle](../spec/bundle.md) it is the first submission that cannot follow which is told.

A fact about the world (a missed date, figures that do not fit) is never refused: it is a [finding](findings.md).
"""

GROUPS = {
    Refusal.PATH_OUTSIDE_CASE: "The file itself",
    Refusal.TRUNCATED_TILE: "The record's bytes",
    Refusal.WRONG_CASE: "The envelope",
    Refusal.UNKNOWN_KIND: "The body: form first, then meaning",
    Refusal.UNKNOWN_NAME: "The request",
}


def test_the_page_of_refusals_is_this_table(
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    generated: Callable[[str, str], None],
    told: dict[str, str],
) -> None:
    monkeypatch.setattr("proverka.cli.arguments.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.recording.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.handing_in.now", lambda: NOW)
    parts = [PAGE]
    for number, failure in enumerate(FAILURES):
        if failure.refusal in GROUPS and failure.refusal is not FAILURES[number - 1].refusal:
            parts.append(f"## {GROUPS[failure.refusal]}\n")
        if number == 0 or failure.refusal is not FAILURES[number - 1].refusal:
            parts.append(f"### `{failure.refusal.code}`\n\n{failure.refusal.meaning[0].upper()}"
                         f"{failure.refusal.meaning[1:]}.\n")  # fmt: skip
        if failure.cause not in told:  # as where this test runs alone
            shutil.copytree(template, tmp_path / str(number))
            told[failure.cause] = message_of(failure, Workshop(tmp_path / str(number)))
        message = told[failure.cause].rstrip("\n")
        how = "in the library only" if failure.call else f"`{failure.command}`"
        parts.append(f"{failure.cause[0].upper()}{failure.cause[1:]} ({how}):\n\n```text\n{message}\n```\n")
    generated("docs/reference/refusals.md", "\n".join(parts))


def blocks(page: str) -> Iterator[str]:
    yield from re.findall(r"^### `([a-z-]+)`$", page, re.MULTILINE)


def test_the_page_and_the_enumeration_hold_the_same_codes(repository: Path) -> None:
    page = (repository / "docs/reference/refusals.md").read_text(encoding="utf-8")
    assert list(blocks(page)) == [refusal.code for refusal in Refusal]
