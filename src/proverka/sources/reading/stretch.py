"""A stretch of a page: text that its layout sets apart, before anybody knows what it is."""

from dataclasses import dataclass
from typing import Literal

from proverka.model.errors import Refusal, RefusedError
from proverka.model.span import Span

# The longest paragraphs of newspapers have 3,000 characters; a file that lost its line ends is one of 20,000.
PARAGRAPH_CHARACTERS_MAX = 50_000
# An article has 30 paragraphs, the longest reports 500. Reading takes some 0.1 ms for each.
PARAGRAPHS_MAX = 3000
# A wrapped line has 70 characters, so that the characters below fill 7,000 lines; mending one may take 0.1 ms.
LINES_MAX = 10_000
# An article has 6,000 characters, a book 600,000. Reading and attributing take time by the character.
TEXT_CHARACTERS_MAX = 500_000

# What the layout says of a stretch: `heading` and `item` (of a list) by markup, `caption` by its element, `rule` is a
# line of asterisks or dashes. All else is `plain`.
Layout = Literal["plain", "heading", "item", "caption", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One line or paragraph, its line breaks read as spaces.

    `linked`: all of it is a link. `tail` holds its last words where they alone are emphasised, as photographers and
    agencies are.
    """

    text: str
    layout: Layout = "plain"
    linked: bool = False
    tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBy:
    """A time of publication, and what of the page says so."""

    span: Span
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as laid out: its stretches in order, and what it says of itself beside its text."""

    stretches: tuple[Stretch, ...]
    title: str = ""
    author: str = ""
    outlet: str = ""
    address: str = ""
    dates: tuple[DatedBy, ...] = ()
    repairs: tuple[str, ...] = ()


def within_limits(page: Page, *, where: str) -> Page:
    """Return the page; raise RefusedError (too-large) where it has more text than any article."""
    longest = max((len(stretch.text) for stretch in page.stretches), default=0)
    whole = sum(len(stretch.text) for stretch in page.stretches)
    for got, most, what in (
        (len(page.stretches), PARAGRAPHS_MAX, "paragraphs"),
        (longest, PARAGRAPH_CHARACTERS_MAX, "characters in one paragraph"),
        (whole, TEXT_CHARACTERS_MAX, "characters of text"),
    ):
        if got > most:
            raise RefusedError(
                Refusal.TOO_LARGE,
                where=where,
                expected=f"at most {most} {what}: no article has more",
                got=f"{got} {what}",
                remedy="save the article alone as text, each paragraph on its own line",
            )
    return page
