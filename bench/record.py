"""The record against its peers and its floors: the same entries, the same machine, the same run.

Peers: a hash chain in SQLite (the plain thing that one would write instead of a log), and, in an environment of their
own that is made beside the results, pymerkle and tlog-scales, the best Python tile log that installs. Only those two
and the tile log here give inclusion proofs. Floors: `write` and `fsync` for an append, SHA-256 through hashlib for a
tree, Ed25519 verification for signatures. A million entries take some minutes and 2 GB of disk; say
`python bench/record.py 100000` for fewer.
"""

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from measure import must, timed
from peers import interpreter
from table import OUT, Row, publish

from proverka.record import Log, SigningKey, compose, verify_record, verify_tree

ENTRIES = 1_000_000
SINGLES = 4_000
BATCH = 1_000
PROOFS = 20_000
SIGNED = 20_000
ENTRY_BYTES = 300

# Of each measure the rate of each peer that gives it.
Rates = Mapping[str, Mapping[str, float]]

KEY = SigningKey.from_seed("bench.example/log", bytes(32))
PARTY = SigningKey.from_seed("bench.example/log/party", bytes([1] * 32))


def main(count: int = ENTRIES) -> None:
    """Measure every row and publish the table."""
    entries = [random.Random(n).randbytes(ENTRY_BYTES) for n in range(count)]
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        peers = measured_peers(folder, count)
        chain = Chain(folder / "chain.sqlite")
        peers["SQLite chain"] = {"single": chain_singles(folder, entries), "batched": chain.batched(entries)}
        peers["SQLite chain"]["audit"] = chain.audited(len(entries))
        rows = singles(folder, entries[:SINGLES], peers)
        log = Log.create(folder / "log", KEY)
        rows += batched(log, folder / "probe", entries, peers)
        rows += audits(folder / "log", entries, peers)
        rows += proofs(folder, log, entries, peers)
        rows += signed_audit(folder)
    publish("record", rows)


def singles(folder: Path, entries: Sequence[bytes], peers: Rates) -> list[Row]:
    """Durable appends of one entry, one after the other: what a party waits for."""
    log = Log.create(folder / "single", KEY)
    with log.session(KEY) as session:
        ours, busy = timed(lambda: [session.append([entry]) for entry in entries])
    must(list(log.entries()) == list(entries))
    floor, _ = timed(lambda: synced(folder / "probe", [entry + bytes(300) for entry in entries]))
    plain, _ = timed(
        lambda: [Log.open(folder / "single", KEY.verifier).append([entry], KEY) for entry in entries[:200]]
    )
    note = f"signed, one fsync each, {busy / len(entries) * 1e6:,.0f} us CPU each; floor: write and fsync"
    rows = against("durable single append (session)", "appends/s", len(entries) / ours, peers, "single",
                   floor=len(entries) / floor, note=note)  # fmt: skip
    note = "tiles and checkpoint public on return: ten fsyncs or more"
    return [*rows, Row(measure="durable single append (Log.append)", unit="appends/s", ours=200 / plain, note=note)]


def batched(log: Log, probe: Path, entries: Sequence[bytes], peers: Rates) -> list[Row]:
    """Appends with one fsync per BATCH, the publication as tiles included."""

    def work() -> None:
        with log.session(KEY) as session:
            for start in range(0, len(entries), BATCH):
                session.append(entries[start : start + BATCH])

    ours, busy = timed(work)
    must(log.size == len(entries))
    floor, _ = timed(lambda: (hashed(entries[: 100 * BATCH]), synced(probe, joined(entries[: 100 * BATCH]))))
    note = f"tiles included, {busy / len(entries) * 1e6:.1f} us CPU each; floor: tree hashed once, written once, synced"
    return against(f"append, one fsync per {BATCH:,}", "entries/s", len(entries) / ours, peers, "batched",
                   floor=min(len(entries), 100 * BATCH) / floor, note=note)  # fmt: skip


def audits(folder: Path, entries: Sequence[bytes], peers: Rates) -> list[Row]:
    """Every entry hashed, every tile rebuilt and compared, the root compared; CPU seconds."""
    wall, ours = timed(lambda: must(verify_tree(folder, KEY.verifier).sound))
    _, floor = timed(lambda: hashed(entries))
    note = f"{len(entries):,} entries in {wall:.1f} s wall; floor: SHA-256 of every leaf and node"
    return against("audit of the tree", "entries/CPU s", len(entries) / ours, peers, "audit",
                   floor=len(entries) / floor, note=note)  # fmt: skip


