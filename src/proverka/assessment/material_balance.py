"""The material balances of an area between its physical inventories, and whether errors of measurement explain them.

1. The sums of the book become measurements, one for each effect and pair of balances, whose covariance is exactly that
   of the rows: a shared effect moves a sum by the sum of what it moves, an own one by the root of the sum of squares.
2. Balances that hold something of which nobody stated an error have a standard deviation of at least what is known.
   Only the longest run of balances without any is tested.
3. In that run the balances are made independent (SITMUF) and tested for a loss: by Page's test period by period, by
   their sum (CUMUF) and by GEMUF at the end. Each test alarms with the stated probability where nothing is lost.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
from scipy.optimize import brentq

from proverka.accountancy import (
    NONE,
    BalanceErrors,
    Effect,
    Factor,
    Measurements,
    PageTest,
    balance_errors,
    best_detection,
    factor,
    gemuf,
    gemuf_test,
    measurements,
    page_detection,
    page_statistics,
    page_threshold,
    standardised,
    student_detection,
    student_threshold,
)
from proverka.assessment.area_balance import (
    DETECTION_GOAL,
    BalancePeriod,
    BalanceTerms,
    Detection,
    SubjectBalance,
    TestResult,
)
from proverka.book.material_balance import Amount, BalanceSums, ErrorSum, PhysicalInventory, Unknown
from proverka.inventory.methods import NamedEffect
from proverka.model.numeric import Reals, reals

# Beyond so many periods the smallest loss that Page's test detects is not searched for in each.
PERIODS_SEARCHED_MAX = 60
# Below this no threshold can be told from the next: probabilities are computed to about 1e-15.
FALSE_ALARM_LEAST = 1e-12
# As much as a row of a table may amount to, in grams.
GOAL_MOST = 1e18


def subject_balances(
    edges: Sequence[PhysicalInventory],
    sums: BalanceSums,
    effects: Sequence[NamedEffect],
    units: Mapping[str, str],
    terms: BalanceTerms,
) -> tuple[SubjectBalance, ...]:
    """Return the balances of each subject that has two physical inventories or more; the edges are those of `sums`.

    Raises RefusedError (bad-value) for terms that are none.
    """
    reals("false_alarm", terms.false_alarm, least=FALSE_ALARM_LEAST, most=1.0, bounds="[)")
    if terms.goal is not None:
        reals("goal", terms.goal, least=0.0, most=GOAL_MOST, bounds="(]")
    found, units_of = [], [effect_of(one) for one in effects]
    for subject, own in groupby(sorted(edges, key=lambda one: (one.subject, one.at)), key=lambda one: one.subject):
        inventories = list(own)
        if len(inventories) > 1:
            of = _Sums.of(subject, sums, units_of, len(inventories) - 1)
            found.append(_balance(inventories, of, units.get(subject, "gram"), terms))
    return tuple(found)


def effect_of(named: NamedEffect) -> Effect:
    """Return an effect for the statistics, in units of one standard deviation: the sums say how far that moves what."""
    freedom = named.degrees_of_freedom
    degrees = float("inf") if freedom is None else float(freedom)
    return Effect(id=named.id, deviation=1.0, shared=named.shared, degrees_of_freedom=degrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """What one subject's balances are made of; `number` of them."""

    amounts: Sequence[Amount]
    unknown: Sequence[Unknown]
    errors: BalanceErrors
    number: int

    @classmethod
    def of(cls, subject: str, sums: BalanceSums, effects: Sequence[Effect], number: int) -> "_Sums":
        rows = measured([one for one in sums.errors if one.subject == subject], effects)
        return cls(
            amounts=[one for one in sums.amounts if one.subject == subject],
            unknown=[one for one in sums.unknown if one.subject == subject],
            errors=balance_errors(rows, effects, number),
            number=number,
        )

    def total(self, kind: str, *, added: bool) -> list[int]:
        """Return what rows of a kind add to each balance, or take from it."""
        found = [0] * self.number
        for one in self.amounts:
            balance = one.added_to if added else one.taken_from
            if one.kind == kind and balance != NONE:
                found[balance] += one.total
        return found

    def not_known(self) -> tuple[list[int], list[int]]:
        """Return how many items and quantities of each balance have no stated error, and their amount."""
        counts, grams = [0] * self.number, [0] * self.number
        for one in self.unknown:
            for balance in {one.added_to, one.taken_from} - {NONE}:
                counts[balance] += one.count
                grams[balance] += one.grams
        return counts, grams


