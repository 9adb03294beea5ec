"""Bundles signed by those who answer for what is in them: the submitting party, then whoever countersigns."""

from collections.abc import Sequence

from proverka.model.errors import Refusal, RefusedError
from proverka.record import Bundle, Carried, SigningKey


def sign(bundle: Bundle, keys: Sequence[SigningKey]) -> tuple[Carried, ...]:
    """Sign every submission in a bundle for its own party, in the file itself; return them as they are then.

    One key is enough; a change of key needs the old one and the new one. Doing so again changes nothing. Raises
    RefusedError (unknown-key) for a key that is not named after the party.
    """
    for key in keys:
        for carried in bundle.submissions:
            if _party_of(key) != carried.submission.party:
                raise _not_its_key(bundle, carried, f"a key named …/{carried.submission.party}", key)
    return _signed(bundle, keys)


def countersign(bundle: Bundle, keys: Sequence[SigningKey]) -> tuple[Carried, ...]:
    """Sign every submission in a bundle beside its own party, which signed before; as `sign` in all else.

    Raises RefusedError (unknown-key) for a submission that its own party has not signed, or for that party's own key.
    """
    for carried in bundle.submissions:
        party = carried.submission.party
        if not any(name.rpartition("/")[2] == party for name in carried.signers):
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=str(bundle.path),
                expected=f"submission {carried.submission.number} of {party} signed by {party}",
                got=", ".join(carried.signers) or "signed by nobody",
                remedy=f"have {party} sign it first: proverka sign",
            )
        for key in keys:
            if _party_of(key) == party:
                raise _not_its_key(bundle, carried, f"the key of another party than {party}", key)
    return _signed(bundle, keys)


def _signed(bundle: Bundle, keys: Sequence[SigningKey]) -> tuple[Carried, ...]:
    submissions = list(bundle.submissions)
    for key in keys:
        submissions = [carried.signed_by(key) for carried in submissions]
    bundle.replaced_by(submissions)
    return tuple(submissions)


def _party_of(key: SigningKey) -> str:
    """Return the party whose key this is by its name: `ORIGIN/PARTY`."""
    return key.name.rpartition("/")[2]


def _not_its_key(bundle: Bundle, carried: Carried, expected: str, key: SigningKey) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=f"{bundle.path}: submission {carried.submission.number} of {carried.submission.party}",
        expected=expected,
        got=key.name,
        remedy="use sign for the submitting party's own key, countersign for any other",
    )
