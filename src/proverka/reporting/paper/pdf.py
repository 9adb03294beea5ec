"""A printed report as PDF: tagged after PDF/UA-1, with bookmarks, in fonts of its own, the same bytes each time."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from html import escape
from urllib.parse import quote

from jinja2 import Environment
from lxml import html

from proverka.reporting.chart_canvas import ROLES
from proverka.reporting.chart_obligations import ROLE_OF_STATUS
from proverka.reporting.html import escaping_environment, source_of
from proverka.reporting.paper.artifacts import mark_artifacts
from proverka.reporting.paper.content import Paper
from proverka.reporting.paper.fonts import FACES, families_of
from proverka.reporting.paper.typesetter import typeset

Progress = Callable[[int, int], None]

LETTERS_TO_A_PAGE = 2600

_PICTURE = re.compile(r'(<div class="picture" data-chart="([^"]*)">)')
_SYMBOL = re.compile(r'<symbol id="mark-(\w+)"([^>]*)>(.*?)</symbol>')
_HEAD = "vertical-align: bottom; padding-bottom: 4mm"
_FOOT = "vertical-align: top; padding-top: 4mm"


def pdf_of(paper: Paper, progress: Progress | None = None) -> bytes:
    """Return a report as PDF; the same content gives the same bytes.

    `progress` is told of the pages that are set. Raises RefusedError (not-installed) where the libraries that set type
    are missing on this machine.
    """
    pages = pages_about(paper)
    farthest = 0

    def told(page: int) -> None:
        nonlocal farthest
        farthest = max(farthest, min(page, pages))
        assert progress is not None, "asked for"
        progress(farthest, pages)

    identifier = sha256(f"{paper.root} {paper.as_of} {paper.language.code}".encode()).digest()[:16]
    return typeset(
        page_of(paper),
        style_of(paper),
        FACES,
        identifier=identifier,
        finisher=mark_artifacts,
        progress=told if progress else None,
    )


def pages_about(paper: Paper) -> int:
    """Return how many pages a report will have, about: enough to show how far its setting is."""
    return len(paper.body.text_content()) // LETTERS_TO_A_PAGE + len(paper.pictures) // 2 + 3


def page_of(paper: Paper) -> str:
    """Return the page that is set: the content with its pictures and properties."""
    direction = "rtl" if paper.language.rtl else "ltr"
    author = f'<meta name="author" content="{escape(paper.keeper)}">' if paper.keeper else ""
    body = html.tostring(paper.body, encoding="unicode")
    drawn = _PICTURE.sub(lambda found: found[1] + _picture(paper, found[2]), body)
    return (
        f'<!DOCTYPE html><html lang="{escape(paper.language.code)}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title>{author}"
        f'<meta name="generator" content="Proverka"><meta name="dcterms.created" content="{paper.as_of}">'
        f"</head>{drawn}</html>"
    )


def _picture(paper: Paper, name: str) -> str:
    """Return a picture in the page: as a drawing, or as pixels where its letters join from right to left.

    WeasyPrint sets the letters of a drawing one after another from left to right, whatever their direction is.
    """
    picture = paper.pictures[name]
    if not paper.language.rtl:
        return picture.named
    pixels = b64encode(picture.png(families_of(paper.language))).decode()
    return f'<img src="data:image/png;base64,{pixels}" alt="{escape(picture.alternative)}">'


def style_of(paper: Paper) -> str:
    """Return the style of the page: what all reports share, and what depends on the language."""
    language = paper.language
    families = ", ".join(f'"{family}"' for family in families_of(language))
    start, end = ("right", "left") if language.rtl else ("left", "right")
    counters = {"{number}": "counter(page, paper)", "{count}": "counter(pages, paper)"}
    numbering = (counters.get(part) or _quoted(part) for part in re.split(r"(\{\w+\})", paper.numbering) if part)
    margins = (
        f"@top-{start} {{ {_HEAD}; width: 100%; content: {_quoted(paper.running)} }}",
        f"@bottom-{start} {{ {_FOOT}; width: 75%; content: string(part) }}",
        f"@bottom-{end} {{ {_FOOT}; width: 25%; text-align: {end}; content: {' '.join(numbering)} }}",
    )
    return "\n".join([
        f"@counter-style paper {{ system: numeric; symbols: {' '.join(map(_quoted, language.digits))} }}",
        f"@page {{ font-family: {families}; {' '.join(margins)} }}",
        source_of(_environment(), "paper.css"),
        f"html {{ font-family: {families} }}",
        *_marks(),
    ])  # fmt: skip


def _marks() -> Iterator[str]:
    """Yield a rule for each status: its colour, and its shape as the report draws it."""
    shapes = {name: (box, drawing) for name, box, drawing in _SYMBOL.findall(source_of(_environment(), "marks.html"))}
    for status, role in ROLE_OF_STATUS.items():
        box, drawing = shapes[status]
        coloured = drawing.replace("currentColor", ROLES[role][1]).replace("var(--chip-ground, #fff)", "#fff")
        shape = quote(f'<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14"{box}>{coloured}</svg>')
        yield f".chip-{status} {{ color: {ROLES[role][1]} }}"
        yield f'.chip-{status}::before {{ background-image: url("data:image/svg+xml,{shape}") }}'


def _quoted(text: str) -> str:
    """Return a text as a string of CSS."""
    return '"' + "".join(letter if letter not in '"\\\n' else f"\\{ord(letter):x} " for letter in text) + '"'


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return escaping_environment()
