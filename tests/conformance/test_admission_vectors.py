"""This project's own vectors of bundles, policies and keys as entries, as `docs/spec/vectors` publishes them."""

import base64
import json
from datetime import datetime

import pytest

from proverka.case.opened import open_case
from proverka.case.policy_file import witness_policy
from proverka.case.receiving import receive
from proverka.model.errors import ProverkaError
from proverka.model.policy import Policy
from proverka.model.reading import decode_json
from proverka.record import Bundle, Carried, Log, SigningKey, VerifierKey, write_bundle


def test_bundles(ours, tmp_path):
    vectors = ours("bundle.json")
    path = tmp_path / "it.bundle"
    for case in vectors["accepted"]:
        path.write_bytes(base64.b64decode(case["bundle"]))
        bundle = Bundle.read(path)
        assert [
            {"party": s.party, "number": s.number, "text_hash": s.text_hash.hex(), "signers": list(carried.signers)}
            for carried in bundle.submissions
            for s in [carried.submission]
        ] == case["submissions"]
        assert bundle.documents == case["documents"]
        assert {name: raw.decode() for name, raw in bundle.openings.items()} == case["openings"]
        bundle.replaced_by(bundle.submissions)
        assert path.read_bytes() == base64.b64decode(case["bundle"])
    for case in vectors["refused"]:
        path.write_bytes(base64.b64decode(case["bundle"]))
        with pytest.raises(ProverkaError) as caught:
            Bundle.read(path)
        assert caught.value.code == case["refused"], case["why"]


def policy_of(plain):
    return decode_json(json.dumps(plain).encode(), Policy, where="policy")


def test_policies(ours):
    vectors = ours("policy.json")
    log = VerifierKey.parse(vectors["log"])
    for case in vectors["policies"]:
        policy = policy_of(case["policy"])
        policy.check(dict.fromkeys(vectors["parties"], "declared"), where="policy")
        written = witness_policy(log, vectors["witnesses"], policy)
        assert written.text == case["policy_txt"]
        for parties, met in [(p, True) for p in case["met"]] + [(p, False) for p in case["not_met"]]:
            assert written.met_by(parties) is met
            assert policy.quorum is None or policy.met(policy.quorum, parties) is met
        assert len(case["met"]) + len(case["not_met"]) == 2 ** len(vectors["parties"])
    for case in vectors["left_out"]:
        assert witness_policy(log, case["witnesses"], policy_of(case["policy"])).text == case["policy_txt"]
    for case in vectors["refused"]:
        with pytest.raises(ProverkaError) as caught:
            policy_of(case["policy"]).check(dict.fromkeys(vectors["parties"], "declared"), where="policy")
        assert caught.value.code == case["refused"], case["why"]


def test_keys_as_entries(ours, tmp_path):
    vectors = ours("key-entries.json")
    key, now = SigningKey.parse(vectors["log_key"]), datetime.fromisoformat(vectors["now"])
    root = tmp_path / "built"
    Log.create(root / "record", key).append([vectors["genesis"].encode()], key)
    (root / "policy.txt").write_text(f"log {vectors['log']}\nquorum none\n", encoding="ascii")
    for step in vectors["steps"]:
        carried = Carried.parse(step["entry"].encode(), where=step["what"])
        write_bundle(tmp_path / "it.bundle", [carried], documents={}, openings={})
        try:
            receive(open_case(root), Bundle.read(tmp_path / "it.bundle"), now=now).take_in(key)
            outcome = "accepted"
        except ProverkaError as error:
            outcome = error.code
        assert outcome == step["outcome"], step["what"]
        held = open_case(root).meaning.keys.in_force()
        assert {one.party: str(one.key) for one in held} == step["in_force"], step["what"]
