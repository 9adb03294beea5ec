"""What of an audit stands on paper: the latest of what happened, what asks for attention, and the sources of it all.

Paper has no folds: what a screen keeps closed until it is asked for is cut here to what a meeting needs, and it is
always said how much there is beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from proverka.assessment.result import EntryRef, FigureResult, ObligationResult, TimelineItem, View
from proverka.reporting.changes_table import changes_table
from proverka.reporting.page import Page
from proverka.reporting.page_views import Said, by_day
from proverka.reporting.table import Table, cell_text

# What became known in the period is told; where that is little, as much as shows a reader where things stand.
FEW = 5
# Changes of figures that are told beside those of statuses: a page of them.
FIGURES_MAX = 30

# What asks for the attention of a council, in the order in which it asks.
PRESSING = ("overdue", "partly_met", "contested", "at_risk", "met_late")

T = TypeVar("T")


# Without slots, which a generic frozen dataclass cannot have in Python 3.11 when it is called with its parameter.
@dataclass(frozen=True, kw_only=True)
class Latest(Generic[T]):
    """The last of some things, in their order, and how many there are in all."""

    items: tuple[T, ...]
    all: int

    @property
    def cut(self) -> bool:
        """Whether there are more."""
        return len(self.items) < self.all


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts were taken from, as their entries name it, with those of its entries that are cited."""

    address: str
    tiers: tuple[str, ...]
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, kw_only=True)
class PaperPage(Page):
    """An audit as its printed report asks for it."""

    def lately(self, *kinds: str) -> Latest[TimelineItem]:
        """Return what happened of some kinds and is new since the report before, or the last few where that is less."""
        items = self.happened(*kinds)
        return _latest(items, [item for item in items if item.entry.index in self._new])

    @property
    def figures_max(self) -> int:
        """How many changes of figures are told at once."""
        return FIGURES_MAX

    @cached_property
    def lately_said(self) -> Latest[View]:
        """The statements that are new since the report before, or the last few where that is less."""
        said = self.audit.statements
        return _latest(said, [view for view in said if view.entry in self._new])

    @cached_property
    def statement_days(self) -> tuple[tuple[str, tuple[Said, ...]], ...]:
        """Those statements under their day and speaker."""
        return by_day(self.lately_said.items)

    @cached_property
    def pressing(self) -> tuple[ObligationResult, ...]:
        """What is or was late, contested or at risk, the most pressing status first."""
        return tuple(o for status in PRESSING for o in self.audit.obligations if o.status == status)

    @cached_property
    def current_by_place(self) -> tuple[FigureResult, ...]:
        """The figures at a named place that count on the day asked for."""
        return tuple(f for f in self.by_place if f.current)

    @cached_property
    def changed(self) -> Table:
        """What is different from the report before, but for the new entries, which the chronology holds."""
        table = changes_table(self.changes)
        return replace(table, rows=tuple(row for row in table.rows if cell_text(row[0]) != "new entry"))

    def sources_of(self, cited: Iterable[int]) -> tuple[Source, ...]:
        """Return the sources of the entries that are cited, in the order of the log."""
        wanted = frozenset(cited)
        found: dict[str, list[EntryRef]] = {}
        for entry in self.entries:
            if entry.index in wanted:
                found.setdefault(entry.source, []).append(entry)
        return tuple(
            Source(
                address=address,
                tiers=tuple(dict.fromkeys(entry.tier for entry in entries if entry.tier)),
                entries=tuple(entries),
            )
            for address, entries in found.items()
        )

    @cached_property
    def _new(self) -> frozenset[int]:
        return frozenset(entry.index for entry in self.changes.new_entries) if self.changes else frozenset()


def _latest(all_: Sequence[T], wanted: Sequence[T]) -> Latest[T]:
    """Return what is wanted, or the last few of all where it is less."""
    return Latest(items=tuple(wanted if len(wanted) >= FEW else all_[-FEW:]), all=len(all_))
