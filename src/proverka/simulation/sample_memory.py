"""Samples that take no item again before all others of its stratum were taken, in many histories at once."""

import numpy as np

from proverka.model.numeric import Counts


class SampleMemory:
    """Of one stratum, the items not taken since all were taken last: how many, and how many of them are falsified."""

    def __init__(self, items: int, number: int) -> None:
        self._items, self._falsified = items, 0
        self._left, self._bad = np.full(number, items), np.zeros(number, np.int64)

    def take(self, chance: np.random.Generator, rows: Counts, size: int, falsified: int) -> Counts:
        """Return how many falsified items a sample of those histories holds, where so many items are falsified by now.

        What a sample lacks when all others were taken comes of the items that are not in this very sample.
        """
        self._grow(chance, falsified)
        left, bad = self._left[rows], self._bad[rows]
        first = np.minimum(size, left)
        held = chance.hypergeometric(bad, left - bad, first)
        left, bad = left - first, bad - held
        again = np.flatnonzero(first < size)
        if len(again):
            rest = size - first[again]
            fresh_bad = falsified - held[again]
            more = chance.hypergeometric(fresh_bad, self._items - first[again] - fresh_bad, rest)
            held[again] += more
            left[again], bad[again] = self._items - rest, falsified - more
        self._left[rows], self._bad[rows] = left, bad
        return held

    def _grow(self, chance: np.random.Generator, falsified: int) -> None:
        """Divide what was falsified since the last sample among good items that were taken and that were not."""
        more = falsified - self._falsified
        if more > 0:
            good_left = self._left - self._bad
            good_taken = self._items - self._falsified - good_left
            self._bad += chance.hypergeometric(good_left, good_taken, more)
        self._falsified = falsified
