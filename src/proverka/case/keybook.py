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

    A party has at most one submission key and one witness key in force. A key of either kind that was ever in this book
    is its party's for good: it comes back neither to another party nor, once it was ended or replaced, to its own. No
    two parties ever have witness keys of one name: a reader could not tell whose cosignature it sees.
    """

    words: Vocabulary
    held: dict[str, list[HeldKey]] = field(default_factory=dict)
    witnesses: dict[str, str] = field(default_factory=dict)
    # Every witness key that a party has or had, by its text form.
    cosigned: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def opening(cls, words: Vocabulary) -> "KeyBook":
        """Return the keys that the first entry states; raise MalformedError (bad-key), RefusedError (revoked-key)."""
        book = cls(words=words)
        for party in words.parties:
            where = f"the first entry: party {party.id}"
            if party.key:
                book._hold(party.id, book._new(party.id, party.key, where), since=0)
            if party.witness:
                book._hold_witness(party.id, book._new_witness(party.id, party.witness, where))
        return book

    def copy(self) -> "KeyBook":
        """Return a book of its own with the same keys."""
        held = {party: list(keys) for party, keys in self.held.items()}
        cosigned = {party: list(keys) for party, keys in self.cosigned.items()}
        return KeyBook(words=self.words, held=held, witnesses=dict(self.witnesses), cosigned=cosigned)

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
                if held.key.name == name and held.key.key_id == key_id:
                    return held
        return None

    def check(self, change: KeyChange, index: int, *, where: str) -> None:
        """Refuse a change that does not follow from the keys so far, as entry `index`; change nothing.

        Raises MalformedError (bad-key), RefusedError (revoked-key, unknown-party), MalformedError (meaningless).
        """
        if change.role == "witness":
            if change.key:
                self._new_witness(change.party, change.key, where)
            self.words.party(change.party, where=f"{where}: party")
            self._check_witness(change, where)
            return
        if change.key:
            self._new(change.party, change.key, where)
        self.words.party(change.party, where=f"{where}: party")
        self._check_has(change, where)
        self._check_revoked_from(change, index, where)

    def check_form(self, party: str, role: KeyRole, key: str, *, where: str) -> None:
        """Refuse (bad-key) the text of a new key that is none, or whose name its party may not use."""
        if role == "witness":
            self._named_witness(party, key, where)
        else:
            self._named(party, key, where)

    def take(self, change: KeyChange, index: int) -> None:
        """Change the keys as entry `index`, which was checked, says: from the next entry on."""
        if change.role == "witness":
            self.witnesses.pop(change.party, None)
            if change.key:
                self._hold_witness(change.party, parse_cosigner_key(change.key))
            return
        end = index + 1 if change.revoked_from is None else change.revoked_from
        self.held[change.party] = [_ended(held, end) for held in self.held.get(change.party, ())]
        if change.key:
            self._hold(change.party, VerifierKey.parse(change.key), since=index + 1)

    def _hold(self, party: str, key: VerifierKey, *, since: int) -> None:
        self.held.setdefault(party, []).append(HeldKey(party=party, key=key, since=since))

    def _hold_witness(self, party: str, key: Cosigner) -> None:
        self.witnesses[party] = str(key)
        self.cosigned.setdefault(party, []).append(str(key))

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
        owner = self._owner(key.public)
        if owner is not None:
            raise _taken(where, owner)
        return key

    def _owner(self, public: bytes) -> str | None:
        """Return the party that has or had a public key, for whatever it signs with it."""
        held = ((h.party, h.key.public) for keys in self.held.values() for h in keys)
        cosigned = ((party, key.public) for party, key in self._cosigners())
        return next((party for party, known in (*held, *cosigned) if known == public), None)

    def _cosigners(self) -> Iterator[tuple[str, Cosigner]]:
        for party, keys in self.cosigned.items():
            yield from ((party, parse_cosigner_key(key)) for key in keys)

    def _named_witness(self, party: str, text: str, where: str) -> Cosigner:
        """Return a witness key by a name of its own; refuse (bad-key) a name of the log's or of another party's.

        A witness that serves many logs has one name for all of them. Names under the log's own are for its parties.
        """
        key = parse_cosigner_key(text)
        log, own = self.words.log_name, self.words.key_name(party)
        if f"{key.name}/".startswith(f"{log}/") and not key.name.startswith(f"{own}/"):
            raise MalformedError(
                Refusal.BAD_KEY,
                where=f"{where}: key",
                expected=f"a key named {own}/witness, or by a name that does not begin with {log}",
                got=key.name,
                remedy=f"make a key of such a name: proverka witness new FOLDER --name {own}/witness",
            )
        return key

    def _new_witness(self, party: str, text: str, where: str) -> Cosigner:
        """Return a witness key that is new to this book, by a name of no other party's: one holder would be two."""
        key = self._named_witness(party, text, where)
        owner = self._owner(key.public)
        if owner is not None:
            raise _taken(where, owner)
        named = next((other for other, held in self._cosigners() if other != party and held.name == key.name), None)
        if named is not None:
            raise _taken(where, named, name=key.name)
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


def _taken(where: str, owner: str, *, name: str = "") -> RefusedError:
    return RefusedError(
        Refusal.REVOKED_KEY,
        where=f"{where}: key",
        expected="a key that no party of this case has or had" + (", by a name of its own" if name else ""),
        got=f"a key of {owner}" + (f", {name}, by name" if name else ""),
        remedy="make a new key" + (": proverka witness new FOLDER --name NAME, by another name" if name else ""),
    )


def _meaningless(where: str, expected: str, got: str) -> ProverkaError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the change of key"
    )
