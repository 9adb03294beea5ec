"""The audit: everything that a record says, as of one day and as known on one day.

1. Keep the entries known by the day asked for: a prefix of the log, so later knowledge never changes
   an earlier answer.
2. Fold them: evidence by kind and by what it bears on, figures by basis, the mandate.
3. Judge every obligation, and set each party's views beside it.
4. Reconcile figures, check the book, and collect the findings.
5. Put it all into values that need nothing else to be read.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from proverka.assessment.area_balance import AreaBalance
from proverka.assessment.bench import Bench
from proverka.assessment.booked import book_findings
from proverka.assessment.citation import entry_ref
from proverka.assessment.draws import draw_findings
from proverka.assessment.findings import obligation_findings
from proverka.assessment.holdings import balance_as_of, figures_as_of, holdings_as_of
from proverka.assessment.inspections import inspection_results
from proverka.assessment.issues import issue_findings, issues_of
from proverka.assessment.judgement import judge_obligation
from proverka.assessment.ladder import ladder_of, shared_duty
from proverka.assessment.material_results import material_results
from proverka.assessment.movements import movements_as_of, places_of
from proverka.assessment.reason import Judged
from proverka.assessment.result import (
    AllegationResult,
    Audit,
    CaseHeader,
    CheckResult,
    EntryRef,
    FindingResult,
    InstrumentResult,
    ObligationResult,
    PreconditionResult,
    RecordHeader,
    StepResult,
    Summary,
    TimelineItem,
)
from proverka.assessment.targets import targets_of
from proverka.assessment.timing import time_findings
from proverka.assessment.unaccounted import balance_findings
from proverka.assessment.views import views_of
from proverka.assessment.withholding import opening_findings, withheld_as_of
from proverka.book import BookStatement
from proverka.inventory.beside import published_beside_book
from proverka.inventory.book import check_book
from proverka.inventory.figures import FigureBook
from proverka.inventory.reconciliation import checks_of, reconcile
from proverka.inventory.standing import Evidence, Held
from proverka.mandate import (
    InspectionMeasure,
    Instrument,
    Mandate,
    PoliticalStep,
    RecurringMeasure,
    adopted_day_in,
    bases_of,
)
from proverka.model.entry import Entry
from proverka.model.finding import Check, Finding
from proverka.model.logged import NOT_ASKED, NOTHING_COSIGNED, LogTimes, Witnessing
from proverka.model.sentence import Sentence, sentence, spoken
from proverka.model.submission import (
    Allegation,
    Event,
    Inspection,
    InspectionFinding,
    Movement,
)
from proverka.model.vocabulary import Vocabulary

SCHEMA = "proverka/audit/v1"

NO_TABLES = BookStatement()

# Kinds that make the time line of what happened; the rest have places of their own in the result.
_HAPPENINGS = (
    "event", "inspection", "delivery", "declaration", "decision", "finding", "movement", "inspection_plan", "draw",
    "inspection_results",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """The checkpoint of the record that was read: origin, size in entries, root in base64, how far it is witnessed."""

    origin: str
    size: int
    root: str
    witnessing: Witnessing = NOT_ASKED


def known_at(entries: Sequence[Entry[object]], day: date) -> Sequence[Entry[object]]:
    """Return the entries that the record held by the end of `day` (UTC): a prefix, since order is proved."""
    return entries if day == date.max else entries[: bisect_left(entries, end_of(day), key=lambda e: e.known_from)]


def end_of(day: date) -> datetime:
    """Return the first instant after `day` (UTC); the last of the calendar where there is no next day."""
    after = day + timedelta(days=1) if day < date.max else None
    return datetime.combine(after, time(), tzinfo=UTC) if after else datetime.max.replace(tzinfo=UTC)


def audit(
    entries: Sequence[Entry[object]],
    words: Vocabulary,
    *,
    as_of: date,
    known: date,
    record: RecordState,
    times: LogTimes = NOTHING_COSIGNED,
    tables: BookStatement = NO_TABLES,
    balances: Sequence[AreaBalance] = (),
    refs: Sequence[EntryRef] = (),
) -> Audit:
    """Return the audit of a record's entries, in log order without the first, as of a day and as known on a day.

    `times` is what witnesses prove of when each was logged, `tables` what the movement tables say as of and as known on
    those days, `balances` the material balances that their measurements make. `refs` are all entries in short, in their
    order, from whoever asks more than once and has them.
    """
    held = known_at(entries, known)  # 1
    evidence = Evidence.of(held)  # 2
    mandate = mandate_of(evidence)
    book = FigureBook.of(evidence, words).with_book(tables.totals, held, targets_of(mandate))
    views = views_of(evidence, words, as_of)
    bench = Bench(
        words=words, mandate=mandate, evidence=evidence, book=book, views=views, as_of=as_of, judge=judge_obligation
    )
    witnessed = record.witnessing.told(record.size)
    cited = refs[: len(held)] if refs else [entry_ref(entry, words) for entry in held]
    in_short = {ref.index: ref for ref in cited}
    in_being = [i for i in mandate.instruments if i.adopted <= as_of]
    judged = [bench.judged(o) for i in in_being for o in i.obligations]  # 3
    obligations = tuple(_obligation(j, bench, in_short) for j in judged)
    findings = [  # 4
        *obligation_findings(judged, bench),
        *reconcile(book, as_of),
        *published_beside_book(book, as_of),
        *check_book(evidence, words, as_of, tables.held),
        *book_findings(tables.breaches, as_of),
        *balance_findings(balances, words),
        *draw_findings(held, words, as_of),
        *issue_findings(evidence, book, mandate, words, as_of),
        *opening_findings(evidence, words, as_of),
        *time_findings(held, times.known_by(end_of(known))),
    ]
    return Audit(  # 5
        schema=SCHEMA,
        case=CaseHeader(
            id=words.case, title=words.title, summary=words.summary, debtor=words.name(words.debtor), keys=words.keys
        ),
        as_of=as_of,
        known_at=known,
        record=RecordHeader(
            origin=record.origin,
            size=record.size,
            root=record.root,
            witnessed=witnessed.english,
            witnessed_said=witnessed,
            witnessed_size=record.witnessing.size,
            witnessed_since=record.witnessing.since,
            entries_known=len(held),
            last_known_from=held[-1].known_from if held else None,
        ),
        summary=_summary(obligations, held, findings),
        instruments=tuple(_instrument(i, bench) for i in in_being),
        obligations=obligations,
        holdings=holdings_as_of(book, as_of),
        balance=balance_as_of(evidence, words, as_of, tables.held),
        figures=figures_as_of(book, as_of),
        findings=tuple(_finding(f, in_short, words) for f in findings),
        issues=issues_of(evidence, book, mandate, words, as_of),
        allegations=_allegations(evidence, words, as_of),
        statements=tuple(views),
        steps=tuple(_step(step, i, bench) for i in in_being for step in i.steps),
        timeline=_timeline(evidence, words, as_of, in_short),
        parties={party.id: party.name for party in words.parties},
        places={place.id: place.name for place in words.places},
        checks=tuple(_check(check, words) for check in checks_of(book, as_of)),
        entries=tuple(in_short.values()),
        withheld=withheld_as_of(evidence, words, as_of, in_short),
        inspections=inspection_results(judged, evidence, words, as_of, in_short),
        material_balances=material_results(balances, words),
        gazetteer=places_of(words),
        movements=movements_as_of(evidence, words, as_of),
    )


def mandate_of(evidence: Evidence) -> Mandate:
    """Return the mandate that the known instruments make."""
    return Mandate(
        instruments=tuple(e.body for e in evidence.by_kind.get("instrument", ()) if isinstance(e.body, Instrument))
    )


def _obligation(judged: Judged, bench: Bench, refs: Mapping[int, EntryRef]) -> ObligationResult:
    obligation, schedule, attainment = judged.obligation, judged.schedule, judged.attainment
    instrument = bench.mandate.instrument_of[obligation.id]
    words = bench.words
    recurring = isinstance(obligation.measure, RecurringMeasure | InspectionMeasure)
    silent = judged.verdict.status == "no_evidence"
    dates = (*(() if recurring else schedule.dates(attainment.fulfilled, bench.as_of, silent=silent)), *judged.steps)
    rule = _rule(judged)
    rests_on = dict.fromkeys((*attainment.entries, *_figure_entries(judged), *judged.supporting))
    return ObligationResult(
        id=obligation.id,
        instrument=instrument.id,
        provision=obligation.provision,
        debtor="; ".join(words.name(party) for party in obligation.debtors),
        debtors=obligation.debtors,
        creditor="; ".join(words.name(party) for party in obligation.creditors),
        action=obligation.action,
        measure=type(obligation.measure).__name__.removesuffix("Measure").lower(),
        status=judged.verdict.status,
        due=schedule.due,
        due_earliest=schedule.original.earliest,
        due_rule=rule.english,
        due_rule_said=rule,
        original_due=schedule.original.day,
        target_date=schedule.original.target,
        fulfilled=attainment.fulfilled,
        days_late=judged.verdict.days_late,
        days_late_least=judged.verdict.days_late_least,
        achieved=attainment.achieved,
        at_due=judged.at_due,
        after_due=judged.after_due,
        forecast=judged.forecast,
        missed=judged.verdict.status in ("overdue", "partly_met", "met_late")
        or any(d.state in ("missed", "met_late") for d in dates if d.role != "rescheduled"),
        excused_by=tuple(refs[i].label for i in judged.excuses),
        why=spoken(judged.why),
        reasons=judged.why,
        dates=dates,
        shared_duty=shared_duty(obligation, bench),
        depends_on=obligation.depends_on,
        ladder=ladder_of(obligation, bench),
        evidence=tuple(refs[index] for index in rests_on if index in refs),
        views=tuple(bench.views_on.get(obligation.id, ())),
        binding=instrument.binding,
        text_basis=obligation.text_basis or instrument.text_basis,
        source=obligation.source,
        remarks=obligation.remarks,
        bases=bases_of(obligation),
        not_before=schedule.original.not_before,
    )


def _rule(judged: Judged) -> Sentence:
    """Return the rule of the date in force: that of the decision which moved it, if one did."""
    due = judged.schedule.due
    moved = [c for c in judged.schedule.changes if c.extends and c.effect.due == due]
    rule = judged.schedule.original.rule
    if judged.schedule.original.stated is not None:
        rule = sentence("{rule} (a source prints {day})", rule=rule, day=judged.schedule.original.stated)
    if not moved:
        return rule
    return sentence(
        "extended on {day} ({basis}); originally {rule}",
        day=moved[-1].on,
        basis=moved[-1].effect.legal_basis,
        rule=rule,
    )


def _figure_entries(judged: Judged) -> list[int]:
    return [a.entry for a in (judged.attainment.achieved, judged.at_due, judged.after_due) if a is not None and a.entry]


def _summary(
    obligations: Sequence[ObligationResult], held: Sequence[Entry[object]], findings: Sequence[Finding]
) -> Summary:
    return Summary(
        obligations=len(obligations),
        statuses=dict(sorted(Counter(o.status for o in obligations).items())),
        missed=sum(1 for o in obligations if o.missed),
        entries=len(held),
        kinds=dict(sorted(Counter(e.kind for e in held).items())),
        findings=len(findings),
    )


def _instrument(instrument: Instrument, bench: Bench) -> InstrumentResult:
    utc = adopted_day_in(instrument, "UTC")
    by = bench.superseded.get(instrument.id)
    return InstrumentResult(
        id=instrument.id,
        title=instrument.title,
        body=tuple(bench.words.name(party) for party in instrument.body),
        adopted=instrument.adopted,
        zone=instrument.zone,
        adopted_utc=utc if utc != instrument.adopted else None,
        place=instrument.place,
        binding=instrument.binding,
        binding_note=instrument.binding_note,
        rests_on=instrument.rests_on,
        endorses=instrument.endorses,
        amends=instrument.amends,
        supersedes=instrument.supersedes,
        superseded_by=by.id if by else "",
        consequence=instrument.consequence,
        official_ref=instrument.official_ref,
        sources=instrument.sources,
        text_basis=instrument.text_basis,
        obligations=tuple(o.id for o in instrument.obligations),
        entry=next(e.index for e in bench.evidence.by_kind["instrument"] if e.body is instrument),
        views=tuple(bench.views_on.get(instrument.id, ())),
    )


def _step(step: PoliticalStep, instrument: Instrument, bench: Bench) -> StepResult:
    words = bench.words
    return StepResult(
        id=step.id,
        instrument=instrument.id,
        title=step.title,
        participants=tuple(words.name(party) for party in step.participants),
        planned=step.planned,
        doubt=step.doubt,
        preconditions=tuple(
            PreconditionResult(party=p.party, party_name=words.name(p.party), stance=p.stance, text=p.text)
            for p in step.preconditions
        ),
        views=tuple(bench.views_on.get(step.id, ())),
    )


def _finding(finding: Finding, refs: Mapping[int, EntryRef], words: Vocabulary) -> FindingResult:
    return FindingResult(
        rule=finding.rule,
        severity=finding.severity,
        about=finding.about,
        about_name=words.name(finding.about),
        expected=finding.expected.english,
        got=finding.got.english,
        entries=tuple(refs[i] for i in dict.fromkeys(finding.entries) if i in refs),
        expected_said=finding.expected,
        got_said=finding.got,
    )


def _check(check: Check, words: Vocabulary) -> CheckResult:
    return CheckResult(
        rule=check.rule,
        about=check.about,
        about_name=words.name(check.about),
        date=check.on,
        expected=check.expected.english,
        got=check.got.english,
        expected_said=check.expected,
        got_said=check.got,
        difference=check.difference,
        allowed=check.allowed,
        unit=check.unit,
        holds=check.holds,
        entries=check.entries,
    )


def _allegations(evidence: Evidence, words: Vocabulary, as_of: date) -> tuple[AllegationResult, ...]:
    """Return each thread of allegations at its latest level."""
    threads: dict[str, list[Held]] = {}
    for held in evidence.of_kind("allegation", words):
        if held.span.latest <= as_of and not held.withdrawn and isinstance(held.body, Allegation):
            threads.setdefault(held.body.thread or held.entry.label, []).append(held)
    return tuple(_allegation(name, sorted(found, key=lambda h: h.span), words) for name, found in threads.items())


def _allegation(thread: str, found: Sequence[Held], words: Vocabulary) -> AllegationResult:
    last = found[-1]
    assert isinstance(last.body, Allegation), "filtered by the caller"
    return AllegationResult(
        entry=last.index,
        thread=thread,
        date=str(last.span),
        by=last.entry.by,
        by_name=words.name(last.entry.by),
        holder=last.body.holder,
        holder_name=words.name(last.body.holder),
        level=last.body.level,
        text=last.body.text,
        about=last.entry.bears_on,
        source=last.entry.source.url if last.entry.source else "",
        history=tuple(h.index for h in found),
    )


def _timeline(
    evidence: Evidence, words: Vocabulary, as_of: date, refs: Mapping[int, EntryRef]
) -> tuple[TimelineItem, ...]:
    every = [h for kind in _HAPPENINGS for h in evidence.of_kind(kind, words)]
    held = [h for h in every if h.span.latest <= as_of and not h.withdrawn]
    return tuple(
        TimelineItem(
            entry=refs[h.index],
            bears_on=h.entry.bears_on,
            place=", ".join(words.name(place) for place in _places(h)),
            places=_places(h),
        )
        for h in sorted(held, key=lambda h: (h.span, h.index))
    )


def _places(held: Held) -> tuple[str, ...]:
    """Return where something happened; of a movement, where it led."""
    body = held.body
    if isinstance(body, Event):
        return (body.place,) if body.place else ()
    if isinstance(body, Inspection | InspectionFinding):
        return body.places
    return (body.destination.place,) if isinstance(body, Movement) else ()
