"""Where a link leads: to an anchor of the report, which holds everything on one page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from proverka.assessment.result import FigureResult
from proverka.reporting.anchors import entry_anchor, instrument_anchor, obligation_anchor


class Addresses(Protocol):
    """What a template asks for the address of a thing. `pages`: whether things have pages of their own."""

    @property
    def pages(self) -> bool:
        """Whether each section is a page."""
        ...

    def entry(self, index: int) -> str:
        """Return the address of an entry of the record."""
        ...

    def obligation(self, identifier: str) -> str:
        """Return the address of an obligation."""
        ...

    def instrument(self, identifier: str) -> str:
        """Return the address of an instrument."""
        ...

    def figure(self, figure: FigureResult) -> str:
        """Return the address of a figure."""
        ...

    def finding(self, number: int) -> str:
        """Return the address of a finding, by its number in the audit."""
        ...

    def check(self, number: int) -> str:
        """Return the address of a sum that was tested, by its number in the audit."""
        ...

    def chart(self, name: str) -> str:
        """Return the address of a chart."""
        ...

    def section(self, name: str) -> str:
        """Return the address of a section, or of a named part of one."""
        ...


@dataclass(frozen=True, slots=True)
class Anchors:
    """The addresses inside a report: anchors, with those of its figures by entry and basis."""

    figures: Mapping[tuple[int, str], str] = field(default_factory=dict)
    pages: bool = False

    def entry(self, index: int) -> str:
        """Return the anchor of an entry of the record."""
        return f"#{entry_anchor(index)}"

    def obligation(self, identifier: str) -> str:
        """Return the anchor of an obligation."""
        return f"#{obligation_anchor(identifier)}"

    def instrument(self, identifier: str) -> str:
        """Return the anchor of an instrument."""
        return f"#{instrument_anchor(identifier)}"

    def figure(self, figure: FigureResult) -> str:
        """Return the anchor of a figure."""
        return f"#{self.figures[figure.entry, figure.basis]}"

    def finding(self, number: int) -> str:
        """Return the anchor of a finding."""
        return f"#finding-{number}"

    def check(self, number: int) -> str:
        """Return the anchor of a sum that was tested."""
        return f"#check-{number}"

    def chart(self, name: str) -> str:
        """Return the anchor of a chart."""
        return f"#chart-{name}"

    def section(self, name: str) -> str:
        """Return the anchor of a section."""
        return f"#{name}"
