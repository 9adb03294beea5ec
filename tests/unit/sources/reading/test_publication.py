"""The day of publication, what says so, what says otherwise, and what bounds a story without one."""

import pytest

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.reading import read_article

TITLE = "Talks in Geneva go on"
BODY = [
    "The talks will go on until Friday, envoy Jan Marten said on Monday after a second meeting with the delegations.",
    "“Nobody has left the room,” Marten told reporters at the hotel by the lake, where the delegations are staying.",
]
ADDRESS = "https://www.themoscowtimes.com/2013/10/08/talks-a1"


def published(*lines: str, address: str = "", period: Span | None = None) -> Publication:
    article = read_article("\n\n".join(lines).encode(), name="a.txt", address=address, period=period)
    return article.stories[0].published


def days(found: Publication) -> str:
    return str(found.span or "")


@pytest.mark.parametrize(
    "line",
    [
        "October 07, 2013",
        "Oct. 7, 2013",
        "7 October 2013",
        "7th October, 2013",
        "Monday 7 October 2013 17.21 BST",
        "Published: 06:44 EST, 7 October 2013",
        "Mon Oct 7, 2013 6:05pm EDT",
        "2013-10-07 18:40:26",
        "07.10.2013",
        "13:05 07.10.2013",
        "October 7, 2013 | Updated October 9, 2013",
        "Lower Valley Herald, October 7, 2013",
    ],
)
def test_a_line_of_the_page_gives_the_day(line: str) -> None:
    found = published(TITLE, line, *BODY)
    assert days(found) == "2013-10-07"
    assert found.evidence == f"the line “{line}”"
    assert found.passage is not None


def test_the_address_gives_the_day_and_the_zone() -> None:
    found = published(TITLE, *BODY, ADDRESS)
    assert (days(found), found.evidence, found.zone) == ("2013-10-08", "the day in the address", "Europe/Moscow")


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.example/2013/10/08/x", "2013-10-08"),
        ("https://a.example/world/2013/oct/08/x", "2013-10-08"),
        ("https://a.example/2013-10-08-x.html", "2013-10-08"),
        ("https://a.example/news/20131008/x", "2013-10-08"),
        ("https://a.example/2013/1/08/x", "2013-01-08"),
        ("https://a.example/x/20138888", ""),
        ("https://a.example/2013/13/08/x", ""),
        ("https://a.example/x-1310.html", ""),
    ],
)
def test_days_in_addresses(address: str, day: str) -> None:
    assert days(published(TITLE, *BODY, address=address)) == day


def test_what_contradicts_is_told_and_the_page_is_believed() -> None:
    found = published(TITLE, "October 7, 2013", *BODY, ADDRESS)
    assert days(found) == "2013-10-07"
    assert found.evidence == "the line “October 7, 2013”; but the day in the address says 2013-10-08"


@pytest.mark.parametrize(
    ("dateline", "other", "day"),
    [
        ("GENEVA, 7 October 2013 (ATS) — ", [], "2013-10-07"),
        ("GENEVA, Oct 7 (Reuters) - ", ["© 2013 Herald"], "2013-10-07"),
        ("GENEVA, Oct 7 (Reuters) - ", ["The conference is to be held in the first half of 2014."], "2013-10-07"),
        ("GENEVA, Oct 7 (Reuters) - ", [], ""),
        ("GENEVA, Oct 30 (Reuters) - ", ["The conference is to be held in the first half of 2014."], ""),
    ],
)
def test_a_dateline_gives_the_day_where_its_year_is_known(dateline: str, other: list[str], day: str) -> None:
    assert days(published(TITLE, dateline + BODY[0], BODY[1], *other)) == day


def test_a_dateline_shortly_before_the_page_agrees_and_another_is_told() -> None:
    lines = [f"GENEVA, Oct 7 — {BODY[0]}", BODY[1]]
    assert published(TITLE, "October 8, 2013", *lines).evidence == "the line “October 8, 2013”"
    assert "but the day of the dateline" in published(TITLE, "December 8, 2013", *lines).evidence
    assert "says 2013-12-30" in published(TITLE, "February 8, 2014", f"GENEVA, Dec 30 — {BODY[0]}", BODY[1]).evidence


