"""Bundles signed by those who answer for what is in them: the submitting party, then whoever countersigns.

They may sign without a copy of the case. Then nothing says whose keys the lines are that a bundle carries already, and
they are taken for what they are: names.
"""

from collections.abc import Sequence

from proverka.case.opened import Case
from proverka.case.signers import new_key_of
from proverka.model.errors import Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.record import Bundle, Carried, SigningKey, VerifierKey


def sign(bundle: Bundle, keys: Sequence[SigningKey], *, case: Case | None = None) -> tuple[Carried, ...]:
    """Sign every submission in a bundle for its own party, in the file itself; return them as they are then.

    One key is enough; a change of key needs the old one and the new one. Doing so again changes nothing. With a copy
    of the `case`, every line must be under a key that its record, or a change of key itself, states. Nothing is written
    where it is refused.

    Raises RefusedError: unknown-key for a key that is not named after the party, wrong-signature for a line under one
    of `keys` that does not verify; with `case` unknown-key and wrong-signature for any line, and wrong-case for a
    submission to another log.
    """
    for key in keys:
        for carried in bundle.submissions:
            if _party_of(key.name) != carried.submission.party:
                raise _not_its_key(bundle, carried, f"a key named …/{carried.submission.party}", key)
    return _signed(bundle, keys, case)


def countersign(bundle: Bundle, keys: Sequence[SigningKey], *, case: Case | None = None) -> tuple[Carried, ...]:
    """Sign every submission in a bundle beside its own party, which signed before; as `sign` in all else.

    Raises RefusedError (unknown-key) for a submission without a line of its own party, for that party's own key, and
    for a key that is not named ORIGIN/PARTY under the origin of that line: it would spoil the bundle.
    """
    for carried in bundle.submissions:
        party = carried.submission.party
        origins = {_origin_of(name) for name in carried.signers if _party_of(name) == party}
        if not origins:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=str(bundle.path),
                expected=f"submission {carried.submission.number} of {party} signed by {party}",
                got="lines of " + ", ".join(carried.signers) if carried.signers else "signed by nobody",
                remedy=f"have {party} sign it first: proverka sign",
            )
        for key in keys:
            if _party_of(key.name) == party or _origin_of(key.name) not in origins:
                expected = f"the key of another party than {party}, named {min(origins)}/PARTY"
                raise _not_its_key(bundle, carried, expected, key)
    return _signed(bundle, keys, case)


def _signed(bundle: Bundle, keys: Sequence[SigningKey], case: Case | None) -> tuple[Carried, ...]:
    submissions = list(bundle.submissions)
    for key in keys:
        submissions = [carried.signed_by(key) for carried in submissions]
    for carried in submissions:
        where = f"{bundle.path}: submission {carried.submission.number} of {carried.submission.party}"
        if case is not None:
            case.chain.check_log(carried.submission, where=where)
        known = [key.verifier for key in keys] if case is None else _keys_of_lines(carried, case, where)
        # A line of a key that signs is not made anew: what stood there under its name is verified too.
        if carried.note is not None:
            carried.note.verify_all(known, where=where)
    bundle.replaced_by(submissions)
    return tuple(submissions)


def _keys_of_lines(carried: Carried, case: Case, where: str) -> list[VerifierKey]:
    """Return the key of every line by what the record states; refuse (unknown-key) a line without one."""
    submission, book = carried.submission, case.meaning.keys
    new = new_key_of(decode_json(submission.payload, Envelope, where=where), book, where)
    found: list[VerifierKey] = []
    parties: set[str] = set()
    for line in carried.note.signatures if carried.note else ():
        held = book.find(line.name, line.key_id)
        key = held.key if held else new
        if key is None or (key.name, key.key_id) != (line.name, line.key_id):
            raise _unknown_line(where, "lines under keys that the record states", f"{line.name}, {line.key_id.hex()}")
        found.append(key)
        parties |= {held.party} if held else set()
    if submission.party not in parties:
        raise _unknown_line(where, f"a line under a key that the record states for {submission.party}", "none")
    return list(dict.fromkeys(found))


def _party_of(name: str) -> str:
    """Return the party whose key has this name: `ORIGIN/PARTY`."""
    return name.rpartition("/")[2]


def _origin_of(name: str) -> str:
    return name.rpartition("/")[0]


def _unknown_line(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected=expected,
        got=got,
        remedy="bring the copy of the case up to date; if the record does not state the key then, do not sign",
    )


def _not_its_key(bundle: Bundle, carried: Carried, expected: str, key: SigningKey) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=f"{bundle.path}: submission {carried.submission.number} of {carried.submission.party}",
        expected=expected,
        got=key.name,
        remedy="use sign for the submitting party's own key, countersign for any other",
    )
