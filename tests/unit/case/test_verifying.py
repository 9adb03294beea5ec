"""What verifies can be audited: a record with an entry that its case does not admit does neither."""

import base64
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring, read_keyring
from proverka.case.opened import open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.verifying import verify_case
from proverka.model.errors import ProverkaError
from proverka.record import Log, Submission, compose

DAY = date(2026, 1, 1)
FIGURE: Mapping[str, object] = {
    "kind": "figure",
    "label": "NEW",
    "submitted_at": "2024-05-01T00:00:00Z",
    "body": {"basis": "destroyed/stock", "percent": 60},
}
NO_LEAF = "0" * 64


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "case")
    (tmp_path / "case" / "report.txt").write_text("counted", encoding="utf-8")
    table = tmp_path / "case" / "evidence" / "figure.csv"
    header, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{header},documents\n{row},report.txt\n", encoding="utf-8")
    authored = read_authored(tmp_path / "case")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    return tmp_path / "built"


def append(
    built: Path, envelope: Mapping[str, object], *, party: str = "inspectorate", signer: str = "", line: str = ""
):
    """Append what its operator lets in unseen: signed, numbered and counted, and otherwise unchecked."""
    case, keyring = open_case(built), read_keyring(built / "keys")
    number, previous = case.chain.last.get(party, (0, None))
    submission = compose(
        case=case.words.case,
        genesis=case.chain.genesis,
        party=party,
        number=number + 1,
        previous=previous,
        payload=json.dumps(envelope).encode(),
        keys=[keyring.party(signer or party)],
    )
    case.log.append([submission.note.raw + line.encode()], keyring.log)


def codes(built: Path) -> list[str]:
    return [fault.refusal.code for fault in verify_case(built).faults]


def test_what_was_built_is_sound(built):
    assert verify_case(built).sound
    append(built, FIGURE)
    assert verify_case(built).sound
    assert audit_case(open_case(built), as_of=DAY, known=DAY).summary.entries == 3


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("unknown-entry", {"references": [{"index": 1, "leaf": NO_LEAF}]}),
        ("unknown-entry", {"references": [{"index": 99, "leaf": NO_LEAF}]}),
        ("unknown-basis", {"body": {"basis": "nothing/stock", "percent": 60}}),
        ("duplicate-id", {"label": "FIG-1"}),
        ("unknown-kind", {"kind": "genesis"}),
        ("unknown-party", {"by": "ghost"}),
        ("meaningless", {"effective": "2030-01-01"}),
        ("unknown-obligation", {"bears_on": ["NOTHING"]}),
        ("not-permitted", {"kind": "instrument", "body": {
            "id": "NEW", "title": "New", "body": ["state"], "adopted": "2024-05-01", "zone": "UTC",
            "binding": "binding",
        }}),
    ],
)  # fmt: skip
def test_an_entry_that_the_case_does_not_admit(code, changed, built):
    append(built, {**FIGURE, **changed})
    assert codes(built) == [code]
    with pytest.raises(ProverkaError) as caught:
        open_case(built)
    assert caught.value.code == code


def test_a_reference_holds_by_index_and_leaf_hash(built):
    leaf = open_case(built).entries[0].leaf
    append(built, {**FIGURE, "references": [{"index": 1, "leaf": leaf}]})
    assert verify_case(built).sound


def test_after_an_entry_that_is_not_admitted_no_more_of_the_kind_is_told(built):
    append(built, {**FIGURE, "by": "ghost"})
    keyring = read_keyring(built / "keys")
    log = Log.open(built / "record", keyring.log.verifier)
    begins = Submission.parse(log.entry(0)).text_hash
    again = compose(
        case="case", genesis=begins, party="state", number=1, previous=None,
        payload=json.dumps({**FIGURE, "by": "ghost"}).encode(), keys=[keyring.party("state")],
    )  # fmt: skip
    log.append([again.note.raw], keyring.log)
    assert codes(built) == ["unknown-party"]


def test_the_wrong_party_signed(built):
    append(built, FIGURE, signer="state")
    assert codes(built) == ["unknown-key"]


def test_a_line_under_the_key_of_a_party_that_did_not_sign(built):
    key = read_keyring(built / "keys").party("state")
    forged = base64.b64encode(key.key_id + bytes(64)).decode()
    append(built, FIGURE, line=f"\N{EM DASH} {key.name} {forged}\n")
    assert codes(built) == ["wrong-signature"]


def test_the_whole_store_of_documents_is_gone(built):
    shutil.rmtree(built / "documents")
    assert codes(built) == ["missing-document"]


def test_a_document_of_another_size_than_stated(built):
    document = open_case(built).documents[2][0].sha256
    named = {"name": "report.txt", "sha256": document, "size": 99, "media_type": "text/plain"}
    append(built, {**FIGURE, "documents": [named]})
    assert codes(built) == ["wrong-document"]


def test_the_words_of_a_case_are_signed_by_their_keeper(built, tmp_path):
    keyring = read_keyring(built / "keys")
    words = json.loads(open_case(built).log.entry(0).decode().split("\n")[4])
    forged = compose(
        case="case", genesis=None, party="state", number=1, previous=None, payload=json.dumps(words).encode(),
        keys=[keyring.party("state")],
    )  # fmt: skip
    (tmp_path / "forged").mkdir()
    (tmp_path / "forged" / "policy.txt").write_text(f"log {keyring.log.verifier}\nquorum none\n", encoding="utf-8")
    Log.create(tmp_path / "forged" / "record", keyring.log).append([forged.note.raw], keyring.log)
    assert codes(tmp_path / "forged") == ["unknown-key", "wrong-case"]
