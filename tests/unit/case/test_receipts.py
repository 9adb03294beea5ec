"""Receipts: what they prove, and that an earlier one is never lost."""

import pytest

from proverka.case.admission import Admitted
from proverka.case.receipts import check_room, keep_receipt, receipt_name, receipt_of, write_receipt
from proverka.model.errors import ProverkaError
from proverka.record import Submission
from proverka.witness import WitnessPolicy
from proverka.witness.proof import Proof, verify_receipt


@pytest.fixture
def case(council, tmp_path):
    case = council.Council.founded(tmp_path / "built")
    case.take(case.submission())
    return case


def admitted(case):
    (one,) = case.case.entries
    held = Submission.parse(case.case.log.entry(one.index))
    return Admitted(submission=held, entry=one, fresh=True)


def test_a_receipt_proves_its_entry_offline(case, council):
    policy = WitnessPolicy.parse((case.root / "policy.txt").read_text())
    found = verify_receipt(Proof.parse(receipt_of(case.case, 1)), policy=policy)
    assert (found.proven.index, found.submission.party, found.submission.number) == (1, "state", 1)
    assert found.proven.checkpoint == case.case.log.checkpoint


def test_an_entry_beyond_the_log_has_none(case):
    with pytest.raises(ProverkaError, match="unknown-entry"):
        receipt_of(case.case, 2)


def test_a_receipt_is_named_after_party_and_number_and_kept(case, tmp_path):
    one = admitted(case)
    keep_receipt(case.case, one, tmp_path / "receipts")
    path = tmp_path / "receipts" / receipt_name(one.submission)
    first = path.read_bytes()
    assert (path.name, first) == ("state-1.tlog-proof", receipt_of(case.case, 1))
    # The log grows, and the receipt would be another; the first proves as much.
    case.take(case.submission(label="MORE"))
    keep_receipt(case.case, one, tmp_path / "receipts")
    assert path.read_bytes() == first != receipt_of(case.case, 1)


@pytest.mark.parametrize("content", [b"", b"something else", "another"])
def test_nothing_else_is_overwritten(content, case, tmp_path):
    one = admitted(case)
    path = tmp_path / receipt_name(one.submission)
    path.write_bytes(receipt_of(case.case, 0) if content == "another" else content)
    before = path.read_bytes()
    for call in (lambda: check_room(one, tmp_path), lambda: write_receipt(receipt_of(case.case, 1), path)):
        with pytest.raises(ProverkaError, match="already-there"):
            call()
    assert path.read_bytes() == before


def test_the_same_receipt_again_changes_nothing(case, tmp_path):
    for _ in range(2):
        write_receipt(receipt_of(case.case, 1), tmp_path / "a" / "1.tlog-proof")
    assert (tmp_path / "a" / "1.tlog-proof").read_bytes() == receipt_of(case.case, 1)
