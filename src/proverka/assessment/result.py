"""The result of an audit: plain values, every one with the entries that it rests on.

These are the values that reports render and that `--format json` prints; their schema is published as
`docs/reference/schemas/audit.json`.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from proverka.assessment.area_balance import SubjectBalance
from proverka.model.sentence import Sentence

DateState = Literal["running", "met", "met_late", "missed", "replaced", "no_evidence"]

# A day, under a name that no field takes.
Day = date

Status = Literal[
    "pending", "on_track", "at_risk", "met", "met_late", "overdue", "partly_met", "contested", "superseded",
    "no_evidence",
]  # fmt: skip


class _Result(msgspec.Struct, frozen=True, kw_only=True):
    pass


class EntryRef(_Result, frozen=True, kw_only=True):
    """An entry of the record, so that a reader finds it: its index, its label, what it is, its source.

    `text` is a title that its author gave it, or a line that is made of what it says: then `text_said` is that line.
    """

    index: int
    label: str
    kind: str
    date: str
    known: Day
    by: str
    source: str
    text: str
    tier: str = ""
    by_name: str = ""
    leaf: str = ""
    text_said: Sentence | None = None


class Fulfilment(_Result, frozen=True, kw_only=True):
    """When a duty was fulfilled: bounds, equal where the day is known. A report's day is an upper bound."""

    earliest: date
    latest: date


class Achieved(_Result, frozen=True, kw_only=True):
    """What was reached, in the unit of its basis, as of its own day; `fraction` of the target, 0 to 1.

    Without a value, `absence` says why there is none: blank, unknown or withheld. `basis_name_said` is the name of
    the basis where the system says something of it.
    """

    value: Decimal | None
    unit: str
    basis: str
    basis_name: str
    as_of: str
    bound: str
    standing: str
    fraction: Decimal | None
    of: str
    entry: int
    absence: str = ""
    basis_name_said: Sentence | None = None


def whole_of(achieved: Achieved) -> tuple[Decimal, str] | None:
    """Return the whole of which something was reached, with its unit; None where there is none."""
    number, _, unit = achieved.of.partition(" ")
    return (Decimal(number), unit or achieved.unit) if number else None


class DatedDue(_Result, frozen=True, kw_only=True):
    """One date that was or is set for a duty, its legal basis, and what became of it.

    `role`: original, extended, rescheduled (a plan, which moves no date), step, or occurrence. `state`:
    running, met, met_late, missed (passed unfulfilled), replaced (extended before it passed). `rule_said` and
    `target_said` are its rule, and the target of a step, as sentences.
    """

    date: date
    role: Literal["original", "extended", "rescheduled", "step", "occurrence"]
    state: DateState
    rule: str
    days_late: int | None = None
    target: str = ""
    fulfilled: Fulfilment | None = None
    entries: tuple[int, ...] = ()
    rule_said: Sentence | None = None
    target_said: Sentence | None = None


class Carrier(_Result, frozen=True, kw_only=True):
    """Who printed a statement, and the agency from which it was taken."""

    outlet: str
    relay: str = ""
    source: str = ""


class View(_Result, frozen=True, kw_only=True):
    """What one party said or judged of a duty: dated, with its speaker and who carried the words.

    `denied`: what `claim` names is denied. `also` are others that printed the same statement, which counts once.
    """

    kind: Literal["statement", "assessment"]
    speaker: str
    stance: str
    claim: str
    text: str
    entry: int = 0
    label: str = ""
    date: str = ""
    party: str = ""
    party_name: str = ""
    role: str = ""
    relay: str = ""
    outlet: str = ""
    quote: str = ""
    about: tuple[str, ...] = ()
    source: str = ""
    hedged: bool = False
    denied: bool = False
    condition: str = ""
    venue: str = ""
    quotation: str = ""
    also: tuple[Carrier, ...] = ()


class LadderStep(_Result, frozen=True, kw_only=True):
    """The next step after a breach, and whether it was taken since the date passed."""

    obligation: str
    step: str
    action: str
    taken: bool
    entries: tuple[int, ...]


