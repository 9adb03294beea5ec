"""The judgement on a way of acting: what parties' views come to, without weighing them."""

from proverka.assessment.attainment import Attainment, Reading
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.assessment.views import status_of_conduct
from proverka.mandate import Obligation


def judge_conduct(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    """Return the judgement on a conduct obligation; without views, one with a condition is pending."""
    allegations = [h for h in reading.bearing if h.entry.kind == "allegation"]
    status = status_of_conduct(bench.views_on.get(obligation.id, ()), allegations)
    if bench.superseded_on(obligation, schedule) is not None:
        status = "superseded"
    elif status == "no_evidence" and obligation.when:
        status = "pending"
    findings = tuple(h.index for h in reading.bearing if h.entry.kind in ("finding", "allegation", "delivery"))
    return Judged(
        obligation=obligation,
        schedule=schedule,
        attainment=Attainment(entries=findings),
        verdict=Verdict(status=status),
        superseded_by=bench.superseded_by(obligation),
    )
