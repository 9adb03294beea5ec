"""Inspections with their papers, each paper held against its clock; dissent and comments are told in full."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from proverka.assessment.attainment import Attainment, Reading, is_entitled
from proverka.assessment.bench import Bench
from proverka.assessment.clocks import Moment, days_late, due_after, due_day, midnight, moment_of, told
from proverka.assessment.reason import Judged
from proverka.assessment.result import (
    Achieved,
    ClockResult,
    DatedDue,
    DateState,
    EntryRef,
    Fulfilment,
    InspectionResult,
    PaperResult,
    Status,
)
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.inventory.standing import Evidence, Held
from proverka.mandate import Deadline, Duration, InspectionMeasure, Obligation
from proverka.model.sentence import Sentence, commas, counting, counting_days, sentence
from proverka.model.span import Span, day_after
from proverka.model.submission import Delivery, Inspection
from proverka.model.vocabulary import Vocabulary

# The papers of an inspection that are printed in full, whoever wrote them.
PRINTED = ("comments", "differing_observations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One paper of one inspection: when it is due, and what became of it; `late` has the least and the most days."""

    inspection: Held
    due: Moment
    day: date
    state: DateState
    rule: Sentence
    paper: Held | None = None
    late: tuple[int, int] | None = None
    contested: bool = False

    @property
    def dated(self) -> DatedDue:
        """The clock as a date of its obligation."""
        span = self.paper.span if self.paper else None
        return DatedDue(
            date=self.day,
            role="occurrence",
            state=self.state,
            rule=self.rule.english,
            rule_said=self.rule,
            days_late=self.late[1] if self.late else None,
            target=self.inspection.entry.label,
            fulfilled=Fulfilment(earliest=span.earliest, latest=span.latest) if span else None,
            entries=(*self.inspection.rests_on, *(self.paper.rests_on if self.paper else ())),
        )


def clocks_of(obligation: Obligation, reading: Reading, bench: Bench, ended_on: date | None = None) -> list[Clock]:
    """Return the clock of every inspection that ended since the instrument was adopted, in the order of their due days.

    None for one that ended on or after `ended_on`, when the duty was superseded or waived.
    """
    measure = obligation.measure
    assert isinstance(measure, InspectionMeasure), "only what is due after inspections has their clocks"
    zone = ZoneInfo(bench.mandate.instrument_of[obligation.id].zone)
    papers = _papers(measure.paper, obligation, reading)
    found = []
    for held in inspections_by(reading.evidence, reading.words, reading.as_of):
        assert isinstance(held.body, Inspection), "filtered by kind"
        over = ended_on is not None and held.span.latest >= ended_on
        wanted = not measure.inspections or held.body.inspection in measure.inspections
        if wanted and not over and held.span.latest >= reading.since:
            found.append(_clock(held, papers.get(held.index, ()), obligation, zone, reading.as_of))
    return sorted(found, key=lambda one: (one.day, one.inspection.index))


def inspections_by(evidence: Evidence, words: Vocabulary, as_of: date) -> list[Held]:
    """Return the inspections that had ended by a day, in the order of their ends."""
    held = [h for h in evidence.of_kind("inspection", words) if not h.withdrawn and h.span.latest <= as_of]
    return sorted(held, key=lambda h: (h.span.latest, h.index))


def _papers(paper: str, obligation: Obligation, reading: Reading) -> Mapping[int, Sequence[Held]]:
    """Return the papers of one sort by the index of the inspection that they refer to."""
    found: dict[int, list[Held]] = {}
    for held in reading.evidence.of_kind("delivery", reading.words):
        body = held.body
        if held.withdrawn or not isinstance(body, Delivery) or body.document != paper:
            continue
        if held.span.latest <= reading.as_of and is_entitled(held, obligation, reading.words):
            for index in held.entry.references:
                found.setdefault(index, []).append(held)
    return found


def _clock(held: Held, papers: Sequence[Held], obligation: Obligation, zone: ZoneInfo, as_of: date) -> Clock:
    assert isinstance(held.body, Inspection), "filtered by the caller"
    # It ended on the last of its days.
    ended = moment_of(Span.day(held.span.latest), held.body.ended_at, zone)
    due = due_after(ended, obligation, zone)
    # What was handed over before the inspection began is none of its papers.
    begun = midnight(held.span.earliest, zone)
    papers = [paper for paper in papers if _moment(paper, zone).latest > begun]
    accepted = [paper for paper in papers if paper.standing != "contested"]
    first = min(accepted, key=lambda paper: _moment(paper, zone).latest, default=None)
    state, late = _state(None if first is None else _moment(first, zone), due, zone, as_of)
    return Clock(
        inspection=held,
        due=due,
        day=due_day(due, zone),
        state=state,
        rule=_rule(ended, due, first, obligation.deadline, zone),
        paper=first,
        late=late,
        contested=first is None and bool(papers),
    )


