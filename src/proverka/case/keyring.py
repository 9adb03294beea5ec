"""The private keys of a case: held by their owners, or made for a demonstration and marked as such."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from proverka.case.folder import whole_folder, write_durably
from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import Policy
from proverka.model.vocabulary import LOG_KEY, Vocabulary
from proverka.record import SigningKey
from proverka.record.storage import sync_folder
from proverka.witness import CosigningKey

KEY_FILE_BYTES_MAX = 4_096
# The keys under which parties cosign lie in a folder of this name beside their others.
WITNESS = "witness"

DEMONSTRATION_NOTICE = """These keys were made for a demonstration. Anybody can derive them from their names: a
signature under one of them proves nothing about who signed. A case in earnest has keys that only their
owners hold.
"""


PRIVATE_NOTICE = """These keys are private: whoever has them signs in the name of their owners. What may be
published of a case is record/, documents/ and policy.txt; this folder never.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """The log's key and those of the parties, by party id; of a demonstration those of its witnesses too."""

    log: SigningKey
    parties: Mapping[str, SigningKey]
    witnesses: Mapping[str, CosigningKey] = field(default_factory=dict)

    def party(self, party_id: str) -> SigningKey:
        """Return a party's key; refuse (unknown-key) where this keyring does not hold it."""
        key = self.parties.get(party_id)
        if key is None:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=f"keys/{party_id}.key",
                expected=f"the private key of {party_id}",
                got="no such key here",
                remedy="add the key file, or let the party sign on its own machine",
            )
        return key


def demonstration_keyring(words: Vocabulary) -> Keyring:
    """Return keys derived from their names: the same for everybody, and secret from nobody."""
    return Keyring(
        log=_derived(words.log_name),
        parties={party.id: _derived(words.key_name(party.id)) for party in words.parties},
        witnesses={
            party: CosigningKey.from_seed(name, _derived_seed(name))
            for party in quorum_of(words.policy)
            for name in [f"{words.key_name(party)}/{WITNESS}"]
        },
    )


def quorum_of(policy: Policy) -> tuple[str, ...]:
    """Return the parties whose cosignatures a policy counts."""
    return () if policy.quorum is None else policy.members(policy.quorum)


def _derived(name: str) -> SigningKey:
    return SigningKey.from_seed(name, _derived_seed(name))


def _derived_seed(name: str) -> bytes:
    return sha256(f"proverka demonstration key, not secret\n{name}".encode()).digest()


def read_keyring(folder: Path) -> Keyring:
    """Return the keys in a folder, one file each; refuse (missing-file) without the log's key."""
    keys = {path.stem: read_key(path) for path in sorted(folder.glob("*.key"))}
    log = keys.pop(LOG_KEY, None)
    if log is None:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder / f"{LOG_KEY}.key"),
            expected="the private key of the log",
            got="no such file",
            remedy="submit on the machine that keeps the log, or add the key",
        )
    return Keyring(
        log=log,
        parties=keys,
        witnesses={p.stem: read_cosigning_key(p) for p in sorted((folder / WITNESS).glob("*.key"))},
    )


def read_key(path: Path) -> SigningKey:
    """Return the private key in a file; refuse (missing-file, bad-key)."""
    return SigningKey.parse(_key_text(path))


def read_cosigning_key(path: Path) -> CosigningKey:
    """Return the private key of a witness in a file; refuse as `read_key` does."""
    return CosigningKey.parse(_key_text(path))


def _key_text(path: Path) -> str:
    if not path.is_file():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="the file of a private key",
            got="no such file",
            remedy="name the file of your key; a new one is made with: proverka key new NAME FILE",
        )
    return path.read_bytes()[:KEY_FILE_BYTES_MAX].decode("utf-8", "replace").strip()


def write_keyring(keyring: Keyring, folder: Path, *, demonstration: bool) -> None:
    """Write every key to its own file, readable by the owner alone, into a folder that does not exist yet.

    The folder appears with all of them or not at all: half a ring would look like the whole of one.
    """
    name, notice = ("DEMONSTRATION-KEYS", DEMONSTRATION_NOTICE) if demonstration else ("PRIVATE-KEYS", PRIVATE_NOTICE)
    with whole_folder(folder, mode=0o700) as staging:
        for party, key in {LOG_KEY: keyring.log, **keyring.parties}.items():
            write_durably(staging / f"{party}.key", key.private_text() + "\n", mode=0o600)
        if keyring.witnesses:
            (staging / WITNESS).mkdir(mode=0o700)
            for party, cosigner in keyring.witnesses.items():
                write_durably(staging / WITNESS / f"{party}.key", cosigner.private_text() + "\n", mode=0o600)
            sync_folder(staging / WITNESS)
        write_durably(staging / f"{name}.txt", notice)


def with_keys(words: Vocabulary, keyring: Keyring) -> Vocabulary:
    """Return the vocabulary with each party's verifier keys, as the first entry of the record states them."""
    parties = tuple(
        msgspec.structs.replace(
            party,
            key=str(keyring.parties[party.id].verifier) if party.id in keyring.parties else party.key,
            witness=str(keyring.witnesses[party.id].verifier) if party.id in keyring.witnesses else party.witness,
        )
        for party in words.parties
    )
    return msgspec.structs.replace(words, parties=parties)


def new_keyring(words: Vocabulary, seeds: Iterable[bytes]) -> Keyring:
    """Return new keys for the log and every party, from 32-byte seeds that the caller drew at random."""
    source = iter(seeds)
    return Keyring(
        log=SigningKey.from_seed(words.log_name, next(source)),
        parties={p.id: SigningKey.from_seed(words.key_name(p.id), next(source)) for p in words.parties},
    )
