"""The tables of a data package that hold evidence: views, figures, allegations, what happened, entries."""

from collections.abc import Iterable

from proverka.assessment.changes import Changes
from proverka.assessment.result import (
    AllegationResult,
    Audit,
    EntryRef,
    FigureResult,
    PreconditionResult,
    StepResult,
    TimelineItem,
    View,
)
from proverka.reporting.changes_table import changes_table
from proverka.reporting.entries import known_entries
from proverka.reporting.resources_checks import check_tables
from proverka.reporting.table import Column, Table, joined, table_of


def evidence_tables(audit: Audit, changes: Changes | None) -> tuple[Table, ...]:
    """Return the tables of what the record holds as evidence, and of what changed."""
    current = (figure for line in audit.holdings for figure in line.figures)
    return (
        _views(audit),
        figures_table("figures", "Published figures", "Every figure that was published up to the day.", audit.figures),
        figures_table("holdings", "Summary figures", "The current figure in every disposition, by subject.", current),
        *check_tables(audit),
        _allegations(audit),
        table_of("statements", "Statements", "Statements and assessments in order of day.", _VIEW, audit.statements),
        _timeline(audit),
        _steps(audit),
        _preconditions(audit),
        _entries(audit, changes),
        changes_table(changes),
    )


_VIEW = (
    Column[View]("kind", "string", "statement or assessment", lambda v: v.kind),
    Column[View]("date", "string", "day, month or year", lambda v: v.date),
    Column[View]("party", "string", "party for which it was said", lambda v: v.party_name),
    Column[View]("speaker", "string", "who said it", lambda v: v.speaker),
    Column[View]("role", "string", "the speaker's office", lambda v: v.role),
    Column[View]("relay", "string", "the agency that carried it", lambda v: v.relay),
    Column[View]("outlet", "string", "where it was read", lambda v: v.outlet),
    Column[View]("also", "string", "who else printed it", lambda v: joined(one.outlet for one in v.also)),
    Column[View]("stance", "string", "favourable, critical, mixed or none", lambda v: v.stance),
    Column[View]("claim", "string", "kind of claim", lambda v: v.claim),
    Column[View]("hedged", "boolean", "whether it was hedged", lambda v: v.hedged),
    Column[View]("denied", "boolean", "whether what the claim names is denied", lambda v: v.denied),
    Column[View]("condition", "string", "on which condition it stands", lambda v: v.condition),
    Column[View]("text", "string", "paraphrase", lambda v: v.text),
    Column[View]("quote", "string", "the words quoted", lambda v: v.quote),
    Column[View]("about", "string", "what it bears on", lambda v: joined(v.about)),
    Column[View]("source", "string", "address", lambda v: v.source),
    Column[View]("entry", "integer", "log index", lambda v: v.entry),
    Column[View]("label", "string", "label of the entry", lambda v: v.label),
)


def _views(audit: Audit) -> Table:
    return table_of(
        "views",
        "Views by obligation",
        "What each party said or judged of each obligation, side by side and never averaged.",
        (
            Column[tuple[str, View]]("obligation", "string", "the obligation", lambda r: r[0]),
            Column("party", "string", "party", lambda r: r[1].party_name),
            Column("speaker", "string", "speaker", lambda r: r[1].speaker),
            Column("date", "string", "day, month or year", lambda r: r[1].date),
            Column("kind", "string", "statement or assessment", lambda r: r[1].kind),
            Column("stance", "string", "favourable, critical, mixed or none", lambda r: r[1].stance),
            Column("claim", "string", "kind of claim", lambda r: r[1].claim),
            Column("text", "string", "paraphrase or reasons", lambda r: r[1].text),
            Column("entry", "integer", "log index", lambda r: r[1].entry),
        ),
        ((o.id, view) for o in audit.obligations for view in o.views),
    )


_FIGURE = (
    Column[FigureResult]("entry", "integer", "log index of the entry", lambda f: f.entry),
    Column[FigureResult]("label", "string", "label of the entry", lambda f: f.label),
    Column[FigureResult]("basis", "string", "basis", lambda f: f.basis),
    Column[FigureResult]("basis_name", "string", "basis in words: numerator and denominator", lambda f: f.basis_name),
    Column[FigureResult]("subject", "string", "what is counted", lambda f: f.subject),
    Column[FigureResult]("disposition", "string", "in which disposition", lambda f: f.disposition),
    Column[FigureResult]("percent", "number", "percent as printed", lambda f: f.percent),
    Column[FigureResult]("amount", "number", "amount as printed", lambda f: f.amount),
    Column[FigureResult]("absence", "string", "blank, unknown or withheld", lambda f: f.absence),
    Column[FigureResult]("unit", "string", "unit of the amount", lambda f: f.unit),
    Column[FigureResult]("of", "number", "denominator printed beside it", lambda f: f.of),
    Column[FigureResult]("bound", "string", "exact, about, at_least or at_most", lambda f: f.bound),
    Column[FigureResult]("as_of", "string", "as of: day, month, year or span", lambda f: f.as_of),
    Column[FigureResult]("on", "date", "last day of that span", lambda f: f.on),
    Column[FigureResult]("dating", "string", "day of the event or of the report", lambda f: f.dating),
    Column[FigureResult]("known", "date", "day from which the record knew it", lambda f: f.known),
    Column[FigureResult]("nature", "string", "achieved, derived, estimate, plan, projection", lambda f: f.nature),
    Column[FigureResult]("standing", "string", "claimed, verified or contested", lambda f: f.standing),
    Column[FigureResult]("by", "string", "whose figure it is", lambda f: f.by_name),
    Column[FigureResult]("place", "string", "place", lambda f: f.place),
    Column[FigureResult]("place_name", "string", "its name", lambda f: f.place_name),
    Column[FigureResult]("current", "boolean", "whether it counts as of the day", lambda f: f.current),
    Column[FigureResult]("printed", "string", "as printed, where corrected since", lambda f: f.printed),
    Column[FigureResult]("corrected_by", "string", "entries that correct it", lambda f: joined(f.corrected_by)),
    Column[FigureResult]("contested_by", "string", "entries that object to it", lambda f: joined(f.contested_by)),
    Column[FigureResult]("withdrawn", "boolean", "whether it was withdrawn", lambda f: f.withdrawn),
    Column[FigureResult]("confidence", "string", "how well it is supported", lambda f: f.confidence),
    Column[FigureResult]("tier", "string", "tier of its source", lambda f: f.tier),
    Column[FigureResult]("classification", "string", "class", lambda f: f.classification),
    Column[FigureResult]("source", "string", "address", lambda f: f.source),
    Column[FigureResult]("note", "string", "note", lambda f: f.note),
)


