"""What each part of a page is: the story's own paragraphs, its title, and all that surrounds them."""

from collections.abc import Iterator

import pytest

from proverka.sources.reading.furniture import sort_out
from proverka.sources.reading.pagewords import page_words
from proverka.sources.reading.plain import page_of_text

WORDS = page_words("en")
STORY = [
    "Talks in Geneva go on",
    "The talks in Geneva will go on until Friday, the envoy said on Monday after a second meeting.",
    "“Nobody has left the room,” he told reporters at the hotel where both of the delegations are staying.",
    "Each of the two has said in public that the other one must move first, and neither of them has moved.",
]


def kinds(*lines: str) -> Iterator[tuple[str, str]]:
    page = page_of_text("\n\n".join(lines), WORDS)
    return ((part.kind, part.stretch.text) for part in sort_out(page, WORDS))


def kind_among(line: str, *, before: int) -> str:
    """The kind of a line that stands in the story, `before` that many of its parts."""
    found = list(kinds(*STORY[:before], line, *STORY[before:]))
    assert [text for _, text in found[:before] + found[len(found) - 4 + before :]] == STORY
    return found[before][0]


def test_a_story_alone_is_a_title_and_paragraphs() -> None:
    assert [kind for kind, _ in kinds(*STORY)] == ["title", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Ruth Amsel", "byline"),
        ("By RUTH AMSEL and LEO DI MARCO", "byline"),
        ("By Ruth Amsel, Lower Valley Herald", "byline"),
        ("by Ruth Amsel", "byline"),
        ("Ruth Amsel, Reuters", "byline"),
        ("ANKARA – Anadolu Agency", "byline"),
        ("Gulf Times", "furniture"),
        ("HDN", "furniture"),
        ("Stand by The Moscow Times!", "appeal"),
        ("Topic: The talks in Geneva", "furniture"),
        ("Ruth Amsel, diplomatic correspondent", "byline"),
        ("Ruth Amsel", "byline"),
        ("The Associated Press", "credit"),
        ("October 7, 2013", "date"),
        ("Monday, October 7, 2013", "date"),
        ("Published: 7 October 2013 | 12:34", "date"),
        ("Mon Oct 7, 2013 6:05pm EDT", "date"),
        ("2013-10-07 12:34:56", "date"),
        ("07.10.2013", "date"),
        ("Last updated 8 Oct 2013 at 10.15 GMT", "date"),
        ("Lower Valley Herald, May 16, 2014", "date"),
        ("theguardian.com, Monday 7 October 2013 17.21 BST", "date"),
        ("Share on Facebook", "furniture"),
        ("Email | Print | Comments", "furniture"),
        ("Envoys speaking to reporters at a hotel in Geneva in May 2013. **Maxim Roe**", "caption"),
        ("Envoys speaking to reporters at a hotel in Geneva in May 2013. Maxim Roe / AFP", "caption"),
        ("Envoy Jan Roe, left, and Ida Doe shake hands in Geneva", "caption"),
        ("The two envoys in Geneva on Monday (AP Photo/Jo Roe)", "caption"),
        ("FILE - In this Oct. 3, 2013 file photo, inspectors leave their hotel in Damascus, Syria.", "caption"),
    ],
)
def test_what_stands_above_a_story(line: str, kind: str) -> None:
    assert kind_among(line, before=1) == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Advertisement", "furniture"),
        ("Story continues below", "furniture"),
        ("Read more: Envoy arrives in Geneva", "related"),
        ("[Envoy arrives in Geneva](https://a.example/1)", "related"),
        ("Sign up for our newsletter and get the news in your inbox.", "appeal"),
        ("A lake between them", "title"),
        ("Far apart: The two delegations wait for the envoy in the lobby of their hotel in Geneva", "caption"),
        (
            "The two delegations wait for the envoy of the United Nations in the lobby of their hotel in Geneva",
            "paragraph",
        ),
        (
            "Sen. Jane Roe said that she would support us, and that she hoped for a free press in the country.",
            "paragraph",
        ),
        ("“We need your help,” the envoy told the two delegations. “Make a donation to peace,” he said.", "paragraph"),
        ("The envoy, speaking in Geneva, said that a draft of four pages had been handed out.", "paragraph"),
        ("By Friday the envoy wants an answer, and by Sunday he will report to the council in New York.", "paragraph"),
        (
            "Related parties were told to leave the room, and the envoy was left alone with the two ministers.",
            "paragraph",
        ),
        ("You do not leave the room when the house is on fire, the envoy said, and nobody else left it.", "paragraph"),
        ("He donated a prize to charity, according to Reuters, and flew to Oslo on 7 October 2013.", "paragraph"),
        ("The minister of energy (right-wing) is to speak to the council about it on Thursday in Vienna.", "paragraph"),
    ],
)
def test_what_stands_in_a_story(line: str, kind: str) -> None:
    assert kind_among(line, before=3) == kind


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["Related articles:", "- [Envoy arrives](#)", "- [Lake is cold](#)"], "related"),
        (["RELATED NEWS", "Envoy arrives in Geneva", "Lake is unusually cold"], "related"),
        (["Envoy arrives in Geneva", "Lake is unusually cold"], "related"),
        (["© 2013 Lower Valley Herald. All rights reserved."], "furniture"),
        (
            ["Copyright 2013 The Associated Press. This material may not be published, broadcast or rewritten."],
            "furniture",
        ),
        (["Jane Roe and Reuters contributed to this report."], "credit"),
        (["Reporting by Jane Roe; Editing by Jo Doe"], "credit"),
        (["(Additional reporting by Jane Roe in Geneva; Editing by Jo Doe)"], "credit"),
        (["Editor: Luo Min"], "credit"),
        (["The Associated Press had a part in this story."], "credit"),
        (["Printed on page 3 of the Lower Valley Herald of October 8, 2013."], "furniture"),
        (["Your gateway to the valley: a programme of events for all who have come to live here."], "appeal"),
        (["kd/rt/me"], "furniture"),
        (["hs/rc (AFP, AP, dpa)"], "furniture"),
        (["___"], "furniture"),
        (["-30-"], "furniture"),
        (["https://valley.example/2013/10/07/talks"], "address"),
        (["Follow the Lower Valley Herald on Twitter"], "furniture"),
        (["Read more", "Comments (12)"], "furniture"),
        (["Keep reading for only 99 cents a week! Subscribe today."], "appeal"),
    ],
)
def test_what_stands_below_a_story(lines: list[str], kind: str) -> None:
    assert {found for found, _ in list(kinds(*STORY, *lines))[4:]} == {kind}


