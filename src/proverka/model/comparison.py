"""What a comparison of inspection regimes found: probabilities with how they were come by, in periods and money."""

from typing import Literal

import msgspec

Method = Literal["exact", "drawn"]


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, and read again by whoever draws or prints it."""


class Probability(_Found, frozen=True, kw_only=True):
    """A probability between its bounds: those of an exact one are rounding, of a drawn one those of its confidence."""

    value: float
    low: float
    high: float


class Place(_Found, frozen=True, kw_only=True):
    """A site and the stratum there in which a cheat falsifies."""

    site: str
    stratum: str


class PairFound(_Found, frozen=True, kw_only=True):
    """How one cheat fares under one regime, by the worst of its choices for the regime.

    `begins` and `complete` are periods from 1. `in_time` is the probability that it is found within the goal time after
    it is complete, `by_horizon` by the end of the horizon, `by_period` by the end of each period; `means` divides
    `by_horizon` by what found it first. `given_up` is the probability that it declares what it holds before it is
    found, and is believed. `mean_in_time` is `in_time` on average over all `choices`, None where it is drawn.
    `median_periods` and `mean_periods` count from its beginning, the first period as 1: until it is found with
    probability one half (None where it never is), and on average of those found by the horizon.
    """

    regime: str
    cheat: str
    places: tuple[Place, ...]
    begins: int
    complete: int
    choices: int
    method: Method
    why: str
    histories: int
    in_time: Probability
    by_horizon: Probability
    mean_in_time: float | None
    by_period: tuple[float, ...]
    means: dict[str, float]
    given_up: float
    median_periods: int | None
    mean_periods: float | None


class RegimeFound(_Found, frozen=True, kw_only=True):
    """What a regime costs over the horizon without a cheat, how often it alarms then, and its worst cheat.

    Costs are expected ones, in money; `team_days` are days. `false_alarm` is the probability of any alarm in the
    horizon, `means` divides it by what alarmed first. `worst` is the least probability, over all cheats, that one is
    found in time. `dominated`: another costs no more and finds the worst no less, and is better in one of the two.
    """

    id: str
    title: str
    team_days: float
    inspections: float
    balances: float
    search: float
    follow_up: float
    cost: float
    false_alarm: Probability
    means: dict[str, float]
    method: Method
    why: str
    histories: int
    worst: float
    weakest: str
    dominated: bool


class CheatTold(_Found, frozen=True, kw_only=True):
    """A cheat as it was stated."""

    id: str
    title: str
    kind: str
    amount: float


class Mixture(_Found, frozen=True, kw_only=True):
    """Regimes to draw one from in secret, for an expected cost of at most `cost_max`.

    Whatever the cheat chooses, knowing the `shares` but not which was drawn, it is found in time with probability
    `guarantee` or more; `alone` is what the best single regime of that cost makes sure of.
    """

    cost_max: float
    guarantee: float
    alone: float
    shares: dict[str, float]


class Compared(_Found, frozen=True, kw_only=True):
    """All that a comparison found; pairs in the order of regimes, and of cheats within each."""

    schema: str
    title: str
    period: str
    periods: int
    goal_amount: float
    goal_periods: int
    unit: str
    money: str
    seed: int
    histories: int
    confidence: float
    tolerance: float
    regimes: tuple[RegimeFound, ...]
    cheats: tuple[CheatTold, ...]
    pairs: tuple[PairFound, ...]
    mixtures: tuple[Mixture, ...]
