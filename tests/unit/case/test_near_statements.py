"""What a record may hold already under another label: the same speaker and day, in like words."""

import pytest

from proverka.case.near_statements import are_near
from proverka.model.submission import Statement


def said(speaker: str, quote: str) -> Statement:
    return Statement(speaker=speaker, text="In other words.", quote=quote, claim="report")


SAID = said("Anna Petrová", "All of the stock will be destroyed by July")


@pytest.mark.parametrize(
    ("speaker", "quote"),
    [
        ("Anna Petrová", "All of the stock will be destroyed by July"),
        ("anna  petrova", "“all of the stock will be destroyed”"),
        ("Anna Petrova", "the stock will be destroyed by the summer"),
        ("Anna Petrova", "the stock"),
    ],
)
def test_like_words_of_one_speaker_are_near(speaker, quote):
    assert are_near(SAID, said(speaker, quote))
    assert are_near(said(speaker, quote), SAID)


@pytest.mark.parametrize(
    ("speaker", "quote"),
    [
        ("Paul Weber", "All of the stock will be destroyed by July"),
        ("Anna Petrova", "The inspectors may come at once"),
        ("Anna Petrova", "destroyed"),
        ("Anna Petrova", ""),
    ],
)
def test_others_are_not(speaker, quote):
    assert not are_near(SAID, said(speaker, quote))


def test_one_word_is_near_the_same_word():
    assert are_near(said("Anna Petrova", "Never!"), said("Anna Petrova", "never"))
    assert not are_near(said("Anna Petrova", ""), said("Anna Petrova", ""))
