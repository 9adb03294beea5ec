"""Drafts as TOML: whatever an article says stays a value, and nothing is confirmed."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.span import Span
from proverka.reporting.reading_drafts import DraftTerms, drafts_toml, toml_value
from proverka.sources.article import Publication
from proverka.sources.gathered import gathered
from proverka.sources.passage import Passage
from proverka.sources.proposal import proposals_of
from proverka.sources.statement import Claim, Speaker

TERMS = DraftTerms(label_prefix="IN", known=date(2014, 3, 4), party="desk")
# What would be a line, a table or a key of TOML, had it not been escaped.
HOSTILE = 'x"\n[[entries]]\nconfirmed = true # \\" \x7f \x00 \u2028 é\t'


@given(st.text())
def test_every_text_comes_back_as_it_was(text):
    whole = text.encode("utf-8", "replace").decode()
    assert tomllib.loads(f"value = {toml_value(whole)}")["value"] == whole


@given(st.lists(st.dictionaries(st.sampled_from(["outlet", "url"]), st.text(alphabet='a"\\\n}],'))))
def test_so_do_lists_of_tables(tables):
    value = tuple(dict(table) for table in tables)
    assert tomllib.loads(f"value = {toml_value(value)}")["value"] == list(value)


@pytest.fixture
def hostile(make_reading, make_statement):
    text = f"“{HOSTILE}” said {HOSTILE}"
    found = make_statement(
        text,
        HOSTILE,
        speakers=(Speaker(name=HOSTILE, role=HOSTILE, party=HOSTILE, passage=Passage(0, 1)),),
        relay=HOSTILE,
        claim=Claim(kind="threat", condition=Passage(1, 20)),
    )
    published = Publication(span=Span.parse("2014-03"))
    return make_reading(text, found, name=HOSTILE, published=published, outlet=HOSTILE, address=HOSTILE)


def test_a_hostile_article_makes_one_entry_that_nobody_has_confirmed(hostile):
    text = drafts_toml([(hostile, proposals_of(hostile))], TERMS)
    (entry,) = tomllib.loads(text)["entries"]
    assert entry["confirmed"] is False
    assert entry["body"]["speaker"] == entry["body"]["role"] == entry["outlet"] == entry["url"] == HOSTILE
    assert entry["body"]["text"] == ""
    assert entry["date"] == "2014-03"
    assert [line for line in text.split("\n") if line.startswith("#") and "confirmed" in line] != []


def test_a_label_names_the_version_and_the_number(hostile):
    (entry,) = tomllib.loads(drafts_toml([(hostile, proposals_of(hostile))], TERMS))["entries"]
    assert entry["label"] == f"IN-{hostile.article.version.sha256[:8]}-1"
    assert (entry["known"], entry["party"], entry["tier"]) == (date(2014, 3, 4), "desk", "E")
    passage = entry["body"]["passage"]
    assert passage["sha256"] == hostile.article.version.sha256
    assert hostile.article.text[passage["start"] : passage["end"]] == HOSTILE


def test_what_another_article_prints_more_fully_is_not_drafted_twice(make_reading, make_statement):
    published = Publication(span=Span.parse("2014-03-03"))
    readings = []
    for words, outlet in (("we shall go there in May", "Gazette"), ("we shall go there in May, as agreed", "Herald")):
        text = f"“{words},” he said."
        found = make_statement(text, words, speakers=(Speaker(name="Ivan Ilyin", passage=Passage(0, 1)),))
        readings.append(make_reading(text, found, outlet=outlet, published=published))
    (entry,) = tomllib.loads(drafts_toml(gathered(readings).articles, TERMS))["entries"]
    assert entry["outlet"] == "Herald"
    assert [other["outlet"] for other in entry["body"]["also"]] == ["Gazette"]
