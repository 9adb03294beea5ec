"""The standalone verifier on every published vector: those of others, and this project's own."""

import base64
import json

import pytest


def holds(alone, check, *arguments) -> bool:
    try:
        check(*arguments)
    except (alone.WrongError, *alone.FORM_ERRORS):
        return False
    return True


def test_ed25519_edge_cases(standalone, published):
    cases = json.loads((published / "cctv-ed25519" / "ed25519vectors.json").read_text())
    assert len(cases) == 914

    def check(case):
        public = bytes.fromhex(case["key"])
        standalone.check_point(public)
        key = standalone.Key("case", b"", standalone.PLAIN, public)
        key.check(case["msg"], bytes.fromhex(case["sig"]))

    for case in cases:
        assert holds(standalone, check, case) == (not case["flags"]), case["flags"]


def test_the_low_order_points_are_those_of_the_curve(standalone):
    p, d = standalone.P, standalone.D
    y8 = standalone._Y8
    assert (d * pow(y8, 4, p) + 2 * y8 * y8) % p == 1
    for y in standalone.LOW_ORDER_Y - {p, p + 1}:
        total = standalone.point(y.to_bytes(32, "little"))
        for _ in range(3):
            total = standalone.add(total, total)
        # The neutral point is x = 0, y = 1.
        assert total[0] == 0
        assert total[1] == total[2]


def merkle_case_holds(alone, kind, case) -> bool:
    path = [base64.b64decode(p) for p in case["proof"] or []]
    if kind == "inclusion":
        root, leaf = base64.b64decode(case["root"]), base64.b64decode(case["leafHash"])
        # Where a hash is read from a text, its length is checked there.
        return all(len(h) == 32 for h in (root, leaf, *path)) and holds(
            alone, alone.check_inclusion, leaf, case["leafIdx"], case["treeSize"], path, root
        )
    one, two = base64.b64decode(case["root1"]), base64.b64decode(case["root2"])
    return all(len(h) == 32 for h in (one, two, *path)) and holds(
        alone, alone.check_consistency, case["size1"], case["size2"], one, two, path
    )


@pytest.mark.parametrize(("kind", "count", "differ"), [("inclusion", 98, 0), ("consistency", 98, 1)])
def test_proofs_of_transparency_dev(standalone, shared, kind, count, differ):
    folder = shared / "vectors" / "transparency-dev-merkle" / "testdata" / kind
    cases = [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]
    assert len(cases) == count
    wrong = [case for case in cases if merkle_case_holds(standalone, kind, case) == case["wantErr"]]
    # The one is of roots of twelve bytes, which the vector does not care about.
    assert len(wrong) == differ
    assert all(len(base64.b64decode(case["root1"])) == 12 for case in wrong)


def test_live_cosignatures(standalone, published):
    for case in json.loads((published / "live-cosignatures" / "checkpoints.json").read_text())["checkpoints"]:
        cosigners = [standalone.read_key(text, 4, 6) for text in case["cosigners"]]
        signers = standalone.read_note(case["note"].encode()).signers(cosigners)
        assert sorted(time for _, time in signers) == sorted(case["times"]), case["what"]


def test_keys_and_signatures(standalone, ours):
    vectors = ours("keys.json")
    for case in vectors["keys"]:
        assert standalone.read_key(case["verifier"], standalone.PLAIN).public.hex() == case["public"]
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.read_key, case["text"], standalone.PLAIN), case["why"]
    for case in vectors["signatures"]:
        key = standalone.read_key(case["key"], standalone.PLAIN)
        message, signature = bytes.fromhex(case["message"]).decode(), bytes.fromhex(case["signature"])
        assert holds(standalone, key.check, message, signature) is case["valid"], case["what"]


def test_signed_notes(standalone, ours):
    for case in ours("signed-note.json")["cases"]:
        known = [standalone.read_key(text, standalone.PLAIN) for text in case["known"]]

        def signers(case=case, known=known):
            note = standalone.read_note(base64.b64decode(case["note"]))
            ambiguous = len({(key.name, key.ident) for key in known}) < len(set(known))
            return [] if ambiguous else list(dict.fromkeys(key.name for key, _ in note.signers(known)))

        if case["signers"]:
            assert signers() == case["signers"], case["what"]
        else:
            assert not holds(standalone, signers) or signers() == [], case["what"]


