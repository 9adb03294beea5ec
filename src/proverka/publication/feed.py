"""The feed of changes (Atom, RFC 4287): what the record learnt, day by day, and which obligation got another status.

An edition does not know where it lies. Addresses are relative, and are read from where the feed was fetched (RFC 3986,
5.1.3, to which RFC 4287 refers). Identifiers follow from the origin of the record and from what an entry tells, so that
a change keeps its own from one edition to the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import NAMESPACE_URL, UUID, uuid5

from proverka.assessment.result import EntryRef
from proverka.publication.addresses import obligation_page, record_page
from proverka.publication.chronicle import Turn
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.xml_text import xml
from proverka.reporting.anchors import entry_anchor
from proverka.reporting.wording import words

FEED_FILE = "feeds/changes.atom"
# Some years of a case with a change a week; a reader that stays away longer has the page of changes and the record.
FEED_ENTRIES_MAX = 300
# One day may bring a thousand entries; the record has them all.
LISTED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One change: what identifies it, on which day, what to call it, where to read on, and what it says as XHTML."""

    key: str
    day: date
    title: str
    link: str
    category: str
    content: str


def feed_id(origin: str, key: str) -> UUID:
    """Return the identifier of what is called so in a record: the same in every edition, and in no other record."""
    return uuid5(uuid5(NAMESPACE_URL, origin), key)


def change_feed(facts: EditionFacts, turns: Sequence[Turn]) -> bytes:
    """Return the feed: the latest changes, newest first."""
    found = [*_turned(turns, facts), *_learnt(facts.audit.entries, facts)]
    latest = sorted(found, key=lambda one: (one.day, one.key), reverse=True)[:FEED_ENTRIES_MAX]
    updated = latest[0].day if latest else facts.audit.as_of
    language = facts.language
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
        f"<id>{feed_id(facts.origin, FEED_FILE).urn}</id>\n"
        f"<title>{xml(facts.title)}: changes</title>\n"
        f"<subtitle>What the record {xml(facts.origin)} learnt, and which obligations got another status.</subtitle>\n"
        f"<updated>{_moment(updated)}</updated>\n"
        f"<author><name>{xml(facts.keeper)}</name></author>\n"
        '<link rel="self" type="application/atom+xml" href="changes.atom"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{language}" href="../{language}/changes.html"/>\n'
        '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"/>\n'
        "<rights>Creative Commons Zero 1.0; the words of sources remain theirs.</rights>\n"
        "<generator>Proverka</generator>\n"
    )
    return (head + "".join(_entry(one, facts) for one in latest) + "</feed>\n").encode()


def _entry(one: FeedEntry, facts: EditionFacts) -> str:
    language = facts.language
    return (
        "<entry>\n"
        f"<id>{feed_id(facts.origin, one.key).urn}</id>\n"
        f"<title>{xml(one.title)}</title>\n"
        f"<updated>{_moment(one.day)}</updated>\n"
        f"<published>{_moment(one.day)}</published>\n"
        f'<category term="{one.category}"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{language}" href="../{language}/{xml(one.link)}"/>\n'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{one.content}</div></content>\n'
        "</entry>\n"
    )


def _moment(day: date) -> str:
    return f"{day}T00:00:00Z"


def _turned(turns: Sequence[Turn], facts: EditionFacts) -> Iterator[FeedEntry]:
    here = {o.id for o in facts.audit.obligations}
    for turn in [turn for turn in turns if not turn.idle][-FEED_ENTRIES_MAX:]:
        before = words(turn.before) if turn.before else "not in being"
        after = words(turn.after) if turn.after else "not in being"
        yield FeedEntry(
            key=f"status {turn.obligation} {turn.day} {turn.after}",
            day=turn.day,
            title=f"{turn.obligation}: {before} → {after}",
            link=obligation_page(turn.obligation) if turn.obligation in here else "obligations/index.html",
            category="status",
            content="".join(f"<p>{xml(told)}</p>" for told in (turn.action, turn.why) if told),
        )


def _learnt(entries: Sequence[EntryRef], facts: EditionFacts) -> Iterator[FeedEntry]:
    """Yield the entries of each day on which any became known; the first of them names the day for ever."""
    days = [(day, tuple(found)) for day, found in groupby(entries, key=lambda entry: entry.known)]
    for day, held in days[-FEED_ENTRIES_MAX:]:
        count = f"{len(held)} new entries" if len(held) > 1 else "1 new entry"
        more = f"<p>and {len(held) - LISTED_MAX} more</p>" if len(held) > LISTED_MAX else ""
        listed = "".join(f"<li>{_listed(entry, facts)}</li>" for entry in held[:LISTED_MAX])
        yield FeedEntry(
            key=f"entries {held[0].leaf}",
            day=day,
            title=f"{count}, known on {day}",
            link=_place(held[0]),
            category="entries",
            content=f"<ul>{listed}</ul>{more}",
        )


def _place(entry: EntryRef) -> str:
    return f"{record_page(entry.index)}#{entry_anchor(entry.index)}"


def _listed(entry: EntryRef, facts: EditionFacts) -> str:
    by = f" ({xml(entry.by_name)})" if entry.by_name else ""
    link = f'<a href="../{facts.language}/{_place(entry)}">#{entry.index}</a>'
    return f"{link} {xml(words(entry.kind))}, {xml(entry.date)}: {xml(entry.text)}{by}"
