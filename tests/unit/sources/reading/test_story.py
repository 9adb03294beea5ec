"""A file with two stories is two; a dateline, a head or a summary alone makes none of one."""

from collections.abc import Sequence

import pytest

from proverka.sources.article import Article
from proverka.sources.reading import read_article

TALKS = [
    "Talks in Geneva go on",
    "The talks in Geneva will go on until Friday, envoy Jan Marten said on Monday after meeting the delegations again.",
    "“Nobody has left the room,” Marten told reporters at the hotel by the lake, where the delegations are staying.",
    "Both Damascus and the Coalition have said in public that the other must move, and neither has, Marten said.",
    "Diplomats in Geneva said that a draft of four pages had been handed out, and Marten would change it overnight.",
]
FERRY = [
    "The ferry between Split and Ancona will run again on Sunday, the Adriatic Company announced on Tuesday.",
    "Captain Ivo Bulic praised the crew of the Marjan. “She is ready,” Bulic told the Zadar Gazette in the port.",
]


def read(lines: Sequence[str]) -> Article:
    return read_article("\n\n".join(lines).encode(), name="a.txt")


def begun(article: Article) -> list[str]:
    return [story.paragraphs[0].of(article.text)[:15] for story in article.stories]


@pytest.mark.parametrize(
    ("between", "datelined"),
    [
        ([], "SPLIT, Croatia — "),
        ([], "SPLIT, Croatia (AP) -- "),
        ([], "SPLIT, Oct 8 (Interfax) - "),
        (["Ferry runs again"], "SPLIT: "),
        (["Ferry runs again", "October 8, 2013"], ""),
        (["Ferry runs again", "By Ana Kos"], ""),
        (["(Reuters)"], ""),
        (["***", "(Reuters)", "Ferry runs again"], ""),
        (["https://valley.example/2013/10/07/talks", "Ferry runs again"], ""),
        (["<https://valley.example/2013/10/07/talks>Support the Herald!", "Ferry runs again"], ""),
    ],
)
def test_a_second_story_is_set_apart(between: list[str], datelined: str) -> None:
    article = read([*TALKS, *between, datelined + FERRY[0], FERRY[1]])
    assert begun(article) == ["The talks in Ge", "The ferry betwe"]
    assert [len(story.paragraphs) for story in article.stories] == [4, 2]


@pytest.mark.parametrize(
    "lines",
    [
        TALKS,
        ["GENEVA — " + TALKS[1], *TALKS[2:]],
        [TALKS[0], "Envoy says that nobody has left the room.", "GENEVA (Reuters) - " + TALKS[1], *TALKS[2:]],
        [*TALKS[:3], "A lake between them", *TALKS[3:]],
        [*TALKS, *FERRY],
        [*TALKS[:3], "GENEVA — " + TALKS[3], TALKS[4]],
        [*TALKS, "https://valley.example/2013/10/07/talks", "Ferry runs again", "Lake is cold"],
        [*TALKS, "(Reuters)", "Ferry runs again"],
        [
            "MARTEN: We go on.",
            "ROE: Until when?",
            "MARTEN: Until Friday, " + TALKS[1],
            "ROE: " + FERRY[0],
            "MARTEN: Yes.",
        ],
    ],
    ids=["plain", "dateline", "summary", "head", "unmarked", "same names", "links below", "credit below", "transcript"],
)
def test_one_story_stays_one(lines: list[str]) -> None:
    assert len(read(lines).stories) == 1


def test_stories_of_one_page_share_its_day_and_those_of_two_do_not() -> None:
    address = "https://www.themoscowtimes.com/2013/10/07/talks"
    one = read([*TALKS, "SPLIT, Croatia — " + FERRY[0], FERRY[1], address])
    assert [str(story.published.span) for story in one.stories] == ["2013-10-07"] * 2
    assert [story.outlet for story in one.stories] == ["The Moscow Times"] * 2
    two = read([*TALKS, address, "Ferry runs again", *FERRY])
    assert [story.address for story in two.stories] == [address, ""]
    assert two.stories[1].published.span is None


@pytest.mark.parametrize(
    ("datelined", "place", "relay"),
    [
        ("MOSCOW, Oct 7 (Interfax) - ", "MOSCOW", "Interfax"),
        ("MOSCOW. Oct 7 (Interfax) - ", "MOSCOW", "Interfax"),
        ("DAMASCUS (Reuters) — ", "DAMASCUS", "Reuters"),
        ("DAMASCUS, Syria (AP) — ", "DAMASCUS, Syria", "The Associated Press"),
        ("UNITED NATIONS, Sept. 24 — ", "UNITED NATIONS", ""),
        ("BEIJING, Oct. 15 (Xinhua) -- ", "BEIJING", "Xinhua"),
        ("MOSCOW, October 7. /ITAR-TASS/. ", "MOSCOW", "Itar-Tass"),
        ("MOSCOW, October 7 (RIA Novosti) – ", "MOSCOW", "RIA Novosti"),
        ("Damascus, (SANA) – ", "Damascus", "SANA"),
        ("WASHINGTON/AMSTERDAM, Aug 19 (Reuters) - ", "WASHINGTON/AMSTERDAM", "Reuters"),
        ("ABOARD THE MV CAPE RAY, Spain (AFP) - ", "ABOARD THE MV CAPE RAY, Spain", "AFP"),
        ("THE HAGUE, Netherlands, 28 April 2014 (ATS) — ", "THE HAGUE, Netherlands", "ATS"),
        ("BEIRUT: ", "BEIRUT", ""),
        ("GENEVA (CNN) -- ", "GENEVA", ""),
        ("(Reuters) - ", "", "Reuters"),
        ("", "", ""),
    ],
)
def test_a_dateline_is_read_and_not_part_of_the_paragraph(datelined: str, place: str, relay: str) -> None:
    article = read([TALKS[0], datelined + TALKS[1], *TALKS[2:]])
    (story,) = article.stories
    assert (story.dateline, story.relay) == (place, relay)
    assert story.paragraphs[0].of(article.text) == TALKS[1]


@pytest.mark.parametrize(
    "opening",
    [
        "Marten - an envoy - said so.",
        "Marten: “We go on.”",
        "The UN — an organ — said so.",
        "On Oct. 7 — a Monday — they met.",
        "He said (Reuters) - and left.",
    ],
)
def test_a_dash_alone_is_no_dateline(opening: str) -> None:
    article = read([TALKS[0], opening, *TALKS[1:]])
    assert article.stories[0].paragraphs[0].of(article.text) == opening


@pytest.mark.parametrize(
    ("lines", "place", "relay"),
    [
        (["UNITED NATIONS | Mon Oct 7, 2013 3:12am EDT"], "UNITED NATIONS", ""),
        (["ANKARA – Anadolu Agency"], "ANKARA", "Anadolu"),
        (["Tripoli, 4 February 2014:"], "Tripoli", ""),
        (["(Xinhua)   19:33, September 23, 2013"], "", "Xinhua"),
        (["By The Associated Press"], "", "The Associated Press"),
        (["Jo Roe, Reuters"], "", "Reuters"),
    ],
)
def test_a_line_above_the_story_may_say_where_it_comes_from(lines: list[str], place: str, relay: str) -> None:
    (story,) = read([TALKS[0], *lines, *TALKS[1:]]).stories
    assert (story.dateline, story.relay) == (place, relay)