def test_an_appeal_is_taken_whole() -> None:
    appeal = [
        "A message from the Lower Valley Herald:",
        "Our newsroom is small, and journalism that is independent costs more than our readers think.",
        "They call our work “undesirable.” We call it journalism, and we will not stop.",
        "If you can, please support us with as little as two dollars a month.",
        "Thank you for standing with us.",
    ]
    assert [kind for kind, _ in kinds(*STORY, *appeal)][4:] == ["appeal"] * 5
    assert [kind for kind, _ in kinds(*appeal, *STORY)] == ["appeal"] * 5 + ["title"] + ["paragraph"] * 3


@pytest.mark.parametrize(
    "credit", ["(Reuters)", "(*The Associated Press*)", "(AP, Reuters)", "— Reuters", "(Editing by Jo Doe)"]
)
def test_a_credit_is_cut_from_the_paragraph_that_it_ends(credit: str) -> None:
    found = list(kinds(*STORY[:3], f"{STORY[3]} {credit}"))
    assert [kind for kind, _ in found[3:]] == ["paragraph", "credit"]
    assert found[3][1] == STORY[3]


@pytest.mark.parametrize("end", ["(see above).", "the Reuters building (Reuters).", "by the Organization (OPCW)"])
def test_brackets_at_an_end_are_no_credit(end: str) -> None:
    assert len(list(kinds(*STORY[:3], f"The envoy spoke about what was said {end}"))) == 4


def test_points_that_repeat_the_story_are_no_statements() -> None:
    points = ["STORY HIGHLIGHTS", "- NEW: The envoy says that nobody has left the room", "- Talks go on until Friday"]
    assert [kind for kind, _ in kinds(STORY[0], *points, *STORY[1:])][1:4] == ["furniture", "related", "related"]


def test_items_of_a_list_in_a_story_are_its_paragraphs() -> None:
    points = ["The envoy named three points:", "- Both sides must stop shooting.", "- The road must be opened."]
    assert [kind for kind, _ in kinds(*STORY, *points)][4:] == ["paragraph"] * 3
