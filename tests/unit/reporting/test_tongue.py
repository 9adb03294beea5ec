"""What is said in no language is told in any; what others wrote is never taken for a mark of ours."""

from datetime import date
from decimal import Decimal

import pytest

from proverka.model.sentence import Today, counting, counting_days, sentence, spoken
from proverka.reporting.tongue import (
    CLOSE,
    DIVIDE,
    ENGLISH,
    ENGLISH_LANGUAGE,
    NEUTRAL,
    OPEN,
    Days,
    Language,
    Place,
    Speaker,
    localized,
    said,
)

DAY = date(2014, 2, 5)
PLACE = Place(as_of=DAY, known_at=date(2014, 2, 6), base="../", drawings={"a": "<svg/>"})
SLAVIC = Language(
    code="xx",
    messages={"due {day}": "срок {day}", "{claim} denied": "{claim} отрицается"},
    plurals={"{count} day": ("{count} день", "{count} дня", "{count} дней")},
    plural=lambda n: (
        0 if n % 10 == 1 and n % 100 != 11 else 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2
    ),
    digits="٠١٢٣٤٥٦٧٨٩",
    decimal="٫",
    group="٬",
)


def told(neutral: str, language: Language = ENGLISH_LANGUAGE) -> str:
    return localized(neutral, language, PLACE)


def test_a_message_is_told_with_its_facts():
    assert told(NEUTRAL.text("due {day}", day=DAY)) == "due 2014-02-05"
    assert told(NEUTRAL.text("due {day}", day=DAY), SLAVIC) == "срок 2014-02-05"
    assert Speaker(SLAVIC).text("due {day}", day=DAY) == "срок 2014-02-05"


def test_a_message_inside_a_message_is_told_too():
    inner = NEUTRAL.text("due {day}", day=NEUTRAL.today())
    assert told(NEUTRAL.text("{claim} denied", claim=inner), SLAVIC) == "срок 2014-02-05 отрицается"


@pytest.mark.parametrize(("number", "words"), [(1, "١ день"), (2, "٢ дня"), (5, "٥ дней"), (21, "٢١ день")])
def test_a_count_takes_the_form_of_its_language(number: int, words: str):
    assert told(NEUTRAL.count("{count} day", "{count} days", number), SLAVIC) == words
    assert Speaker(SLAVIC).count("{count} day", "{count} days", number) == words


def test_days_that_go_on_are_counted_to_the_day_asked_for():
    mark = NEUTRAL.count("{count} day late", "{count} days late", Days(3, date(2013, 12, 31)))
    assert told(mark) == "36 days late"
    assert ENGLISH.count("{count} day late", "{count} days late", Days(3, date(2013, 12, 31))) == "3 days late"


@pytest.mark.parametrize(
    ("value", "english", "other"),
    [
        (Decimal("1308.50"), "1308.50", "١٣٠٨٫٥٠"),
        (41000, "41,000", "٤١٬٠٠٠"),
        (9999, "9999", "٩٩٩٩"),
        (Decimal("-12345.6"), "-12,345.6", "-١٢٬٣٤٥٫٦"),
        (0, "0", "٠"),
    ],
)
def test_numbers_keep_their_digits(value: Decimal | int, english: str, other: str):
    assert told(NEUTRAL.number(value)) == ENGLISH.number(value) == english
    assert told(NEUTRAL.number(value), SLAVIC) == other


def test_places_and_pictures_are_filled_in():
    assert told(NEUTRAL.base() + "x.html") == "../x.html"
    assert told(NEUTRAL.today() + "|" + NEUTRAL.known_at()) == "2014-02-05|2014-02-06"
    assert told(NEUTRAL.drawing("a") + NEUTRAL.drawing("b")) == "<svg/>"
    assert told(NEUTRAL.day(DAY)) == "5 February 2014"


def test_words_of_others_are_escaped_and_cannot_pass_for_marks():
    hostile = f"<b>{OPEN}b{CLOSE}{{day}}&"
    mark = NEUTRAL.text("due {day}", day=hostile)
    assert told(mark) == "due &lt;b&gt;\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}{day}&amp;"


def test_a_translation_is_escaped_and_a_broken_mark_does_no_harm():
    language = Language(messages={"a": 'x < "y"'})
    assert told(NEUTRAL.text("a"), language) == "x &lt; &quot;y&quot;"
    assert told(f"a{CLOSE}b{DIVIDE}c").translate({ord(CLOSE): None, ord(DIVIDE): None}) == "abc"


def test_a_sentence_is_said_in_english_and_in_any_tongue():
    one = counting_days(
        "Due {due}, {count} day ago.", "Due {due}, {count} days ago.", 36, until=DAY, due=date(2013, 12, 31)
    )
    two = sentence("Latest: {figure}.", figure=counting("{count} tonne", "{count} tonnes", Decimal("1.5")))
    three = sentence("Not yet due on {day}.", day=Today(DAY))
    assert spoken((one, two, three)) == "Due 2013-12-31, 36 days ago. Latest: 1.5 tonnes. Not yet due on 2014-02-05."
    assert [said(each, ENGLISH) for each in (one, two, three)] == [one.english, two.english, three.english]
    assert [told(said(each, NEUTRAL)) for each in (one, two, three)] == [one.english, two.english, three.english]
    later = Place(as_of=date(2014, 2, 7), known_at=DAY)
    assert localized(said(one, NEUTRAL), ENGLISH_LANGUAGE, later) == "Due 2013-12-31, 38 days ago."
    assert localized(said(three, NEUTRAL), ENGLISH_LANGUAGE, later) == "Not yet due on 2014-02-07."