def _moment(paper: Held, zone: ZoneInfo) -> Moment:
    assert isinstance(paper.body, Delivery), "filtered by kind"
    return moment_of(paper.span, paper.body.at, zone)


def _state(done: Moment | None, due: Moment, zone: ZoneInfo, as_of: date) -> tuple[DateState, tuple[int, int] | None]:
    if done is not None and done.surely_after(due):
        return "met_late", days_late(done, due, zone)
    if done is not None:
        return "met", None
    if due.latest < midnight(day_after(as_of), zone):
        days = max(1, (as_of - due_day(due, zone)).days)
        return "missed", (days, days)
    return "running", None


def _rule(ended: Moment, due: Moment, paper: Held | None, deadline: Deadline, zone: ZoneInfo) -> Sentence:
    rule = sentence(
        "{text}: ended {ended} + {duration} = {until}",
        text=deadline.text,
        ended=told(ended, zone),
        duration=Duration.parse(deadline.after, where=deadline.text).told,
        until=_until(due, zone),
    )
    done = None if paper is None else _moment(paper, zone)
    if done is None or done.surely_by(due) or done.surely_after(due):
        return rule
    return sentence(
        "{rule}; it came {came}: by days alone that it was late is not shown", rule=rule, came=told(done, zone)
    )


def _until(due: Moment, zone: ZoneInfo) -> str | Sentence:
    if due.exact and due.latest.astimezone(zone).time() != time():
        return told(due, zone)
    return sentence("the end of {day}", day=due_day(due, zone))


