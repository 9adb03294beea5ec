"""What a picture shows, without a size and in no language: from it a reader's browser draws that of another day.

What is drawn is decided here, with the drawing of the day; the browser has only to find room for it. A plan is HTML
that nobody sees (docs/spec/neutral-text.md, Plans).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from proverka.reporting.marks import safe

# What an attribute may hold: numbers, days, and words of ours. All that others wrote is text.
_FACT = re.compile(r"[\w .;:-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing in a picture, of a kind: numbers, days and roles by name, and what a tongue says of it."""

    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The thing as an element of a plan."""
        texts = "".join(f"<span>{safe(text)}</span>" for text in self.texts)
        return f"<p{_attributes(self.kind, self.facts)}>{texts}</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a picture shows: of which kind it is, what holds for the whole of it, and the things in it, in order."""

    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...]

    def html(self, title: str, cut: str) -> Markup:
        """Return the plan of the picture that is called so; `cut` parts its things: most stay from day to day."""
        things = cut.join(one.html for one in self.items)
        inside = f"<b>{safe(title)}</b>{cut}{things}"
        return Markup(f'<template class="plan"{_attributes(self.kind, self.facts)}>{inside}</template>')  # noqa: S704 - escaped above


def _attributes(kind: str, facts: Mapping[str, str]) -> str:
    for value in (kind, *facts.values()):
        assert _FACT.fullmatch(value), "texts are no facts"
    return "".join(f' data-{name}="{value}"' for name, value in {"kind": kind, **facts}.items())
