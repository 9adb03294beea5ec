"""Expressions of time: what is found in a sentence, the interval that it stands for, and the rule by which."""

import re

import pytest

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.dates import dates_in
from proverka.sources.dates.speaking import said_of
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords

MONDAY = "2013-10-07"

# A rule, and under it: when it was published | the sentence, the words to be found in brackets | the interval.
TABLE = """\
a day of a month, as written
    2013-10-07            | They met on [7 October 2013]. | 2013-10-07
    2013-10-07            | They met on [7 October, 2013]. | 2013-10-07
    2013-10-07            | They met on [October 7, 2013]. | 2013-10-07
    2013-10-07            | They met on [Oct. 7, 2013]. | 2013-10-07
    2013-10-07            | They met on the [7th of October 2013]. | 2013-10-07
    2013-10-07            | They met on [OCTOBER 7, 2013]. | 2013-10-07
    2013-10-07            | It was signed on [2013-10-07]. | 2013-10-07
    2013-10-07            | It was signed on [14.09.2013]. | 2013-09-14
    unknown               | They met on [7 October 2013]. | 2013-10-07
a day between slashes, in the only order that is possible
    2013-10-07            | It was signed on [14/09/2013]. | 2013-09-14
a day between slashes: day and month may stand either way
    2013-10-07            | It was signed on [07/10/2013]. | none
no calendar has such a day, or not in that order, or not on that weekday
    2013-10-07            | It was signed on [31 September 2013]. | none
    2013-10-07            | They met on [Tuesday, 7 October 2013]. | none
    2013-10-10            | It was held on [Oct. 8-7]. | none
    2013-10-07            | They came on [Monday, Oct. 1]. | none
a day of a month that has that weekday, as written
    2013-10-07            | They met on [Monday, 7 October 2013]. | 2013-10-07
a day of a month: its weekday tells the year
    2013-10-07            | They met on [Saturday, Sept. 28]. | 2013-09-28
    2013-10-07            | It is due by [Sunday, Dec. 1]. | 2013-12-01
    2013-10-07            | It is due [next Tuesday, October 8]. | 2013-10-08
    2013-10-07            | They came on [Tuesday (Oct. 1)]. | 2013-10-01
    2013-10-07            | They came on [Oct. 1 (Tuesday)]. | 2013-10-01
a day of a month without its year, the last one, the next being far
    2013-10-07            | A resolution passed [Sept. 28] requires it. | 2013-09-28
    2013-10-07            | The deadly [Aug. 21] attack was investigated. | 2013-08-21
    2013-10-07            | The first team arrived on [October 1]. | 2013-10-01
    2014-01-08            | The agents were to be out by [Dec. 31]. | 2013-12-31
    2013-09-10            | They will condemn the attack of [August 21]. | 2013-08-21
a day of a month without its year, the next one, the last being far
    2013-10-07            | Equipment must be destroyed by [November 1]. | 2013-11-01
    2013-10-07            | Syria has until [Nov. 1] to do so. | 2013-11-01
    2013-10-07            | The [Nov. 1] deadline was set by the council. | 2013-11-01
    2013-12-20            | The talks will open on [22 January]. | 2014-01-22
    2013-12-30            | He said that [January 7] was a possible date. | 2014-01-07
a day of a month without its year, after a past verb: the last one
    2013-10-07            | He was born on [Feb. 29]. | 2012-02-29
a day of a month without its year, yet to come: the next one
    2013-10-07            | The council will meet on [October 7]. | 2013-10-07
a month, as written
    2013-10-07            | They met in [May 2013]. | 2013-05
a month without its year, after a past verb, but the last one is far and the next one near: over both
    2013-10-07            | They met in [November]. | 2012-11-01/2013-11-30
a month without its year, yet to come: the next one
    2013-10-07            | Inspections will begin in [November]. | 2013-11
a month without its year, after a past verb: the last one
    2013-10-07            | They met in [September]. | 2013-09
    2013-10-07            | He has been in office since [March]. | 2013-03
    2013-10-07            | It was agreed in [May]. | 2013-05
a month, of last year
    2013-10-07            | They met in [December of last year]. | 2012-12
last such month
    2013-10-07            | It began [last May]. | 2013-05
next such month
    2013-10-07            | It will begin [next March]. | 2014-03
days 11 to 20 of a month without its year, yet to come: the next one
    2013-10-07            | Talks will be held in [mid-November]. | 2013-11-11/2013-11-20
days 1 to 10 of a month without its year, yet to come: the next one
    2013-10-07            | Talks will be held in [early November]. | 2013-11-01/2013-11-10
    2013-10-07            | Talks will be held at the [beginning of November]. | 2013-11-01/2013-11-10
the days from 21 of a month without its year, yet to come: the next one
    2013-10-07            | Talks will be held in [late November]. | 2013-11-21/2013-11-30
    2013-10-07            | Talks will be held at the [end of November]. | 2013-11-21/2013-11-30
days 11 to 20 of a month, as written
    2013-10-07            | Talks were held in the [middle of September 2013]. | 2013-09-11/2013-09-20
days 1 to 15 of a month without its year, yet to come: the next one
    2013-10-07            | Talks will be held in the [first half of November]. | 2013-11-01/2013-11-15
the days from 16 of a month without its year, yet to come: the next one
    2013-10-07            | Talks will be held in the [second half of November]. | 2013-11-16/2013-11-30
a week of a month: seven days counted from its first, or back from its last, without its year, yet to come: the next one
    2013-10-07            | Talks will be held in the [first week of November]. | 2013-11-01/2013-11-07
    2013-10-07            | Talks will be held in the [last week of November]. | 2013-11-24/2013-11-30
the days from 21 of a month, as written
    2013-10-07            | It will be done by the [end of February 2014]. | 2014-02-21/2014-02-28
a year, as written
    2013-10-07            | All must be destroyed in [2014]. | 2014
    2013-10-07            | It changed after the [2012] elections. | 2012
the first four months of a year, as written
    2013-10-07            | The conflict began in [early 2011]. | 2011-01-01/2011-04-30
the middle four months of a year, as written
    2013-10-07            | All must be destroyed by [mid-2014]. | 2014-05-01/2014-08-31
the last four months of a year, as written
    2013-10-07            | It was found in [late 2012]. | 2012-09-01/2012-12-31
six months of a year, as written
    2013-10-07            | All must go in the [first half of 2014]. | 2014-01-01/2014-06-30
six months of a year, of next year
    2013-10-07            | All must go by the [second half of next year]. | 2014-07-01/2014-12-31
six months of a year: this year
    2013-10-07            | It will start in the [second half of the year]. | 2013-07-01/2013-12-31
three months of a year, as written
    2013-10-07            | It will start in the [second quarter of 2014]. | 2014-04-01/2014-06-30
three months of a year without its year, yet to come: the next one
    2013-10-07            | It will start in the [second quarter]. | 2014-04-01/2014-06-30
by the last day of a year: this year
    2013-10-07            | It will be done by the [end of the year]. | 2013-12-31
by the last day of a year, as written
    2013-10-07            | It will be done by the [end of 2014]. | 2014-12-31
the last month of a year, as written
    2013-10-07            | It will start at the [end of 2014]. | 2014-12
the first month of a year, of next year
    2013-10-07            | It will start at the [beginning of next year]. | 2014-01
the first four months of a year, of next year
    2013-10-07            | It will start in [early next year]. | 2014-01-01/2014-04-30
a season: three whole months, in the north, as written
    2013-10-07            | It will end in the [summer of 2014]. | 2014-06-01/2014-08-31
a season: two winters share a year: over both, as written
    2013-10-07            | It took place in the [winter of 2013]. | 2012-12-01/2014-02-28
last such season, three whole months in the north
    2013-10-07            | It took place [last summer]. | 2013-06-01/2013-08-31
a decade, as written
    2013-10-07            | It was made in the [1980s]. | 1980-01-01/1989-12-31
years of a decade, as written
    2013-10-07            | It was made in the [early 1990s]. | 1990-01-01/1993-12-31
a range of days without its year, the last one, the next being far
    2013-11-07            | They worked [from 1 to 31 October]. | 2013-10
    2013-10-10            | The summit was held on [Oct. 7-8]. | 2013-10-07/2013-10-08
    2013-10-10            | The summit was held on [7–8 October]. | 2013-10-07/2013-10-08
    2013-10-07            | They were there [from Sept. 28 to Oct. 2]. | 2013-09-28/2013-10-02
    2014-01-10            | It lasted [from 28 December to 3 January]. | 2013-12-28/2014-01-03
    2014-01-10            | They sailed [from Dec. 30 to Jan. 7]. | 2013-12-30/2014-01-07
a range of days, as written
    2013-11-07            | They worked [between 1 and 27 October 2013]. | 2013-10-01/2013-10-27
    2014-01-10            | It lasted [from 28 December 2013 to 3 January 2014]. | 2013-12-28/2014-01-03
a range of months, as written
    2014-08-10            | It lasted [from May to July 2014]. | 2014-05-01/2014-07-31
a range of months without its year, yet to come: the next one
    2013-10-07            | It will last [between November and March]. | 2013-11-01/2014-03-31
a range of years, as written
    2014-08-10            | He served [from 2011 to 2013]. | 2011-01-01/2013-12-31
    2014-08-10            | He served in [2011-2013]. | 2011-01-01/2013-12-31
a range of weekdays after a past verb: the last one
    2013-10-11            | They met [from Monday to Wednesday]. | 2013-10-07/2013-10-09
a range of weekdays yet to come: the next one
    2013-10-07            | They will meet [from Tuesday to Thursday]. | 2013-10-08/2013-10-10
today
    2013-10-07            | They agreed [today]. | 2013-10-07
yesterday
    2013-10-07            | They agreed [yesterday]. | 2013-10-06
    2013-10-07            | They agreed [yesterday evening]. | 2013-10-06
tomorrow
    2013-10-07            | They will agree [tomorrow]. | 2013-10-08
tonight
    2013-10-07            | He will speak [tonight]. | 2013-10-07
last night
    2013-10-07            | He spoke [last night]. | 2013-10-06
this morning
    2013-10-07            | He spoke [this morning]. | 2013-10-07
the day before yesterday
    2013-10-07            | He spoke [the day before yesterday]. | 2013-10-05
the day after tomorrow
    2013-10-07            | He will speak [the day after tomorrow]. | 2013-10-09
yesterday, told with its weekday: the last such weekday by then
    2013-10-07            | It began [yesterday, Sunday], in Syria. | 2013-10-06
    2013-10-08            | It began [yesterday, Sunday], in Syria. | 2013-10-06
    2013-09-24/2013-10-01 | It began [yesterday, Sunday], in Syria. | 2013-09-29
yesterday, told with a weekday that does not fit
    2013-10-11            | It began [yesterday, Sunday], in Syria. | none
a weekday after a past verb: the last one
    2013-10-07            | They met on [Monday]. | 2013-10-07
    2013-10-07            | They met in New York [Tuesday]. | 2013-10-01
    2013-10-07            | They met on [Monday evening]. | 2013-10-07
    2013-10-09            | They met [earlier on Tuesday]. | 2013-10-08
    2013-10-09            | They met [late Tuesday]. | 2013-10-08
    2013-10-07            | On [Friday], they met in Geneva. | 2013-10-04
    2013-10-07            | It has been closed since [Friday]. | 2013-10-04
    2013-09-24/2013-10-01 | Lavrov and Kerry met on [Tuesday]. | 2013-09-24/2013-10-01
    2013-10-07            | They may have met on [Friday]. | 2013-10-04
    2013-10-07            | Officials who met Kerry on [Friday] will report. | 2013-10-04
    2013-10-07            | [Friday]'s vote was close. | 2013-10-04
    2013-10-09            | He answered a question [Monday] on a planned vote. | 2013-10-07
a weekday yet to come: the next one
    2013-10-07            | They will meet on [Friday]. | 2013-10-11
    2013-10-07            | They are to meet on [Friday]. | 2013-10-11
    2013-10-07            | They agreed to meet on [Friday]. | 2013-10-11
    2013-10-07            | They are expected to meet on [Friday]. | 2013-10-11
    2013-10-07            | The vote, expected [Friday], is a formality. | 2013-10-11
    2013-10-07            | The summit opens on [Friday]. | 2013-10-11
    2013-10-07            | They are meeting on [Friday]. | 2013-10-11
    2013-10-07            | He said the vote on [Friday] would be close. | 2013-10-11
    2013-10-07            | He said that on [Friday] the council will vote. | 2013-10-11
    2013-10-07            | They must answer by [Friday]. | 2013-10-11
    2013-10-07            | They will meet [this Thursday]. | 2013-10-10
    2013-10-07            | They were due to meet on [Friday]. | 2013-10-11
    2013-10-07            | [Friday]'s vote will be close. | 2013-10-11
    2013-10-07            | The talks were postponed until [Thursday]. | 2013-10-10
    2013-10-07            | They expect to be done by [Friday]. | 2013-10-11
    2013-10-07            | A closed-door session is scheduled for [Thursday]. | 2013-10-10
a weekday yet to come that is the day itself: over it and the next one
    2013-10-07            | They will meet on [Monday]. | 2013-10-07/2013-10-14
a weekday with no tense to go by: over the last one and the next
    2013-10-07            | A day of talks, [Friday]. | 2013-10-04/2013-10-11
last weekday: the nearest one, which is that of last week
    2013-10-07            | They met [last Friday]. | 2013-10-04
last weekday: the nearest one, or that of last week: over both
    2013-10-09            | They met [last Monday]. | 2013-09-30/2013-10-07
next weekday: the nearest one, which is that of next week
    2013-10-04            | They will meet [next Tuesday]. | 2013-10-08
next weekday: the nearest one, or that of next week: over both
    2013-10-07            | They will meet [next Friday]. | 2013-10-11/2013-10-18
a weekday of last week
    2013-10-07            | They met on [Tuesday of last week]. | 2013-10-01
a weekday of next week
    2013-10-07            | They will meet [Thursday next week]. | 2013-10-17
last week of the calendar
    2013-10-09            | They met [last week]. | 2013-09-30/2013-10-06
this week of the calendar
    2013-10-09            | They will meet [this week]. | 2013-10-07/2013-10-13
next week of the calendar
    2013-10-09            | They will meet [next week]. | 2013-10-14/2013-10-20
    2013-10-06/2013-10-07 | They met [next week]. | 2013-10-07/2013-10-20
last month of the calendar
    2013-10-09            | They met [last month]. | 2013-09
next month of the calendar
    2013-10-09            | They called for a conference [next month]. | 2013-11
last year of the calendar
    2013-10-09            | They met [last year]. | 2012
this month of the calendar, as far as it has passed
    2013-10-09            | They met [earlier this month]. | 2013-10-01/2013-10-09
this week of the calendar, as far as it is left
    2013-10-09            | They will meet [later this week]. | 2013-10-09/2013-10-13
days of next week of the calendar
    2013-10-09            | They will meet [early next week]. | 2013-10-14/2013-10-16
ten days of next month of the calendar
    2013-10-09            | It will be done by the [end of next month]. | 2013-11-21/2013-11-30
ten days of this month of the calendar
    2013-10-09            | It will be done by the [end of the month]. | 2013-10-21/2013-10-31
a weekend after a past verb: the last one
    2013-10-07            | They met [over the weekend]. | 2013-10-05/2013-10-06
a weekend yet to come: that of this week
    2013-10-07            | They will meet [this weekend]. | 2013-10-12/2013-10-13
Saturday and Sunday of last week
    2013-10-07            | They met [last weekend]. | 2013-10-05/2013-10-06
the week, Monday to Sunday, that holds a day without its year, after a past verb: the last one
    2013-10-07            | They met in the [week of 23 September]. | 2013-09-23/2013-09-29
so many days back, that day
    2013-10-07            | They met [a week ago]. | 2013-09-30
    2013-10-07            | They met [two weeks ago]. | 2013-09-23
so many months back, that month
    2013-10-07            | They met [three months ago]. | 2013-07
so many years back, that year
    2013-10-07            | They met [twenty-two years ago]. | 1991
a stretch of time that ends
    2013-10-07            | Fighting grew [over the past month]. | 2013-09-07/2013-10-07
    2013-10-07            | Fighting grew [in the last two weeks]. | 2013-09-23/2013-10-07
    2013-10-07            | It grew [this past week]. | 2013-09-30/2013-10-07
a stretch of time that begins
    2013-10-07            | It will be done [in the next nine months]. | 2013-10-07/2014-07-07
    2013-10-07            | It must be done [within the next 30 days]. | 2013-10-07/2013-11-06
within a time that begins
    2013-10-07            | It must be done [within ten days]. | 2013-10-07/2013-10-17
    2013-10-07            | It must be done [within 48 hours]. | 2013-10-07/2013-10-09
within a time that begins with the day named: a day of a month without its year, the last one, the next being far
    2013-10-07            | It was to be handed in [within a week of Sept. 14]. | 2013-09-14/2013-09-21
within a time of something that the words do not date
    2013-10-07            | It was done [within a week of the resolution being passed], he said. | none
within a time, past tense: from which day is not told
    2013-10-07            | It was done [within three days]. | none
in a time to come: after it, or within it: over both
    2013-10-07            | It will be done [in two weeks]. | 2013-10-07/2013-10-21
after a time, that day
    2013-10-07            | It will be done [in two weeks’ time]. | 2013-10-21
so many on, that day
    2013-10-07            | It will be done [two weeks from now]. | 2013-10-21
counted from the day named: a day of a month without its year, the last one, the next being far
    2013-10-07            | It was done [three days after Sept. 14]. | 2013-09-17
counted from something that the words do not date
    2013-10-07            | It was done [two days before the vote]. | none
    2013-10-07            | It was done [two days later]. | none
follows something told before
    2013-10-07            | They met [the following day]. | none
yesterday, but from which day is not known
    unknown               | They met [yesterday]. | none
a weekday after a past verb: the last one, but from which day is not known
    unknown               | They met on [Monday]. | none
by the last day of this year
    2013-10-07            | It will be done by [year's end]. | 2013-12-31
a season: three whole months, in the north without its year, yet to come: the next one
    2013-10-07            | It will open in the [spring]. | 2014-03-01/2014-05-31
so many back, but the number is not exact
    2013-10-07            | He left more than [two years ago]. | none
this week of the calendar, as far as it has passed
    2013-10-09            | They met [earlier in the week]. | 2013-10-07/2013-10-09
days of this week of the calendar
    2013-10-07            | They must answer by the [end of the week]. | 2013-10-10/2013-10-13
"""


