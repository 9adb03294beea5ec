"""The tables of a data package: every value of an audit that a report shows, one file to each kind of thing."""

from collections.abc import Iterable, Iterator

from proverka.assessment.changes import Changes
from proverka.assessment.result import (
    Achieved,
    Audit,
    DatedDue,
    InstrumentResult,
    LadderStep,
    ObligationResult,
)
from proverka.reporting.resources_evidence import evidence_tables
from proverka.reporting.table import Cell, Column, Table, joined, table_of


def resources(audit: Audit, changes: Changes | None = None) -> tuple[Table, ...]:
    """Return the tables of an audit, and of what changed since an earlier one where that is given."""
    return (
        _summary(audit),
        _instruments(audit),
        _obligations(audit),
        obligation_dates(audit.obligations),
        _evidence(audit),
        _ladder(audit),
        *evidence_tables(audit, changes),
    )


def _summary(audit: Audit) -> Table:
    rows: list[tuple[str, Cell]] = [
        ("as of", audit.as_of),
        ("known at", audit.known_at),
        ("record size", audit.record.size),
        ("record entries witnessed", audit.record.witnessed_size),
        ("entries known", audit.record.entries_known),
        ("obligations", audit.summary.obligations),
        ("dates missed", audit.summary.missed),
        ("findings", audit.summary.findings),
        *((f"status {name}", count) for name, count in audit.summary.statuses.items()),
        *((f"entries of kind {name}", count) for name, count in audit.summary.kinds.items()),
        ("issues raised", audit.issues.raised),
        ("issues resolved", audit.issues.resolved),
        ("issues open", audit.issues.open),
        ("issues open, raised less resolved", audit.issues.derived_open),
        ("issues as of", audit.issues.as_of),
    ]
    return table_of(
        "summary",
        "Summary",
        "What the audit counts, one line to a number.",
        (
            Column[tuple[str, Cell]]("name", "string", "what is counted", lambda r: r[0]),
            Column("value", "string", "the number or the date", lambda r: r[1]),
        ),
        rows,
    )


def _instruments(audit: Audit) -> Table:
    return table_of(
        "instruments",
        "Instruments",
        "Agreements, decisions, resolutions and plans in being as of the day.",
        (
            Column[InstrumentResult]("id", "string", "identifier", lambda i: i.id),
            Column("title", "string", "title", lambda i: i.title),
            Column("body", "string", "who adopted it", lambda i: joined(i.body)),
            Column("adopted", "date", "day of adoption in its own zone", lambda i: i.adopted),
            Column("zone", "string", "time zone of that day", lambda i: i.zone),
            Column("adopted_utc", "date", "day of adoption in UTC, where it is another", lambda i: i.adopted_utc),
            Column("place", "string", "place of adoption", lambda i: i.place),
            Column("binding", "string", "how it binds", lambda i: i.binding),
            Column("binding_note", "string", "what to know of that", lambda i: i.binding_note),
            Column("rests_on", "string", "instruments that it rests on", lambda i: joined(i.rests_on)),
            Column("endorses", "string", "instruments that it endorses", lambda i: joined(i.endorses)),
            Column("amends", "string", "instruments that it amends", lambda i: joined(i.amends)),
            Column("supersedes", "string", "instruments that it supersedes", lambda i: joined(i.supersedes)),
            Column("superseded_by", "string", "the instrument that superseded it", lambda i: i.superseded_by),
            Column("consequence", "string", "what it says of non-compliance", lambda i: i.consequence),
            Column("official_ref", "string", "official symbol", lambda i: i.official_ref),
            Column("text_basis", "string", "how well its text is supported", lambda i: i.text_basis),
            Column("sources", "string", "where it was read", lambda i: joined(i.sources)),
            Column("obligations", "string", "its obligations", lambda i: joined(i.obligations)),
            Column("entry", "integer", "log index of its entry", lambda i: i.entry),
        ),
        audit.instruments,
    )


def _achieved(name: str, what: str) -> Iterator[Column[ObligationResult]]:
    """Yield the columns of one achieved value of an obligation: `achieved`, `at_due` or `after_due`."""

    def read(o: ObligationResult) -> Achieved | None:
        found: Achieved | None = getattr(o, name)
        return found

    yield Column(f"{name}_value", "number", f"{what}: number", lambda o: a.value if (a := read(o)) else None)
    yield Column(f"{name}_unit", "string", f"{what}: unit", lambda o: a.unit if (a := read(o)) else None)
    yield Column(f"{name}_of", "string", f"{what}: of how much", lambda o: a.of if (a := read(o)) else None)
    yield Column(f"{name}_basis", "string", f"{what}: basis", lambda o: a.basis if (a := read(o)) else None)
    yield Column(f"{name}_as_of", "string", f"{what}: as of", lambda o: a.as_of if (a := read(o)) else None)
    yield Column(f"{name}_bound", "string", f"{what}: bound", lambda o: a.bound if (a := read(o)) else None)
    yield Column(f"{name}_standing", "string", f"{what}: standing", lambda o: a.standing if (a := read(o)) else None)
    yield Column(f"{name}_entry", "integer", f"{what}: entry", lambda o: a.entry if (a := read(o)) else None)


