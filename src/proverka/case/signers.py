"""Who signed a submission: to whose key each of its signature lines belongs, by the keys in force before it."""

from dataclasses import dataclass

import msgspec

from proverka.case.keybook import HeldKey, KeyBook
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.model.policy import KEY_KIND
from proverka.model.reading import decode_json
from proverka.model.ruling import KeyRole
from proverka.model.submission import Envelope
from proverka.record import NoteSignature, Submission, VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The parties whose keys a submission is signed under, and every key that has a line, the submitter's first.

    Names and identifiers agree; the signatures themselves are verified with `keys`. `ended` is the first of those
    keys that is no longer in force.
    """

    parties: frozenset[str]
    keys: tuple[VerifierKey, ...]
    ended: HeldKey | None

    def check_in_force(self, *, where: str) -> None:
        """Refuse (revoked-key) a submission that is signed under a key no longer in force."""
        if self.ended is not None:
            raise RefusedError(
                Refusal.REVOKED_KEY,
                where=where,
                expected=f"a key of {self.ended.party} that is in force",
                got=f"{self.ended.key}, in force up to entry {self.ended.until} and not from there on",
                remedy="sign with the key in force; a party without one is given one by those whom the policy names",
            )


class _NewKey(msgspec.Struct, frozen=True):
    """What of a change of key must be known before anything else of it is judged."""

    party: str
    key: str = ""
    role: KeyRole = "submission"


def signers_of(submission: Submission, envelope: Envelope | None, book: KeyBook, *, where: str) -> Signers:
    """Return who signed `submission`: its own party, and every other one that has a line.

    Its `envelope` is `None` where nobody can read it.

    Every line must be of a key that the record states, once; only an entry that states a new key has a line by that
    key too, and must. So nobody can seem to have signed who did not. Raises RefusedError (unknown-key), and
    MalformedError (bad-key) for a new key that is none.
    """
    new = new_key_of(envelope, book, where)
    held: list[HeldKey] = []
    keys: list[VerifierKey] = []
    for line in submission.note.signatures:
        owned = None if _is_by(line, new) else book.find(line.name, line.key_id)
        key = owned.key if owned is not None else new
        if (owned is None and not _is_by(line, new)) or key is None:
            got = f"one of {line.name}, {line.key_id.hex()}"
            raise _unknown(where, "signatures under keys that the record states", got)
        if key in keys:
            raise _unknown(where, "one line for each key", f"two of {line.name}")
        keys.append(key)
        held += [owned] if owned else []
    own = next((h.key for h in held if h.party == submission.party), None)
    if own is None:
        expected = f"a signature under the key of {submission.party}: {book.current(submission.party) or 'it has none'}"
        raise _unknown(where, expected, ", ".join(line.name for line in submission.note.signatures))
    if new is not None and new not in keys:
        raise _unknown(where, f"a signature under the new key too, {new}", "none")
    keys.sort(key=lambda key: key is not own)
    ended = next((h for h in held if h.until is not None), None)
    return Signers(parties=frozenset(h.party for h in held), keys=tuple(keys), ended=ended)


def _is_by(line: NoteSignature, key: VerifierKey | None) -> bool:
    return key is not None and (line.name, line.key_id) == (key.name, key.key_id)


def new_key_of(envelope: Envelope | None, book: KeyBook, where: str) -> VerifierKey | None:
    """Return the submission key that an entry states, if its body can be read so far; else that is refused later.

    Raises MalformedError (bad-key) for a new key that is none.
    """
    if envelope is None or envelope.kind != KEY_KIND:
        return None
    try:
        change = decode_json(envelope.body, _NewKey, where=where)
    except ProverkaError:
        return None
    if not change.key:
        return None
    book.check_form(change.party, change.role, change.key, where=where)
    return VerifierKey.parse(change.key) if change.role == "submission" else None


def _unknown(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected=expected,
        got=got,
        remedy="have it signed by its own party, and by nobody whose key the record does not state",
    )
