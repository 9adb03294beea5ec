"""Whether a submission can be meant in its case: every name declared, every date and reference possible.

One set of checks for building a case, for submitting to it and for opening it, so that what a record
admits is what every reader will accept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from proverka.case.drawing import check_plan_names, check_plan_referred
from proverka.case.keybook import KeyBook
from proverka.case.reach import check_quorum, check_reach
from proverka.case.revising import NEVER_CORRECTED, OWN_ACTS, Said, check_correction, check_replaced_step
from proverka.case.sealing import check_audience, check_opens_nothing_by_itself
from proverka.inventory.standing import replacement_of
from proverka.inventory.withheld import step_of
from proverka.mandate import InspectionMeasure, Instrument, Mandate, RecurringMeasure, check_instrument
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.policy import KEY_KIND, Policy
from proverka.model.precedence import Faults
from proverka.model.quantity import Quantity
from proverka.model.ruling import KeyChange, PolicyChange
from proverka.model.span import Span, last_day_of, utc
from proverka.model.submission import (
    EVIDENCE_KINDS,
    Account,
    Allegation,
    Correction,
    Countersignature,
    Decision,
    Declaration,
    Delivery,
    Effect,
    Event,
    Figure,
    Inspection,
    InspectionFinding,
    Issue,
    Manifest,
    MeasurementMethod,
    Movement,
    Objection,
    Release,
    Sealed,
    Statement,
)
from proverka.model.vocabulary import Vocabulary

# The label of a record's first entry, and its kind: taken before anything is submitted.
GENESIS_LABEL = "genesis"
MANIFEST_KIND = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The policy, and the witness keys by party, that are in force from a size of the log on."""

    size: int
    witnesses: Mapping[str, str]
    policy: Policy


