"""The bars that reading must hold on the annotated articles; `make score-sources` prints the whole table."""

import pytest
from tests.sources.annotation import annotations
from tests.sources.scoring import Score, located, same_name, score


@pytest.fixture(scope="module")
def scored() -> Score:
    return score()


def test_there_are_enough_articles_of_every_sort() -> None:
    found = annotations()
    assert len(found) >= 40
    assert {path.suffix for path, _ in found} == {".txt", ".html", ".md"}
    assert sum(any(one.story > 1 for one in annotation.statements) for _, annotation in found) >= 3


def test_annotated_words_stand_in_their_articles() -> None:
    for path, annotation in annotations():
        if path.suffix == ".txt":
            text = path.read_text("utf-8")
            for one in annotation.statements:
                assert len(list(located(text, one.words, 0))) == len(one.words), f"{path.name}: {one.words}"


# Precision and recall that must not be lost: a little below what was reached when they were written down.
BARS = [
    ("quotations", 0.98, 0.98),
    ("speakers", 0.98, 0.90),
]  # fmt: skip


@pytest.mark.parametrize(("what", "precision", "recall"), BARS)
def test_precision_and_recall(scored: Score, what: str, precision: float, recall: float) -> None:
    count = scored.counts[what]
    assert count.annotated > 100
    assert count.precision >= precision
    assert count.recall >= recall


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sergei Ivanov", "Ivanov", True),
        ("the Foreign Ministry", "Foreign Ministry", True),
        ("Foreign Ministry", "Russian Foreign Ministry", True),
        ("OPCW", "Organisation for the Prohibition of Chemical Weapons", True),
        ("Interfax", "RIA Novosti", False),
        ("Ivan Petrov", "Ivan Sidorov", False),
        ("Ivan Petrov", "Paul Weber", False),
    ],
)
def test_names_are_compared_as_readers_would(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