def rows() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    rule = ""
    for line in TABLE.splitlines():
        if line.startswith("    "):
            published, sentence, interval = (part.strip() for part in line.split(" | "))
            found.append((published, sentence, interval, rule))
        else:
            rule = line
    return found


def found_in(text: str, published: str = MONDAY, *, spoken: str = "", zone: str = "") -> tuple[DatedWords, ...]:
    span = None if published == "unknown" else Span.parse(published)
    return dates_in(
        text,
        within=Passage(0, len(text)),
        published=Publication(span=span, zone=zone),
        spoken=Span.parse(spoken) if spoken else None,
    )


def intervals(text: str, published: str = MONDAY, *, spoken: str = "") -> list[str]:
    return [f"{one.passage.of(text)} = {one.span}" for one in found_in(text, published, spoken=spoken)]


@pytest.mark.parametrize(("published", "sentence", "interval", "rule"), rows())
def test_an_expression_has_its_interval_and_its_rule(published, sentence, interval, rule):
    before, words, _ = re.split(r"[\[\]]", sentence)
    (found,) = found_in(re.sub(r"[\[\]]", "", sentence), published)
    assert found.passage == Passage(len(before), len(before) + len(words))
    assert str(found.span or "none") == interval
    assert found.rule.removesuffix(", counted from publication") == rule