def test_checkpoints(standalone, ours):
    vectors = ours("checkpoint.json")
    policy = standalone.read_policy(f"log {vectors['log']}\nquorum none\n".encode())
    for case in vectors["accepted"]:
        found = standalone.read_checkpoint(case["note"].encode(), policy)
        assert (found.size, found.root.hex()) == (case["size"], case["root"])


def test_cosigners_and_cosignatures(standalone, ours):
    vectors = ours("cosignature.json")
    cosigners = [standalone.read_key(case["verifier"], 4, 6) for case in vectors["cosigners"]]
    for case in vectors["messages"]:
        note = standalone.read_note(f"{vectors['checkpoint']}\n{case['line']}".encode())
        assert [time for _, time in note.signers(cosigners)] == [case["time"]]
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.read_key, case["text"], 4, 6), case["why"]
    witnesses = [f"witness w{number} {vectors['cosigners'][number]['verifier']}" for number in vectors["known"]]
    policy = standalone.read_policy("\n".join([f"log {vectors['log']}", *witnesses, "quorum none", ""]).encode())
    for case in vectors["notes"]:
        held = holds(standalone, standalone.read_checkpoint, case["note"].encode(), policy)
        assert held == (case["refused"] is None), case["what"]


def test_policies(standalone, ours):
    vectors = ours("witness-policy.json")
    for case in vectors["accepted"]:
        policy = standalone.read_policy(case["text"].encode())
        assert len(policy.logs) == len(case["logs"]), case["what"]
        for cosigned in case["met_by"]:
            assert policy.met(cosigned, policy.quorum[0]), (case["what"], cosigned)
        for cosigned in case["not_met_by"]:
            assert not policy.met(cosigned, policy.quorum[0]), (case["what"], cosigned)
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.read_policy, case["text"].encode()), case["why"]


def test_submissions(standalone, ours):
    vectors = ours("submission.json")
    for case in vectors["accepted"]:
        found = standalone.read_submission(case["entry"].encode())
        assert (found.case, found.party, found.number) == (case["case"], case["party"], case["number"])
        assert found.log == bytes.fromhex(case["genesis"] or case["text_hash"])
        assert standalone.leaf(case["entry"].encode()).hex() == case["leaf_hash"]
    signed = vectors["accepted"][0]["entry"].rpartition("\n\n")[2]
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.read_submission, f"{case['text']}\n{signed}".encode()), case["why"]


def test_the_tree(standalone, ours):
    vectors = ours("merkle-tree.json")
    leaves = [standalone.leaf(b"%d" % number) for number in range(1000)]
    for case in vectors["roots"]:
        assert standalone.root_of(leaves[: case["size"]]).hex() == case["root"]
    for case in vectors["inclusion"]:
        path, root = [bytes.fromhex(h) for h in case["path"]], standalone.root_of(leaves[: case["size"]])
        standalone.check_inclusion(leaves[case["index"]], case["index"], case["size"], path, root)
    for case in vectors["consistency"]:
        roots = [standalone.root_of(leaves[: case[which]]) for which in ("old", "new")]
        standalone.check_consistency(case["old"], case["new"], *roots, [bytes.fromhex(h) for h in case["path"]])


def test_tile_paths(standalone, ours):
    for case in ours("tiles.json")["paths"]:
        kind = "entries" if case["level"] is None else str(case["level"])
        assert case["path"].split(".p/")[0] == standalone.tile_path(kind, case["index"])


def test_receipts(standalone, ours):
    vectors = ours("receipt.json")
    policy = standalone.read_policy(vectors["policy"].encode())
    for case in vectors["accepted"]:
        held = holds(standalone, standalone.check_receipt, case["receipt"].encode(), policy)
        assert held == case["counts"], case["what"]
        if held:
            submission, _ = standalone.check_receipt(case["receipt"].encode(), policy)
            assert (submission.party, submission.number) == (case["party"], case["number"])
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.check_receipt, case["receipt"].encode(), policy), case["what"]


def test_evidence(standalone, ours):
    vectors = ours("evidence.json")
    policy = standalone.read_policy(f"log {vectors['log']}\nquorum none\n".encode())
    party = standalone.read_key(vectors["party"], standalone.PLAIN)
    for case in [*vectors["forks"], *vectors["double_numbers"]]:
        assert standalone.check_evidence(case["evidence"].encode(), policy, party), case["what"]
    for case in vectors["refused"]:
        assert not holds(standalone, standalone.check_evidence, case["evidence"].encode(), policy, party), case["what"]
