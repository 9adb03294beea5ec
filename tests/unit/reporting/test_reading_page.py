"""The page of an article: whole, harmless whatever the article says, each link within it leading somewhere."""

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from proverka.model.span import Span
from proverka.reporting.glossary import Glossary
from proverka.reporting.reading_drafts import DraftTerms
from proverka.reporting.reading_page import reading_page
from proverka.sources.analysis import analyse
from proverka.sources.article import Publication
from proverka.sources.gathered import gathered
from proverka.sources.passage import Passage
from proverka.sources.proposal import proposals_of
from proverka.sources.reading import read_article
from proverka.sources.statement import Claim, Link, Speaker

TERMS = DraftTerms(known=date(2014, 3, 4), party="desk")
GLOSSARY = Glossary(
    names={"party": {"state": "Ruritania", "desk": "Desk"}, "obligation": {"A/1": "Move it", "A/2": "Count it"}}
)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}</textarea></style>'


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def hostile(make_reading, make_statement):
    text = f"“{HOSTILE}” said {HOSTILE} twice."
    found = make_statement(
        text,
        HOSTILE,
        speakers=(Speaker(name=HOSTILE, role=HOSTILE, party=HOSTILE, passage=Passage(0, 1), rule=HOSTILE),),
        relay=HOSTILE,
        claim=Claim(kind="threat", condition=Passage(1, 20)),
        links=(Link(kind="obligation", id=HOSTILE, passage=Passage(0, 1), rule=HOSTILE),),
    )
    nobody = make_statement(text, "twice", abstained=HOSTILE)
    published = Publication(span=Span.parse("2014-03"), evidence=HOSTILE)
    story = {"title": HOSTILE, "outlet": HOSTILE, "address": f"javascript:{HOSTILE}", "dateline": HOSTILE}
    return make_reading(text, found, nobody, name=HOSTILE, published=published, **story)


@pytest.fixture
def page(hostile):
    return reading_page([(hostile, proposals_of(hostile))], TERMS, GLOSSARY)


def test_nothing_that_an_article_says_becomes_markup(page):
    tags = Tags(page)
    assert len(tags.all("script")) == 1
    assert tags.all("img") == tags.all("iframe") == tags.all("link") == tags.all("base") == []
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on") or name == "style"]
    assert {attributes.get("href", "")[:1] for attributes in tags.all("a")} == {"#"}
    assert "{{ 7 * 7 }}" in page
    assert "49" not in page.partition("<main")[2]


def test_only_its_own_style_and_script_may_take_effect(page):
    (policy,) = (m["content"] for m in Tags(page).all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    for tag in ("style", "script"):
        (source,) = re.findall(
            rf"<{tag}>(.*?)</{tag}>", page.partition("<main")[0] + page[page.rindex("</main>") :], re.DOTALL
        )
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_it_names_no_address_to_ask(page):
    assert re.findall(r"(?:src|action|url\()\s*=?\s*[\"']?https?:", page) == []


def test_every_link_leads_to_a_place_and_no_place_is_there_twice(page):
    tags = Tags(page)
    places = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(places) == len(set(places))
    assert {attributes["href"][1:] for attributes in tags.all("a")} <= set(places)


def test_every_field_has_a_label(page):
    main = page[page.index("<main") : page.index("</main>")]
    labelled = re.sub(r"<label\b.*?</label>", "", main, flags=re.DOTALL)
    rest = re.findall(r"<(?:input|select|textarea)\b[^>]*>", labelled)
    assert [field for field in rest if 'type="hidden"' not in field] == []


def test_a_statement_without_a_sure_speaker_says_so_and_its_form_is_empty(page):
    card = page[page.index('id="a1-s2"') :]
    assert "nobody can be sure" in card
    assert 'data-key="body.speaker" value=""' in card


def test_parties_and_duties_of_the_case_can_be_chosen(page):
    assert '<option value="state">Ruritania</option>' in page
    assert '<option value="A/2">Count it</option>' in page
    assert '<option value="desk" selected>Desk</option>' in page


def test_the_same_values_give_the_same_page(hostile):
    pages = {reading_page([(hostile, proposals_of(hostile))], TERMS, GLOSSARY) for _ in range(2)}
    assert len(pages) == 1


def test_several_articles_stand_on_one_page_and_one_statement_has_one_form(make_reading, make_statement):
    published = Publication(span=Span.parse("2014-03-03"))
    readings = []
    for words in ("we shall go there in May", "we shall go there in May, as agreed"):
        text = f"“{words},” he said."
        found = make_statement(text, words, speakers=(Speaker(name="Ivan Ilyin", passage=Passage(0, 1)),))
        readings.append(make_reading(text, found, outlet="Herald", published=published))
    page = reading_page(gathered(readings).articles, TERMS)
    assert page.count('<div class="correct"') == 1
    # A browser takes a minute to lay out a thousand forms with their fields.
    assert page.count("<form") == 1
    assert 'The same as <a href="#a2-s1">' in page
    assert "Also printed by <bdi>Herald</bdi>" in page


def test_what_was_set_apart_is_there_and_says_why():
    parts = (
        "Support our paper!",
        "Envoy speaks",
        "3 March 2014",
        "The envoy spoke to the council of the lists.",
        "Read more",
    )
    reading = analyse(read_article("\n\n".join(parts).encode(), name="made.txt"))
    page = reading_page([(reading, proposals_of(reading))], TERMS)
    assert page.count('<details class="apart">') >= 1
    assert "Support our paper!" in page