def test_the_table_is_long():
    assert len(rows()) > 150


# Words that look like dates, lengths of time, and times too vague to be an interval.
NO_DATES = [
    "Syria may possess components.",
    "They march on.",
    "March on, he said.",
    "It lasted a second.",
    "The second man left.",
    "The Sunday Times reported it.",
    "The Sunday Telegraph and the Mail on Sunday reported it.",
    "Black September claimed it.",
    "USA Today and Russia Today reported it.",
    "See document S/2013/577.",
    "See EC-M-33/DEC.1.",
    "Resolution 2118 (2013) was adopted.",
    "About 1,300 tons were declared.",
    "It began at 1 p.m. in Geneva.",
    "He leads 2,013 men.",
    "Every Friday they prayed.",
    "The Sept. 11 attacks changed that.",
    "In recent days it grew.",
    "It took weeks.",
    "It was done in two weeks.",
    "They met several weeks ago.",
    "See http://example.org/2013/10/07/story.",
    "The bill passed 7-8.",
    "It weighs 14.5 tons.",
    "He was a May supporter.",
    "Resolution 1540 binds all.",
    "The fall of the city was quick.",
    "Days passed.",
    "Holidays began.",
    "Theresa May spoke.",
    "They meet every other Friday.",
    "It took three hours.",
    "The fall of the city was slow.",
    "He came two hours ago.",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text):
    assert found_in(text) == ()


