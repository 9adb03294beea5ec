"""What proves a public edition, read from the edition itself: notes, tiles, entries, what is disclosed beside them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from proverka.case.building import RECORD
from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.folder import decode_text
from proverka.case.opened import Case
from proverka.case.policy_file import POLICY_FILE
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.publication.addresses import ENTRIES_TO_A_PAGE
from proverka.publication.manifest import Ledger
from proverka.publication.proofs import Disclosed, Proved
from proverka.publication.verify_page import Checking, HeldKey
from proverka.record import Folder, SigningKey, Submission
from proverka.record.stored_tree import read_tile_bytes
from proverka.record.tiles import tile_at

RULING_KINDS = ("key", "policy")


def proved_of(case: Case) -> Proved:
    """Return what proves a public edition that was opened."""
    return Proved(
        checkpoint=case.log.signed_checkpoint.note.raw,
        cosigned=tuple(_cosigned(case)),
        policy=(case.root / POLICY_FILE).read_bytes(),
        rulings=tuple(entry.index for entry in case.entries if entry.kind in RULING_KINDS),
        disclosed=_disclosed(case),
        tiles=lambda: _tiles(case),
    )


def checking_of(case: Case) -> Checking:
    """Return what an edition states so that it can be compared with what a reader has from elsewhere."""
    return Checking(keys=tuple(_keys(case)), checkpoint=case.log.signed_checkpoint.note.raw.decode())


def _keys(case: Case) -> Iterator[HeldKey]:
    """Yield the keys on which everything rests: the log's, and those that the record has in force now."""
    yield HeldKey(whose=case.log.checkpoint.origin, use="log", text=str(case.log.verifier_key))
    words, keys = case.words, case.meaning.keys
    for party, text in sorted(keys.witnesses.items()):
        yield HeldKey(whose=words.name(party), use="witness", text=text)
    for held in sorted(keys.in_force(), key=lambda one: one.party):
        yield HeldKey(whose=words.name(held.party), use="party", text=str(held.key))


def check_signer(case: Case, key: SigningKey) -> None:
    """Refuse (unknown-key) a key that the record has in force for no party: no reader could tell whose it is."""
    if any(held.key == key.verifier for held in case.meaning.keys.in_force()):
        return
    raise RefusedError(
        Refusal.UNKNOWN_KEY,
        where="the key for the manifest",
        expected="a key that the record has in force for a party",
        got=str(key.verifier),
        remedy="name the file of such a key, or publish without: readers are then told that nobody signed the pages",
    )


def note_files(folder: Path, ledger: Ledger) -> None:
    """Note every file of an edition that lies in its folder already, by its SHA-256."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                ledger.add(path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest())


def _cosigned(case: Case) -> Iterator[bytes]:
    """Yield the newest checkpoint that a quorum cosigned, and the newest that is kept at all, where those are two."""
    kept = CosignedCheckpoints.of(case.root)
    counted = kept.newest_with(0, case.log, case.meaning)
    if counted is not None:
        yield counted.note.raw
    for size in kept.sizes()[-1:]:
        if counted is None or size > counted.checkpoint.size:
            try:
                yield kept.read(size, case.log).note.raw
            except ProverkaError:
                continue  # for the verification to tell


def _disclosed(case: Case) -> Mapping[int, Disclosed]:
    documents: dict[int, set[str]] = defaultdict(set)
    openings: dict[int, dict[str, str]] = defaultdict(dict)
    for index, named in case.documents.items():
        here = {document.sha256 for document in named if document.sha256 in case.document_store}
        if here:
            documents[index // ENTRIES_TO_A_PAGE] |= here
    names = set(case.openings.names())
    for index, raw in enumerate(case.log.entries() if names else ()):
        name = Submission.parse(raw, where=f"entry {index}").text_hash.hex()
        if name in names:
            text = decode_text((case.openings.folder / name).read_bytes(), where=f"openings/{name}")
            openings[index // ENTRIES_TO_A_PAGE][name] = text
    return {
        part: Disclosed(documents=tuple(sorted(documents[part])), openings=openings[part])
        for part in sorted(documents.keys() | openings.keys())
    }


def _tiles(case: Case) -> Iterator[tuple[str, bytes]]:
    folder, size = Folder(root=case.root / RECORD), case.log.checkpoint.size
    level = 0
    while tile_at(level, 0, size) is not None:
        index = 0
        while (address := tile_at(level, index, size)) is not None:
            yield address.path, read_tile_bytes(folder, address)
            index += 1
        level += 1
