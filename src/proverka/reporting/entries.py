"""The entries that an audit cites, gathered from everything in it that names one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proverka.assessment.changes import Changes
from proverka.assessment.result import AllegationResult, Audit, EntryRef, FigureResult, InstrumentResult, View
from proverka.reporting.wording import figure_number


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedEntry:
    """An entry that a report names; what the audit does not say of it is empty."""

    index: int
    label: str = ""
    kind: str = ""
    when: str = ""
    known: date | None = None
    by: str = ""
    source: str = ""
    tier: str = ""
    text: str = ""


def cited_entries(audit: Audit, changes: Changes | None = None) -> tuple[CitedEntry, ...]:
    """Return every entry that the audit or the changes cite, in log order, each described as fully as they do."""
    found: dict[int, CitedEntry] = {}
    for ref in _described(audit, changes):
        found.setdefault(ref.index, _of_reference(ref))
    for entry in _derived(audit):
        found.setdefault(entry.index, entry)
    for index in _named(audit):
        found.setdefault(index, CitedEntry(index=index))
    return tuple(found[index] for index in sorted(found))


def _described(audit: Audit, changes: Changes | None) -> Iterator[EntryRef]:
    for obligation in audit.obligations:
        yield from obligation.evidence
    for finding in audit.findings:
        yield from finding.entries
    for item in audit.timeline:
        yield item.entry
    if changes is not None:
        yield from changes.new_entries
        for finding in (*changes.new_findings, *changes.gone_findings):
            yield from finding.entries


def _of_reference(ref: EntryRef) -> CitedEntry:
    return CitedEntry(
        index=ref.index,
        label=ref.label,
        kind=ref.kind,
        when=ref.date,
        known=ref.known,
        by=ref.by,
        source=ref.source,
        tier=ref.tier,
        text=ref.text,
    )


def _derived(audit: Audit) -> Iterator[CitedEntry]:
    yield from map(_of_figure, audit.figures)
    yield from map(_of_view, audit.statements)
    yield from map(_of_instrument, audit.instruments)
    yield from map(_of_allegation, audit.allegations)


def _of_figure(figure: FigureResult) -> CitedEntry:
    return CitedEntry(
        index=figure.entry,
        label=figure.label,
        kind="figure",
        when=figure.as_of,
        known=figure.known,
        by=figure.by,
        source=figure.source,
        tier=figure.tier,
        text=f"{figure_number(figure)} on the basis {figure.basis}",
    )


def _of_view(view: View) -> CitedEntry:
    return CitedEntry(
        index=view.entry,
        label=view.label,
        kind=view.kind,
        when=view.date,
        by=view.party,
        source=view.source,
        text=f"{view.speaker}: {view.text}",
    )


def _of_instrument(instrument: InstrumentResult) -> CitedEntry:
    return CitedEntry(
        index=instrument.entry,
        label=instrument.id,
        kind="instrument",
        when=str(instrument.adopted),
        source=instrument.sources[0] if instrument.sources else "",
        text=instrument.title,
    )


def _of_allegation(allegation: AllegationResult) -> CitedEntry:
    return CitedEntry(
        index=allegation.entry,
        kind="allegation",
        when=allegation.date,
        by=allegation.by,
        source=allegation.source,
        text=f"{allegation.level}: {allegation.text}",
    )


def _named(audit: Audit) -> Iterator[int]:
    """Yield the entries that are named by their index alone."""
    for obligation in audit.obligations:
        for due in obligation.dates:
            yield from due.entries
        for step in obligation.ladder:
            yield from step.entries
    for figure in audit.figures:
        yield from (*figure.corrected_by, *figure.contested_by)
    for line in audit.balance:
        yield from line.entries
    for count in audit.issues.counts:
        yield from count.entries
    for issue in audit.issues.identified:
        yield from issue.entries
    for allegation in audit.allegations:
        yield from allegation.history