def test_days_of_a_paragraph_go_by_the_verb_of_each_clause():
    text = (
        "Petrova said on Monday that the council would vote on Friday. Inspectors, who arrived on Oct. 1, must be done "
        "by Nov. 1. A meeting in Paris, held last week, was followed by one yesterday, Sunday."
    )
    assert intervals(text) == [
        "Monday = 2013-10-07",
        "Friday = 2013-10-11",
        "Oct. 1 = 2013-10-01",
        "Nov. 1 = 2013-11-01",
        "last week = 2013-09-30/2013-10-06",
        "yesterday, Sunday = 2013-10-06",
    ]


def test_a_day_beside_another_one_goes_by_it():
    assert intervals("He spoke on Monday of what they missed the day before.") == [
        "Monday = 2013-10-07",
        "the day before = 2013-10-06",
    ]
    assert intervals("They met on Oct. 1 and the next day they left.") == ["Oct. 1 = 2013-10-01", "the next day = None"]
    assert intervals("They met on Oct. 1, and left the next day.")[1] == "the next day = 2013-10-02"
    assert intervals("They met on Oct. 1. They left the next day.")[1] == "the next day = None"
    assert intervals("They met on Oct. 1, the day before the vote.")[1] == "the day before = None"


def test_a_vote_that_is_a_condition_is_yet_to_come():
    assert intervals("They announced that if the people vote for it on Sunday, it will hold.") == [
        "Sunday = 2013-10-13"
    ]


