"""The bench: all that obligations are judged by, at one moment of knowledge and as of one day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from proverka.assessment.attainment import Attainment, Reading
from proverka.assessment.reason import Judged
from proverka.assessment.result import View
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.inventory.figures import FigureBook
from proverka.inventory.standing import Evidence, Held
from proverka.mandate import ComplianceMeasure, DueDate, Instrument, Mandate, Obligation
from proverka.model.sentence import sentence
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Bench:
    """All that obligations are judged by, at one moment of knowledge and as of one day.

    Judgements are remembered, because duties lean on one another; the mandate is free of rings, and a
    ring of compliance measures ends as pending.
    """

    words: Vocabulary
    mandate: Mandate
    evidence: Evidence
    book: FigureBook
    views: Sequence[View]
    as_of: date
    judge: Callable[[Obligation, "Bench"], Judged]
    _judged: dict[str, Judged] = field(default_factory=dict)
    _earliest: dict[str, tuple[date | None, str]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    @cached_property
    def decisions(self) -> Sequence[Held]:
        """All decisions, as held."""
        return self.evidence.of_kind("decision", self.words)

    @cached_property
    def views_on(self) -> Mapping[str, Sequence[View]]:
        """Views by the obligation or instrument that they are about."""
        by_name: dict[str, list[View]] = {}
        for view in self.views:
            for name in view.about:
                by_name.setdefault(name, []).append(view)
        return by_name

    @cached_property
    def superseded(self) -> Mapping[str, Instrument]:
        """The first instrument that superseded another, by the latter's id, as of the day."""
        latest_first = sorted(self.mandate.instruments, key=lambda new: new.adopted, reverse=True)
        return {old: new for new in latest_first if new.adopted <= self.as_of for old in new.supersedes}

    @cached_property
    def shared(self) -> Mapping[str, Sequence[Obligation]]:
        """Obligations by the duty that they speak to, of instruments adopted by the day."""
        by_duty: dict[str, list[Obligation]] = {}
        for instrument in self.mandate.instruments:
            for obligation in instrument.obligations if instrument.adopted <= self.as_of else ():
                by_duty.setdefault(self.mandate.duty_of(obligation), []).append(obligation)
        return by_duty

    def judged(self, obligation: Obligation) -> Judged:
        """Return the judgement on an obligation."""
        if obligation.id in self._open:
            return _undecided(obligation)
        # What it leans on first, and without recursion: a chain of duties may be longer than Python's stack is deep.
        ahead = [obligation]
        while ahead:
            one = ahead[-1]
            if one.id not in self._judged and one.id not in self._open:
                self._open.add(one.id)
                ahead += [o for o in self._leant_on(one) if o.id not in self._judged and o.id not in self._open]
                continue
            ahead.pop()
            if one.id not in self._judged:
                self._judged[one.id] = self.judge(one, self)
                self._open.discard(one.id)
        return self._judged[obligation.id]

    def _leant_on(self, obligation: Obligation) -> Sequence[Obligation]:
        """Return the obligations whose judgements an obligation's own asks for."""
        measure, mandate = obligation.measure, self.mandate
        parts = mandate.complied_with(obligation, measure) if isinstance(measure, ComplianceMeasure) else ()
        return [*(mandate.obligation_by_id[name] for name in mandate.needed_for(obligation)), *parts]

    def reading(self, obligation: Obligation) -> Reading:
        """Return everything that an obligation's attainment is read from."""
        held = [self.evidence.held(entry, self.words) for entry in self.evidence.by_name.get(obligation.id, ())]
        return Reading(
            words=self.words,
            evidence=self.evidence,
            book=self.book,
            since=self.mandate.instrument_of[obligation.id].adopted,
            as_of=self.as_of,
            bearing=tuple(h for h in held if h.span.latest <= self.as_of and not h.withdrawn),
        )

    def earliest_binding(self, duty: str) -> tuple[date | None, str]:
        """Return the earliest date that a binding instrument sets for a duty, and the obligation that has it."""
        if duty not in self._earliest:
            held = self.shared.get(duty, ())
            binding = [o for o in held if self.mandate.instrument_of[o.id].binding == "binding"]
            dated = [(day, o.id) for o in binding if (day := self.judged(o).schedule.original.day) is not None]
            self._earliest[duty] = min(dated, default=(None, ""))
        return self._earliest[duty]

    def superseded_by(self, obligation: Obligation) -> str:
        """Return the id of the instrument that superseded an obligation's own, or nothing."""
        instrument = self.superseded.get(self.mandate.instrument_of[obligation.id].id)
        return instrument.id if instrument else ""

    def superseded_on(self, obligation: Obligation, schedule: Schedule) -> date | None:
        """Return the day on which an obligation ended: its instrument was superseded, or the duty waived."""
        instrument = self.superseded.get(self.mandate.instrument_of[obligation.id].id)
        days = [change.on for change in schedule.changes if change.waives]
        return min([*days, instrument.adopted] if instrument else days, default=None)


def _undecided(obligation: Obligation) -> Judged:
    due = DueDate(day=None, rule=sentence("{text}", text=obligation.deadline.text))
    return Judged(
        obligation=obligation,
        schedule=Schedule(due=None, original=due, changes=()),
        attainment=Attainment(),
        verdict=Verdict(status="pending"),
    )
