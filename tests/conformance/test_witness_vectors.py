"""Our own vectors of the witness protocol: questions in order, and exactly these answers."""

import base64

from proverka.record import Folder, SigningKey
from proverka.witness import CosigningKey, ForkEvidence
from proverka.witness.state import WatchedLog
from proverka.witness.witness import Witness


def test_a_witness_answers_as_published(ours, tmp_path):
    vectors = ours("witness.json")
    log_key = SigningKey.from_seed(vectors["log"]["name"], bytes.fromhex(vectors["log"]["seed"]))
    own = vectors["witness"]
    key = CosigningKey.from_seed(own["name"], bytes.fromhex(own["seed"]), own["algorithm"])
    witness = Witness(Folder(root=tmp_path), [key], [WatchedLog(key=log_key.verifier)])
    for question in vectors["questions"]:
        answer = witness.add_checkpoint(base64.b64decode(question["request"]), now=question["now"])
        expected = (question["status"], question["content_type"])
        assert (answer.status, answer.content_type) == expected, question["what"]
        if "body" in question:
            assert answer.body.decode() == question["body"], question["what"]
    assert {question["status"] for question in vectors["questions"]} == {200, 400, 403, 404, 409, 422}
    assert witness.checkpoint(vectors["folder"]) == vectors["checkpoint"].encode()
    kept = sorted(path.read_text(encoding="utf-8") for path in (tmp_path / "evidence").iterdir())
    assert kept == vectors["evidence"]
    assert len(kept) == 2
    for one in kept:
        ForkEvidence.parse(one.encode()).judge(log_key.verifier)
