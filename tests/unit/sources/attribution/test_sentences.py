"""Sentences as strings of tags: where they end, and what their words are."""

import pytest

from proverka.sources.attribution.lexicon import lexicon_of
from proverka.sources.attribution.mentions import mentions_of, words_of
from proverka.sources.attribution.quotations import stretches_of
from proverka.sources.attribution.sentences import Sentence, sentences_of
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage


def sentences(text: str) -> list[Sentence]:
    paragraph = Passage(0, len(text))
    stretches = stretches_of(text, [paragraph])[0]
    return sentences_of(
        text, paragraph, stretches, lexicon=lexicon_of(ENGLISH), lowered=frozenset(("talks",)), number=0
    )


SPLIT = [
    ("He left. She stayed.", 2),
    ("Gen. Ivan Petrov left on Oct. 7. He met Mr. Weber.", 2),
    ("It was agreed in the U.S. The envoy left.", 2),
    ("The U.S. envoy left.", 1),
    ('"We saw it. It works," he said.', 1),
    ('"We saw it." He left.', 2),
    ('"Are you ready?" Petrov asked.', 1),
    ('"Are you ready?" The envoys left the hall in silence.', 2),
    ('He was cautious. "We saw little of it."', 2),
    ('"We saw it." "It works."', 2),
    ("He left (in haste.) She stayed.", 2),
]


@pytest.mark.parametrize(("text", "count"), SPLIT, ids=[text for text, _ in SPLIT])
def test_where_sentences_end(text: str, count: int) -> None:
    found = sentences(text)
    assert len(found) == count
    assert found[0].passage.start == 0
    assert found[-1].passage.end == len(text)


TAGS = [
    ("Russian Foreign Minister Ivan Petrov said", "DRNNV"),
    ("the head of the OPCW said", "dRoOV"),
    ("Damascus agreed", "Mc"),
    ("the US accused Damascus", "dCVM"),
    ("the US ambassador left", "dDRc"),
    ("Interfax reported", "AV"),
    ("Lavrov's spokesman", "NSR"),
    ("diplomats say", "UV"),
    ("he declined to say", "PcoV"),
    ("Talks resumed", "cc"),
    ("the Organisation for the Prohibition of Chemical Weapons (OPCW) said", "OV"),
    ("us and them", "c&I"),
    ("58-year-old diplomat", "jR"),
]


@pytest.mark.parametrize(("text", "tags"), TAGS, ids=[text for text, _ in TAGS])
def test_tags(text: str, tags: str) -> None:
    assert "".join(sentence.tags for sentence in sentences(text)) == tags


MENTIONED = [
    ("Russian Foreign Minister Ivan Petrov left", ["person: Russian Foreign Minister Ivan Petrov"]),
    ("Ivan Petrov, a deputy minister, left", ["person: Ivan Petrov , a deputy minister"]),
    ("the minister, Ivan Petrov, left", ["person: the minister , Ivan Petrov"]),
    ("Russia's top diplomat left", ["role: Russia's top diplomat"]),
    ("a spokesman for the Syrian foreign minister left", ["role: a spokesman for the Syrian foreign minister"]),
    ("the Foreign Ministry left", ["body: the Foreign Ministry"]),
    ("a leading group, the Syrian National Coalition, left", ["body: the Syrian National Coalition"]),
    ("the Interfax news agency left", ["carrier: the Interfax news agency"]),
    ("the Danish newspaper Fyens Tidende left", ["carrier: the Danish newspaper Fyens Tidende"]),
    ("a statement by the ministry left", ["document: a statement by the ministry"]),
    ("his Russian counterpart left", ["pair: his Russian counterpart"]),
    ("both men left", ["pair: both men"]),
    ("Sheikh Khalid bin Jaber al-Naimi left", ["person: Sheikh Khalid bin Jaber al-Naimi"]),
    ("Pieter van der Hoeven left", ["person: Pieter van der Hoeven"]),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONED, ids=[text for text, _ in MENTIONED])
def test_mentions(text: str, expected: list[str]) -> None:
    (sentence,) = sentences(text)
    found = [f"{one.kind}: {words_of(sentence.atoms, (one.first, one.after))}" for one in mentions_of(sentence)]
    assert found == expected