class SharedDuty(_Result, frozen=True, kw_only=True):
    """Other instruments that speak to the same duty; the earliest binding date is marked."""

    duty: str
    earliest_binding: date | None
    earliest_binding_in: str
    others: tuple[str, ...]


class ObligationResult(_Result, frozen=True, kw_only=True):
    """One obligation, judged as of a day and as known on a day.

    `reasons` are the sentences of `why`, each with its facts, so that they can be said in other languages; and
    `due_rule_said` is the one of `due_rule`.
    """

    id: str
    instrument: str
    provision: str
    debtor: str
    debtors: tuple[str, ...]
    creditor: str
    action: str
    measure: str
    status: Status
    due: date | None
    due_earliest: date | None
    due_rule: str
    original_due: date | None
    target_date: bool
    fulfilled: Fulfilment | None
    days_late: int | None
    days_late_least: int | None
    achieved: Achieved | None
    at_due: Achieved | None
    after_due: Achieved | None
    forecast: date | None
    missed: bool
    excused_by: tuple[str, ...]
    why: str
    dates: tuple[DatedDue, ...]
    shared_duty: SharedDuty | None
    depends_on: tuple[str, ...]
    ladder: tuple[LadderStep, ...]
    evidence: tuple[EntryRef, ...]
    views: tuple[View, ...]
    binding: str
    text_basis: str
    source: str
    remarks: str
    reasons: tuple[Sentence, ...] = ()
    bases: tuple[str, ...] = ()
    not_before: Day | None = None
    due_rule_said: Sentence | None = None

    @property
    def comes_again(self) -> bool:
        """Whether it is due again and again: its dates are its occurrences, and `due` is that of one of them."""
        return self.measure in ("recurring", "inspection")


class FigureResult(_Result, frozen=True, kw_only=True):
    """A published figure as the record holds it, with its standing; `printed` if it was corrected since.

    `printed_said` is that as a sentence, and `basis_name_said` the name of the basis where the system says
    something of it.
    """

    entry: int
    label: str
    basis: str
    basis_name: str
    subject: str
    disposition: str
    percent: Decimal | None
    amount: Decimal | None
    absence: str
    unit: str
    of: Decimal | None
    bound: str
    dating: str
    nature: str
    as_of: str
    on: date
    known: date
    standing: str
    by: str
    by_name: str
    place: str
    source: str
    tier: str
    confidence: str
    classification: str
    current: bool
    corrected_by: tuple[int, ...]
    contested_by: tuple[int, ...]
    withdrawn: bool
    printed: str
    note: str
    place_name: str = ""
    printed_said: Sentence | None = None
    basis_name_said: Sentence | None = None


class HoldingLine(_Result, frozen=True, kw_only=True):
    """One subject: what was declared of it, and the latest figure in each disposition."""

    subject: str
    name: str
    unit: str
    figures: tuple[FigureResult, ...]


class BalanceLine(_Result, frozen=True, kw_only=True):
    """What movements brought to and took from one account; grams or items; unknown quantities are counted.

    The sums are absent where a part of them is withheld; `withheld` counts those movements. `entries` are single
    movements; `tabled` says that movement tables have part in it.
    """

    place: str
    place_name: str
    disposition: str
    subject: str
    subject_name: str
    unit: str
    received: int | None
    sent: int | None
    net: int | None
    received_unknown: int
    sent_unknown: int
    entries: tuple[int, ...]
    withheld: int = 0
    tabled: bool = False


class PlaceResult(_Result, frozen=True, kw_only=True):
    """A place of the case: its kind, the place that holds it, and its position in degrees, as coarse as its digits."""

    id: str
    name: str
    kind: str
    within: str = ""
    latitude: str = ""
    longitude: str = ""


class MovementResult(_Result, frozen=True, kw_only=True):
    """A single movement: what went from where to where; without an amount, `absence` says why there is none."""

    entry: int
    days: str
    on: date
    subject: str
    subject_name: str
    amount: Decimal | None
    unit: str
    absence: str
    origin: str
    origin_disposition: str
    destination: str
    destination_disposition: str
    standing: str
    consignment: int | None = None