def judge_inspections(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    """Overdue while one paper is owed; else late if one was, else met; before the first is due, pending.

    So a paper that came late stays late, whatever later inspections bring. Every clock is listed.
    """
    ended = bench.superseded_on(obligation, schedule)
    clocks = clocks_of(obligation, reading, bench, ended)
    deciding = _deciding(clocks)
    status = _status(deciding) if ended is None else "superseded"
    papers = [clock.paper for clock in clocks if clock.paper is not None]
    late = deciding.late if deciding else None
    return Judged(
        obligation=obligation,
        schedule=schedule if deciding is None else replace(schedule, due=deciding.day),
        attainment=Attainment(
            fulfilled=deciding.dated.fulfilled if deciding and deciding.paper else None,
            achieved=_achieved(obligation, clocks, papers),
            progress=bool(papers),
            entries=deciding.dated.entries if deciding else (),
        ),
        verdict=Verdict(
            status=status,
            days_late=late[1] if late else (0 if status == "met" else None),
            days_late_least=late[0] if late and status == "met_late" else None,
        ),
        superseded_by=bench.superseded_by(obligation),
        steps=tuple(clock.dated for clock in clocks),
        why=_why(obligation, clocks, deciding, bench.as_of),
    )


def _deciding(clocks: Sequence[Clock]) -> Clock | None:
    """Return the clock by which the duty stands: the first that is owed, else the latest that was late, else the last.

    Before any is due, the first that runs.
    """
    by_state: dict[str, list[Clock]] = {}
    for clock in clocks:
        by_state.setdefault(clock.state, []).append(clock)
    if "missed" in by_state:
        return by_state["missed"][0]
    for state in ("met_late", "met"):
        if state in by_state:
            return by_state[state][-1]
    return clocks[0] if clocks else None


def _status(deciding: Clock | None) -> Status:
    if deciding is None or deciding.state == "running":
        return "pending"
    if deciding.state == "missed":
        return "contested" if deciding.contested else "overdue"
    return "met_late" if deciding.state == "met_late" else "met"


def _achieved(obligation: Obligation, clocks: Sequence[Clock], papers: Sequence[Held]) -> Achieved | None:
    measure = obligation.measure
    assert isinstance(measure, InspectionMeasure), "only these have clocks"
    if not papers:
        return None
    last = max(papers, key=lambda held: (held.span.latest, held.index))
    name = sentence("{what}, of the inspections that ended", what=measure.what)
    return Achieved(
        value=Decimal(len(papers)),
        unit="document",
        basis="delivered",
        basis_name=name.english,
        basis_name_said=name,
        as_of=str(last.span),
        bound="exact",
        standing=last.standing,
        fraction=Decimal(len(papers)) / len(clocks),
        of=str(len(clocks)),
        entry=last.index,
    )


def _why(obligation: Obligation, clocks: Sequence[Clock], deciding: Clock | None, as_of: date) -> tuple[Sentence, ...]:
    assert isinstance(obligation.measure, InspectionMeasure), "only these have clocks"
    if deciding is None:
        return (sentence("No inspection that it follows has ended."),)
    states = Counter(clock.state for clock in clocks)
    counts = [
        *([sentence("{count} in time", count=states["met"])] if states["met"] else []),
        *([sentence("{count} late", count=states["met_late"])] if states["met_late"] else []),
        *([sentence("{count} owed", count=states["missed"])] if states["missed"] else []),
        *([sentence("{count} not due yet", count=states["running"])] if states["running"] else []),
    ]
    listed = commas(counts)
    one, many = "After one inspection: {counts}.", "After {count} inspections: {counts}."
    label, rule = deciding.inspection.entry.label, deciding.rule
    told = (counting(one, many, len(clocks), counts=listed), sentence("{label}: {rule}.", label=label, rule=rule))
    return (*told, _lateness(deciding, as_of)) if deciding.late else told


def _lateness(deciding: Clock, as_of: date) -> Sentence:
    assert deciding.late is not None, "asked only of what is late"
    least, most = deciding.late
    if deciding.paper:
        if least == most:
            return counting("Late by {count} day.", "Late by {count} days.", most)
        return counting("Late by {least} to {count} day.", "Late by {least} to {count} days.", most, least=least)
    if least == most:
        return counting_days("Past due by {count} day.", "Past due by {count} days.", most, until=as_of)
    one, many = "Past due by {least} to {count} day.", "Past due by {least} to {count} days."
    return counting(one, many, most, least=least)


def inspection_results(
    judged: Iterable[Judged], evidence: Evidence, words: Vocabulary, as_of: date, refs: Mapping[int, EntryRef]
) -> tuple[InspectionResult, ...]:
    """Return every inspection that had ended by a day, with its papers and the clocks that its end started."""
    clocks = _clocks_by_label(judged)
    papers: dict[int, list[Held]] = {}
    for held in evidence.of_kind("delivery", words):
        if not held.withdrawn and held.span.latest <= as_of:
            for index in held.entry.references:
                papers.setdefault(index, []).append(held)
    return tuple(
        _inspection(held, papers.get(held.index, ()), clocks.get(held.entry.label, ()), words, refs)
        for held in inspections_by(evidence, words, as_of)
    )


def _clocks_by_label(judged: Iterable[Judged]) -> Mapping[str, Sequence[ClockResult]]:
    found: dict[str, list[ClockResult]] = {}
    for one in judged:
        measure = one.obligation.measure
        if not isinstance(measure, InspectionMeasure):
            continue
        for step in one.steps:
            found.setdefault(step.target, []).append(
                ClockResult(
                    obligation=one.obligation.id,
                    paper=measure.paper,
                    due=step.date,
                    state=step.state,
                    days_late=step.days_late,
                    rule=step.rule,
                    rule_said=step.rule_said,
                    entries=step.entries,
                )
            )
    return found


def _inspection(
    held: Held,
    papers: Sequence[Held],
    clocks: Sequence[ClockResult],
    words: Vocabulary,
    refs: Mapping[int, EntryRef],
) -> InspectionResult:
    body = held.body
    assert isinstance(body, Inspection), "filtered by kind"
    return InspectionResult(
        entry=refs[held.index],
        inspection=body.inspection,
        title=body.title,
        places=tuple(words.name(place) for place in body.places),
        days=str(held.span),
        ended_at=body.ended_at,
        standing=held.standing,
        papers=tuple(_paper(paper, words, refs) for paper in sorted(papers, key=lambda p: (p.span.latest, p.index))),
        clocks=tuple(clocks),
    )


def _paper(held: Held, words: Vocabulary, refs: Mapping[int, EntryRef]) -> PaperResult:
    body = held.body
    assert isinstance(body, Delivery), "filtered by kind"
    return PaperResult(
        entry=refs[held.index],
        document=body.document,
        title=body.title,
        text=body.text,
        days=str(held.span),
        at=body.at,
        by=held.entry.by,
        by_name=words.name(held.entry.by),
        standing=held.standing,
        printed=body.document in PRINTED,
    )