def proofs(folder: Path, log: Log, entries: Sequence[bytes], peers: Rates) -> list[Row]:
    """Inclusion proofs of entries drawn at random, each verified before it is handed out; and at a smaller size."""
    small = Log.create(folder / "small", KEY)
    small.append(entries[: len(entries) // 16], KEY)
    (before, _), (rate, busy) = proof_rate(small), proof_rate(log)
    depth = (len(log) - 1).bit_length()
    floor, _ = timed(lambda: [hashlib.sha256(bytes(65)).digest() for _ in range(1000) for _ in range(depth)])
    note = f"at {len(log):,} entries, {busy * 1e6:,.0f} us CPU each; at {len(small):,} {before:,.0f}/s; floor: hashing"
    return against("inclusion proofs, random, verified", "proofs/s", rate, peers, "proofs",
                   floor=1000 / floor, note=note)  # fmt: skip


def proof_rate(log: Log) -> tuple[float, float]:
    """Return proofs per wall second, and CPU seconds per proof."""
    chosen = random.Random(1).choices(range(len(log)), k=PROOFS)
    wall, busy = timed(lambda: [log.inclusion_proof(index) for index in chosen])
    return PROOFS / wall, busy / PROOFS


def signed_audit(folder: Path) -> list[Row]:
    """The whole record: the tree, every submission read, its number and chain, every party's signature."""
    entries, genesis, previous = [], None, None
    for number in range(1, SIGNED + 1):
        payload = f'{{"n":{number},"pad":"{"x" * (ENTRY_BYTES - 260)}"}}'.encode()
        made = compose(
            case="bench",
            genesis=genesis,
            party="party",
            number=number,
            previous=previous,
            payload=payload,
            keys=[PARTY],
        )
        entries.append(made.note.raw)
        genesis, previous = made.log_hash, made.text_hash
    Log.create(folder / "signed", KEY).append(entries, KEY)
    _, read = timed(lambda: must(verify_record(folder / "signed", KEY.verifier).sound))
    keys = [PARTY.verifier]
    _, full = timed(lambda: must(verify_record(folder / "signed", KEY.verifier, keys_of=lambda *_: keys).sound))
    message, signature = made.note.message, made.note.signatures[0].signature
    _, floor = timed(lambda: must(all(PARTY.verifier.verify(message, signature) for _ in range(SIGNED))))
    return [
        Row(measure="audit, submissions read", unit="entries/CPU s", ours=SIGNED / read, note="signatures not asked"),
        Row(measure="audit, every signature", unit="entries/CPU s", ours=SIGNED / full, floor=SIGNED / floor,
            ratio=full / floor, note="floor: Ed25519 verification alone; ratio: ours over the floor"),
    ]  # fmt: skip


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

    def batched(self, entries: Sequence[bytes]) -> float:
        """Return entries per wall second, BATCH to a transaction."""
        parts = [entries[start : start + BATCH] for start in range(0, len(entries), BATCH)]
        return len(entries) / timed(lambda: [self.append(part) for part in parts])[0]

    def audited(self, count: int) -> float:
        """Return entries per CPU second when the whole chain is hashed again."""
        return count / timed(lambda: must(self.sound()))[1]

    def sound(self) -> bool:
        """Hash the whole chain again."""
        last = bytes(32)
        for entry, stored in self.database.execute("SELECT entry, hash FROM entries ORDER BY n"):
            last = hashlib.sha256(last + entry).digest()
            if last != stored:
                return False
        return True


def chain_singles(folder: Path, entries: Sequence[bytes]) -> float:
    """Return the chain's transactions of one entry per wall second."""
    chain = Chain(folder / "chain-single.sqlite")
    return SINGLES / timed(lambda: [chain.append([entry]) for entry in entries[:SINGLES]])[0]


def measured_peers(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """Return what the peers reach, run in an environment of their own; nothing where they cannot be installed."""
    python = interpreter()
    if python is None:
        return {}
    place = folder / "peers"
    place.mkdir()
    arguments = [str(place), str(count), str(ENTRY_BYTES), str(BATCH)]
    done = subprocess.run(
        [python, Path(__file__).with_name("record_peers.py"), *arguments], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def against(measure: str, unit: str, ours: float, peers: Rates, key: str, *, floor: float, note: str) -> list[Row]:
    """Return a row for the floor and one for each peer that gives the measure; the ratio is ours over theirs."""
    rows = [Row(measure=measure, unit=unit, ours=ours, floor=floor, ratio=ours / floor, note=f"over the floor; {note}")]
    for peer, rates in peers.items():
        if key in rates:
            rows.append(Row(measure=measure, unit=unit, ours=ours, peer=rates[key], ratio=ours / rates[key],
                            note=f"over {peer}"))  # fmt: skip
    return rows


def synced(path: Path, parts: Sequence[bytes]) -> None:
    """Write parts to the end of a file and make it durable after each."""
    with path.open("ab", buffering=0) as file:
        for data in parts:
            file.write(data)
            os.fsync(file.fileno())


def joined(entries: Sequence[bytes]) -> list[bytes]:
    """Return the entries, BATCH to a part."""
    bounds = [*range(0, len(entries), BATCH), len(entries)]
    return [b"".join(entries[start:end]) for start, end in pairwise(bounds)]


def hashed(entries: Sequence[bytes]) -> bytes:
    """Hash a whole tree as fast as hashlib is called from Python: one call to a leaf, one to a node."""
    sha256 = hashlib.sha256
    level = [sha256(b"\x00" + entry).digest() for entry in entries]
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    return level[0]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