def _obligations(audit: Audit) -> Table:
    return table_of(
        "obligations",
        "Obligations",
        "Every obligation in being, judged as of the day and as known on the day.",
        (
            Column[ObligationResult]("id", "string", "identifier", lambda o: o.id),
            Column("instrument", "string", "its instrument", lambda o: o.instrument),
            Column("provision", "string", "the clause that it comes from", lambda o: o.provision),
            Column("debtor", "string", "who owes it", lambda o: o.debtor),
            Column("creditor", "string", "to whom", lambda o: o.creditor),
            Column("action", "string", "what is owed", lambda o: o.action),
            Column("measure", "string", "how it is measured", lambda o: o.measure),
            Column("status", "string", "status as of the day", lambda o: o.status),
            Column("due", "date", "due date in force", lambda o: o.due),
            Column("due_rule", "string", "the rule of that date", lambda o: o.due_rule),
            Column("due_earliest", "date", "earliest day meant, where the rule is vague", lambda o: o.due_earliest),
            Column("original_due", "date", "due date before any extension", lambda o: o.original_due),
            Column("target_date", "boolean", "whether the date is a target only", lambda o: o.target_date),
            Column("fulfilled_earliest", "date", "first day on which it can have been fulfilled", _earliest),
            Column("fulfilled_latest", "date", "last such day", _latest),
            Column("days_late", "integer", "days late at most", lambda o: o.days_late),
            Column("days_late_least", "integer", "days late at least", lambda o: o.days_late_least),
            Column("missed", "boolean", "whether any of its dates was missed", lambda o: o.missed),
            *_achieved("achieved", "reached"),
            *_achieved("at_due", "reached by the due date"),
            *_achieved("after_due", "first figure after the due date"),
            Column("forecast", "date", "day on which the rate so far would fulfil it", lambda o: o.forecast),
            Column("excused_by", "string", "entries that excuse a shortfall", lambda o: joined(o.excused_by)),
            Column("why", "string", "reason for the status", lambda o: o.why),
            Column("depends_on", "string", "obligations that it depends on", lambda o: joined(o.depends_on)),
            Column("binding", "string", "how its instrument binds", lambda o: o.binding),
            Column("text_basis", "string", "how well its text is supported", lambda o: o.text_basis),
            Column("source", "string", "where its text was read", lambda o: o.source),
            Column("remarks", "string", "remarks", lambda o: o.remarks),
        ),
        audit.obligations,
    )


def _earliest(o: ObligationResult) -> Cell:
    return o.fulfilled.earliest if o.fulfilled else None


def _latest(o: ObligationResult) -> Cell:
    return o.fulfilled.latest if o.fulfilled else None


def obligation_dates(obligations: Iterable[ObligationResult]) -> Table:
    """Return the dates of obligations as a table."""
    return table_of(
        "obligation_dates",
        "Dates of obligations",
        "Every date that was or is set for an obligation, and what became of it.",
        (
            Column[tuple[str, DatedDue]]("obligation", "string", "the obligation", lambda r: r[0]),
            Column("date", "date", "the date", lambda r: r[1].date),
            Column("role", "string", "original, extended, rescheduled, step or occurrence", lambda r: r[1].role),
            Column("state", "string", "running, met, met_late, missed, replaced or no_evidence", lambda r: r[1].state),
            Column("target", "string", "what was due by it", lambda r: r[1].target),
            Column("fulfilled_earliest", "date", "first day of fulfilment", lambda r: _first_day(r[1])),
            Column("fulfilled_latest", "date", "last day of fulfilment", lambda r: _last_day(r[1])),
            Column("days_late", "integer", "days late", lambda r: r[1].days_late),
            Column("rule", "string", "the rule or legal basis of the date", lambda r: r[1].rule),
            Column("entries", "string", "entries behind it", lambda r: joined(r[1].entries)),
        ),
        ((o.id, due) for o in obligations for due in o.dates),
    )


def _first_day(due: DatedDue) -> Cell:
    return due.fulfilled.earliest if due.fulfilled else None


def _last_day(due: DatedDue) -> Cell:
    return due.fulfilled.latest if due.fulfilled else None


def _evidence(audit: Audit) -> Table:
    return table_of(
        "evidence",
        "Evidence",
        "The entries on which the judgement of each obligation rests.",
        (
            Column[tuple[str, int, str, str]]("obligation", "string", "the obligation", lambda r: r[0]),
            Column("entry", "integer", "log index of the entry", lambda r: r[1]),
            Column("label", "string", "its label", lambda r: r[2]),
            Column("text", "string", "what it says, in one line", lambda r: r[3]),
        ),
        ((o.id, e.index, e.label, e.text) for o in audit.obligations for e in o.evidence),
    )


def _ladder(audit: Audit) -> Table:
    return table_of(
        "ladder",
        "Steps after a breach",
        "For each obligation, the steps that a breach calls into play, and whether each was taken.",
        (
            Column[tuple[str, LadderStep]]("obligation", "string", "the obligation", lambda r: r[0]),
            Column("step", "string", "kind of step", lambda r: r[1].step),
            Column("step_obligation", "string", "the obligation that is the step", lambda r: r[1].obligation),
            Column("action", "string", "what the step is", lambda r: r[1].action),
            Column("taken", "boolean", "whether it was taken", lambda r: r[1].taken),
            Column("entries", "string", "entries that show it", lambda r: joined(r[1].entries)),
        ),
        ((o.id, step) for o in audit.obligations for step in o.ladder),
    )