def test_an_hour_without_a_clock_is_that_of_the_dateline():
    text = "The council voted late Friday."
    (found,) = dates_in(
        text, within=Passage(0, len(text)), published=Publication(span=Span.parse(MONDAY)), dateline="NEW YORK"
    )
    assert (found.zone, str(found.elsewhere)) == ("America/New_York", "2013-10-04/2013-10-05")


def test_the_day_of_speaking_is_what_a_quotation_counts_from():
    text = "Today we agreed; tomorrow we sign, and on Friday we met."
    assert intervals(text, "2013-10-09", spoken=MONDAY) == [
        "Today = 2013-10-07",
        "tomorrow = 2013-10-08",
        "Friday = 2013-10-04",
    ]
    assert found_in(text, "2013-10-09", spoken=MONDAY)[0].rule == "today, counted from the day of speaking"


def test_an_expression_may_run_over_a_line():
    text = "It must be done by the end\nof November, he said on 7\nOctober."
    assert intervals(text) == ["end\nof November = 2013-11-21/2013-11-30", "7\nOctober = 2013-10-07"]


def test_only_the_passage_is_looked_at():
    text = "On Monday they met. On Tuesday they will part."
    second = Passage(text.index("On Tuesday"), len(text))
    (found,) = dates_in(text, within=second, published=Publication(span=Span.parse(MONDAY)))
    assert (found.passage.of(text), str(found.span)) == ("Tuesday", "2013-10-08")


