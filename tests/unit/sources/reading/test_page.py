"""Files of three media types are laid out: paragraphs, titles, lists, and nothing that runs or hides."""

import pytest

from proverka.model.errors import MalformedError, RefusedError
from proverka.sources.article import MediaType
from proverka.sources.reading.page import media_type_of, page_of
from proverka.sources.reading.stretch import (
    LINES_MAX,
    PARAGRAPH_CHARACTERS_MAX,
    PARAGRAPHS_MAX,
    TEXT_CHARACTERS_MAX,
    Page,
)

NEWS = """<!DOCTYPE html><html><head><title>Talks go on | Lower Valley Herald</title>
<meta property="og:title" content="Talks go on in Geneva, says envoy">
<meta name="author" content="Ruth Amsel"><meta property="og:site_name" content="Lower Valley Herald">
<link rel="canonical" href="https://valleyherald.example/2013/10/08/talks-go-on">
<meta property="article:published_time" content="2013-10-08T09:30:00+02:00">
<script>var quotes = ["<p>“Evil,” said the script.</p>"];</script><style>p { color: red }</style>
</head><body onload="alert(1)">
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<div class="cookie-banner"><p>This site uses cookies. Accept all</p></div>
<article><h1>Talks go on in Geneva, says envoy</h1>
<!-- <p>“Secret,” said the comment.</p> -->
<figure><img src="a.jpg"><figcaption>The envoy, left, on Monday. Photo: Jo Roe</figcaption></figure>
<p onclick="steal()">The talks in Geneva will go on until Friday, the envoy of the United Nations said on Monday
after he had met both of the delegations for a second time.</p>
<p>“We are <b>not</b> there yet,” he told reporters. “But <a href="/x">nobody</a> has left the room.”</p>
<p style="display:none">“Hidden,” said nobody.</p>
<p>The delegations stay in hotels on the two sides of the lake, and each has said that the other must move first.
<p>Diplomats said that a draft of four pages had been handed out, and that it left out the hardest question of all.
</article>
<div class="share"><a href="#">Facebook</a> <a href="#">Twitter</a></div>
<aside><h3>Related articles</h3>
<ul><li><a href="/1">Envoy arrives</a></li><li><a href="/2">Lake is cold</a></li></ul></aside>
<footer><p>© 2013 Lower Valley Herald. All rights reserved.</p></footer></body></html>"""


def page(text: str, media_type: MediaType = "text/plain") -> Page:
    return page_of(text, media_type, address="", language="en", where="found")


def lines(found: Page) -> list[str]:
    return [stretch.text for stretch in found.stretches]


@pytest.mark.parametrize(
    ("text", "name", "media_type"),
    [
        ("A title\n\nA paragraph.", "a", "text/plain"),
        ("A title\n\nA paragraph.", "a.md", "text/markdown"),
        ("**A title**\n\nA paragraph.", "a", "text/markdown"),
        ("**A title**\n\nA paragraph.", "a.txt", "text/plain"),
        ("  <!DOCTYPE html><p>A", "a.txt", "text/html"),
        ("<!-- saved --> <html>", "a", "text/html"),
        ("Minister < deputy", "a.htm", "text/html"),
        ("<https://a.example/b>", "a", "text/plain"),
    ],
)
def test_the_media_type_shows_in_the_content_and_the_name(text: str, name: str, media_type: str) -> None:
    assert media_type_of(text, name) == media_type


def test_html_is_its_main_text() -> None:
    found = page(NEWS, "text/html")
    assert lines(found)[0] == found.title == "Talks go on in Geneva, says envoy"
    assert lines(found)[1].startswith(
        "The talks in Geneva will go on until Friday, the envoy of the United Nations said"
    )
    assert lines(found)[2] == "“We are not there yet,” he told reporters. “But nobody has left the room.”"
    assert (found.author, found.outlet) == ("Ruth Amsel", "Lower Valley Herald")
    assert found.address == "https://valleyherald.example/2013/10/08/talks-go-on"
    assert [str(dated.span) for dated in found.dates] == ["2013-10-08"]
    assert found.repairs == ("1 element with text that the page hides left out",)


@pytest.mark.parametrize(
    "word", ["Evil", "Secret", "Hidden", "alert", "steal", "color", "cookies", "Twitter", "Envoy arrives"]
)
def test_nothing_that_runs_hides_or_surrounds_is_in_the_text(word: str) -> None:
    assert word in NEWS
    assert word not in "\n".join(lines(page(NEWS, "text/html")))