def measured(sums: Sequence[ErrorSum], effects: Sequence[Effect]) -> Measurements:
    """Return sums of errors as measurements whose balances have the same covariance as the rows that were added up.

    A measurement of no amount stands for all rows of an effect: of one that is shared it is moved by their sum, of one
    that is not by the root of the sum of their squares.
    """
    last = len(effects) - 1
    numbers = [last if one.effect == NONE else one.effect for one in sums]
    sizes = [
        one.moved if effects[number].shared else float(np.sqrt(one.moved_squared))
        for one, number in zip(sums, numbers, strict=True)
    ]
    return measurements(
        np.zeros(len(sums)),
        added_to=np.array([one.added_to for one in sums], dtype=np.int64),
        taken_from=np.array([one.taken_from for one in sums], dtype=np.int64),
        effects=np.array(numbers, dtype=np.int64).reshape(-1, 1),
        nominal=np.array(sizes, dtype=np.float64),
    )


def _balance(inventories: Sequence[PhysicalInventory], sums: _Sums, unit: str, terms: BalanceTerms) -> SubjectBalance:
    beginning = sums.total("inventory", added=True)
    receipts, shipments = sums.total("receipt", added=True), sums.total("shipment", added=False)
    ending = sums.total("inventory", added=False)
    counts, grams = sums.not_known()
    parts, each = sums.errors.contributions, np.eye(sums.number)
    freedom = sums.errors.degrees_of_freedom(each)
    periods = [
        BalancePeriod(
            begin=before.at,
            end=after.at,
            beginning=beginning[k],
            receipts=receipts[k],
            shipments=shipments[k],
            ending=ending[k],
            muf=beginning[k] + receipts[k] - shipments[k] - ending[k],
            deviation=float(np.sqrt(parts[k].sum())),
            degrees_of_freedom=_finite(freedom[k]),
            contributions=_by_effect(parts[k], sums.errors.effects),
            unknown_count=counts[k],
            unknown_amount=grams[k],
            entries=tuple(dict.fromkeys((before.entry, after.entry))),
        )
        for k, (before, after) in enumerate(pairwise(inventories))
    ]
    run = longest_run([count == 0 for count in counts])
    found = SubjectBalance(
        subject=inventories[0].subject, unit=unit, party=inventories[-1].party, periods=tuple(periods), run=run
    )
    return found if run is None else _tested(found, sums.errors, terms)


def longest_run(known: Sequence[bool]) -> tuple[int, int] | None:
    """Return the first and last place of the longest run of truths, of several the last; None where there is none."""
    best, first = None, 0
    for k, one in enumerate(known):
        first = first if one else k + 1
        if one and (best is None or k - first >= best[1] - best[0]):
            best = (first, k)
    return best


def _tested(found: SubjectBalance, errors: BalanceErrors, terms: BalanceTerms) -> SubjectBalance:
    """Return balances with what the tests say of those in the run."""
    assert found.run is not None, "only a run is tested"
    run = _Run.of(found, errors, terms)
    first, last = found.run
    periods = list(found.periods)
    for k in range(first, last + 1):
        periods[k] = run.period(periods[k], k - first)
    return replace(found, periods=tuple(periods), tests=tuple(run.tests()), detection=run.detection())


