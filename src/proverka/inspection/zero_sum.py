"""Games of two players on a matrix: what each can make sure of, by linear programming, with a certificate.

`zero_sum` is for players whose interests are opposed; `leadership` for an inspector who announces how visits are drawn
and an inspectee with interests of its own, who then does what is best for it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from proverka.model.numeric import Reals, reals, refuse

# More cells than this is more memory than a planner's laptop has; the linear program would not end either.
CELLS_MAX = 25_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What the row player can make sure of, what the column player can hold it to, and how each does it.

    Whatever the solver did, the value of the game lies between `guarantee` and `ceiling`: both are evaluated on the
    matrix from the strategies that stand beside them.
    """

    rows: Reals
    columns: Reals
    guarantee: float
    ceiling: float

    @property
    def gap(self) -> float:
        """How far apart the two bounds are."""
        return self.ceiling - self.guarantee


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What a leader announces, what the follower then does, and what each gets."""

    strategy: Reals
    answer: int
    leader: float
    follower: float


def zero_sum(payoffs: ArrayLike) -> Solution:
    """Return optimal mixed strategies of the game in which the row player gets `payoffs[row, column]`.

    The column player loses what the row player gets. Both strategies are probabilities, [rows] and [columns].
    Raises RefusedError (bad-value) for what is no matrix, or one of more than CELLS_MAX cells.

    Source: von Neumann 1928; as a linear program, Dantzig 1951.

    >>> game = zero_sum([[1, -1], [-1, 1]])
    >>> round(game.guarantee, 9), round(game.ceiling, 9), game.rows.round(9).tolist()
    (0.0, 0.0, [0.5, 0.5])
    """
    paid = _matrix("payoffs", payoffs)
    rows, columns = paid.shape
    # Variables: the strategy of the rows, then the guarantee. For every column: guarantee - strategy @ column <= 0.
    held = np.hstack([-paid.T, np.ones((columns, 1))])
    found = linprog(
        np.append(np.zeros(rows), -1.0),
        A_ub=held,
        b_ub=np.zeros(columns),
        A_eq=np.append(np.ones(rows), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
        method="highs",
    )
    assert found.status == 0, found.message  # a finite game has a solution
    mixed, answer = shares(found.x[:rows]), shares(-found.ineqlin.marginals)
    return Solution(
        rows=mixed, columns=answer, guarantee=float((mixed @ paid).min()), ceiling=float((paid @ answer).max())
    )


def leadership(leader: ArrayLike, follower: ArrayLike) -> Commitment:
    """Return the best mixed strategy to announce, where the follower answers with what is best for itself.

    `leader[row, column]` and `follower[row, column]` are what each gets where the leader plays the row and the follower
    answers with the column; a follower that is indifferent does what the leader would rather have, to which an
    arbitrarily small change of the strategy would bring it. Raises RefusedError (bad-value).

    Source: Conitzer and Sandholm, Computing the optimal strategy to commit to (2006): one linear program for each
    answer.

    >>> announced = leadership(leader=[[0, -9], [-1, -6]], follower=[[0, 1], [0, -1]])
    >>> announced.strategy.round(9).tolist(), announced.answer, round(announced.leader, 9)
    ([0.5, 0.5], 0, -0.5)
    """
    ours, theirs = _matrix("leader", leader), _matrix("follower", follower)
    if ours.shape != theirs.shape:
        refuse("follower", f"a matrix of the leader's shape {ours.shape}", f"one of shape {theirs.shape}")
    found = [one for column in range(ours.shape[1]) if (one := _commitment(ours, theirs, column)) is not None]
    return max(found, key=lambda one: one.leader)


def _commitment(ours: Reals, theirs: Reals, column: int) -> Commitment | None:
    """Return the best strategy to which `column` is a best answer; None where it is never one."""
    found = linprog(
        -ours[:, column],
        A_ub=theirs.T - theirs[:, column],
        b_ub=np.zeros(theirs.shape[1]),
        A_eq=np.ones((1, ours.shape[0])),
        b_eq=[1.0],
        method="highs",
    )
    if found.status != 0:
        return None
    mixed = shares(found.x)
    return Commitment(
        strategy=mixed,
        answer=column,
        leader=float(mixed @ ours[:, column]),
        follower=float(mixed @ theirs[:, column]),
    )


def shares(found: Reals) -> Reals:
    """Return what a solver takes for probabilities as probabilities: none below zero, and their sum 1."""
    positive = np.maximum(found, 0.0)
    divided: Reals = positive / positive.sum()
    return divided


def _matrix(where: str, payoffs: ArrayLike) -> Reals:
    found = reals(where, payoffs)
    if found.ndim != 2 or found.size == 0 or found.size > CELLS_MAX:  # noqa: PLR2004 - a matrix
        refuse(where, f"a matrix of 1 to {CELLS_MAX} cells", f"an array of shape {found.shape}")
    return found
