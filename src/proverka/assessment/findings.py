"""Findings about obligations: missed dates, dates that contradict their rule, extensions without effect."""

from collections.abc import Iterable, Iterator
from datetime import date

from proverka.assessment.attainment import deeds_of
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.schedule import past_limit
from proverka.inventory.standing import Held
from proverka.mandate import DocumentMeasure, Instrument, adopted_day_in
from proverka.model.finding import Finding
from proverka.model.sentence import Sentence, in_sequence, semicolons, sentence, term
from proverka.model.submission import Event

BREACHES = ("overdue", "met_late", "partly_met")


# Sources that are farther apart than this speak of two things rather than of one on two days.
DAYS_APART_MAX = 7


def obligation_findings(judged: Iterable[Judged], bench: Bench) -> list[Finding]:
    """Return the findings on every judged obligation and on the days of adoption, in their order."""
    return [
        *(finding for one in judged for finding in _of_one(one, bench)),
        *(finding for instrument in bench.mandate.instruments for finding in _adoption(instrument, bench)),
    ]


def _of_one(judged: Judged, bench: Bench) -> Iterator[Finding]:
    yield from _days(judged, bench)
    yield from _missed(judged)
    yield from _stated_date(judged)
    yield from _limits(judged)
    yield from _unexplained_end(judged, bench)


def _missed(judged: Judged) -> Iterator[Finding]:
    if judged.verdict.status in BREACHES:
        target = judged.schedule.original.target
        yield Finding(
            rule="date-missed",
            severity="notice" if target or judged.verdict.status == "partly_met" else "breach",
            about=judged.obligation.id,
            expected=sentence("{action} by {day}", action=judged.obligation.action, day=str(judged.schedule.due)),
            got=in_sequence(judged.why),
            entries=(*judged.attainment.entries, *judged.supporting),
        )


def _stated_date(judged: Judged) -> Iterator[Finding]:
    original = judged.schedule.original
    if original.stated is not None:
        yield Finding(
            rule="stated-date-differs-from-rule",
            severity="discrepancy",
            about=judged.obligation.id,
            expected=sentence("{day}, from the rule: {rule}", day=str(original.day), rule=original.rule),
            got=sentence("{day}, as stated elsewhere", day=original.stated),
            entries=(),
        )


def _limits(judged: Judged) -> Iterator[Finding]:
    for change in judged.schedule.changes:
        effect = change.effect.effect
        if change.own and effect != "reschedules":
            yield Finding(
                rule="debtor-decides-for-itself",
                severity="discrepancy",
                about=judged.obligation.id,
                expected=sentence("a decision of those who made the instrument, or of whom it names"),
                got=sentence(
                    "{effect} by the debtor, {decision} of {day}: nothing moves",
                    effect=term(effect),
                    decision=change.symbol or sentence("decision"),
                    day=change.on,
                ),
                entries=(change.entry,),
            )
        elif effect == "extends" and past_limit(judged.obligation, change):
            yield Finding(
                rule="extension-past-limit",
                severity="discrepancy",
                about=judged.obligation.id,
                expected=sentence("a date up to {day}", day=str(judged.obligation.deadline.limit)),
                got=sentence(
                    "{due}, by {decision} of {day}; the due date stands",
                    due=str(change.effect.due),
                    decision=change.symbol or sentence("a decision"),
                    day=change.on,
                ),
                entries=(change.entry,),
            )


def _unexplained_end(judged: Judged, bench: Bench) -> Iterator[Finding]:
    """A duty met while one that it depends on is not: one of the two is wrongly recorded."""
    if judged.attainment.fulfilled is None:
        return
    for name in judged.obligation.depends_on:
        other = bench.judged(bench.mandate.obligation_by_id[name])
        first = other.attainment.fulfilled
        if first is None or first.earliest > judged.attainment.fulfilled.latest:
            yield Finding(
                rule="fulfilled-before-its-dependency",
                severity="discrepancy",
                about=judged.obligation.id,
                expected=sentence(
                    "{obligation} fulfilled by {day}", obligation=name, day=judged.attainment.fulfilled.latest
                ),
                got=sentence("not fulfilled")
                if first is None
                else sentence("fulfilled from {day}", day=first.earliest),
                entries=(*judged.attainment.entries, *other.attainment.entries),
            )


def _days(judged: Judged, bench: Bench) -> Iterator[Finding]:
    """One paper or deed that sources put on different days: none is dropped, and the earliest counts."""
    obligation = judged.obligation
    if not isinstance(obligation.measure, DocumentMeasure) or obligation.measure.count > 1:
        return
    deeds = deeds_of(obligation, bench.reading(obligation))
    first = deeds[0] if deeds else None
    apart = [h for h in deeds if first and 0 < (h.span.earliest - first.span.latest).days <= DAYS_APART_MAX]
    if first is not None and apart:
        yield Finding(
            rule="days-differ",
            severity="notice",
            about=obligation.id,
            expected=sentence("one day; the earliest counts: {day}", day=_dated(first)),
            got=semicolons(_dated(held) for held in apart),
            entries=tuple(held.index for held in (first, *apart)),
        )


def _adoption(instrument: Instrument, bench: Bench) -> Iterator[Finding]:
    """An adoption that a source puts on another day; where it is that day elsewhere, the finding says so."""
    held = [bench.evidence.held(entry, bench.words) for entry in bench.evidence.by_name.get(instrument.id, ())]
    by_now = [h for h in held if h.span.latest <= bench.as_of and not h.withdrawn]
    told = [h for h in by_now if isinstance(h.body, Event) and h.body.event == "adoption"]
    other = [h for h in told if 0 < _apart(h, instrument.adopted) <= DAYS_APART_MAX]
    utc = adopted_day_in(instrument, "UTC")
    for one in other if instrument.adopted <= bench.as_of else ():
        elsewhere = utc != instrument.adopted and one.span.earliest <= utc <= one.span.latest
        yield Finding(
            rule="days-differ",
            severity="notice",
            about=instrument.id,
            expected=sentence("{day}, the day of adoption in {zone}", day=instrument.adopted, zone=instrument.zone),
            got=sentence("{day}; the instant of adoption fell on {utc} in UTC", day=_dated(one), utc=utc)
            if elsewhere
            else _dated(one),
            entries=(one.index,),
        )


def _apart(held: Held, day: date) -> int:
    """Return how many days a span lies from a day; 0 where it contains it."""
    return max(0, (held.span.earliest - day).days, (day - held.span.latest).days)


def _dated(held: Held) -> Sentence:
    source = held.entry.source
    host = source.url.split("//")[-1].split("/")[0] or source.outlet if source else held.entry.by
    return sentence("{days} ({label}, {source})", days=str(held.span), label=held.entry.label, source=host)