@dataclass(frozen=True, kw_only=True)
class _Run:
    """The balances that are tested: their amounts [n], their covariance [n, n], and how they stand among all."""

    muf: Sequence[int]
    covariance: Reals
    weights: Reals
    errors: BalanceErrors
    terms: BalanceTerms

    @classmethod
    def of(cls, found: SubjectBalance, errors: BalanceErrors, terms: BalanceTerms) -> "_Run":
        assert found.run is not None, "only a run is tested"
        here = slice(found.run[0], found.run[1] + 1)
        weights = np.tri(errors.periods, dtype=np.float64)[here]
        weights[:, : here.start] = 0.0
        muf = [one.muf for one in found.periods[here]]
        return cls(muf=muf, covariance=errors.covariance[here, here], weights=weights, errors=errors, terms=terms)

    @cached_property
    def factored(self) -> Factor:
        return factor(self.covariance)

    @cached_property
    def sitmuf(self) -> Reals:
        return standardised(self.factored, self.muf)

    @cached_property
    def test(self) -> PageTest | None:
        """Page's test of the balances that are uncertain; None where none is."""
        uncertain = int(np.count_nonzero(~self.factored.settled))
        return PageTest(h=page_threshold(self.terms.false_alarm, uncertain)) if uncertain else None

    @cached_property
    def page(self) -> Reals:
        """Page's statistic; where there is no test, infinite from the first balance on that nothing explains."""
        if self.test is None:
            return np.where(np.logical_or.accumulate(np.isposinf(self.sitmuf)), np.inf, 0.0)
        return page_statistics(self.test, self.sitmuf)

    @cached_property
    def gemuf(self) -> Reals | None:
        """GEMUF, where every balance is uncertain."""
        return None if np.any(self.factored.settled) else gemuf(self.covariance, np.asarray(self.muf, dtype=float))

    @cached_property
    def cumulative_parts(self) -> Reals:
        return self.errors.variances(self.weights)

    def period(self, one: BalancePeriod, k: int) -> BalancePeriod:
        """Return a balance of the run with what the tests say of it."""
        variances = self.cumulative_parts[k]
        return replace(
            one,
            tested=True,
            cumuf=sum(self.muf[: k + 1]),
            cumuf_deviation=float(np.sqrt(variances.sum())),
            cumulative_contributions=_by_effect(variances, self.errors.effects),
            sitmuf=_finite(self.sitmuf[k]),
            page=_finite(self.page[k]),
            gemuf=None if self.gemuf is None else float(self.gemuf[k]),
            unexplained=bool(np.isinf(self.sitmuf[k])),
            alarm=bool(self.page[k] > (0.0 if self.test is None else self.test.h)),
        )

    def tests(self) -> Iterator[TestResult]:
        """Yield the result of each test at the end of the run."""
        highest = float(self.page.max())
        threshold = 0.0 if self.test is None else self.test.h
        yield TestResult(test="page", statistic=_finite(highest), threshold=threshold, alarm=highest > threshold)
        score, limit = self._cumulative()
        yield TestResult(test="cumuf", statistic=_finite(score), threshold=limit, alarm=score > limit)
        if self.gemuf is not None:
            last, test = float(self.gemuf[-1]), gemuf_test(self.covariance, self.terms.false_alarm)
            yield TestResult(test="gemuf", statistic=last, threshold=test.threshold, alarm=last > test.threshold)

    def _cumulative(self) -> tuple[float, float]:
        """Return CUMUF in its standard deviations, and the threshold for it, by its effective degrees of freedom."""
        total, deviation = sum(self.muf), float(np.sqrt(self.cumulative_parts[-1].sum()))
        if deviation == 0:
            return float(np.copysign(np.inf, total)) if total else 0.0, 0.0
        return total / deviation, float(student_threshold(self.terms.false_alarm, self._freedom))

    @cached_property
    def _freedom(self) -> float:
        return float(self.errors.degrees_of_freedom(self.weights[-1]))

    def detection(self) -> Detection | None:
        """Return what the tests would detect; None where nothing is uncertain, and so any loss is seen."""
        deviation, test = float(np.sqrt(self.cumulative_parts[-1].sum())), self.test
        if deviation == 0 or test is None:
            return None
        alpha, goal, size = self.terms.false_alarm, self.terms.goal, len(self.muf)
        by_cumuf = _smallest(lambda loss: float(student_detection(loss, alpha, self._freedom))) * deviation
        by_page = max(map(self._smallest_by_page, range(size))) if size <= PERIODS_SEARCHED_MAX else None
        if goal is None:
            return Detection(smallest_cumuf=by_cumuf, smallest_page=by_page)
        losses = goal * np.eye(size)
        return Detection(
            smallest_cumuf=by_cumuf,
            smallest_page=by_page,
            goal=goal,
            goal_cumuf=float(student_detection(goal / deviation, alpha, self._freedom)),
            goal_page=tuple(float(page_detection(test, self.factored, loss)[-1]) for loss in losses),
            goal_best=tuple(best_detection(self.covariance, loss, alpha) for loss in losses),
        )

    def _smallest_by_page(self, k: int) -> float:
        test, lost = self.test, np.eye(len(self.muf))[k]
        assert test is not None, "asked only where there is one"
        scale = float(np.sqrt(self.covariance.trace()))
        return scale * _smallest(lambda loss: float(page_detection(test, self.factored, loss * scale * lost)[-1]))


def _smallest(detection: Callable[[float], float]) -> float:
    """Return where a rising probability of detection reaches DETECTION_GOAL."""
    high = 1.0
    while detection(high) < DETECTION_GOAL:
        high *= 2
    root: float = brentq(lambda loss: detection(loss) - DETECTION_GOAL, 0.0, high, xtol=1e-9)
    return root


def _by_effect(variances: Reals, effects: Sequence[Effect]) -> Mapping[str, float]:
    """Return the standard deviation that each effect makes, by its id, of those that make any."""
    found: dict[str, float] = {}
    for effect, variance in zip(effects, variances.tolist(), strict=True):
        if variance > 0:
            found[effect.id] = found.get(effect.id, 0.0) + variance
    return {name: float(np.sqrt(variance)) for name, variance in found.items()}


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