def test_figures_that_may_be_read_both_ways_are_an_interval_unless_the_paper_tells() -> None:
    found = published(TITLE, "07/11/2013", *BODY)
    assert days(found) == "2013-07-11/2013-11-07"
    assert found.evidence.endswith("which is 2013-07-11 or 2013-11-07")
    assert days(published(TITLE, "07/11/2013", *BODY, address="https://sana.sy/en/1")) == "2013-11-07"
    assert days(published(TITLE, "07/11/2013", *BODY, address="https://nytimes.com/1")) == "2013-07-11"
    assert days(published(TITLE, "07/11/2013", *BODY, period=Span.parse("2013-09/2014-06"))) == "2013-11-07"
    assert days(published(TITLE, "07/11/2013", f"GENEVA, Nov 7 — {BODY[0]}", BODY[1])) == "2013-11-07"
    assert days(published(TITLE, "07/11/2013", f"GENEVA (SANA) — {BODY[0]}", BODY[1])) == "2013-11-07"
    assert days(published(TITLE, "17/11/2013", *BODY)) == days(published(TITLE, "11/17/2013", *BODY)) == "2013-11-17"


def test_an_undated_story_lies_between_what_it_tells_as_past_and_what_is_to_come() -> None:
    found = published(TITLE, *BODY, "The council voted on 27 September 2013.", "All must be destroyed by 1 November.")
    assert days(found) == "2013-09-27/2013-11-01"
    assert "not before 2013-09-27: it names “27 September 2013” as past" in found.evidence
    assert "not after 2013-11-01: something is still to be done “by 1 November”" in found.evidence


@pytest.mark.parametrize(
    "line",
    ["It must be destroyed by June 30, 2014.", "They met in Geneva on Monday.", "It missed the deadline of Dec. 31."],
)
def test_what_bounds_nothing_gives_nothing(line: str) -> None:
    assert published(TITLE, *BODY, line) == Publication()


def test_a_day_on_one_side_is_told_and_is_no_interval() -> None:
    found = published(TITLE, *BODY, "The council voted on 27 September 2013.")
    assert (found.span, found.evidence) == (None, "not before 2013-09-27: it names “27 September 2013” as past")


def test_a_later_version_and_a_notice_of_rights_bound_from_above() -> None:
    voted = "The council voted on 27 September 2013."
    assert days(published(TITLE, "Updated October 9, 2013", *BODY, voted)) == "2013-09-27/2013-10-09"
    assert days(published(TITLE, *BODY, voted, "© 2013 Herald")) == "2013-09-27/2013-12-31"


def test_what_the_reader_knows_bounds_all() -> None:
    period = Span.parse("2013-09/2014-06")
    assert days(published(TITLE, *BODY, period=period)) == str(period)
    found = published(TITLE, f"GENEVA, Oct 7 — {BODY[0]}", period=period)
    assert days(found) == "2013-10-07"
    assert found.evidence == "the day of the dateline, in the year 2013, the one in which it fits “Monday”"
    assert days(published(TITLE, "GENEVA, Feb 8 — The envoy has left for good.", period=period)) == "2014-02-08"


@pytest.mark.parametrize(
    ("meta", "address", "day"),
    [
        (
            '<meta property="article:published_time" content="2013-10-07T21:30:00Z">',
            "http://themoscowtimes.com/1",
            "2013-10-08",
        ),
        (
            '<meta property="article:published_time" content="2013-10-07T21:30:00Z">',
            "http://nytimes.com/1",
            "2013-10-07",
        ),
        ('<meta property="article:published_time" content="2013-10-07T21:30:00Z">', "", "2013-10-07"),
        ('<meta name="pubdate" content="Mon, 07 Oct 2013 21:30:00 GMT">', "http://themoscowtimes.com/1", "2013-10-08"),
        ('<meta name="date" content="20131007">', "", "2013-10-07"),
        ('<meta name="DC.date.issued" content="7 October 2013">', "", "2013-10-07"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2013-10-07"}</script>',
            "",
            "2013-10-07",
        ),
        (
            (
                '<script type="application/ld+json">{"@graph":[{"@type":["Article"],'
                '"datePublished":"2013-10-07"}]}</script>'
            ),
            "",
            "2013-10-07",
        ),
        ('<time datetime="2013-10-07T10:00">7 October</time>', "", "2013-10-07"),
        ('<meta property="article:modified_time" content="2013-10-09">', "", ""),
        ('<meta name="date" content="2013-99-99T99:99Z">', "http://themoscowtimes.com/1", ""),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":{"a":1}}</script>', "", ""),
        ('<script type="application/ld+json">{"@type":"Person","datePublished":"2013-10-07"}</script>', "", ""),
        ('<script type="application/ld+json">{broken</script>', "", ""),
    ],
)
def test_what_a_page_states_for_programs_gives_the_day_in_the_zone_of_the_paper(
    meta: str, address: str, day: str
) -> None:
    page = f"<html><head>{meta}</head><body><h1>{TITLE}</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></body></html>"
    article = read_article(page.encode(), name="a.html", address=address)
    assert days(article.stories[0].published) == day
