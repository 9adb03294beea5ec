"""The tables of a data package that hold what was tested: balance, sums reconciled, findings, issues."""

from decimal import Decimal

from proverka.assessment.result import (
    Audit,
    BalanceLine,
    CheckResult,
    FindingResult,
    IssueCount,
    IssueState,
    WithheldResult,
)
from proverka.reporting.table import Column, Table, joined, table_of
from proverka.reporting.wording import thousandths, tonnes_of


def check_tables(audit: Audit) -> tuple[Table, ...]:
    """Return the tables of what was tested against something else, and of what did not fit."""
    return (
        _balance(audit),
        _reconciled(audit),
        _findings(audit),
        _finding_entries(audit),
        _issue_counts(audit),
        _issues(audit),
        _withheld(audit),
    )


def _reconciled(audit: Audit) -> Table:
    return table_of(
        "reconciled",
        "Reconciled",
        "Every sum and percentage that was tested: the whole, its parts, and what rounding allows between them.",
        (
            Column[tuple[int, CheckResult]]("number", "integer", "number in this audit", lambda r: r[0]),
            Column("rule", "string", "the rule that a failure breaks", lambda r: r[1].rule),
            Column("date", "date", "day", lambda r: r[1].date),
            Column("about", "string", "basis", lambda r: r[1].about),
            Column("about_name", "string", "its name", lambda r: r[1].about_name),
            Column("whole", "string", "what was expected", lambda r: r[1].expected),
            Column("parts", "string", "what the parts make", lambda r: r[1].got),
            Column("difference", "number", "parts less whole, to a thousandth", lambda r: thousandths(r[1].difference)),
            Column("allowed", "number", "what rounding allows, to a thousandth", lambda r: thousandths(r[1].allowed)),
            Column("unit", "string", "unit of both", lambda r: r[1].unit),
            Column("holds", "boolean", "whether the difference is within what rounding allows", lambda r: r[1].holds),
            Column("entries", "string", "entries compared", lambda r: joined(r[1].entries)),
        ),
        enumerate(audit.checks, start=1),
    )


def _balance(audit: Audit) -> Table:
    return table_of(
        "balance",
        "Balance by place",
        "What movements brought to and took from each account; unknown quantities are counted, not guessed.",
        (
            Column[BalanceLine]("place", "string", "place", lambda b: b.place),
            Column("place_name", "string", "name of the place", lambda b: b.place_name),
            Column("disposition", "string", "what was done with it", lambda b: b.disposition),
            Column("subject", "string", "what", lambda b: b.subject),
            Column("subject_name", "string", "name of what", lambda b: b.subject_name),
            Column("unit", "string", "gram, or a unit of count", lambda b: b.unit),
            Column("received", "integer", "received", lambda b: b.received),
            Column("sent", "integer", "sent", lambda b: b.sent),
            Column("net", "integer", "received less sent", lambda b: b.net),
            Column("received_tonnes", "number", "received in tonnes, where in grams", lambda b: _tonnes(b, b.received)),
            Column("sent_tonnes", "number", "sent in tonnes, where in grams", lambda b: _tonnes(b, b.sent)),
            Column("net_tonnes", "number", "net in tonnes, where in grams", lambda b: _tonnes(b, b.net)),
            Column(
                "received_unknown", "integer", "movements of unknown quantity received", lambda b: b.received_unknown
            ),
            Column("sent_unknown", "integer", "movements of unknown quantity sent", lambda b: b.sent_unknown),
            Column("withheld", "integer", "movements withheld, and with them the sums", lambda b: b.withheld),
            Column("entries", "string", "entries of the single movements", lambda b: joined(b.entries)),
            Column("tabled", "boolean", "whether movement tables have part in it", lambda b: b.tabled),
        ),
        audit.balance,
    )


def _tonnes(line: BalanceLine, grams: int | None) -> Decimal | None:
    return tonnes_of(grams) if line.unit == "gram" and grams is not None else None


def _withheld(audit: Audit) -> Table:
    return table_of(
        "withheld",
        "Withheld entries",
        "Entries whose bodies are sealed and not, or not wholly, opened here: they count for nothing.",
        (
            Column[WithheldResult]("entry", "integer", "index of the entry", lambda w: w.entry.index),
            Column("label", "string", "its label", lambda w: w.entry.label),
            Column("date", "string", "when it was so", lambda w: w.entry.date),
            Column("kind", "string", "kind of its body", lambda w: w.entry.kind),
            Column("by", "string", "whose claim or act", lambda w: w.entry.by_name),
            Column("classification", "string", "its class", lambda w: w.classification),
            Column("closed", "integer", "members that are still sealed", lambda w: w.closed),
            Column("shown", "string", "members in clear or opened", lambda w: joined(w.shown)),
            Column("basis", "string", "the basis of a figure that states it in clear", lambda w: w.basis),
            Column("fault", "string", "why an opened one has no meaning", lambda w: w.fault),
        ),
        audit.withheld,
    )


def _findings(audit: Audit) -> Table:
    return table_of(
        "findings",
        "Findings",
        "What does not fit: each names what was expected, what was got, and the entries compared.",
        (
            Column[tuple[int, FindingResult]]("number", "integer", "number in this audit", lambda r: r[0]),
            Column("rule", "string", "the rule that found it", lambda r: r[1].rule),
            Column("severity", "string", "severity", lambda r: r[1].severity),
            Column("about", "string", "basis, obligation or place", lambda r: r[1].about),
            Column("about_name", "string", "its name", lambda r: r[1].about_name),
            Column("expected", "string", "expected", lambda r: r[1].expected),
            Column("got", "string", "got", lambda r: r[1].got),
        ),
        enumerate(audit.findings, start=1),
    )


def _finding_entries(audit: Audit) -> Table:
    return table_of(
        "finding_entries",
        "Entries of findings",
        "The entries that each finding rests on.",
        (
            Column[tuple[int, int, str, str]]("finding", "integer", "number of the finding", lambda r: r[0]),
            Column("entry", "integer", "log index", lambda r: r[1]),
            Column("label", "string", "label of the entry", lambda r: r[2]),
            Column("text", "string", "what it says", lambda r: r[3]),
        ),
        ((n, e.index, e.label, e.text) for n, f in enumerate(audit.findings, start=1) for e in f.entries),
    )


def _issue_counts(audit: Audit) -> Table:
    return table_of(
        "issues",
        "Outstanding issues as counted",
        "Published counts of the outstanding issues of the declaration; blank where a source did not say.",
        (
            Column[IssueCount]("date", "date", "day of the count", lambda c: c.date),
            Column("raised", "integer", "raised in all", lambda c: c.raised),
            Column("resolved", "integer", "resolved in all", lambda c: c.resolved),
            Column("open", "integer", "open on the day", lambda c: c.open),
            Column("by", "string", "whose count", lambda c: audit.parties.get(c.by, c.by)),
            Column("entries", "string", "entries", lambda c: joined(c.entries)),
        ),
        audit.issues.counts,
    )


def _issues(audit: Audit) -> Table:
    return table_of(
        "issues_identified",
        "Identified issues",
        "Issues that have a name of their own, and the state of each.",
        (
            Column[IssueState]("id", "string", "identifier", lambda i: i.id),
            Column("state", "string", "open, resolved or merged", lambda i: i.state),
            Column("raised", "string", "when it was raised", lambda i: i.raised),
            Column("text", "string", "what it is", lambda i: i.text),
            Column("into", "string", "the issue that it was merged into", lambda i: i.into),
            Column("entries", "string", "entries", lambda i: joined(i.entries)),
        ),
        audit.issues.identified,
    )
