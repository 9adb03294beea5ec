"""The feed of changes is Atom to the letter, newest first, and each change keeps its identifier."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import msgspec
import pytest
from tests.unit.publication.conftest import FIRST, LAST, past_from
from tests.unit.publication.test_data_files import resolved

from proverka.case.moments import Moments
from proverka.publication.chronicle import Chronicle, Turn
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import FEED_ENTRIES_MAX, FEED_FILE, change_feed
from proverka.publication.past import Past
from proverka.reporting.wording import words

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")


def feed_of(raw: bytes) -> ET.Element:
    feed = ET.fromstring(raw)  # noqa: S314 - of our own making
    assert feed.tag == f"{ATOM}feed"
    return feed


def one(element: ET.Element, name: str) -> str:
    """The text of an element that there must be exactly once."""
    (found,) = element.findall(f"{ATOM}{name}")
    return "".join(found.itertext())


@pytest.fixture(scope="module")
def feed(edition: dict[str, bytes]) -> ET.Element:
    return feed_of(edition[FEED_FILE])


def test_the_feed_has_what_the_standard_asks_for(feed: ET.Element):
    assert one(feed, "id").startswith("urn:uuid:")
    assert one(feed, "title").endswith(": changes")
    assert MOMENT.fullmatch(one(feed, "updated"))
    assert one(feed.find(f"{ATOM}author"), "name") == "Case desk (compiler of public sources)"  # type: ignore[arg-type]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert (links["self"], links["alternate"]) == ("changes.atom", "../en/changes.html")


def test_each_entry_has_what_the_standard_asks_for(feed: ET.Element, edition: dict[str, bytes]):
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) > 50
    ids = [one(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        assert one(entry, "title").strip()
        assert MOMENT.fullmatch(one(entry, "updated"))
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        path = resolved(FEED_FILE, link.get("href") or "")
        assert path in edition
        anchor = (link.get("href") or "").partition("#")[2]
        assert f'id="{anchor}"' in edition[path].decode() or not anchor
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]
        for inner in content.iter("{http://www.w3.org/1999/xhtml}a"):
            assert resolved(FEED_FILE, inner.get("href") or "") in edition


def test_the_newest_stands_first(feed: ET.Element):
    days = [one(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert one(feed, "updated") == days[0]


def test_every_day_on_which_the_record_learnt_something_is_in_it(feed: ET.Element, facts: EditionFacts):
    told = {one(entry, "updated")[:10] for entry in feed.findall(f"{ATOM}entry") if one(entry, "title").endswith(
        one(entry, "updated")[:10])}  # fmt: skip
    days = sorted({str(entry.known) for entry in facts.audit.entries})
    assert told == set(days[-len(told) :])
    assert len(told) > 30


def test_every_turn_is_in_it(feed: ET.Element, past: Past):
    titles = [one(entry, "title") for entry in feed.findall(f"{ATOM}entry")]
    turns = [turn for turn in past.chronicle.turns if turn.before and not turn.idle]
    assert len(turns) > 3
    for turn in turns:
        assert f"{turn.obligation}: {words(turn.before)} → {words(turn.after) or 'not in being'}" in titles
    assert [title for title in titles if re.fullmatch(r"EC-M-34/DEC\.1/p2-removal: .* → overdue", title)]


def test_a_change_keeps_its_identifier(facts: EditionFacts, past: Past, moments: Moments):
    earlier = EditionFacts(audit=moments.on(date(2014, 3, 1)).audit, keeper="Case desk", languages=("en",))
    turns = past.chronicle.turns
    before = feed_of(change_feed(earlier, [turn for turn in turns if turn.day <= date(2014, 3, 1)]))
    after = feed_of(change_feed(facts, turns))
    ids = [
        {one(entry, "id"): one(entry, "title") for entry in feed.findall(f"{ATOM}entry")} for feed in (before, after)
    ]
    assert one(before, "id") == one(after, "id")
    kept = ids[0].keys() & ids[1].keys()
    assert len(kept) > 50
    assert all(ids[0][name] == ids[1][name] for name in kept)


def test_it_is_bounded(facts: EditionFacts):
    turns = [
        Turn(day=LAST, obligation=f"X/{n}", action="a", before="pending", after="overdue", why="w") for n in range(1000)
    ]
    assert len(feed_of(change_feed(facts, turns)).findall(f"{ATOM}entry")) == FEED_ENTRIES_MAX


def test_hostile_words_stay_words(facts: EditionFacts):
    hostile = "<script>alert(1)</script> ]]> & \x00\x07 \"q\" 'q' \ufffe"
    turn = Turn(day=LAST, obligation="X/1", action=hostile, before="pending", after="overdue", why=hostile)
    entry = msgspec.structs.replace(facts.audit.entries[0], text=hostile, by_name=hostile)
    audit = msgspec.structs.replace(facts.audit, entries=(entry,))
    feed = feed_of(change_feed(EditionFacts(audit=audit, keeper=hostile, languages=("en",)), [turn]))
    text = "".join(feed.itertext())
    assert text.count("<script>alert(1)</script> ]]> & \N{REPLACEMENT CHARACTER}") == 5
    assert not [element for element in feed.iter() if element.tag.endswith("script")]


def test_a_feed_of_nothing_is_a_feed(facts: EditionFacts):
    audit = msgspec.structs.replace(facts.audit, entries=())
    feed = feed_of(change_feed(EditionFacts(audit=audit, keeper="k", languages=("en",)), []))
    assert one(feed, "updated") == "2014-03-10T00:00:00Z"


@pytest.mark.parametrize("cut", [date(2014, 1, 31), date(2014, 2, 5), date(2014, 2, 20)])
def test_a_chronicle_of_parts_is_that_of_the_whole(moments: Moments, past: Past, cut: date):
    days = past.days
    parts = [past_from(moments, FIRST, cut), past_from(moments, next(day for day in days if day > cut), LAST)]
    whole = Past()
    for part in parts:
        whole.append(Past.unpacked(part.packed))
    assert whole.chronicle.turns == past.chronicle.turns
    assert whole.chronicle.standing == past.chronicle.standing


def test_a_period_that_passes_is_no_news(facts: EditionFacts):
    turn = Turn(day=LAST, obligation="X/1", action="report", before="pending", after="no_evidence", why="", again=True)
    news = [msgspec.structs.replace(turn, again=False), msgspec.structs.replace(turn, after="overdue")]
    titles = [one(entry, "title") for entry in feed_of(change_feed(facts, [turn])).findall(f"{ATOM}entry")]
    assert not [title for title in titles if title.startswith("X/1")]
    for other in news:
        assert "X/1: pending" in change_feed(facts, [other]).decode()


def test_what_is_in_being_no_more_turns_to_nothing():
    chronicle = Chronicle(first=FIRST, standing={"X/1": "pending"})
    chronicle.append(Chronicle(first=LAST))
    assert [(turn.obligation, turn.before, turn.after) for turn in chronicle.turns] == [("X/1", "pending", "")]
