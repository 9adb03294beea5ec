"""What a cheat does once it has chosen: items falsified and amounts lost, period by period; and what it may choose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil, comb, prod

import numpy as np

from proverka.model.errors import Refusal
from proverka.model.numeric import Counts, Reals, refuse
from proverka.simulation.regime import Cheat, Comparison, Manner, Site

# More choices than this of one cheat are not looked through one by one.
CHOICES_MAX = 20_000
# An amount of whole items may come out of a division a little too large.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is falsified where and when. Sites, strata and periods are numbered from 0.

    `taken` [sites, periods] are the items falsified by the end of each period, in the stratum beside the site; `lost`
    [sites, periods] the amount that leaves the balance of the site in each. `complete` is the period in which all of it
    is done. `places` undeclared places hold what was never declared. `amends`: what an inspection of which the site is
    notified would find, is declared.
    """

    sites: tuple[int, ...]
    strata: tuple[int, ...]
    begins: int
    complete: int
    taken: Counts
    lost: Reals
    manner: Manner = "missing"
    places: int = 0
    amends: bool = False


def nothing(comparison: Comparison) -> Act:
    """Return what no cheat does, at every site: whatever alarms is a false alarm."""
    count, periods = len(comparison.sites), comparison.stockpile.periods
    return Act(
        sites=tuple(range(count)),
        strata=(0,) * count,
        begins=0,
        complete=periods - 1,
        taken=np.zeros((count, periods), np.int64),
        lost=np.zeros((count, periods)),
    )


def acts_of(comparison: Comparison, cheat: Cheat) -> list[Act]:
    """Return every act that a cheat can choose; one, where it states all.

    A beginning that is not stated leaves the goal time before the horizon ends. Raises RefusedError: meaningless where
    no stratum holds the amount or the horizon is too short, too-large for more than CHOICES_MAX.
    """
    begins = _beginnings(comparison, cheat)
    if cheat.kind == "hidden":
        return [_hidden(comparison, cheat, begins[0])]
    _check_number(comparison, cheat, len(begins))
    found = [
        _act(comparison, cheat, sites, strata, begin)
        for sites in _site_choices(comparison, cheat)
        for strata in product(*(_strata(comparison.sites[site], cheat, len(sites)) for site in sites))
        for begin in begins
    ]
    if not found:
        refuse(
            f"cheat {cheat.id}",
            "an amount that some stratum holds, at as many sites as it needs",
            f"{cheat.amount:g} {comparison.stockpile.unit}",
            refusal=Refusal.MEANINGLESS,
        )
    return found


def _beginnings(comparison: Comparison, cheat: Cheat) -> Sequence[int]:
    """Return the periods in which a cheat may begin."""
    if cheat.begins is not None:
        return [cheat.begins - 1]
    pile = comparison.stockpile
    last = pile.periods - (cheat.over or 1) - pile.goal_periods + 1
    if last < 0:
        refuse(
            f"cheat {cheat.id}",
            f"a horizon that holds {cheat.over or 1} periods and the goal time of {pile.goal_periods}",
            f"{pile.periods} periods",
            refusal=Refusal.MEANINGLESS,
        )
    return [0] if cheat.kind == "hidden" else range(last + 1)


def _site_choices(comparison: Comparison, cheat: Cheat) -> Iterator[tuple[int, ...]]:
    numbers = {site.id: number for number, site in enumerate(comparison.sites)}
    if cheat.sites is not None:
        yield tuple(sorted(numbers[name] for name in cheat.sites))
    elif cheat.site is not None:
        yield (numbers[cheat.site],)
    else:
        count = cheat.sites_count or 1
        able = [number for number, site in enumerate(comparison.sites) if _strata(site, cheat, count)]
        yield from combinations(able, count)


def _strata(site: Site, cheat: Cheat, count: int) -> list[int]:
    """Return the strata of a site that hold a cheat's amount, divided among so many sites."""
    return [
        number
        for number, stratum in enumerate(site.strata)
        if cheat.stratum in (None, stratum.id) and _items(cheat.amount / count, stratum.item_amount) <= stratum.items
    ]


def _items(amount: float, each: float) -> int:
    return ceil(amount / each - ROUNDING)


def _check_number(comparison: Comparison, cheat: Cheat, begins: int) -> None:
    """Refuse what would take for ever, before it is begun."""
    count = cheat.sites_count or 1
    able = [len(_strata(site, cheat, count)) for site in comparison.sites]
    sites = sum(1 for number in able if number)
    sets = 1 if cheat.sites or cheat.site else comb(sites, count)
    most = sets * begins * (prod(sorted(able)[-count:]) if able else 1)
    if most > CHOICES_MAX:
        refuse(
            f"cheat {cheat.id}",
            f"at most {CHOICES_MAX} choices of sites, strata and beginning",
            str(most),
            remedy="state `sites`, `stratum` or `begins`",
            refusal=Refusal.TOO_LARGE,
        )


def _act(comparison: Comparison, cheat: Cheat, sites: tuple[int, ...], strata: tuple[int, ...], begin: int) -> Act:
    periods, over = comparison.stockpile.periods, cheat.over or 1
    done = np.clip((np.arange(periods) - begin + 1) / over, 0.0, 1.0)  # the share of it by the end of each period
    each = cheat.amount / len(sites)
    sizes = [comparison.sites[site].strata[stratum].item_amount for site, stratum in zip(sites, strata, strict=True)]
    taken = np.array([np.ceil(each * done / size - ROUNDING) for size in sizes]).astype(np.int64)
    lost = np.tile(np.diff(each * done, prepend=0.0), (len(sites), 1))
    swapped = cheat.kind == "swap"
    return Act(
        sites=sites,
        strata=strata,
        begins=begin,
        complete=min(begin + over, periods) - 1,
        taken=np.maximum(taken, 0),
        # A dummy stands in the inventory with what is declared of it.
        lost=np.zeros_like(lost) if swapped else lost,
        manner="dummy" if swapped else "missing",
        amends=cheat.kind == "amendment",
    )


def _hidden(comparison: Comparison, cheat: Cheat, begin: int) -> Act:
    periods = comparison.stockpile.periods
    return Act(
        sites=(),
        strata=(),
        begins=begin,
        complete=begin,
        taken=np.zeros((0, periods), np.int64),
        lost=np.zeros((0, periods)),
        places=cheat.places or 1,
    )
