"""The record against a hash chain in SQLite: the plain thing that one would write instead of a log.

Same entries, same machine, same run: durable single appends, appends in bulk, and the audit of the whole.
The chain has no inclusion proofs; ours are measured against their floor, the hashing of their path. Floors:
one fsync for an append, SHA-256 through hashlib for an audit. CPU seconds are quoted beside wall time where
the disk does not decide.
"""

import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from table import Row, publish

from proverka.record import Log, SigningKey, compose, verify_record

ENTRIES = 20_000
SINGLES = 100
PROOFS = 2_000
ENTRY_BYTES = 300


def main() -> None:
    """Measure every row and publish the table."""
    key = SigningKey.from_seed("bench.example/log", bytes(32))
    party = SigningKey.from_seed("bench.example/log/party", bytes([1] * 32))
    entries = submissions(ENTRIES, party)
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        log = Log.create(folder / "log", key)
        chain = Chain(folder / "chain.sqlite")
        rows = [singles(log, chain, entries[:SINGLES], key, folder), bulk(log, chain, entries[SINGLES:], key)]
        rows += [audit(folder / "log", key, party, chain, entries), proofs(log)]
    publish("record", rows)


def submissions(count: int, party: SigningKey) -> list[bytes]:
    """Return signed submissions of one party, each of about ENTRY_BYTES."""
    made, previous = [], None
    for number in range(1, count + 1):
        payload = f'{{"n":{number},"pad":"{"x" * (ENTRY_BYTES - 260)}"}}'.encode()
        submission = compose(
            case="bench", party="party", number=number, previous=previous, payload=payload, keys=[party]
        )
        made.append(submission.note.raw)
        previous = submission.text_hash
    return made


class Chain:
    """Entries in a table, each with the hash of itself and its predecessor's hash; durable at each commit."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("CREATE TABLE entries (n INTEGER PRIMARY KEY, entry BLOB, hash BLOB)")
        self.last = bytes(32)

    def append(self, entries: Sequence[bytes]) -> None:
        """Append entries in one transaction."""
        rows = []
        for entry in entries:
            self.last = hashlib.sha256(self.last + entry).digest()
            rows.append((entry, self.last))
        with self.database:
            self.database.executemany("INSERT INTO entries (entry, hash) VALUES (?, ?)", rows)

    def sound(self) -> bool:
        """Hash the whole chain again."""
        last = bytes(32)
        for entry, stored in self.database.execute("SELECT entry, hash FROM entries ORDER BY n"):
            last = hashlib.sha256(last + entry).digest()
            if last != stored:
                return False
        return True


def singles(log: Log, chain: Chain, entries: Sequence[bytes], key: SigningKey, folder: Path) -> Row:
    """Durable appends of one entry: what a party waits for."""
    ours = wall(lambda: [log.append([entry], key) for entry in entries])
    peer = wall(lambda: [chain.append([entry]) for entry in entries])
    floor = wall(lambda: [synced(folder / "probe", entry) for entry in entries])
    return Row(
        measure="durable single append, signed", unit="appends/s", ours=len(entries) / ours,
        peer=len(entries) / peer, floor=len(entries) / floor, ratio=peer / ours,
        note="ratio: ours over the chain; ours signs a checkpoint each time",
    )  # fmt: skip


def synced(path: Path, data: bytes) -> None:
    """Write a file and make it durable."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def bulk(log: Log, chain: Chain, entries: Sequence[bytes], key: SigningKey) -> Row:
    """Appends in one commit."""
    ours, peer = wall(lambda: log.append(entries, key)), wall(lambda: chain.append(entries))
    floor = wall(lambda: [hashlib.sha256(entry).digest() for entry in entries])
    return Row(
        measure=f"append {len(entries)} in one commit", unit="entries/s", ours=len(entries) / ours,
        peer=len(entries) / peer, floor=len(entries) / floor, ratio=peer / ours,
        note="ratio: ours over the chain; floor: hashing each once",
    )  # fmt: skip


def audit(folder: Path, key: SigningKey, party: SigningKey, chain: Chain, entries: Sequence[bytes]) -> Row:
    """The whole record hashed again, tree and party chains included; signatures in neither."""
    ours = cpu(lambda: must(verify_record(folder, key.verifier).sound))
    signed = cpu(lambda: must(verify_record(folder, key.verifier, keys_of=lambda *_: (party.verifier,)).sound))
    peer = cpu(lambda: must(chain.sound()))
    floor = cpu(lambda: [hashlib.sha256(entry).digest() for entry in entries])
    million = 1_000_000 / len(entries)
    return Row(
        measure="audit of a million entries, without signatures", unit="CPU s", ours=ours * million,
        peer=peer * million, floor=floor * million, ratio=ours / peer,
        note=f"ratio: ours over the chain; with every party signature verified ours takes {signed * million:,.0f} s",
    )  # fmt: skip


def proofs(log: Log) -> Row:
    """Inclusion proofs, each checked before it is handed out."""
    indices = range(0, len(log), max(1, len(log) // PROOFS))
    ours = wall(lambda: [log.inclusion_proof(index) for index in indices])
    depth = max(1, (len(log) - 1).bit_length())
    floor = wall(lambda: [hashlib.sha256(bytes(65)).digest() for _ in indices for _ in range(depth)])
    return Row(
        measure="inclusion proofs, checked", unit="proofs/s", ours=len(indices) / ours, floor=len(indices) / floor,
        ratio=floor / ours, note="ratio: ours over the floor, the hashing of the path; the chain has none",
    )  # fmt: skip


def must(holds: bool) -> None:  # noqa: FBT001 - a verdict
    """Stop the benchmark if what was measured did not hold."""
    if not holds:
        raise SystemExit("the record that was just written does not verify")


def wall(work: Callable[[], object]) -> float:
    """Return the wall seconds of one run."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one run."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
