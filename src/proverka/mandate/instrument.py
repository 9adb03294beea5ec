"""Instruments and what they contain: provisions, obligations, agreed political steps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.mandate.duration import Rounding, add_months
from proverka.model.submission import Paper

Text = Annotated[str, Meta(min_length=1)]
Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/+-]*$(?!\n)", max_length=120)]
Basis = Literal["seen", "partly", "recalled", ""]


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Provision(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A numbered clause, in paraphrase."""

    id: Identifier
    text: Text


class Condition(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A circumstance under which a duty arises (`when`) or a shortfall is excused (`unless`).

    That it holds is never assumed: a finding that names `id` shows it.
    """

    id: Identifier
    text: Text


class Step(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the whole that is due earlier: a fraction from 0 to 1 and its deadline."""

    fraction: Decimal
    deadline: "Deadline"


class Increments(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Equal annual increments: from the start, 1/n of the whole by the end of each of n years."""

    years: Annotated[int, Meta(ge=1, le=50)]
    start: date

    def days(self, *, where: str) -> tuple[date, ...]:
        """Return the end of each year; refuses (ambiguous-month) a 29 February, which most years lack."""
        return tuple(add_months(self.start, 12 * n, rounding=None, where=where) for n in range(1, self.years + 1))


class DocumentMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="document", tag_field="kind"):
    """A paper delivered, a decision adopted, a person named, an act begun: so many of them."""

    what: Text
    count: Annotated[int, Meta(ge=1)] = 1


class CountMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="count", tag_field="kind"):
    """So many sites, facilities or items reach a disposition: `count` of them, or all."""

    bases: Annotated[tuple[str, ...], Meta(min_length=1)]
    count: Annotated[int, Meta(ge=1)] | None = None
    also_shown_by: tuple[str, ...] = ()


class QuantityMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="quantity", tag_field="kind"):
    """A quantity on named bases reaches a fraction of the whole, or an amount.

    With several bases every one must reach it. `also_shown_by` names bases on which the same is
    published in another way; any one of them suffices.
    """

    bases: Annotated[tuple[str, ...], Meta(min_length=1)]
    fraction: Decimal | None = None
    amount: Decimal | None = None
    unit: str = ""
    also_shown_by: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    increments: Increments | None = None


class RecurringMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="recurring", tag_field="kind"):
    """A duty that comes again with every period of its deadline, such as a monthly report."""

    what: Text


class InspectionMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="inspection", tag_field="kind"):
    """A paper that is due after each inspection, of the kinds in `inspections` or of all.

    Its deadline counts `after` the end of each: `{ after = "24 hours", anchor = "inspection" }`.
    """

    what: Text
    paper: Paper
    inspections: tuple[str, ...] = ()


class IssuesMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="issues", tag_field="kind"):
    """The number of open issues falls to zero; `open`, `raised` and `resolved` are bases of counts."""

    open: str
    raised: str = ""
    resolved: str = ""


class ComplianceMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="compliance", tag_field="kind"):
    """Every dated obligation of `debtors` under another instrument, or those listed, is fulfilled."""

    instrument: str = ""
    obligations: tuple[str, ...] = ()


class ConductMeasure(_Value, frozen=True, kw_only=True, omit_defaults=True, tag="conduct", tag_field="kind"):
    """A way of acting, without a number: only parties' assessments speak to it."""

    what: Text


Measure = (
    DocumentMeasure | CountMeasure | QuantityMeasure | RecurringMeasure | InspectionMeasure | IssuesMeasure
    | ComplianceMeasure | ConductMeasure
)  # fmt: skip


class Deadline(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """When a duty is due, as the instrument says it; `text` is its own wording in paraphrase.

    One of: `on` (that day); `by` (a month or year: its last day, the first being shown as the earliest
    reading); `after` with `anchor` (a duration after adoption, entry into force, a named day of the
    case's mandate, the fulfilment of another obligation, or the end of each `inspection`); `every` with
    `first` (a recurrence); `open` (no day can be computed). A window has `not_before`. `stated` is another
    date that is printed for the same duty: it is held against the one that follows, and a difference is a
    finding. `target` marks a date that was aimed at, not owed; `limit` the last day to which an extension
    may go.
    """

    text: Text
    on: date | None = None
    by: str = ""
    after: str = ""
    anchor: str = "adopted"
    rounding: Rounding | None = None
    not_before: date | None = None
    every: str = ""
    first: date | None = None
    until: date | None = None
    open: str = ""
    stated: date | None = None
    target: bool = False
    limit: date | None = None


class Obligation(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A duty: who owes it, to whom, what, how it is measured, by when, and what follows a breach.

    `duty` is the same for obligations of several instruments that speak to one thing. `confirmed_by`
    names the parties whose word shows fulfilment; empty means any source. `on_breach` names the
    obligations that a breach calls into play: the next step of the ladder.
    """

    id: Identifier
    debtors: Annotated[tuple[str, ...], Meta(min_length=1)]
    action: Text
    measure: Measure
    deadline: Deadline
    provision: str = ""
    creditors: tuple[str, ...] = ()
    duty: str = ""
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    depends_on: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    on_breach: tuple[str, ...] = ()
    breach_step: Literal["", "clarification", "council", "referral", "measures"] = ""
    remarks: str = ""
    source: str = ""
    text_basis: Basis = ""


class PoliticalStep(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Something agreed that is no obligation, such as a conference: participants, planned date, doubt."""

    id: Identifier
    title: Text
    participants: tuple[str, ...] = ()
    planned: str = ""
    doubt: str = ""
    preconditions: tuple["Precondition", ...] = ()
    source: str = ""


class Precondition(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A precondition for a political step that a party puts or rejects."""

    party: str
    stance: Literal["puts", "rejects"]
    text: Text
    source: str = ""


class NamedDay(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A day that deadlines count from, such as entry into force for a State Party."""

    id: Identifier
    day: date
    text: Text
    source: str = ""


class Instrument(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """An agreement, decision, resolution, treaty or plan.

    `adopted` is the day in `zone`, where it was adopted; `adopted_at` the instant, where it is known (the
    same instant is another day elsewhere). `binding`: an `accession` of a party to a treaty binds as one.
    """

    id: Identifier
    title: Text
    body: Annotated[tuple[str, ...], Meta(min_length=1)]
    adopted: date
    zone: str
    binding: Literal["binding", "political", "proposal"]
    symbol: str = ""
    place: str = ""
    adopted_at: datetime | None = None
    in_force: date | None = None
    rests_on: tuple[str, ...] = ()
    endorses: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    binding_note: str = ""
    consequence: str = ""
    official_ref: str = ""
    sources: tuple[str, ...] = ()
    text_basis: Basis = ""
    days: tuple[NamedDay, ...] = ()
    provisions: tuple[Provision, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    steps: tuple[PoliticalStep, ...] = ()
