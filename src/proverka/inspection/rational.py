"""The same probabilities in whole numbers and fractions: slow, without any rounding, for what is too close to call.

A probability that a person states, 0.95, has no double number of its own: 95 of 100 items find the only falsified one
with exactly the probability that was asked for, and whether a comparison of doubles says so is luck. A stated number is
therefore meant as the shortest decimal that reads back as it.
"""

from fractions import Fraction
from functools import cache
from math import comb, perm
from typing import NamedTuple

# Sums of more terms than this are left to doubles: the numbers in them have too many digits to be waited for.
TERMS_MAX = 4096


@cache
def stated(number: float) -> Fraction:
    """Return the decimal that a person means who states the number."""
    return Fraction(repr(float(number)))


def missed(population: int, defects: int, sample: int) -> Fraction:
    """Return the probability that a sample without replacement holds no defect."""
    few, many = sorted((defects, sample))
    if many > population - few:
        return Fraction(0)
    return Fraction(perm(population - many, few), perm(population, few))


class Measurement(NamedTuple):
    """What an instrument does to an item, and how many positives raise the alarm."""

    sensitivity: Fraction
    false_positive: Fraction
    alarm: int


def silent(population: int, defects: int, sample: int, by: Measurement) -> Fraction:
    """Return the probability that a sample without replacement has fewer positives than raise the alarm."""
    total = Fraction(0)
    for k in range(max(0, sample + defects - population), min(sample, defects) + 1):
        quiet = sum(
            (
                trials(recognised, k, by.sensitivity)
                * at_most(by.alarm - 1 - recognised, sample - k, by.false_positive)
                for recognised in range(min(by.alarm - 1, k) + 1)
            ),
            Fraction(0),
        )
        total += _ways(k, population, defects, sample) * quiet
    return total / comb(population, min(defects, sample))


def held_at_most(found: int, population: int, defects: int, sample: int) -> Fraction:
    """Return the probability that a sample without replacement holds at most `found` defects."""
    first, last = max(0, sample + defects - population), min(found, sample, defects)
    ways = sum(_ways(k, population, defects, sample) for k in range(first, last + 1))
    return Fraction(ways, comb(population, min(defects, sample)))


def _ways(found: int, population: int, defects: int, sample: int) -> int:
    """Return in how many ways of all the smaller of two subsets, defects and sample, meets the larger in so many."""
    few, many = sorted((defects, sample))
    return comb(many, found) * comb(population - many, few - found)


def trials(found: int, number: int, chance: Fraction) -> Fraction:
    """Return the probability that exactly `found` of a number of independent trials are positive."""
    return comb(number, found) * chance**found * (1 - chance) ** (number - found)


def at_most(found: int, number: int, chance: Fraction) -> Fraction:
    """Return the probability that at most `found` of a number of independent trials are positive."""
    if found >= number:
        return Fraction(1)
    return sum((trials(k, number, chance) for k in range(found + 1)), Fraction(0))
