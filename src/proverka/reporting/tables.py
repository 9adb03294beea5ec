"""Answers as comma-separated values (RFC 4180), with a header, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from unicodedata import category

from proverka.assessment import Audit, Changes, ObligationResult
from proverka.assessment.result import DatedDue, FigureResult
from proverka.record import Verification

Cell = str | int | Decimal | date | bool | None

# A spreadsheet takes a text that begins so for a formula and runs it (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")

OBLIGATION_COLUMNS = (
    "id", "instrument", "debtor", "creditor", "action", "binding", "due", "original_due", "status", "days_late",
    "days_late_least", "fulfilled_earliest", "fulfilled_latest", "achieved", "achieved_unit", "basis", "achieved_as_of",
    "standing", "missed", "why", "evidence",
)  # fmt: skip
CHANGE_COLUMNS = ("change", "about", "before", "after", "why", "entries")
FIGURE_COLUMNS = (
    "entry", "label", "basis", "as_of", "known", "percent", "amount", "unit", "of", "bound", "nature", "standing",
    "current", "withdrawn", "corrected_by", "contested_by", "by", "source",
)  # fmt: skip
FAULT_COLUMNS = ("code", "where", "expected", "got", "to_do")
DATE_COLUMNS = ("obligation", "role", "date", "target", "state", "days_late", "rule", "entries")


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows under a header; a text that a spreadsheet would run as a formula begins with an apostrophe."""
    return "".join(lines(columns, rows))


def lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield what `table` returns, a row at a time."""
    for row in chain([columns], rows):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerow(row if row is columns else [_cell(value) for value in row])
        yield text.getvalue()


def obligations_csv(audit: Audit) -> str:
    """Return every judged obligation, one to a row."""
    return table(OBLIGATION_COLUMNS, (_obligation(one) for one in audit.obligations))


def dates_csv(obligation: ObligationResult) -> str:
    """Return every date of an obligation, one to a row."""
    return table(DATE_COLUMNS, (_dated(obligation.id, one) for one in obligation.dates))


def figures_csv(figures: Iterable[FigureResult]) -> str:
    """Return figures, one to a row."""
    return table(FIGURE_COLUMNS, (_figure(one) for one in figures))


def changes_csv(changes: Changes) -> str:
    """Return what changed, one change to a row, in the order in which a reader asks for it."""
    rows: list[Sequence[Cell]] = []
    rows += [("status", c.obligation, c.before, c.after, c.why, "") for c in changes.status_changes]
    rows += [("due", c.obligation, c.before, c.after, c.why, "") for c in changes.due_changes]
    rows += [("figure", c.basis, c.before, c.after, "", str(c.entry)) for c in changes.new_figures]
    rows += [("revised figure", c.label, c.before, c.after, "", _list(c.by)) for c in changes.revised_figures]
    rows += [("new entry", e.label, "", e.text, e.kind, str(e.index)) for e in changes.new_entries]
    for change, findings in (("new finding", changes.new_findings), ("gone finding", changes.gone_findings)):
        rows += [(change, f.about, f.expected, f.got, f.rule, _list(e.index for e in f.entries)) for f in findings]
    return table(CHANGE_COLUMNS, rows)


def faults_csv(found: Verification) -> str:
    """Return what a verification found wrong, one fault to a row."""
    return table(FAULT_COLUMNS, ((f.refusal.code, f.where, f.expected, f.got, f.remedy) for f in found.faults))


def fields_csv(rows: Iterable[tuple[str, Cell]]) -> str:
    """Return names and values, one pair to a row."""
    return table(("field", "value"), rows)


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if not value.isprintable():
            value = "".join(
                "\N{REPLACEMENT CHARACTER}" if category(c) == "Cc" and c not in "\t\n" else c for c in value
            )
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return "" if value is None else str(value)


def _list(items: Iterable[object]) -> str:
    return ";".join(map(str, items))


def _obligation(one: ObligationResult) -> tuple[Cell, ...]:
    fulfilled, achieved = one.fulfilled, one.achieved
    return (
        one.id, one.instrument, one.debtor, one.creditor, one.action, one.binding, one.due, one.original_due,
        one.status, one.days_late, one.days_late_least,
        fulfilled.earliest if fulfilled else None, fulfilled.latest if fulfilled else None,
        achieved.value if achieved else None, achieved.unit if achieved else None,
        achieved.basis if achieved else None, achieved.as_of if achieved else None,
        achieved.standing if achieved else None,
        one.missed, one.why, _list(entry.index for entry in one.evidence),
    )  # fmt: skip


def _dated(obligation: str, one: DatedDue) -> tuple[Cell, ...]:
    return (obligation, one.role, one.date, one.target, one.state, one.days_late, one.rule, _list(one.entries))


def _figure(one: FigureResult) -> tuple[Cell, ...]:
    amount: Cell = one.absence or one.amount
    return (
        one.entry, one.label, one.basis, one.as_of, one.known, one.percent, amount, one.unit, one.of, one.bound,
        one.nature, one.standing, one.current, one.withdrawn, _list(one.corrected_by), _list(one.contested_by),
        one.by_name, one.source,
    )  # fmt: skip
