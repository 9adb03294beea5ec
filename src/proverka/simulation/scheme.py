"""A regime with its numbers worked out for a stockpile: samples, windows, thresholds, costs."""

from dataclasses import dataclass, field
from math import fsum

from proverka.model.errors import RefusedError
from proverka.model.numeric import Reals, refuse
from proverka.simulation.act import Act
from proverka.simulation.balancing import TestedBalance, balance_under_test
from proverka.simulation.opening import Visiting, visiting
from proverka.simulation.regime import Comparison, Inspections, Regime, Site
from proverka.simulation.rounds import Selection, Window, windows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of inspections: its windows, its selection of sites, and what is done at each."""

    stated: Inspections
    windows: tuple[Window, ...]
    selection: Selection
    visiting: Visiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A regime, worked out. `balances` has one for each site, None where none is tested."""

    comparison: Comparison
    regime: Regime
    series: tuple[Series, ...]
    balances: tuple[TestedBalance | None, ...]
    follow_up: Visiting | None
    _kept: dict[tuple[int, bytes], Reals] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, comparison: Comparison, regime: Regime) -> "Scheme":
        """Return a regime worked out for the stockpile of a comparison.

        Raises RefusedError (bad-value) where no threshold of its balance test has the false alarms that it states.
        """
        return cls(
            comparison=comparison,
            regime=regime,
            series=tuple(
                Series(
                    stated=one,
                    windows=windows_of(one, comparison.stockpile.periods),
                    selection=Selection.of(one, comparison),
                    visiting=visiting(comparison, one.looks),
                )
                for one in regime.inspections
            ),
            balances=tuple(_balance(comparison, site, regime) for site in comparison.sites),
            follow_up=None if regime.follow_up is None else visiting(comparison, regime.follow_up.looks),
        )

    @property
    def periods(self) -> int:
        """The periods of the horizon."""
        return self.comparison.stockpile.periods

    def alarmed(self, site: int, lost: Reals) -> Reals:
        """Return the probability that the test of a site's balance alarmed by each period's end. Shape: [periods]."""
        balance = self.balances[site]
        assert balance is not None
        key = (site, lost.tobytes())
        if key not in self._kept:
            self._kept[key] = balance.alarmed(lost)
        return self._kept[key]

    def why_drawn(self, act: Act) -> str:
        """Return why the answer about an act has to be drawn; nothing where it is exact."""
        if self.follow_up is not None:
            return "alarms are followed up"
        remember = any(not one.stated.repeat and (act.taken.any() or one.visiting.errs) for one in self.series)
        if act.sites and remember:
            return "samples remember those before them"
        tested = [balance for site in act.sites if (balance := self.balances[site]) is not None]
        if any(not balance.same for balance in tested):
            return "the test assumes other errors than there are"
        borne = [effect for balance in tested for effect in balance.shared]
        if len(borne) > len(set(borne)):
            return "balances of several sites share an effect"
        return ""


def _balance(comparison: Comparison, site: Site, regime: Regime) -> TestedBalance | None:
    try:
        return balance_under_test(comparison, site, regime.balance)
    except RefusedError as error:
        where, fault = f"regime {regime.id}: balance, at site {site.id}", error.fault
        refuse(where, fault.expected, fault.got, remedy="state other false alarms", refusal=fault.refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Expected team days and money over the horizon, without a cheat."""

    team_days: float
    inspections: float
    balances: float
    search: float


def cost_of(scheme: Scheme) -> Cost:
    """Return what a regime costs, without what follows an alarm."""
    pile, regime = scheme.comparison.stockpile, scheme.regime
    visits = [
        (float(window.chances.sum()) * one.selection.visited(site, turn), one.visiting, site)
        for one in scheme.series
        for turn, window in enumerate(one.windows)
        for site in range(len(scheme.comparison.sites))
    ]
    struck = sum(balance.balances for balance in scheme.balances if balance is not None)
    of_balance, of_search = regime.balance, regime.search
    balance_days = struck * of_balance.days if of_balance else 0.0
    search_days = pile.periods * of_search.days if of_search else 0.0
    return Cost(
        team_days=fsum(share * made.days(site) for share, made, site in visits) + balance_days + search_days,
        inspections=fsum(share * made.money(site) for share, made, site in visits),
        balances=(struck * of_balance.cost if of_balance else 0.0) + balance_days * pile.team_day,
        search=(pile.periods * of_search.cost if of_search else 0.0) + search_days * pile.team_day,
    )
