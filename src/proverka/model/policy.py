"""Who may do what in a case: submit, countersign, give a party a new key, make a checkpoint count, read a class.

The policy stands in the first entry of a record, and only entries that it allows itself put another in its place.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.names import Name, check_acyclic, found
from proverka.model.submission import EVIDENCE_KINDS, Classification

# Kinds that change who may do what. A policy that does not name them opens them to nobody but, for keys, the keeper.
POLICY_KIND = "policy"
KEY_KIND = "key"

# What may be submitted, and so what a policy may speak of. A name that is mistyped would rule nothing, unseen.
KINDS = ("instrument", KEY_KIND, POLICY_KIND, *EVIDENCE_KINDS)

# The audience that everybody belongs to.
PUBLIC = "public"

# With the quorum as many as the policy file of a log may define. It bounds how deep they nest.
GROUPS_MAX = 99


class _Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Group(_Rule, frozen=True, kw_only=True, omit_defaults=True):
    """So many of these: `least` of the parties, or of the groups by name, in `of`."""

    least: Annotated[int, Meta(ge=1)]
    of: tuple[str, ...]


class Audience(_Rule, frozen=True, kw_only=True, omit_defaults=True):
    """Who reads an edition together, and the highest class that it may hold."""

    highest: Classification
    parties: tuple[str, ...] = ()


class Policy(_Rule, frozen=True, kw_only=True, omit_defaults=True):
    """Who may do what.

    `submit`: kind → the parties that may submit it; another kind is open to every party with a key, but for those that
    rule the record: `policy` is closed to all, and the first key of a party is enrolled by the keeper.
    `countersign`: kind → the group whose signatures it needs; the submitter's own counts where it is of the group.
    `recover`: party → the group that together may give it a new key. `quorum`: the group of witnesses whose
    cosignatures make a checkpoint count; without one no checkpoint needs any. `groups`: groups by name, which those
    may refer to. `audiences`: editions beside the public one, by name.
    """

    submit: dict[str, tuple[str, ...]] = {}
    countersign: dict[str, Group] = {}
    recover: dict[str, Group] = {}
    quorum: Group | None = None
    groups: dict[Name, Group] = {}
    audiences: dict[Name, Audience] = {}

    def names(self, kind: str) -> tuple[str, ...] | None:
        """Return the parties to which the policy gives a kind by name; `None` where it does not name the kind."""
        return () if kind == POLICY_KIND and kind not in self.submit else self.submit.get(kind)

    def met(self, group: Group, parties: Collection[str]) -> bool:
        """Return whether `parties` are enough of a group."""
        return sum(self._holds(member, parties) for member in group.of) >= group.least

    def _holds(self, member: str, parties: Collection[str]) -> bool:
        group = self.groups.get(member)
        return member in parties if group is None else self.met(group, parties)

    def members(self, group: Group) -> tuple[str, ...]:
        """Return the parties of a group and of the groups in it, in their order."""
        return tuple(
            party
            for member in group.of
            for party in (self.members(self.groups[member]) if member in self.groups else (member,))
        )

    def counts_itself(self, party: str) -> bool:
        """Return whether a party is of the group that may give it a new key."""
        group = self.recover.get(party)
        return group is not None and party in self.members(group)

    def check(self, parties: Mapping[str, object], *, where: str) -> None:
        """Refuse a policy that contradicts itself or the case.

        Raises MalformedError (too-large) over `GROUPS_MAX` groups; RefusedError: unknown-kind, unknown-party,
        self-dependency; MalformedError (meaningless) for a group that can never be enough, that counts a party twice,
        or whose name is a party's, and for a party that would recover its own key: whoever stole it could too.
        """
        self._check_count(where)
        self._check_kinds(where)
        self._check_parties(parties, where)
        check_acyclic({name: group.of for name, group in self.groups.items()}, where=f"{where}: groups")
        held: dict[str, tuple[str, ...]] = {}
        for place, group in self._groups_in_use():
            self._check_group(group, held, f"{where}: {place}")
        for party in self.recover:
            if self.counts_itself(party):
                raise _meaningless(f"{where}: recover: {party}", "other parties than the one that lost its key", party)
        self._check_names(parties, where)

    def _check_count(self, where: str) -> None:
        if len(self.groups) > GROUPS_MAX:
            raise MalformedError(
                Refusal.TOO_LARGE,
                where=f"{where}: groups",
                expected=f"at most {GROUPS_MAX} groups",
                got=str(len(self.groups)),
                remedy="join groups that decide alike",
            )

    def _check_parties(self, parties: Mapping[str, object], where: str) -> None:
        named = [("submit", name) for names in self.submit.values() for name in names]
        named += [("recover", name) for name in self.recover]
        named += [("audiences", name) for audience in self.audiences.values() for name in audience.parties]
        for place, name in named:
            found(parties, name, Refusal.UNKNOWN_PARTY, f"{where}: {place}", "party")
        known = {**parties, **self.groups}
        for place, group in self._groups_in_use():
            for member in group.of:
                found(known, member, Refusal.UNKNOWN_PARTY, f"{where}: {place}", "party or group")

    def _check_kinds(self, where: str) -> None:
        for place, kinds in (("submit", self.submit), ("countersign", self.countersign)):
            for kind in kinds:
                if kind not in KINDS:
                    raise RefusedError(
                        Refusal.UNKNOWN_KIND,
                        where=f"{where}: {place}",
                        expected=f"one of {', '.join(sorted(KINDS))}",
                        got=repr(kind),
                        remedy="correct the kind; docs/reference/submissions.md describes each",
                    )

    def _groups_in_use(self) -> Iterable[tuple[str, Group]]:
        yield from ((f"groups: {name}", group) for name, group in self.groups.items())
        yield from ((f"countersign: {kind}", group) for kind, group in self.countersign.items())
        yield from ((f"recover: {party}", group) for party, group in self.recover.items())
        if self.quorum is not None:
            yield "quorum", self.quorum

    def _check_group(self, group: Group, held: dict[str, tuple[str, ...]], where: str) -> None:
        self._members_once(group, held, where)
        if group.least > len(group.of):
            raise _meaningless(where, f"at most {len(group.of)}, as many as there are", f"least = {group.least}")

    def _members_once(self, group: Group, held: dict[str, tuple[str, ...]], where: str) -> tuple[str, ...]:
        """Return the parties of a group, each once; `held` keeps those of named groups.

        Groups that share members would otherwise be walked a number of times that doubles with every level.
        """
        found: list[str] = []
        for member in group.of:
            if member in self.groups and member not in held:
                held[member] = self._members_once(self.groups[member], held, f"{where}: {member}")
            found += held.get(member, (member,))
        twice = sorted({name for name in found if found.count(name) > 1})
        if twice:
            raise _meaningless(where, "every party once", f"{', '.join(twice)} twice")
        return tuple(found)

    def _check_names(self, parties: Mapping[str, object], where: str) -> None:
        for name in self.groups:
            if name in parties:
                raise _meaningless(f"{where}: groups", "a name that no party has", name)
        for name in self.audiences:
            if name in parties or name == PUBLIC:
                raise _meaningless(f"{where}: audiences", f"a name that no party has, other than {PUBLIC}", name)


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the policy of the case"
    )