@dataclass(slots=True)
class Meaning:
    """What a case has said so far, against which the next submission is checked.

    Grows with every accepted submission; owned by one reading of one record.
    """

    words: Vocabulary
    # Whether `words` state every party's key. Those of an authored case do not where the keys are made as it is built.
    keys_known: bool = True
    mandate: Mandate = field(default_factory=lambda: Mandate(instruments=()))
    said: dict[str, Said] = field(init=False)
    ahead: dict[str, str] = field(default_factory=dict)
    issues: dict[str, str] = field(default_factory=dict)
    # Which party states each measurement method.
    methods: dict[str, str] = field(default_factory=dict)
    keys: KeyBook = field(init=False)
    policy: Policy = field(init=False)
    # What was in force, from which size of the log on: the policy, and the witness keys by party.
    ruled: list[Ruled] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = KeyBook.opening(self.words)
        self.policy = self.words.policy
        self._check_policy(self.policy, where="the first entry: policy")
        self.ruled = [Ruled(size=1, witnesses=dict(self.keys.witnesses), policy=self.policy)]
        self.said = {GENESIS_LABEL: Said(kind=GENESIS_LABEL, party=self.words.keeper)}

    def accept(
        self,
        *,
        where: str,
        kind: str,
        label: str,
        party: str,
        by: str,
        submitted_at: datetime,
        effective: Span | None,
        bears_on: tuple[str, ...],
        refers_to: tuple[Said, ...],
        signers: frozenset[str],
        body: object,
    ) -> None:
        """Check one submission, which `signers` signed together, against all before it, and remember it.

        Of several faults the first in the order of `Refusal` is raised, as RefusedError or MalformedError;
        then nothing is remembered.
        """
        where = f"{where}: {label}" if label and label not in where else where
        grown = self._grown(body)
        ahead = _steps_ahead(body, grown, where)
        faults = Faults()
        with faults:
            self._check_permitted(kind, party, body, where)
        with faults:
            self._check_countersigned(kind, signers, body, where)
        with faults:
            self._check_label(label, where)
        with faults:
            self._check_names(body, where)
        with faults:
            self._check_ruling(body, where)
        with faults:
            self._check_method(body, party, where)
        with faults:
            self._check_by(by, where)
        with faults:
            if isinstance(body, Instrument):
                check_instrument(body, grown, self.words, where=where)
        with faults:
            ahead |= self._check_bears_on(bears_on, submitted_at, where, words_only=_is_words(body))
        with faults:
            self._check_references(body, refers_to, party, signers, where)
        with faults:
            self._check_replacement(body, refers_to, submitted_at, where)
        with faults:
            check_opens_nothing_by_itself(body, refers_to, party, where=where)
        with faults:
            self._check_life(body, bears_on, grown, where)
        with faults:
            _check_dates(effective, submitted_at, body, where)
        faults.raise_first()
        step = step_of(body)
        if isinstance(body, MeasurementMethod):
            self.methods.setdefault(body.method, party)
        self.mandate = grown
        self.ahead.update(ahead)
        self._rule(body)
        self.said[label] = Said(
            kind=kind,
            party=party,
            signers=signers,
            bears_on=bears_on,
            sealed=isinstance(body, Sealed),
            step=(step.issue, step.action) if step else None,
        )
        if step:
            self.issues[step.issue] = STATE_AFTER[step.action]

    def _grown(self, body: object) -> Mandate:
        """Return the mandate with an instrument that may be added."""
        if not isinstance(body, Instrument):
            return self.mandate
        return Mandate(instruments=(*self.mandate.instruments, body))

    def _check_label(self, label: str, where: str) -> None:
        if not label or label in self.said:
            raise _label(label, where)

    def _check_by(self, by: str, where: str) -> None:
        if by:
            self.words.party(by, where=f"{where}: by")

    def _check_life(self, body: object, bears_on: tuple[str, ...], grown: Mandate, where: str) -> None:
        if step := step_of(body):
            self._check_issue(step, where)
        if isinstance(body, InspectionFinding):
            _check_conditions(body, bears_on, grown, where)

    def check_opened(
        self, body: object, *, bears_on: tuple[str, ...], effective: Span | None, submitted_at: datetime, where: str
    ) -> None:
        """Refuse what a sealed submission turned out to say, where it cannot be meant; nothing is remembered of it.

        Whoever holds no disclosures of it must judge later submissions by the same things.
        """
        self._check_names(body, where)
        if isinstance(body, InspectionFinding):
            _check_conditions(body, bears_on, self.mandate, where)
        _check_dates(effective, submitted_at, body, where)

    def copy(self) -> "Meaning":
        """Return a meaning of its own that stands where this one does, to try out what may follow."""
        other = replace(self)
        other.said, other.ahead, other.issues = dict(self.said), dict(self.ahead), dict(self.issues)
        other.mandate, other.keys, other.policy = self.mandate, self.keys.copy(), self.policy
        other.ruled, other.methods = list(self.ruled), dict(self.methods)
        return other

    def ruled_at(self, size: int) -> Ruled:
        """Return what was in force for a checkpoint of the first `size` entries, which are 1 or more."""
        return next(ruled for ruled in reversed(self.ruled) if ruled.size <= size)

    @property
    def size(self) -> int:
        """How many entries were accepted: the index of the next."""
        return len(self.said)

    def _check_permitted(self, kind: str, party: str, body: object, where: str) -> None:
        self.words.party(party, where=f"{where}: party")
        if kind == KEY_KIND and not isinstance(body, KeyChange):
            return  # its body cannot be read, and is refused for that: who may submit it depends on what it says
        allowed = self._allowed_keys(body) if isinstance(body, KeyChange) else self.policy.names(kind)
        if allowed is not None and party not in allowed:
            raise RefusedError(
                Refusal.NOT_PERMITTED,
                where=where,
                expected=f"a submission of the kind {kind} from {', '.join(allowed) or 'nobody'}",
                got=party,
                remedy="let one of those parties submit it, or have the policy changed",
            )

    def _allowed_keys(self, change: KeyChange) -> tuple[str, ...]:
        """Return who may submit a change of key: its own party what it signs itself, the policy's trustees a recovery.

        The first key of a party, and the end of another's, are for those whom the policy names, or for the keeper. A
        party's witness key is its own affair: whoever could set those of others would be the quorum.
        """
        if change.action == "recover":
            group = self.policy.recover.get(change.party)
            return self.policy.members(group) if group else ()
        named = self.policy.names(KEY_KIND)
        entitled = (self.words.keeper,) if named is None else named
        if change.action == "revoke":
            return (change.party, *entitled)
        first = change.action == "enrol" and change.role == "submission"
        return entitled if first else (change.party,)

    def _check_countersigned(self, kind: str, signers: frozenset[str], body: object, where: str) -> None:
        group = self.policy.countersign.get(kind)
        if isinstance(body, KeyChange) and body.action == "recover":
            # A safeguard of its own. Would those who countersign changes of key be needed too, none of them could be
            # recovered once too many have lost theirs, and no key could ever change again.
            group = self.policy.recover.get(body.party)
        if group is not None and not self.policy.met(group, signers):
            raise RefusedError(
                Refusal.NOT_COUNTERSIGNED,
                where=where,
                expected=f"signatures of at least {group.least} of {', '.join(group.of)}",
                got=", ".join(sorted(signers)),
                remedy="name the others in countersigned_by; they sign a bundle with proverka countersign",
            )

    def _check_ruling(self, body: object, where: str) -> None:
        if isinstance(body, KeyChange):
            self.keys.check(body, self.size, where=where)
            keys = self.keys.copy()
            keys.take(body, self.size)
            check_quorum(self.policy, keys, where=where)
        elif isinstance(body, PolicyChange):
            body.policy.check(self.words.party_by_id, where=f"{where}: policy")
            self._check_policy(body.policy, where=f"{where}: policy")
        elif isinstance(body, Release):
            check_audience(body, self.words.party_by_id, self.policy, where=where)

    def _check_policy(self, policy: Policy, where: str) -> None:
        """Refuse a policy that could not be kept with the keys in force."""
        check_quorum(policy, self.keys, where=where)
        if self.keys_known:
            check_reach(policy, self.keys, where=where)

    def _rule(self, body: object) -> None:
        """Put a change of key or policy in force, for the submissions after this one."""
        if isinstance(body, KeyChange):
            self.keys.take(body, self.size)
        elif isinstance(body, PolicyChange):
            self.policy = body.policy
        else:
            return
        self.ruled.append(Ruled(size=self.size + 1, witnesses=dict(self.keys.witnesses), policy=self.policy))

    def _check_names(self, body: object, where: str) -> None:
        words = self.words
        check_plan_names(body, words, where=where)
        match body:
            case Figure():
                _check_quantities((body.amount, body.of), words, where)
                words.basis(body.basis, where=f"{where}: basis")
                _check_places((body.place,), words, where)
            case Declaration():
                _check_quantities((line.quantity for line in body.lines), words, where)
                for line in body.lines:
                    words.basis(line.basis, where=f"{where}: basis")
            case Movement():
                _check_quantities((body.quantity,), words, where)
                words.subject(body.subject, where=f"{where}: subject")
                _check_accounts((body.origin, body.destination), words, where)
            case Inspection() | InspectionFinding():
                _check_places(body.places, words, where)
            case Event():
                _check_quantities((body.quantity,), words, where)
                _check_places((body.place,), words, where)
            case Allegation():
                words.party(body.holder, where=f"{where}: holder")
            case Decision():
                for effect in body.effects:
                    self._check_effect(effect, where)
            case _:
                pass

    def _check_method(self, body: object, party: str, where: str) -> None:
        """Refuse a method of another party: with other errors stated for it, no balance of that party would alarm."""
        if isinstance(body, MeasurementMethod) and self.methods.get(body.method, party) != party:
            raise RefusedError(
                Refusal.NOT_PERMITTED,
                where=f"{where}: method {body.method}",
                expected=f"a submission of {self.methods[body.method]}, which states this method",
                got=party,
                remedy="give your own method a name of its own",
            )

    def _check_effect(self, effect: Effect, where: str) -> None:
        self._check_obligation(effect.obligation, where)
        measure = self.mandate.obligation_by_id[effect.obligation].measure
        if effect.due is not None and isinstance(measure, RecurringMeasure | InspectionMeasure):
            expected = "a waiver, or an instrument that supersedes: a recurring duty has no single date to move"
            raise _meaningless(f"{where}: {effect.obligation}", expected, f"{effect.effect} to {effect.due}")

    def _check_obligation(self, name: str, where: str) -> None:
        if name not in self.mandate.obligation_by_id:
            raise _unknown_obligation(name, where)

    def _check_bears_on(
        self, names: Iterable[str], submitted_at: datetime, where: str, *, words_only: bool
    ) -> dict[str, str]:
        """Refuse names that do not exist; return those of which `words_only` may speak before they do."""
        ahead = {name: where for name in names if words_only and not self.mandate.knows(name)}
        for name in names:
            if name not in ahead and not self.mandate.knows(name):
                raise _unknown_obligation(name, where)
        for name in names:
            instrument = self.mandate.instrument_of.get(name)
            if instrument is not None and not words_only and last_day_of(submitted_at) < instrument.adopted:
                raise RefusedError(
                    Refusal.BEFORE_ITS_INSTRUMENT,
                    where=f"{where}: bears_on {name}",
                    expected=f"{instrument.adopted} ({instrument.id} adopted) or later",
                    got=submitted_at.date().isoformat(),
                    remedy="correct the date, or take the obligation out of bears_on",
                )
        return ahead

    def check_nothing_ahead(self) -> None:
        """Refuse (unknown-obligation) a name that was spoken of and that no instrument has given since."""
        for name, where in self.ahead.items():
            if not self.mandate.knows(name):
                raise _unknown_obligation(name, where)

    def _check_references(
        self, body: object, refers_to: tuple[Said, ...], party: str, signers: frozenset[str], where: str
    ) -> None:
        """Refuse a correction or objection of nothing, or of several, and a correction that says too much.

        Whoever does not accept another's entry objects to it.
        """
        if isinstance(body, Correction | Objection) and len(refers_to) != 1:
            raise _meaningless(where, "exactly one entry that it refers to", f"{len(refers_to)}")
        check_plan_referred(body, [said.kind for said in refers_to], where=where)
        if isinstance(body, Countersignature):
            _check_countersigns(refers_to, party, where)
        if isinstance(body, Manifest) and body.exceptions and signers <= {party}:
            raise _meaningless(f"{where}: exceptions", "somebody who signs with its party, and excepts them", "nobody")
        if isinstance(body, Correction):
            check_correction(body, refers_to[0], party=party, signers=signers, policy=self.policy, where=where)

    def _check_replacement(self, body: object, refers_to: tuple[Said, ...], submitted_at: datetime, where: str) -> None:
        """Hold the body that a correction puts in the place of another to what that one was held to."""
        if not isinstance(body, Correction) or len(refers_to) != 1 or refers_to[0].kind in NEVER_CORRECTED:
            return
        where = f"{where}: replacement"
        _check_dates(body.effective, submitted_at, body, where)
        if not body.replaces or refers_to[0].kind in OWN_ACTS:
            return
        replaced = replacement_of(body, refers_to[0].kind, where=where)
        self._check_names(replaced, where)
        self._check_method(replaced, refers_to[0].party, where)
        if isinstance(replaced, Issue):
            check_replaced_step(replaced, refers_to[0], where=where)
        if isinstance(replaced, InspectionFinding):
            _check_conditions(replaced, refers_to[0].bears_on, self.mandate, where)

    def _check_issue(self, issue: Issue, where: str) -> None:
        """Hold an issue to its life: raised, then reworded, merged or resolved, and perhaps reopened."""
        state = self.issues.get(issue.issue)
        allowed = ISSUE_STATES[state]
        if issue.action not in allowed:
            raise _meaningless(
                where, f"{issue.issue} to be {' or '.join(allowed) or 'left alone'} (it is {state or 'not raised'})",
                issue.action,
            )  # fmt: skip
        if issue.into and self.issues.get(issue.into) is None:
            raise _meaningless(where, "an issue that was raised, to merge into", repr(issue.into))


