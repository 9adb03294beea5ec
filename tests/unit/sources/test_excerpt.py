"""The few words of a quotation that a record may hold."""

import pytest

from proverka.sources.excerpt import QUOTED_WORDS_MAX, excerpt_of, words_in
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Cue

LONG = (
    "We have looked at every list that was handed over, one after another, and so far as anybody here can tell, "
    "the work is on time, which nobody had thought likely in the spring of last year"
)


def cue(text, words):
    return Cue(meaning="favourable", passage=Passage(text.index(words), text.index(words) + len(words)))


def test_a_short_quotation_is_taken_whole_without_the_comma_of_its_verb(make_statement):
    text = "“The work is on time,” he said."
    assert excerpt_of(text, make_statement(text, "The work is on time,")) == "The work is on time"


def test_of_a_long_one_the_part_is_taken_in_which_the_claim_is_told(make_statement):
    claim = Claim(kind="assessment", cues=(cue(LONG, "on time"),))
    assert excerpt_of(LONG, make_statement(LONG, LONG, claim=claim)) == "the work is on time"


def test_without_a_part_that_fits_its_first_words_are_taken(make_statement):
    text = " ".join(f"word{n}" for n in range(40))
    taken = excerpt_of(text, make_statement(text, text))
    assert taken == " ".join(f"word{n}" for n in range(QUOTED_WORDS_MAX))


def test_what_is_only_reported_is_not_quoted(make_statement):
    text = "He said that the work was on time."
    assert excerpt_of(text, make_statement(text, text, quotation="indirect")) == ""


@pytest.mark.parametrize("text", [LONG, LONG * 50, "word " * 3000, "a, " * 2000, "“" * 500, "x" * 10_000])
def test_it_never_has_more_words_than_a_record_may_hold_and_stands_in_one_line(make_statement, text):
    taken = excerpt_of(text, make_statement(text, text))
    assert words_in(taken) <= QUOTED_WORDS_MAX
    assert "\n" not in taken


def test_a_quotation_over_two_paragraphs_is_joined(make_statement):
    text = "“It is done\n\n“and over,” he said."
    assert excerpt_of(text, make_statement(text, "It is done", "and over,")) == "It is done and over"
