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


# The subtree sets. This record knows no subtrees: what it verifies begins at leaf 0. Where a subtree question comes
# down to one of the two that it does ask, the vectors apply: inclusion in leaves `start` to `end` is inclusion in the
# tree of those leaves, consistency from leaf 0 on is that of two trees, of a single leaf its inclusion. What is left
# over is whether a span is one at all, which is asked here, and consistency of longer spans inside of a tree.


def is_subtree(start: int, end: int) -> bool:
    """Whether leaves `start` to `end` are a subtree: `start` is a multiple of the power of two that has room for it."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def subtree_inclusion_holds(case: dict[str, Any]) -> bool:
    start, end = case["start"], case["end"]
    whole = {**case, "leafIdx": case["leafIdx"] - start, "treeSize": end - start}
    return is_subtree(start, end) and inclusion_holds(whole)


def subtree_consistency_holds(case: dict[str, Any]) -> bool | None:
    """Whether it holds; `None` where this record has no such question."""
    start, end = case["start"], case["end"]
    if not is_subtree(start, end) or end > case["size"]:
        return False
    if start == 0:
        return consistency_holds({**case, "size1": end, "size2": case["size"]})
    if end == start + 1:
        tree = {"leafHash": case["root1"], "leafIdx": start, "treeSize": case["size"], "root": case["root2"]}
        return inclusion_holds({**case, **tree})
    return None


def test_subtree_inclusion(shared):
    cases = cases_in(shared / "vectors" / "transparency-dev-merkle" / "testdata" / "subtreeinclusion")
    assert len(cases) == 204
    assert {name for name, case in cases if subtree_inclusion_holds(case) == case["wantErr"]} == set()


def test_subtree_consistency(shared):
    cases = cases_in(shared / "vectors" / "transparency-dev-merkle" / "testdata" / "subtreeconsistency")
    assert len(cases) == 118
    answers = {name: subtree_consistency_holds(case) for name, case in cases}
    # None of them asks for a longer span inside of a tree, so that all apply.
    assert None not in answers.values()
    differ = {name.rpartition("/")[2] for name, case in cases if answers[name] == case["wantErr"]}
    empty = {name for name in differ if name.startswith("subtree-is-empty")}
    # Six accept a subtree of no leaves in whatever tree; nothing is proved by it, and here it is no subtree.
    assert len(empty) == 6
    # One is of roots of twelve bytes, as above.
    assert differ - empty == {"sizes-are-equal-one-and-proof-is-empty.json"}
