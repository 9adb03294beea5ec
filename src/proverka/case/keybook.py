"""Which keys are whose at a point of the log: stated by the first entry, changed by entries of the kind `key`."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.ruling import KeyChange, KeyRole
from proverka.model.vocabulary import Vocabulary
from proverka.record import VerifierKey
from proverka.witness import Cosigner, parse_cosigner_key


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """A submission key of a party: in force for entries from `since` up to but without `until` (`None`: still).

    `until` is `since` where a recovery reached back behind the key: it is believed for no entry.
    """

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
        """Return the keys that the first entry states; raise MalformedError (bad-key), RefusedError (revoked-key)."""
        book = cls(words=words)
        for party in words.parties:
            where = f"the first entry: party {party.id}"
            if party.key:
                book._hold(party.id, book._new(party.id, party.key, where), since=0)
            if party.witness:
                book.witnesses[party.id] = str(book._new_witness(party.witness, where))
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

        Raises MalformedError (bad-key), RefusedError (revoked-key, unknown-party), MalformedError (meaningless).
        """
        if change.role == "witness":
            if change.key:
                self._new_witness(change.key, where)
            self.words.party(change.party, where=f"{where}: party")
            self._check_witness(change, where)
            return
        if change.key:
            self._new(change.party, change.key, where)
        self.words.party(change.party, where=f"{where}: party")
        self._check_has(change, where)
        self._check_revoked_from(change, index, where)

    def check_form(self, party: str, role: KeyRole, key: str, *, where: str) -> None:
        """Refuse (bad-key) the text of a new key that is none, or that is not named after its party."""
        if role == "witness":
            parse_cosigner_key(key)
        else:
            self._named(party, key, where)

    def take(self, change: KeyChange, index: int) -> None:
        """Change the keys as entry `index`, which was checked, says: from the next entry on."""
        if change.role == "witness":
            self.witnesses.pop(change.party, None)
            if change.key:
                self.witnesses[change.party] = change.key
            return
        end = index + 1 if change.revoked_from is None else change.revoked_from
        self.held[change.party] = [_ended(held, end) for held in self.held.get(change.party, ())]
        if change.key:
            self._hold(change.party, VerifierKey.parse(change.key), since=index + 1)

    def _hold(self, party: str, key: VerifierKey, *, since: int) -> None:
        self.held.setdefault(party, []).append(HeldKey(party=party, key=key, since=since))

    def _check_has(self, change: KeyChange, where: str) -> None:
        """Refuse an action that does not fit the keys of its party.

        A first key is enrolled once only: whoever may enrol could otherwise end a key and put one of its own there.
        """
        has, had = self.current(change.party) is not None, change.party in self.held
        expected = {
            "enrol": "" if not had else "a party that never had a key; one that had is given another by recover",
            "rotate": "" if has else "a party with a key in force",
            "revoke": "" if has else "a party with a key in force",
            "recover": "" if had else "a party that has or had a key; its first is enrolled",
        }[change.action]
        if expected:
            raise _meaningless(where, expected, f"{change.action} for {change.party}")

    def _named(self, party: str, text: str, where: str) -> VerifierKey:
        """Return a key that is named after its party; refuse (bad-key) another."""
        key = VerifierKey.parse(text)
        expected = self.words.key_name(party)
        if key.name != expected:
            raise MalformedError(
                Refusal.BAD_KEY,
                where=f"{where}: key",
                expected=f"a key named {expected}",
                got=key.name,
                remedy=f"make a key of that name: proverka key new {expected}",
            )
        return key

    def _new(self, party: str, text: str, where: str) -> VerifierKey:
        """Return a key that is new to this book."""
        key = self._named(party, text, where)
        # The same point under another name is the same key: what one holder signs, the other would have signed.
        owner = next((h for keys in self.held.values() for h in keys if h.key.public == key.public), None)
        if owner is not None:
            raise _taken(where, owner.party)
        return key

    def _new_witness(self, text: str, where: str) -> Cosigner:
        """Return a witness key that no other party has: one holder would count for two."""
        key = parse_cosigner_key(text)
        owners = (one for one, held in self.witnesses.items() if parse_cosigner_key(held).public == key.public)
        owner = next(owners, None)
        if owner is not None:
            raise _taken(where, owner)
        return key

    def _check_revoked_from(self, change: KeyChange, index: int, where: str) -> None:
        """Refuse an index that lies outside what the change may reach.

        A thief who has the key rotates it before the theft is found, or revokes it. What was forged before that must
        not be out of reach for ever: a recovery, which the party's key alone cannot make, reaches the first of them.
        """
        if change.revoked_from is None:
            return
        # That there is a key to end, or one that was, is checked before.
        reached, which = (0, "any key of the party") if change.action == "recover" else (-1, "the key in force")
        first = max(1, self.held[change.party][reached].since)
        if not first <= change.revoked_from <= index:
            expected = f"an entry from {first}, the first under {which}, to {index}"
            raise _meaningless(f"{where}: revoked_from", expected, str(change.revoked_from))

    def _check_witness(self, change: KeyChange, where: str) -> None:
        has = change.party in self.witnesses
        if change.action in ("enrol", "rotate", "revoke") and has != (change.action != "enrol"):
            expected = f"a party {'without' if has else 'with'} a witness key"
            raise _meaningless(where, expected, f"{change.action} for {change.party}")
        if change.action == "recover" or change.revoked_from is not None:
            raise _meaningless(where, "enrol, rotate or revoke of a witness key, without an index", change.action)


def _ended(held: HeldKey, end: int) -> HeldKey:
    if held.until is not None and held.until <= end:
        return held
    return replace(held, until=max(held.since, end))


def _taken(where: str, owner: str) -> RefusedError:
    return RefusedError(
        Refusal.REVOKED_KEY,
        where=f"{where}: key",
        expected="a key that no party of this case has or had",
        got=f"a key of {owner}",
        remedy="make a new key",
    )


def _meaningless(where: str, expected: str, got: str) -> ProverkaError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the change of key"
    )
