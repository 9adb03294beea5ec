#!/usr/bin/env python3
"""Verify a record of Proverka without Proverka: one file, to be read in an hour by somebody who trusts nobody.

    python proverka_verify.py log FOLDER --policy policy.txt        a case, an edition of it, or a bare record
    python proverka_verify.py receipt FILE --policy policy.txt      that an entry is in the log
    python proverka_verify.py evidence FILE --policy policy.txt     that a log forked, or that a party numbered twice
    python proverka_verify.py opening FILE --policy policy.txt      what a sealed submission or row says
    python proverka_verify.py draw FOLDER --policy policy.txt       as log; then every draw made again, with its items

It needs Python 3.11 and one library, `cryptography` 48 or newer, for SHA-2's two companions: Ed25519 and ML-DSA-44.
It shares no line with Proverka, opens no connection, writes no file, and reads nothing but what it is pointed at.

`policy.txt` says whom to trust: the key of the log, the keys of its witnesses, and how many of them must have
cosigned. Get it from somebody you trust, never from whoever handed you the record.

What `log` checks, in this order (the numbers stand again where each is done):

     1  the checkpoint is signed by the log of the policy, and by witnesses as its quorum demands
     2  every entry is hashed again; every tile of every level, whole or partial, is what the entries say
     3  the root over the entries is the one that was signed, and so is the root of every earlier checkpoint kept
     4  every entry is a submission to one case and to this log, in the one form that there is
     5  the submissions of each party are numbered 1, 2, 3 …, and each names the SHA-256 of the text before it
     6  every submission is signed with the keys in force there, by its party and by all who must countersign it; keys
        and policy changed only as they themselves allow
     7  every document is the one that was named, by size and SHA-256; sealed tables have the root that was stated
     8  every disclosure that is there belongs to the sealed submission that it claims to open
     9  of every draw by lot: who committed, before whom; each secret opens its commitment, under a checkpoint of this
        log that holds all commitments, and in its turn; what was published as drawn is what follows

What it does not check, because no copy of a record can show it, or because it is a question of meaning:

     -  that others were shown the same log: compare checkpoints with theirs (two that differ are evidence)
     -  that this is the newest checkpoint; that the clocks of the witnesses are right
     -  that a submission means something: kinds, units, obligations, arithmetic. `proverka verify` does that
     -  what lies beyond the checkpoint: files that a crash or a later append left there are no part of the record

Exit status: 0 everything holds; 1 something is wrong, and is said; 2 nothing could be checked (usage, no file).

Sources: C2SP signed-note v1.0.0, tlog-checkpoint v1.0.0, tlog-tiles v0.1.0, tlog-cosignature v1.1.0-rc.1, tlog-policy,
tlog-proof; RFC 9162 sections 2.1.3.2 and 2.1.4.2 (the tree of RFC 6962); RFC 8032; RFC 9901 section 4.2 (disclosures).
What is Proverka's own stands in its docs/spec: submission, keys, documents, disclosure, evidence, draw.
"""

import argparse
import base64
import copy
import functools
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

NOTE_BYTES_MAX = 1_000_000  # as Go's note package
LINES_MAX = 100  # signature lines of one note
ENTRY_BYTES_MAX = 0xFFFF  # its length is written in two bytes
SIZE_MAX = 2**63 - 1  # of a log
WIDTH = 256  # of a full tile or bundle
FAULTS_MAX = 1000
DRAWN_MAX = 100_000  # items of one draw by lot

# What a reader of JSON meets where something else stands than should, and of files where they cannot be read.
FORM_ERRORS = (KeyError, TypeError, AttributeError, ValueError, OSError, RecursionError)
T = TypeVar("T")
Wrong = Callable[[str, str], None]  # takes where something is wrong, and what
Group = Mapping[str, Any]  # "least", how many, and "of", the names of whom: members, or groups again


class WrongError(Exception):
    """Something that was checked does not hold; the message says what."""


def demand(holds: T | None, what: str) -> T:
    """Return what `holds`; where it is false or nothing, raise `WrongError` with `what`."""
    if not holds:
        raise WrongError(what)
    return holds


# --- Bytes and texts: every value has exactly one text, so that no bit of a text can change unseen ------------------


def sha256(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def unbase64(text: str, size: int | None = None) -> bytes:
    """Return what canonical, padded base64 encodes (RFC 4648 sections 4 and 3.5), of `size` bytes if given."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise WrongError(f"not base64: {text[:80]!r}") from error
    demand(base64.b64encode(data).decode() == text, f"not canonical base64: {text[:80]!r}")
    demand(size is None or len(data) == size, f"{len(data)} bytes where {size} are expected: {text[:80]!r}")
    return data


def number(text: str, largest: int = SIZE_MAX) -> int:
    """Return a decimal number without a leading zero."""
    demand(re.fullmatch("0|[1-9][0-9]{0,18}", text, re.ASCII) and int(text) <= largest, f"no number: {text[:80]!r}")
    return int(text)


def unjson(text: str | bytes) -> Any:
    """Return what JSON says. A member that occurs twice is refused: two readers could read two things."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        demand(len(dict(pairs)) == len(pairs), "a member of a JSON object that occurs twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=members)


# --- Keys: Ed25519 under one strict rule, and ML-DSA-44 --------------------------------------------------------------
# Libraries disagree on 783 of 914 published edge cases of Ed25519. Three rules leave nothing to disagree on: a public
# key is the canonical encoding of a point of prime order; a signature whose first half R is a point of low order is
# refused; the equation is checked without the cofactor and S is below the order (OpenSSL does the last two).

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_Y8 = int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little")
# The eight points whose order divides 8 have these y: 1 (order 1), -1 (2), 0 (4), and the roots of d·y⁴ + 2·y² = 1 (8).
# 0 and 1 have a second, not canonical encoding below 2^255; the sign bit does not matter.
LOW_ORDER_Y = {0, 1, P - 1, P, P + 1, _Y8, P - _Y8}

PLAIN, COSIGNER, COSIGNER_MLDSA = 1, 4, 6  # the type byte of a key
PUBLIC_BYTES = {PLAIN: 32, COSIGNER: 32, COSIGNER_MLDSA: 1312}
SIGNATURE_BYTES = {PLAIN: 64, COSIGNER: 8 + 64, COSIGNER_MLDSA: 8 + 2420}
Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 section 5.1.4)


def point(encoded: bytes) -> Point:
    """Return the point that 32 bytes encode canonically (RFC 8032 section 5.1.3)."""
    y, odd = int.from_bytes(encoded, "little") & (1 << 255) - 1, encoded[31] >> 7
    demand(y < P, "a key that is not encoded canonically")
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    demand(v * x * x % P == u, "a key that is no point of the curve")
    demand(x or not odd, "a key that is not encoded canonically")
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def add(p: Point, q: Point) -> Point:
    """Return the sum of two points (RFC 8032 section 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


@functools.cache
def check_point(public: bytes) -> None:
    """Refuse a key that is not the canonical encoding of a point of prime order."""
    base, total = point(public), (0, 1, 1, 0)
    demand(base[:2] != (0, 1), "a key that is the neutral point")
    for bit in f"{ORDER:b}":
        total = add(total, total)
        total = add(total, base) if bit == "1" else total
    demand(total[0] == 0 and total[1] == total[2], "a key whose point is not of prime order")


class Key(NamedTuple):
    """A public key: `name+hex8+base64(type byte || key)` in text (C2SP signed-note)."""

    name: str
    ident: bytes
    kind: int
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.ident.hex()}"

    def check(self, text: str, signature: bytes) -> int:
        """Return the time that this key's signature on the note `text` states, or 0; refuse one that is wrong."""
        demand(len(signature) == SIGNATURE_BYTES[self.kind], f"a signature by {self} of a wrong length")
        time, message = 0, text.encode()
        if self.kind != PLAIN:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            demand(time <= SIZE_MAX, f"a cosignature by {self} at no time")
        if self.kind == COSIGNER:
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        try:
            if self.kind == COSIGNER_MLDSA:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, self._subtree(time, text))
            else:
                r = int.from_bytes(signature[:32], "little") & (1 << 255) - 1
                demand(r not in LOW_ORDER_Y, f"a signature by {self} whose first half is of low order")
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise WrongError(f"the signature by {self} does not verify: it or what it signs was changed") from None
        return time

    def _subtree(self, time: int, text: str) -> bytes:
        """Return what an ML-DSA-44 cosigner signs of a checkpoint (tlog-cosignature): its extension lines are not."""
        origin, size, root = text.split("\n")[:3]
        demand(len(origin.encode()) < WIDTH, "an origin that ML-DSA-44 cosignatures cannot carry")
        cosigner, log = (bytes([len(name)]) + name for name in (self.name.encode(), origin.encode()))
        span = bytes(8) + int(size).to_bytes(8, "big")
        return b"subtree/v1\n\0" + cosigner + time.to_bytes(8, "big") + log + span + unbase64(root, 32)


