"""The proofs of an edition, as scripts: what a page needs to verify itself, also where it may read no other file.

A page that is opened from a disk may load scripts beside it and nothing else. So everything that proves an entry lies
in `proof/` once more in that form: the checkpoint, the hashes of the tree, the entries as they were signed, and what is
disclosed beside them (docs/spec/edition.md). Files of what is full never change again.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from proverka.publication.addresses import ENTRIES_TO_A_PAGE, record_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What lies beside the log of the entries of one page of the record, and is for everybody.

    `documents` are names (SHA-256, hex), `openings` the disclosures, one a line, by the SHA-256 of a submission's text.
    """

    documents: tuple[str, ...] = ()
    openings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What proves an edition: notes and policy as they are, and what is read again where it is written.

    `cosigned` are earlier or equal checkpoints with the cosignatures that count; `rulings` the indexes of entries that
    change keys or the policy; `disclosed` goes by the part of the record, which numbers its pages. `tiles` yields the
    path of every tile of hashes at the size of the checkpoint, without `record/`, with its bytes.
    """

    checkpoint: bytes
    cosigned: tuple[bytes, ...]
    policy: bytes
    rulings: tuple[int, ...]
    disclosed: Mapping[int, Disclosed]
    tiles: Callable[[], Iterator[tuple[str, bytes]]]


def proof_files(proved: Proved) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts of an edition's proofs but those of its entries, of which `entries_file` makes each."""
    head = {
        "checkpoint": proved.checkpoint.decode(),
        "cosigned": [note.decode() for note in proved.cosigned],
        "policy": proved.policy.decode(),
        "rulings": list(proved.rulings),
        "disclosed": sorted(proved.disclosed),
    }
    yield script_file("proof/record", head)
    for path, tile in proved.tiles():
        yield script_file(f"proof/{path}", base64.b64encode(tile).decode())
    for number, held in sorted(proved.disclosed.items()):
        shown = {"documents": sorted(held.documents), "openings": dict(sorted(held.openings.items()))}
        yield script_file(f"proof/disclosed/{record_part(number * ENTRIES_TO_A_PAGE)}", shown)


def entries_file(first: int, texts: Iterable[bytes]) -> tuple[str, bytes]:
    """Return the script with the entries of a page of the record, as they were signed; `first` is the index of one."""
    return script_file(f"proof/entries/{record_part(first)}", [text.decode() for text in texts])


def script_file(name: str, value: object) -> tuple[str, bytes]:
    """Return the path and the bytes of a script that puts a value under a name, which is its path without `.js`.

    There is one such file for a value: JSON as JavaScript writes it, so that whoever has the value can tell the bytes.
    """
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{name}.js", f"proverka.put({json.dumps(name)}, {said});\n".encode()
