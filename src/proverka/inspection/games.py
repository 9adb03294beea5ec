"""Inspection games over stages: how to spread few inspections over many occasions.

Of `stages` occasions the inspector may inspect `inspections`. The inspectee, which sees which stages were inspected,
may violate once at a stage, and so often altogether. Each undetected violation is worth 1 to it, a detected one costs
it `penalty` and ends the game, legal behaviour is worth 0. The inspector loses what the inspectee gets. All of it is
exact, in rational numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from proverka.model.numeric import one_count, one_real, refuse

Number = int | float | Fraction

# The digits of exact values grow with the stages: beyond these, floating point would have to do.
CLOSED_STAGES_MAX = 5_000
TABLE_STAGES_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a game over stages: what it is worth to the inspectee, and how each acts at the stage to come.

    `inspect` and `violate` are the probabilities of an inspection and of a violation at that stage.
    """

    value: Fraction
    inspect: Fraction
    violate: Fraction


def dresher_value(stages: int, inspections: int, *, violations: int = 1, penalty: Number = 1) -> Fraction:
    """Return what the game is worth to the inspectee, where an inspection detects for certain, in closed form.

    With n stages, k inspections, penalty b and at most w violations it is the sum over j from 1 to w of C(n-j, k),
    divided by the sum over i from 0 to k of C(n, i) b^(k-i). Raises RefusedError (bad-value).

    Source: Dresher, A sampling inspector problem in arms control agreements (1962), for one violation and b = 1;
    several violations and any penalty after von Stengel, Recursive inspection games (Mathematics of Operations
    Research 41, 2016; arXiv:1412.0129). `dresher_states` is the recursion that it solves.

    >>> dresher_value(4, 2)
    Fraction(3, 11)
    >>> [str(dresher_value(12, k)) for k in (0, 1, 4, 12)]
    ['1', '11/13', '165/397', '0']
    """
    n, k = _whole("stages", stages, 1, CLOSED_STAGES_MAX), _whole("inspections", inspections, 0, CLOSED_STAGES_MAX)
    w, b = _whole("violations", violations, 1, CLOSED_STAGES_MAX), exactly("penalty", penalty, positive=True)
    if k >= n:
        return Fraction(0)
    whole, term = Fraction(0), 1
    for i in range(k + 1):
        whole = whole * b + term
        term = term * (n - i) // (i + 1)
    return sum(comb(n - j, k) for j in range(1, min(w, n) + 1)) / whole


def dresher_states(
    stages: int, inspections: int, *, violations: int = 1, penalty: Number = 1, missed: Number = 0
) -> Mapping[tuple[int, int], State]:
    """Return every state (stages left, inspections left) with all violations ahead, from the exact recursion.

    `missed` is the probability that an inspection does not detect the violation at its stage. Every state is a game
    of two by two, solved in rational numbers. The inspector need not know how many violations there were: with
    `missed` 0, what it does depends on the stages and inspections left alone (von Stengel 2016); with another `missed`
    at most one violation is taken, for which there is nothing to know. Raises RefusedError (bad-value).

    >>> dresher_states(3, 1)[3, 1]
    State(value=Fraction(1, 2), inspect=Fraction(1, 4), violate=Fraction(1, 4))
    """
    n, k = _whole("stages", stages, 1, TABLE_STAGES_MAX), _whole("inspections", inspections, 0, TABLE_STAGES_MAX)
    w, b = _whole("violations", violations, 1, TABLE_STAGES_MAX), exactly("penalty", penalty, positive=True)
    unseen = exactly("missed", missed)
    if unseen > 1:
        refuse("missed", "a probability", str(unseen))
    if unseen and w > 1:
        refuse("violations", "1 where inspections may miss", str(w))
    caught = unseen - (1 - unseen) * b
    ahead: dict[tuple[int, int], State] = {}
    for number in range(1, w + 1):
        ahead = _states(n, min(k, n), caught, ahead if number > 1 else None)
    return ahead


def _states(
    n: int, k: int, caught: Fraction, after: Mapping[tuple[int, int], State] | None
) -> dict[tuple[int, int], State]:
    """Return the states with a number of violations ahead, from those with one fewer (`after`; None: none)."""
    over = State(value=Fraction(0), inspect=Fraction(0), violate=Fraction(0))
    found = {(0, m): over for m in range(k + 1)}
    for left in range(1, n + 1):
        for m in range(k + 1):
            later = after[left - 1, m].value if after else Fraction(0)
            unwatched = (found[left - 1, m].value, 1 + later)
            watched = (found[left - 1, m - 1].value, caught) if m else unwatched
            value, violate, inspect = two_by_two(watched[0], unwatched[0], watched[1], unwatched[1])
            found[left, m] = State(value=value, inspect=inspect if m else Fraction(0), violate=violate)
    return found


def two_by_two(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Return the value of the game [[a, b], [c, d]] to the row player, and how often row 2 and column 1 are played.

    Where a saddle point exists, the one with the most of row 1 and of column 1 is told.
    """
    least, most = max(min(a, b), min(c, d)), min(max(a, c), max(b, d))
    if least == most:  # a saddle point
        row_two = Fraction(0) if min(a, b) == least else Fraction(1)
        column_one = Fraction(1) if max(a, c) == most else Fraction(0)
        return least, row_two, column_one
    both = a - b - c + d
    return (a * d - b * c) / both, (a - b) / both, (d - b) / both


def deterring_probability(
    *, gain: Number, penalty: Number, false_alarm: Number = 0, alarm_cost: Number = 0
) -> Fraction | None:
    """Return the least probability of detection at which legal behaviour is best for an inspectee.

    A violation is worth `gain` undetected and -`penalty` detected; legal behaviour 0, or -`alarm_cost` with
    probability `false_alarm`. So an announced detection probability p deters where
    (1-p) gain - p penalty <= -false_alarm alarm_cost. None where no probability does: false alarms alone then cost as
    much as being caught. Raises RefusedError (bad-value).

    Source: the condition of deterrence in Avenhaus, von Stengel and Zamir, Inspection games (Handbook of Game Theory 3,
    2002), where the inspector announces its strategy.

    >>> deterring_probability(gain=1, penalty=4)
    Fraction(1, 5)
    """
    won, lost = exactly("gain", gain, positive=True), exactly("penalty", penalty)
    share, cost = exactly("false_alarm", false_alarm), exactly("alarm_cost", alarm_cost)
    if share > 1:
        refuse("false_alarm", "a probability", str(share))
    needed = (won + share * cost) / (won + lost)
    return needed if needed <= 1 else None


def exactly(where: str, value: Number, *, positive: bool = False) -> Fraction:
    """Return a number that is not negative as a fraction; a float as the decimal that it is printed as.

    Raises RefusedError (bad-value) by the name `where`.
    """
    if not isinstance(value, int | Fraction):
        one_real(where, value)
        value = Fraction(repr(float(value)))
    if value < 0 or (positive and value == 0):
        refuse(where, "a number above 0" if positive else "a number that is not negative", str(value))
    return Fraction(value)


def _whole(where: str, value: int, least: int, most: int) -> int:
    return one_count(where, value, least=least, most=most)
