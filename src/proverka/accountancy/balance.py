"""The material that a balance does not account for, and what its uncertainty is made of.

MUF is the material unaccounted for in a period: beginning inventory and receipts, less shipments and ending inventory;
CUMUF is its sum over the periods. The errors of all measurements are put as Σ v (e_p - e_q)(e_p - e_q)' + B B': a sum
over the pairs of balances into which single measurements go, and one column of B for each effect that measurements
share. So nothing of the size of measurements squared is ever held. Source of the principle: Guide to the Expression of
Uncertainty in Measurement (JCGM 100:2008), 5.2 and F.1.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from proverka.accountancy.measurement import NONE, PERIODS_MAX, Effect, Measurements
from proverka.model.errors import Refusal
from proverka.model.numeric import Counts, Reals, one_count, reals, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceErrors:
    """The errors of the balances of several periods, by the effects that make them.

    `pairs` [u, 2] are the balances to which measurements are added and from which they are taken, or NONE; `own` [u, e]
    is the variance of the effects that are each measurement's own, summed over those of a pair, and `loadings` [n, e]
    by how much one standard deviation of a shared effect moves each balance. Units: of the values, squared for
    variances.
    """

    effects: tuple[Effect, ...]
    pairs: Counts
    own: Reals
    loadings: Reals

    @property
    def periods(self) -> int:
        """The number of balances."""
        return len(self.loadings)

    def variances(self, weights: ArrayLike) -> Reals:
        """Return the variance of sums of balances with these weights, by effect. Shapes: [..., n] to [..., e].

        The weights (0, …, 1, …, 0) give one balance, and (1, …, 1, 0, …, 0) a cumulative one. Raises RefusedError
        (bad-value, meaningless).
        """
        given = reals("weights", weights)
        if given.shape[-1:] != (self.periods,):
            wanted = f"one weight for each of {self.periods} balances"
            refuse("weights", wanted, f"shape {given.shape}", refusal=Refusal.MEANINGLESS)
        padded = np.concatenate([given, np.zeros((*given.shape[:-1], 1))], axis=-1)  # where NONE points
        difference = padded[..., self.pairs[:, 0]] - padded[..., self.pairs[:, 1]]
        found: Reals = difference**2 @ self.own + (given @ self.loadings) ** 2
        return found

    @property
    def covariance(self) -> Reals:
        """The covariance of the balances. Shape: [n, n]."""
        padded = np.zeros((self.periods + 1, self.periods + 1))
        added, taken = self.pairs.T
        total = self.own.sum(axis=1)
        np.add.at(padded, (added, added), total)
        np.add.at(padded, (taken, taken), total)
        np.add.at(padded, (added, taken), -total)
        np.add.at(padded, (taken, added), -total)
        return padded[:-1, :-1] + self.loadings @ self.loadings.T

    @property
    def contributions(self) -> Reals:
        """The variance of each balance, by effect. Shape: [n, e]."""
        return self.variances(np.eye(self.periods))

    @property
    def cumulative_contributions(self) -> Reals:
        """The variance of each cumulative balance, by effect. Shape: [n, e]."""
        return self.variances(np.tri(self.periods, dtype=np.float64))

    def degrees_of_freedom(self, weights: ArrayLike) -> Reals:
        """Return the effective degrees of freedom of sums of balances with these weights. Shapes: [..., n] to [...].

        By Welch and Satterthwaite (JCGM 100:2008, G.4.1, equation G.2b): infinite where all deviations are known.
        """
        parts = self.variances(weights)
        known = np.array([effect.degrees_of_freedom for effect in self.effects])
        below = (parts**2 / known).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Reals = np.where(below > 0, parts.sum(axis=-1) ** 2 / below, np.inf)
        return found


def material_unaccounted_for(measured: Measurements, periods: int) -> Reals:
    """Return MUF of each period, in the unit of the values. Shape: [periods].

    Raises RefusedError (bad-value) for a measurement of a period that is not there.
    """
    number = _periods(measured, periods)
    added, taken = (
        np.bincount(balance + 1, weights=measured.values, minlength=number + 1)  # NONE is counted in front
        for balance in (measured.added_to, measured.taken_from)
    )
    return (added - taken)[1:].astype(np.float64)


def balance_errors(measured: Measurements, effects: Sequence[Effect], periods: int) -> BalanceErrors:
    """Return the errors of the balances, by effect.

    Raises RefusedError (bad-value) for a period or an effect that is not there.
    """
    number = _periods(measured, periods)
    if measured.effects.size and measured.effects.max() >= len(effects):
        refuse("effects", f"numbers below {len(effects)}, one for each effect", str(int(measured.effects.max())))
    measured = in_balances(measured)
    keys, pair = np.unique((measured.added_to + 1) * (number + 1) + measured.taken_from + 1, return_inverse=True)
    pairs = np.column_stack([keys // (number + 1), keys % (number + 1)]) - 1
    moved = error_sizes(measured, effects)
    shared = np.array([False, *(effect.shared for effect in effects)])[measured.effects + 1]

    def summed(rows: Counts, sizes: Reals, height: int) -> Reals:
        """Sum sizes [m, k] by row and effect; an effect that is not there is counted in front, and left out."""
        width = len(effects) + 1
        cells = rows[:, None] * width + measured.effects + 1
        found = np.bincount(cells.ravel(), weights=sizes.ravel(), minlength=height * width)
        return found.astype(np.float64).reshape(height, width)[:, 1:]

    own = summed(pair, np.where(shared, 0.0, moved) ** 2, len(pairs))
    added, taken = (
        summed(balance + 1, np.where(shared, moved, 0.0), number + 1)
        for balance in (measured.added_to, measured.taken_from)
    )
    return BalanceErrors(effects=tuple(effects), pairs=pairs, own=own, loadings=(added - taken)[1:])


def in_balances(measured: Measurements) -> Measurements:
    """Return the measurements on which a balance rests."""
    used = (measured.added_to != NONE) | (measured.taken_from != NONE)
    return Measurements(**{name: getattr(measured, name)[used] for name in Measurements.__slots__})


def error_sizes(measured: Measurements, effects: Sequence[Effect]) -> Reals:
    """Return by how much one standard deviation of each effect moves the measurements that bear it. Shape: [m, k]."""
    of_all = [(effect.deviation, effect.relative, effect.drift) for effect in effects]
    deviations, relative, drift = np.array([(0.0, False, False), *of_all]).T
    borne = measured.effects + 1
    size = np.where(relative[borne] > 0, measured.nominal[:, None], 1.0)
    grown = np.where(drift[borne] > 0, measured.elapsed[:, None], 1.0)
    found: Reals = deviations[borne] * size * grown
    return found


def _periods(measured: Measurements, periods: int) -> int:
    number = one_count("periods", periods, least=1, most=PERIODS_MAX)
    for where, found in (("added_to", measured.added_to), ("taken_from", measured.taken_from)):
        if found.size and found.max() >= number:
            refuse(where, f"a period from 0 to {number - 1}, or {NONE} for none", str(int(found.max())))
    return number