class WithheldResult(_Result, frozen=True, kw_only=True):
    """An entry whose body is sealed and not, or not wholly, opened here. It counts for nothing.

    `classification` is its class, `closed` how many members are still sealed, `shown` the names of the others.
    `basis` is that of a figure which states it in clear. `fault` says why an opened one has no meaning.
    """

    entry: EntryRef
    classification: str
    closed: int
    shown: tuple[str, ...]
    basis: str
    basis_name: str
    fault: str


class CheckResult(_Result, frozen=True, kw_only=True):
    """A sum or percentage that was reconciled: what proves a total where it holds, a finding where it does not.

    `expected_said` and `got_said` are what was expected and what was got as sentences, for other languages.
    """

    rule: str
    about: str
    about_name: str
    date: Day
    expected: str
    got: str
    difference: Decimal
    allowed: Decimal
    unit: str
    holds: bool
    entries: tuple[int, ...]
    expected_said: Sentence | None = None
    got_said: Sentence | None = None


class FindingResult(_Result, frozen=True, kw_only=True):
    """A finding with its entries resolved.

    `expected_said` and `got_said` are what was expected and what was got as sentences, for other languages.
    """

    rule: str
    severity: str
    about: str
    about_name: str
    expected: str
    got: str
    entries: tuple[EntryRef, ...]
    expected_said: Sentence | None = None
    got_said: Sentence | None = None


class IssueCount(_Result, frozen=True, kw_only=True):
    """Outstanding issues as counted on one day by one source; None where it did not say."""

    date: date
    raised: int | None
    resolved: int | None
    open: int | None
    by: str
    entries: tuple[int, ...]


class IssueState(_Result, frozen=True, kw_only=True):
    """One identified issue: its state, and the steps that led to it."""

    id: str
    state: Literal["open", "resolved", "merged"]
    raised: str
    text: str
    into: str
    entries: tuple[int, ...]


class Issues(_Result, frozen=True, kw_only=True):
    """The outstanding issues as of a day.

    `open` is the latest published count, of `as_of`; where no count was published it is the number of
    identified issues. `derived_open` is the latest number raised less the latest number resolved.
    """

    open: int | None
    raised: int | None
    resolved: int | None
    as_of: date | None
    derived_open: int | None
    counts: tuple[IssueCount, ...]
    identified: tuple[IssueState, ...]


class AllegationResult(_Result, frozen=True, kw_only=True):
    """An allegation, at its latest level, with what it said before."""

    entry: int
    thread: str
    date: str
    by: str
    by_name: str
    holder: str
    holder_name: str
    level: str
    text: str
    about: tuple[str, ...]
    source: str
    history: tuple[int, ...]


class PreconditionResult(_Result, frozen=True, kw_only=True):
    """A precondition for an agreed step that a party puts or rejects."""

    party: str
    party_name: str
    stance: str
    text: str


class StepResult(_Result, frozen=True, kw_only=True):
    """An agreed political step: who takes part, when it is planned, with which doubt, and what was said of it."""

    id: str
    instrument: str
    title: str
    participants: tuple[str, ...]
    planned: str
    doubt: str
    preconditions: tuple[PreconditionResult, ...]
    views: tuple[View, ...]


class InstrumentResult(_Result, frozen=True, kw_only=True):
    """An instrument in force as of the day; `adopted_utc` is the day in UTC where that is another."""

    id: str
    title: str
    body: tuple[str, ...]
    adopted: date
    zone: str
    adopted_utc: date | None
    place: str
    binding: str
    binding_note: str
    rests_on: tuple[str, ...]
    endorses: tuple[str, ...]
    amends: tuple[str, ...]
    supersedes: tuple[str, ...]
    superseded_by: str
    consequence: str
    official_ref: str
    sources: tuple[str, ...]
    text_basis: str
    obligations: tuple[str, ...]
    entry: int
    views: tuple[View, ...]