def test_days_at_the_ends_of_the_calendar_are_none():
    for published in ("0001-01-01", "9999-12-31"):
        for text in ("They met last week.", "They will meet in the next nine months.", "They met on Friday last week."):
            assert all(one.span is None or one.span.earliest.year in {1, 9999} for one in found_in(text, published))


# The sentence, the zone of its paper, the zone of its day, and the days in UTC where they are others.
HOURS = [
    ("The vote was held at 10 p.m. on Friday, New York time.", "", "America/New_York", "2013-10-05"),
    ("The vote was held at 10:30 p.m. EDT Friday.", "", "America/New_York", "2013-10-05"),
    ("The council voted late on Friday in New York.", "", "America/New_York", "2013-10-04/2013-10-05"),
    ("The council voted in New York on Friday evening.", "", "America/New_York", "2013-10-04/2013-10-05"),
    ("They agreed at midnight on Friday in Geneva.", "", "Europe/Zurich", "2013-10-03/2013-10-04"),
    ("They agreed at 2 a.m. on Friday, Moscow time.", "", "Europe/Moscow", "2013-10-03"),
    ("They agreed at 2 p.m. on Friday, Moscow time.", "", "Europe/Moscow", ""),
    ("They agreed at 2200 GMT on Friday.", "", "Etc/UTC", ""),
    ("They agreed on Friday in New York.", "", "", ""),
    ("They agreed on Friday evening.", "", "", ""),
    ("They agreed last night.", "America/New_York", "America/New_York", "2013-10-06/2013-10-07"),
    ("They agreed today.", "Europe/Moscow", "Europe/Moscow", ""),
]