def _check_countersigns(refers_to: tuple[Said, ...], party: str, where: str) -> None:
    """Refuse a countersignature of anything but one manifest of another party."""
    if len(refers_to) != 1 or refers_to[0].kind != MANIFEST_KIND:
        got = ", ".join(said.kind for said in refers_to) or "nothing"
        raise _meaningless(where, "exactly one manifest that it refers to", got)
    if refers_to[0].party == party:
        raise _meaningless(where, "a manifest of another party", "one of its own")


# Kinds that carry words: people speak of duties before an instrument lays them down.
WORDS = (Statement, Allegation, Event)


def _is_words(body: object) -> bool:
    return isinstance(body, WORDS) or (isinstance(body, Sealed) and EVIDENCE_KINDS.get(body.kind) in WORDS)


def _check_conditions(finding: InspectionFinding, bears_on: Iterable[str], mandate: Mandate, where: str) -> None:
    """Refuse conditions that no obligation in `bears_on` states: such a finding would excuse nothing."""
    obligations = [mandate.obligation_by_id[name] for name in bears_on if name in mandate.obligation_by_id]
    stated = {condition.id for o in obligations for condition in (*o.when, *o.unless)}
    unknown = [name for name in finding.conditions if name not in stated]
    if unknown:
        known = ", ".join(sorted(stated)) or "none"
        raise _meaningless(where, f"conditions that the obligations in bears_on state ({known})", ", ".join(unknown))


