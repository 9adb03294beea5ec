"""What parties' latest views of a way of acting come to."""

import pytest

from proverka.assessment.result import View
from proverka.assessment.views import status_of_conduct


def view(party: str, stance: str) -> View:
    return View(kind="statement", speaker="S", stance=stance, claim="assessment", text="T", party=party)


GOOD, BAD, MIXED, NONE = (view("a", s) for s in ("favourable", "critical", "mixed", "none"))


@pytest.mark.parametrize(
    ("views", "levels", "status"),
    [
        ([], [], "no_evidence"),
        ([NONE], [], "no_evidence"),
        ([GOOD], [], "on_track"),
        ([BAD], [], "at_risk"),
        ([MIXED], [], "at_risk"),
        ([GOOD, view("b", "critical")], [], "contested"),
        ([GOOD, view("b", "mixed")], [], "contested"),
        ([BAD, GOOD], [], "on_track"),
        ([GOOD, BAD], [], "at_risk"),
        ([GOOD, NONE], [], "on_track"),
        ([], [("t", "suspected")], "at_risk"),
        ([], [("t", "unfounded")], "no_evidence"),
        ([GOOD], [("t", "confirmed")], "contested"),
        ([GOOD], [("t", "suspected"), ("t", "unfounded")], "on_track"),
        ([GOOD], [("t", "unfounded"), ("t", "suspected")], "contested"),
        ([GOOD], [("t", "suspected"), ("u", "unfounded")], "contested"),
        ([view("debtor", "favourable")], [], "no_evidence"),
        ([view("debtor", "favourable"), GOOD], [], "on_track"),
        ([view("debtor", "favourable"), BAD], [], "contested"),
        ([view("debtor", "critical"), BAD], [], "at_risk"),
        ([view("debtor", "critical")], [], "no_evidence"),
        ([view("debtor", "favourable")], [("t", "suspected")], "contested"),
    ],
)
def test_views_are_set_side_by_side_and_never_weighed(views, levels, status, held):
    allegations = [
        held(n, "allegation", f"2014-01-{n:02}", by="critic", holder="a", text="T", level=level, thread=thread)
        for n, (thread, level) in enumerate(levels, start=1)
    ]
    assert status_of_conduct(views, allegations, ("debtor",)) == status
    assert status_of_conduct(views, allegations[::-1], ("debtor",)) == status
