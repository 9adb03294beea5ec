"""What the sections of a report are made of: the values of an audit, sorted into the order in which they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from proverka.assessment.changes import Changes
from proverka.assessment.result import (
    Audit,
    BalanceLine,
    DatedDue,
    FigureResult,
    InstrumentResult,
    ObligationResult,
    TimelineItem,
    View,
)
from proverka.reporting.anchors import figure_anchors
from proverka.reporting.chart_places import FACTUAL, place_names
from proverka.reporting.charts import Charts
from proverka.reporting.entries import CitedEntry, cited_entries

SOON = timedelta(days=60)
# The order in which dispositions stand in the summary; others follow in the order of the alphabet.
DISPOSITIONS = ("declared", "inspected", "visited", "removed", "removed_or_destroyed", "destroyed", "remaining")
MASS_UNITS = frozenset({"gram", "kilogram", "tonne", "pound", "short_ton"})
PLACE_UNITS = frozenset({"facility", "site"})
FACILITIES = "Facilities and sites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The summary figures of subjects of one sort: a line to a subject, a column to a disposition."""

    title: str
    dispositions: tuple[str, ...]
    lines: tuple[tuple[str, dict[str, FigureResult]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBalance:
    """What movements left at a place in one state: the known part, and how many movements of unknown quantity."""

    first: BalanceLine
    known: BalanceLine | None
    received_unknown: int
    sent_unknown: int
    entries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """An audit with its charts and changes, as the sections of a report ask for it."""

    audit: Audit
    charts: Charts
    changes: Changes | None

    @cached_property
    def entries(self) -> tuple[CitedEntry, ...]:
        """Every entry that the report cites, in log order."""
        return cited_entries(self.audit, self.changes)

    @cached_property
    def entry_by_index(self) -> dict[int, CitedEntry]:
        """The cited entries by their index."""
        return {entry.index: entry for entry in self.entries}

    @cached_property
    def anchors(self) -> dict[tuple[int, str], str]:
        """The anchor of each figure, by entry and basis."""
        return figure_anchors(self.audit.figures)

    @cached_property
    def places(self) -> dict[str, str]:
        """The names of places."""
        return place_names(self.audit)

    @cached_property
    def groups(self) -> tuple[tuple[InstrumentResult, tuple[ObligationResult, ...]], ...]:
        """The obligations under their instruments."""
        return tuple(
            (i, found)
            for i in self.audit.instruments
            if (found := tuple(o for o in self.audit.obligations if o.instrument == i.id))
        )

    @cached_property
    def due_soon(self) -> tuple[tuple[date, ObligationResult], ...]:
        """What falls due within sixty days of the day asked for and is not fulfilled, the soonest first."""
        until = self.audit.as_of + SOON
        found = {
            (due.date, o.id): o
            for o in self.audit.obligations
            for due in o.dates
            if due.state == "running" and self.audit.as_of <= due.date <= until and due.role != "rescheduled"
        }
        return tuple((day, o) for (day, _), o in sorted(found.items(), key=lambda item: item[0]))

    @cached_property
    def next_period(self) -> tuple[ObligationResult, ...]:
        """What stands over into the next period: overdue, at risk, or with a forecast."""
        return tuple(o for o in self.audit.obligations if o.status in ("overdue", "at_risk") or o.forecast)

    @cached_property
    def holdings(self) -> tuple[Holdings, ...]:
        """The summary figures: materials, what is counted by the piece, and facilities with sites."""
        lines = self.audit.holdings
        sorts = (
            ("Chemicals and other materials", [h for h in lines if h.unit in MASS_UNITS]),
            ("Counted items", [h for h in lines if h.unit not in MASS_UNITS | PLACE_UNITS]),
            (FACILITIES, [h for h in lines if h.unit in PLACE_UNITS]),
        )
        return tuple(
            _holdings(title, [(h.name, {f.disposition: f for f in h.figures}) for h in chosen])
            for title, chosen in sorts
            if chosen
        )

    @property
    def facilities_title(self) -> str:
        """The title of the summary that stands in the section on facilities."""
        return FACILITIES

    @cached_property
    def revised(self) -> tuple[FigureResult, ...]:
        """Figures that a later entry corrected, contested or withdrew."""
        return tuple(f for f in self.audit.figures if f.corrected_by or f.contested_by or f.withdrawn or f.printed)

    @cached_property
    def balance(self) -> tuple[PlaceBalance, ...]:
        """The balance, the lines of one account and subject brought together whatever their unit."""
        lines: dict[tuple[str, str, str], list[BalanceLine]] = {}
        for line in self.audit.balance:
            lines.setdefault((line.place, line.disposition, line.subject), []).append(line)
        return tuple(_balance(found) for found in lines.values())

    @cached_property
    def by_place(self) -> tuple[FigureResult, ...]:
        """Figures of destruction at a named place."""
        wanted = ("destroyed", "disposed", "shipped", "remaining")
        return tuple(f for f in self.audit.figures if f.place and f.disposition in wanted and f.nature in FACTUAL)

    def happened(self, *kinds: str) -> tuple[TimelineItem, ...]:
        """Return what happened of some kinds, in order of day."""
        return tuple(item for item in self.audit.timeline if item.entry.kind in kinds)

    @cached_property
    def compared(self) -> tuple[tuple[ObligationResult, tuple[tuple[str, tuple[View, ...]], ...]], ...]:
        """Obligations on which at least one party took a stance, with the views of each party."""
        return tuple((o, by_party(o.views)) for o in self.audit.obligations if any(v.stance != "none" for v in o.views))


def by_party(views: Iterable[View]) -> tuple[tuple[str, tuple[View, ...]], ...]:
    """Return views under the party for which they were said, parties in the order in which they first spoke."""
    found: dict[str, list[View]] = {}
    for view in views:
        found.setdefault(view.party_name or view.speaker, []).append(view)
    return tuple((party, tuple(said)) for party, said in found.items())


def occurrences(dates: Sequence[DatedDue]) -> tuple[tuple[str, int], ...]:
    """Return how many occurrences of a recurring duty are in each state, in the order of their first."""
    counts: dict[str, int] = {}
    for due in dates:
        if due.role == "occurrence":
            counts[due.state] = counts.get(due.state, 0) + 1
    return tuple(counts.items())


def _holdings(title: str, lines: Sequence[tuple[str, dict[str, FigureResult]]]) -> Holdings:
    present = {disposition for _, figures in lines for disposition in figures}
    known = [d for d in DISPOSITIONS if d in present]
    return Holdings(title=title, dispositions=(*known, *sorted(present - set(known))), lines=tuple(lines))


def _balance(lines: Sequence[BalanceLine]) -> PlaceBalance:
    known = next((line for line in lines if line.received or line.sent), None)
    return PlaceBalance(
        first=lines[0],
        known=known,
        received_unknown=sum(line.received_unknown for line in lines),
        sent_unknown=sum(line.sent_unknown for line in lines),
        entries=tuple(dict.fromkeys(entry for line in lines for entry in line.entries)),
    )
