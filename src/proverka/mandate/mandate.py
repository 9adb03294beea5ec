"""The mandate: all instruments of a case together, checked against one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from proverka.mandate.deadline import check_form, check_occurrences, resolve
from proverka.mandate.instrument import (
    ComplianceMeasure,
    ConductMeasure,
    CountMeasure,
    Deadline,
    InspectionMeasure,
    Instrument,
    IssuesMeasure,
    Obligation,
    QuantityMeasure,
    RecurringMeasure,
)
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.names import check_acyclic
from proverka.model.quantity import check_size
from proverka.model.submission import INSPECTIONS
from proverka.model.vocabulary import Vocabulary

# Words that a deadline may use for its anchor besides named days and obligations.
OWN_ANCHORS = ("adopted", "in_force")
# The anchor of what is due after each inspection, and of nothing else.
EACH_INSPECTION = "inspection"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """Every instrument of a case, in the order in which the record holds them."""

    instruments: tuple[Instrument, ...]

    @cached_property
    def instrument_by_id(self) -> Mapping[str, Instrument]:
        """Instruments by id."""
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def obligation_by_id(self) -> Mapping[str, Obligation]:
        """Obligations by id."""
        return {o.id: o for i in self.instruments for o in i.obligations}

    @cached_property
    def instrument_of(self) -> Mapping[str, Instrument]:
        """The instrument that holds an obligation, by the obligation's id."""
        return {o.id: i for i in self.instruments for o in i.obligations}

    @cached_property
    def named_days(self) -> Mapping[str, date]:
        """Days that deadlines may count from, by name."""
        return {named.id: named.day for i in self.instruments for named in i.days}

    def duty_of(self, obligation: Obligation) -> str:
        """Return what the obligation shares with others of the same content: its duty, or its own id."""
        return obligation.duty or obligation.id

    def needed_for(self, obligation: Obligation) -> tuple[str, ...]:
        """Return the obligations on which one depends, and the one from whose fulfilment its deadline counts."""
        anchor = obligation.deadline.anchor
        return (*obligation.depends_on, *((anchor,) if anchor in self.obligation_by_id else ()))

    def complied_with(self, obligation: Obligation, measure: ComplianceMeasure) -> tuple[Obligation, ...]:
        """Return the duties that a measure of compliance is made of.

        Those listed, or all with an end that the same debtors owe under the instrument: ways of acting and recurring
        duties have none.
        """
        if measure.obligations:
            return tuple(self.obligation_by_id[name] for name in measure.obligations)
        endless = (ConductMeasure, RecurringMeasure, InspectionMeasure, ComplianceMeasure)
        owed = self.instrument_by_id[measure.instrument].obligations
        shared = (o for o in owed if set(o.debtors) & set(obligation.debtors))
        return tuple(o for o in shared if not isinstance(o.measure, endless))

    def knows(self, name: str) -> bool:
        """Whether `name` is an instrument, obligation or agreed step of this mandate."""
        return name in self.instrument_by_id or name in self.obligation_by_id or name in self.step_ids

    @cached_property
    def step_ids(self) -> frozenset[str]:
        """The ids of all agreed political steps."""
        return frozenset(step.id for i in self.instruments for step in i.steps)


def adopted_day_in(instrument: Instrument, zone: str) -> date:
    """Return the day of adoption as it was in another zone; without an instant, the stated day."""
    if instrument.adopted_at is None:
        return instrument.adopted
    return instrument.adopted_at.astimezone(ZoneInfo(zone)).date()


def check_instrument(instrument: Instrument, mandate: Mandate, words: Vocabulary, *, where: str) -> None:
    """Refuse an instrument that cannot be meant.

    `mandate` holds the instrument itself and all before it. What a breach calls into play (`on_breach`) may be
    laid down by a later instrument, so its names are not judged here. Raises RefusedError: duplicate-id,
    unknown-party, unknown-obligation, unknown-basis, self-dependency, before-its-instrument,
    ambiguous-month; MalformedError: bad-value, meaningless.
    """
    where = f"{where}: instrument {instrument.id}"
    _check_time(instrument, where)
    for party in instrument.body:
        words.party(party, where=f"{where}: body")
    for other in (*instrument.rests_on, *instrument.endorses, *instrument.amends, *instrument.supersedes):
        _check_known(other, mandate.instrument_by_id, "instrument", where)
    _check_unique(instrument, mandate, where)
    for obligation in instrument.obligations:
        _check_obligation(obligation, instrument, mandate, words, where=f"{where}: obligation {obligation.id}")
    for step in instrument.steps:
        for party in (*step.participants, *(p.party for p in step.preconditions)):
            words.party(party, where=f"{where}: step {step.id}")
    check_acyclic(
        {o.id: mandate.needed_for(o) for o in mandate.obligation_by_id.values()}, where=f"{where}: depends_on"
    )


