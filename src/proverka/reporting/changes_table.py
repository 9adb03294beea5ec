"""What changed since an earlier audit, as one table: the same rows for the page and for the data package."""

from collections.abc import Iterator

from proverka.assessment.changes import Changes
from proverka.assessment.result import FindingResult
from proverka.model.sentence import Sentence, sentence
from proverka.reporting.table import Cell, Column, Table, joined, table_of

_Row = tuple[Sentence, Cell, Cell, Cell, Cell, str]


def changes_table(changes: Changes | None) -> Table:
    """Return every change as a row; no rows where there is no earlier audit to compare with."""
    return table_of(
        "changes",
        "Changes",
        "What is different from the earlier audit, if one was named: new facts, statuses, dates, figures, findings.",
        (
            Column[_Row]("change", "string", "kind of change", lambda r: r[0]),
            Column("about", "string", "obligation, basis, entry or rule", lambda r: r[1], title="concerning"),
            Column("before", "string", "before", lambda r: r[2]),
            Column("after", "string", "after", lambda r: r[3]),
            Column("why", "string", "reason or description", lambda r: r[4]),
            Column("entries", "string", "entries", lambda r: r[5]),
        ),
        () if changes is None else _rows(changes),
    )


def _rows(changes: Changes) -> Iterator[_Row]:
    for s in changes.status_changes:
        yield sentence("status"), s.obligation, s.before, s.after, s.why, ""
    for d in changes.due_changes:
        yield sentence("due date"), d.obligation, d.before, d.after, d.why_said or d.why, ""
    for f in changes.new_figures:
        before, after = f.before_said or f.before, f.after_said or f.after
        yield sentence("current figure"), f.basis, before, after, f.basis_name_said or f.basis_name, str(f.entry)
    for r in changes.revised_figures:
        before, after = r.before_said or r.before, r.after_said or r.after
        yield (
            sentence("revised figure"),
            r.basis,
            before,
            after,
            r.basis_name_said or r.basis_name,
            joined((r.entry, *r.by)),
        )
    for found in changes.new_findings:
        yield sentence("new finding"), *_finding(found)
    for gone in changes.gone_findings:
        yield sentence("finding gone"), *_finding(gone)
    for entry in changes.new_entries:
        yield sentence("new entry"), entry.label, None, entry.date, entry.text_said or entry.text, str(entry.index)


def _finding(found: FindingResult) -> tuple[Cell, Cell, Cell, Cell, str]:
    expected, got = found.expected_said or found.expected, found.got_said or found.got
    return found.rule, expected, got, found.about, joined(e.index for e in found.entries)
