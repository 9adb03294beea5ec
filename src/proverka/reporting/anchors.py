"""Addresses inside a report: every entry, obligation, figure and instrument keeps its own from one day to the next."""

import re
from collections import Counter
from urllib.parse import urlsplit

from proverka.assessment.result import FigureResult

# Sources are other people's words: only these may become a link.
LINKED_SCHEMES = ("http", "https")


def slug(identifier: str) -> str:
    """Return an identifier as part of an anchor: whatever is no letter, digit, point or hyphen becomes a hyphen."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", identifier)


def entry_anchor(index: int) -> str:
    """Return the anchor of an entry of the record."""
    return f"entry-{index}"


def obligation_anchor(identifier: str) -> str:
    """Return the anchor of an obligation."""
    return f"obligation-{slug(identifier)}"


def instrument_anchor(identifier: str) -> str:
    """Return the anchor of an instrument."""
    return f"instrument-{slug(identifier)}"


def place_anchor(identifier: str) -> str:
    """Return the anchor of a place."""
    return f"place-{slug(identifier)}"


def figure_anchors(figures: tuple[FigureResult, ...]) -> dict[tuple[int, str], str]:
    """Return the anchor of each figure by entry and basis; an entry with several figures names the basis as well."""
    lines = Counter(figure.entry for figure in figures)
    return {
        (f.entry, f.basis): f"figure-{f.entry}" if lines[f.entry] == 1 else f"figure-{f.entry}-{slug(f.basis)}"
        for f in figures
    }


def link_of(source: str) -> str:
    """Return a source's address where it is one that a browser may follow, else nothing."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    return source if parts.scheme.lower() in LINKED_SCHEMES and parts.netloc else ""


def host_of(source: str) -> str:
    """Return what to show for a source: its host, or the whole where it is no address."""
    return urlsplit(source).netloc.removeprefix("www.") if link_of(source) else source
