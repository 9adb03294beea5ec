"""Findings on material balances: what errors of measurement do not explain, and what has no stated error."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from proverka.assessment.area_balance import FALSE_ALARM, AreaBalance, BalancePeriod, SubjectBalance, TestResult
from proverka.inventory.methods import ROWS_OWN
from proverka.model.finding import Finding
from proverka.model.quantity import measured
from proverka.model.sentence import Sentence, commas, counting, sentence
from proverka.model.vocabulary import Vocabulary

TESTS = {"page": sentence("Page’s test"), "cumuf": sentence("CUMUF"), "gemuf": sentence("GEMUF")}
HUNDREDTH = Decimal("0.01")


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
    limits = (sentence("{test} up to {limit}", test=TESTS[t.test], limit=_hundredth(t.threshold)) for t in one.tests)
    last = tested[-1]
    assert last.cumuf is not None, "what is tested is added up"
    assert last.cumuf_deviation is not None, "and its error too"
    return Finding(
        rule="balance-does-not-close",
        severity="discrepancy",
        about=one.subject,
        expected=counting(
            "{places}, {count} balance from {first} to {last}: {limits} ({percent} false alarms in all)",
            "{places}, {count} balances from {first} to {last}: {limits} ({percent} false alarms in all)",
            len(tested),
            places=where,
            first=tested[0].begin.date(),
            last=last.end.date(),
            limits=commas(limits),
            percent=measured(round(100 * FALSE_ALARM), "percent"),
        ),
        got=sentence(
            "{results}; unaccounted for in all {amount}, one standard deviation {deviation}",
            results=_results(one, tested),
            amount=measured(last.cumuf, one.unit),
            deviation=round(last.cumuf_deviation),
        ),
        entries=(*dict.fromkeys(entry for period in tested for entry in period.entries), *area.methods),
    )


def _results(one: SubjectBalance, tested: Sequence[BalancePeriod]) -> Sentence:
    results = commas(_result(test) for test in one.tests if test.alarm)
    first = next((period for period in tested if period.alarm), None)
    if first is None:
        return results
    return sentence("{results}, first in the balance that ends {day}", results=results, day=first.end.date())


def _result(test: TestResult) -> Sentence:
    beyond = sentence("beyond any error of measurement")
    result = beyond if test.statistic is None else _hundredth(test.statistic)
    return sentence("{test} {result}", test=TESTS[test.test], result=result)


def _hundredth(value: float) -> Decimal:
    return Decimal(value).quantize(HUNDREDTH)


def _not_measured(area: AreaBalance, one: SubjectBalance, where: str) -> Finding:
    unknown = [period for period in one.periods if period.unknown_count]
    count, amount = (sum(getattr(period, name) for period in unknown) for name in ("unknown_count", "unknown_amount"))
    return Finding(
        rule="balance-not-measured",
        severity="notice",
        about=one.subject,
        expected=counting(
            "{places}: an uncertainty or a method for all that {count} balance holds",
            "{places}: an uncertainty or a method for all that {count} balances hold",
            len(one.periods),
            places=where,
        ),
        got=counting(
            "none for {count} item or quantity, {amount}, in {balances} of them, which are not tested; the last "
            "ends {day}",
            "none for {count} items or quantities, {amount}, in {balances} of them, which are not tested; the last "
            "ends {day}",
            count,
            amount=measured(amount, one.unit),
            balances=len(unknown),
            day=unknown[-1].end.date(),
        ),
        entries=(*dict.fromkeys(entry for period in unknown for entry in period.entries), *area.methods),
    )
