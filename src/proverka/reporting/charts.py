"""The charts of a report, by the section in which they stand."""

from dataclasses import dataclass

from proverka.assessment.result import Audit
from proverka.reporting.chart_balance import balance_chart, is_drawn
from proverka.reporting.chart_burndown import burndowns
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.chart_issues import issue_charts
from proverka.reporting.chart_obligations import obligation_charts
from proverka.reporting.chart_places import place_charts
from proverka.reporting.tongue import ENGLISH, Tongue


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


def charts_of(audit: Audit, tongue: Tongue = ENGLISH) -> Charts:
    """Return the charts of an audit, in a tongue. Of those in the neutral one only words and numbers can be asked."""
    return Charts(
        burndowns=burndowns(audit, tongue),
        obligations=obligation_charts(audit, tongue),
        places=place_charts(audit, tongue),
        issues=issue_charts(audit, tongue),
        balances={
            number: balance_chart(
                [one.balance],
                name=f"material-balance-{number}",
                where=", ".join(one.place_names),
                tongue=tongue,
            )
            for number, one in enumerate(audit.material_balances or (), start=1)
            if is_drawn(one.balance)
        },
    )
