"""The charts of a report, by the section in which they stand."""

from dataclasses import dataclass

from proverka.assessment.result import Audit
from proverka.reporting.chart_balance import balance_chart, is_drawn
from proverka.reporting.chart_burndown import burndowns
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.chart_issues import issue_charts
from proverka.reporting.chart_obligations import obligation_charts
from proverka.reporting.chart_places import place_charts


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Each kind of chart, as many as the record has data for; none is empty.

    Obligations are by instrument, material balances by their number in the audit, from 1. Only an edition has maps.
    """

    burndowns: tuple[Chart, ...]
    obligations: dict[str, Chart]
    places: tuple[Chart, ...]
    issues: tuple[Chart, ...]
    balances: dict[int, Chart]
    maps: tuple[Chart, ...] = ()

    @property
    def all(self) -> tuple[Chart, ...]:
        """Every chart, in the order of the report."""
        first = (*self.burndowns, *self.obligations.values(), *self.places, *self.issues)
        return (*first, *self.balances.values(), *self.maps)


def charts_of(audit: Audit) -> Charts:
    """Return the charts of an audit."""
    return Charts(
        burndowns=burndowns(audit),
        obligations=obligation_charts(audit),
        places=place_charts(audit),
        issues=issue_charts(audit),
        balances={
            number: balance_chart([one.balance], name=f"material-balance-{number}", where=", ".join(one.place_names))
            for number, one in enumerate(audit.material_balances or (), start=1)
            if is_drawn(one.balance)
        },
    )
