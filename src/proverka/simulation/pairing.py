"""One regime against one cheat: the cheat's worst choice, and how it fares; and a regime against no cheat at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np
from scipy.stats import beta

from proverka.model.comparison import Method, PairFound, Place, Probability
from proverka.model.numeric import Counts, Reals
from proverka.simulation.act import Act, acts_of, nothing
from proverka.simulation.curves import MEANS, TOLERANCE, found_by, outcome_of
from proverka.simulation.playing import Seed, Tally, played
from proverka.simulation.regime import Cheat, Comparison
from proverka.simulation.scheme import Scheme

CONFIDENCE = 0.95
# Of the choices of a cheat whose answer is drawn, so many of the worst by the curves are tried, by so many histories.
SCREENED = 24
SCREENING_HISTORIES = 4_096
# Two acts that are found in time with the same probability to so many digits are equally bad.
TIED = 12
# The stages of a pair, each with seeds of its own.
_SCREENING, _ANSWER = 0, 1
# In the place of the number of a cheat: none.
NO_CHEAT = -1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One pair of a comparison, or, with NO_CHEAT, one regime by itself."""

    comparison: bytes
    regime: int
    cheat: int
    histories: int
    seed: int


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """A regime without a cheat: its false alarms, by means, and how often each site is visited to follow one up."""

    false_alarm: Probability
    means: dict[str, float]
    method: Method
    why: str
    histories: int
    followed: tuple[float, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a part; `in_time` has the exact probability of every choice of the cheat, and is empty if drawn."""

    pair: PairFound | None = None
    alone: Alone | None = None
    in_time: tuple[float, ...] = ()


def answer(data: bytes) -> bytes:
    """Return the answer to a part, both as MessagePack: what a worker anywhere does."""
    part = msgspec.msgpack.decode(data, type=Part)
    scheme = scheme_of(part.comparison, part.regime)
    seed = (part.seed, part.regime, part.cheat + 1)
    if part.cheat == NO_CHEAT:
        found = Answer(alone=alone(scheme, histories=part.histories, seed=seed))
    else:
        cheat, acts = scheme.comparison.cheats[part.cheat], acts_chosen(part.comparison, part.cheat)
        pair, in_time = paired(scheme, cheat, acts, histories=part.histories, seed=seed)
        found = Answer(pair=pair, in_time=tuple(in_time.tolist()))
    return msgspec.msgpack.encode(found)


@lru_cache(maxsize=2)
def scheme_of(comparison: bytes, regime: int) -> Scheme:
    """Return a regime worked out; kept, because a worker is asked about one regime many times over.

    Raises RefusedError as `Scheme.of` does.
    """
    read = msgspec.msgpack.decode(comparison, type=Comparison)
    return Scheme.of(read, read.regimes[regime])


@lru_cache(maxsize=8)
def acts_chosen(comparison: bytes, cheat: int) -> tuple[Act, ...]:
    """Return what a cheat can choose; kept, because every regime is asked about it. Raises as `acts_of` does."""
    read = msgspec.msgpack.decode(comparison, type=Comparison)
    return tuple(acts_of(read, read.cheats[cheat]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fared:
    """How an act fares: found by means and period [means, periods], given up; as probabilities or as counts."""

    found: Reals | Counts
    given_up: float
    of: int  # histories, or 0 where the numbers are probabilities

    @property
    def by_period(self) -> Reals:
        """The probability that it is found by the end of each period."""
        by: Reals = np.cumsum(self.found.sum(axis=0)) / max(1, self.of)
        return np.minimum(by, 1.0)

    def by(self, period: int) -> Probability:
        """Return the probability that it is found by the end of a period."""
        if self.of:
            return bounded(int(self.found[:, : period + 1].sum()), self.of)
        value = float(self.by_period[period])
        return Probability(value=value, low=max(0.0, value - TOLERANCE), high=min(1.0, value + TOLERANCE))


def paired(scheme: Scheme, cheat: Cheat, acts: Sequence[Act], *, histories: int, seed: Seed) -> tuple[PairFound, Reals]:
    """Return how a cheat fares by the worst of its acts, and, where exact, how probably each is found in time.

    1. Every choice is worked out as if all means were independent; where they are, this is the answer.
    2. Where they are not, the worst of them are tried by the same number of histories each, with the same seed.
    3. The worst of these is drawn anew: what made it look worst does not count towards its answer.
    """
    late = 0 if scheme.regime.follow_up is None else scheme.regime.follow_up.delay
    in_time = np.array([found_by(scheme, act, deadline(scheme, act) - late) for act in acts])  # step 1
    # Of equally bad ones the first to begin: the horizon cuts its curve least.
    order = np.lexsort((np.array([act.begins for act in acts]), in_time.round(TIED)))
    if not any(scheme.why_drawn(act) for act in acts):
        act = acts[order[0]]
        return _pair(scheme, cheat, act, _exactly(scheme, act), choices=len(acts), mean=float(in_time.mean())), in_time
    tried = [acts[number] for number in order[:SCREENED]]
    act = _worst(scheme, tried, seed)
    drawn = bool(scheme.why_drawn(act))
    fared = _drawn(scheme, act, histories, (*seed, _ANSWER)) if drawn else _exactly(scheme, act)  # step 3
    return _pair(scheme, cheat, act, fared, choices=len(acts), mean=None), np.empty(0)


def _worst(scheme: Scheme, acts: Sequence[Act], seed: Seed) -> Act:
    """Return the act that is found in time least often, by histories (step 2)."""
    if len(acts) == 1:
        return acts[0]
    found = [
        _drawn(scheme, act, SCREENING_HISTORIES, (*seed, _SCREENING)) if scheme.why_drawn(act)
        else _exactly(scheme, act)
        for act in acts
    ]  # fmt: skip
    shares = [fared.by_period[deadline(scheme, act)] for fared, act in zip(found, acts, strict=True)]
    return acts[int(np.argmin(shares))]


def deadline(scheme: Scheme, act: Act) -> int:
    """Return the last period, from 0, in which an act is found in time."""
    return min(act.complete + scheme.comparison.stockpile.goal_periods, scheme.periods) - 1


def alone(scheme: Scheme, *, histories: int, seed: Seed) -> Alone:
    """Return how often a regime alarms where nobody cheats."""
    act = nothing(scheme.comparison)
    why = scheme.why_drawn(act)
    sites = len(act.sites)
    if not why:
        exact = outcome_of(scheme, act)
        return _alone(_Fared(found=exact.found, given_up=0.0, of=0), why, followed=(0.0,) * sites)
    tally = played(scheme, act, histories=histories, seed=(*seed, _ANSWER))
    first = np.zeros((len(MEANS), scheme.periods), np.int64)
    first[:, -1] = tally.alarmed
    followed = tuple((tally.followed / tally.histories).tolist())
    return _alone(_Fared(found=first, given_up=0.0, of=tally.histories), why, followed=followed)


def _alone(fared: _Fared, why: str, *, followed: tuple[float, ...]) -> Alone:
    return Alone(
        false_alarm=fared.by(fared.found.shape[1] - 1),
        means=_by_means(fared),
        method="drawn" if fared.of else "exact",
        why=why,
        histories=fared.of,
        followed=followed,
    )


def bounded(found: int, of: int) -> Probability:
    """Return a share of histories with its bounds (Clopper and Pearson, Biometrika 26 (1934) 404-413)."""
    each = (1 - CONFIDENCE) / 2
    low = float(beta.ppf(each, found, of - found + 1)) if found else 0.0
    high = float(beta.isf(each, found + 1, of - found)) if found < of else 1.0
    return Probability(value=found / of, low=low, high=high)


def _exactly(scheme: Scheme, act: Act) -> _Fared:
    found = outcome_of(scheme, act)
    return _Fared(found=found.found, given_up=float(found.given_up.sum()), of=0)


def _drawn(scheme: Scheme, act: Act, histories: int, seed: Seed) -> _Fared:
    tally: Tally = played(scheme, act, histories=histories, seed=seed)
    return _Fared(found=tally.found, given_up=float(tally.given_up.sum()) / tally.histories, of=tally.histories)


def _by_means(fared: _Fared) -> dict[str, float]:
    shares = fared.found.sum(axis=1) / max(1, fared.of)
    return {name: float(share) for name, share in zip(MEANS, shares, strict=True) if share > 0}


def _pair(scheme: Scheme, cheat: Cheat, act: Act, fared: _Fared, *, choices: int, mean: float | None) -> PairFound:
    sites, by = scheme.comparison.sites, fared.by_period
    half = np.flatnonzero(by >= 0.5)  # noqa: PLR2004 - what a median is
    each = np.diff(by, prepend=0.0)
    waited = np.maximum(np.arange(scheme.periods) - act.begins + 1, 0)
    return PairFound(
        regime=scheme.regime.id,
        cheat=cheat.id,
        places=tuple(
            Place(site=sites[site].id, stratum=sites[site].strata[stratum].id)
            for site, stratum in zip(act.sites, act.strata, strict=True)
        ),
        begins=act.begins + 1,
        complete=act.complete + 1,
        choices=choices,
        method="drawn" if fared.of else "exact",
        why=scheme.why_drawn(act),
        histories=fared.of,
        in_time=fared.by(deadline(scheme, act)),
        by_horizon=fared.by(scheme.periods - 1),
        mean_in_time=mean,
        by_period=tuple(by.tolist()),
        means=_by_means(fared),
        given_up=fared.given_up,
        median_periods=int(half[0]) - act.begins + 1 if len(half) else None,
        mean_periods=float(each @ waited / by[-1]) if by[-1] > 0 else None,
    )