@pytest.mark.parametrize(
    "text",
    [
        "<p>So he <SCRIPT\n>alert(1)</SCRIPT  > said.</p>",
        "<p>So he <script>alert(1)",
        "<p>So he <style>alert(1)</style> said.</p>",
        "<p>So he <img src=x onerror='alert(1)'> said.</p>",
        "<p>So he <!-- alert(1) --> said.</p>",
        "<p>So he <![if alert(1)]> said.</p>",
        "<p>So he <?php alert(1) ?> said.</p>",
        "<p>So he <noscript>alert(1)</noscript><iframe srcdoc='alert(1)'></iframe> said.</p>",
        "<p>So he <svg onload=alert(1)><script>alert(1)</script></svg> said.</p>",
        "<p>So he <b hidden>alert(1)</b> said.</p>",
        "<p>So he <b style='DISPLAY : none'>alert(1)</b> said.</p>",
        '<p>So he <a title=">" href="javascript:alert(1)"></a> said.</p>',
    ],
)
def test_a_short_page_is_read_whole_without_what_runs(text: str) -> None:
    (line,) = lines(page(text, "text/html"))
    assert line.startswith("So he")
    assert "alert(1)" not in line


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>One &lt;b&gt; two &amp;amp; &#8220;three&#8221;</p>", ["One <b> two &amp; “three”"]),
        ("<p>One < two and 3 > 2</p>", ["One < two and 3 > 2"]),
        ("One<br>Two<br><br>Three", ["One", "Two", "Three"]),
        ("<div>One<p>Two</div>Three", ["One", "Two", "Three"]),
        ("<p>Lav&#8203;rov &#8238;said</p>", ["Lavrov said"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<p>a\0b\x01c&#1;&#xFFFE;d\ufffe<b hidden>x</b>\x02e</p>", ["abcde"]),
        ("<![CDATA[One <b>]]>", ["One <b>"]),
        ('<!DOCTYPE html [<!ENTITY a "aaaa">]><p>One &a; two</p>', ["]>", "One &a; two"]),
    ],
)
def test_markup_becomes_what_is_seen(text: str, read: list[str]) -> None:
    assert lines(page(text, "text/html")) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("One **two** *three* _four_ `five`", "One two three four `five`"),
        ("One [two](https://a.example/b_(c)) [three](#)", "One two three"),
        ("[the resolution] will pass * or not *", "[the resolution] will pass * or not *"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        (r"One \*two\* and \[three\]", "One *two* and [three]"),
        ("## A heading ##", "A heading"),
        ("> A quoted line", "A quoted line"),
        ("&ldquo;One&rdquo; &amp; two", "“One” & two"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_markers_are_taken_out(text: str, read: str, media_type: MediaType) -> None:
    assert lines(page(text, media_type)) == [read]


def test_what_is_glued_to_an_address_is_parted() -> None:
    found = page("Original url:\n\n<https://a.example/2013/b>Support The Moscow Times!\n\nA title")
    assert lines(found) == ["Original url:", "https://a.example/2013/b", "Support The Moscow Times!", "A title"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The inspectors who began\n\nworking there on Sunday were late.", 1),
        ("The ministers met inspectors of the\n\nOrganization in The Hague, and they said that it was so.", 2),
        (
            "The ministers, who met inspectors and many others in The Hague for the first time in the\n\nOrganization.",
            1,
        ),
        ("The ministers met the inspectors in The Hague.\n\nand said so.", 2),
        ("A short title\n\nlower case begins it.", 2),
        ("He said:\n\nthe talks go on.", 2),
        ("The minister said this to those who had come to \nGeneva for the talks.", 1),
        ("The minister said this.\nThe other one said that.", 2),
    ],
)
def test_a_broken_sentence_is_one_paragraph(text: str, read: int) -> None:
    assert len(lines(page(text))) == read


def test_wrapped_lines_are_one_paragraph_and_others_are_not() -> None:
    wrapped = (
        "The ministers of the two countries met on Monday in Geneva to speak about\n"
        "what is to be done next, and said that the talks had been useful for both\n"
        "of them.\n"
        "   Another paragraph begins with an indent, and it goes on for long enough\n"
        "to be wrapped as well.\n"
    )
    assert [line.split()[0] for line in lines(page(wrapped))] == ["The", "Another"]
    assert lines(page("A title\nOctober 7, 2013\nBy Jane Roe")) == ["A title", "October 7, 2013", "By Jane Roe"]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("x" * (PARAGRAPH_CHARACTERS_MAX + 1), "text/plain"),
        ("x\n" * (LINES_MAX + 1), "text/plain"),
        ("One sentence.\n\n" * (PARAGRAPHS_MAX + 1), "text/plain"),
        (("x" * 1000 + ".\n\n") * (TEXT_CHARACTERS_MAX // 1000), "text/plain"),
        ("<html><p>" + "x " * PARAGRAPH_CHARACTERS_MAX, "text/html"),
        ("<html>" + "<div>" * 300 + "x", "text/html"),
        ("<html>" + ("<div>" * 200 + "</div>" * 200) * 15, "text/html"),
        ("<html>" + "<br>" * 20_000, "text/html"),
        ("<html>" + "&amp;" * 1_000_000, "text/html"),
    ],
)
def test_more_than_any_article_is_refused(text: str, media_type: MediaType) -> None:
    with pytest.raises(RefusedError, match="too-large") as refused:
        page(text, media_type)
    assert refused.value.fault.where == "found"


def test_a_page_without_an_element_is_malformed() -> None:
    with pytest.raises(MalformedError, match="bad-syntax"):
        page("<!-- nothing -->", "text/html")