def is_name(text: str) -> bool:
    """Whether a key or a log can have this name: no space, no control character, no plus sign."""
    return bool(text) and not any(c == "+" or c < " " or c.isspace() or "\ud800" <= c <= "\udfff" for c in text)


def read_key(text: str, *kinds: int) -> Key:
    """Return the key with this text form, which must be of one of `kinds` and carry its own identifier."""
    parts = text.split("+", 2)
    demand(len(parts) == 3 and is_name(parts[0]), f"no key: {text[:80]!r}")
    body = unbase64(parts[2])
    demand(body[:1] and body[0] in kinds and len(body) == 1 + PUBLIC_BYTES[body[0]], f"no such key: {text[:80]!r}")
    key = Key(parts[0], sha256(parts[0].encode(), b"\n", body)[:4], body[0], body[1:])
    demand(parts[1] == key.ident.hex(), f"{text[:80]!r} has not the identifier of its key, {key.ident.hex()}")
    if key.kind == COSIGNER_MLDSA:
        demand(len(key.name.encode()) < WIDTH, "a name that ML-DSA-44 cosignatures cannot carry")
    else:
        check_point(key.public)
    return key


# --- Signed notes (C2SP signed-note) ---------------------------------------------------------------------------------

LINE = re.compile("\N{EM DASH} ([^ ]+) ([^ ]+)")
Line = tuple[str, bytes, bytes]  # name, identifier and signature; nothing about it is verified


class Note(NamedTuple):
    """A text, its final newline included, and the signature lines under it."""

    text: str
    lines: list[Line]

    def signers(self, keys: Iterable[Key]) -> list[tuple[Key, int]]:
        """Return who of `keys` signed, with the time that each line states; refuse a line of theirs that is wrong."""
        known = {(key.name, key.ident): key for key in keys}
        ours = [(known[line[:2]], line[2]) for line in self.lines if line[:2] in known]
        return [(key, key.check(self.text, signature)) for key, signature in ours]


def read_note(raw: bytes) -> Note:
    """Return the note in `raw`: text, blank line, lines of em dash, name and base64(identifier || signature)."""
    demand(len(raw) <= NOTE_BYTES_MAX, "a note that is too large")
    demand(not re.search(rb"[\x00-\x09\x0b-\x1f]", raw), "a control character in a note")
    text, blank, under = raw.decode().rpartition("\n\n")
    demand(blank and under.endswith("\n"), "a note without a blank line and signature lines")
    rows = under[:-1].split("\n")
    demand(len(rows) <= LINES_MAX, "more signature lines than a note may have")
    return Note(text + "\n", [read_line(row) for row in rows])


def read_line(row: str) -> Line:
    """Return a signature line."""
    name, encoded = demand(LINE.fullmatch(row), f"no signature line: {row[:80]!r}").groups()
    body = unbase64(encoded)
    demand(is_name(name) and len(body) > 4, f"no signature in {row[:80]!r}")
    return name, body[:4], body[4:]


# --- The tree of RFC 6962 --------------------------------------------------------------------------------------------


