"""The JSON of articles follows its schema, and every passage in it says what the text says there."""

import json

import jsonschema  # type: ignore[import-untyped]
import pytest

from proverka.model.errors import Fault, Refusal
from proverka.model.span import Span
from proverka.reporting.glossary import Glossary
from proverka.reporting.reading_json import reading_json, reading_schema
from proverka.sources.article import Publication
from proverka.sources.gathered import gathered
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Cue, DatedWords, Link, Speaker

TEXT = "😀 “The convoys will move on Monday if the road is open,” said Ivan Ilyin."
MONDAY = Passage(TEXT.index("on Monday"), TEXT.index(" if"))
OPEN = Passage(TEXT.index("if"), TEXT.index(",”"))
REFUSED = Fault(refusal=Refusal.TOO_LARGE, where="big.txt", expected="less", got="more", remedy="cut it")


@pytest.fixture
def document(make_reading, make_statement):
    words = TEXT[3 : TEXT.index("”")]
    found = make_statement(
        TEXT,
        words,
        speakers=(Speaker(name="Ivan Ilyin", passage=Passage(TEXT.index("Ivan"), len(TEXT) - 1), rule="after"),),
        claim=Claim(kind="plan", condition=OPEN, cues=(Cue(meaning="plan", passage=MONDAY),)),
        said=DatedWords(passage=MONDAY, span=Span.parse("2014-03-03"), rule="a weekday"),
        links=(Link(kind="obligation", id="A/1", passage=MONDAY, rule="words"),),
    )
    reading = make_reading(TEXT, found, published=Publication(span=Span.parse("2014-03")))
    glossary = Glossary(names={"obligation": {"A/1": "Move it"}})
    return json.loads(reading_json(gathered([reading]), language="en", glossary=glossary, refused=[REFUSED]))


def test_it_follows_its_schema(document):
    jsonschema.Draft202012Validator.check_schema(reading_schema())
    jsonschema.validate(document, reading_schema())
    assert document["schema"] == "proverka/reading/v1"


def passages(value):
    if isinstance(value, dict):
        if {"start", "end", "text"} == set(value):
            yield value
        for inner in value.values():
            yield from passages(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from passages(inner)


def test_every_passage_is_counted_in_code_points_of_the_text(document):
    (article,) = document["articles"]
    found = list(passages(article["statements"]))
    assert len(found) == 6
    assert all(article["text"][one["start"] : one["end"]] == one["text"] for one in found)


def test_a_link_has_its_name_and_what_was_refused_its_reason(document):
    (statement,) = document["articles"][0]["statements"]
    assert [(one["id"], one["name"]) for one in statement["links"]] == [("A/1", "Move it")]
    assert statement["said"]["span"] == "2014-03-03"
    assert document["refused"][0]["code"] == "too-large"
