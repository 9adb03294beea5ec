"""Openings: down to one field or one row, verified with nothing but the policy of the case."""

from pathlib import Path

import pytest

from proverka.case.opened import Case, open_case
from proverka.case.opening import open_fields, open_row
from proverka.case.policy_file import read_policy
from proverka.disclosure.opening import Opening
from proverka.model.errors import ProverkaError
from proverka.record import SigningKey, VerifierKey
from proverka.witness import WitnessPolicy


@pytest.fixture
def case(secrets_case: Path) -> Case:
    return open_case(secrets_case)


@pytest.fixture
def policy(secrets_case: Path) -> WitnessPolicy:
    return read_policy(secrets_case / "policy.txt")


def index_of(case: Case, label: str) -> int:
    return next(entry.index for entry in case.entries if entry.label == label)


def refusal_of(action, *arguments, **named) -> str:
    with pytest.raises(ProverkaError) as caught:
        action(*arguments, **named)
    return caught.value.code


def test_one_field_of_an_entry(case, policy):
    made = open_fields(case, index_of(case, "ALL"), ["amount"])
    found = Opening.parse(made.encode()).verify(policy)
    assert found.members == (("amount", b'{"unit":"tonne","amount":"1000.77"}'),)
    assert (found.index, found.submission.party, found.envelope.label) == (index_of(case, "ALL"), "state", "ALL")
    assert (found.withheld, found.signers, found.proven.counts) == (1, (), True)
    assert b"declared/all" not in made.encode()


def test_a_verifier_that_shares_no_code_reads_the_same(case, secrets_case, standalone):
    trusted = standalone.read_policy((secrets_case / "policy.txt").read_bytes())
    told = standalone.check_opening(open_fields(case, index_of(case, "FIRST"), ["text"]).encode(), trusted)
    assert told[-1] == '  text: "the first of two secrets"'
    told = standalone.check_opening(
        open_row(case, index_of(case, "REPORT"), "sites.csv", 2, ["count"]).encode(), trusted
    )
    assert told[-1] == '  count: "43"'


def test_all_that_is_held_where_nothing_is_named(case, policy):
    found = Opening.parse(open_fields(case, index_of(case, "FIRST"), []).encode()).verify(policy)
    assert sorted(name for name, _ in found.members) == ["amount", "text"]
    assert found.withheld == 0


def test_one_row_and_one_cell_of_a_table(case, policy):
    index = index_of(case, "REPORT")
    found = Opening.parse(open_row(case, index, "sites.csv", 1, []).encode()).verify(policy)
    assert found.members == (("site", b'"south hall"'), ("count", b'"42"'))
    assert found.document is not None
    assert (found.document.name, found.row, found.withheld) == ("sites.csv", 1, 0)
    made = open_row(case, index, "sites.csv", 2, ["count"])
    found = Opening.parse(made.encode()).verify(policy)
    assert (found.members, found.withheld) == ((("count", b'"43"'),), 1)
    assert b"east hall" not in b"".join(field.value for field in made.fields)


def test_the_party_itself_signed_where_its_key_is_given(case, policy):
    made = open_fields(case, index_of(case, "ALL"), [])
    key = VerifierKey.parse(case.words.party_by_id["state"].key)
    assert made.verify(policy, [key]).signers == (key.name,)
    other = SigningKey.from_seed(key.name, bytes(32)).verifier
    assert refusal_of(made.verify, policy, [other]) == "unknown-key"


def test_what_is_not_there_cannot_be_opened(case):
    index = index_of(case, "ALL")
    assert refusal_of(open_fields, case, index, ["text"]) == "unknown-name"
    assert refusal_of(open_fields, case, index_of(case, "DONE"), []) == "unknown-name"
    report = index_of(case, "REPORT")
    assert refusal_of(open_row, case, report, "none.csv", 0, []) == "unknown-name"
    assert refusal_of(open_row, case, report, "plan.txt", 0, []) == "unknown-name"
    assert refusal_of(open_row, case, report, "sites.csv", 3, []) == "unknown-name"
    assert refusal_of(open_row, case, report, "sites.csv", None, []) == "unknown-name"
    assert refusal_of(open_row, case, report, "sites.csv", 0, ["north"]) == "unknown-name"


def test_disclosures_of_another_entry_open_nothing(case, policy):
    first, second = (open_fields(case, index_of(case, label), []) for label in ("ALL", "SECOND"))
    crossed = Opening(receipt=first.receipt, row=None, fields=second.fields)
    assert refusal_of(crossed.verify, policy) == "wrong-opening"
    row = open_row(case, index_of(case, "REPORT"), "sites.csv", 0, [])
    assert refusal_of(Opening(receipt=first.receipt, row=row.row, fields=row.fields).verify, policy) == "wrong-opening"
    other = open_row(case, index_of(case, "REPORT"), "sites.csv", 1, [])
    assert refusal_of(Opening(receipt=row.receipt, row=row.row, fields=other.fields).verify, policy) == "wrong-opening"


def test_a_row_proved_at_another_place_is_refused(case, policy):
    made = open_row(case, index_of(case, "REPORT"), "sites.csv", 0, [])
    moved = made.encode().replace(b"\nrow 0\n", b"\nrow 1\n")
    assert refusal_of(Opening.parse(moved).verify, policy) == "wrong-proof"


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:-1],
        lambda raw: raw + b"\n",
        lambda raw: raw.replace(b"proverka/opening/v1", b"proverka/opening/v2"),
        lambda raw: raw.replace(b"receipt ", b"receipts "),
        lambda raw: raw.replace(b"receipt ", b"receipt  "),
        lambda raw: raw.replace(b"\nfield ", b"\nfields "),
        lambda raw: raw[: raw.index(b"\nfield ") + 1],
        lambda raw: raw.replace(b"\ntable ", b"\ntable A"),
        lambda raw: raw.replace(b"\nrow 0", b"\nrow 00"),
        lambda raw: raw.replace(b"\nrow 0", b"\nrow -1"),
        lambda raw: raw.replace(b"\nrow 0\n", b"\n"),
        lambda raw: raw.replace(b"\nrow-commitment ", b"\nhash "),
        lambda raw: raw + b"hash AAAA\n",
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw + "field é\n".encode(),
        lambda _: b"",
        lambda _: b"\n",
    ],
)
def test_files_of_another_form_are_refused(case, change):
    raw = open_row(case, index_of(case, "REPORT"), "sites.csv", 0, []).encode()
    assert refusal_of(Opening.parse, change(raw)) == "bad-opening"


def test_a_receipt_without_its_entry_opens_nothing(case, policy):
    made = open_fields(case, index_of(case, "ALL"), [])
    bare = type(made.receipt)(index=made.receipt.index, path=made.receipt.path, checkpoint=made.receipt.checkpoint)
    assert refusal_of(Opening(receipt=bare, row=None, fields=made.fields).verify, policy) == "bad-opening"


def test_damaged_disclosures_are_told_by_name_of_the_entry(build_with, tmp_path):
    built = build_with(tmp_path)
    case = open_case(built)
    index = index_of(case, "ALL")
    for path in (built / "openings").iterdir():
        path.write_text("damaged\n", encoding="ascii")
    assert refusal_of(open_fields, case, index, []) == "bad-opening"
