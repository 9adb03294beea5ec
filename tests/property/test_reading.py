"""Whatever the bytes, they become an article or one of our errors; blocks stand in order and cover the text."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.model.errors import ProverkaError
from proverka.sources.article import Article
from proverka.sources.reading import read_article, read_feed
from proverka.sources.reading.feed import is_feed

PIECES = st.sampled_from(
    [
        *(
            "GENEVA (Reuters) — ",
            "By Jane Roe",
            "October 7, 2013",
            "(AP)",
            "Read more",
            "Related articles:",
            "- [a](#)",
        ),
        *("The envoy said so.", "“So it is,” he said.", "Talks in Geneva go on", "https://a.example/2013/10/07/a"),
        *("\n", "\n\n", "\n\n", " ", "<p>", "</p>", "<div", ">", "<", "&amp;", "&#8238;", "\u202e", "\u200b", "\0"),
        *("é", "\u0301", "**", "*", "_", "[", "](", ")", "#", ">", "---", "Please consider making a donation", "©"),
        *(
            "2013",
            "—",
            ":",
            "|",
            "<br>",
            "<script>",
            "</script>",
            "<title>",
            "<!--",
            "-->",
            '"',
            "'",
            "=",
            "лавров",
            "Kе",
        ),
        *("<time datetime='2013-10-07'>", "<meta name=date content=2013-10-07>", '<script type="application/ld+json">'),
        *('{"@type":"Article"}', "<li>", "<hr>", "<a href=b>", "</a>", "<table>", "<td>", "style='display:none'"),
        *(" hidden ", "<![CDATA[", "]]>"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def check(article: Article) -> None:
    end = 0
    for block in article.blocks:
        assert end <= block.passage.start < block.passage.end <= len(article.text)
        assert not article.text[end : block.passage.start].strip()
        assert block.passage.of(article.text).strip()
        assert "\n" not in block.passage.of(article.text)
        end = block.passage.end
    assert end == len(article.text)
    paragraphs = [block.passage for block in article.blocks if block.kind == "paragraph"]
    told = [passage for story in article.stories for passage in story.paragraphs]
    assert told == sorted(told)
    assert all(any(paragraph.holds(passage) for paragraph in paragraphs) for passage in told)


@given(st.binary(max_size=2000), st.sampled_from(["a", "a.txt", "a.md", "a.html"]))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with contextlib.suppress(ProverkaError):
        check(read_article(data, name=name))


@given(TEXTS, st.sampled_from(["a.txt", "a.html"]))
@settings(max_examples=400, deadline=None)
def test_pieces_of_pages_in_any_order_are_read(text: str, name: str) -> None:
    with contextlib.suppress(ProverkaError):
        check(read_article(text.encode("utf-8", "replace"), name=name))


@given(TEXTS)
@settings(deadline=None)
def test_what_is_read_reads_the_same_again(text: str) -> None:
    first = read_article(text.encode(), name="a.txt", media_type="text/plain")
    assert read_article(text.encode(), name="a.txt", media_type="text/plain") == first
    # Nothing that was removed comes back by being read again.
    assert not {*"\0\u202e\u200b"} & set(first.text)


@given(st.lists(PIECES, max_size=15).map("".join))
@settings(deadline=None)
def test_pieces_in_a_feed_are_read_or_refused(text: str) -> None:
    data = f"<rss><channel><item><title>{text}</title><description>{text}</description></item></channel></rss>".encode()
    assert is_feed(data)
    with contextlib.suppress(ProverkaError):
        for article in read_feed(data, name="a.xml"):
            check(article)
