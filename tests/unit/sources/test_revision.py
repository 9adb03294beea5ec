"""What another version of an article changes in its statements."""

from proverka.sources.passage import Passage
from proverka.sources.revision import Revision, revision_of
from proverka.sources.statement import Claim, Speaker

BEFORE = '"We will go," he said. "We may stay," she said. "Perhaps," they said.'
AFTER = "“We will go”, he said. “We may stay”, she said. “Never,” they said."


def who(name):
    return (Speaker(name=name, passage=Passage(0, 2)),)


def test_the_same_words_in_other_marks_are_the_same(make_reading, make_statement):
    before = make_reading(BEFORE, make_statement(BEFORE, "We will go,", speakers=who("A")))
    after = make_reading(AFTER, make_statement(AFTER, "We will go", speakers=who("A")))
    assert revision_of(before, after).is_empty


def test_words_that_went_and_came_are_told_by_their_numbers(make_reading, make_statement):
    before = make_reading(BEFORE, make_statement(BEFORE, "We will go,"), make_statement(BEFORE, "Perhaps,"))
    after = make_reading(AFTER, make_statement(AFTER, "We will go"), make_statement(AFTER, "Never,"))
    assert revision_of(before, after) == Revision(gone=(2,), new=(2,))


def test_another_speaker_relay_or_claim_for_the_same_words_is_told(make_reading, make_statement):
    first = make_statement(BEFORE, "We may stay,", speakers=who("A"))
    changed = (
        {"speakers": who("B")},
        {"speakers": who("A"), "relay": "Agency"},
        {"speakers": who("A"), "claim": Claim(kind="plan", hedged=True)},
    )
    for more in changed:
        second = make_statement(AFTER, "We may stay", **more)
        revision = revision_of(make_reading(BEFORE, first), make_reading(AFTER, second))
        assert revision == Revision(altered=((1, 1),))


def test_words_said_twice_are_held_against_each_other_in_order(make_reading, make_statement):
    text = "“No,” he said. “Yes,” he said. “No,” he said."
    last = text.rindex("No,")
    first, again = make_statement(text, "No,"), make_statement(text, "No,")
    moved = make_statement(text, "No,", words=(Passage(last, last + 3),))
    assert revision_of(make_reading(text, first, moved), make_reading(text, again)) == Revision(gone=(2,))
