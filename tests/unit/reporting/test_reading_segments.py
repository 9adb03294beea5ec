"""A paragraph in pieces: none of its characters lost, each under the statements that it belongs to."""

from hypothesis import given
from hypothesis import strategies as st

from proverka.reporting.reading_segments import StatementIndex, segments_of
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

TEXT = 'He said that the work "was on time" and over.'


def found(start, end, quotation="direct"):
    words = Passage(start, end)
    return FoundStatement(quotation=quotation, words=(words,), sentence=words, story=0)


def test_the_number_stands_before_the_mark_that_opens_the_words():
    start = TEXT.index("was on time")
    pieces = segments_of(TEXT, Passage(0, len(TEXT)), [(7, found(start, start + 11, "partial"))])
    assert [(piece.text, piece.opens, piece.quoted) for piece in pieces] == [
        ("He said that the work ", (), 0),
        ('"', (7,), 0),
        ("was on time", (), 7),
        ('" and over.', (), 0),
    ]
    assert pieces[2].partial


def test_words_that_are_quoted_within_what_is_reported_belong_to_both():
    start = TEXT.index("was on time")
    numbered = [(1, found(0, len(TEXT), "indirect")), (2, found(start, start + 11))]
    pieces = segments_of(TEXT, Passage(0, len(TEXT)), numbered)
    assert [(piece.reported, piece.quoted) for piece in pieces] == [(1, 0), (1, 0), (1, 2), (1, 0)]
    assert pieces[0].opens == (1,)


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["direct", "partial", "indirect"])), max_size=8
)


@given(st.text(alphabet="ab \n\"'“", min_size=80, max_size=80), SPANS)
def test_no_character_is_lost_and_each_number_stands_once(text, spans):
    numbered = [(n, found(at, at + length, kind)) for n, (at, length, kind) in enumerate(spans, start=1)]
    paragraph = Passage(10, 70)
    pieces = segments_of(text, paragraph, numbered)
    assert "".join(piece.text for piece in pieces) == paragraph.of(text)
    opened = sorted(number for piece in pieces for number in piece.opens)
    assert opened == [number for number, one in numbered if one.words[0].meets(paragraph)]


@given(SPANS, st.integers(0, 60), st.integers(1, 30))
def test_the_index_finds_what_begins_in_a_paragraph(spans, at, length):
    statements = [found(start, start + size, kind) for start, size, kind in spans]
    paragraph = Passage(at, at + length)
    got = [number for number, _ in StatementIndex(statements).within(paragraph)]
    begun = [n for n, one in enumerate(statements, start=1) if at <= one.words[0].start < at + length]
    assert sorted(got) == begun
