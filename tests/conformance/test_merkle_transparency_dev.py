"""Inclusion and consistency proofs against transparency-dev's vectors: a copied few always, all where they are."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from proverka.model.errors import ProverkaError
from proverka.record import verify_consistency, verify_inclusion

# Two roots of twelve bytes that the vector does not care about; here a root has 32 bytes or the proof is refused.
REFUSED_FOR_LENGTH = {"consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"}


def cases_in(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.relative_to(folder.parent).as_posix(), json.loads(path.read_text()))
        for path in sorted(folder.rglob("*.json"))
    ]


def inclusion_holds(case: dict[str, Any]) -> bool:
    try:
        verify_inclusion(
            leaf=base64.b64decode(case["leafHash"]),
            index=case["leafIdx"],
            size=case["treeSize"],
            path=[base64.b64decode(p) for p in case["proof"] or []],
            root=base64.b64decode(case["root"]),
        )
    except ProverkaError:
        return False
    return True


def consistency_holds(case: dict[str, Any]) -> bool:
    try:
        verify_consistency(
            old=case["size1"],
            new=case["size2"],
            old_root=base64.b64decode(case["root1"]),
            new_root=base64.b64decode(case["root2"]),
            path=[base64.b64decode(p) for p in case["proof"] or []],
        )
    except ProverkaError:
        return False
    return True


HOLDS = {"inclusion": inclusion_holds, "consistency": consistency_holds}


@pytest.mark.parametrize("kind", HOLDS)
def test_the_copied_vectors(published, kind):
    cases = cases_in(published / "transparency-dev-merkle" / kind)
    assert len(cases) > 15
    assert any(not case["wantErr"] for _, case in cases)
    for name, case in cases:
        assert HOLDS[kind](case) == (not case["wantErr"]), name


@pytest.mark.parametrize("kind", HOLDS)
def test_all_vectors(shared, kind):
    cases = cases_in(shared / "vectors" / "transparency-dev-merkle" / "testdata" / kind)
    assert len(cases) == 98
    differ = {name for name, case in cases if HOLDS[kind](case) == case["wantErr"]}
    assert differ == {name for name in REFUSED_FOR_LENGTH if name.startswith(kind)}
