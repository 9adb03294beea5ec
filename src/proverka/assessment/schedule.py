"""When a duty is due as of a day: its rule, the decisions that moved it, and dates that passed before they did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from proverka.assessment.result import DatedDue, Fulfilment
from proverka.inventory.standing import Held
from proverka.mandate import DueDate, Instrument, Obligation
from proverka.model.sentence import Sentence, sentence
from proverka.model.submission import Decision, Effect
from proverka.model.vocabulary import Vocabulary

# A date, its role, its rule, and the entries that set it.
_Row = tuple[date, str, Sentence, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One effect of a decision on an obligation, with the day of the decision and its entry.

    `own` marks a decision of the debtor itself on its own duty: a plan, whatever it calls itself.
    """

    on: date
    effect: Effect
    entry: int
    symbol: str
    own: bool = False

    @property
    def extends(self) -> bool:
        """Whether it is meant to move the due date, by somebody who may."""
        return self.effect.effect == "extends" and not self.own

    @property
    def waives(self) -> bool:
        """Whether it ends the duty."""
        return self.effect.effect == "waives" and not self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The due date in force, and every date before, beside and after it.

    A missed date stays missed: an extension decided after the date had passed moves what is due, and not
    what was.
    """

    due: date | None
    original: DueDate
    changes: tuple[Change, ...]
    limit: date | None = None

    def dates(self, fulfilled: Fulfilment | None, as_of: date, *, silent: bool = False) -> tuple[DatedDue, ...]:
        """Return each date with what became of it, the original first; where a record is `silent`, nothing is known."""
        if self.original.day is None:
            return ()
        rows: list[_Row] = [(self.original.day, "original", self.original.rule, ())]
        for change in self.changes:
            if change.effect.due is None:
                continue
            role = "extended" if self._extends(change) else "rescheduled"
            rule = sentence(
                "extended by {decision} of {day}: {basis}"
                if role == "extended"
                else "rescheduled by {decision} of {day}: {basis}",
                decision=change.symbol or sentence("a decision"),
                day=change.on,
                basis=change.effect.legal_basis,
            )
            rows.append((change.effect.due, role, rule, (change.entry,)))
        extensions = [c for c in self.changes if self._extends(c)]
        return tuple(
            _dated(row, fulfilled, as_of, replaced_on=_replaced_on(row, extensions), silent=silent) for row in rows
        )

    def _extends(self, change: Change) -> bool:
        """Whether a change moves the due date: past the limit it is a plan like any other."""
        due = change.effect.due
        return change.extends and due is not None and (self.limit is None or due <= self.limit)


def _replaced_on(row: _Row, extensions: Sequence[Change]) -> date | None:
    """Return the day on which an extension took a date's place, if one did."""
    if row[1] == "rescheduled":
        return None
    later = [c for c in extensions if c.effect.due is not None and (c.entry,) > row[3] and c.effect.due > row[0]]
    return min((c.on for c in later), default=None)


def _dated(row: _Row, fulfilled: Fulfilment | None, as_of: date, *, replaced_on: date | None, silent: bool) -> DatedDue:
    day, role, rule, entries = row
    state: str
    if replaced_on is not None and replaced_on <= day:
        state = "replaced"
    elif fulfilled is not None and fulfilled.earliest <= day:
        state = "met"
    elif as_of <= day:
        state = "running"
    else:
        state = "no_evidence" if silent else "missed"  # silence accuses nobody
    late = (fulfilled.latest if fulfilled else as_of) - day
    return DatedDue(
        date=day,
        role=role,  # type: ignore[arg-type]  # one of the roles by construction
        state=state,  # type: ignore[arg-type]  # one of the states by construction
        rule=rule.english,
        rule_said=rule,
        days_late=late.days if state == "missed" else None,
        entries=entries,
    )


def changes_of(
    obligation: Obligation, instrument: Instrument, decisions: Iterable[Held], words: Vocabulary, as_of: date
) -> tuple[Change, ...]:
    """Return what decisions up to a day did to an obligation, in order of their days.

    A debtor decides on its own duty only where it is one of those that made the instrument.
    """
    found = [
        Change(
            on=held.span.latest,
            effect=effect,
            entry=held.index,
            symbol=held.body.symbol,
            own=_decides_for_itself(held.entry.by, obligation, instrument, words),
        )
        for held in decisions
        if isinstance(held.body, Decision) and not held.withdrawn and held.span.latest <= as_of
        for effect in held.body.effects
        if effect.obligation == obligation.id
    ]
    return tuple(sorted(found, key=lambda change: (change.on, change.entry)))


def _decides_for_itself(party: str, obligation: Obligation, instrument: Instrument, words: Vocabulary) -> bool:
    owes = any(words.acts_for(party, debtor) for debtor in obligation.debtors)
    return owes and not any(words.acts_for(party, body) for body in instrument.body)


def schedule_of(obligation: Obligation, original: DueDate, changes: Sequence[Change]) -> Schedule:
    """Return the schedule after `changes`; an extension past the obligation's limit moves nothing."""
    due = original.day
    for change in changes:
        if change.extends and not past_limit(obligation, change):
            due = change.effect.due
    limit = obligation.deadline.limit
    return Schedule(due=due, original=original, changes=tuple(changes), limit=limit)


def settled(schedule: Schedule, obligation: Obligation, fulfilled: Fulfilment | None) -> Schedule:
    """Return the schedule by which a fulfilment is judged: what was decided after it no longer moves the date."""
    if fulfilled is None:
        return schedule
    before = [change for change in schedule.changes if change.on <= fulfilled.latest]
    return replace(schedule, due=schedule_of(obligation, schedule.original, before).due)


def past_limit(obligation: Obligation, change: Change) -> bool:
    """Whether an effect sets a date after the last one that the instrument allows."""
    limit = obligation.deadline.limit
    return limit is not None and change.effect.due is not None and change.effect.due > limit