def _steps_ahead(body: object, mandate: Mandate, where: str) -> dict[str, str]:
    """Return the steps after a breach that no instrument has laid down yet."""
    if not isinstance(body, Instrument):
        return {}
    names = [name for obligation in body.obligations for name in obligation.on_breach]
    return {name: f"{where}: on_breach" for name in names if name not in mandate.obligation_by_id}


# What may happen next to an issue, by its state; None is an issue not yet raised.
ISSUE_STATES: Mapping[str | None, tuple[str, ...]] = {
    None: ("raised",),
    "open": ("reworded", "merged", "resolved"),
    "resolved": ("reopened",),
    "merged": (),
}
# The state in which each action leaves an issue.
STATE_AFTER: Mapping[str, str] = {
    "raised": "open", "reworded": "open", "reopened": "open", "resolved": "resolved", "merged": "merged",
}  # fmt: skip


def _check_quantities(quantities: Iterable[Quantity | None], words: Vocabulary, where: str) -> None:
    for quantity in quantities:
        if quantity is not None:
            words.check_unit(quantity.unit, where=f"{where}: unit")


def _check_places(places: Iterable[str], words: Vocabulary, where: str) -> None:
    for place in places:
        if place:
            words.place(place, where=f"{where}: place")


def _check_accounts(accounts: Iterable[Account], words: Vocabulary, where: str) -> None:
    _check_places((account.place for account in accounts), words, where)