def leaf(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return sha256(b"\x00", entry)


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two children."""
    return sha256(b"\x01", left, right)


def root_of(hashes: list[bytes]) -> bytes:
    """Return the root over leaf hashes: pairs are joined level by level, an odd last one moves up as it is."""
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        hashes = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)] + odd
    return hashes[0] if hashes else sha256()


def climb(start: bytes, fn: int, sn: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """Return where a path leads from node `fn` of a level up to `sn`: the roots of the tree up to it, and of all."""
    fr = sr = start
    for p in path:
        demand(sn, "a path that is too long")
        if fn & 1 or fn == sn:
            fr, sr = node(p, fr), node(p, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, p)
        fn, sn = fn >> 1, sn >> 1
    demand(sn == 0, "a path that is too short")
    return fr, sr


def check_inclusion(leaf_hash: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
    """Refuse a path that does not prove the leaf at `index` of the tree (RFC 9162 section 2.1.3.2)."""
    demand(index < size, "an index beyond the tree")
    _, there = climb(leaf_hash, index, size - 1, path)
    demand(there == root, "an inclusion path that does not lead to the signed root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> None:
    """Refuse a path that does not prove one tree a prefix of the other (RFC 9162 section 2.1.4.2)."""
    demand(old <= new, "a smaller tree that is the larger one")
    if old in (0, new):
        demand(not path and old_root == (new_root if old == new else sha256()), "roots that are not consistent")
        return
    start, *rest = demand([old_root, *path] if old & old - 1 == 0 else path, "a path that is too short")
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    there = climb(start, fn, sn, rest)
    demand(there == (old_root, new_root), "a consistency path that does not lead to the two roots")


# --- Policy and checkpoints ------------------------------------------------------------------------------------------


NOBODY: Group = {"least": 0, "of": []}


def enough(group: Group, groups: Mapping[str, Group], present: Iterable[str]) -> bool:
    """Whether those `present` are enough of a group, given the `groups` that it may name."""
    held = [enough(groups[name], groups, present) if name in groups else name in present for name in group["of"]]
    return bool(sum(held) >= group["least"])


def shape(group: Group, groups: Mapping[str, Group], there: Mapping[str, Key]) -> tuple[int, list[Any]] | None:
    """Return what a group of witnesses asks for, whatever its groups are called; `None` where it can never be enough.

    Members that are not `there` are left out, as in a policy.txt (docs/spec/policy.md).
    """
    held = [shape(groups[name], groups, there) if name in groups else name in there and name for name in group["of"]]
    held = sorted(filter(None, held), key=repr)
    return (group["least"], held) if len(held) >= group["least"] else None


class Policy(NamedTuple):
    """Whom to trust (C2SP tlog-policy): logs, witnesses and groups by name, and the quorum."""

    logs: list[Key]
    witnesses: dict[str, Key]
    groups: dict[str, Group]
    quorum: list[str]  # the one name, once it was read

    def met(self, cosigned: Iterable[str], name: str) -> bool:
        """Whether the witness or group `name` is among those who cosigned, by their names here."""
        return enough({"least": 1, "of": [name]}, self.groups, cosigned)


def read_policy(raw: bytes) -> Policy:
    """Return the policy in a file; every line of it must be understood, and names defined before they are used."""
    demand(not re.search(rb"[^\x09\x0a\x20-\x7e\x80-\xff]", raw), "a control character in the policy")
    policy = Policy([], {}, {"none": NOBODY}, [])
    for text in raw.decode("utf-8", "surrogateescape").split("\n"):
        words = re.findall("[^ \t]+", text)
        if not words or words[0].startswith("#"):
            continue
        try:
            _read_policy_line(words, policy)
        except WrongError as error:
            raise WrongError(f"policy, {text[:80]!r}: {error}") from error
    keys = [*policy.logs, *policy.witnesses.values()]
    demand(len({key.public for key in keys}) == len(keys), "a policy that names one key twice")
    demand(policy.quorum, "a policy without a quorum")
    return policy


def _read_policy_line(words: list[str], policy: Policy) -> None:
    taken = {*policy.witnesses, *policy.groups}
    match words:
        case ["log", key] | ["log", key, _]:
            policy.logs.append(read_key(key, PLAIN))
        case ["witness", name, key] | ["witness", name, key, _] if name not in taken:
            policy.witnesses[name] = read_key(key, COSIGNER, COSIGNER_MLDSA)
        case ["group", name, least, *members] if members and name not in taken:
            used = [member for group in policy.groups.values() for member in group["of"]]
            each_once = len({*used, *members}) == len(used) + len(members)
            demand(each_once and {*members} <= taken - {"none"}, "members are defined above, and each is one once")
            count = {"any": 1, "all": len(members)}.get(least) or number(least, len(members))
            demand(count, "a group of which nobody is needed")
            policy.groups[name] = {"least": count, "of": members}
        case ["quorum", name] if name in taken and not policy.quorum:
            policy.quorum.append(name)
        case _:
            raise WrongError("no line of a policy, or not here")


class Checkpoint(NamedTuple):
    """A checkpoint that a log of the policy signed, and the times at which its witnesses say to have cosigned it."""

    origin: str
    size: int
    root: bytes
    log: Key
    note: Note
    times: list[tuple[str, int]]  # each with the witness, by its name in the policy
    counts: bool

    def __str__(self) -> str:
        when = [f"{name} {moment(time)}" for name, time in sorted(self.times)]
        return f"{self.size} entries, cosigned by {', '.join(when) or 'nobody'}"


def moment(time: int) -> str:
    """Return POSIX seconds as a person reads them, up to the year 9999, with which the calendar ends here."""
    return datetime.fromtimestamp(time, UTC).isoformat() if time < 253_402_300_800 else f"at second {time}"


def read_checkpoint(raw: bytes, policy: Policy) -> Checkpoint:
    """Return the checkpoint in `raw`, signed by a log of the policy; every cosignature of its witnesses verifies.

    Lines of others are passed over. Whether the quorum is met is told (`counts`), not demanded.
    """
    note = read_note(raw)
    lines = note.text[:-1].split("\n")
    demand(len(lines) >= 3 and all(lines), "a checkpoint without an origin, a size and a root")
    origin, size, root = lines[0], number(lines[1]), unbase64(lines[2], 32)
    demand(size or root == sha256(), "an empty tree with the root of another")
    logs = [key for key, _ in note.signers(key for key in policy.logs if key.name == origin)]
    demand(logs, f"no signature by a log of the policy under the checkpoint of {origin!r}")
    names = {key: name for name, key in policy.witnesses.items()}
    # A time of 0 says nothing of when, and is no witness's statement (tlog-witness).
    times = [(names[key], time) for key, time in note.signers(names) if time]
    counts = policy.met({name for name, _ in times}, policy.quorum[0])
    return Checkpoint(origin, size, root, logs[0], note, times, counts)


# --- The files of a log (C2SP tlog-tiles) ----------------------------------------------------------------------------


def read(path: Path, bytes_max: int = WIDTH * (2 + ENTRY_BYTES_MAX)) -> bytes:
    """Return the bytes of a file, which must be there and not larger than such a file can be."""
    # A pipe would hold up its reader for ever.
    demand(path.is_file() or not path.exists(), "no regular file")
    try:
        with path.open("rb") as file:
            data = file.read(bytes_max + 1)
    except OSError as error:
        raise WrongError(f"cannot be read: {error.strerror}") from error
    demand(len(data) <= bytes_max, f"more than {bytes_max} bytes")
    return data


def tile_path(kind: str, index: int) -> str:
    """Return the path of a full tile of level `kind`, or of a full bundle where that is `entries`."""
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}}"
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return f"tile/{kind}/" + "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def read_bundle(folder: Path, path: str, width: int) -> list[bytes]:
    """Return the first `width` entries of a bundle: of its partial file, or of the full one in its place."""
    partial = folder / f"{path}.p/{width}"
    exact = width == WIDTH or partial.is_file()
    data, entries, at = read(partial if exact and width < WIDTH else folder / path), [], 0
    for _ in range(width):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        demand(start <= len(data) and at <= len(data), "a bundle that ends within an entry")
        entries.append(data[start:at])
    demand(at == len(data) or not exact, "a bundle with bytes left over")
    return entries


def check_stored(folder: Path, path: str, width: int, content: Callable[[int], bytes], wrong: Wrong) -> None:
    """Compare a tile or bundle with its `content` at `width`, and narrower ones beside it with theirs; tell faults.

    A partial file may have given way to the full one, of which it is the beginning. Wider files lie beyond the tree.
    """
    partial = {int(p.name): p for p in folder.glob(f"{path}.p/*") if re.fullmatch("[0-9]{1,3}", p.name, re.ASCII)}
    if width not in partial:
        try:
            whole = read(folder / path)
            same = whole == content(width) if width == WIDTH else whole.startswith(content(width))
            demand(same, "not what the entries give")
        except WrongError as error:
            wrong(path, str(error))
    for narrower in sorted(held for held in partial if 0 < held <= width):
        if read(partial[narrower]) != content(narrower):
            wrong(f"{path}.p/{narrower}", "not what the entries give")


class Tiles:
    """The tiles that the entries give, level by level, each compared with the stored one as it becomes complete."""

    def __init__(self, folder: Path, wrong: Wrong) -> None:
        """Begin with no entries."""
        self.folder, self.wrong, self.compared = folder, wrong, 0
        # Of each level, from the leaves up, the hashes of the tile that is not full yet, and how many full ones it has.
        self.open, self.closed = defaultdict[int, list[bytes]](list), Counter[int]()

    def add(self, value: bytes, level: int = 0) -> None:
        """Take one more hash on a level; a full tile goes up as one hash."""
        self.open[level].append(value)
        if len(self.open[level]) == WIDTH:
            self.compare(level)
            hashes, self.open[level] = self.open[level], []
            self.closed[level] += 1
            self.add(root_of(hashes), level + 1)

    def root(self) -> bytes:
        """Return the root over everything so far: of each level the open tile, and right of it what lies below."""
        below: list[bytes] = []
        for hashes in self.open.values():
            below = [root_of(hashes + below)] if hashes or below else []
        return below[0] if below else sha256()

    def compare(self, level: int) -> None:
        """Compare the open tile of a level with what is stored."""
        hashes, path = self.open[level], tile_path(str(level), self.closed[level])
        self.compared += 1
        check_stored(self.folder, path, len(hashes), lambda width: b"".join(hashes[:width]), self.wrong)


# --- Submissions, and who must have signed them ----------------------------------------------------------------------

NAME = "([A-Za-z0-9][A-Za-z0-9._-]{0,63})"
SUBMISSION = re.compile(rf"proverka/submission/v1\n{NAME} (.+)\n{NAME} (.+)\n(.+)\n(.+)\n")


class Submission(NamedTuple):
    """An entry of the log, its header read: the case, the party, its running number, the text before, the payload."""

    case: str
    log: bytes  # the hash of the text that the log begins with: of its own, where it is that text
    party: str
    number: int
    previous: bytes | None
    payload: str
    note: Note

    @property
    def text_hash(self) -> bytes:
        """What the party's next submission names."""
        return sha256(self.note.text.encode())


def read_submission(raw: bytes) -> Submission:
    """Return the submission in `raw`: a note with a text of five lines (docs/spec/submission.md)."""
    demand(len(raw) <= ENTRY_BYTES_MAX, "an entry that is too large")
    note = read_note(raw)
    form = demand(SUBMISSION.fullmatch(note.text), "no submission")
    case, begins, party, count, follows, payload = form.groups()
    first, previous = (None if text == "-" else unbase64(text, 32) for text in (begins, follows))
    running = number(count, 9_999_999_999)
    demand(running and (running == 1) == (previous is None), "a first submission has no text before it, any other has")
    demand(first or running == 1, "a submission that names no log")
    return Submission(case, first or sha256(note.text.encode()), party, running, previous, payload, note)


class Chains:
    """Where each party stands: its last number and the hash of that text."""

    def __init__(self) -> None:
        """Begin with no submissions."""
        self.log: tuple[str, bytes] | None = None  # the case and the log, as the first of them says
        self.last: dict[str, tuple[int, bytes | None]] = {}

    def follow(self, index: int, submission: Submission) -> None:
        """Refuse a submission that does not follow its party's last one, or is to another log than those before it."""
        self.log = self.log or submission[:2]
        last, text = self.last.get(submission.party, (0, None))
        # From here on the party's own account is followed, so that one gap is told once.
        self.last[submission.party] = submission.number, submission.text_hash
        fits = submission[:2] == self.log and (index > 0 or submission.log == submission.text_hash)
        demand(fits, f"a submission to another log, of the case {submission.case}")
        who = f"submission {submission.number} of {submission.party}"
        demand(submission.number == last + 1, f"{who}, after its number {last}: some are withheld, or it has two")
        demand(submission.previous == text, f"{who} does not follow the text before it: one of them was exchanged")


class Authority:
    """Whose keys are whose and who may do what, as the entries so far say (docs/spec/key-entries.md and policy.md)."""

    def __init__(self, submission: Submission, envelope: Mapping[str, Any]) -> None:
        """Take what the first entry states."""
        words = envelope["body"]
        demand(envelope["kind"] == "genesis" and words["case"] == submission.case, "no first entry of this case")
        demand(words["keeper"] == submission.party, "a first entry that is not by the keeper of the case")
        self.log = words.get("origin") or f"proverka.example/{words['case']}"
        self.keeper, self.policy = words["keeper"], words.get("policy", {})
        self.current: dict[str, Key] = {}  # the key in force of each party
        self.owners: dict[Key, str] = {}  # of every key that was ever stated
        self.cosigning: dict[str, Key] = {}  # the key under which each witness cosigns now
        self.witnesses: dict[Key, str] = {}  # whose they are, of every key under which a party ever cosigned
        for party in words.get("parties", []):
            self._hold(party["id"], party.get("key"))
            self._hold(party["id"], party.get("witness"), witness=True)
        self.check_policy()

    def _hold(self, party: str, text: str | None, *, witness: bool = False) -> None:
        if not text:
            return
        key, own = read_key(text, *((COSIGNER, COSIGNER_MLDSA) if witness else (PLAIN,))), f"{self.log}/{party}"
        free = witness and (key.name.startswith(f"{own}/") or not f"{key.name}/".startswith(f"{self.log}/"))
        demand(free or (key.name == own and not witness), f"a key of {party} under another name, {key}")
        for held, whose in [*self.owners.items(), *self.witnesses.items()]:
            demand(key.public != held.public, f"a key that was somebody's before: {key}")
            demand(key.name != held.name or party == whose, f"a key by the name of another party's: {key}")
        (self.witnesses if witness else self.owners)[key] = party
        (self.cosigning if witness else self.current)[party] = key

    def members(self, group: Group, walked: dict[str, list[str]] | None = None) -> list[str]:
        """Return the parties of a group and of the groups in it, each of which must be there once.

        So no group is walked twice, here or where it is met: groups of groups of groups could else take for ever.
        """
        named, found, walked = self.policy.get("groups", {}), list[str](), {} if walked is None else walked
        for name in group["of"]:
            if name in named and name not in walked:
                walked[name] = self.members(named[name], walked)
            found += walked.get(name, [name])
        demand(found and len({*found}) == len(found), "a group of nobody, or that counts a party twice")
        return found

    def met(self, group: Group, parties: set[str]) -> bool:
        """Whether `parties` are enough of a group."""
        return enough(group, self.policy.get("groups", {}), parties)

    def check_policy(self) -> None:
        """Refuse a policy that those with a key cannot keep, or that counts on one who had none: who enrols signs."""
        groups = [*self.policy.get("countersign", {}).values(), *self.policy.get("recover", {}).values()]
        ruling = [names for kind in ("policy", "key") if (names := self.policy.get("submit", {}).get(kind))]
        for group in [*groups, *({"least": 1, "of": {*names}} for names in ruling)]:
            demand({*self.members(group)} <= {*self.owners.values()}, "a policy that counts on a party without a key")
            demand(self.met(group, {*self.current}), "a policy with a group that those with a key cannot make")
        self.members(self.policy.get("quorum") or {"of": ["nobody"]})

    def check_stated(self, policy: Policy) -> None:
        """Refuse a policy that does not ask for what the record does: for its witnesses in force, and their quorum."""
        asked, there = self.policy.get("quorum") or NOBODY, self.cosigning
        stated = shape(asked, self.policy.get("groups", {}), there)
        same = policy.witnesses == there and shape(policy.groups[policy.quorum[0]], policy.groups, there) == stated
        demand(same, "the policy that you hold is not the one that the record has in force")

    def check(self, submission: Submission, envelope: Mapping[str, Any]) -> None:
        """Refuse a submission that those who must have not signed, or that its party may not submit."""
        kind, body, party = envelope["kind"], envelope["body"], submission.party
        states_key = kind == "key" and body.get("role") != "witness" and body.get("key")
        new = read_key(body["key"], PLAIN) if states_key else None
        known = {(key.name, key.ident): key for key in [*self.owners, *([new] if new else [])]}
        lines = [line[:2] for line in submission.note.lines]
        demand(len({*lines}) == len(lines) and {*lines} <= {*known}, "a line that is there twice, or by nobody's key")
        signed = {key for key, _ in submission.note.signers(known.values())}
        demand(new is None or new in signed, "not signed with the new key that it states")
        parties = {self.owners[key] for key in signed - {new}}
        demand(party in parties, f"not signed by its own party, {party}")
        ended = [key for key in signed - {new} if self.current.get(self.owners[key]) != key]
        demand(not ended, f"signed with a key that is no longer in force: {', '.join(map(str, ended))}")
        if kind != "genesis":
            self._permit(kind, body, party, parties)

    def _permit(self, kind: str, body: Mapping[str, Any], party: str, parties: set[str]) -> None:
        group = self.policy.get("countersign", {}).get(kind)
        may = self.policy.get("submit", {}).get(kind, [] if kind == "policy" else None)
        if kind == "key":
            named, action, whose = [self.keeper] if may is None else may, body["action"], body["party"]
            first = action == "enrol" and body.get("role") != "witness"
            may = named if first else [whose, *named] if action == "revoke" else [whose]
            if action == "recover":
                group = self.policy["recover"][whose]  # in the place of those who countersign changes of key
                may = self.members(group)
        demand(may is None or party in may, f"{party} may not submit what is of the kind {kind}")
        demand(not group or self.met(group, parties), "not countersigned by all who must")

    def take(self, envelope: Mapping[str, Any]) -> None:
        """Put the change of key or policy that an entry states in force, from the next entry on."""
        body = envelope["body"]
        if envelope["kind"] == "policy":
            tried = copy.copy(self)
            tried.policy = body["policy"]
            tried.check_policy()
            self.policy = tried.policy
        elif envelope["kind"] == "key":
            party, action, witness = body["party"], body["action"], body.get("role") == "witness"
            if not witness:
                # A first key is enrolled once: whoever may enrol could otherwise end a key and put their own there.
                fits = {"enrol": party not in self.owners.values(), "recover": party in self.owners.values()}
                demand(fits.get(action, party in self.current), f"{action} for a party whose keys are not such")
            (self.cosigning if witness else self.current).pop(party, None)
            self._hold(party, body.get("key"), witness=witness)


# --- Documents and what is sealed (RFC 9901 section 4.2; docs/spec/documents.md and disclosure.md) -------------------


def digest_of(disclosure: str) -> str:
    """Return what a sealed object holds in the place of a disclosure."""
    return base64.urlsafe_b64encode(sha256(disclosure.encode())).decode().rstrip("=")


def check_disclosures(texts: Iterable[str], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that disclosures open in a sealed object, which must hold the digest of each, and just once.

    A disclosure is base64url, without padding, of the JSON array of a salt, a name and a value.
    """
    opened: dict[str, Any] = {}
    left = set(sealed["_sd"])
    for text in texts:
        demand(re.fullmatch("[A-Za-z0-9_-]+", text, re.ASCII), f"no disclosure: {text[:80]!r}")
        standard = text.replace("-", "+").replace("_", "/")
        salt, name, value = unjson(unbase64(standard + "=" * (-len(standard) % 4)))
        demand(isinstance(salt, str) and len(salt) >= 22, "a salt of fewer than 128 bits")
        demand(isinstance(name, str) and name not in {"_sd", "_sd_alg", "..."}, "a disclosure of a reserved name")
        demand(digest_of(text) in left, f"a disclosure of {name!r} that the entry does not hold, or a second time")
        demand(name not in opened and name not in sealed, f"{name!r} twice")
        left.remove(digest_of(text))
        opened[name] = value
    return opened


def row_leaf(line: str) -> bytes:
    """Return the leaf hash of a row of a sealed table: of the JSON of the sorted digests of its cells."""
    *cells, end = line.split("~")
    demand(cells and end == "\n" and "" not in cells, "a row that is no sequence of disclosures")
    return leaf(json.dumps({"_sd": sorted(map(digest_of, cells))}, separators=(",", ":")).encode())


def check_document(path: Path, document: Mapping[str, Any]) -> None:
    """Refuse a file that is not the document which an entry names: its size, its salt, its rows. Hashed elsewhere."""
    size = path.stat().st_size
    demand(size == document["size"], f"{size} bytes where the entry says {document['size']}")
    demand(not document.get("salted") or size >= 32, "a salted document that is shorter than a salt")
    if table := document.get("table"):
        with path.open(encoding="ascii", newline="\n") as file:
            rows = [row_leaf(line) for line in file]
        stated = table["rows"], table["root"]
        demand(stated == (len(rows), root_of(rows).hex()), "a table with other rows than stated")


# --- Draws by lot (docs/spec/draw.md) ---------------------------------------------------------------------------------


def hash_lines(*lines: str) -> bytes:
    """Return the SHA-256 of lines of text, each with its newline."""
    return sha256("".join(f"{line}\n" for line in lines).encode())


def draw_positions(seed: bytes, stratum: str, population: int, sample: int) -> list[int]:
    """Return the positions, from 1, that are drawn: at each step one of those left, whose place the last one takes."""
    left, drawn = dict[int, int](), []
    for i in range(1, sample + 1):
        last = population - i
        ticket = int.from_bytes(hash_lines("proverka/draw-step/v1", seed.hex(), stratum, str(i)), "big")
        at = ticket % (last + 1)
        drawn.append(left.get(at, at) + 1)
        left[at] = left.get(last, last)
    return drawn


INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-]\d\d):?(\d\d))", re.ASCII)


def instant(text: str) -> datetime:
    """Return an instant, which states its offset (RFC 3339); of a finer fraction the nearest microsecond, half up."""
    found = INSTANT.fullmatch(text)
    if found is None:
        raise WrongError(f"no instant with its offset: {text[:80]!r}")
    day, time, fraction, hours, minutes = found.groups()
    digits = (fraction or "")[:7].ljust(7, "0")
    try:
        at = datetime.fromisoformat(f"{day}T{time}{hours or '+00'}:{minutes or '00'}")
        return (at + timedelta(microseconds=int(digits[:6]) + (digits[6] >= "5"))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongError(f"an instant of no calendar: {text[:80]!r}") from error


class Draw:
    """One draw by lot: its plan, and what was committed to and revealed under it."""

    def __init__(self, index: int, leaf_hash: bytes, submission: Submission, envelope: Mapping[str, Any]) -> None:
        """Take a plan; nothing in it may be said twice, and who is inspected reveals first."""
        self.index, self.leaf, self.case, self.label = index, leaf_hash, submission.case, envelope["label"]
        plan = self.plan = envelope["body"]
        self.order = [one["party"] for one in plan["parties"]]
        times = [instant(plan["commit_by"]), *(instant(one["reveal_by"]) for one in plan["parties"])]
        self.commit_by, self.until = times[0], dict(zip(self.order, times[1:], strict=True))
        demand(plan["method"] == "proverka/draw/v1" and len(self.order) > 1, "no method or parties of a draw")
        demand(len({*self.order}) == len(self.order) and times == sorted({*times}), "an order of parties that is none")
        self.others = [party for party in self.order if party != plan.get("inspected")]
        demand(plan.get("inspected") not in self.order[1:], "a plan in which the inspected party does not reveal first")
        demand(1 <= plan.get("least", 1) <= len(self.others), "a draw that counts with more parties than it has")
        self.strata, self.schedules = plan.get("strata", []), plan.get("schedules", [])
        names = [one["stratum"] for one in self.strata] + ["schedule"]
        choices = [one["schedule"] for one in self.schedules]
        demand(len(names + choices) > 1, "nothing to draw")
        demand(all(len({*one}) == len(one) for one in (names, choices)), "strata of one name, or schedules")
        demand(
            all(re.fullmatch(NAME, name, re.ASCII) for name in names + choices),
            "a name of a stratum or schedule that is none",
        )
        for one in self.strata:
            one["sample_refused"] = one["sample"] if one.get("sample_refused") is None else one["sample_refused"]
            samples = [1, one["sample"], one["sample_refused"], one["population"], 2**32]
            demand(samples == sorted(samples), f"samples of {one['stratum']} that do not rise to its population")
            demand({*map(type, samples)} == {int}, "a sample that is no whole number")
        demand(sum(one["sample_refused"] for one in self.strata) <= DRAWN_MAX, "a draw of too many items")
        weights = [one["weight"] for one in self.schedules]
        demand({*map(type, [*weights, plan.get("least", 1)])} == {int}, "a weight or least that is no whole number")
        demand(all(1 <= weight <= 2**32 for weight in weights), "a schedule without a chance")
        lists = [document for document in envelope.get("documents", []) if not document.get("table")]
        named = Counter(document["name"] for document in lists)
        demand(all(named[one["items"]] == 1 for one in self.strata), "a stratum without a list of its own name")
        self.documents = {document["name"]: document for document in lists}
        self.committed: dict[str, tuple[int, str]] = {}
        self.revealed: dict[str, str] = {}
        self.tree: tuple[int, str] | None = None
        self.closed = False

    def awaited(self) -> list[str]:
        """Return who can still reveal: who has committed, and nobody behind whom has revealed."""
        last = max((self.order.index(party) for party in self.revealed), default=-1)
        return [] if self.closed else [party for party in self.order[last + 1 :] if party in self.committed]

    def step(
        self, index: int, party: str, at: datetime, envelope: Mapping[str, Any], roots: Mapping[int, bytes]
    ) -> None:
        """Take a step of the draw, handed in by `party` as entry `index` at an instant; refuse one out of its turn."""
        kind, body = envelope["kind"], envelope["body"]
        demand(party in self.order, f"{party} does not draw under this plan")
        demand(not self.closed, "a step after the draw was closed")
        if kind == "draw_commitment":
            demand(party not in self.committed and not self.revealed, "a second commitment, or one after a reveal")
            demand(at <= self.commit_by, "a commitment after its time")
            demand(re.fullmatch("[0-9a-f]{64}", body["commitment"], re.ASCII), "a commitment that is no hash in hex")
            self.committed[party] = index, body["commitment"]
        elif kind == "draw_reveal":
            self._reveal(index, party, at, body, roots)
        else:
            early = [late for late in self.awaited() if at <= self.until[late]]
            demand(not early, f"a draw that passes over {', '.join(early)} before their time")
            demand(self.counts(), "a draw with too few reveals")
            stated = body["seed"], body["selection"], body.get("passed_over", [])
            demand(
                stated == (self.seed().hex(), self.selection(), self.passed()), "another draw than the one that follows"
            )
            self.closed = True

    def _reveal(
        self, index: int, party: str, at: datetime, body: Mapping[str, Any], roots: Mapping[int, bytes]
    ) -> None:
        demand(party in self.committed and party not in self.revealed, "a reveal without commitment, or a second one")
        demand(re.fullmatch("[0-9a-f]{64}", body["secret"], re.ASCII), "no secret of 32 bytes in hex")
        lines = "proverka/draw-commitment/v1", self.case, self.leaf.hex(), party, body["secret"]
        demand(hash_lines(*lines).hex() == self.committed[party][1], "a reveal that does not open its commitment")
        size, root = body["size"], body["root"]
        demand(type(size) is int, "a checkpoint whose size is no whole number")
        self.tree = self.tree or (size, root)
        demand(self.tree == (size, root), "a reveal under another checkpoint than the first")
        demand(max(made for made, _ in self.committed.values()) < size <= index, "a checkpoint without all commitments")
        demand(roots[size] == unbase64(root, 32), "a checkpoint that is none of this log")
        demand(len(self.committed) == len(self.order) or at > self.commit_by, "a reveal before all have committed")
        place = self.order.index(party)
        demand(not {*self.order[place:]} & {*self.revealed}, f"a reveal of {party} after one of a party behind it")
        early = [one for one in self.awaited() if self.order.index(one) < place and at <= self.until[one]]
        demand(not early, f"a reveal before that of {', '.join(early)}")
        self.revealed[party] = body["secret"]

    def passed(self) -> list[str]:
        """Return who has not revealed."""
        return [party for party in self.order if party not in self.revealed]

    def counts(self) -> bool:
        """Whether enough have revealed who are not inspected."""
        return sum(party in self.revealed for party in self.others) >= int(self.plan.get("least", 1))

    def seed(self) -> bytes:
        """Return what the draw follows from."""
        size, root = demand(self.tree, "a draw of which nothing was revealed")
        said = [f"{party} {self.revealed.get(party, '-')}" for party in self.order]
        tree = f"{size} {unbase64(root, 32).hex()}"
        return hash_lines("proverka/draw-seed/v1", self.case, self.leaf.hex(), tree, *said)

    def drawn(self) -> dict[str, list[int]]:
        """Return the positions drawn of every stratum, in their order: more of them where a party was passed over."""
        size, seed = "sample_refused" if self.passed() else "sample", self.seed()
        return {
            one["stratum"]: draw_positions(seed, one["stratum"], one["population"], one[size]) for one in self.strata
        }

    def schedule(self) -> list[str]:
        """Return the name of the schedule that is drawn, or nothing where there is none to draw."""
        tickets = sum(one["weight"] for one in self.schedules)
        if not tickets:
            return []
        lines = "proverka/draw-step/v1", self.seed().hex(), "schedule", "1"
        ticket, names = int.from_bytes(hash_lines(*lines), "big") % tickets, list[str]()
        for one in self.schedules:
            names += [one["schedule"]] if 0 <= ticket < one["weight"] else []
            ticket -= one["weight"]
        return names

    def selection(self) -> str:
        """Return the hash, in hex, of everything that is drawn."""
        lines = [f"{name} {place}" for name, places in self.drawn().items() for place in places]
        return hash_lines(*lines, *(f"schedule {name}" for name in self.schedule())).hex()

    def told(self, documents: Path) -> list[str]:
        """Return what a reader wants of the draw: how far it is, its seed, and each item drawn, by its list."""
        head = f"draw {self.label}, entry {self.index}"
        if not self.revealed or self.awaited():
            return [f"{head}: not drawn yet; awaited: {', '.join(self.awaited()) or 'commitments'}"]
        if not self.counts():
            return [f"{head}: void, too few have revealed; passed over: {', '.join(self.passed())}"]
        size, root = demand(self.tree, "a draw of which nothing was revealed")
        rows = [head, f"  checkpoint {size} {root}", f"  seed {self.seed().hex()}", f"  selection {self.selection()}"]
        rows += [f"  passed over: {', '.join(self.passed())}"] if self.passed() else []
        rows += [f"  schedule {name}" for name in self.schedule()]
        for stratum, (name, places) in zip(self.strata, self.drawn().items(), strict=True):
            items = self.items(stratum, documents)
            rows += [f"  {name} {place} {items[place - 1]}" for place in places]
        return rows

    def items(self, stratum: Mapping[str, Any], documents: Path) -> list[str]:
        """Return the list of a stratum: lines in rising order of their bytes, as many as the plan says."""
        document = self.documents[stratum["items"]]
        name = document["sha256"]
        data = read(documents / name[:2] / name, 2**30)
        demand(sha256(data).hex() == name, f"the list {stratum['items']} is not the one that was named")
        *items, end = data[32 if document.get("salted") else 0 :].decode().split("\n")
        rising = all(one.encode() < other.encode() for one, other in zip(["", *items], items, strict=False))
        demand(
            rising and not end and len(items) == stratum["population"], f"the list {stratum['items']} is no such list"
        )
        return items


# --- log: a whole record ---------------------------------------------------------------------------------------------


class Record:
    """A record while it is checked, what was counted and what was found wrong with it."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        """Begin; a built case holds its log in `record`, a bare log is the folder itself."""
        self.folder, self.policy, self.is_case = folder, policy, (folder / "record").is_dir()
        self.log = folder / "record" if self.is_case else folder
        self.faults: list[str] = []
        self.notes: list[str] = []  # what is odd, and contradicts nothing that was signed
        self.chains, self.tiles = Chains(), Tiles(self.log, self.wrong)
        self.authority: Authority | None = None
        self.kept: dict[int, Checkpoint] = {}
        self.documents: dict[str, tuple[int, Mapping[str, Any]]] = {}
        self.sealed: dict[str, Any] = {}
        self.draws: dict[int, Draw] = {}
        self.roots: dict[int, bytes] = {}  # by size, while a draw may name them
        self.known: datetime | None = None  # when the log had the last entry, by the latest time that any states
        self.counts = dict.fromkeys(("entries", "signatures", "checkpoints", "documents", "withheld", "openings"), 0)

    def wrong(self, where: str, what: str) -> None:
        """Keep one fault; after very many there is no more to learn."""
        self.faults.append(f"{where}: {what}")
        demand(len(self.faults) < FAULTS_MAX, "stopped: too much is wrong")

    @contextmanager
    def checking(self, where: str) -> Iterator[None]:
        """Keep what a check finds, and go on. What has not the form that it should have is wrong too."""
        try:
            yield
        except WrongError as error:
            self.wrong(where, str(error))
        except FORM_ERRORS as error:
            self.wrong(where, f"another form than it must have: {type(error).__name__} {error}")

    def check(self) -> Checkpoint:
        """Make every check, in the order of the list at the top of this file."""
        at = read_checkpoint(read(self.log / "checkpoint", NOTE_BYTES_MAX), self.policy)  # 1
        if self.is_case:
            with self.checking("policy.txt"):
                same = read_policy(read(self.folder / "policy.txt")) == self.policy
                demand(same, "not the policy that you hold: somebody changed it, or yours is of another day")
            self.read_kept(at)
        last = max((one.size for one in [at, *self.kept.values()] if one.counts), default=None)
        if last != at.size:
            who = f"the quorum {self.policy.quorum[0]!r} of the policy has cosigned"
            self.wrong("checkpoint", f"{who} {last or 0} of its {at.size} entries: those after them do not count yet")
        for index in range(-(-at.size // WIDTH)):
            self.bundle(index, min(WIDTH, at.size - index * WIDTH))
        for level, hashes in self.tiles.open.items():
            if hashes:
                self.tiles.compare(level)
        demand(self.tiles.root() == at.root, "the entries do not give the root that was signed")  # 3
        if self.authority and self.is_case:
            with self.checking("policy"):
                self.authority.check_stated(self.policy)
        if self.is_case:
            for where, checkpoint in [("checkpoint", at), *((f"checkpoints/{c.size}", c) for c in self.kept.values())]:
                with self.checking(where):
                    self.check_lines(checkpoint)
            self.check_documents()
            self.check_openings()
        return at

    def read_kept(self, at: Checkpoint) -> None:
        """Read the checkpoints that are kept for ever; their roots are compared when the tree has their size."""
        for path in sorted((self.folder / "checkpoints").glob("[0-9]*")):
            with self.checking(f"checkpoints/{path.name}"):
                kept = read_checkpoint(read(path, NOTE_BYTES_MAX), self.policy)
                demand(path.name == str(kept.size), f"a checkpoint of {kept.size} entries")
                demand(kept.origin == at.origin, f"a checkpoint of another log, {kept.origin}")
                demand(kept.size <= at.size, f"larger than the record of {at.size} entries: some were taken away")
                self.kept[kept.size] = kept
                self.counts["checkpoints"] += 1
        sizes = self.folder / "checkpoints.txt"
        if sizes.is_file() and read(sizes) != b"".join(b"%d\n" % size for size in sorted(self.kept)):
            self.notes.append("checkpoints.txt does not list the checkpoints that are kept")

    def check_lines(self, checkpoint: Checkpoint) -> None:
        """Verify the lines of former witnesses, whom the record names; refuse lines that nobody could check."""
        former = self.authority.witnesses if self.authority else {}
        known = {(key.name, key.ident): key for key in [*self.policy.logs, *self.policy.witnesses.values(), *former]}
        checkpoint.note.signers(known.values())
        strange = [line[0] for line in checkpoint.note.lines if line[:2] not in known]
        demand(not strange, f"lines of nobody whom policy or record name: {', '.join(strange)}")

    def bundle(self, index: int, width: int) -> None:
        """Check one bundle: as a file, as leaves of the tree (2), and each entry as a submission."""
        path = tile_path("entries", index)
        try:
            entries = read_bundle(self.log, path, width)
        except WrongError as error:
            raise WrongError(f"{path}: {error}; nothing after it can be checked") from error
        framed = [len(entry).to_bytes(2, "big") + entry for entry in entries]
        check_stored(self.log, path, width, lambda held: b"".join(framed[:held]), self.wrong)
        for place, entry in enumerate(entries, start=index * WIDTH):
            self.tiles.add(leaf(entry))
            if any(not draw.closed for draw in self.draws.values()):
                self.roots[place + 1] = self.tiles.root()
            if (kept := self.kept.get(place + 1)) and kept.root != self.tiles.root():
                self.wrong(f"checkpoints/{kept.size}", "another tree than this record's: a fork, both are evidence")
            with self.checking(f"entry {place}"):
                self.entry(place, read_submission(entry), leaf(entry))  # 4

    def entry(self, index: int, submission: Submission, leaf_hash: bytes) -> None:
        """Check one submission: its place in its party's chain, its signatures; note what it names and seals."""
        self.counts["entries"] += 1
        with self.checking(f"entry {index}"):
            self.chains.follow(index, submission)  # 4 and 5
        envelope = unjson(submission.payload)
        if index == 0:
            self.authority = Authority(submission, envelope)
        authority = demand(self.authority, "without a first entry nobody has a key")
        authority.check(submission, envelope)  # 6
        authority.take(envelope)
        self.counts["signatures"] += len(submission.note.lines)
        for document in envelope.get("documents", []):
            self.documents.setdefault(document["sha256"], (index, document))
        self.draw_step(index, submission, envelope, leaf_hash)  # 9
        if isinstance(envelope["body"], dict) and "_sd" in envelope["body"]:
            self.sealed[submission.text_hash.hex()] = envelope["body"]

    def draw_step(self, index: int, submission: Submission, envelope: Mapping[str, Any], leaf_hash: bytes) -> None:
        """Take what an entry says of a draw, at the latest time that it or any entry before it states."""
        at = instant(envelope["submitted_at"])
        self.known = at if self.known is None else max(self.known, at)
        if envelope["kind"] == "inspection_plan":
            self.draws[index] = Draw(index, leaf_hash, submission, envelope)
            demand(self.draws[index].commit_by > self.known, "a plan whose time to commit is over")
        elif envelope["kind"] in {"draw_commitment", "draw_reveal", "draw"}:
            (named,) = envelope["references"]
            demand(type(named["index"]) is int, "a step of no draw")
            draw = demand(self.draws.get(named["index"]), "a step of no draw")
            demand(draw.leaf.hex() == named["leaf"], "a step of another draw than it names")
            draw.step(index, submission.party, self.known, envelope, self.roots)

    def check_documents(self) -> None:
        """Hash every document again, and look for those that entries name (7). Only sealed ones may be withheld."""
        store = self.folder / "documents" / "sha256"
        for path in sorted(store.glob("*/*")):
            with self.checking(f"documents/{path.name}"):
                demand(path.is_file(), "no regular file")
                with path.open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
                demand((path.parent.name, path.name) == (found[:2], found), f"its bytes have the SHA-256 {found}")
                self.counts["documents"] += 1
        for name, (index, document) in self.documents.items():
            path = store / name[:2] / name
            with self.checking(f"entry {index}: document {name}"):
                if path.is_file():
                    check_document(path, document)
                else:
                    demand(document.get("salted") or document.get("table"), "not there")
                    self.counts["withheld"] += 1

    def check_openings(self) -> None:
        """Check the disclosures that lie beside the log (8); those of what never came into it say nothing of it."""
        for path in (p for p in sorted((self.folder / "openings").glob("[!.]*")) if p.name in self.sealed):
            with self.checking(f"openings/{path.name}"):
                text = read(path).decode("ascii")
                demand(text.endswith("\n"), "does not end in a newline")
                check_disclosures(text[:-1].split("\n"), self.sealed[path.name])
                self.counts["openings"] += 1


def check_log(folder: Path, policy: Policy, *, draws: bool = False) -> list[str]:
    """Check a whole record; return what it is, and its `draws` if asked for; raise `WrongError` with all its faults."""
    record = Record(folder, policy)
    try:
        at = record.check()
    except WrongError as error:
        raise WrongError("\n".join([*record.faults, f"record: {error}"])) from error
    demand(not record.faults, "\n".join(record.faults))
    parties = ", ".join(f"{party} {last}" for party, (last, _) in sorted(record.chains.last.items()))
    counted = {**record.counts, "tiles": record.tiles.compared}
    counts = ", ".join(f"{count} {what}" for what, count in counted.items())
    head = [f"{at.origin}: {at}", counts, f"submissions: {parties}", *(f"note: {note}" for note in record.notes)]
    store = folder / "documents" / "sha256"
    return head + [line for draw in record.draws.values() if draws for line in draw.told(store)]


# --- receipt, evidence, opening --------------------------------------------------------------------------------------

RECEIPT = re.compile(r"c2sp\.org/tlog-proof@v1\nextra (.+)\nindex (.+)\n((?:.+\n)*)\n")
FORK = re.compile(r"proverka/fork/v1\nsmaller (.+)\nlarger (.+)\nroot (.+)\n((?:hash .+\n)*)")
DOUBLE_NUMBER = re.compile(r"proverka/double-number/v1\nfirst (.+)\nsecond (.+)\n")
OPENED_ROW = r"(?:table ([0-9a-f]{64})\nrow (.+)\nrow-commitment (.+)\n((?:hash .+\n)*))?"
OPENING = re.compile(r"proverka/opening/v1\nreceipt (.+)\n" + OPENED_ROW + r"((?:field .+\n)+)")


def path_of(lines: str) -> list[bytes]:
    """Return the hashes of a proof, one a line."""
    return [unbase64(line.removeprefix("hash "), 32) for line in lines.split("\n")[:-1]]


def check_receipt(raw: bytes, policy: Policy) -> tuple[Submission, list[str]]:
    """Return the entry that a receipt proves to be in a log (C2SP tlog-proof, `extra` being the entry), and its words.

    The quorum of the policy must be met. Who signed the entry is not checked: that takes the keys in force there.
    """
    head, blank, checkpoint = raw.partition(b"\n\n")
    form = RECEIPT.fullmatch((head + blank).decode("ascii"))
    extra, index, path = demand(form, "no receipt: no tlog-proof that carries its entry").groups()
    at, entry, place = read_checkpoint(checkpoint, policy), unbase64(extra), number(index)
    check_inclusion(leaf(entry), place, at.size, path_of(path), at.root)
    demand(at.counts, f"the quorum {policy.quorum[0]!r} of the policy is not met: {at}")
    submission = read_submission(entry)
    names = ", ".join(line[0] for line in submission.note.lines)
    what = f"entry {place} of {at.origin}: submission {submission.number} of {submission.party} to {submission.case}"
    return submission, [what, f"in a tree of {at}", f"its lines (not checked here) are by {names}"]


def check_evidence(raw: bytes, policy: Policy, party_key: Key | None) -> list[str]:
    """Return what evidence proves against a log or a party (docs/spec/evidence.md); refuse what proves nothing."""
    text = raw.decode("ascii")
    if form := FORK.fullmatch(text):
        return check_fork(*form.groups(), policy=policy)
    form = demand(DOUBLE_NUMBER.fullmatch(text), "no evidence of a kind that is known")
    return check_double_number(*form.groups(), key=demand(party_key, "whose it is must be said: --party-key"))


def check_fork(smaller: str, larger: str, root: str, path: str, *, policy: Policy) -> list[str]:
    """Judge evidence that one log key signed two trees of which neither extends the other. Witnesses do not matter."""
    logs = policy._replace(witnesses={}, quorum=["none"])
    old, new = (read_checkpoint(unbase64(note), logs) for note in (smaller, larger))
    there = unbase64(root, 32)
    demand(old.log == new.log, "checkpoints of two logs: no evidence")
    check_consistency(old.size, new.size, there, new.root, path_of(path))
    demand(there != old.root, "the larger tree extends the smaller one: no evidence")
    both = f"{old.size} entries with root {old.root.hex()}, and {new.size} with {new.root.hex()}"
    return [f"{old.log} signed two histories: {both}", f"of which the first {old.size} have root {there.hex()}"]


def check_double_number(one: str, other: str, *, key: Key) -> list[str]:
    """Judge evidence that a party signed two different submissions with one number."""
    first, second = (read_submission(unbase64(note)) for note in (one, other))
    demand(first.note.signers([key]) and second.note.signers([key]), f"not both signed by {key}: no evidence")
    demand(first[:4] == second[:4], "not two submissions to one log with one number: no evidence")
    demand(first.note.text != second.note.text, "one text twice: no evidence")
    who = f"{first.party} signed two texts as its submission {first.number} to {first.case}"
    return [who, f"their SHA-256: {first.text_hash.hex()} and {second.text_hash.hex()}"]


def check_opening(raw: bytes, policy: Policy) -> list[str]:
    """Return what an opening shows of a sealed submission, or of a row of a sealed table (docs/spec/disclosure.md)."""
    form = demand(OPENING.fullmatch(raw.decode("ascii")), "no opening")
    receipt, table, row, commitment, path, fields = form.groups()
    submission, statement = check_receipt(unbase64(receipt), policy)
    envelope = unjson(submission.payload)
    sealed, what = envelope["body"], f"its {envelope['kind']}"
    if table is not None:
        named = [d["table"] for d in envelope.get("documents", []) if d["sha256"] == table and d.get("table")]
        demand(named, "a table that the entry does not name")
        held = unbase64(commitment)
        check_inclusion(leaf(held), number(row), named[0]["rows"], path_of(path), bytes.fromhex(named[0]["root"]))
        sealed, what = unjson(held), f"row {row} of table {table}"
    opened = check_disclosures((line.removeprefix("field ") for line in fields.split("\n")[:-1]), sealed)
    shown = [f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in opened.items()]
    return [*statement, f"{what} says ({len(sealed['_sd']) - len(opened)} more withheld)", *shown]


# --- The command line ------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names; print what holds or what is wrong; return the exit status."""
    parser = argparse.ArgumentParser(description="Verify a record of Proverka, with no part of Proverka.")
    parser.add_argument("what", choices=["log", "receipt", "evidence", "opening", "draw"])
    parser.add_argument("path", type=Path, help="the folder of a case or log, or the file")
    parser.add_argument("--policy", type=Path, required=True, help="whom to trust; from somebody whom you trust")
    parser.add_argument("--party-key", help="for evidence of a double number: the verifier key of the party")
    given = parser.parse_args(arguments)
    try:
        policy = read_policy(given.policy.read_bytes())
        party_key = read_key(given.party_key, PLAIN) if given.party_key else None
        whole = given.what in {"log", "draw"}
        raw = b"" if whole else given.path.read_bytes()
        demand(not whole or given.path.is_dir(), f"{given.path} is no folder")
    except (WrongError, OSError) as error:
        print(f"Nothing was checked: {error}", file=sys.stderr)
        return 2
    try:
        if whole:
            lines = check_log(given.path, policy, draws=given.what == "draw")
        elif given.what == "evidence":
            lines = check_evidence(raw, policy, party_key)
        else:
            lines = check_receipt(raw, policy)[1] if given.what == "receipt" else check_opening(raw, policy)
    except (WrongError, *FORM_ERRORS) as error:
        form = "" if isinstance(error, WrongError) else f"another form than it must have: {type(error).__name__} "
        print(f"WRONG. This does not hold:\n{form}{error}")
        return 1
    print("\n".join([*lines, "Everything that was checked holds."]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
