"""Amounts as they are printed: bound, number, unit, and what has to be asked first."""

import pytest

from proverka.sources.links.quantities import amounts_in, quantity_links
from proverka.sources.passage import Passage


def texts(text: str) -> list[str]:
    return [amount.text for amount in amounts_in(text, Passage(0, len(text)))]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("its estimated 1,000-ton stock", "1000 ton, estimate"),
        ("about 1,300 tonnes of it", "about 1300 tonne"),
        ("some 20 tons", "about 20 ton"),
        ("at least 41 facilities", "at_least 41 facility"),
        ("more than two dozen sites", "at_least 24 site"),
        ("up to 1,000 metric tons", "at_most 1000 tonne"),
        ("no more than 12.5 kilograms", "at_most 12.5 kilogram"),
        ("23 sites", "23 site"),
        ("41 declared storage facilities", "41 facility"),
        ("21 of the 23 sites", "21 of 23 site"),
        ("20-30 tonnes", "20 to 30 tonne"),
        ("between 20 and 30 short tons", "20 to 30 short_ton"),
        ("an arsenal believed to be 1,000 tons", "1000 ton, estimate"),
        ("an estimated 500 munitions", "about 500 munition, estimate"),
        ("53.6 per cent", "53.6 percent"),
        ("60% of it", "60 percent"),
        ("Twelve facilities", "12 facility"),
    ],
)
def test_an_amount_is_kept_with_its_bound_and_its_unit_as_printed(printed: str, text: str):
    assert texts(printed) == [text]


@pytest.mark.parametrize(
    "printed",
    [
        "In 2013 sites were closed.",
        "one of the most dangerous sites",
        "$20 tons",
        "100,000 people",
        "resolution 2118",
        "Aug. 21",
        "3 years at sites",
        "B-52 sites",
        "the 1,000-tonner",
    ],
)
def test_what_counts_nothing_of_a_case_is_no_amount(printed: str):
    assert texts(printed) == []


@pytest.mark.parametrize(("printed", "asked"), [("20 tons", "tonne, a short or a long ton"), ("60 percent", "of what")])
def test_what_a_unit_leaves_open_is_said(printed: str, asked: str):
    (link,) = quantity_links(printed, Passage(0, len(printed)))
    assert asked in link.rule
    (amount,) = amounts_in(printed, Passage(0, len(printed)))
    assert asked in amount.unsure


def test_a_tonne_leaves_nothing_open_and_its_passage_goes_from_bound_to_unit():
    text = "It holds about 1,300 tonnes."
    (link,) = quantity_links(text, Passage(0, len(text)))
    assert (link.kind, link.id, link.rule, link.passage.of(text)) == ("quantity", "", "amount", "about 1,300 tonnes")


def test_letters_that_only_look_like_others_are_read_and_break_nothing():
    assert texts("20 sıtes, 30 SİTES, 40 ſites and 5 \N{KELVIN SIGN}ilograms") == [
        "20 site", "30 site", "40 site", "5 kilogram",
    ]  # fmt: skip


def test_hostile_digits_take_no_more_time_than_their_length():
    text = "about " + "1,000 " * 20_000 + "9" * 50_000 + " of" * 20_000
    assert texts(text) == []
