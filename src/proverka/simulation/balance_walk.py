"""Balances of a site in many histories, drawn with the errors that they have and tested with those assumed."""

from collections.abc import Mapping

import numpy as np
from scipy.linalg import solve_triangular

from proverka.accountancy import standardised
from proverka.model.numeric import Reals, Truths
from proverka.simulation.balancing import TestedBalance


class BalanceWalk:
    """The balances of one site in so many histories, of which the test is asked balance by balance."""

    def __init__(
        self, balance: TestedBalance, lost: Reals, shared: Mapping[str, Reals], chance: np.random.Generator, number: int
    ) -> None:
        """`lost` is [periods]; `shared` holds one standard normal value of each shared effect for each history."""
        self._balance = balance
        drawn = chance.standard_normal((number, balance.balances))
        borne = [place for place, effect in enumerate(balance.errors.effects) if effect.id in balance.shared]
        loadings = balance.errors.loadings[:, borne]
        of_all = np.column_stack([drawn, *(shared[balance.errors.effects[place].id] for place in borne)])
        muf = of_all @ np.hstack([balance.own, loadings]).T + balance.summed(lost)
        self._scores = _scores(balance, muf)
        self._blank = bool(np.any(balance.assumed.settled))
        self._cumulative = muf.sum(axis=1)
        self._sums = np.zeros(number)

    def strike(self, period: int) -> Truths | None:
        """Return in which histories the test alarms at the end of a period; None where it is not asked then."""
        every = self._balance.test.every
        number = period // every
        if (period + 1) % every or number >= self._balance.balances:
            return None
        if self._balance.test.test == "end":
            return self._alarmed_at_end() if number == self._balance.balances - 1 else None
        score = self._scores[number]
        if self._balance.test.test == "each":
            above: Truths = score > self._balance.threshold
            return above
        sums = np.maximum(self._sums + (score - self._balance.page.k), 0.0)
        # A balance that is settled and closes has no score, and is passed over.
        self._sums = np.where(np.isnan(score), self._sums, sums) if self._blank else sums
        alarmed: Truths = self._sums > self._balance.threshold
        return alarmed

    def begin_anew(self, which: Truths) -> None:
        """Let the statistic begin anew, as after an alarm that was followed up."""
        self._sums[which] = 0.0

    def _alarmed_at_end(self) -> Truths:
        spread = float(np.sqrt(np.square(self._balance.assumed.lower.sum(axis=0)).sum()))
        alarmed: Truths = self._cumulative > self._balance.threshold * spread
        return alarmed


def _scores(balance: TestedBalance, muf: Reals) -> Reals:
    """Return SITMUF as the test takes it. Shapes: [histories, balances] to [balances, histories]."""
    if np.any(balance.assumed.settled):
        return standardised(balance.assumed, muf).T
    inverse = solve_triangular(balance.assumed.lower, np.eye(balance.balances), lower=True)
    found: Reals = inverse @ muf.T
    return found
