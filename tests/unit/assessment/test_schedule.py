"""What decisions do to a due date, and what becomes of each date that was set."""

from datetime import date

import pytest

from proverka.assessment.result import Fulfilment
from proverka.assessment.schedule import Schedule, changes_of, schedule_of, settled
from proverka.mandate import DueDate, Instrument, Obligation
from proverka.model.reading import convert
from proverka.model.sentence import sentence
from proverka.model.vocabulary import Vocabulary

AGREEMENT = convert(
    {"id": "A", "title": "T", "body": ["council"], "adopted": "2014-01-01", "zone": "UTC", "binding": "binding"},
    Instrument,
    where="test",
)
WORDS = convert(
    {
        "case": "c",
        "title": "T",
        "keeper": "council",
        "parties": [{"id": "council", "name": "C", "kind": "organ"}, {"id": "state", "name": "S", "kind": "state"}],
    },
    Vocabulary,
    where="test",
)
ORIGINAL = DueDate(day=date(2014, 1, 31), rule=sentence("by 31 January"))


def obligation(**deadline: object) -> Obligation:
    plain = {
        "id": "A/1",
        "debtors": ["state"],
        "action": "a",
        "measure": {"kind": "document", "what": "w"},
        "deadline": {"text": "t", "on": "2014-01-31", **deadline},
    }
    return convert(plain, Obligation, where="test")


def decided(effect: str, due: str | None = None, name: str = "A/1") -> dict[str, object]:
    dated = {} if due is None else {"due": due}
    return {"title": "D", "effects": [{"obligation": name, "effect": effect, "legal_basis": "article 5", **dated}]}


def scheduled(held, decisions, as_of: date, **deadline: object) -> Schedule:
    found = [held(n, "decision", on, by="council", **body) for n, (on, body) in enumerate(decisions, start=1)]
    owed = obligation(**deadline)
    return schedule_of(owed, ORIGINAL, changes_of(owed, AGREEMENT, found, WORDS, as_of))


EXTENDED = ("2014-01-20", decided("extends", "2014-03-31"))
LATE = ("2014-02-10", decided("extends", "2014-03-31"))
PLAN = ("2014-02-10", decided("reschedules", "2014-03-31"))
FAR = ("2014-01-20", decided("extends", "2016-01-01"))
OTHER = ("2014-01-20", decided("extends", "2014-03-31", "A/2"))
LIMIT = {"limit": "2015-01-31"}
DAY = date(2014, 2, 20)

CASES = [
    # decisions, limit, as of, due, dates
    ([], {}, date(2014, 1, 31), "2014-01-31", ["2014-01-31 original running"]),
    ([], {}, date(2014, 2, 1), "2014-01-31", ["2014-01-31 original missed"]),
    ([EXTENDED], {}, date(2014, 1, 19), "2014-01-31", ["2014-01-31 original running"]),
    ([EXTENDED], {}, DAY, "2014-03-31", ["2014-01-31 original replaced", "2014-03-31 extended running"]),
    ([LATE], {}, DAY, "2014-03-31", ["2014-01-31 original missed", "2014-03-31 extended running"]),
    ([PLAN], {}, DAY, "2014-01-31", ["2014-01-31 original missed", "2014-03-31 rescheduled running"]),
    ([OTHER], {}, DAY, "2014-01-31", ["2014-01-31 original missed"]),
    ([FAR], LIMIT, DAY, "2014-01-31", ["2014-01-31 original missed", "2016-01-01 rescheduled running"]),
    ([FAR], {}, DAY, "2016-01-01", ["2014-01-31 original replaced", "2016-01-01 extended running"]),
    (
        [EXTENDED, ("2014-03-01", decided("extends", "2014-06-30"))], {}, date(2014, 4, 1), "2014-06-30",
        ["2014-01-31 original replaced", "2014-03-31 extended replaced", "2014-06-30 extended running"],
    ),
    (
        [EXTENDED, ("2014-04-10", decided("extends", "2014-06-30"))], {}, date(2014, 5, 1), "2014-06-30",
        ["2014-01-31 original replaced", "2014-03-31 extended missed", "2014-06-30 extended running"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("decisions", "limit", "as_of", "due", "dates"), CASES)
def test_what_moves_a_date_and_what_becomes_of_it(  # noqa: PLR0917 - the columns of the table
    decisions, limit, as_of, due, dates, held
):
    schedule = scheduled(held, decisions, as_of, **limit)
    assert str(schedule.due) == due
    assert [f"{d.date} {d.role} {d.state}" for d in schedule.dates(None, as_of)] == dates


@pytest.mark.parametrize(
    ("fulfilled", "due", "dates"),
    [
        ((1, 30), "2014-01-31", ["2014-01-31 original met", "2014-03-31 extended met"]),
        ((2, 5), "2014-01-31", ["2014-01-31 original missed", "2014-03-31 extended met"]),
        ((2, 10), "2014-03-31", ["2014-01-31 original missed", "2014-03-31 extended met"]),
        ((4, 2), "2014-03-31", ["2014-01-31 original missed", "2014-03-31 extended missed"]),
    ],
)
def test_an_extension_decided_after_fulfilment_moves_nothing(fulfilled, due, dates, held):
    day = date(2014, *fulfilled)
    done = Fulfilment(earliest=day, latest=day)
    schedule = settled(scheduled(held, [LATE], date(2014, 5, 1)), obligation(), done)
    assert str(schedule.due) == due
    assert [f"{d.date} {d.role} {d.state}" for d in schedule.dates(done, date(2014, 5, 1))] == dates


def test_days_are_counted_on_a_missed_date_only(held):
    schedule = scheduled(held, [LATE], date(2014, 3, 1))
    assert [d.days_late for d in schedule.dates(None, date(2014, 3, 1))] == [29, None]


def test_a_duty_without_a_date_has_no_dates(held):
    assert Schedule(due=None, original=DueDate(day=None, rule=sentence("open")), changes=()).dates(None, DAY) == ()
