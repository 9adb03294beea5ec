"""The record's own words are marked where an element can stand, and left as they are where none can."""

from datetime import date

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from proverka.reporting.catalogues import language_of
from proverka.reporting.contexts import Context
from proverka.reporting.html import neutral_environment
from proverka.reporting.marks import CLOSE, CUT, DIVIDE, OPEN, own, plain, safe
from proverka.reporting.tongue import NEUTRAL, Place, localized

DAY = date(2014, 2, 5)


def told(neutral: object, code: str = "fr") -> str:
    return localized(str(neutral), language_of(code), Place(as_of=DAY, known_at=DAY))


@pytest.mark.parametrize(
    ("value", "french", "arabic", "english"),
    [
        ("Syria & <b>", '<bdi lang="en">Syria &amp; &lt;b&gt;</bdi>', '<bdi lang="en">Syria &amp; &lt;b&gt;</bdi>',
         "Syria &amp; &lt;b&gt;"),
        ("2014-02-05/2014-02-07", "2014-02-05/2014-02-07", '<bdi dir="ltr">2014-02-05/2014-02-07</bdi>',
         "2014-02-05/2014-02-07"),
        (DAY, "2014-02-05", '<bdi dir="ltr">2014-02-05</bdi>', "2014-02-05"),
        (", ", ", ", ", ", ", "),
        (Markup("<i>x</i>"), "<i>x</i>", "<i>x</i>", "<i>x</i>"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_what_others_wrote_is_marked_as_theirs(value: object, french: str, arabic: str, english: str):
    assert [told(own(value), code) for code in ("fr", "ar", "en")] == [french, arabic, english]


@pytest.mark.parametrize("value", [12, None, True])
def test_what_is_no_text_stays_as_it_is(value: object):
    assert own(value) is value


def test_a_mark_that_others_wrote_is_none():
    hostile = f"a{OPEN}w{DIVIDE}b{CLOSE}{CUT}"
    assert told(own(hostile), "en") == "a\ufffdw\ufffdb\ufffd\ufffd"
    assert told(NEUTRAL.term(hostile), "en") == "a\ufffdw\ufffdb\ufffd\ufffd"
    assert told(NEUTRAL.text("{x}", x=hostile), "en") == "a\ufffdw\ufffdb\ufffd\ufffd"


def test_an_attribute_holds_no_element():
    message = NEUTRAL.text("Dates of {obligation} on {day}", obligation="PACT/1 & 2", day=NEUTRAL.today())
    assert "<bdi" in told(message, "ar")
    assert told(plain(message), "ar") == "Dates of PACT/1 &amp; 2 on 2014-02-05"
    assert plain("words") == "words"


def test_what_others_wrote_in_an_attribute_is_escaped_whatever_they_wrote():
    environment = neutral_environment("")
    environment.loader = DictLoader({"x": '<a title="{{ words }}">{{ address | source_link }}</a>'})
    hostile = f'{OPEN}t{DIVIDE}"><b>{CLOSE}'
    made = told(environment.get_template("x").render(words=hostile, address=f"https://example.org/{hostile}"), "en")
    assert "<b>" not in made
    assert OPEN not in made


def test_a_fact_is_escaped_once():
    assert told(NEUTRAL.text("due {day}", day=Markup("<b>x</b>")), "en") == "due <b>x</b>"
    assert safe(3) == "3"
    assert told(safe("<"), "en") == "&lt;"


@pytest.mark.parametrize(
    ("html", "holds"),
    [
        ("<p>", True),
        ("<p title='", False),
        ('<p title="x">', True),
        ("a < b", True),
        ("<title>", False),
        ("<title></title>", True),
        ("<option value=", False),
        ("<OPTION>", False),
        ("<br/>", True),
        ("<!-- x -->", True),
    ],
)
def test_where_an_element_can_stand(html: str, *, holds: bool):
    context = Context()
    context.read(html)
    assert context.holds_elements is holds


def test_a_template_marks_what_it_prints_by_where_it_stands():
    environment = neutral_environment("")
    environment.loader = DictLoader({
        "x": '<title>{{ name }}</title><p{% if name %} title="{{ name }}"{% endif %}>'
        '{{ name }}, {{ _("due {day}", day=name) }}'
        "{% for one in (1, 2) %}{{ one }}{{ ', ' if not loop.last }}{% endfor %}</p>"
    })  # fmt: skip
    text = environment.get_template("x").render(name="A & B")
    assert told(text) == (
        '<title>A &amp; B</title><p title="A &amp; B"><bdi lang="en">A &amp; B</bdi>, '
        f"{told(NEUTRAL.text('due {day}', day='A & B'))}1, 2</p>"
    )
