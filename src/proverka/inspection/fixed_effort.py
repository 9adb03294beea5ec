"""Effort that is fixed beforehand and known: the same visits for certain, so that every stratum must be opened.

It is what a plan without a draw can make sure of. Where teams cannot visit every site it is nothing, which is why sites
are drawn (`effort`). Travel is left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp

from proverka.inspection.visits import Field, Visit
from proverka.model.numeric import Counts, Reals, counts, one_real, reals, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedPlan:
    """The detection that every stratum has at least, and what each team does for it."""

    guarantee: float
    tours: tuple[tuple[Visit, ...], ...]


def fixed_effort(field: Field, *, teams: int) -> FixedPlan:
    """Return visits for certain that make the least detection over all targets as large as it can be, exactly.

    The least detection is one of the numbers that a stratum's steps can reach. For each the fewest steps are known, so
    that it can be reached if the visits to all sites fit into the teams' days, each visit in those of one team; the
    largest that can is found by bisection. Raises RefusedError (bad-value), also for a field with travel.
    """
    counts("teams", teams, least=1)
    if field.travels:
        refuse("field", "sites without travel", "sites with travel")
    reachable = np.unique(field.detection)
    low, high = 0, len(reachable) - 1
    best = FixedPlan(guarantee=0.0, tours=((),) * teams)
    while low <= high:
        middle = (low + high) // 2
        tours = _tours(field, float(reachable[middle]), teams)
        if tours is None:
            high = middle - 1
        else:
            low, best = middle + 1, FixedPlan(guarantee=float(reachable[middle]), tours=tours)
    return best


def _tours(field: Field, least: float, teams: int) -> tuple[tuple[Visit, ...], ...] | None:
    """Return visits by which every target is found with probability `least` or more; None where they do not fit."""
    steps = (field.detection < least).sum(axis=1)
    if (steps > field.horizon).any():
        return None
    padded = np.append(steps, 0)[field.rows]
    efforts = padded.sum(axis=1)
    if (efforts > field.effort_max).any():
        return None
    used = np.flatnonzero(efforts)
    team_of = _packed((efforts + field.setup)[used], teams, field.horizon)
    if team_of is None:
        return None
    visits = [
        Visit(site=int(site), steps=tuple(int(one) for one in padded[site, : len(field.sites[site].strata)]))
        for site in used
    ]
    return tuple(tuple(visit for visit, of in zip(visits, team_of, strict=True) if of == team) for team in range(teams))


def _packed(lengths: Counts, teams: int, horizon: int) -> list[int] | None:
    """Return the team of each visit so that no team has more than its time; None where there is no way."""
    if lengths.sum() > teams * horizon or (lengths > horizon).any():
        return None
    free, placed = [horizon] * teams, [0] * len(lengths)
    for visit in np.argsort(-lengths, kind="stable"):
        team = next((one for one in range(teams) if free[one] >= lengths[visit]), None)
        if team is None:
            return _packed_exactly(lengths, teams, horizon)
        free[team] -= int(lengths[visit])
        placed[visit] = team
    return placed


def _packed_exactly(lengths: Counts, teams: int, horizon: int) -> list[int] | None:
    """Return what `_packed` does, by an integer program: a choice of visit and team, [visits * teams]."""
    once = np.kron(np.eye(len(lengths)), np.ones(teams))
    time = np.kron(lengths.astype(float), np.eye(teams))
    solved = milp(
        np.zeros(len(lengths) * teams),
        integrality=np.ones(len(lengths) * teams),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(once, lb=1, ub=1), LinearConstraint(time, ub=horizon)],
    )
    return None if solved.x is None else [int(one) for one in solved.x.reshape(-1, teams).argmax(axis=1)]


def exponential_effort(rates: ArrayLike, effort: float) -> tuple[float, Reals]:
    """Return the guarantee and the division of effort where effort x at a site detects with 1 - exp(-rate x).

    `rates` is [sites]; the division is [sites]. All sites are then detected alike: rate x is the same everywhere, and
    the guarantee is 1 - exp(-effort / sum(1 / rate)). Detection is concave in effort, so that no drawing of sites does
    better where visits have no fixed cost. Raises RefusedError (bad-value).
    """
    rate = reals("rates", rates, least=0.0, bounds="()")
    spent = one_real("effort", effort, least=0.0)
    level = spent / float((1.0 / rate).sum())
    return float(-np.expm1(-level)), level / rate
