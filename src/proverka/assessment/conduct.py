"""The judgement on a way of acting: what parties' views come to, without weighing them."""

from collections.abc import Sequence

from proverka.assessment.attainment import Attainment, Reading, deeds_of
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.result import Status, View
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.assessment.views import status_of_conduct
from proverka.inventory.standing import Held
from proverka.mandate import Obligation
from proverka.model.span import Span

# Kinds that speak in words: they stand among the views, and are no evidence of conduct.
WORDS = ("statement", "assessment")


def judge_conduct(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    """Return the judgement on a conduct obligation.

    Views count from the adoption of its instrument on; what is alleged to be held goes on being alleged.
    Without either, what was done under the duty counts as its being acted on, and a duty with a condition
    that nothing shows to hold is pending.
    """
    deeds = deeds_of(obligation, reading)
    status: Status = "superseded"
    if bench.superseded_on(obligation, schedule) is None:
        status = _status(obligation, _views(obligation, reading, bench), deeds, reading)
    return Judged(
        obligation=obligation,
        schedule=schedule,
        attainment=Attainment(
            progress=bool(deeds),
            entries=tuple(h.index for h in reading.bearing if h.entry.kind not in WORDS),
        ),
        verdict=Verdict(status=status),
        superseded_by=bench.superseded_by(obligation),
    )


def _status(obligation: Obligation, views: Sequence[View], deeds: Sequence[Held], reading: Reading) -> Status:
    owing = {
        party.id
        for party in reading.words.parties
        if any(reading.words.acts_for(party.id, debtor) for debtor in obligation.debtors)
    }
    allegations = [h for h in reading.bearing if h.entry.kind == "allegation"]
    status = status_of_conduct(views, allegations, owing)
    if status != "no_evidence":
        return status
    if deeds:
        return "on_track"
    return "pending" if obligation.when else "no_evidence"


def _views(obligation: Obligation, reading: Reading, bench: Bench) -> list[View]:
    views = bench.views_on.get(obligation.id, ())
    return [view for view in views if Span.parse(view.date).latest >= reading.since]