def _check_time(instrument: Instrument, where: str) -> None:
    try:
        zone = ZoneInfo(instrument.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where=f"{where}: zone",
            expected="a zone of the time-zone database, such as America/New_York",
            got=repr(instrument.zone),
            remedy="name the zone of the place of adoption",
        ) from cause
    at = instrument.adopted_at
    if at is not None and _day_in(at, zone) != instrument.adopted:
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=f"{where}: adopted_at",
            expected=f"an instant with its offset, on {instrument.adopted} in {instrument.zone}",
            got=str(at),
            remedy="correct the instant, the day or the zone",
        )
    if instrument.in_force is not None and instrument.in_force < instrument.adopted:
        raise _before(instrument.in_force, instrument, f"{where}: in_force")


def _day_in(at: datetime, zone: ZoneInfo) -> date | None:
    """Return the day of an instant in a zone; None without an offset, and where the calendar ends there."""
    try:
        return None if at.tzinfo is None else at.astimezone(zone).date()
    except OverflowError:
        return None


def _check_unique(instrument: Instrument, mandate: Mandate, where: str) -> None:
    ids = [i.id for i in mandate.instruments]
    ids += [o.id for i in mandate.instruments for o in i.obligations]
    ids += [s.id for i in mandate.instruments for s in i.steps]
    ids += [d.id for i in mandate.instruments for d in i.days]
    own = {instrument.id, *(o.id for o in instrument.obligations), *(s.id for s in instrument.steps)}
    own |= {d.id for d in instrument.days}
    for identifier in own:
        if ids.count(identifier) > 1:
            raise RefusedError(
                Refusal.DUPLICATE_ID,
                where=where,
                expected="an id that no instrument, obligation, step or named day of the case has yet",
                got=f"{identifier!r} twice",
                remedy="rename one of the two; to change an instrument, amend or supersede it",
            )


def _check_obligation(
    obligation: Obligation, instrument: Instrument, mandate: Mandate, words: Vocabulary, *, where: str
) -> None:
    for party in (*obligation.debtors, *obligation.creditors, *obligation.confirmed_by):
        words.party(party, where=where)
    for other in obligation.depends_on:
        _check_known(other, mandate.obligation_by_id, "obligation", where)
    for basis in bases_of(obligation):
        words.basis(basis, where=f"{where}: measure")
    _check_measure(obligation, instrument, mandate, words, where)
    each = isinstance(obligation.measure, InspectionMeasure)
    _check_deadline(obligation.deadline, instrument, mandate, where=f"{where}: deadline", each=each)


def bases_of(obligation: Obligation) -> tuple[str, ...]:
    """Return every basis whose figures speak to an obligation, its own bases first."""
    measure = obligation.measure
    if isinstance(measure, CountMeasure | QuantityMeasure):
        return (*measure.bases, *measure.also_shown_by)
    if isinstance(measure, IssuesMeasure):
        return tuple(basis for basis in (measure.open, measure.raised, measure.resolved) if basis)
    return ()


def _check_measure(
    obligation: Obligation, instrument: Instrument, mandate: Mandate, words: Vocabulary, where: str
) -> None:
    match obligation.measure:
        case RecurringMeasure() if not obligation.deadline.every:
            raise _meaningless(where, "a recurrence (every, first) for a recurring duty", "a single deadline")
        case InspectionMeasure() as measure:
            _check_inspections(measure, obligation.deadline, where)
        case ComplianceMeasure() as measure:
            _check_compliance(measure, mandate, where)
        case QuantityMeasure() as measure:
            _check_quantity(measure, words, where)
            _check_steps(measure, instrument, mandate, where)
        case _:
            pass


