"""Small parts of pages are links where they lead somewhere, and other people's words in them are escaped."""

from datetime import date

import pytest

from proverka.reporting import small_parts
from proverka.reporting.addresses import Anchors
from proverka.reporting.catalogues import language_of
from proverka.reporting.tongue import Place, localized

DAY = date(2014, 2, 5)
REL = 'rel="noreferrer noopener"'


def told(neutral: str, code: str = "en") -> str:
    return localized(neutral, language_of(code), Place(as_of=DAY, known_at=DAY))


def test_entries_are_linked_one_after_another():
    one = '<a class="entry" href="#entry-7">#7</a>'
    assert told(small_parts.entry_link(7, Anchors())) == one
    assert told(small_parts.entry_links([7, 12], Anchors())) == f"{one} {one.replace('7', '12')}"
    assert small_parts.entry_links([], Anchors()) == ""


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://un.org/a?b&c", f'<a class="source" href="https://un.org/a?b&amp;c" {REL}>un.<wbr>org</a>'),
        ("javascript:alert(1)", '<span class="source">javascript:alert(1)</span>'),
        ("<letter>", '<span class="source">&lt;letter&gt;</span>'),
        ("", ""),
    ],
)  # fmt: skip
def test_a_source_is_a_link_if_it_is_an_address(source: str, shown: str):
    assert told(small_parts.source_link(source)) == shown


def test_a_span_has_two_days():
    assert told(small_parts.when("2014-02")) == "<time>2014-02</time>"
    assert told(small_parts.when("2014-02/2014-03")) == "<time>2014-02</time> to <time>2014-03</time>"
    assert told(small_parts.when("2014"), "ar") == '<time><bdi dir="ltr">2014</bdi></time>'


def test_a_standing_is_said_in_words():
    assert told(small_parts.standing("claimed")) == '<span class="standing standing-claimed">claimed</span>'
