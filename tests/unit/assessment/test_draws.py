"""Who refuses in a draw by lot is named, from the day on which its time has passed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from proverka.assessment.draws import draw_findings
from proverka.model.entry import Entry
from proverka.model.inspecting import DrawCommitment, Drawer, DrawReveal, InspectionPlan, Schedule
from proverka.model.span import Span
from proverka.model.vocabulary import Party, Vocabulary

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
WORDS = Vocabulary(
    case="case",
    title="A case",
    keeper="desk",
    parties=tuple(Party(id=name, name=name.title(), kind="other") for name in ("state", "inspectorate", "desk")),
)
PLAN = InspectionPlan(
    title="A plan",
    method="proverka/draw/v1",
    inspected="state",
    commit_by=START + timedelta(days=1),
    parties=(
        Drawer(party="state", reveal_by=START + timedelta(days=2)),
        Drawer(party="inspectorate", reveal_by=START + timedelta(days=3)),
    ),
    schedules=(Schedule(schedule="north-first", weight=1),),
)


def entry(index: int, party: str, body: object, days: float = 0) -> Entry[object]:
    at = START + timedelta(days=days)
    return Entry(
        index=index,
        leaf=f"{index:064x}",
        party=party,
        number=1,
        submitted_at=at,
        known_from=at,
        kind="kind",
        label=f"E-{index}",
        span=Span.day(at.date()),
        by=party,
        bears_on=(),
        source=None,
        confidence="",
        classification="unclassified",
        note="",
        references=() if isinstance(body, InspectionPlan) else (1,),
        body=body,
    )


COMMITTED = [
    entry(1, "inspectorate", PLAN),
    entry(2, "state", DrawCommitment(commitment="00" * 32)),
    entry(3, "inspectorate", DrawCommitment(commitment="00" * 32)),
]


def reveal(index: int, party: str, days: float) -> Entry[object]:
    return entry(index, party, DrawReveal(secret="00" * 32, size=4, root="A" * 43 + "="), days)


@pytest.mark.parametrize(
    ("entries", "day", "expected"),
    [
        (COMMITTED[:1], 1, []),
        (COMMITTED[:1], 2, ["draw-not-committed state", "draw-not-committed inspectorate"]),
        (COMMITTED[:2], 2, ["draw-not-committed inspectorate"]),
        (COMMITTED, 2, []),
        (COMMITTED, 3, ["draw-not-revealed state"]),
        (COMMITTED, 4, ["draw-not-revealed state", "draw-not-revealed inspectorate", "draw-void E-1"]),
        ([*COMMITTED, reveal(4, "state", 1), reveal(5, "inspectorate", 2)], 9, []),
        ([*COMMITTED, reveal(4, "inspectorate", 2.5)], 9, ["draw-not-revealed state"]),
        ([*COMMITTED, reveal(4, "state", 1)], 9, ["draw-not-revealed inspectorate", "draw-void E-1"]),
    ],
)
def test_findings_on_a_draw(entries, day, expected):
    found = draw_findings(entries, WORDS, date(2024, 5, day))
    assert [f"{one.rule} {one.about}" for one in found] == expected
    assert all(one.severity == "breach" for one in found if one.rule != "draw-void")


def test_a_late_reveal_in_its_turn_is_a_notice():
    late = [*COMMITTED, reveal(4, "state", 2.1), reveal(5, "inspectorate", 2.2)]
    (found,) = draw_findings(late, WORDS, date(2024, 5, 9))
    assert (found.rule, found.severity, found.entries) == ("draw-not-revealed", "notice", (1, 2, 4))