class TimelineItem(_Result, frozen=True, kw_only=True):
    """Something that happened: inspections, deliveries, meetings, incidents, declarations, decisions.

    `place` names where in words; `places` are the ids of the places.
    """

    entry: EntryRef
    bears_on: tuple[str, ...]
    place: str
    places: tuple[str, ...] = ()


class PaperResult(_Result, frozen=True, kw_only=True):
    """A paper of an inspection: what it is, whose, and when it was handed over.

    `printed` marks comments of the inspected party and differing observations: a report gives their `text` in full.
    """

    entry: EntryRef
    document: str
    title: str
    text: str
    days: str
    at: datetime | None
    by: str
    by_name: str
    standing: str
    printed: bool


class ClockResult(_Result, frozen=True, kw_only=True):
    """When a paper of an inspection is due under an obligation, and what became of it.

    `rule` says why that day, `rule_said` as a sentence.
    """

    obligation: str
    paper: str
    due: date
    state: DateState
    days_late: int | None
    rule: str
    entries: tuple[int, ...]
    rule_said: Sentence | None = None


class InspectionResult(_Result, frozen=True, kw_only=True):
    """An inspection that had ended by the day asked for, with its papers and the clocks that its end started."""

    entry: EntryRef
    inspection: str
    title: str
    places: tuple[str, ...]
    days: str
    ended_at: datetime | None
    standing: str
    papers: tuple[PaperResult, ...]
    clocks: tuple[ClockResult, ...]


class MaterialResult(_Result, frozen=True, kw_only=True):
    """The material balance of a subject between the physical inventories of an area, at the false alarms of an audit.

    Its places are those of the area; the inventories are of the party named.
    """

    places: tuple[str, ...]
    place_names: tuple[str, ...]
    subject_name: str
    party_name: str
    balance: SubjectBalance


class CaseHeader(_Result, frozen=True, kw_only=True):
    """Which case, and the words that name it."""

    id: str
    title: str
    summary: str
    debtor: str
    keys: str


class RecordHeader(_Result, frozen=True, kw_only=True):
    """The record that was read: its checkpoint, and how much of it was known on the day asked for.

    `witnessed` says in words how far a quorum of witnesses has cosigned the record as it stands now: its first
    `witnessed_size` entries, since `witnessed_since`; `witnessed_said` says it as a sentence.
    """

    origin: str
    size: int
    root: str
    entries_known: int
    last_known_from: datetime | None
    witnessed: str = ""
    witnessed_size: int = 0
    witnessed_since: datetime | None = None
    witnessed_said: Sentence | None = None


class Summary(_Result, frozen=True, kw_only=True):
    """Obligations by status, and how much of what kind the record holds."""

    obligations: int
    statuses: dict[str, int]
    missed: int
    entries: int
    kinds: dict[str, int]
    findings: int


class Audit(_Result, frozen=True, kw_only=True):
    """Everything that an audit answers, as of one day and as known on one day."""

    schema: str
    case: CaseHeader
    as_of: date
    known_at: date
    record: RecordHeader
    summary: Summary
    instruments: tuple[InstrumentResult, ...]
    obligations: tuple[ObligationResult, ...]
    holdings: tuple[HoldingLine, ...]
    balance: tuple[BalanceLine, ...]
    figures: tuple[FigureResult, ...]
    findings: tuple[FindingResult, ...]
    issues: Issues
    allegations: tuple[AllegationResult, ...]
    statements: tuple[View, ...]
    steps: tuple[StepResult, ...]
    timeline: tuple[TimelineItem, ...]
    parties: dict[str, str]
    places: dict[str, str] = {}
    checks: tuple[CheckResult, ...] = ()
    entries: tuple[EntryRef, ...] = ()
    withheld: tuple[WithheldResult, ...] = ()
    inspections: tuple[InspectionResult, ...] = ()
    material_balances: tuple[MaterialResult, ...] | UnsetType = UNSET
    gazetteer: tuple[PlaceResult, ...] = ()
    movements: tuple[MovementResult, ...] = ()
