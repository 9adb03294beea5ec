"""A correction says no more than its submitters may say, and a party's own acts are its own to take back."""

from collections.abc import Mapping

import pytest

from proverka.inventory.standing import Evidence
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy

FIGURE: Mapping[str, object] = {"basis": "destroyed/stock", "percent": 10}


@pytest.fixture
def founded(council, tmp_path):
    def make(policy: Policy):
        return council.Council.founded(tmp_path / "case", policy)

    return make


def hand_in(case, submission):
    """Hand in one submission, and return its entry."""
    (admitted,) = case.take(submission)
    return admitted.entry


def correction(case, target, party, *, label="CORRECTION", keys=None, **body):
    reference = {"index": target.index, "leaf": target.leaf}
    return case.submission(
        party, "correction", {"reason": "wrong", **body}, label=label, keys=keys, references=[reference]
    )


def refused(case, submission) -> str:
    with pytest.raises(ProverkaError) as caught:
        case.take(submission)
    return caught.value.code


def held(case, index):
    evidence = Evidence.of(case.case.entries)
    return evidence.held(case.case.entries[index - 1], case.case.words)


def test_a_correction_needs_the_countersignatures_of_what_it_corrects(council, founded):
    case = founded(Policy(countersign={"figure": Group(least=1, of=("inspectorate",))}))
    both = [council.key_of("state"), council.key_of("inspectorate")]
    figure = hand_in(case, case.submission("state", "figure", FIGURE, label="FIGURE", keys=both))
    better = {**FIGURE, "percent": 90}
    assert refused(case, correction(case, figure, "state", replacement=better)) == "not-countersigned"
    assert refused(case, correction(case, figure, "state")) == "not-countersigned"
    hand_in(case, correction(case, figure, "state", replacement=better, keys=both))
    assert held(case, figure.index).body.percent == 90


def test_one_of_two_signers_takes_nothing_back_alone(council, founded):
    case = founded(Policy())
    both = [council.key_of("state"), council.key_of("neighbour")]
    joint = hand_in(case, case.submission("state", label="JOINT", keys=both))
    assert refused(case, correction(case, joint, "state")) == "not-countersigned"
    hand_in(case, correction(case, joint, "state", keys=both))
    assert held(case, joint.index).withdrawn


def test_who_may_not_say_it_may_not_put_it_in_the_place_of_another(founded):
    case = founded(Policy(submit={"figure": ("inspectorate",), "correction": ("desk", "inspectorate")}))
    figure = hand_in(case, case.submission("inspectorate", "figure", FIGURE, label="FIGURE"))
    assert refused(case, correction(case, figure, "desk", replacement={**FIGURE, "percent": 90})) == "not-permitted"
    hand_in(case, correction(case, figure, "desk"))
    assert held(case, figure.index).withdrawn


def test_an_objection_is_taken_back_by_its_own_party_alone(founded):
    case = founded(Policy(submit={"correction": ("desk", "state")}))
    meeting = hand_in(case, case.submission("desk"))
    reference = {"index": meeting.index, "leaf": meeting.leaf}
    objection = hand_in(
        case,
        case.submission("state", "objection", {"grounds": "not so"}, label="OBJECTION", references=[reference]),
    )
    assert refused(case, correction(case, objection, "desk")) == "not-permitted"
    other = {"grounds": "something else"}
    assert refused(case, correction(case, objection, "state", replacement=other)) == "meaningless"
    assert held(case, meeting.index).standing == "contested"
    hand_in(case, correction(case, objection, "state"))
    assert held(case, meeting.index).standing == "claimed"


def test_a_correction_dates_nothing_into_the_future(founded):
    case = founded(Policy())
    meeting = hand_in(case, case.submission("state"))
    assert refused(case, correction(case, meeting, "state", effective="2031-01-01")) == "meaningless"
    hand_in(case, correction(case, meeting, "state", effective="2024-04-30"))
    assert str(held(case, meeting.index).span) == "2024-04-30"


def test_a_corrected_step_of_an_issue_is_the_same_step(founded):
    case = founded(Policy())
    step = {"issue": "I", "action": "raised", "text": "Something is missing."}
    raised = hand_in(case, case.submission("state", "issue", step, label="RAISED"))
    for other in ({**step, "issue": "J"}, {**step, "action": "resolved"}):
        assert refused(case, correction(case, raised, "state", replacement=other)) == "meaningless"
    hand_in(case, correction(case, raised, "state", replacement={**step, "text": "Two things are missing."}))
    assert held(case, raised.index).body.text == "Two things are missing."


def test_what_a_thief_took_back_stands_again_when_the_key_is_revoked(council, founded):
    case = founded(Policy())
    meeting = hand_in(case, case.submission("desk"))
    reference = {"index": meeting.index, "leaf": meeting.leaf}
    objection = hand_in(
        case,
        case.submission("state", "objection", {"grounds": "not so"}, label="OBJECTION", references=[reference]),
    )
    theft = hand_in(case, correction(case, objection, "state", label="THEFT"))
    assert held(case, meeting.index).standing == "claimed"
    revocation = case.key_change(
        "state", {"action": "revoke", "party": "state", "revoked_from": theft.index}, keys=[council.key_of("state")]
    )
    hand_in(case, revocation)
    assert held(case, meeting.index).standing == "contested"
    assert held(case, objection.index).contested_by == (theft.index + 1,)
