"""Expressions of time: what is found in a sentence, the interval that it stands for, and the rule by which."""

import pytest

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.dates import dates_in
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords

MONDAY = "2013-10-07"


def found_in(text: str, published: str = MONDAY, spoken: str = "") -> tuple[DatedWords, ...]:
    return dates_in(
        text,
        within=Passage(0, len(text)),
        published=Publication(span=Span.parse(published) if published else None),
        spoken=Span.parse(spoken) if spoken else None,
    )


# The sentence, when it was published, the words found, the interval (empty: none), and how the rule begins.
SENTENCES = [
    ("They met on 7 October 2013.", MONDAY, "7 October 2013", "2013-10-07", "a day of a month as written"),
    ("They met on Monday.", MONDAY, "Monday", "2013-10-07", "a weekday after a past verb"),
    ("Talks will be held in mid-November.", MONDAY, "mid-November", "2013-11-11/2013-11-20", "days 11 to 20"),
]


@pytest.mark.parametrize(("text", "published", "words", "interval", "rule"), SENTENCES)
def test_an_expression_has_its_interval_and_its_rule(text, published, words, interval, rule):
    (found,) = found_in(text, published)
    assert (found.passage.of(text), str(found.span or "")) == (words, interval)
    assert found.rule.startswith(rule)
