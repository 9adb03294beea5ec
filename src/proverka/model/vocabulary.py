"""What a case declares before anything else: its parties, places, subjects, bases, units and policy.

A stockpile is data: none of these names is known to the code. The vocabulary is the body of a record's
first entry, so that everybody judges later entries by the same words.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.errors import Refusal
from proverka.model.names import Name, check_acyclic, check_unique, found, unknown
from proverka.model.policy import Policy
from proverka.model.position import Position, position_of
from proverka.model.quantity import COUNT_UNITS, GRAMS_IN

# The name of a log is that of its key (C2SP signed-note): no space, no plus sign.
Origin = Annotated[str, Meta(pattern=r"^[^\s+]*$(?!\n)", max_length=200)]
# The key of the log lies beside those of the parties, under this name.
LOG_KEY = "log"

PartyKind = Literal["state", "states", "organ", "secretariat", "mission", "group", "company", "desk", "other"]


class _Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    name: str


class Party(_Declared, frozen=True, kw_only=True, omit_defaults=True):
    """Whoever may owe, be owed, submit, confirm or speak: a State, an organ, an armed group, a mission.

    `confirms` marks an inspectorate, whose figures stand as verified. `member_of` names the
    parties in whose name this one acts (an official, a joint mission). `key` is the
    verifier key under which the party signs; a party without one cannot submit. `witness` is the
    verifier key under which it cosigns checkpoints.
    """

    id: Name
    kind: PartyKind
    confirms: bool = False
    member_of: tuple[str, ...] = ()
    key: str = ""
    witness: str = ""


# The longest degrees that are worth reading before they are refused.
Degrees = Annotated[str, Meta(max_length=16)]


class Place(_Declared, frozen=True, kw_only=True, omit_defaults=True):
    """A country, site, facility, port or ship; `within` is the place that holds it.

    `latitude` and `longitude` say where its middle is, in degrees as decimal text, north and east; each is true to half
    a unit of its last digit. Everybody reads them: to a tenth of a degree, a city, town or port to a hundredth.
    """

    kind: str
    within: str = ""
    latitude: Degrees = ""
    longitude: Degrees = ""

    def position(self, *, where: str) -> Position | None:
        """Return where the place lies, if that is stated; refuse (missing-field, bad-value) what no place may state."""
        return position_of(self.latitude, self.longitude, self.kind, where=f"{where}: place {self.id}")


class Subject(_Declared, frozen=True, kw_only=True, omit_defaults=True):
    """What is counted: a group of materials, munitions, facilities, sites, papers or issues.

    Each list in `parts` divides the whole completely and without overlap; a subject may be divided in
    several ways (by category, by removal priority).
    """

    kind: str
    unit: str
    parts: tuple[tuple[str, ...], ...] = ()


class Basis(_Declared, frozen=True, kw_only=True, omit_defaults=True):
    """Of what, and in which disposition: the numerator and denominator of a figure.

    A percentage on this basis is (what of `subject` is `disposition`) / (all declared of `subject`).
    `sums` names other bases whose numerators add up to this one's, each over its own part of the
    subject (removed of one part plus destroyed of the other). A `closing` basis counts down to zero.
    """

    disposition: str
    subject: str
    sums: tuple[str, ...] = ()
    closing: bool = False


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """The words of one case. Look-ups refuse what is not declared, and say what is.

    `keeper` is the party that keeps the log and signs the first entry; `debtor` the party whose stock it
    is; `origin` the name of the log, under which its key signs. `final` are the dispositions that nothing leaves
    again, such as destroyed. `keys` says whether the private keys are
    held by the parties or were made, for everybody to see, for a demonstration.
    """

    case: Name
    title: str
    summary: str = ""
    keeper: str
    origin: Origin = ""
    debtor: str = ""
    keys: Literal["demonstration", "held"] = "held"
    units: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    places: tuple[Place, ...] = ()
    subjects: tuple[Subject, ...] = ()
    bases: tuple[Basis, ...] = ()
    final: tuple[str, ...] = ()
    policy: Policy = Policy()

    @property
    def log_name(self) -> str:
        """The origin of the log: as declared, or under a domain that is reserved for examples."""
        return self.origin or f"proverka.example/{self.case}"

    def key_name(self, party_id: str) -> str:
        """The name under which a party's key signs."""
        return f"{self.log_name}/{party_id}"

    @cached_property
    def party_by_id(self) -> Mapping[str, Party]:
        """Parties by id."""
        return {party.id: party for party in self.parties}

    @cached_property
    def place_by_id(self) -> Mapping[str, Place]:
        """Places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def subject_by_id(self) -> Mapping[str, Subject]:
        """Subjects by id."""
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def basis_by_id(self) -> Mapping[str, Basis]:
        """Bases by id."""
        return {basis.id: basis for basis in self.bases}

    @cached_property
    def unit_names(self) -> frozenset[str]:
        """Every unit that a quantity of this case may use."""
        return frozenset(GRAMS_IN) | COUNT_UNITS | frozenset(self.units)

    def party(self, party_id: str, *, where: str) -> Party:
        """Return the party, or refuse (unknown-party)."""
        return found(self.party_by_id, party_id, Refusal.UNKNOWN_PARTY, where, "party")

    def place(self, place_id: str, *, where: str) -> Place:
        """Return the place, or refuse (unknown-place)."""
        return found(self.place_by_id, place_id, Refusal.UNKNOWN_PLACE, where, "place")

    def subject(self, subject_id: str, *, where: str) -> Subject:
        """Return the subject, or refuse (unknown-subject)."""
        return found(self.subject_by_id, subject_id, Refusal.UNKNOWN_SUBJECT, where, "subject")

    def basis(self, basis_id: str, *, where: str) -> Basis:
        """Return the basis, or refuse (unknown-basis)."""
        return found(self.basis_by_id, basis_id, Refusal.UNKNOWN_BASIS, where, "basis")

    def check_unit(self, unit: str, *, where: str) -> None:
        """Refuse (unknown-unit) a unit that neither the system nor the case declares."""
        if unit not in self.unit_names:
            raise unknown(Refusal.UNKNOWN_UNIT, unit, self.unit_names, where, "unit")

    def name(self, identifier: str) -> str:
        """Return the name of a party, place, subject or basis for people, or the identifier itself."""
        for table in (self.party_by_id, self.basis_by_id, self.subject_by_id, self.place_by_id):
            found = table.get(identifier)
            if found is not None:
                return found.name
        return identifier

    @cached_property
    def _principals(self) -> Mapping[str, frozenset[str]]:
        """The closure of `member_of`, each party in its own name too; a group of groups is walked once."""
        found: dict[str, frozenset[str]] = {}
        for party in self.parties:
            names, ahead = {party.id}, list(party.member_of)
            while ahead:
                name = ahead.pop()
                if name not in names and name in self.party_by_id:
                    names.add(name)
                    ahead.extend(self.party_by_id[name].member_of)
            found[party.id] = frozenset(names)
        return found

    def acts_for(self, party_id: str, principal: str) -> bool:
        """Whether a party is another one, or acts in its name, directly or through a group."""
        return party_id == principal or principal in self._principals.get(party_id, ())

    def confirms(self, party_id: str) -> bool:
        """Whether a party is an inspectorate, or acts in the name of one."""
        return party_id in self._confirming

    @cached_property
    def _confirming(self) -> frozenset[str]:
        of = self.party_by_id
        return frozenset(one for one, names in self._principals.items() if any(of[name].confirms for name in names))

    def check(self, *, where: str) -> None:
        """Refuse a vocabulary that contradicts itself: double ids, unknown or circular references."""
        for kind in ("parties", "places", "subjects", "bases"):
            check_unique((item.id for item in getattr(self, kind)), where=f"{where}: {kind}")
        check_unique((LOG_KEY, *self.party_by_id), where=f"{where}: parties and the log")
        self._check_parties(where)
        for place in self.places:
            place.position(where=where)
            if place.within:
                self.place(place.within, where=f"{where}: place {place.id}: within")
        for subject in self.subjects:
            self.check_unit(subject.unit, where=f"{where}: subject {subject.id}")
            for part in _flat(subject.parts):
                self.subject(part, where=f"{where}: subject {subject.id}: parts")
        for basis in self.bases:
            self.subject(basis.subject, where=f"{where}: basis {basis.id}")
            for part in basis.sums:
                self.basis(part, where=f"{where}: basis {basis.id}: sums")
        check_acyclic({p.id: p.member_of for p in self.parties}, where=f"{where}: parties")
        check_acyclic({s.id: _flat(s.parts) for s in self.subjects}, where=f"{where}: subjects")
        check_acyclic({b.id: b.sums for b in self.bases}, where=f"{where}: bases")
        check_acyclic({p.id: (p.within,) if p.within else () for p in self.places}, where=f"{where}: places")

    def _check_parties(self, where: str) -> None:
        self.party(self.keeper, where=f"{where}: keeper")
        if self.debtor:
            self.party(self.debtor, where=f"{where}: debtor")
        for party in self.parties:
            for group in party.member_of:
                self.party(group, where=f"{where}: party {party.id}: member_of")
        self.policy.check(self.party_by_id, where=f"{where}: policy")


def _flat(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(part for division in parts for part in division)
