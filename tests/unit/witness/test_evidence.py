import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote, SigningKey, compose, leaf_hash
from proverka.record.merkle import consistency_proof, root_of_hashes
from proverka.witness import DoubleNumberEvidence, ForkEvidence, fork_between, parse_evidence

LOG = SigningKey.from_seed("example.org/log", bytes(32))
ALPHA = SigningKey.from_seed("example.org/alpha", b"\x01" * 32)
BETA = SigningKey.from_seed("example.org/beta", b"\x02" * 32)
# The hash of the text that the log begins with to which everything here is submitted.
BEGINS = b"\x07" * 32
HONEST = [leaf_hash(b"%d" % number) for number in range(20)]


def tree(leaves):
    """The roots within the tree of those leaves, as `fork_between` asks for them."""
    return lambda start, end: root_of_hashes(leaves[start:end])


def signed(leaves, *, key=LOG, origin=None, extensions=()):
    at = Checkpoint(origin=origin or key.name, size=len(leaves), root=root_of_hashes(leaves), extensions=extensions)
    if origin is None:
        return SignedCheckpoint.sign(at, key)
    return SignedCheckpoint(checkpoint=at, note=SignedNote.sign(at.text, [key]))


def forked(size, at):
    """Leaves that differ from the honest ones at one place."""
    return [*HONEST[:at], leaf_hash(b"another"), *HONEST[at + 1 : size]]


def evidence(smaller=5, larger=9, at=2):
    lie = forked(larger, at)
    found = fork_between(signed(HONEST[:smaller]), signed(lie), tree(lie))
    assert found is not None
    return found


def wrong(judge) -> str:
    with pytest.raises(RefusedError) as caught:
        judge()
    assert caught.value.fault.refusal is Refusal.WRONG_EVIDENCE
    return str(caught.value)