def figures_table(name: str, title: str, description: str, figures: Iterable[FigureResult]) -> Table:
    """Return figures as a table of everything that an audit says of each."""
    return table_of(name, title, description, _FIGURE, figures)


def _allegations(audit: Audit) -> Table:
    return table_of(
        "allegations",
        "Allegations",
        "Undeclared holdings or acts that somebody alleges, each thread at its latest level.",
        (
            Column[AllegationResult]("thread", "string", "thread", lambda a: a.thread),
            Column("date", "string", "day, month or year", lambda a: a.date),
            Column("by", "string", "who alleges it", lambda a: a.by_name),
            Column("holder", "string", "of whom", lambda a: a.holder_name),
            Column("level", "string", "suspected, corroborated, confirmed, unfounded, unresolved", lambda a: a.level),
            Column("text", "string", "what", lambda a: a.text),
            Column("about", "string", "what it bears on", lambda a: joined(a.about)),
            Column("source", "string", "address", lambda a: a.source),
            Column("entry", "integer", "log index", lambda a: a.entry),
            Column("history", "string", "entries of the thread", lambda a: joined(a.history)),
        ),
        audit.allegations,
    )


def _timeline(audit: Audit) -> Table:
    return table_of(
        "timeline",
        "Time line",
        "What happened: inspections, deliveries, meetings, incidents, declarations, decisions, movements.",
        (
            Column[TimelineItem]("date", "string", "day, month, year or span", lambda t: t.entry.date),
            Column("kind", "string", "kind of entry", lambda t: t.entry.kind),
            Column("by", "string", "whose act", lambda t: audit.parties.get(t.entry.by, t.entry.by)),
            Column("place", "string", "place", lambda t: t.place),
            Column("text", "string", "what", lambda t: t.entry.text),
            Column("bears_on", "string", "what it bears on", lambda t: joined(t.bears_on)),
            Column("source", "string", "address", lambda t: t.entry.source),
            Column("entry", "integer", "log index", lambda t: t.entry.index),
            Column("label", "string", "label of the entry", lambda t: t.entry.label),
        ),
        audit.timeline,
    )


def _steps(audit: Audit) -> Table:
    return table_of(
        "steps",
        "Conference and political steps",
        "Steps that were agreed, who takes part, when they are planned and with which doubt.",
        (
            Column[StepResult]("id", "string", "identifier", lambda s: s.id),
            Column("instrument", "string", "its instrument", lambda s: s.instrument),
            Column("title", "string", "what", lambda s: s.title),
            Column("participants", "string", "who takes part", lambda s: joined(s.participants)),
            Column("planned", "string", "when", lambda s: s.planned),
            Column("doubt", "string", "doubt stated", lambda s: s.doubt),
        ),
        audit.steps,
    )


def _preconditions(audit: Audit) -> Table:
    return table_of(
        "preconditions",
        "Preconditions",
        "What parties put or reject as a condition of a step.",
        (
            Column[tuple[str, PreconditionResult]]("step", "string", "the step", lambda r: r[0]),
            Column("party", "string", "party", lambda r: r[1].party_name),
            Column("stance", "string", "puts or rejects", lambda r: r[1].stance),
            Column("text", "string", "the condition", lambda r: r[1].text),
        ),
        ((step.id, condition) for step in audit.steps for condition in step.preconditions),
    )


def _entries(audit: Audit, changes: Changes | None) -> Table:
    return table_of(
        "entries",
        "Entries",
        "Every entry of the record that was known on the day, by its place in the log.",
        (
            Column[EntryRef]("entry", "integer", "log index", lambda e: e.index),
            Column("label", "string", "label", lambda e: e.label),
            Column("kind", "string", "kind", lambda e: e.kind),
            Column("date", "string", "when it was true or happened", lambda e: e.date),
            Column("known", "date", "day from which the record knew it", lambda e: e.known),
            Column("by", "string", "whose claim or act", lambda e: e.by_name or audit.parties.get(e.by, e.by)),
            Column("text", "string", "what it says", lambda e: e.text),
            Column("tier", "string", "tier of its source", lambda e: e.tier),
            Column("source", "string", "address", lambda e: e.source),
            Column("leaf", "string", "hash of its leaf in the log, SHA-256 in hex", lambda e: e.leaf),
        ),
        known_entries(audit, changes),
    )
