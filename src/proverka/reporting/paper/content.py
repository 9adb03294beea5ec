"""The content of a printed report: what both the PDF and the DOCX are made of, told once from the audit.

It is HTML without anything of a screen, made from the templates of the report; with its pictures, and with what stands
at the head and the foot of each page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jinja2 import Environment
from lxml.html import builder

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.addresses import Anchors
from proverka.reporting.changes_table import changes_table
from proverka.reporting.charts import charts_of
from proverka.reporting.html import neutral_environment
from proverka.reporting.paper.columns import set_widths
from proverka.reporting.paper.directions import isolated, mark_directions
from proverka.reporting.paper.flat import Element, drop_blind_links, flatten, parsed, shorten
from proverka.reporting.paper.imprint import NO_IMPRINT, Imprint
from proverka.reporting.paper.outline import (
    Heading,
    anchor_duties,
    contents_list,
    headings_of,
    name_annexes,
    number_annexes,
    number_paragraphs,
)
from proverka.reporting.paper.page import PaperPage
from proverka.reporting.paper.pictures import Picture, captioned, picture_of
from proverka.reporting.tongue import ENGLISH_LANGUAGE, NEUTRAL, Language, Place, Speaker, localized

# Rows of one table: some thirty pages of small type. A case with more is read on a screen, or from the data package.
ROWS_MAX = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report to be printed: its body, a tree of HTML; its pictures, by the name of their chart; and its properties.

    `running` stands at the head of each page. `numbering` is what its foot says, with `{number}` and `{count}` for the
    page and for how many there are. `root` is the hash to which the record that it was made from verifies.
    """

    language: Language
    title: str
    keeper: str
    as_of: date
    running: str
    numbering: str
    body: Element
    headings: tuple[Heading, ...]
    pictures: Mapping[str, Picture]
    root: str


def paper_of(
    audit: Audit,
    changes: Changes | None = None,
    language: Language = ENGLISH_LANGUAGE,
    imprint: Imprint = NO_IMPRINT,
) -> Paper:
    """Return the report of an audit for paper, with what changed since an earlier one where that is given.

    The same values give the same content. Whatever parties wrote is text, and nothing else.
    """
    charts = charts_of(audit, Speaker(language)).all
    page = PaperPage(audit=audit, charts=captioned(charts_of(audit, NEUTRAL)), changes=changes)
    place = Place(as_of=audit.as_of, known_at=audit.known_at)

    def told(template: str, **values: object) -> Element:
        neutral = _environment().get_template(template).render(
            page=page,
            audit=audit,
            changes=changes,
            changed=changes_table(changes),
            to=Anchors(figures=page.anchors),
            language=language,
            imprint=imprint,
            as_of=audit.as_of,
            known_at=audit.known_at,
            **values,
        )  # fmt: skip
        return parsed(localized(neutral, language, place))

    root = told("paper.html")
    flatten(root, language)
    shorten(root, language, ROWS_MAX, _taken(root, "shortened"))
    sources = told("paper/sources.html", sources=page.sources_of(_cited(root)))
    root.get_element_by_id("sources-list").append(sources)
    return _assembled(root, language, imprint, audit, {chart.name: picture_of(chart) for chart in charts})


def _assembled(
    root: Element, language: Language, imprint: Imprint, audit: Audit, pictures: Mapping[str, Picture]
) -> Paper:
    anchor_duties(root)
    drop_blind_links(root)
    number_annexes(root)
    name_annexes(root)
    number_paragraphs(root, language)
    headings = tuple(headings_of(root))
    root.get_element_by_id("contents").append(contents_list(headings))
    running, numbering = _taken(root, "running"), _taken(root, "numbering")
    if language.rtl:
        mark_directions(root.find("body"))
        running = isolated(running)
    _place_pictures(root, pictures)
    set_widths(root)
    return Paper(
        language=language,
        title=" ".join(root.findtext(".//title").split()),
        keeper=imprint.keeper,
        as_of=audit.as_of,
        running=running,
        numbering=numbering,
        body=root.find("body"),
        headings=headings,
        pictures=pictures,
        root=audit.record.root,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = neutral_environment("")
    # Long lists are cut before they are told; `shorten` finds the tables that no list is behind.
    made.filters["latest"] = lambda items: tuple(items)[-ROWS_MAX:]
    return made


def _cited(root: Element) -> frozenset[int]:
    """Return the entries that a page links to."""
    return frozenset(int(link.get("href").removeprefix("#entry-")) for link in root.xpath("//a[@class='entry']"))


def _place_pictures(root: Element, pictures: Mapping[str, Picture]) -> None:
    """Give each figure its place for a picture, between its name and its note."""
    for figure in root.iter("figure"):
        name = figure.get("id", "").removeprefix("chart-")
        if name in pictures:
            figure.insert(1, builder.DIV({"class": "picture", "data-chart": name}))


def _taken(root: Element, name: str) -> str:
    """Return the text of an element, which is taken out of the page."""
    element = root.get_element_by_id(name)
    text = " ".join(element.text_content().split())
    element.drop_tree()
    return text