def test_every_fork_between_small_trees_is_proved():
    for larger in range(1, 18):
        for smaller in range(1, larger + 1):
            lie = forked(larger, smaller // 2)
            found = fork_between(signed(HONEST[:smaller]), signed(lie), tree(lie))
            assert found is not None
            read = ForkEvidence.parse(found.encode())
            assert read == found
            fork = read.judge(LOG.verifier)
            assert (fork.smaller.size, fork.larger.size, fork.root) == (smaller, larger, tree(lie)(0, smaller))
            assert fork.root != fork.smaller.root


def test_no_fork_is_found_where_one_tree_extends_the_other():
    for larger in range(18):
        for smaller in range(larger + 1):
            assert fork_between(signed(HONEST[:smaller]), signed(HONEST[:larger]), tree(HONEST)) is None


def test_every_tree_extends_the_empty_one():
    def unasked(start, end):
        raise AssertionError((start, end))

    assert fork_between(signed([]), signed(HONEST[:6]), unasked) is None


def test_a_fork_after_the_smaller_tree_is_none():
    lie = forked(9, 6)
    assert fork_between(signed(HONEST[:5]), signed(lie), tree(lie)) is None


def test_equal_sizes_need_no_tree():
    def unasked(start, end):
        raise AssertionError((start, end))

    found = fork_between(signed(HONEST[:6]), signed(forked(6, 1)), unasked)
    assert found is not None
    assert (found.path, found.root) == ((), root_of_hashes(forked(6, 1)))
    found.judge(LOG.verifier)


def test_a_damaged_copy_of_the_larger_tree_accuses_nobody():
    for smaller in (4, 5):
        with pytest.raises(RefusedError) as caught:
            fork_between(signed(HONEST[:smaller]), signed(HONEST[:9]), tree(forked(9, 1)))
        assert caught.value.fault.refusal is Refusal.WRONG_PROOF


def test_the_statement_names_the_log_the_sizes_and_both_roots():
    fork = evidence().judge(LOG.verifier)
    for part in (LOG.name, "first 5 entries", "9 entries", fork.smaller.root.hex(), fork.root.hex()):
        assert part in str(fork)


def test_two_honest_checkpoints_prove_nothing_whatever_root_is_claimed():
    smaller, larger = signed(HONEST[:5]), signed(HONEST[:9])
    path = consistency_proof(5, 9, tree(HONEST))
    true = ForkEvidence(smaller=smaller.note.raw, larger=larger.note.raw, root=smaller.checkpoint.root, path=path)
    assert "the first 5 entries are the same" in wrong(lambda: true.judge(LOG.verifier))
    for root, hashes in (
        (bytes(32), path),
        (root_of_hashes(forked(5, 2)), path),
        (root_of_hashes(forked(5, 2)), consistency_proof(5, 9, tree(forked(9, 2)))),
        (larger.checkpoint.root, ()),
    ):
        lie = ForkEvidence(smaller=smaller.note.raw, larger=larger.note.raw, root=root, path=hashes)
        wrong(lambda lie=lie: lie.judge(LOG.verifier))


def test_one_checkpoint_twice_proves_nothing():
    one = signed(HONEST[:5])
    twice = ForkEvidence(smaller=one.note.raw, larger=one.note.raw, root=one.checkpoint.root)
    wrong(lambda: twice.judge(LOG.verifier))


def test_other_extension_lines_are_no_fork():
    plain, more = signed(HONEST[:5]), signed(HONEST[:5], extensions=("more",))
    assert fork_between(plain, more, tree(HONEST)) is None


def test_the_order_matters():
    lie = forked(9, 2)
    swapped = ForkEvidence(
        smaller=signed(lie).note.raw, larger=signed(HONEST[:5]).note.raw, root=root_of_hashes(HONEST[:5])
    )
    wrong(lambda: swapped.judge(LOG.verifier))


def test_both_must_be_signed_by_the_accused_under_its_own_origin():
    found = evidence()
    wrong(lambda: found.judge(ALPHA.verifier))
    lie = forked(9, 2)
    path = consistency_proof(5, 9, tree(lie))
    root = root_of_hashes(lie[:5])
    by_another = signed(lie, key=SigningKey.from_seed(LOG.name, b"\x09" * 32))
    elsewhere = signed(lie, origin="example.org/elsewhere")
    unsigned = found.larger.replace(b"A", b"B", 1)
    for larger in (by_another.note.raw, elsewhere.note.raw, unsigned, b"not a note"):
        framed = ForkEvidence(smaller=found.smaller, larger=larger, root=root, path=path)
        wrong(lambda framed=framed: framed.judge(LOG.verifier))


def submission(payload, *, number=2, keys=(ALPHA,), party="alpha", case="example", genesis=BEGINS):
    previous = None if number == 1 else bytes(32)
    return compose(
        case=case, genesis=genesis, party=party, number=number, previous=previous, payload=payload, keys=list(keys)
    )


def double(first, second):
    return DoubleNumberEvidence(first=first.note.raw, second=second.note.raw)


def test_a_number_used_twice_is_proved():
    found = double(submission(b"one"), submission(b"two"))
    read = DoubleNumberEvidence.parse(found.encode())
    assert read == found
    statement = read.judge([BETA.verifier, ALPHA.verifier])
    assert statement.key == ALPHA.verifier
    assert (statement.first.payload, statement.second.payload) == (b"one", b"two")
    assert "submission 2 of alpha to example" in str(statement)


def test_another_previous_text_is_another_text():
    first = submission(b"one")
    other = compose(
        case="example", genesis=BEGINS, party="alpha", number=2, previous=b"\x01" * 32, payload=b"one", keys=[ALPHA]
    )
    double(first, other).judge([ALPHA.verifier])


def test_more_signatures_on_one_text_are_no_offence():
    one = submission(b"one")
    assert "the same text twice" in wrong(lambda: double(one, one.signed_by(BETA)).judge([ALPHA.verifier]))


@pytest.mark.parametrize(
    "second",
    [
        submission(b"two", number=3),
        submission(b"two", party="beta"),
        submission(b"two", case="another"),
        submission(b"two", genesis=b"\x08" * 32),
        submission(b"two", keys=[BETA]),
    ],
    ids=["number", "party", "case", "log", "key"],
)
def test_another_number_party_case_log_or_key_proves_nothing(second):
    first = submission(b"one")
    wrong(lambda: double(first, second).judge([ALPHA.verifier]))
    wrong(lambda: double(second, first).judge([ALPHA.verifier]))


def test_the_first_texts_of_two_logs_are_no_offence():
    """Whoever keeps two logs of one case has signed a number 1 for each: they are two logs by their first texts."""
    one, other = (submission(payload, number=1, genesis=None) for payload in (b"one", b"two"))
    assert one.log_hash.hex() in wrong(lambda: double(one, other).judge([ALPHA.verifier]))


def test_a_second_text_under_the_number_of_the_first_text_of_its_log_is_proved():
    begins = submission(b"one", number=1, genesis=None)
    again = submission(b"two", number=1, genesis=begins.text_hash)
    assert double(begins, again).judge([ALPHA.verifier]).second == again
    wrong(lambda: double(begins, submission(b"two", number=1)).judge([ALPHA.verifier]))


def test_two_keys_of_a_party_that_signed_one_each_prove_nothing_by_one_key():
    new = SigningKey.from_seed("example.org/alpha", b"\x05" * 32)
    found = double(submission(b"one"), submission(b"two", keys=[new]))
    wrong(lambda: found.judge([ALPHA.verifier, new.verifier]))


def test_a_joint_submission_is_judged_by_the_key_that_is_given():
    found = double(submission(b"one", keys=[ALPHA, BETA]), submission(b"two", keys=[BETA, ALPHA]))
    assert found.judge([BETA.verifier]).key == BETA.verifier
    wrong(lambda: found.judge([]))


def test_a_changed_or_broken_submission_proves_nothing():
    first, second = submission(b"one"), submission(b"two")
    for raw in (second.note.raw.replace(b"two", b"tow"), b"nothing"):
        found = DoubleNumberEvidence(first=first.note.raw, second=raw)
        wrong(lambda found=found: found.judge([ALPHA.verifier]))
        back = DoubleNumberEvidence(first=raw, second=first.note.raw)
        wrong(lambda back=back: back.judge([ALPHA.verifier]))


def test_a_draft_proves_nothing():
    raw = submission(b"two").note.text.encode() + b"\n"
    wrong(lambda: DoubleNumberEvidence(first=submission(b"one").note.raw, second=raw).judge([ALPHA.verifier]))


def test_either_kind_is_read():
    fork, twice = evidence(), double(submission(b"one"), submission(b"two"))
    assert parse_evidence(fork.encode()) == fork
    assert parse_evidence(twice.encode()) == twice


FORK = evidence().encode().decode()
TWICE = double(submission(b"one"), submission(b"two")).encode().decode()
FORK_LINES, TWICE_LINES = FORK.splitlines(), TWICE.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "proverka/fork/v1",
        "proverka/fork/v1\n",
        "proverka/fork/v2\n" + FORK.partition("\n")[2],
        "proverka/double-number/v1\n" + FORK.partition("\n")[2],
        "proverka/fork/v1\n" + TWICE.partition("\n")[2],
        FORK[:-1],
        FORK + "\n",
        FORK + "more c29tZQ==\n",
        FORK + "smaller " + FORK_LINES[1].split(" ")[1] + "\n",
        FORK.replace("\n", "\r\n"),
        FORK.replace("root ", "root  "),
        FORK.replace("root ", "Root "),
        FORK.replace("root ", ""),
        FORK.replace(FORK_LINES[3], "root AAAA"),
        FORK.replace(FORK_LINES[1], "smaller "),
        FORK.replace(FORK_LINES[1], "smaller"),
        FORK.replace(FORK_LINES[4], "hash AAAA"),
        FORK.replace("smaller", "smäller"),
        "\n".join([FORK_LINES[0], FORK_LINES[2], FORK_LINES[1], *FORK_LINES[3:], ""]),
        FORK + f"{FORK_LINES[4]}\n" * 65,
        TWICE[:-1],
        TWICE + TWICE_LINES[2] + "\n",
        TWICE.replace("first ", "first"),
        "\n".join([TWICE_LINES[0], TWICE_LINES[2], TWICE_LINES[1], ""]),
    ],
)
def test_every_other_form_is_malformed(text):
    with pytest.raises(MalformedError) as caught:
        parse_evidence(text.encode())
    assert caught.value.fault.refusal is Refusal.BAD_EVIDENCE


def test_evidence_beyond_every_size_is_refused():
    with pytest.raises(MalformedError) as caught:
        parse_evidence(b"proverka/fork/v1\n" + b"a" * 3_000_000)
    assert caught.value.fault.refusal is Refusal.TOO_LARGE
