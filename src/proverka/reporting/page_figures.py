"""The figures of a page: what counts in each state, what each place holds, and which sum proves what."""

from collections.abc import Sequence
from dataclasses import dataclass

from proverka.assessment.result import Audit, BalanceLine, CheckResult, FigureResult, HoldingLine
from proverka.model.quantity import rounding
from proverka.reporting.language import message

# The order in which dispositions stand in the summary; others follow in the order of the alphabet.
DISPOSITIONS = ("declared", "inspected", "visited", "removed", "removed_or_destroyed", "destroyed", "remaining")
# What is counted in a figure of either.
WITHIN = {"removed": "removed_or_destroyed", "destroyed": "removed_or_destroyed"}
MASS_UNITS = frozenset({"gram", "kilogram", "tonne", "pound", "short_ton"})
PLACE_UNITS = frozenset({"facility", "site"})
FACILITIES = message("Facilities and sites")
# A state of which fewer than a third of the subjects have a figure shares the last column with others like it.
COLUMN_SHARE_MIN = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingsRow:
    """The current figures of one subject: one or none to each column, and those in other states."""

    name: str
    cells: tuple[FigureResult | None, ...]
    others: tuple[FigureResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The summary figures of subjects of one sort; `has_others`: whether any is in a state without a column."""

    title: str
    dispositions: tuple[str, ...]
    rows: tuple[HoldingsRow, ...]

    @property
    def has_others(self) -> bool:
        """Whether any subject has a figure in a state without a column."""
        return any(row.others for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFigure:
    """A figure that matters most: as it was told most exactly, and the one that counts where that only rounds it."""

    figure: FigureResult
    rounded: FigureResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBalance:
    """What movements left at a place in one state: the known part, and how many movements of unknown quantity.

    With any `withheld` there is no known part to show.
    """

    first: BalanceLine
    known: BalanceLine | None
    received_unknown: int
    sent_unknown: int
    withheld: int
    entries: tuple[int, ...]
    tabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A check by its number in the audit, with the number of the finding that it led to, 0 where it holds."""

    number: int
    check: CheckResult
    finding: int


def holdings_of(audit: Audit) -> tuple[Holdings, ...]:
    """Return the summary figures: materials, what is counted by the piece, and facilities with sites."""
    lines = audit.holdings
    sorts = (
        (message("Chemicals and other materials"), [h for h in lines if h.unit in MASS_UNITS]),
        (message("Counted items"), [h for h in lines if h.unit not in MASS_UNITS | PLACE_UNITS]),
        (FACILITIES, [h for h in lines if h.unit in PLACE_UNITS]),
    )
    return tuple(_holdings(title, [h for h in chosen if h.figures]) for title, chosen in sorts if chosen)


def _holdings(title: str, lines: Sequence[HoldingLine]) -> Holdings:
    present = [figure.disposition for line in lines for figure in line.figures]
    ordered = [*DISPOSITIONS, *sorted(set(present) - set(DISPOSITIONS))]
    columns = tuple(d for d in ordered if d in present and present.count(d) >= len(lines) * COLUMN_SHARE_MIN)
    return Holdings(title=title, dispositions=columns, rows=tuple(_row(line, columns, ordered) for line in lines))


def _row(line: HoldingLine, columns: Sequence[str], ordered: Sequence[str]) -> HoldingsRow:
    found = {figure.disposition: figure for figure in line.figures}
    others = tuple(found[d] for d in ordered if d in found and d not in columns)
    return HoldingsRow(name=line.name, cells=tuple(found.get(d) for d in columns), others=others)


def main_line(audit: Audit) -> HoldingLine | None:
    """Return the line of the first material of which a figure is on record: a case names the whole before its parts."""
    return next((line for line in audit.holdings if line.unit in MASS_UNITS and line.figures), None)


def headline_of(audit: Audit) -> tuple[HeadFigure, ...]:
    """Return the figures of the first subject: what was declared of it, and the two latest of what became of it."""
    first = main_line(audit)
    figures = first.figures if first else ()
    declared = [figure for figure in figures if figure.disposition == "declared"]
    others = [f for f in figures if f.disposition != "declared" and not _is_overtaken(f, figures)]
    others = sorted(others, key=lambda f: f.on, reverse=True)[:2]
    chosen = (*declared[:1], *sorted(others, key=lambda f: f.on))
    return tuple(_head(figure, audit.figures) for figure in chosen)


def _is_overtaken(figure: FigureResult, figures: Sequence[FigureResult]) -> bool:
    """Whether a later figure is of what became of it in this way or another: a part that was told before the whole."""
    within = WITHIN.get(figure.disposition)
    return any(other.disposition == within and other.on > figure.on for other in figures)


def _head(counts: FigureResult, figures: Sequence[FigureResult]) -> HeadFigure:
    """Return a figure that counts as it was told most exactly: by the last exact one on its basis, if it agrees."""
    exact = max((f for f in figures if _is_exact(f, counts)), key=lambda f: (f.on, f.entry), default=None)
    if exact is None or exact.amount is None or counts.amount is None or counts.bound != "about":
        return HeadFigure(figure=counts)
    agree = abs(exact.amount - counts.amount) <= rounding(counts.amount, "about")
    return HeadFigure(figure=exact, rounded=counts) if agree else HeadFigure(figure=counts)


def _is_exact(figure: FigureResult, counts: FigureResult) -> bool:
    told = figure.amount is not None and figure.bound == "exact" and figure.nature == "achieved"
    stands = not figure.withdrawn and figure.standing != "contested"
    return told and stands and (figure.basis, figure.unit) == (counts.basis, counts.unit)


def balance_of(audit: Audit) -> tuple[PlaceBalance, ...]:
    """Return the balance, the lines of one account and subject brought together whatever their unit."""
    lines: dict[tuple[str, str, str], list[BalanceLine]] = {}
    for line in audit.balance:
        lines.setdefault((line.place, line.disposition, line.subject), []).append(line)
    return tuple(_balance(found) for found in lines.values())


def _balance(lines: Sequence[BalanceLine]) -> PlaceBalance:
    known = next((line for line in lines if line.received or line.sent), None)
    return PlaceBalance(
        first=lines[0],
        known=known,
        received_unknown=sum(line.received_unknown for line in lines),
        sent_unknown=sum(line.sent_unknown for line in lines),
        withheld=sum(line.withheld for line in lines),
        entries=tuple(dict.fromkeys(entry for line in lines for entry in line.entries)),
        tabled=any(line.tabled for line in lines),
    )


def reconciled(audit: Audit) -> tuple[Reconciled, ...]:
    """Return every check with the finding that says what does not hold, in the order of the audit."""
    return tuple(
        Reconciled(number=number, check=check, finding=_finding_of(audit, check))
        for number, check in enumerate(audit.checks, start=1)
    )


def _finding_of(audit: Audit, check: CheckResult) -> int:
    """Return the number of the finding by the same rule, about the same, on the same entries; 0 where none is."""
    for number, finding in enumerate(audit.findings, start=1):
        same = (finding.rule, finding.about) == (check.rule, check.about)
        if same and not check.holds and {entry.index for entry in finding.entries} == set(check.entries):
            return number
    return 0


def proofs(audit: Audit) -> dict[tuple[int, str], int]:
    """Return for each figure, by entry and basis, the number of the first check that holds and has it as the whole."""
    found: dict[tuple[int, str], int] = {}
    for number, check in enumerate(audit.checks, start=1):
        if check.holds and check.entries:
            found.setdefault((check.entries[0], check.about), number)
    return found