def _check_inspections(measure: InspectionMeasure, deadline: Deadline, where: str) -> None:
    """Refuse a duty after each inspection that counts from anything else, and kinds of inspection that are none."""
    if not deadline.after or deadline.anchor != EACH_INSPECTION:
        expected = f'a deadline after each inspection: after = "…", anchor = "{EACH_INSPECTION}"'
        raise _meaningless(where, expected, f"one from {deadline.anchor}" if deadline.after else "another form")
    unknown = [kind for kind in measure.inspections if kind not in INSPECTIONS]
    if unknown:
        raise _meaningless(f"{where}: inspections", f"kinds among {', '.join(INSPECTIONS)}", ", ".join(unknown))


def _check_compliance(measure: ComplianceMeasure, mandate: Mandate, where: str) -> None:
    if measure.instrument:
        _check_known(measure.instrument, mandate.instrument_by_id, "instrument", where)
    for other in measure.obligations:
        _check_known(other, mandate.obligation_by_id, "obligation", where)
    if bool(measure.instrument) == bool(measure.obligations):
        raise _meaningless(where, "an instrument or a list of obligations to comply with", "both or neither")


def _check_quantity(measure: QuantityMeasure, words: Vocabulary, where: str) -> None:
    if (measure.fraction is None) == (measure.amount is None):
        raise _meaningless(where, "a fraction or an amount to reach", "both or neither")
    if measure.amount is not None:
        words.check_unit(measure.unit, where=where)
        if not measure.amount.is_finite() or measure.amount <= 0:
            raise _meaningless(where, "an amount above 0", str(measure.amount))
        check_size(measure.amount, where=where)
    fractions = [step.fraction for step in measure.steps]
    for fraction in (*fractions, Decimal(1) if measure.fraction is None else measure.fraction):
        if not fraction.is_finite() or not 0 < fraction <= 1:
            raise _meaningless(where, "fractions above 0 and up to 1", str(fraction))
        check_size(fraction, where=where)
    if fractions != sorted(set(fractions)):
        raise _meaningless(where, "steps in rising order, each fraction once", ", ".join(map(str, fractions)))


def _check_steps(measure: QuantityMeasure, instrument: Instrument, mandate: Mandate, where: str) -> None:
    for step in measure.steps:
        place = f"{where}: step {step.fraction}"
        _check_deadline(step.deadline, instrument, mandate, where=place)
        if step.deadline.after and own_anchor(step.deadline, instrument, mandate) is None:
            raise _meaningless(place, "a day that no fulfilment decides, to count a step from", step.deadline.anchor)
    if measure.increments is not None:
        measure.increments.days(where=where)


def _check_deadline(
    deadline: Deadline, instrument: Instrument, mandate: Mandate, *, where: str, each: bool = False
) -> None:
    check_form(deadline, where=where)
    known = deadline.anchor in (*OWN_ANCHORS, *mandate.named_days, *mandate.obligation_by_id)
    if deadline.after and not known and not each:
        raise RefusedError(
            Refusal.UNKNOWN_OBLIGATION,
            where=where,
            expected=f"an anchor: {', '.join((*OWN_ANCHORS, *mandate.named_days))} or an obligation",
            got=repr(deadline.anchor),
            remedy="name the day or the obligation from which the period runs",
        )
    anchor = own_anchor(deadline, instrument, mandate)
    due = resolve(deadline, anchor, anchor_name=deadline.anchor, zone=instrument.zone, where=where)
    if due.day is not None and due.day < instrument.adopted:
        raise _before(due.day, instrument, where)
    if due.day is not None and deadline.every:
        check_occurrences(deadline, due.day, where=where)


def own_anchor(deadline: Deadline, instrument: Instrument, mandate: Mandate) -> date | None:
    """Return the day of an anchor that does not depend on any fulfilment, else None."""
    if deadline.anchor == "adopted":
        return instrument.adopted
    if deadline.anchor == "in_force":
        return instrument.in_force
    return mandate.named_days.get(deadline.anchor)


def _check_known(name: str, table: Iterable[str], noun: str, where: str) -> None:
    if name not in table:
        raise RefusedError(
            Refusal.UNKNOWN_OBLIGATION,
            where=where,
            expected=f"an {noun} that this or an earlier instrument holds",
            got=repr(name),
            remedy=f"correct the id, or submit the {noun} first",
        )


def _before(day: date, instrument: Instrument, where: str) -> RefusedError:
    return RefusedError(
        Refusal.BEFORE_ITS_INSTRUMENT,
        where=where,
        expected=f"{instrument.adopted} ({instrument.id} adopted) or later",
        got=day.isoformat(),
        remedy="correct the date, or the date of adoption",
    )


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the measure of the obligation"
    )
