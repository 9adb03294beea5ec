"""A small case with everything that a reader's browser verifies, and public editions of it.

Two witnesses have cosigned all but its last entry, which a party that rotated its key signs with the new one. A figure
is corrected, another sealed and opened to everybody; a report has a document. Everything comes from names: the same
bytes each time.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import Keyring, demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.receiving import receive
from proverka.record import Bundle, Carried, SigningKey, Submission, compose, write_bundle

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
COSIGNED_AT = int(datetime(2024, 6, 1, tzinfo=UTC).timestamp())
WITNESSES = ("inspectorate", "council")

CASE = """\
case = "gauge"
title = "A gauge of what is checked"
keeper = "inspectorate"
debtor = "state"
keys = "demonstration"
parties = [
    { id = "state", name = "The State", kind = "state" },
    { id = "inspectorate", name = "The Inspectorate", kind = "secretariat", confirms = true },
    { id = "council", name = "The Council", kind = "organ" },
]
subjects = [{ id = "stock", name = "The stock", kind = "material", unit = "tonne" }]
bases = [
    { id = "declared/stock", name = "declared", disposition = "declared", subject = "stock" },
    { id = "destroyed/stock", name = "destroyed", disposition = "destroyed", subject = "stock" },
    { id = "removed/stock", name = "removed", disposition = "removed", subject = "stock" },
]
[policy.quorum]
least = 2
of = ["state", "inspectorate", "council"]
"""
MANDATE = """\
[submission]
known = 2024-01-10
party = "council"
[instrument]
id = "AGREEMENT"
title = "An agreement"
adopted = 2024-01-10
zone = "UTC"
binding = "binding"
body = ["council"]
[[instrument.obligations]]
id = "AGREEMENT/all"
debtors = ["state"]
creditors = ["council"]
action = "Destroy the whole stock"
deadline = { text = "by 1 June 2024", on = 2024-06-01 }
measure = { kind = "quantity", bases = ["destroyed/stock"], fraction = 1 }
"""
EVIDENCE = """\
[[entries]]
kind = "figure"
label = "STOCK"
known = 2024-02-01
party = "state"
body = { basis = "declared/stock", amount = { amount = "12345.50", unit = "tonne" }, bound = "about" }

[[entries]]
kind = "figure"
label = "REMOVED"
known = 2024-02-02
party = "state"
class = "restricted"
seal = ["amount"]
body = { basis = "removed/stock", amount = { amount = "678.9", unit = "tonne" } }

[[entries]]
kind = "figure"
label = "DONE"
known = 2024-03-01
party = "inspectorate"
body = { basis = "destroyed/stock", percent = "65.2" }

[[entries]]
kind = "delivery"
label = "REPORT"
known = 2024-03-03
party = "state"
body = { document = "report", title = "A report" }
documents = ["documents/report.txt"]

[[entries]]
kind = "correction"
label = "MISPRINT"
known = 2024-04-01
party = "inspectorate"
refers_to = ["DONE"]
[entries.body]
reason = "The digits were transposed."
replacement = { basis = "destroyed/stock", percent = "62.5", bound = "at_least" }

[[entries]]
kind = "release"
label = "TO-ALL"
known = 2024-04-02
party = "state"
refers_to = ["REMOVED"]
body = { to = "public", members = ["amount"] }
"""
REPORT = "A report that everybody may read.\n"


def build_gauge(folder: Path) -> Path:
    """Return the folder of the case, built."""
    for name, text in {
        "case.toml": CASE,
        "mandate/agreement.toml": MANDATE,
        "evidence/all.toml": EVIDENCE,
        "documents/report.txt": REPORT,
    }.items():
        path = folder / "authored" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    authored, built = read_authored(folder / "authored"), folder / "built"
    keyring = demonstration_keyring(authored.words)
    build_case(authored, built, keyring)
    rotated = SigningKey.from_seed(keyring.party("state").name, sha256(b"the second key").digest())
    change = {"action": "rotate", "party": "state", "key": str(rotated.verifier)}
    _hand_in(built, keyring, "KEY-2", ("key", change), [keyring.party("state"), rotated])
    cosign(built, keyring)
    _hand_in(built, keyring, "MEETING", ("event", {"event": "meeting", "title": "A meeting"}), [rotated])
    return built


def cosign(built: Path, keyring: Keyring) -> None:
    """Keep the checkpoint that the log has now, with the cosignatures of two witnesses."""
    signed = open_case(built).log.signed_checkpoint
    lines = [keyring.witnesses[party].cosign(signed.checkpoint.text, time=COSIGNED_AT) for party in WITNESSES]
    (built / "checkpoints").mkdir(exist_ok=True)
    raw = signed.note.raw + b"".join(line.line.encode() for line in lines)
    (built / "checkpoints" / str(signed.checkpoint.size)).write_bytes(raw)


def _hand_in(built: Path, keyring: Keyring, label: str, said: tuple[str, object], keys: list[SigningKey]) -> None:
    case, (kind, body) = open_case(built), said
    number, previous = case.chain.last["state"]
    envelope = {"kind": kind, "label": label, "submitted_at": "2024-05-01T00:00:00Z", "body": body}
    submission = compose(
        case="gauge",
        genesis=case.chain.genesis,
        party="state",
        number=number + 1,
        previous=previous,
        payload=json.dumps(envelope).encode(),
        keys=keys,
    )
    receive(case, _bundle(built.parent / f"{label}.bundle", submission), now=NOW).take_in(keyring.log)


def _bundle(path: Path, submission: Submission) -> Bundle:
    write_bundle(path, [Carried.of(submission)], documents={}, openings={})
    return Bundle.read(path)
