"""The calendar of deadlines is iCalendar to the letter, has every date that runs, and keeps its identifiers."""

import re
from datetime import date, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.publication.ical import Component, read

from proverka.case.moments import Moments
from proverka.publication.deadlines import deadline_calendar
from proverka.publication.edition_facts import EditionFacts


def events(raw: bytes) -> list[Component]:
    found = read(raw).inner
    assert {event.name for event in found} <= {"VEVENT"}
    return found


def day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def test_the_calendar_says_what_it_is(edition: dict[str, bytes]):
    calendar = read(edition["feeds/deadlines.ics"])
    assert calendar.name == "VCALENDAR"
    assert calendar.one("VERSION") == "2.0"
    assert calendar.one("PRODID").startswith("-//")
    assert calendar.one("NAME") == calendar.one("X-WR-CALNAME")
    assert calendar.one("REFRESH-INTERVAL") == "P1D"
    assert calendar.one("LAST-MODIFIED") == "20140310T000000Z"


def test_every_date_that_runs_or_was_missed_is_an_event_of_a_whole_day(edition: dict[str, bytes], facts: EditionFacts):
    wanted = sorted(
        (due.date, o.id)
        for o in facts.audit.obligations
        for due in o.dates
        if due.state in ("running", "missed", "replaced")
    )
    found = events(edition["feeds/deadlines.ics"])
    assert len(wanted) > 10
    told = [(day(event.one("DTSTART")), event.one("SUMMARY").split(": ")[1]) for event in found]
    assert told == wanted
    for event in found:
        assert day(event.one("DTEND")) - day(event.one("DTSTART")) == timedelta(days=1)
        assert [params for name, params, _ in event.properties if name in ("DTSTART", "DTEND")] == [";VALUE=DATE"] * 2
        assert event.one("DTSTAMP") == "20140310T000000Z"
        assert event.one("STATUS") in ("CONFIRMED", "TENTATIVE", "CANCELLED")
        assert event.one("TRANSP") == "TRANSPARENT"
        assert re.search(r"en/obligations/\S+\.html", event.one("DESCRIPTION"))


def test_a_date_keeps_its_identifier(moments: Moments):
    uids = []
    for on in (date(2014, 2, 1), date(2014, 3, 1)):
        facts = EditionFacts(audit=moments.on(on).audit, keeper="Case desk", languages=("en",))
        found = events(deadline_calendar(facts))
        assert len({event.one("UID") for event in found}) == len(found)
        uids.append(
            {(event.one("SUMMARY").partition(": ")[2], event.one("DTSTART")): event.one("UID") for event in found}
        )
    shared = uids[0].keys() & uids[1].keys()
    assert len(shared) > 5
    assert all(uids[0][one] == uids[1][one] for one in shared)


def test_an_extended_date_cancels_the_one_before(moments: Moments):
    audit = moments.on(date(2014, 3, 10)).audit
    facts = EditionFacts(audit=audit, keeper="Case desk", languages=("en",))
    replaced = [due for o in audit.obligations for due in o.dates if due.state == "replaced"]
    cancelled = [event for event in events(deadline_calendar(facts)) if event.one("STATUS") == "CANCELLED"]
    assert len(cancelled) == len(replaced)
    assert all(event.one("SUMMARY").startswith("Replaced: ") for event in cancelled)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_the_words_the_calendar_can_be_read(facts: EditionFacts, words: str):
    o = next(o for o in facts.audit.obligations if any(due.state in ("running", "missed") for due in o.dates))
    hostile = msgspec.structs.replace(facts.audit, obligations=(msgspec.structs.replace(o, action=words),))
    (event, *_) = events(deadline_calendar(EditionFacts(audit=hostile, keeper="x", languages=("en",))))
    told = event.one("SUMMARY").partition(f"{o.id}: ")[2]
    assert "".join(c for c in told if c != "\N{REPLACEMENT CHARACTER}") == re.sub(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f]|\ufffd", "", words
    )
