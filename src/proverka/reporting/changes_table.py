"""What changed since an earlier audit, as one table: the same rows for the page and for the data package."""

from collections.abc import Iterator

from proverka.assessment.changes import Changes
from proverka.reporting.table import Cell, Column, Table, joined, table_of

_Row = tuple[str, str, Cell, Cell, str, str]


def changes_table(changes: Changes | None) -> Table:
    """Return every change as a row; no rows where there is no earlier audit to compare with."""
    return table_of(
        "changes",
        "Changes",
        "What is different from the earlier audit, if one was named: new facts, statuses, dates, figures, findings.",
        (
            Column[_Row]("change", "string", "kind of change", lambda r: r[0]),
            Column("about", "string", "obligation, basis, entry or rule", lambda r: r[1]),
            Column("before", "string", "before", lambda r: r[2]),
            Column("after", "string", "after", lambda r: r[3]),
            Column("why", "string", "reason or description", lambda r: r[4]),
            Column("entries", "string", "entries", lambda r: r[5]),
        ),
        () if changes is None else _rows(changes),
    )


def _rows(changes: Changes) -> Iterator[_Row]:
    for s in changes.status_changes:
        yield "status", s.obligation, s.before, s.after, s.why, ""
    for d in changes.due_changes:
        yield "due date", d.obligation, d.before, d.after, d.why, ""
    for f in changes.new_figures:
        yield "current figure", f.basis, f.before, f.after, f.basis_name, str(f.entry)
    for r in changes.revised_figures:
        yield "revised figure", r.basis, r.before, r.after, r.basis_name, joined((r.entry, *r.by))
    for found in changes.new_findings:
        yield "new finding", found.rule, found.expected, found.got, found.about, joined(e.index for e in found.entries)
    for gone in changes.gone_findings:
        yield "finding gone", gone.rule, gone.expected, gone.got, gone.about, joined(e.index for e in gone.entries)
    for entry in changes.new_entries:
        yield "new entry", entry.label, None, entry.date, entry.text, str(entry.index)
