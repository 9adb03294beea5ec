"""RSS and Atom files: each item an article of its own; nothing is fetched, nothing declared is believed."""

import hashlib

import pytest

from proverka.model.errors import MalformedError, RefusedError
from proverka.sources.reading import read_feed
from proverka.sources.reading.feed import ITEMS_MAX, feed_of, is_feed

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Moscow Times</title><link>http://www.themoscowtimes.com</link>
<item><title>Envoy&#8217;s talks &amp;amp; more</title><link>http://www.themoscowtimes.com/news/1.html</link>
<pubDate>Mon, 07 Oct 2013 21:30:00 GMT</pubDate><author>desk@themoscowtimes.com (Ruth Amsel)</author>
<description>&lt;p onclick="alert(1)"&gt;GENEVA (Reuters) - The envoy said
&amp;ldquo;nobody has left&amp;rdquo;.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;</description></item>
<item><title>Second</title><guid isPermaLink="true">http://www.themoscowtimes.com/news/2.html</guid>
<dc:date>2013-10-08T09:00:00+04:00</dc:date><dc:creator>Leo Marco</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>First paragraph&nbsp;here.</p><p>Second paragraph.</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Valley Herald</title>
<entry><title type="html">One &amp;mdash; two</title><link rel="self" href="http://a.example/x"/>
<link href="http://a.example/1"/><published>2013-10-07T10:00:00Z</published><updated>2013-10-09T10:00:00Z</updated>
<author><name>Jane Roe</name></author><summary>Short.</summary>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>The envoy <b>left</b>.</p></div></content></entry></feed>"""

RDF = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Valley Herald</title></channel>
<item><title>Caf\xe9 talks</title><link>http://a.example/2013/10/07/b</link>
<description>The envoy left.</description></item>
</rdf:RDF>"""


def rss(inside: str) -> bytes:
    return f"<rss><channel>{inside}</channel></rss>".encode()


def test_items_of_rss_2_are_articles() -> None:
    first, second = read_feed(RSS, name="feed.xml")
    story = first.stories[0]
    assert (story.title, story.outlet, story.byline) == ("Envoy’s talks & more", "The Moscow Times", "Ruth Amsel")
    assert (story.dateline, story.relay) == ("GENEVA", "Reuters")
    assert story.address == first.version.name == "http://www.themoscowtimes.com/news/1.html"
    assert first.text.endswith("The envoy said “nobody has left”.")
    # It was half past nine in the evening in Greenwich, and the next day in Moscow.
    assert (str(story.published.span), story.published.evidence) == ("2013-10-08", "the “pubDate” of the feed")
    assert second.text == "Second\n\nFirst paragraph here.\n\nSecond paragraph."
    assert (second.stories[0].byline, str(second.stories[0].published.span)) == ("Leo Marco", "2013-10-08")


def test_entries_of_atom_are_articles() -> None:
    (article,) = read_feed(ATOM, name="feed.xml")
    story = article.stories[0]
    assert article.text == "One — two\n\nThe envoy left."
    assert (story.title, story.address, story.byline) == ("One — two", "http://a.example/1", "Jane Roe")
    assert (story.outlet, str(story.published.span)) == ("Valley Herald", "2013-10-07")


def test_items_of_rss_1_are_articles() -> None:
    (article,) = read_feed(RDF, name="feed.xml")
    assert article.text == "Café talks\n\nThe envoy left."
    assert (article.version.encoding, article.version.media_type) == ("windows-1252", "text/plain")
    assert str(article.stories[0].published.span) == "2013-10-07"


def test_a_version_is_of_the_content_and_stays_while_the_feed_goes_on() -> None:
    item = "<item><title>A</title><description>The envoy left.</description></item>"
    before, after = read_feed(rss(item), name="a.xml"), read_feed(rss(f"<item/>{item}"), name="a.xml")
    assert before[0].version.sha256 == after[1].version.sha256 == hashlib.sha256(b"The envoy left.").hexdigest()
    assert [article.version.name for article in after] == ["a.xml#1", "a.xml#2"]


@pytest.mark.parametrize(
    "data", [RSS, ATOM, RDF, b"\xef\xbb\xbf" + RSS, RSS.decode().replace("UTF-8", "utf-16").encode("utf-16")]
)
def test_a_feed_is_known_by_its_beginning(data: bytes) -> None:
    assert is_feed(data)
    assert feed_of(data, where="a.xml").items


@pytest.mark.parametrize("data", [b"", b"<html><rss>", b"An article.", b"<rssx>", b"<?xml version='1.0'?><svg/>"])
def test_what_is_no_feed_is_malformed(data: bytes) -> None:
    assert not is_feed(data)
    with pytest.raises(MalformedError, match="bad-syntax"):
        read_feed(data, name="a.xml")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>',
        b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><title>&a;</title></item></rss>',
        b'<?xml version="1.0"?><!doctype rss [<!entity a "b">]><rss/>',
        b"<rss>" + b"<a>" * 5000,
    ],
    ids=["bomb", "external", "small letters", "deep"],
)
def test_what_declares_entities_or_nests_too_deep_is_malformed(data: bytes) -> None:
    assert is_feed(data), "what would be read as something else is not refused"
    with pytest.raises(MalformedError, match="bad-syntax"):
        read_feed(data, name="a.xml")


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    data = b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><item><title>a</title></item></rss>'
    assert read_feed(data, name="a.xml")[0].text == "a"


def test_more_items_than_feeds_have_are_refused() -> None:
    assert len(feed_of(rss("<item/>" * ITEMS_MAX), where="a.xml").items) == ITEMS_MAX
    with pytest.raises(RefusedError, match="too-large"):
        feed_of(rss("<item/>" * (ITEMS_MAX + 1)), where="a.xml")
    with pytest.raises(RefusedError, match="too-large"):
        feed_of(rss("<item><description>" + "x " * 2_000_001 + "</description></item>"), where="a.xml")


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>ftp://a.example</link>", ""),
        ("<guid isPermaLink='false'>http://a.example/1</guid>", ""),
        ("<guid>http://a.example/1</guid>", "http://a.example/1"),
        ("<link> http://a.example/1 </link><guid>http://a.example/2</guid>", "http://a.example/1"),
    ],
)
def test_an_address_is_one_of_the_web(item: str, address: str) -> None:
    assert feed_of(rss(f"<item>{item}</item>"), where="a.xml").items[0].address == address