@pytest.mark.parametrize(("text", "paper", "zone", "elsewhere"), HOURS)
def test_an_evening_in_one_zone_is_the_next_day_in_another(text, paper, zone, elsewhere):
    (found,) = found_in(text, zone=paper)
    assert (found.zone, str(found.elsewhere or "")) == (zone, elsewhere)


# The sentence with its reporting verb between bars, its quotation between marks, and the day on which it was said.
SAID = [
    ("Petrova |said| on Monday that the vote would be on Friday.", "Monday = 2013-10-07"),
    ("Petrova |said| Monday the vote would be on Friday.", "Monday = 2013-10-07"),
    ("Petrova |said| that the vote would be on Friday.", ""),
    ("Petrova |said| the vote would be on Friday.", ""),
    ("Petrova |said| a vote on Friday was not enough.", ""),
    ("Petrova |told| reporters Tuesday that she would go.", "Tuesday = 2013-10-01"),
    ("Petrova |told| a conference of ministers in Geneva on Tuesday that she would go.", "Tuesday = 2013-10-01"),
    ("Petrova |told| reporters that she met Lind on Tuesday.", ""),
    ("On Wednesday, Petrova |said| that she would go on Friday.", "Wednesday = 2013-10-02"),
    ("In Geneva on Wednesday, Petrova |said| so.", "Wednesday = 2013-10-02"),
    ("Speaking in Geneva on Wednesday, Petrova |said| so.", "Wednesday = 2013-10-02"),
    ("Petrova, speaking in Geneva on Wednesday, |said| so.", "Wednesday = 2013-10-02"),
    ("Before the talks on Wednesday, Petrova |said| so.", ""),
    ("Petrova, who met Lind on Wednesday, |said| so.", ""),
    ("Petrova on Monday |praised| the work.", "Monday = 2013-10-07"),
    ("Petrova |praised| the work on Monday.", "Monday = 2013-10-07"),
    ("Petrova |called| for talks on Monday.", ""),
    ("Petrova |called| on Monday for talks on Friday.", "Monday = 2013-10-07"),
    ("Petrova |said| in a statement released late Saturday.", "late Saturday = 2013-10-05"),
    ("“It will hold on Friday,” Petrova |said| Monday.", "Monday = 2013-10-07"),
    ("“It will hold on Friday,” |said| Minister Anna Petrova on Monday.", "Monday = 2013-10-07"),
    ("“It will hold on Friday,” Petrova |said|.", ""),
    ("The mission ended in September, Petrova |said|.", ""),
    ("Petrova |said| by telephone yesterday that it held.", "yesterday = 2013-10-06"),
]


@pytest.mark.parametrize(("sentence", "expected"), SAID)
def test_the_day_of_speaking_is_told_from_days_in_what_is_said(sentence, expected):
    before, verb, after = sentence.split("|")
    text = before + verb + after
    quoted = [Passage(*one.span(1)) for one in re.finditer("“([^”]*)”", text)]
    found = said_of(
        text,
        sentence=Passage(0, len(text)),
        verb=Passage(len(before), len(before) + len(verb)),
        words=quoted,
        published=Publication(span=Span.parse(MONDAY)),
    )
    assert (f"{found.passage.of(text)} = {found.span}" if found else "") == expected


def test_numbers_in_words_go_up_to_a_hundred():
    words = {
        "three": 3,
        "twenty": 20,
        "twenty-one": 21,
        "ninety nine": 99,
        "a hundred": 100,
        "thirty": 30,
        "a dozen": 12,
    }
    for word, number in words.items():
        (found,) = found_in(f"It must be done within {word} days.")
        assert found.span is not None
        assert (found.span.latest - found.span.earliest).days == number
