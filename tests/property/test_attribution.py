"""Attribution holds for any text: no error, every passage in its place, and the same answer each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.sources.article import Story
from proverka.sources.attribution import statements_of
from proverka.sources.passage import Passage

TEXT = """Ivan Petrov Lavrov the minister said told Interfax that according to and , . he they both his counterpart
quoted as saying Syria Syrian of OPCW a statement spokesman who it was by described adding with on Monday U.S. Gen. not
al-Assad 1,000 people officials say one of them " “ ” ' ’s ( ) : — - ? !"""
WORDS = TEXT.split()
sentences = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
texts = st.lists(st.one_of(sentences, st.text(max_size=80)), min_size=1, max_size=6)


def story_of(parts: list[str]) -> tuple[str, Story]:
    start, found = 0, []
    for part in parts:
        found.append(Passage(start, start + len(part)))
        start += len(part) + 2
    return "\n\n".join(parts), Story(paragraphs=tuple(found))


@settings(max_examples=150, deadline=None)
@given(texts)
def test_every_statement_stands_in_its_sentence_and_names_somebody_or_says_why(parts: list[str]) -> None:
    text, story = story_of(parts)
    found = statements_of(text, story)
    whole = Passage(0, len(text))
    for one in found:
        assert whole.holds(one.sentence)
        assert all(one.sentence.holds(words) for words in one.words)
        assert bool(one.speakers) != bool(one.abstained)
        assert all(whole.holds(speaker.passage) and speaker.name and speaker.rule for speaker in one.speakers)
    assert statements_of(text, story) == found


@settings(max_examples=50, deadline=None)
@given(texts, st.sampled_from(["Interfax", "RIA Novosti", "Reuters"]))
def test_an_agency_is_no_speaker_beside_a_person(parts: list[str], agency: str) -> None:
    text, story = story_of([*parts, f'"We agree," Ivan Petrov said, {agency} reported.'])
    last = statements_of(text, story)[-1]
    assert [speaker.name.split()[-1] for speaker in last.speakers] in (["Petrov"], [])
    assert last.relay == agency
