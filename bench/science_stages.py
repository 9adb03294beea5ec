"""The parts of `bench/science.py` that are processes of their own, so that each one's memory is its own.

`samples ITERATIONS` draws every sample of the reference facility so often and tests the balances; `periods ITERATIONS`
draws the balances instead; `page` draws a million histories of 365 standardised balances and tests each by Page;
`balances` draws a million histories of 365 correlated balances; `plans` finds the smallest samples of a million plans.
Each prints its seconds, those of the floor for the same work, and what it found, as JSON.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from facility import EFFECTS, PERIODS, sampled
from measure import timed

from proverka.accountancy import (
    NONE,
    BalanceErrors,
    PageTest,
    balance_errors,
    cumulative,
    factor,
    material_unaccounted_for,
    page_alarms,
    page_threshold,
    standardised,
)
from proverka.inspection import smallest_sample
from proverka.simulation import balance_histories, measured_histories, page_histories

INPUTS = Path("../shared/reference/material-balance/inputs_normal.npz")
FALSE_ALARM = 0.05
DAYS, MILLION = 365, 1_000_000


def normals(number: int) -> None:
    """Draw so many normal values: the floor of everything that draws them."""
    generator, buffer = np.random.Generator(np.random.SFC64(1)), np.empty(8_192)
    for _ in range(number // len(buffer) + 1):
        generator.standard_normal(out=buffer)


def samples(iterations: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """Every sample drawn, the balances and their sums, their covariance, SITMUF and Page's test."""
    measured = sampled(INPUTS)

    def ours() -> float:
        errors = balance_errors(measured, EFFECTS, PERIODS)
        drawn = measured_histories(measured, errors, histories=iterations, seed=11)
        return tested(errors, material_unaccounted_for(measured, PERIODS) + drawn)

    return ours, lambda: normals(iterations * len(measured.values))


def periods(iterations: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """The same from one value for each balance and place; the measurements are read once, before."""
    measured = sampled(INPUTS)
    errors, true = balance_errors(measured, EFFECTS, PERIODS), material_unaccounted_for(measured, PERIODS)

    def ours() -> float:
        drawn = np.concatenate(list(balance_histories(errors, histories=iterations, seed=11)))
        return tested(errors, true + drawn)

    return ours, lambda: normals(iterations * (PERIODS + len(EFFECTS) - 1))


def tested(errors: BalanceErrors, muf: np.ndarray) -> float:
    """Return how often Page's test alarms in histories of balances."""
    cumulative(muf)
    test = PageTest(h=page_threshold(FALSE_ALARM, PERIODS))
    return float(page_alarms(test, standardised(factor(errors.covariance), muf)).any(axis=1).mean())


def page(histories: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """Page's test over a year of daily balances."""
    test = PageTest(h=page_threshold(FALSE_ALARM, DAYS))

    def ours() -> float:
        return int(page_histories(test, np.zeros(DAYS), histories=histories, seed=11).sum()) / histories

    return ours, lambda: normals(histories * DAYS)


def balances(histories: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """A year of daily balances that share inventories and the errors of thirty places."""
    numbers = np.arange(DAYS)
    own = [(number, NONE) for number in numbers] + [(number + 1, number) for number in numbers[:-1]]
    errors = BalanceErrors(
        effects=EFFECTS,
        pairs=np.array(own),
        own=np.eye(1, len(EFFECTS)).repeat(len(own), axis=0),
        loadings=np.random.default_rng(1).normal(scale=0.3, size=(DAYS, len(EFFECTS))),
    )
    deviation = float(np.sqrt(errors.covariance.sum()))

    def ours() -> float:
        drawn = balance_histories(errors, histories=histories, seed=11)
        return float(np.sqrt(sum(float((part.sum(axis=1) ** 2).sum()) for part in drawn) / histories) / deviation)

    return ours, lambda: normals(histories * DAYS)


def plans(number: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """Populations up to a million, goals of a thousandth to a tenth of them, several probabilities."""
    generator = np.random.default_rng(1)
    population = np.exp(generator.uniform(np.log(10), np.log(1e6), number)).astype(np.int64)
    goal = np.maximum(1, (population * np.exp(generator.uniform(np.log(1e-3), np.log(0.1), number))).astype(np.int64))
    probability = generator.choice([0.5, 0.9, 0.95, 0.99], number)
    return lambda: int(smallest_sample(population, goal, probability).sum()), lambda: None


STAGES = {"samples": samples, "periods": periods, "page": page, "balances": balances, "plans": plans}


def main(stage: str, number: str) -> None:
    """Run one stage and print what it took."""
    ours, floor = STAGES[stage](int(number))
    found: list[object] = []
    wall, cpu = timed(lambda: found.append(ours()))
    floor_wall, floor_cpu = timed(floor)
    print(json.dumps({"wall": wall, "cpu": cpu, "floor_wall": floor_wall, "floor_cpu": floor_cpu, "found": found[0]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
