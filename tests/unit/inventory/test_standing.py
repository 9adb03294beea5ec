"""What an entry is worth, after all that was said of it."""

import pytest

from proverka.inventory.standing import Evidence
from proverka.model.submission import Figure

FIGURE = {"basis": "removed/first", "percent": "40"}
WITHDRAW = {"kind": "correction", "reason": "r", "refers_to": (1,)}
REDATE = {**WITHDRAW, "effective": "2014-04"}
REPLACE = {**WITHDRAW, "replacement": {"basis": "removed/first", "percent": "41"}}
OBJECT = {"kind": "objection", "grounds": "g", "by": "critic", "refers_to": (1,)}
TAKE_BACK = {"kind": "correction", "reason": "r", "refers_to": (2,)}


@pytest.mark.parametrize(
    ("later", "as_held"),
    [
        ([], ("40", "2014-03-01", False, "verified")),
        ([REPLACE], ("41", "2014-03-01", False, "verified")),
        ([REDATE], ("40", "2014-04", False, "verified")),
        ([REDATE, REPLACE], ("41", "2014-04", False, "verified")),
        ([REPLACE, REDATE], ("41", "2014-04", False, "verified")),
        ([WITHDRAW], ("40", "2014-03-01", True, "verified")),
        ([WITHDRAW, REPLACE], ("41", "2014-03-01", False, "verified")),
        ([REPLACE, WITHDRAW], ("41", "2014-03-01", True, "verified")),
        ([OBJECT], ("40", "2014-03-01", False, "contested")),
        ([OBJECT, REPLACE], ("41", "2014-03-01", False, "contested")),
        ([OBJECT, TAKE_BACK], ("40", "2014-03-01", False, "verified")),
        ([OBJECT, {**TAKE_BACK, "effective": "2014-05-01"}], ("40", "2014-03-01", False, "contested")),
    ],
)  # fmt: skip
def test_the_last_correction_counts_and_an_objection_contests(later, as_held, evidence_of, words):
    evidence: Evidence = evidence_of([FIGURE, *later])
    held = evidence.of_kind("figure", words)[0]
    assert isinstance(held.body, Figure)
    assert (str(held.body.percent), str(held.span), held.withdrawn, held.standing) == as_held
    assert str(held.entry.span) == "2014-03-01"
    assert isinstance(held.entry.body, Figure)
    assert str(held.entry.body.percent) == "40"
    assert held.rests_on[0] == 1


@pytest.mark.parametrize(
    ("by", "party", "standing"),
    [
        ("inspectorate", "inspectorate", "verified"),
        ("inspectorate", "desk", "claimed"),
        ("state", "inspectorate", "claimed"),
        ("state", "state", "claimed"),
    ],
)
def test_an_inspectorate_verifies_what_it_says_under_its_own_signature(by, party, standing, evidence_of, words):
    evidence: Evidence = evidence_of([{**FIGURE, "by": by, "party": party}])
    assert evidence.of_kind("figure", words)[0].standing == standing


def test_what_another_party_makes_of_a_figure_is_its_claim(evidence_of, words):
    figure = {**FIGURE, "by": "inspectorate", "party": "inspectorate"}
    for party, standing in (("inspectorate", "verified"), ("desk", "claimed")):
        evidence: Evidence = evidence_of([figure, {**REPLACE, "party": party}])
        assert evidence.of_kind("figure", words)[0].standing == standing
