"""Dates in any text: where they are found, what they can be, and how long it takes."""

import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.dates import dates_in
from proverka.sources.dates.expressions import grammar
from proverka.sources.dates.speaking import said_of
from proverka.sources.passage import Passage

TABLE = grammar("en").table
MONTHS = [month for month in TABLE.months if len(month) > len("Sept") or month in {"May", "June", "July"}]
WEEKDAYS = list(TABLE.weekdays)
WORDS = sorted(
    {word for words in (TABLE.months, TABLE.weekdays, TABLE.numbers, TABLE.units, TABLE.which) for word in words}
    | {word for words in (TABLE.days, TABLE.hours, TABLE.parts, TABLE.seasons, TABLE.ordinals) for word in words}
    | TABLE.leads.plain
    | {"the", "by", "within", "ago", "later", "said", "will", "1", "7", "31", "2013", "2013-10-07", "14.09.2013"}
    | {".", ",", "-", "–", "“", "”", "(", ")", "\n", "İ", "ß"}
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def published(day: date) -> Publication:
    return Publication(span=Span.day(day))


@given(TEXTS, st.dates(), st.data())
def test_what_is_found_lies_in_the_passage_in_order_and_never_twice(text, day, data):
    start = data.draw(st.integers(0, len(text)))
    within = Passage(start, data.draw(st.integers(start, len(text))))
    found = dates_in(text, within=within, published=published(day))
    places = [one.passage for one in found]
    assert all(within.holds(place) and place.start < place.end for place in places)
    assert all(first.end <= second.start for first, second in pairwise(places))
    assert all(one.rule and (one.span is None or one.span.earliest <= one.span.latest) for one in found)


@given(TEXTS, st.dates())
def test_the_day_of_speaking_is_one_of_the_dates_beside_its_verb(text, day):
    before, after = f"{text} the minister ", f" {text}"
    whole = f"{before}said{after}"
    verb = Passage(len(before), len(before) + len("said"))
    found = said_of(whole, sentence=Passage(0, len(whole)), verb=verb, published=published(day))
    assert found is None or (found.span is not None and not found.passage.meets(verb))


@given(DAYS, DAYS)
def test_a_day_with_its_year_is_that_day_however_it_is_written(day, when):
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    for written in (
        day.isoformat(),
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{month[:3]}{'' if month == 'May' else '.'} {day.day}, {day.year}",
        f"{weekday}, {day.day} {month} {day.year}",
        f"{weekday}, {month} {day.day}, {day.year}",
    ):
        text = f"They met on {written}."
        (found,) = dates_in(text, within=Passage(0, len(text)), published=published(when))
        assert (found.passage.of(text), found.span) == (written, Span.day(day))


@given(st.sampled_from(WEEKDAYS), DAYS, st.sampled_from(["They met on {}.", "They will meet on {}.", "Talks, {}."]))
def test_a_weekday_is_within_seven_days_of_publication(weekday, day, sentence):
    text = sentence.format(weekday)
    (found,) = dates_in(text, within=Passage(0, len(text)), published=published(day))
    assert found.span is not None
    ends = (found.span.earliest, found.span.latest)
    assert all(end.weekday() == WEEKDAYS.index(weekday) and abs((end - day).days) <= 7 for end in ends)


@given(st.sampled_from(["yesterday", "on Friday", "last week", "in November", "next month", "two weeks ago"]), DAYS)
def test_an_interval_of_publication_holds_what_each_of_its_days_gives(words, day):
    text = f"They met {words}."
    within = Passage(0, len(text))
    (wide,) = dates_in(text, within=within, published=Publication(span=Span(day, day + timedelta(7))))
    for later in range(8):
        (narrow,) = dates_in(text, within=within, published=published(day + timedelta(later)))
        assert wide.span is not None
        assert narrow.span is not None
        assert wide.span.earliest <= narrow.span.earliest <= narrow.span.latest <= wide.span.latest


HOSTILE = {
    "weekdays": "Monday ",
    "blanks": "Monday" + " " * 40,
    "numbers": "twenty-one ",
    "articles": "the end of the middle of the ",
    "ranges": "from 1 to 31 ",
    "years": "2013 ",
    "digits": "20131007",
    "verbs": "was expected to have been told on Monday ",
    "quotation marks": "“Monday” ",
    "newlines": "Monday\n\n",
    "letters": "monday",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_the_time_is_linear_in_the_text(piece):
    def seconds(characters: int) -> float:
        text = piece * (characters // len(piece))
        start = time.process_time()
        dates_in(text, within=Passage(0, len(text)), published=published(date(2013, 10, 7)))
        return time.process_time() - start

    # What is quadratic takes sixteen times as long for a text that is four times as long.
    short, long = min(seconds(5_000) for _ in range(3)), min(seconds(20_000) for _ in range(2))
    assert long < 10 * short + 0.05
