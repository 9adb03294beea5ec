"""A file becomes an article: its version, its blocks over the text, its stories and what is known of them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from proverka.model.span import Span
from proverka.sources.article import Article, Story
from proverka.sources.reading import read_article


@pytest.fixture(scope="module")
def seeds(shared: Path) -> Path:
    folder = shared / "seeds"
    if not folder.is_dir():
        pytest.skip("there is no seeds/ in the shared folder: the two articles cannot be read")
    return folder


def read(path: Path) -> Article:
    return read_article(path.read_bytes(), name=path.name)


def printed(article: Article, kind: str) -> list[str]:
    return [block.passage.of(article.text) for block in article.blocks if block.kind == kind]


def paragraphs(article: Article, story: Story) -> Iterator[str]:
    return (passage.of(article.text) for passage in story.paragraphs)


def test_an_article_with_an_appended_second_story(seeds: Path) -> None:
    article = read(next(seeds.glob("000_*")))
    first, second = article.stories
    assert (len(first.paragraphs), len(second.paragraphs)) == (13, 4)
    assert first.title.startswith("Russia and U.S. Praise")
    assert (first.outlet, first.relay, first.dateline) == ("The Moscow Times", "", "")
    assert (second.title, second.relay, second.dateline) == ("", "The Associated Press", "BALI, Indonesia")
    assert next(paragraphs(article, second)).startswith("President Vladimir Putin says")
    assert first.published.span == second.published.span == Span.parse("2013-10-07")
    assert first.published.zone == "Europe/Moscow"
    assert first.address.startswith("https://www.themoscowtimes.com/2013/10/07/")
    assert len(printed(article, "caption")) == 1
    assert len(printed(article, "related")) == 4
    assert any("who began working in the country" in paragraph for paragraph in paragraphs(article, first))


def test_an_article_between_appeals_for_money(seeds: Path) -> None:
    article = read(next(seeds.glob("004_*")))
    (story,) = article.stories
    assert len(story.paragraphs) == 8
    assert (story.title.split()[0], story.outlet, story.published.span) == ("Lavrov", "The Moscow Times", None)
    assert len(printed(article, "appeal")) == 5
    assert printed(article, "furniture") == ["Read more"]


def test_two_pages_in_one_file_share_nothing(seeds: Path) -> None:
    data = b"".join(path.read_bytes() for path in sorted(seeds.glob("*.txt")))
    article = read_article(data, name="both.txt")
    first, brief, last = article.stories
    assert first.address == brief.address != ""
    assert (last.address, last.published.span, last.outlet) == ("", None, "The Moscow Times")


def test_the_head_of_a_markdown_file_states_what_its_page_did() -> None:
    head = 'title: "Talks go on"\nauthor: Jane Roe\nurl: http://themoscowtimes.com/a1\ndate: 2013-10-07T21:30:00Z'
    article = read_article(f"---\n{head}\n---\n\nThe envoy said so.\n".encode(), name="a.md")
    (story,) = article.stories
    assert article.text == "Talks go on\n\nThe envoy said so."
    assert (story.title, story.byline, story.outlet) == ("Talks go on", "Jane Roe", "The Moscow Times")
    assert (str(story.published.span), story.published.evidence) == ("2013-10-08", "the head of the file")


@pytest.mark.parametrize("text", ["---\n\nThe envoy said so.\n\n---", "---\nThe envoy said so.\n---\nHe left."])
def test_rules_alone_are_no_head(text: str) -> None:
    assert "The envoy said so." in read_article(text.encode(), name="a.md").text


@pytest.mark.parametrize(
    ("lines", "outlet", "zone"),
    [
        (
            ["© 2014 Kama Regional News Service. Use requires a reference to the source."],
            "Kama Regional News Service",
            "",
        ),
        (["Support The Moscow Times!"], "The Moscow Times", "Europe/Moscow"),
        (["Follow Gulf Times on Facebook"], "Gulf Times", "Asia/Qatar"),
        (["Sign up for the Lower Valley Herald newsletter and get it in your inbox."], "Lower Valley Herald", ""),
        (["By Jane Roe, Lower Valley Herald"], "Lower Valley Herald", ""),
        (["Jane Roe writes for the Lower Valley Herald."], "Lower Valley Herald", ""),
        (["CNN's Jane Roe contributed to this report."], "CNN", "America/New_York"),
        (["DW.DE"], "DW.DE", "Europe/Berlin"),
        (["https://www.nytimes.com/a"], "The New York Times", "America/New_York"),
        (["Copyright 2013 The Associated Press. All rights reserved."], "", ""),
        (["Jane Roe and Reuters contributed to this report."], "", ""),
        (["Related:", "- [Herald Tribune wins a prize](#)"], "", ""),
    ],
)
def test_a_newspaper_is_known_by_how_it_names_itself(lines: list[str], outlet: str, zone: str) -> None:
    body = ["Talks go on", "The envoy said on Monday that he had told The Daily Star so.", "Nobody has left, he said."]
    (story,) = read_article("\n\n".join([*body, *lines]).encode(), name="a.txt").stories
    assert (story.outlet, story.published.zone) == (outlet, zone)
    assert len(story.paragraphs) == 2


def test_a_version_is_of_the_bytes_as_found() -> None:
    data = "A title\n\nThe minister said that the talks in Geneva were useful.\n".encode("utf-16")
    article = read_article(data, name="found.txt")
    assert article.version.sha256 == hashlib.sha256(data).hexdigest()
    assert (article.version.size, article.version.encoding) == (len(data), "utf-16-le")
    assert article.stories[0].title == "A title"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "x y"]
)
@pytest.mark.parametrize(
    "head",
    [
        '<html><head><meta property="og:url" content="{}"></head><body><p>',
        '<html><head><script type="application/ld+json">{{"@type": "Article", "url": "{}"}}</script></head><body><p>',
        "---\nurl: {}\n---\n\n",
    ],
    ids=["meta", "json", "front-matter"],
)
def test_what_a_page_states_is_its_address_only_if_it_is_one_of_the_web(head: str, address: str) -> None:
    text = "The minister said on Monday that the stock was gone, and nobody in the hall asked her why.\n"
    stories = [
        read_article(f"{head.format(stated)}{text}".encode(), name="a.html" if "html" in head else "a.md").stories
        for stated in (address, "https://herald.example/1")
    ]
    assert [[story.address for story in found] for found in stories] == [[""], ["https://herald.example/1"]]
