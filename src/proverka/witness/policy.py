"""Which log's checkpoints are taken, and whose cosignatures make one count (C2SP tlog-policy).

This is all that a reader must be given by a channel that it trusts: everything else can be verified from it.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Self, TypeVar

from proverka.model.errors import MalformedError, Refusal
from proverka.record.keys import VerifierKey
from proverka.witness.cosigner import Cosigner, parse_cosigner_key

# Room for a hundred ML-DSA-44 keys, which are 1.8 kB each, five times over; small enough to read whole from a stranger.
POLICY_CHARACTERS_MAX = 1_000_000
# The specification asks for at least 32 logs, witnesses and groups. A note carries at most 100 lines, so that of more
# witnesses not all could cosign.
DEFINITIONS_MAX = 100

NO_QUORUM = "none"

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t]+")
_LEAST = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessGroup:
    """A group, which has witnessed a checkpoint if at least `least` of its members have: witnesses or groups."""

    name: str
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessPolicy:
    """The logs that are known, the witnesses by their names here, groups, and the name of the quorum or `none`.

    A group follows those that it is made of. `urls` gives the URL of a log or a witness by the text form of its key,
    where there is one; what it means is the reader's affair. Made by `parse` or `compose`, which check it.
    """

    logs: tuple[VerifierKey, ...]
    cosigners: Mapping[str, Cosigner]
    groups: tuple[WitnessGroup, ...] = ()
    quorum: str = NO_QUORUM
    urls: Mapping[str, str] = field(default_factory=dict)

    def says_as(self, other: "WitnessPolicy") -> bool:
        """Whether both ask for the same, in whatever order, and whatever addresses and comments they come with."""
        one, two = (
            (p.logs, dict(p.cosigners), {group.name: group for group in p.groups}, p.quorum) for p in (self, other)
        )
        return one == two

    @classmethod
    def parse(cls, text: str, *, where: str = "policy.txt") -> Self:
        """Return the policy in `text`.

        Raises `MalformedError`: too-large, bad-policy for another form, bad-key for a key that is none.
        """
        if len(text) > POLICY_CHARACTERS_MAX:
            raise _too_large(where, len(text))
        if forbidden := _FORBIDDEN.search(text):
            got = f"{forbidden.group()!r} at offset {forbidden.start()}"
            raise _bad_policy(where, "no control character but newline and tab (a carriage return is one)", got)
        reading = _Reading(where=where)
        # Only "\n" ends a line and only space and tab separate: the rest of Unicode is opaque here.
        for number, line in enumerate(text.split("\n"), start=1):
            words = _SPACE.split(line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                reading.take(f"{where}, line {number}", words)
        if reading.quorum is None:
            raise _bad_policy(where, "exactly one line: quorum NAME, or quorum none", "no such line")
        return cls(
            logs=tuple(reading.logs),
            cosigners=reading.cosigners,
            groups=tuple(reading.groups),
            quorum=reading.quorum,
            urls=reading.urls,
        )

    @classmethod
    def compose(
        cls,
        *,
        logs: tuple[VerifierKey, ...],
        cosigners: Mapping[str, Cosigner],
        groups: tuple[WitnessGroup, ...] = (),
        quorum: str = NO_QUORUM,
        urls: Mapping[str, str] | None = None,
    ) -> Self:
        """Return the policy of these parts; raise what `parse` raises where its text would not say exactly them."""
        made = cls(logs=logs, cosigners=cosigners, groups=groups, quorum=quorum, urls=urls or {})
        read = cls.parse(made.text, where="policy")
        if read != made:
            raise _bad_policy("policy", "names and URLs without space, tab or newline", "others")
        return read

    @property
    def text(self) -> str:
        """The policy as a file: one definition a line, without comments, the quorum last."""
        logs = [f"log {key}{self._url(key)}" for key in self.logs]
        witnesses = [f"witness {name} {key}{self._url(key)}" for name, key in self.cosigners.items()]
        groups = [f"group {group.name} {group.least} {' '.join(group.members)}" for group in self.groups]
        return "\n".join([*logs, *witnesses, *groups, f"quorum {self.quorum}", ""])

    def met_by(self, witnesses: Collection[str]) -> bool:
        """Return whether cosignatures by these witnesses, by their names here, make a checkpoint count.

        Names of groups and names that the policy does not know are passed over: only a witness can cosign.
        """
        met = {name for name in witnesses if name in self.cosigners}
        for group in self.groups:
            if len(met.intersection(group.members)) >= group.least:
                met.add(group.name)
        return self.quorum == NO_QUORUM or self.quorum in met

    def _url(self, key: VerifierKey | Cosigner) -> str:
        url = self.urls.get(str(key))
        return "" if url is None else f" {url}"


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A policy while its lines are read, in order."""

    where: str
    logs: list[VerifierKey] = field(default_factory=list)
    cosigners: dict[str, Cosigner] = field(default_factory=dict)
    groups: list[WitnessGroup] = field(default_factory=list)
    quorum: str | None = None
    urls: dict[str, str] = field(default_factory=dict)
    # Every public key, and whose it is: one that two of them share would let one signature count as two.
    owners: dict[bytes, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)

    def take(self, where: str, words: list[str]) -> None:
        """Read the definition whose items are `words`."""
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._take_log(where, vkey, url)
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._take_witness(where, name, vkey, url)
            case ["group", name, least, *members] if members:
                self._take_group(where, name, least, members)
            case ["quorum", name]:
                self._take_quorum(where, name)
            case _:
                expected = "log VKEY [URL], witness NAME VKEY [URL], group NAME all|any|K NAME…, or quorum NAME"
                raise _bad_policy(where, expected, " ".join(words))

    def _take_log(self, where: str, vkey: str, url: list[str]) -> None:
        _check_count(where, "logs", len(self.logs))
        key = _located(where, VerifierKey.parse, vkey)
        self._claim(where, key, f"log {key.name}", url)
        self.logs.append(key)

    def _take_witness(self, where: str, name: str, vkey: str, url: list[str]) -> None:
        _check_count(where, "witnesses", len(self.cosigners))
        self._check_new(where, name)
        key = _located(where, parse_cosigner_key, vkey)
        self._claim(where, key, f"witness {name}", url)
        self.cosigners[name] = key

    def _take_group(self, where: str, name: str, least: str, members: list[str]) -> None:
        _check_count(where, "groups", len(self.groups))
        self._check_new(where, name)
        for member in members:
            self._check_defined(where, member)
            if member in self.members:
                raise _bad_policy(where, "every name as a member once, so that nobody counts twice", member)
            self.members.add(member)
        words = {"all": len(members), "any": 1}
        number = int(least) if _LEAST.fullmatch(least) else words.get(least, 0)
        if not 1 <= number <= len(members):
            raise _bad_policy(where, f"all, any, or a number from 1 to {len(members)}", least)
        self.groups.append(WitnessGroup(name=name, least=number, members=tuple(members)))

    def _take_quorum(self, where: str, name: str) -> None:
        if self.quorum is not None:
            raise _bad_policy(where, "exactly one quorum", f"a second one, {name}")
        if name != NO_QUORUM:
            self._check_defined(where, name)
        self.quorum = name

    def _claim(self, where: str, key: VerifierKey | Cosigner, owner: str, url: list[str]) -> None:
        if other := self.owners.get(key.public):
            raise _bad_policy(where, "a public key of its own for every log and witness", f"that of {other}")
        self.owners[key.public] = owner
        self.urls.update({str(key): one for one in url})

    def _check_new(self, where: str, name: str) -> None:
        if name == NO_QUORUM or self._is_defined(name):
            raise _bad_policy(where, "a name that is not used yet, nor 'none'", name)

    def _check_defined(self, where: str, name: str) -> None:
        if not self._is_defined(name):
            raise _bad_policy(where, "the name of a witness or group on a line before this one", name)

    def _is_defined(self, name: str) -> bool:
        return name in self.cosigners or any(group.name == name for group in self.groups)


_Key = TypeVar("_Key", VerifierKey, Cosigner)


def _located(where: str, parse: Callable[[str], _Key], text: str) -> _Key:
    """Return the key in `text`; a refusal says on which line of the policy it stands."""
    try:
        return parse(text)
    except MalformedError as error:
        fault = error.fault
        raise MalformedError(
            fault.refusal, where=where, expected=fault.expected, got=fault.got, remedy=fault.remedy
        ) from None


def _check_count(where: str, what: str, count: int) -> None:
    if count >= DEFINITIONS_MAX:
        raise _bad_policy(where, f"at most {DEFINITIONS_MAX} {what}", "more")


def _bad_policy(where: str, expected: str, got: str) -> MalformedError:
    remedy = "ask whoever gave you the policy for the file again; its form is in docs/spec/witness-policy.md"
    return MalformedError(Refusal.BAD_POLICY, where=where, expected=expected, got=got, remedy=remedy)


def _too_large(where: str, characters: int) -> MalformedError:
    return MalformedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {POLICY_CHARACTERS_MAX} characters",
        got=f"{characters} characters",
        remedy="name the policy file, which holds one line for each log, witness and group",
    )
