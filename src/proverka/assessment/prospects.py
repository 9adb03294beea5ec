"""What is to come of a duty that is not fulfilled: what puts it at risk, and when it would be reached."""

from datetime import date, timedelta
from decimal import Decimal

from proverka.assessment.attainment import Attainment, Reading, fraction_of
from proverka.assessment.bench import Bench
from proverka.assessment.schedule import Schedule
from proverka.mandate import CountMeasure, Obligation, QuantityMeasure
from proverka.model.sentence import Sentence, sentence
from proverka.model.submission import Assessment

# A forecast needs progress over at least this long, or one lucky day decides it.
FORECAST_DAYS_MIN = 7
# A century: whatever lies farther is no better known.
FORECAST_DAYS_MAX = 36_500


def risk_of(
    obligation: Obligation, schedule: Schedule, attainment: Attainment, reading: Reading, bench: Bench
) -> Sentence | None:
    """Return why a duty that is not due yet is at risk, or None."""
    if attainment.fulfilled is not None:
        return None
    for name in obligation.depends_on:
        if bench.judged(bench.mandate.obligation_by_id[name]).verdict.status == "overdue":
            return sentence("it depends on {obligation}, which is overdue", obligation=name)
    assessed = [h for h in reading.bearing if isinstance(h.body, Assessment) and h.standing == "verified"]
    latest = max(assessed, key=lambda h: (h.span.latest, h.index), default=None)
    if latest is not None and isinstance(latest.body, Assessment) and latest.body.view == "critical":
        judge = bench.words.name(latest.entry.by)
        return sentence("{party} judged so on {days}", party=judge, days=str(latest.span))
    forecast = forecast_of(obligation, reading)
    if schedule.due is not None and forecast is not None and forecast > schedule.due:
        return sentence("at the rate so far it would be reached about {day}", day=forecast)
    return None


def forecast_of(obligation: Obligation, reading: Reading) -> date | None:
    """Return when the target would be reached at the rate so far: on the slowest of the bases that must reach it."""
    measure = obligation.measure
    if not isinstance(measure, CountMeasure | QuantityMeasure):
        return None
    found = [_forecast_on(basis, measure, reading) for basis in measure.bases]
    return max((day for day in found if day is not None), default=None)


def _forecast_on(basis: str, measure: CountMeasure | QuantityMeasure, reading: Reading) -> date | None:
    """Return the forecast from the last two figures a week or more apart, or from adoption to the only one."""
    shares = _shares(basis, measure, reading)
    if not shares:
        return None
    (last_day, last), earlier = shares[-1], [s for s in shares if (shares[-1][0] - s[0]).days >= FORECAST_DAYS_MIN]
    first_day, first = earlier[-1] if earlier else (reading.since, Decimal(0))
    days, gained = (last_day - first_day).days, last - first
    if days < FORECAST_DAYS_MIN or gained <= 0 or last >= 1:
        return None
    ahead = int(((1 - last) / gained * days).to_integral_value())
    return last_day + timedelta(days=min(ahead, FORECAST_DAYS_MAX))


def _shares(basis: str, measure: CountMeasure | QuantityMeasure, reading: Reading) -> list[tuple[date, Decimal]]:
    """Return the fractions of the target by day; where no figure speaks of the whole, what its parts show of it."""
    figures = reading.book.counting(basis, reading.as_of)
    shares = [(f.on, share) for f in figures if (share := fraction_of(f, measure, reading.book)) is not None]
    derived = reading.book.derived(basis, reading.as_of) if not figures else None
    if derived is not None and isinstance(measure, QuantityMeasure) and measure.fraction is not None:
        return [(derived.last.on, derived.fraction / measure.fraction)]
    return shares
