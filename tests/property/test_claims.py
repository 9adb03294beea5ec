"""Claims, for any text: what is found lies in the sentence, in time that grows with the sentence alone."""

import time

from hypothesis import example, given
from hypothesis import strategies as st

from proverka.sources.claims import claim_of
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Quotation

QUOTATIONS: list[Quotation] = ["direct", "partial", "indirect"]
# Words and marks that rules look for, so that texts of them meet many rules at once.
WORDS = [
    "if", "unless", "should", "were", "that", "which", "who", "will", "would", "must", "may", "could", "not",
    "no", "never", "and", "but", "because", "said", "warned", "promised", "denied", "accused", "Syria",
    "Damascus", "we", "he", "the", "a", "an", "their", "talks", "conference", "preconditions", "weapons", "sarin",
    "use", "used", "force", "progress", "good", "slow", "failed", "to", "comply", "with", "be", "been", "have",
    "has", "is", "are", "ready", "can't", "won't", "it's", ",", ".", ";", "?", "!", "—", '"', "“", "”", "(", ")",
    "[", "]", "…", "5", "due", "expected", "only", "before", "until", "without", "first", "beginning", "yet",
    "U.S.", "on", "track",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, Passage, tuple[Passage, ...], Quotation]:
    text = draw(TEXTS)
    place = st.integers(0, len(text))
    start, end = sorted((draw(place), draw(place)))
    inside = st.integers(start, end)
    cuts = sorted(draw(st.lists(inside, max_size=6)))
    words = tuple(Passage(left, right) for left, right in zip(cuts[::2], cuts[1::2], strict=False))
    return text, Passage(start, end), words, draw(st.sampled_from(QUOTATIONS))


@given(statements(), st.sampled_from(["", "said", "called for", "warned", "denied", "x"]))
@example(("it's", Passage(0, 4), (Passage(2, 4),), "direct"), "")
def test_what_is_found_lies_in_the_sentence(
    statement: tuple[str, Passage, tuple[Passage, ...], Quotation], verb: str
) -> None:
    text, sentence, words, quotation = statement
    found = claim_of(text, sentence=sentence, words=words, quotation=quotation, verb=verb)
    passages = [cue.passage for cue in found.cues] + ([found.condition] if found.condition else [])
    assert all(sentence.holds(passage) and passage.of(text).strip() for passage in passages)
    assert found == claim_of(text, sentence=sentence, words=words, quotation=quotation, verb=verb)
    assert (found.stance == "none") or found.kind == "assessment"
    if found.kind == "":
        assert not found.denied


# Beginnings of phrases, clauses and contractions without end: ways to make a careless rule look back or far ahead.
HOSTILE = [
    "if ",
    "that ",
    "which will ",
    "will also ",
    "not not ",
    "can't ",
    "said, ",
    "should Syria ",
    "no .. ",
    "A.",
    "-’",
    "and ",
]


def test_time_grows_with_the_sentence_alone() -> None:
    for unit in HOSTILE:
        short, long = (_seconds((unit * length)[:length]) for length in (1_000, 8_000))
        # Eight times the text may take eight times as long; thirty leaves room for a busy machine, not for a square.
        assert long < 30 * max(short, 0.001), unit


def _seconds(text: str) -> float:
    whole = Passage(0, len(text))
    best = float("inf")
    for count in range(2):
        began = time.process_time()
        claim_of(text + " " * count, sentence=whole, words=(whole,), quotation="indirect")
        best = min(best, time.process_time() - began)
    return best


def test_an_empty_sentence_claims_nothing() -> None:
    assert claim_of("words", sentence=Passage(2, 2), words=(), quotation="direct") == Claim()


def test_of_a_sentence_without_end_only_what_is_near_the_words_is_read() -> None:
    text = "We must go on and on, " * 20_000 + "and the talks were constructive, they said."
    words = (Passage(text.index("the talks"), text.index(", they")),)
    found = claim_of(text, sentence=Passage(0, len(text)), words=words, quotation="direct")
    assert (found.kind, found.stance) == ("assessment", "favourable")
