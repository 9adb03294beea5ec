"""What proves a public edition, and who vouches for the words of its pages."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from proverka.case.keyring import read_key
from proverka.case.opened import open_case
from proverka.case.proving import checking_of, proved_of
from proverka.case.publishing import publish
from proverka.model.errors import RefusedError
from proverka.model.policy import Group, Policy
from proverka.publication.manifest import MANIFEST, SUMS
from proverka.record import SignedNote, SigningKey

LAST = {SUMS, MANIFEST, "proof/manifest.js"}


@pytest.fixture(scope="module")
def edition(secrets_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public edition of the case with secrets, signed by its inspectorate."""
    out = tmp_path_factory.mktemp("edition") / "public"
    publish(open_case(secrets_case), out, key=read_key(secrets_case / "keys" / "inspectorate.key"))
    return out


def value_of(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8").partition(", ")[2].removesuffix(");\n"))


def test_every_file_is_listed_with_its_hash(edition):
    files = {path.relative_to(edition).as_posix(): path for path in edition.rglob("*") if path.is_file()}
    sums = dict(reversed(line.split("  ")) for line in (edition / SUMS).read_text(encoding="utf-8").splitlines())
    assert sums.keys() == files.keys() - LAST
    assert sums == {path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in files.items() if path in sums}


def test_a_tool_of_every_system_checks_it(edition):
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum here")
    done = subprocess.run([tool, "--quiet", "--strict", "--check", SUMS], cwd=edition, check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_manifest_is_signed_by_whom_it_says(edition, secrets_case):
    key = read_key(secrets_case / "keys" / "inspectorate.key").verifier
    note = SignedNote.parse((edition / MANIFEST).read_bytes())
    assert note.verify([key]) == (key,)
    assert hashlib.sha256((edition / SUMS).read_bytes()).hexdigest() in note.text
    assert value_of(edition / "proof/manifest.js") == note.raw.decode()


def test_other_verifiers_take_no_notice_of_what_lies_beside_the_record(edition, standalone):
    policy = standalone.read_policy((edition / "policy.txt").read_bytes())
    assert standalone.check_log(edition, policy)[0].startswith("proverka.example/secrets: ")


@pytest.mark.parametrize("name", ["proverka.example/secrets/inspectorate", "example.org/somebody"])
def test_a_key_of_nobody_in_the_record_is_refused_before_anything_is_written(secrets_case, tmp_path, name):
    with pytest.raises(RefusedError, match="unknown-key"):
        publish(open_case(secrets_case), tmp_path / "out", key=SigningKey.from_seed(name, bytes(32)))
    assert not (tmp_path / "out").exists()


def test_proofs_hold_what_the_edition_holds_and_nothing_else(edition, secrets_case):
    case = open_case(edition)
    proved = proved_of(case)
    assert [entry.decode() for entry in case.log.entries()] == value_of(edition / "proof/entries/000.js")
    names = {path.name for path in (edition / "documents").rglob("*") if path.is_file()}
    assert {name for held in proved.disclosed.values() for name in held.documents} == names
    assert len(names) == 1
    whole = proved_of(open_case(secrets_case))
    assert sum(len(held.documents) for held in whole.disclosed.values()) == 3
    assert not any(held.openings for held in proved.disclosed.values())
    assert sum(len(held.openings) for held in whole.disclosed.values()) == 5


def test_tiles_are_those_of_the_checkpoint(edition):
    paths = [path for path, _ in proved_of(open_case(edition)).tiles()]
    assert paths == [f"tile/0/000.p/{open_case(edition).log.size}"]


def test_changes_of_keys_and_policy_are_named(council: Any, tmp_path: Path) -> None:
    made = council.Council.founded(tmp_path / "case")
    made.take(made.submission())
    new = council.key_of("state", 1)
    change = {"action": "rotate", "party": "state", "key": str(new.verifier)}
    keys = [council.key_of("state"), new]
    made.take(made.key_change("state", change, keys=keys))
    assert proved_of(made.case).rulings == (2,)
    stated = {(key.whose, key.use): key.text for key in checking_of(made.case).keys}
    assert stated["The state", "party"] == str(new.verifier)
    assert stated["proverka.example/council", "log"] == str(council.LOG_KEY.verifier)


def test_the_newest_checkpoint_that_counts_is_shown_and_a_newer_one_that_does_not(council: Any, tmp_path: Path):
    witnesses = ("state", "desk")
    policy = Policy(quorum=Group(least=2, of=witnesses))
    made = council.Council.founded(tmp_path / "case", policy, witnesses=witnesses)

    def keep(*parties: str) -> bytes:
        signed = made.case.log.signed_checkpoint
        lines = [council.witness_of(party).cosign(signed.checkpoint.text, time=1_700_000_000) for party in parties]
        (made.root / "checkpoints").mkdir(exist_ok=True)
        raw: bytes = signed.note.raw + b"".join(line.line.encode() for line in lines)
        (made.root / "checkpoints" / str(signed.checkpoint.size)).write_bytes(raw)
        return raw

    assert proved_of(made.case).cosigned == ()
    first = keep("state", "desk")
    assert proved_of(made.case).cosigned == (first,)
    made.take(made.submission())
    second = keep("state")
    assert proved_of(made.case).cosigned == (first, second)
    second = keep("state", "desk")
    assert proved_of(made.case).cosigned == (second,)
