"""Which keys are whose at a point of the log: stated by the first entry, changed by entries of the kind `key`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.ruling import KeyChange
from proverka.model.vocabulary import Vocabulary
from proverka.record import VerifierKey, parse_cosigner_key


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """A submission key of a party: in force for entries from `since` up to but without `until` (`None`: still)."""

    party: str
    key: VerifierKey
    since: int
    until: int | None = None


@dataclass(slots=True)
class KeyBook:
    """The keys of all parties, past and present, as the entries so far state them.

    A party has at most one submission key in force. A key that was ever in this book is its party's for good: it comes
    back neither to another party nor, once it was ended, to its own.
    """

    words: Vocabulary
    held: dict[str, list[HeldKey]] = field(default_factory=dict)
    witnesses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opening(cls, words: Vocabulary) -> "KeyBook":
        """Return the keys that the first entry states; raise MalformedError (bad-key)."""
        book = cls(words=words)
        for party in words.parties:
            if party.key:
                book._hold(party.id, VerifierKey.parse(party.key), since=0)
            if party.witness:
                book.witnesses[party.id] = str(parse_cosigner_key(party.witness))
        return book

    def copy(self) -> "KeyBook":
        """Return a book of its own with the same keys."""
        held = {party: list(keys) for party, keys in self.held.items()}
        return KeyBook(words=self.words, held=held, witnesses=dict(self.witnesses))

    def current(self, party: str) -> VerifierKey | None:
        """Return the key that a party signs its next submission with."""
        keys = self.held.get(party)
        return keys[-1].key if keys and keys[-1].until is None else None

    def in_force(self) -> Iterator[HeldKey]:
        """Yield the key in force of every party that has one."""
        yield from (keys[-1] for keys in self.held.values() if keys[-1].until is None)

    def find(self, name: str, key_id: bytes) -> HeldKey | None:
        """Return the key, past or present, to which a signature line belongs; the one in force first."""
        for keys in self.held.values():
            for held in reversed(keys):
                if (held.key.name, held.key.key_id) == (name, key_id):
                    return held
        return None

    def check(self, change: KeyChange, index: int, *, where: str) -> None:
        """Refuse a change that does not follow from the keys so far, as entry `index`; change nothing.

        Raises RefusedError (unknown-party, revoked-key), MalformedError (bad-key, meaningless).
        """
        self.words.party(change.party, where=f"{where}: party")
        has = change.party in self.witnesses if change.role == "witness" else self.current(change.party) is not None
        if has != (change.action in ("rotate", "revoke")) and change.action != "recover":
            expected = f"a party {'with' if not has else 'without'} a {change.role} key"
            raise _meaningless(where, expected, f"{change.action} for {change.party}")
        if change.role == "witness":
            self._check_witness(change, where)
            return
        if change.key:
            self._check_new(change, where)
        self._check_revoked_from(change, index, where)

    def take(self, change: KeyChange, index: int) -> None:
        """Change the keys as entry `index`, which was checked, says: from the next entry on."""
        if change.role == "witness":
            self.witnesses.pop(change.party, None)
            if change.key:
                self.witnesses[change.party] = change.key
            return
        if self.current(change.party) is not None:
            last = self.held[change.party].pop()
            until = index + 1 if change.revoked_from is None else change.revoked_from
            self.held[change.party].append(HeldKey(party=last.party, key=last.key, since=last.since, until=until))
        if change.key:
            self._hold(change.party, VerifierKey.parse(change.key), since=index + 1)

    def _hold(self, party: str, key: VerifierKey, *, since: int) -> None:
        self.held.setdefault(party, []).append(HeldKey(party=party, key=key, since=since))

    def _check_new(self, change: KeyChange, where: str) -> None:
        key = VerifierKey.parse(change.key)
        expected = self.words.key_name(change.party)
        if key.name != expected:
            raise MalformedError(
                Refusal.BAD_KEY,
                where=f"{where}: key",
                expected=f"a key named {expected}",
                got=key.name,
                remedy=f"make a key of that name: proverka key new {expected}",
            )
        # The same point under another name is the same key: what one holder signs, the other would have signed.
        owner = next((h for keys in self.held.values() for h in keys if h.key.public == key.public), None)
        if owner is not None:
            raise RefusedError(
                Refusal.REVOKED_KEY,
                where=f"{where}: key",
                expected="a key that no party of this case has had",
                got=f"a key of {owner.party}",
                remedy="make a new key",
            )

    def _check_revoked_from(self, change: KeyChange, index: int, where: str) -> None:
        current = self.held.get(change.party, [])[-1:]
        if change.revoked_from is None:
            return
        if not current or not current[0].since <= change.revoked_from <= index:
            since = current[0].since if current else "none"
            raise _meaningless(
                f"{where}: revoked_from", f"an entry from {since}, the first under that key, to {index}",
                str(change.revoked_from),
            )  # fmt: skip

    def _check_witness(self, change: KeyChange, where: str) -> None:
        if change.key:
            parse_cosigner_key(change.key)
        if change.action == "recover" or change.revoked_from is not None:
            raise _meaningless(where, "enrol, rotate or revoke of a witness key, without an index", change.action)


def _meaningless(where: str, expected: str, got: str) -> ProverkaError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the change of key"
    )
