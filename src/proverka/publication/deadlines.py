"""The calendar of deadlines (iCalendar, RFC 5545 and RFC 7986): every date that runs, and those that were missed.

A calendar program asks for it again from time to time; each date keeps its identifier from one edition to the next.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import category

from proverka.assessment.result import DatedDue, ObligationResult
from proverka.publication.addresses import obligation_page
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import feed_id
from proverka.reporting.wording import words

CALENDAR_FILE = "feeds/deadlines.ics"
# A line has at most so many octets, its end not counted; what is longer goes on in the next one after a space.
LINE_OCTETS_MAX = 75
DAY = timedelta(days=1)

# How a date stands, as a calendar says it. Others have been met, or nothing is known of them, and need no reminder.
STATUS = {"running": "CONFIRMED", "missed": "CONFIRMED", "replaced": "CANCELLED"}
_HEADS = {"running": "Due", "missed": "Missed", "replaced": "Replaced"}


def deadline_calendar(facts: EditionFacts) -> bytes:
    """Return the calendar: an event of a whole day to each date, ordered by day and obligation."""
    stamp = _stamp(facts.audit.as_of)
    name = f"{facts.title}: deadlines"
    told = f"Dates set for the obligations in the record {facts.origin}, {facts.days}."
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Proverka//Public edition//EN",
        "CALSCALE:GREGORIAN",
        f"UID:{feed_id(facts.origin, CALENDAR_FILE)}",
        f"LAST-MODIFIED:{stamp}",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"DESCRIPTION:{_text(told)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        *(line for key, due, o in _dated(facts) for line in _event(key, due, o, facts)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _dated(facts: EditionFacts) -> Iterator[tuple[str, DatedDue, ObligationResult]]:
    """Yield each date that is shown, with what identifies it: what it is of, and which where several are alike."""
    found = [(due, o) for o in facts.audit.obligations for due in o.dates if due.state in STATUS]
    alike: Counter[str] = Counter()
    for due, o in sorted(found, key=lambda one: (one[0].date, one[1].id, one[0].role, one[0].target)):
        key = f"due {o.id} {due.role} {due.target} {due.date}"
        alike[key] += 1
        yield f"{key} {alike[key]}" if alike[key] > 1 else key, due, o


def _event(key: str, due: DatedDue, o: ObligationResult, facts: EditionFacts) -> Iterator[str]:
    tentative = due.state == "running" and (o.target_date or due.role == "rescheduled")
    yield "BEGIN:VEVENT"
    yield f"UID:{feed_id(facts.origin, key)}"
    yield f"DTSTAMP:{_stamp(facts.audit.as_of)}"
    yield f"DTSTART;VALUE=DATE:{_day(due.date)}"
    yield from (f"DTEND;VALUE=DATE:{_day(due.date + DAY)}" for _ in range(due.date < date.max))
    yield f"SUMMARY:{_text(f'{_HEADS[due.state]}: {o.id}: {o.action}')}"
    yield f"DESCRIPTION:{_text(_told(due, o, facts))}"
    yield f"STATUS:{'TENTATIVE' if tentative else STATUS[due.state]}"
    yield f"CATEGORIES:{','.join(map(_text, (o.instrument, words(due.role), words(due.state))))}"
    yield "CLASS:PUBLIC"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _told(due: DatedDue, o: ObligationResult, facts: EditionFacts) -> str:
    late = f" by {due.days_late} {'day' if due.days_late == 1 else 'days'}" if due.days_late else ""
    parts = [
        f"{words(due.role).capitalize()} date, {words(due.state)}{late}{f': {due.target}' if due.target else ''}.",
        f"Owed by {o.debtor}.",
        f"Why that day: {due.rule.rstrip('.')}." if due.rule else "",
        f"Status {words(o.status)}: {o.why}",
        f"Entries: {', '.join(f'#{index}' for index in due.entries)}." if due.entries else "",
        f"Page in the edition: {facts.language}/{obligation_page(o.id)}",
    ]
    return "\n".join(part for part in parts if part)


def _stamp(day: date) -> str:
    """Return the beginning of a day in UTC: of the day of the edition, since nothing here reads a clock."""
    return f"{_day(day)}T000000Z"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(value: str) -> str:
    """Return a value of the type TEXT: escaped, and without control characters, which it may not hold."""
    clean = "".join(
        "\N{REPLACEMENT CHARACTER}" if category(c) in ("Cc", "Cs") and c not in "\n\t" else c for c in value
    )
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        clean = clean.replace(plain, escaped)
    return clean


def _folded(line: str) -> str:
    """Return a line as it is written: in pieces of at most 75 octets, no character of which is broken."""
    pieces, room = [""], LINE_OCTETS_MAX
    for character in line:
        octets = len(character.encode())
        if octets > room:
            pieces.append("")
            room = LINE_OCTETS_MAX - 1
        pieces[-1] += character
        room -= octets
    return "\r\n ".join(pieces) + "\r\n"
