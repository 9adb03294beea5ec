"""Every regime against every cheat, by whoever runs the parts; then which regimes are worth their cost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec
import numpy as np
from scipy.optimize import linprog

from proverka.inspection.zero_sum import shares
from proverka.model.comparison import CheatTold, Compared, Mixture, PairFound, RegimeFound
from proverka.model.numeric import Reals
from proverka.simulation.curves import TOLERANCE
from proverka.simulation.pairing import CONFIDENCE, NO_CHEAT, Alone, Answer, Part, acts_chosen, answer, scheme_of
from proverka.simulation.regime import Comparison
from proverka.simulation.scheme import Scheme, cost_of

SCHEMA = "proverka/regimes/v1"
# What two costs or two probabilities must differ by to be two.
SAME = 1e-9

Progress = Callable[[int, int], None]


class Runner(Protocol):
    """Who runs the parts of a sweep, here or elsewhere (`proverka.fleet.Executor` does)."""

    def run(
        self, work: Callable[[bytes], bytes], parts: Sequence[bytes], progress: Progress | None = None
    ) -> list[bytes]:
        """Return the answer of `work` to each part, in the order of the parts."""


def compared(
    comparison: Comparison, runner: Runner, *, histories: int, seed: int, progress: Progress | None = None
) -> Compared:
    """Return every regime against every cheat. The same seed gives the same answer, whoever runs it.

    `histories` are those of each pair that has to be drawn. Raises RefusedError as `Scheme.of` and `acts_of` do, before
    anything is run, and as the runner does.
    """
    told = msgspec.msgpack.encode(comparison)
    # What is refused is refused here: an exception of a worker would not reach us as one of ours.
    schemes = [scheme_of(told, regime) for regime in range(len(comparison.regimes))]
    for cheat in range(len(comparison.cheats)):
        acts_chosen(told, cheat)
    numbers = [(r, c) for r in range(len(comparison.regimes)) for c in (NO_CHEAT, *range(len(comparison.cheats)))]
    parts = [Part(comparison=told, regime=r, cheat=c, histories=histories, seed=seed) for r, c in numbers]
    answers = runner.run(answer, [msgspec.msgpack.encode(part) for part in parts], progress)
    found = dict(zip(numbers, (msgspec.msgpack.decode(one, type=Answer) for one in answers), strict=True))
    pairs = tuple(one.pair for one in found.values() if one.pair is not None)
    pile = comparison.stockpile
    regimes = _regimes(schemes, found, pairs)
    return Compared(
        schema=SCHEMA,
        title=pile.title,
        period=pile.period,
        periods=pile.periods,
        goal_amount=pile.goal_amount,
        goal_periods=pile.goal_periods,
        unit=pile.unit,
        money=pile.money,
        seed=seed,
        histories=histories,
        confidence=CONFIDENCE,
        tolerance=TOLERANCE,
        regimes=regimes,
        cheats=tuple(
            CheatTold(id=one.id, title=one.title, kind=one.kind, amount=one.amount) for one in comparison.cheats
        ),
        pairs=pairs,
        mixtures=_mixtures(comparison, regimes, found),
    )


def _regimes(
    schemes: Sequence[Scheme], found: Mapping[tuple[int, int], Answer], pairs: Sequence[PairFound]
) -> tuple[RegimeFound, ...]:
    undecided = []
    for number, scheme in enumerate(schemes):
        by_itself = found[number, NO_CHEAT].alone
        assert by_itself is not None
        weakest = min((pair for pair in pairs if pair.regime == scheme.regime.id), key=lambda pair: pair.in_time.value)
        undecided.append(_regime(scheme, by_itself, weakest))
    return tuple(
        msgspec.structs.replace(one, dominated=any(dominates(other, one) for other in undecided)) for one in undecided
    )


def _regime(scheme: Scheme, by_itself: Alone, weakest: PairFound) -> RegimeFound:
    cost = cost_of(scheme)
    visits = list(enumerate(by_itself.followed)) if scheme.follow_up is not None else []
    follow_up = sum(times * scheme.follow_up.money(site) for site, times in visits if scheme.follow_up is not None)
    more_days = sum(times * scheme.follow_up.days(site) for site, times in visits if scheme.follow_up is not None)
    return RegimeFound(
        id=scheme.regime.id,
        title=scheme.regime.title,
        team_days=cost.team_days + more_days,
        inspections=cost.inspections,
        balances=cost.balances,
        search=cost.search,
        follow_up=follow_up,
        cost=cost.inspections + cost.balances + cost.search + follow_up,
        false_alarm=by_itself.false_alarm,
        means=by_itself.means,
        method=by_itself.method,
        why=by_itself.why,
        histories=by_itself.histories,
        worst=weakest.in_time.value,
        weakest=weakest.cheat,
        dominated=False,
    )


def dominates(one: RegimeFound, other: RegimeFound) -> bool:
    """Return whether one costs no more and finds its worst cheat no less, and is better in one of the two."""
    no_worse = one.cost <= other.cost + SAME and one.worst >= other.worst - SAME
    return no_worse and (one.cost < other.cost - SAME or one.worst > other.worst + SAME)


def _mixtures(
    comparison: Comparison, regimes: Sequence[RegimeFound], found: Mapping[tuple[int, int], Answer]
) -> tuple[Mixture, ...]:
    """Return the best mixture for the cost of each regime."""
    payoffs = np.array(
        [
            np.concatenate([_choices(found[r, c]) for c in range(len(comparison.cheats))])
            for r in range(len(comparison.regimes))
        ]
    )
    costs = np.array([one.cost for one in regimes])
    names = [one.id for one in regimes]
    return tuple(best_mixture(payoffs, costs, names, cost_max) for cost_max in sorted(set(costs.tolist())))


def _choices(found: Answer) -> Reals:
    """Return how probably each choice of a cheat is found in time; where it is drawn, the worst's lower bound."""
    assert found.pair is not None
    return np.array(found.in_time) if found.in_time else np.full(found.pair.choices, found.pair.in_time.low)


def best_mixture(payoffs: Reals, costs: Reals, names: Sequence[str], cost_max: float) -> Mixture:
    """Return the mixture of regimes that makes sure of most, for an expected cost of at most `cost_max`.

    `payoffs` [regimes, choices of all cheats] are probabilities of being found in time, `costs` [regimes]. The linear
    program of a zero-sum game with one more row for the cost; the guarantee is that of the shares on the matrix.
    """
    count = len(payoffs)
    cheapest = max(cost_max, float(costs.min()))
    solved = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.vstack([np.hstack([-payoffs.T, np.ones((payoffs.shape[1], 1))]), np.append(costs, 0.0)]),
        b_ub=np.append(np.zeros(payoffs.shape[1]), cheapest * (1 + SAME)),
        A_eq=np.append(np.ones(count), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
        method="highs",
    )
    assert solved.status == 0, solved.message  # the cheapest regime alone is a solution
    mixed = shares(solved.x[:count])
    alone = payoffs.min(axis=1)[costs <= cheapest * (1 + SAME)]
    return Mixture(
        cost_max=cost_max,
        guarantee=float((mixed @ payoffs).min()),
        alone=float(alone.max()),
        shares={name: float(share) for name, share in zip(names, mixed, strict=True) if share > SAME},
    )
