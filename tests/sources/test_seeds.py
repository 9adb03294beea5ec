"""The two articles that the project was given: what a careful reader finds in them is found, and nothing is mistaken.

They are not in the repository; their words are named here by a few of them only.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from proverka.sources.analysis import Reading, analyse
from proverka.sources.reading import read_article
from proverka.sources.statement import FoundStatement

KERRY, LAVROV, PUTIN = "John Kerry", "Sergei Lavrov", "Vladimir Putin"

# How each stretch between marks begins, who spoke it, and who carried it.
QUOTATIONS = {
    "000": [
        ("very pleased", KERRY, ""),
        ("I think it is", KERRY, ""),
        ("Damascus has", LAVROV, "Interfax"),
        ("We have no reason", LAVROV, "Interfax"),
        ("Today we have", LAVROV, ""),
        ("the most productive", KERRY, ""),
        ("do everything", LAVROV, ""),
        ("speak with one", LAVROV, ""),
        ("justified", PUTIN, "The Associated Press"),
        ("If I were him", PUTIN, "The Associated Press"),
        ("will recover", PUTIN, "The Associated Press"),
    ],
    "004": [
        ("very constructive", f"{LAVROV}, {KERRY}", "RIA Novosti"),
        ("The talks were", LAVROV, ""),
        ("There are some", LAVROV, "Interfax"),
        ("All chemical", LAVROV, "Interfax"),
        ("We expect that", LAVROV, ""),
    ],
}

# What a statement whose words or sentence hold these words claims: kind, stance, hedged, denied.
CLAIMS = [
    ("000", "very pleased", ("assessment", "favourable", False, False)),
    ("000", "flawless cooperation", ("assessment", "favourable", False, False)),
    ("000", "only the beginning", ("assessment", "mixed", False, False)),
    ("000", "mid-November", ("plan", "none", True, False)),
    ("000", "do everything", ("commitment", "none", False, False)),
    ("000", "speak with one", ("precondition", "none", False, True)),
    ("004", "may possess", ("allegation", "none", True, False)),
    ("004", "All chemical", ("demand", "none", False, False)),
    ("004", "We expect that", ("plan", "none", False, False)),
]


@pytest.fixture(scope="module")
def readings(shared: Path) -> dict[str, Reading]:
    """Each article by the number that its file begins with, read without any table of a case."""
    paths = sorted((shared / "seeds").glob("*.txt"))
    assert len(paths) == 2
    return {path.name[:3]: analyse(read_article(path.read_bytes(), name=path.name)) for path in paths}


def stretches(reading: Reading) -> Iterable[tuple[str, FoundStatement]]:
    text = reading.article.text
    return ((words.of(text), one) for one in reading.statements if one.quotation != "indirect" for words in one.words)


@pytest.mark.parametrize("number", QUOTATIONS)
def test_every_quotation_has_its_speaker_and_its_relay(readings: dict[str, Reading], number: str) -> None:
    found = [
        (words, ", ".join(speaker.name for speaker in one.speakers), one.relay)
        for words, one in stretches(readings[number])
    ]
    assert len(found) == len(QUOTATIONS[number])
    for (begins, who, relay), (words, speaker, carrier) in zip(QUOTATIONS[number], found, strict=True):
        assert words.startswith(begins)
        assert (speaker, carrier) == (who, relay)


def test_there_are_sixteen_quotations(readings: dict[str, Reading]) -> None:
    assert sum(len(list(stretches(reading))) for reading in readings.values()) == 16


@pytest.mark.parametrize(("number", "words", "claim"), CLAIMS, ids=[words for _, words, _ in CLAIMS])
def test_what_is_claimed(
    readings: dict[str, Reading], number: str, words: str, claim: tuple[str, str, bool, bool]
) -> None:
    text = readings[number].article.text
    found = [
        one.claim for one in readings[number].statements if any(words in passage.of(text) for passage in one.words)
    ]
    assert [(one.kind, one.stance, one.hedged, one.denied) for one in found] == [claim]


def test_the_second_story_stands_apart(readings: dict[str, Reading]) -> None:
    first, second = readings["000"].article.stories
    assert (first.title, first.outlet) == ("Russia and U.S. Praise Syrian Disarmament Cooperation", "The Moscow Times")
    assert str(first.published.span) == "2013-10-07"
    assert (second.dateline, second.relay) == ("BALI, Indonesia", "The Associated Press")
    assert {one.speakers[0].name for one in readings["000"].statements if one.story == 1} == {PUTIN}


def test_an_appeal_for_money_is_no_part_of_the_story(readings: dict[str, Reading]) -> None:
    article = readings["004"].article
    appeal = [one.passage.of(article.text) for one in article.blocks if one.kind == "appeal"]
    assert any("donation" in words for words in appeal)
    told = [paragraph.of(article.text) for story in article.stories for paragraph in story.paragraphs]
    assert not any("donation" in words or "newsroom" in words for words in told)


def test_an_undated_article_is_given_no_day(readings: dict[str, Reading]) -> None:
    span = readings["004"].article.stories[0].published.span
    assert span is None or not span.is_day


def test_no_agency_is_taken_for_a_speaker(readings: dict[str, Reading]) -> None:
    agencies = {"Interfax", "RIA Novosti", "The Associated Press"}
    speakers = {speaker.name for reading in readings.values() for one in reading.statements for speaker in one.speakers}
    assert not speakers & agencies
