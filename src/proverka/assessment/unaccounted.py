"""Findings on material balances: what errors of measurement do not explain, and what has no stated error."""

from collections.abc import Iterable, Iterator

from proverka.assessment.area_balance import FALSE_ALARM, AreaBalance, BalancePeriod, SubjectBalance, TestResult
from proverka.inventory.methods import ROWS_OWN
from proverka.model.finding import Finding
from proverka.model.vocabulary import Vocabulary

TESTS = {"page": "Page's test", "cumuf": "CUMUF", "gemuf": "GEMUF"}


def balance_findings(found: Iterable[AreaBalance], words: Vocabulary) -> Iterator[Finding]:
    """Yield a finding for each subject of an area whose balance a test alarms about, and for what is not measured.

    Only of what is measured by a method that the case states.
    """
    for area in found:
        where = ", ".join(words.name(place) for place in area.places)
        for one in area.balances:
            if not any(name != ROWS_OWN for period in one.periods for name in period.contributions):
                continue
            if one.alarms:
                yield _alarm(area, one, where)
            if any(period.unknown_count for period in one.periods):
                yield _not_measured(area, one, where)


def _alarm(area: AreaBalance, one: SubjectBalance, where: str) -> Finding:
    assert one.run is not None, "only a run is tested"
    tested = one.periods[one.run[0] : one.run[1] + 1]
    limits = ", ".join(f"{TESTS[test.test]} up to {test.threshold:.2f}" for test in one.tests)
    results = ", ".join(_result(test) for test in one.tests if test.alarm)
    when = [period for period in tested if period.alarm]
    first = f", first in the balance that ends {_day(when[0])}" if when else ""
    last = tested[-1]
    return Finding(
        rule="balance-does-not-close",
        severity="discrepancy",
        about=one.subject,
        expected=f"{where}, {len(tested)} balances from {tested[0].begin.date()} to {_day(last)}: {limits} "
        f"({FALSE_ALARM:.0%} false alarms in all)",
        got=f"{results}{first}; unaccounted for in all {last.cumuf:,} {one.unit}, one standard deviation "
        f"{last.cumuf_deviation:,.0f}",
        entries=(*dict.fromkeys(entry for period in tested for entry in period.entries), *area.methods),
    )


def _result(test: TestResult) -> str:
    statistic = "beyond any error of measurement" if test.statistic is None else f"{test.statistic:.2f}"
    return f"{TESTS[test.test]} {statistic}"


def _not_measured(area: AreaBalance, one: SubjectBalance, where: str) -> Finding:
    unknown = [period for period in one.periods if period.unknown_count]
    count, amount = (sum(getattr(period, name) for period in unknown) for name in ("unknown_count", "unknown_amount"))
    return Finding(
        rule="balance-not-measured",
        severity="notice",
        about=one.subject,
        expected=f"{where}: an uncertainty or a method for all that {len(one.periods)} balances hold",
        got=f"none for {count:,} items or quantities, {amount:,} {one.unit}, in {len(unknown)} of them, which are not "
        f"tested; the last ends {_day(unknown[-1])}",
        entries=(*dict.fromkeys(entry for period in unknown for entry in period.entries), *area.methods),
    )


def _day(period: BalancePeriod) -> str:
    return period.end.date().isoformat()
