"""Reports of one statement by several outlets count once; what only resembles it stays apart, and says so."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from proverka.model.reading import convert
from proverka.model.span import Span
from proverka.sources.analysis import analyse
from proverka.sources.links.aliases import Aliases
from proverka.sources.merging import MergedStatement, merged
from proverka.sources.passage import Passage
from proverka.sources.printed_statement import PrintedStatement, printed_in
from proverka.sources.reading import read_article
from proverka.sources.statement import DatedWords, FoundStatement, Quotation, Speaker

PEOPLE = convert(
    {"people": [{"name": "Anna Petrova", "aliases": ["Anna Petrowa", "Anna al-Petrova"], "surnames": ["Petrova"]}]},
    Aliases,
    where="people",
)
FULL = "We will let the inspectors in on Monday and show them every store that we have"


def printed(
    words: str,
    *,
    speaker: str = "Anna Petrova",
    outlet: str = "The Post",
    relay: str = "",
    day: str = "2013-10-07",
    said: str = "",
    quotation: Quotation = "direct",
) -> PrintedStatement:
    """Return words as an article printed them that holds nothing else."""
    whole = Passage(0, len(words))
    return PrintedStatement(
        statement=FoundStatement(
            quotation=quotation,
            words=(whole,),
            sentence=whole,
            story=0,
            speakers=(Speaker(name=speaker, passage=whole),) if speaker else (),
            relay=relay,
            said=DatedWords(passage=whole, span=Span.parse(said), rule="told") if said else None,
        ),
        text=words,
        outlet=outlet,
        published=Span.parse(day) if day else None,
    )


def groups(*each: PrintedStatement) -> list[list[str]]:
    """Return the outlets of each statement."""
    return [list(one.outlets) for one in merged(each, aliases=PEOPLE)]


def test_one_statement_that_three_print_counts_once_with_all_who_carried_it():
    (one,) = merged(
        [
            printed("let the inspectors in on Monday", outlet="The Post", relay="Interfax"),
            printed(FULL, outlet="The Times", relay="Reuters"),
            printed(FULL.upper(), outlet="The Star", relay="Interfax", day="2013-10-08"),
        ],
        aliases=PEOPLE,
    )
    assert one.lead.outlet == "The Times"
    assert [(other.outlet, other.relay, other.passage) for other in one.also] == [
        ("The Star", "Interfax", None),
        ("The Post", "Interfax", None),
    ]
    assert set(one.outlets) == {"The Post", "The Times", "The Star"}
    assert set(one.relays) == {"Interfax", "Reuters"}
    assert len(one.printed) == 3


def test_forms_of_one_name_are_one_speaker_and_others_are_not():
    forms = ("Anna Petrova", "Anna al-Petrova", "Petrova", "Anna Petrowa")
    assert groups(*(printed(FULL, speaker=name) for name in forms)) == [["The Post"]]
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
    assert len(groups(printed(FULL, day=first), printed(FULL, day=second, outlet="The Times"))) == number


@pytest.mark.parametrize("day", ["", "2013-10"])
def test_without_a_time_a_few_words_in_a_row_are_not_enough(day: str):
    words = "let the inspectors in at once"
    assert len(groups(printed(words), printed(words, day=day, outlet="The Times"))) == 2
    assert len(groups(printed(words), printed(words, outlet="The Times"))) == 1


def test_two_statements_of_one_sentence_are_two_and_each_is_merged_with_its_own():
    report = "Petrova praised the work of the inspectors and called for a conference in May"
    several = [
        replace(printed(report, quotation="indirect", outlet=outlet), version=outlet)
        for outlet in ("The Post", "The Times")
        for _ in range(2)
    ]
    assert groups(*several) == [["The Post", "The Times"], ["The Post", "The Times"]]
    assert groups(*several[:2]) == [["The Post"], ["The Post"]]


def test_the_day_on_which_it_was_said_goes_before_that_of_print():
    same = printed(FULL, day="2013-10-20", said="2013-10-07", outlet="The Weekly")
    assert groups(printed(FULL, said="2013-10-07"), same) == [["The Post", "The Weekly"]]
    assert len(groups(printed(FULL, said="2013-10-06"), same)) == 2


def possibly(first: str, second: str, **other: Quotation) -> MergedStatement:
    found = merged([printed(first), printed(second, outlet="The Times", **other)], aliases=PEOPLE)
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
    assert groups(printed("very pleased"), printed("very pleased", outlet="The Times")) == [["The Post", "The Times"]]


def test_what_agrees_with_two_statements_joins_neither():
    part = "we will let the inspectors in"
    first, second = f"{part} on Monday after the vote of the council", f"{part} once the road north is free again"
    found = merged([printed(first), printed(second), printed(part, outlet="The Times")], aliases=PEOPLE)
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


def test_what_an_article_prints_has_its_outlet_or_else_the_name_of_its_file(shared: Path):
    article = read_article((shared / "seeds/004_1688ca29490a294a.txt").read_bytes(), name="seed.txt")
    found = printed_in(article, analyse(article).statements)
    assert found
    assert {one.outlet for one in found} == {"The Moscow Times"}
    nameless = read_article(b"\xe2\x80\x9cWe agree,\xe2\x80\x9d Anna Petrova said.", name="note.txt")
    (one,) = printed_in(nameless, analyse(nameless).statements)
    assert (one.outlet, one.version) == ("note.txt", nameless.version.sha256)
    assert one.passage is not None
    assert nameless.text[one.passage.start : one.passage.end].startswith("We agree")
