"""What a burn-down draws: the share reached on each basis, as printed or computed, and the dates set for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from proverka.assessment.result import Audit, FigureResult, ObligationResult
from proverka.reporting.chart_canvas import SERIES

LINES_MAX = 6
FIGURES_MIN = 3
FACTUAL = ("achieved", "derived")
PLACE_UNITS = frozenset({"facility", "site"})
# Issues have a chart of their own; what is declared or left is no share of anything reached.
NOT_COMPUTED = frozenset({"open", "raised", "resolved", "declared", "remaining"})
TENTH = Decimal("0.1")

# Removal comes before destruction; what a case adds follows.
_ORDER = {"removed": 0, "removed_or_destroyed": 1, "destroyed": 2}

Due = tuple[date, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A published figure with its share in percent, which the source printed or which is computed here."""

    figure: FigureResult
    percent: Decimal
    computed: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """The figures of one basis, in order of day, and the dates that are set for it; perhaps no figure yet."""

    basis: str
    name: str
    disposition: str
    places: bool
    points: tuple[Point, ...]
    deadlines: tuple[Due, ...]
    role: str = SERIES[0]

    @cached_property
    def steps(self) -> tuple[Point, ...]:
        """The point that counts on each day: a printed share before a computed one, then the last of that day."""
        by_day = {p.figure.on: p for p in sorted(self.points, key=lambda p: not p.computed)}
        return tuple(by_day[day] for day in sorted(by_day))

    @cached_property
    def _leading(self) -> frozenset[int]:
        return frozenset(id(point) for point in self.steps)

    def leads_through(self, point: Point) -> bool:
        """Whether the line is drawn through one of its points."""
        return id(point) in self._leading

    @property
    def aside(self) -> tuple[Point, ...]:
        """The points that the line is not drawn through."""
        return tuple(point for point in self.points if not self.leads_through(point))

    @property
    def tells_a_course(self) -> bool:
        """Whether there is something to draw a line through."""
        return len(self.steps) > 1 and (bool(self.deadlines) or len(self.points) >= FIGURES_MIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one chart; `part` counts the charts of one disposition from 0."""

    disposition: str
    places: bool
    part: int
    lines: tuple[Line, ...]


def groups_of(audit: Audit) -> Iterator[Group]:
    """Yield the lines of each chart: one disposition, places apart from materials, at most six lines in each."""
    found: dict[tuple[str, bool], list[Line]] = {}
    for line in _lines(audit):
        found.setdefault((line.disposition, line.places), []).append(line)
    for (disposition, places), lines in sorted(found.items(), key=_rank):
        drawn = [line for line in lines if line.deadlines or line.tells_a_course]
        if any(line.tells_a_course for line in drawn):
            for part, some in enumerate(_parted(drawn)):
                yield Group(disposition=disposition, places=places, part=part, lines=_coloured(some))


def _rank(group: tuple[tuple[str, bool], list[Line]]) -> tuple[bool, int, str]:
    (disposition, places), _ = group
    return places, _ORDER.get(disposition, len(_ORDER)), disposition


def _parted(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield lines that fit one chart: all of them, or else those with a date first."""
    if len(lines) <= LINES_MAX:
        yield lines
        return
    for chosen in ([line for line in lines if line.deadlines], [line for line in lines if not line.deadlines]):
        for at in range(0, len(chosen), LINES_MAX):
            yield chosen[at : at + LINES_MAX]


def _coloured(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, role=role) for line, role in zip(lines, SERIES, strict=False))


def _lines(audit: Audit) -> Iterator[Line]:
    names = {line.subject: line.name for line in audit.holdings}
    owed = _owed(audit.obligations)
    known = _by_basis(audit.figures)
    for basis in [*known, *(basis for basis in owed if basis not in known)]:
        figures = known.get(basis, [])
        disposition, _, subject = basis.partition("/")
        if figures:
            disposition, subject = figures[0].disposition, figures[0].subject
        yield Line(
            basis=basis,
            name=names.get(subject, subject.replace("_", " ")),
            disposition=disposition,
            places=any(figure.unit in PLACE_UNITS for figure in figures),
            points=tuple(_points(figures)),
            deadlines=tuple(owed.get(basis, ())),
        )


def _by_basis(figures: Iterable[FigureResult]) -> Mapping[str, list[FigureResult]]:
    found: dict[str, list[FigureResult]] = {}
    for figure in figures:
        if figure.nature in FACTUAL and not figure.withdrawn:
            found.setdefault(figure.basis, []).append(figure)
    return found


def _points(figures: Sequence[FigureResult]) -> Iterator[Point]:
    """Yield the printed shares, and the computed ones only where too few are printed to tell a course."""
    enough = sum(1 for figure in figures if figure.percent is not None) >= FIGURES_MIN
    for figure in figures:
        if figure.percent is not None:
            yield Point(figure=figure, percent=figure.percent, computed=False)
        elif not enough and figure.disposition not in NOT_COMPUTED and (share := share_of(figure)) is not None:
            yield Point(figure=figure, percent=share, computed=True)


def share_of(figure: FigureResult) -> Decimal | None:
    """Return an amount as percent of the whole that was printed with it, to a tenth; None where either is missing."""
    if figure.amount is None or not figure.of:
        return None
    share = (100 * figure.amount / figure.of).quantize(TENTH)
    return share.quantize(Decimal(1)) if share == share.to_integral_value() else share


def _owed(obligations: Sequence[ObligationResult]) -> Mapping[str, list[Due]]:
    """Return the dates set for each basis by the obligations that are measured by it, achieved or not."""
    owed: dict[str, list[Due]] = {}
    for o in obligations:
        if o.due is not None and o.measure in ("quantity", "count"):
            bases = o.bases or ((o.achieved.basis,) if o.achieved else ())
            for basis in bases:
                owed.setdefault(basis, []).append((o.due, o.id))
    return {basis: sorted(dates) for basis, dates in owed.items()}
