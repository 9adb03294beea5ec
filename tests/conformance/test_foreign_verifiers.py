"""A log made here, verified by programs that nobody here wrote: in Go, in JavaScript and in Python.

Go: golang.org/x/mod/sumdb (Debian: golang-golang-x-mod-dev). JavaScript: @sigstore/verify (tests/conformance/js).
Python: tlog-scales. Each must also refuse what was changed: a program that refuses nothing says nothing by its yes.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey, VkeySet
from tlog_scales.tiles import leaf_hash as scales_leaf_hash
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from proverka.record import Log, SigningKey, compose, verify_consistency
from proverka.witness import CosigningKey, make_receipt, with_cosignatures

GOCODE = Path("/usr/share/gocode")
X_MOD = GOCODE / "src" / "golang.org" / "x" / "mod" / "sumdb" / "tlog"

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
PARTIES = [SigningKey.from_seed(f"example.org/{name}", bytes([i]) * 32) for i, name in enumerate(("a", "b", "c"), 1)]
# Sizes at which a tree has an edge of every kind: one entry, one full tile, its neighbours, a second level.
SIZES = (1, 2, 255, 256, 257, 511, 512, 700)


def unavailable(reason: str) -> None:
    """Skip, with a reason; in CI fail: there everything can be installed."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A log of 700 entries by three parties, and its checkpoint at each of `SIZES`."""

    folder: Path
    log: Log
    roots: dict[int, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("foreign") / "log"
    log, roots = Log.create(folder, LOG_KEY), {}
    last: dict[str, tuple[int, bytes | None]] = {}
    genesis: bytes | None = None
    for size in SIZES:
        entries = []
        for index in range(len(log), size):
            key = PARTIES[index % 3]
            party = key.name[-1]
            number, previous = last.get(party, (0, None))
            payload = json.dumps({"index": index, "note": "ملاحظة"}, ensure_ascii=False).encode()
            signers = PARTIES if index % 7 == 0 else [key]
            submission = compose(
                case="example",
                genesis=genesis,
                party=party,
                number=number + 1,
                previous=previous,
                payload=payload,
                keys=signers,
            )
            genesis = submission.log_hash
            last[party] = number + 1, submission.text_hash
            entries.append(submission.note.raw)
        log.append(entries, LOG_KEY)
        roots[size] = log.checkpoint.root
    return Made(folder=folder, log=log, roots=roots)


def proofs_of(made: Made) -> dict[str, list[dict[str, object]]]:
    """Every inclusion proof of the last tree and every consistency proof between two sizes, as x/mod reads them."""

    def text(value: bytes) -> str:
        return base64.b64encode(value).decode()

    size, root = len(made.log), made.log.checkpoint.root
    inclusion = [
        {"Index": i, "Size": size, "Root": text(root), "Path": list(map(text, made.log.inclusion_proof(i)))}
        for i in range(size)
    ]
    consistency = [
        {
            "Index": old,
            "Size": new,
            "Root": text(made.roots[new]),
            "Old": text(made.roots[old]),
            "Path": list(map(text, made.log.consistency_proof(old, new))),
        }
        for old in SIZES
        for new in SIZES
        if old < new
    ]
    return {"Inclusion": inclusion, "Consistency": consistency}


# Go.


@pytest.fixture(scope="module")
def in_go(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Build our few lines around x/mod, without a network, and return what runs them."""
    if shutil.which("go") is None or not X_MOD.is_dir():
        unavailable("no Go with golang.org/x/mod: `make test` installs them where it may (golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    program = folder / "verify_log"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": str(GOCODE),
        "GOCACHE": str(folder / "cache"),
    }
    source = Path(__file__).parent / "go" / "verify_log.go"
    subprocess.run(["go", "vet", source], env=environment, check=True, capture_output=True, text=True)
    subprocess.run(["go", "build", "-o", program, source], env=environment, check=True, capture_output=True, text=True)

    def run(log: Path, proofs: object, vkey: str = str(LOG_KEY.verifier)) -> subprocess.CompletedProcess[str]:
        (folder / "proofs.json").write_text(json.dumps(proofs))
        parties = [str(key.verifier) for key in PARTIES]
        command = [str(program), str(log), vkey, str(folder / "proofs.json"), *parties]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


def test_go_verifies_everything(made, in_go):
    proofs = proofs_of(made)
    done = in_go(made.folder, proofs)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["origin"] == "example.org/log"
    assert (found["size"], found["entries"]) == (700, 700)
    assert found["signatures"] == 700 + 2 * 100
    assert (found["inclusion"], found["consistency"]) == (700, len(SIZES) * (len(SIZES) - 1) // 2)
    # Three bundles, three tiles of level 0 and one of level 1.
    assert found["tiles"] == 7


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188"],
)
def test_go_refuses_one_changed_bit(made, in_go, tmp_path, path):
    shutil.copytree(made.folder, tmp_path / "log")
    changed = bytearray((tmp_path / "log" / path).read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "log" / path).write_bytes(changed)
    assert in_go(tmp_path / "log", {}).returncode == 1


def test_go_refuses_a_wrong_proof_and_another_key(made, in_go):
    proofs = proofs_of(made)
    proofs["Inclusion"][5]["Path"] = proofs["Inclusion"][6]["Path"]
    assert in_go(made.folder, proofs).returncode == 1
    assert in_go(made.folder, {}, str(PARTIES[0].verifier)).returncode == 1
    assert in_go(made.folder, {}).returncode == 0


# JavaScript.


@pytest.fixture(scope="module")
def in_javascript() -> Callable[..., subprocess.CompletedProcess[str]]:
    folder = Path(__file__).parent / "js"
    if shutil.which("node") is None or not (folder / "node_modules" / "@sigstore" / "verify").is_dir():
        unavailable("no Node, or not @sigstore/verify: `make test` installs the latter where there is npm")

    def run(*receipts: Path, vkey: str = str(LOG_KEY.verifier)) -> subprocess.CompletedProcess[str]:
        command = ["node", str(folder / "verify_receipts.cjs"), vkey, *map(str, receipts)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def receipts(made, tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("receipts")
    checkpoint = made.log.signed_checkpoint.note.raw
    paths = []
    for index, entry in enumerate(made.log.entries()):
        receipt = make_receipt(entry, index=index, path=made.log.inclusion_proof(index), checkpoint=checkpoint)
        paths.append(folder / f"{index}.tlog-proof")
        paths[-1].write_bytes(receipt.encode())
    return paths


def test_javascript_verifies_every_receipt(receipts, in_javascript):
    done = in_javascript(*receipts)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "700 receipts verified\n"


def test_javascript_refuses_what_was_changed(receipts, in_javascript, tmp_path):
    lines = receipts[300].read_text(encoding="utf-8").split("\n")
    changed = tmp_path / "changed.tlog-proof"
    for number in (1, 2, 3, len(lines) - 5, len(lines) - 2):
        other = receipts[301].read_text(encoding="utf-8").split("\n")[number]
        line = other if other != lines[number] else lines[number].replace("A", "B").replace("7", "6")
        changed.write_text("\n".join([*lines[:number], line, *lines[number + 1 :]]), encoding="utf-8")
        assert in_javascript(changed).returncode == 1, lines[number]
    assert in_javascript(receipts[300], vkey=str(PARTIES[0].verifier)).returncode == 1


# Python.


@pytest.fixture
def scales(made) -> TilesReader:
    reader = TilesReader(LocalBackend(made.folder))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(Vkey.from_string(str(LOG_KEY.verifier)))
    assert (checkpoint.origin, checkpoint.size) == ("example.org/log", 700)
    return reader


def test_python_reads_and_proves_every_entry(made, scales):
    root = scales.calculate_root_hash()
    assert root == made.log.checkpoint.root
    for index, entry in enumerate(made.log.entries()):
        assert scales.get_entry(index) == entry
        theirs = scales.get_inclusion_proof(index, 700)
        assert tuple(theirs.node_hashes) == made.log.inclusion_proof(index)
        ours = InclusionProof(index, 700, list(made.log.inclusion_proof(index)))
        ours.check(scales_leaf_hash(entry), root)


def test_python_proves_that_the_log_only_grew(made, scales):
    for old in SIZES:
        for new in SIZES:
            if old >= new:
                continue
            ours = made.log.consistency_proof(old, new)
            assert tuple(scales.get_consistency_proof(old, new).node_hashes) == ours
            ConsistencyProof(old, new, list(ours)).check(made.roots[old], made.roots[new])
            verify_consistency(
                old=old, new=new, old_root=made.roots[old], new_root=made.roots[new],
                path=tuple(scales.get_consistency_proof(old, new).node_hashes),
            )  # fmt: skip


def test_python_verifies_cosignatures_of_both_algorithms(made, tmp_path):
    witnesses = [
        CosigningKey.from_seed("example.org/w1", b"\x11" * 32),
        CosigningKey.from_seed("example.org/w2", b"\x22" * 32, "ml-dsa-44"),
    ]
    signed = made.log.signed_checkpoint
    lines = [key.cosign(signed.checkpoint.text, time=1_800_000_000 + i) for i, key in enumerate(witnesses)]
    (tmp_path / "checkpoint").write_bytes(with_cosignatures(signed, lines).note.raw)
    checkpoint = TilesReader(LocalBackend(tmp_path)).get_checkpoint()
    keys = [str(LOG_KEY.verifier), *(str(witness.verifier) for witness in witnesses)]
    known = VkeySet(*map(Vkey.from_string, keys))
    assert {vkey.name for vkey, _ in known.verify(checkpoint.signatures, checkpoint)} == {
        "example.org/log", "example.org/w1", "example.org/w2",
    }  # fmt: skip
