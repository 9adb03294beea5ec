"""The balance of a site under a test: how it errs, what the test takes for its errors, and when it alarms."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from proverka.accountancy import (
    NONE,
    BalanceErrors,
    Effect,
    Factor,
    Measurements,
    PageTest,
    balance_errors,
    each_detection,
    each_threshold,
    factor,
    measurements,
    normal_threshold,
    page_detection,
    page_threshold,
    together,
    weighted_detection,
)
from proverka.model.numeric import Reals, Truths
from proverka.simulation.regime import BalanceTest, Comparison, Site, SiteBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedBalance:
    """The balances of a site, one for every `every` periods, and the test of them.

    `errors` are those that they have, `own` the factor of the covariance of what no other site shares in them.
    `assumed` is the factor of the covariance that the test takes for theirs; `same` says that both are one.
    `threshold` is that of Page's test, of SITMUF, or of CUMUF in its standard deviations.
    """

    test: BalanceTest
    errors: BalanceErrors
    own: Reals
    assumed: Factor
    same: bool
    threshold: float

    @property
    def balances(self) -> int:
        """How many balances are struck."""
        return self.errors.periods

    @property
    def page(self) -> PageTest:
        """Page's test, with its threshold."""
        return PageTest(h=self.threshold)

    @property
    def shared(self) -> frozenset[str]:
        """The effects that move these balances and may move those of another site."""
        moves = np.any(self.errors.loadings != 0, axis=0)
        return frozenset(effect.id for effect, moved in zip(self.errors.effects, moves, strict=True) if moved)

    def summed(self, lost: Reals) -> Reals:
        """Return what is lost in each balance. Shapes: [..., periods] to [..., balances]."""
        whole = lost[..., : self.balances * self.test.every]
        found: Reals = whole.reshape(*lost.shape[:-1], self.balances, self.test.every).sum(axis=-1)
        return found

    def alarmed(self, lost: Reals) -> Reals:
        """Return the probability of an alarm by the end of each period, if errors are as assumed. Shape: [periods]."""
        each = self.summed(lost)
        if self.test.test == "page":
            found = page_detection(self.page, self.assumed, each)
        elif self.test.test == "each":
            found = each_detection(self.assumed, each, self.threshold)
        else:
            covariance = self.assumed.lower @ self.assumed.lower.T
            at_end = weighted_detection(covariance, each, np.ones(self.balances), self.test.false_alarm)
            found = np.append(np.zeros(self.balances - 1), at_end)
        # Until the first balance is struck there is nothing to alarm; each holds until the next.
        return np.repeat(np.append(0.0, found), self.test.every)[1 : len(lost) + 1]


def balance_under_test(comparison: Comparison, site: Site, test: BalanceTest | None) -> TestedBalance | None:
    """Return the balances of a site under a test; None where it has none, or the regime does not test."""
    if site.balance is None or test is None:
        return None
    balances = comparison.stockpile.periods // test.every
    measured, true, taken = _measured(comparison, site, test, balances), *_effects(comparison, test.assumed)
    errors, assumed = balance_errors(measured, true, balances), balance_errors(measured, taken, balances)
    factored = factor(assumed.covariance)
    uncertain = max(1, int(np.count_nonzero(~factored.settled)))
    thresholds = {
        "page": lambda: page_threshold(test.false_alarm, uncertain),
        "each": lambda: each_threshold(test.false_alarm, uncertain),
        "end": lambda: float(normal_threshold(test.false_alarm)),
    }
    return TestedBalance(
        test=test,
        errors=errors,
        own=factor(replace(errors, loadings=np.zeros_like(errors.loadings)).covariance).lower,
        assumed=factored,
        same=bool(np.array_equal(errors.covariance, assumed.covariance)),
        threshold=thresholds[test.test](),
    )


def _effects(comparison: Comparison, assumed: Mapping[str, float]) -> tuple[list[Effect], list[Effect]]:
    """Return the effects as they are, and as a test takes them."""

    def with_deviations(stated: Mapping[str, float]) -> list[Effect]:
        return [
            Effect(id=one.id, deviation=stated.get(one.id, one.deviation), relative=one.relative, shared=one.shared)
            for one in comparison.effects
        ]

    return with_deviations({}), with_deviations(assumed)


def _measured(comparison: Comparison, site: Site, test: BalanceTest, balances: int) -> Measurements:
    assert site.balance is not None
    numbers = {one.id: number for number, one in enumerate(comparison.effects)}
    stated, periods = site.balance, comparison.stockpile.periods
    flows = [numbers[name] for name in stated.flow_effects] or [NONE]
    stocks = [numbers[name] for name in stated.inventory_effects] or [NONE]
    balance = np.arange(periods) // test.every
    inside = balance < balances
    number = np.arange(balances)
    edges = inventory_of(stated, periods)[: balances * test.every + 1 : test.every]
    return together(
        [
            _rows(edges, np.append(number, NONE), np.append(NONE, number), stocks, stated.inventory_parts),
            _rows(_each(stated.receipts, inside), balance[inside], NONE, flows, stated.flow_parts),
            _rows(_each(stated.shipments, inside), NONE, balance[inside], flows, stated.flow_parts),
        ]
    )


def inventory_of(balance: SiteBalance, periods: int) -> Reals:
    """Return what there is at every edge of a period, as stated or as follows from the first. Shape: [periods + 1]."""
    if isinstance(balance.inventory, tuple):
        return np.array(balance.inventory)
    more = np.broadcast_to(np.subtract(balance.receipts, balance.shipments), (periods,))
    found: Reals = balance.inventory + np.append(0.0, np.cumsum(more))
    return found


def _each(amounts: ArrayLike, inside: Truths) -> Reals:
    return np.broadcast_to(np.asarray(amounts, np.float64), inside.shape)[inside]


def _rows(amounts: Reals, added: ArrayLike, taken: ArrayLike, effects: list[int], parts: int) -> Measurements:
    """Return amounts measured in so many equal parts each; what is nothing is not measured."""
    there = np.broadcast_to(amounts > 0, amounts.shape)
    rows = {
        name: np.repeat(np.broadcast_to(balances, amounts.shape)[there], parts)
        for name, balances in (("added_to", added), ("taken_from", taken))
    }
    values = np.repeat(amounts[there] / parts, parts)
    return measurements(values, effects=np.broadcast_to(effects, (len(values), len(effects))), **rows)
