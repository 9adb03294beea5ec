"""A page that is kept is the page that would be made: on every day, in every part."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from tests.unit.publication.conftest import FIRST, LAST, past_from

from proverka.case.moments import Moments
from proverka.publication.keeper import Keeper
from proverka.publication.pages import sheets_of
from proverka.publication.past import Past, PastPage
from proverka.reporting.tongue import ENGLISH_LANGUAGE, Place, localized

P1 = "obligations/EC-M-34~DEC.1~p1-removal.html"


def told(neutral: str, day: date) -> str:
    return localized(neutral, ENGLISH_LANGUAGE, Place(as_of=day, known_at=day))


def made(moments: Moments, day: date) -> dict[str, str]:
    return {sheet.path: told("".join(sheet.parts), day) for sheet in sheets_of(moments.on(day), Keeper())}


def kept(past: Past, day: date) -> dict[str, str]:
    found = {path: page.on(day) for path, page in past.pages.items()}
    return {path: told(text, day) for path, text in found.items() if text is not None}


def test_every_page_on_any_day_is_the_one_that_would_be_made_for_it(past: Past, moments: Moments):
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert len(past.days) < len(days), "else nothing shows that days between are right"
    for day in days[::4]:
        assert kept(past, day) == made(moments, day), day


@pytest.mark.parametrize("first", [date(2013, 9, 14), date(2016, 12, 20), date(2020, 9, 25), date(2025, 12, 20)])
def test_other_weeks_too(moments: Moments, first: date):
    last = first + timedelta(days=20)
    past = past_from(moments, first, last)
    for day in (first, first + timedelta(days=3), first + timedelta(days=11), last):
        assert kept(past, day) == made(moments, day), day


def test_days_past_due_go_on_between_the_days_that_were_looked_at(past: Past):
    page = past.pages[P1]
    day = next(day for day in (FIRST + timedelta(days=n) for n in range(40)) if day not in past.days)
    text = page.on(day)
    assert text is not None
    assert f">{(day - date(2013, 12, 31)).days} days past due<" in told(text, day)


def test_a_page_is_not_there_before_what_it_shows(past: Past):
    page = past.pages["instruments/SYR-PLAN-2014-02.html"]
    assert page.on(FIRST) is None
    assert page.on(LAST) is not None


def test_parts_are_shared_between_days(past: Past):
    page = past.pages["obligations/index.html"]
    whole = sum(len(page.on(day) or "") for day, _ in page.states)
    assert sum(map(len, page.parts)) * 5 < whole


def test_a_past_in_two_pieces_is_the_same_past(past: Past, moments: Moments):
    middle = date(2014, 2, 9)
    first = past_from(moments, FIRST, middle)
    after = middle + timedelta(days=1)
    second = past_from(moments, after, LAST)
    first.append(Past.unpacked(second.packed))
    assert dict(first.files()).keys() == dict(past.files()).keys()
    for day in (FIRST, middle, after, date(2014, 2, 20), LAST):
        assert kept(first, day) == kept(past, day)


def test_steps_lead_from_one_state_to_the_next():
    page = PastPage()
    states = {1: "abcd", 2: "abXcd", 3: "abcd", 4: None, 5: "d", 6: ""}
    for number, parts in states.items():
        page.add(date(2014, 1, number), parts)
    steps = page.file_value["steps"]
    assert steps == [
        ["2014-01-01", 0, 0, [0, 1, 2, 3]],
        ["2014-01-02", 2, 0, [4]],
        ["2014-01-03", 2, 1, []],
        ["2014-01-04"],
        ["2014-01-05", 0, 0, [3]],
        ["2014-01-06", 0, 1, []],
    ]
    assert [page.on(date(2014, 1, number)) for number in states] == list(states.values())
    assert page.on(date(2013, 12, 31)) is None


def test_pages_that_show_open_issues_are_made_anew_when_these_are_others(moments: Moments):
    """Where nothing else changes: on most days figures change with them."""
    day = moments.on(date(2020, 10, 1))
    issues = msgspec.structs.replace(day.audit.issues, open=97)
    later = replace(day, audit=msgspec.structs.replace(day.audit, issues=issues))
    keeper = Keeper()
    before = {sheet.path: sheet.parts for sheet in sheets_of(day, keeper)}
    after = {sheet.path: sheet.parts for sheet in sheets_of(later, keeper)}
    assert {"index.html", "holdings.html", "issues.html"} <= {path for path in after if after[path] != before[path]}
