"""What the sections of a report are made of: the values of an audit, sorted into the order in which they are read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from proverka.assessment.changes import Changes
from proverka.assessment.result import (
    Audit,
    ClockResult,
    EntryRef,
    FigureResult,
    FindingResult,
    InspectionResult,
    InstrumentResult,
    MaterialResult,
    ObligationResult,
    PaperResult,
    TimelineItem,
    View,
)
from proverka.reporting.anchors import figure_anchors
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.chart_obligations import main_instrument
from proverka.reporting.chart_places import FACTUAL, place_names
from proverka.reporting.charts import Charts
from proverka.reporting.entries import known_entries
from proverka.reporting.page_figures import (
    FACILITIES,
    PLACE_UNITS,
    HeadFigure,
    Holdings,
    PlaceBalance,
    Reconciled,
    balance_of,
    headline_of,
    holdings_of,
    main_line,
    proofs,
    reconciled,
)
from proverka.reporting.page_views import Said, by_day, by_rule, latest_stances

SOON = timedelta(days=60)
# The two courses that matter most stand on the first screens.
FIRST_CHARTS = ("burn-down-removed", "burn-down-destroyed")

# What is said of all of something after which nothing of it is left where it was.
GONE = ("removed", "removed_or_destroyed", "destroyed", "disposed")
WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Page:
    """An audit with its charts and changes, as the sections of a report ask for it."""

    audit: Audit
    charts: Charts
    changes: Changes | None

    @cached_property
    def entries(self) -> tuple[EntryRef, ...]:
        """Every entry that was known, in log order."""
        return known_entries(self.audit, self.changes)

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
    def known_ids(self) -> frozenset[str]:
        """The obligations that have a block of their own on the page."""
        return frozenset(o.id for o in self.audit.obligations)

    @cached_property
    def instrument_ids(self) -> frozenset[str]:
        """The instruments that have a row of their own on the page."""
        return frozenset(i.id for i in self.audit.instruments)

    @cached_property
    def overview(self) -> tuple[Chart, ...]:
        """The charts of the first screens: removal, destruction, and the dates of the main instrument."""
        first = [c for name in FIRST_CHARTS for c in self.charts.burndowns if c.name == name]
        main = self.charts.obligations.get(main_instrument(self.audit))
        return (*first, *((main,) if main else ()))

    @property
    def fulfilled(self) -> int:
        """How many obligations are fulfilled, late or not."""
        return sum(self.audit.summary.statuses.get(status, 0) for status in ("met", "met_late"))

    @cached_property
    def late(self) -> tuple[ObligationResult, ...]:
        """What is overdue, the longest first."""
        overdue = [o for o in self.audit.obligations if o.status == "overdue"]
        return tuple(sorted(overdue, key=lambda o: (o.due or self.audit.as_of, o.id)))

    @cached_property
    def at_risk(self) -> tuple[ObligationResult, ...]:
        """What may be missed, in the order of the audit."""
        return tuple(o for o in self.audit.obligations if o.status == "at_risk")

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
        return tuple(o for o in self.audit.obligations if o.status in ("overdue", "at_risk") or self.forecast(o))

    def forecast(self, o: ObligationResult) -> date | None:
        """Return the day at which the rate so far would fulfil a duty, unless that day has passed."""
        return o.forecast if o.forecast and o.forecast > self.audit.as_of else None

    @cached_property
    def holdings(self) -> tuple[Holdings, ...]:
        """The summary figures."""
        return holdings_of(self.audit)

    @cached_property
    def headline(self) -> tuple[HeadFigure, ...]:
        """The figures that matter most."""
        return headline_of(self.audit)

    @cached_property
    def left(self) -> tuple[tuple[FigureResult, FigureResult | None], ...]:
        """The figures that count of what remains, the latest first; each with a later one of all of it, if any.

        All of the main subject, of which the others are parts, is all of each of them, but for places.
        """
        remaining = [f for f in self.audit.figures if f.current and f.disposition == "remaining"]
        whole = [f for f in self.audit.figures if f.percent == WHOLE and f.disposition in GONE and not f.withdrawn]
        return tuple(
            (f, self._followed(f, whole)) for f in sorted(remaining, key=lambda f: (f.on, f.entry), reverse=True)
        )

    def _followed(self, left: FigureResult, whole: Sequence[FigureResult]) -> FigureResult | None:
        """Return the first figure of all of what was left, or else of all there was, of that day or later."""
        later = [one for one in whole if one.on >= left.on]
        main = main_line(self.audit)
        subjects = {left.subject, main.subject} if main and left.unit not in PLACE_UNITS else {left.subject}
        ordered = sorted(later, key=lambda one: one.subject != left.subject)
        return next((one for one in ordered if one.subject in subjects), None)

    @cached_property
    def reconciled(self) -> tuple[Reconciled, ...]:
        """Every sum and percentage that was tested."""
        return reconciled(self.audit)

    @cached_property
    def proofs(self) -> Mapping[tuple[int, str], int]:
        """The number of the check that proves a figure, by entry and basis."""
        return proofs(self.audit)

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
        """The balance of each place."""
        return balance_of(self.audit)

    @cached_property
    def materials(self) -> tuple[tuple[MaterialResult, Chart | None], ...]:
        """The material balance of each subject of each area that was counted, with its control charts."""
        found = enumerate(self.audit.material_balances or (), start=1)
        return tuple((one, self.charts.balances.get(number)) for number, one in found)

    @cached_property
    def by_place(self) -> tuple[FigureResult, ...]:
        """Figures of destruction at a named place."""
        wanted = ("destroyed", "disposed", "shipped", "remaining")
        return tuple(f for f in self.audit.figures if f.place and f.disposition in wanted and f.nature in FACTUAL)

    def happened(self, *kinds: str) -> tuple[TimelineItem, ...]:
        """Return what happened of some kinds, in order of day."""
        return tuple(item for item in self.audit.timeline if item.entry.kind in kinds)

    @cached_property
    def clocks(self) -> tuple[tuple[InspectionResult, ClockResult], ...]:
        """Every clock that the end of an inspection started, inspection by inspection."""
        return tuple((one, clock) for one in self.audit.inspections for clock in one.clocks)

    @cached_property
    def printed_papers(self) -> tuple[tuple[InspectionResult, PaperResult], ...]:
        """Comments of inspected parties and differing observations, each with its inspection."""
        return tuple((one, paper) for one in self.audit.inspections for paper in one.papers if paper.printed)

    @cached_property
    def compared(self) -> tuple[tuple[ObligationResult, tuple[tuple[str, View], ...]], ...]:
        """Obligations on which at least one party took a stance, with the latest of each party."""
        return tuple((o, self.stances[o.id]) for o in self.audit.obligations if self.stances[o.id])

    @cached_property
    def stances(self) -> Mapping[str, tuple[tuple[str, View], ...]]:
        """The latest stance of each party on each obligation, the latest of all first."""
        return {o.id: latest_stances(o.views) for o in self.audit.obligations}

    @cached_property
    def compared_by_party(self) -> tuple[tuple[str, tuple[tuple[ObligationResult, View], ...]], ...]:
        """The parties that took a stance, in the order of their names, each with its latest on every obligation."""
        found: dict[str, list[tuple[ObligationResult, View]]] = {}
        for o, stances in self.compared:
            for party, view in stances:
                found.setdefault(party, []).append((o, view))
        return tuple((party, tuple(sorted(found[party], key=_said_on, reverse=True))) for party in sorted(found))

    @cached_property
    def last_said(self) -> tuple[ObligationResult, str, View] | None:
        """The last stance of all: of which obligation, by which party."""
        found = [(o, *latest) for o, _ in self.compared if (latest := self.latest_stance(o))]
        return max(found, key=lambda one: (one[2].date, one[2].entry), default=None)

    def latest_stance(self, o: ObligationResult) -> tuple[str, View] | None:
        """Return the last stance on an obligation, with the party that took it."""
        return next(iter(self.stances[o.id]), None)

    def latest_evidence(self, o: ObligationResult) -> EntryRef | None:
        """Return the last that is on record of an obligation."""
        return max(o.evidence, key=lambda e: (e.date, e.index), default=None)

    def party_key(self, taken: tuple[tuple[ObligationResult, View], ...]) -> object:
        """Return what the stances of a party show: another where one of them or a status is another."""
        return tuple((o.id, o.status, view) for o, view in taken)

    @cached_property
    def statement_days(self) -> tuple[tuple[str, tuple[Said, ...]], ...]:
        """The statements under their day and speaker."""
        return by_day(self.audit.statements)

    @cached_property
    def finding_rules(self) -> tuple[tuple[str, tuple[tuple[int, FindingResult], ...]], ...]:
        """The findings under their rule."""
        return by_rule(self.audit.findings)

    def statuses(self, obligations: tuple[ObligationResult, ...]) -> tuple[tuple[str, int], ...]:
        """Return how many obligations are in each status."""
        return tuple(Counter(o.status for o in obligations).items())


def _said_on(taken: tuple[ObligationResult, View]) -> tuple[str, int]:
    """Return when a stance was taken, so that the last comes first."""
    return taken[1].date, taken[1].entry
