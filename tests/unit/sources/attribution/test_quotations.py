"""Stretches between quotation marks, whichever marks a paper uses; a bar parts paragraphs."""

import pytest

from proverka.sources.attribution.quotations import CHARACTERS_MAX, stretches_of
from proverka.sources.passage import Passage

# What stands between the marks of each paragraph, in order.
FOUND = [
    ('He said "yes" and "no".', [["yes", "no"]]),
    ("He said “yes” and “no”.", [["yes", "no"]]),
    ("He said «yes» twice.", [["yes"]]),
    ("He said „yes” twice.", [["yes"]]),
    ("He said ``yes'' twice.", [["yes"]]),
    ("He said 'yes' twice.", [["yes"]]),
    ("‘The inspectors’ work is done,’ he said.", [["The inspectors’ work is done,"]]),
    ("'It's the Assads' home,' he said.", [["It's the Assads' home,"]]),
    ('" There are blanks, " he said.', [["There are blanks,"]]),
    ("“He told me ‘no’ twice,” she said.", [["He told me ‘no’ twice,"]]),
    ("“A “nested” one,” she said.", [["A “nested” one,"]]),
    ('"One.|"Two," he said.', [["One."], ["Two,"]]),
    ("Two plates of 12\" and nobody's words.", [[]]),
    ("The ministers' talks and Syria's list.", [[]]),
    ('Empty "" marks.', [[]]),
    ("No marks at all.", [[]]),
]


def paragraphs_of(text: str) -> tuple[str, list[Passage]]:
    found, start, plain = [], 0, text.replace("|", "\n")
    for part in plain.split("\n"):
        found.append(Passage(start, start + len(part)))
        start += len(part) + 1
    return plain, found


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_stretches(text: str, expected: list[list[str]]) -> None:
    plain, paragraphs = paragraphs_of(text)
    found = stretches_of(plain, paragraphs)
    assert [[one.inner.of(plain) for one in here] for here in found] == expected


def test_what_a_paragraph_leaves_open_goes_on_in_the_next_if_that_begins_with_a_mark() -> None:
    plain, paragraphs = paragraphs_of('He said: "One.|"Two.|"Three," he said.|Four "five".')
    found = [here[0] for here in stretches_of(plain, paragraphs)]
    assert [(one.closed, one.continues) for one in found] == [
        (False, False),
        (False, True),
        (True, True),
        (True, False),
    ]


def test_an_open_quotation_does_not_go_on_in_a_paragraph_without_a_mark() -> None:
    plain, paragraphs = paragraphs_of('He said: "One.|And left. "Two," he said.')
    assert [one.continues for here in stretches_of(plain, paragraphs) for one in here] == [False, False]


def test_a_stretch_ends_where_no_speech_is_so_long() -> None:
    plain = '"' + "word " * CHARACTERS_MAX
    (stretch,) = stretches_of(plain, [Passage(0, len(plain))])[0]
    assert stretch.outer.end - stretch.outer.start == CHARACTERS_MAX
