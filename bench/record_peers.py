"""The peers of `bench/record.py`, run by the interpreter of their own environment; nothing of ours is imported here.

pymerkle (GPL) keeps a Merkle tree in SQLite; tlog-scales writes the same tiles as we do, by its own words "not crash
safe yet". Prints one JSON object: {peer: {measure: rate}}, rates per wall second, audits per CPU second.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pymerkle import SqliteTree
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import PlainEd25519Signer
from tlog_scales.tiles import leaf_hash
from tlog_scales.writer import TilesWriter

PROOFS_SECONDS = 4.0
SINGLES_SECONDS = 3.0


def main(folder: Path, count: int, entry_bytes: int, batch: int) -> None:
    """Measure both peers on `count` entries and print what was found."""
    entries = [random.Random(n).randbytes(entry_bytes) for n in range(count)]
    print(json.dumps({
        "pymerkle": pymerkle(folder, entries, batch),
        "tlog-scales": tlog_scales(folder, entries, batch),
    }))  # fmt: skip


def pymerkle(folder: Path, entries: Sequence[bytes], batch: int) -> dict[str, float]:
    """Measure a SQLite tree: one transaction is one commit."""
    with SqliteTree(str(folder / "single.sqlite")) as single:
        singles = rate(single.append_entry, entries, SINGLES_SECONDS)
    with SqliteTree(str(folder / "batch.sqlite")) as tree:
        began = time.perf_counter()
        for part in parts(entries, batch):
            tree.append_entries(part)
        batched = len(entries) / (time.perf_counter() - began)
        chosen = random.Random(1).choices(range(1, len(entries) + 1), k=100_000)
        proofs = rate(tree.prove_inclusion, chosen, PROOFS_SECONDS)
        began = time.process_time()
        sound = all(tree.hash_buff(tree.get_entry(i)) == tree.get_leaf(i) for i in range(1, len(entries) + 1))
        tree.get_root()
        audit = len(entries) / (time.process_time() - began)
    return {"single": singles, "batched": batched, "proofs": proofs, "audit": audit} if sound else {}


def tlog_scales(folder: Path, entries: Sequence[bytes], batch: int) -> dict[str, float]:
    """Measure a tile log: one commit signs one checkpoint."""
    signers = [PlainEd25519Signer("bench.example/log", bytes(32))]
    single = TilesWriter.create(folder / "single", "bench.example/log")

    def append(entry: bytes) -> None:
        single.add_leaf(entry)
        single.commit(signers)

    singles = rate(append, entries, SINGLES_SECONDS)
    writer = TilesWriter.create(folder / "batch", "bench.example/log")
    began = time.perf_counter()
    for part in parts(entries, batch):
        for entry in part:
            writer.add_leaf(entry)
        writer.commit(signers)
    batched = len(entries) / (time.perf_counter() - began)
    reader = TilesReader(LocalBackend(folder / "batch"))
    size = reader.get_checkpoint().size
    chosen = random.Random(1).choices(range(size), k=100_000)
    proofs = rate(lambda index: reader.get_inclusion_proof(index, size), chosen, PROOFS_SECONDS)
    began = time.process_time()
    sound = all(leaf_hash(reader.get_entry(i)) == reader.mth(i, i + 1) for i in range(size))
    sound = sound and reader.calculate_root_hash() == reader.get_checkpoint().root_hash
    audit = size / (time.process_time() - began)
    return {"single": singles, "batched": batched, "proofs": proofs, "audit": audit} if sound else {}


def parts(entries: Sequence[bytes], batch: int) -> Iterator[Sequence[bytes]]:
    """Yield the entries in portions of `batch`."""
    for start in range(0, len(entries), batch):
        yield entries[start : start + batch]


def rate(work: Callable[..., object], items: Sequence[object], seconds: float) -> float:
    """Return how many items a second `work` does, one after the other, for at most `seconds`."""
    began, done = time.perf_counter(), 0
    for item in items:
        work(item)
        done += 1
        if time.perf_counter() - began > seconds:
            break
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
