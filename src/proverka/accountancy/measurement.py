"""What was measured, into which balances it goes, and which effects it shares with what else was measured.

A balance of a period is what was there at its beginning and came in, less what went out and was there at its end. Every
measurement is therefore added to one balance or none and taken from one or none: a receipt is added, a shipment taken,
an inventory between two periods taken from the one that it ends and added to the one that it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from proverka.model.errors import Refusal
from proverka.model.numeric import Counts, Reals, counts, freedom, reals, refuse

# No balance: an amount that came from or went to where no balance is struck, and an effect that is not there.
NONE = -1
PERIODS_MAX = 5_000

Kind = TypeVar("Kind", Reals, Counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One source of error of measurement, normal with mean zero.

    `deviation` is its standard deviation: a share of the value where it is `relative`, else in the value's own unit;
    where it is a `drift`, that for each unit of time since its calibration. A `shared` effect has one value for all
    measurements that name it (an instrument's calibration, a standard, a laboratory); one that is not has another value
    in each (weighing, counting). `degrees_of_freedom` are those with which the standard deviation was estimated.
    """

    id: str
    deviation: float
    relative: bool = True
    shared: bool = True
    drift: bool = False
    degrees_of_freedom: float = np.inf

    def __post_init__(self) -> None:
        reals(f"deviation of {self.id}", self.deviation, least=0.0)
        freedom(f"degrees_of_freedom of {self.id}", self.degrees_of_freedom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """Measured amounts in one unit, in rows. All arrays have the same first axis, the measurements.

    `values` [m] are the amounts as measured; `added_to` and `taken_from` [m] the balance's number from 0, or NONE;
    `effects` [m, k] the numbers of the effects that each bears, or NONE. `nominal` [m] are the amounts of which
    relative effects are a share, where that is not what was measured (the expected ones, for a plan); `elapsed` [m] is
    the time since calibration, for effects that drift.
    """

    values: Reals
    added_to: Counts
    taken_from: Counts
    effects: Counts
    nominal: Reals
    elapsed: Reals


def measurements(
    values: ArrayLike,
    *,
    added_to: ArrayLike,
    taken_from: ArrayLike,
    effects: ArrayLike,
    nominal: ArrayLike | None = None,
    elapsed: ArrayLike = 0.0,
) -> Measurements:
    """Return measurements whose arrays fit together; scalars stand for every row.

    `effects` has shape [m], or [m, k] for up to k effects of each. Raises RefusedError: bad-value for what is no
    number, meaningless for shapes that do not fit.
    """
    amounts = reals("values", values)
    rows = amounts.shape
    if amounts.ndim != 1:
        refuse("values", "one row of amounts", f"an array of shape {rows}", refusal=Refusal.MEANINGLESS)
    borne = counts("effects", effects, least=NONE)
    borne = borne[:, None] if borne.ndim == 1 else borne
    return Measurements(
        values=amounts,
        added_to=_fitted("added_to", counts("added_to", added_to, least=NONE, most=PERIODS_MAX - 1), rows),
        taken_from=_fitted("taken_from", counts("taken_from", taken_from, least=NONE, most=PERIODS_MAX - 1), rows),
        effects=_fitted("effects", borne, (*rows, borne.shape[-1] if borne.ndim else 1)),
        nominal=amounts if nominal is None else _fitted("nominal", reals("nominal", nominal), rows),
        elapsed=_fitted("elapsed", reals("elapsed", elapsed, least=0.0), rows),
    )


def together(parts: Sequence[Measurements]) -> Measurements:
    """Return measurements of several kinds as one; those with fewer effects bear none in the other columns."""
    width = max(part.effects.shape[1] for part in parts)

    def widened(part: Measurements) -> Counts:
        return np.pad(part.effects, ((0, 0), (0, width - part.effects.shape[1])), constant_values=NONE)

    return Measurements(
        values=np.concatenate([part.values for part in parts]),
        added_to=np.concatenate([part.added_to for part in parts]),
        taken_from=np.concatenate([part.taken_from for part in parts]),
        effects=np.concatenate([widened(part) for part in parts]),
        nominal=np.concatenate([part.nominal for part in parts]),
        elapsed=np.concatenate([part.elapsed for part in parts]),
    )


def period_of(times: ArrayLike, edges: ArrayLike) -> Counts:
    """Return in which period each time lies, from 0, or NONE. Shape: that of `times`.

    A period is half-open: it holds its beginning and not its end, so that what happens at an edge is counted once.
    `edges` [periods + 1] ascend. Raises RefusedError (bad-value).
    """
    bounds = reals("edges", edges)
    if bounds.ndim != 1 or len(bounds) < 2 or np.any(np.diff(bounds) <= 0):  # noqa: PLR2004 - an edge on each side
        refuse("edges", "two or more ascending times", f"{bounds.tolist()!r:.80}")
    found = np.searchsorted(bounds, reals("times", times), side="right") - 1
    return np.where(found < len(bounds) - 1, found, NONE).astype(np.int64)


def _fitted(where: str, given: Kind, shape: tuple[int, ...]) -> Kind:
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        refuse(where, f"an array of shape {shape}", f"one of shape {given.shape}", refusal=Refusal.MEANINGLESS)
