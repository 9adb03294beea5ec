"""Reports of one statement by several outlets count once; what only resembles it stays apart, and says so."""

import time
from itertools import count

import pytest

from proverka.model.reading import convert
from proverka.model.span import Span
from proverka.sources.links.aliases import Aliases
from proverka.sources.merging import MergedStatement, merged
from proverka.sources.passage import Passage
from proverka.sources.printed_statement import PrintedStatement
from proverka.sources.statement import DatedWords, FoundStatement, Quotation, Speaker

PEOPLE = convert(
    {"people": [{"name": "Anna Petrova", "aliases": ["Anna Petrowa", "Anna al-Petrova"], "surnames": ["Petrova"]}]},
    Aliases,
    where="people",
)
ARTICLES = count(100)
FULL = "We will let the inspectors in on Monday and show them every store that we have"


def printed(
    words: str,
    *,
    speaker: str = "Anna Petrova",
    article: int | None = None,
    day: str = "2013-10-07",
    said: str = "",
    quotation: Quotation = "direct",
) -> PrintedStatement:
    """Return words as an article printed them that holds nothing else: one of its own, where none is named."""
    whole = Passage(0, len(words))
    return PrintedStatement(
        statement=FoundStatement(
            quotation=quotation,
            words=(whole,),
            sentence=whole,
            story=0,
            speakers=(Speaker(name=speaker, passage=whole),) if speaker else (),
            said=DatedWords(passage=whole, span=Span.parse(said), rule="told") if said else None,
        ),
        article=next(ARTICLES) if article is None else article,
        text=words,
        published=Span.parse(day) if day else None,
    )


def groups(*each: PrintedStatement) -> list[list[int]]:
    """Return the articles of each statement."""
    return [[one.article for one in group.printed] for group in merged(each, aliases=PEOPLE)]


def test_one_statement_that_three_print_counts_once_the_fullest_print_first():
    (one,) = merged(
        [
            printed("let the inspectors in on Monday", article=1),
            printed(FULL, article=2),
            printed(FULL.upper(), article=3, day="2013-10-08"),
        ],
        aliases=PEOPLE,
    )
    assert one.lead.article == 2
    assert [other.article for other in one.printed] == [2, 3, 1]


def test_forms_of_one_name_are_one_speaker_and_others_are_not():
    forms = ("Anna Petrova", "Anna al-Petrova", "Petrova", "Anna Petrowa")
    assert len(groups(*(printed(FULL, speaker=name) for name in forms))) == 1
    assert len(groups(printed(FULL), printed(FULL, speaker="Bela Moss"))) == 2
    assert len(groups(printed(FULL, speaker="José Peña"), printed(FULL, speaker="Jose Pena"))) == 1


def test_without_a_sure_speaker_nothing_is_merged():
    assert len(groups(printed(FULL, speaker=""), printed(FULL, speaker=""))) == 2


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("2013-10-07", "2013-10-09", 1),
        ("2013-10-07", "2013-10-20", 2),
        ("2013-10-07/2013-10-10", "2013-10-12", 1),
        ("2013-10", "2013-10-09", 1),
        ("2013-10", "2013-11-09", 2),
        ("", "", 1),
        ("", "2013-10-07", 1),
        ("0001-01-01", "0001-01-01", 1),
    ],
)
def test_one_occasion_is_where_the_times_may_be_one_day(first: str, second: str, number: int):
    assert len(groups(printed(FULL, day=first), printed(FULL, day=second))) == number


@pytest.mark.parametrize("day", ["", "2013-10"])
def test_without_a_time_a_few_words_in_a_row_are_not_enough(day: str):
    words = "let the inspectors in at once"
    assert len(groups(printed(words), printed(words, day=day))) == 2
    assert len(groups(printed(words), printed(words))) == 1


def test_two_statements_of_one_sentence_are_two_and_each_is_merged_with_its_own():
    report = "Petrova praised the work of the inspectors and called for a conference in May"
    several = [printed(report, quotation="indirect", article=article) for article in (1, 2) for _ in range(2)]
    assert groups(*several) == [[1, 2], [1, 2]]
    assert groups(*several[:2]) == [[1], [1]]


def test_the_day_on_which_it_was_said_goes_before_that_of_print():
    same = printed(FULL, day="2013-10-20", said="2013-10-07", article=2)
    assert groups(printed(FULL, said="2013-10-07", article=1), same) == [[1, 2]]
    assert len(groups(printed(FULL, said="2013-10-06"), same)) == 2


def possibly(first: str, second: str, quotation: Quotation = "direct") -> MergedStatement:
    found = merged([printed(first), printed(second, quotation=quotation)], aliases=PEOPLE)
    assert len(found) == 2, "kept apart"
    return found[1]


def test_another_translation_is_kept_apart_and_named():
    assert possibly(FULL, "On Monday we shall allow inspectors in and show every store to them").possibly == (0,)


def test_a_report_in_other_words_is_possibly_the_quotation_and_never_it():
    report = "Petrova said they would let the inspectors in on Monday and show them every store"
    assert possibly(FULL, report, quotation="indirect").possibly == (0,)


def test_another_statement_of_the_day_is_neither():
    assert possibly(FULL, "The harvest was good this year").possibly == ()


@pytest.mark.parametrize(
    "other",
    [
        "We will not let the inspectors in on Monday and show them every store that we have",
        "We will let the inspectors in on Monday and show them all 12 stores that we have",
    ],
)
def test_a_negation_or_a_number_makes_another_statement_of_it(other: str):
    assert possibly(FULL, other).possibly == (0,)


def test_a_few_words_are_only_possibly_a_part_of_more():
    assert possibly(FULL, "every store").possibly == (0,)
    assert len(groups(printed("very pleased"), printed("very pleased"))) == 1


def test_what_agrees_with_two_statements_joins_neither():
    part = "we will let the inspectors in"
    first, second = f"{part} on Monday after the vote of the council", f"{part} once the road north is free again"
    found = merged([printed(first), printed(second), printed(part)], aliases=PEOPLE)
    assert found[2].possibly == (0, 1)
    assert [2 in one.possibly for one in found] == [True, True, False]


def test_groups_come_in_the_order_of_their_first_print_whatever_their_length():
    found = merged([printed("let the inspectors in"), printed("The harvest was good"), printed(FULL)], aliases=PEOPLE)
    assert [one.lead.words for one in found] == [FULL, "The harvest was good"]


def test_thousands_by_one_speaker_on_one_day_take_seconds():
    several = [
        printed(f"We will let the inspectors in on day {n} and show them store number {n * 7} of our stores")
        for n in range(1500)
    ]
    started = time.perf_counter()
    found = merged(several, aliases=PEOPLE)
    assert len(found) == 1500
    assert time.perf_counter() - started < 10
