"""Histories of balances, drawn: every measurement of them, or each balance with the same distribution.

The errors of balances are linear in those of measurements, so both ways give the same distribution: the first draws one
normal value for each measurement, the second one for each balance and shared effect. Every portion of histories has a
seed of its own, spawned from the one that is given, so that the same seed gives the same histories however many threads
draw them.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from proverka.accountancy import (
    BalanceErrors,
    Measurements,
    PageTest,
    error_sizes,
    factor,
    in_balances,
)
from proverka.model.numeric import Counts, Reals, one_count, reals
from proverka.simulation.one_thread import one_thread

Progress = Callable[[int, int], None]

# Normal values drawn at a time: as many as stay in a core's own cache.
DRAWN = 8_192
# Histories to a portion: enough that a portion outweighs its overhead, few enough that its arrays are small.
PORTION = 1_024
HISTORIES_MAX = 1_000_000_000


def measured_histories(
    measured: Measurements,
    errors: BalanceErrors,
    *,
    histories: int,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> Reals:
    """Return the errors of balances of histories in which every measurement is drawn. Shape: [histories, periods].

    `errors` are those of the same measurements. One normal value is drawn for each measurement, whether or not a
    balance rests on it, and one for each shared effect: the effects that are a measurement's own are added as
    variances. Memory is that of the answer, whatever is drawn. Raises RefusedError (bad-value).
    """
    segments = _segments(measured, errors)
    unused = len(measured.values) - sum(len(segment.deviations) for segment in segments)
    loadings = errors.loadings[:, [effect.shared for effect in errors.effects]]

    def draw(number: int, generator: np.random.Generator) -> Reals:
        found = np.zeros((number, errors.periods + 1))
        buffer = np.empty(DRAWN)
        for history in found:
            for begin in range(0, unused, DRAWN):
                generator.standard_normal(out=buffer[: unused - begin])
            for segment in segments:
                error = _error(segment, generator, buffer)
                history[segment.added] += error  # NONE is the last place, which is left out
                history[segment.taken] -= error
        return found[:, :-1] + generator.standard_normal((number, loadings.shape[1])) @ loadings.T

    size = max(1, min(PORTION, 2_000_000 // max(1, len(measured.values))))
    parts = _drawn(draw, histories, size=size, seed=seed, workers=workers, progress=progress)
    return np.concatenate(list(parts))


def balance_histories(
    errors: BalanceErrors, *, histories: int, seed: int, workers: int = 1, progress: Progress | None = None
) -> Iterator[Reals]:
    """Yield the errors of balances of histories, portion by portion. Shape: [portion, periods].

    The distribution is exactly that of `measured_histories`: one normal value for each balance and each shared effect.
    Raises RefusedError (bad-value).
    """
    own = BalanceErrors(
        effects=errors.effects, pairs=errors.pairs, own=errors.own, loadings=np.zeros_like(errors.loadings)
    )
    lower = factor(own.covariance).lower
    own_deviations, below = np.diagonal(lower)[:, None], np.diagonal(lower, -1)[:, None]
    near = not np.any(np.tril(lower, -2))  # as where only an inventory lies in two balances
    loadings = errors.loadings[:, np.any(errors.loadings != 0, axis=0)]
    size = max(1, 4 * DRAWN // errors.periods)

    def block(number: int, generator: np.random.Generator) -> Reals:
        drawn = generator.standard_normal((errors.periods, number))
        found = loadings @ generator.standard_normal((loadings.shape[1], number))
        if not near:
            return found + lower @ drawn
        found[1:] += below * drawn[:-1]
        drawn *= own_deviations
        found += drawn
        return found

    def draw(number: int, generator: np.random.Generator) -> Reals:
        found = np.empty((number, errors.periods))
        for begin in range(0, number, size):
            part = found[begin : begin + size]
            part[:] = block(len(part), generator).T
        return found

    yield from _drawn(draw, histories, size=PORTION, seed=seed, workers=workers, progress=progress)


def page_histories(
    test: PageTest,
    shift: ArrayLike,
    *,
    histories: int,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> Counts:
    """Return how many histories of SITMUF have had their first alarm of Page's test in each period. Shape: [periods].

    `shift` [periods] is what a loss adds to SITMUF (`standardised`), zeros for none. Raises RefusedError (bad-value).
    """
    means = reals("shift", shift)
    periods = len(means)

    def draw(number: int, generator: np.random.Generator) -> Counts:
        by_then = np.zeros(periods, dtype=np.int64)
        sums, drawn = np.full(number, test.head_start), np.empty(number)
        for period in range(periods):
            generator.standard_normal(out=drawn)
            drawn += means[period] - test.k
            sums += drawn
            np.maximum(sums, 0.0, out=sums)
            above = sums > test.h
            np.copyto(sums, np.inf, where=above)  # so that it stays above, and is counted once
            by_then[period] = np.count_nonzero(above)
        return np.diff(by_then, prepend=0)

    return sum(
        _drawn(draw, histories, size=DRAWN, seed=seed, workers=workers, progress=progress),
        start=np.zeros(periods, dtype=np.int64),
    )


Part = TypeVar("Part", Reals, Counts)


def _drawn(
    draw: Callable[[int, np.random.Generator], Part],
    histories: int,
    *,
    size: int,
    seed: int,
    workers: int,
    progress: Progress | None,
) -> Iterator[Part]:
    """Yield what is drawn for each portion of `size` histories, in order."""
    total = one_count("histories", histories, least=1, most=HISTORIES_MAX)
    sizes = [size] * (total // size) + [total % size] * (total % size > 0)
    # SFC64 draws normal values fastest of the generators that numpy has, and passes the same batteries of tests.
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    generators = (np.random.Generator(np.random.SFC64(each)) for each in seeds)
    done = 0
    with one_thread(), ThreadPoolExecutor(workers) as pool:
        for number, found in zip(sizes, pool.map(draw, sizes, generators), strict=True):
            done += number
            if progress is not None:
                progress(done, total)
            yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """The measurements of one pair of balances: one standard deviation of each measurement's own error. Shape: [m]."""

    added: int
    taken: int
    deviations: Reals


def _segments(measured: Measurements, errors: BalanceErrors) -> list[_Segment]:
    """Return the measurements of balances in the order of their pairs, in pieces that stay in a core's cache."""
    measured = in_balances(measured)
    shared = np.array([False, *(effect.shared for effect in errors.effects)])[measured.effects + 1]
    deviations = np.sqrt((np.where(shared, 0.0, error_sizes(measured, errors.effects)) ** 2).sum(axis=1))
    width = errors.periods + 1
    keys = (measured.added_to + 1) * width + measured.taken_from + 1
    order = np.argsort(keys, kind="stable")
    ends = np.searchsorted(keys[order], (errors.pairs[:, 0] + 1) * width + errors.pairs[:, 1] + 1, side="right")
    found = []
    for (added, taken), own in zip(errors.pairs.tolist(), np.split(deviations[order], ends[:-1]), strict=True):
        pieces = np.array_split(own, -(-len(own) // DRAWN))
        found += [_Segment(added=added, taken=taken, deviations=piece) for piece in pieces]
    return found


def _error(segment: _Segment, generator: np.random.Generator, buffer: Reals) -> float:
    drawn = buffer[: len(segment.deviations)]
    generator.standard_normal(out=drawn)
    return float(drawn @ segment.deviations)
