"""Balances of a site in many histories, drawn with the errors that they have and tested with those assumed."""

from collections.abc import Mapping

import numpy as np

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
        errors = chance.standard_normal((number, balance.balances)) @ balance.own.T
        for place, effect in enumerate(balance.errors.effects):
            if effect.id in balance.shared:
                errors += shared[effect.id][:, None] * balance.errors.loadings[:, place]
        muf = errors + balance.summed(lost)
        self._scores = standardised(balance.assumed, muf).T
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
            return score > self._balance.threshold
        # A balance that is settled and closes has no score, and is passed over.
        self._sums = np.where(np.isnan(score), self._sums, np.maximum(0.0, self._sums + score - self._balance.page.k))
        return self._sums > self._balance.threshold

    def begin_anew(self, which: Truths) -> None:
        """Let the statistic begin anew, as after an alarm that was followed up."""
        self._sums[which] = 0.0

    def _alarmed_at_end(self) -> Truths:
        spread = float(np.sqrt(np.square(self._balance.assumed.lower.sum(axis=0)).sum()))
        alarmed: Truths = self._cumulative > self._balance.threshold * spread
        return alarmed
