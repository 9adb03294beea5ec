"""Findings about obligations: missed dates, dates that contradict their rule, extensions without effect."""

from collections.abc import Iterable, Iterator

from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.schedule import past_limit
from proverka.model.finding import Finding

BREACHES = ("overdue", "met_late", "partly_met")


def obligation_findings(judged: Iterable[Judged], bench: Bench) -> list[Finding]:
    """Return the findings on every judged obligation, in their order."""
    return [finding for one in judged for finding in _of_one(one, bench)]


def _of_one(judged: Judged, bench: Bench) -> Iterator[Finding]:
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
            expected=f"{judged.obligation.action} by {judged.schedule.due}",
            got=judged.why,
            entries=(*judged.attainment.entries, *judged.supporting),
        )


def _stated_date(judged: Judged) -> Iterator[Finding]:
    original = judged.schedule.original
    if original.stated is not None:
        yield Finding(
            rule="stated-date-differs-from-rule",
            severity="discrepancy",
            about=judged.obligation.id,
            expected=f"{original.day}, from the rule: {original.rule}",
            got=f"{original.stated}, as stated elsewhere",
            entries=(),
        )


def _limits(judged: Judged) -> Iterator[Finding]:
    for change in judged.schedule.changes:
        if change.effect.effect == "extends" and past_limit(judged.obligation, change):
            yield Finding(
                rule="extension-past-limit",
                severity="discrepancy",
                about=judged.obligation.id,
                expected=f"a date up to {judged.obligation.deadline.limit}",
                got=f"{change.effect.due}, by {change.symbol or 'a decision'} of {change.on}; the due date stands",
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
                expected=f"{name} fulfilled by {judged.attainment.fulfilled.latest}",
                got="not fulfilled" if first is None else f"fulfilled from {first.earliest}",
                entries=(*judged.attainment.entries, *other.attainment.entries),
            )