def _check_instant(effective: Span | None, body: object, where: str) -> None:
    """Refuse an instant that is on none of the days, in any zone, on which it is said to have been."""
    at = body.ended_at if isinstance(body, Inspection) else body.at if isinstance(body, Delivery) else None
    if at is None or effective is None:
        return
    instant = utc(at, where=where)
    first, last = (instant - timedelta(hours=12)).date(), last_day_of(instant)
    # An inspection ends on its last day; a paper is handed over on some day of its span.
    begins = effective.latest if isinstance(body, Inspection) else effective.earliest
    if last < begins or first > effective.latest:
        raise _meaningless(where, f"an instant on {effective}", at.isoformat())


def _check_dates(effective: Span | None, submitted_at: datetime, body: object, where: str) -> None:
    """Refuse what is reported before it happened; a decision or plan may look ahead in its body instead.

    In the east a day begins while it is still the day before in UTC.
    """
    _check_instant(effective, body, where)
    last = last_day_of(submitted_at)
    if effective is not None and effective.earliest > last and not isinstance(body, Instrument):
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=where,
            expected=f"a date up to {last}, when it was submitted",
            got=str(effective),
            remedy="for a plan or projection give the day on which it was announced; otherwise correct a date",
        )


def _label(label: str, where: str) -> RefusedError:
    return RefusedError(
        Refusal.DUPLICATE_ID if label else Refusal.MISSING_FIELD,
        where=where,
        expected="a label that no other submission of the case has",
        got=f"{label!r} twice" if label else "none",
        remedy="give it a label of its own",
    )


def _unknown_obligation(name: str, where: str) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_OBLIGATION,
        where=where,
        expected="an obligation, instrument or step submitted before",
        got=repr(name),
        remedy="correct the id (proverka show lists them), or submit the instrument first",
    )


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the submission")
