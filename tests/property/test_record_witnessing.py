"""Witnessing under hostile bytes: only our own refusals, one text for each value, no flipped bit that goes unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.model.errors import ProverkaError
from proverka.record import Checkpoint, SignedCheckpoint, SigningKey, compose, leaf_hash
from proverka.record.merkle import inclusion_proof, root_of_hashes
from proverka.witness import (
    CosigningKey,
    DoubleNumberEvidence,
    ForkEvidence,
    Proof,
    WitnessGroup,
    WitnessPolicy,
    cosignatures,
    fork_between,
    make_receipt,
    parse_cosignature_lines,
    parse_cosigner_key,
    parse_evidence,
    verify_checkpoint,
    verify_receipt,
    with_cosignatures,
)
from proverka.witness.cosigner import TIME_MAX

LOG = SigningKey.from_seed("example.org/log", bytes(32))
ALPHA = SigningKey.from_seed("example.org/alpha", b"\x01" * 32)
ED25519 = CosigningKey.from_seed("example.org/ed", b"\x03" * 32)
MLDSA44 = CosigningKey.from_seed("example.org/pq", b"\x04" * 32, "ml-dsa-44")
STRANGER = CosigningKey.from_seed("example.org/stranger", b"\x05" * 32)
TIME = 1_700_000_000
POLICY = WitnessPolicy.compose(
    logs=(LOG.verifier,),
    cosigners={"ed": ED25519.verifier, "pq": MLDSA44.verifier},
    groups=(WitnessGroup(name="both", least=2, members=("ed", "pq")),),
    quorum="both",
)


def submission(number, payload):
    genesis, previous = (None, None) if number == 1 else (b"\1" * 32, bytes(32))
    return compose(
        case="example",
        genesis=genesis,
        party="alpha",
        number=number,
        previous=previous,
        payload=payload,
        keys=[ALPHA],
    )


ENTRIES = [submission(number, b"{}").note.raw for number in range(1, 8)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
OTHERS = [LEAVES[0], leaf_hash(b"another"), *LEAVES[2:]]


def signed(leaves):
    return SignedCheckpoint.sign(Checkpoint(origin=LOG.name, size=len(leaves), root=root_of_hashes(leaves)), LOG)


def cosigned(leaves, *keys):
    at = signed(leaves)
    return with_cosignatures(at, [key.cosign(at.note.text, time=TIME) for key in keys]).note.raw


def roots(leaves):
    return lambda start, end: root_of_hashes(leaves[start:end])


PLAIN = cosigned(LEAVES, ED25519, STRANGER)
RECEIPT = make_receipt(
    ENTRIES[3], index=3, path=inclusion_proof(3, 7, roots(LEAVES)), checkpoint=cosigned(LEAVES, ED25519, MLDSA44)
).encode()
FORK = fork_between(signed(LEAVES[:5]), signed(OTHERS), roots(OTHERS))
assert FORK is not None
TWICE = DoubleNumberEvidence(first=submission(2, b"one").note.raw, second=submission(2, b"two").note.raw)


def claims_of_checkpoint(raw):
    found = verify_checkpoint(raw, POLICY)
    return found.checkpoint, found.counts, [(c.key, c.time) for c in found.cosignatures]


def claims_of_receipt(raw):
    found = verify_receipt(Proof.parse(raw), policy=POLICY)
    proven = found.proven
    return (
        found.submission.note.raw,
        proven.index,
        proven.checkpoint,
        proven.counts,
        [(c.key, c.time) for c in proven.cosignatures],
    )


def claims_of_fork(raw):
    evidence = parse_evidence(raw)
    assert isinstance(evidence, ForkEvidence)
    return evidence.judge(LOG.verifier)


def claims_of_double_number(raw):
    evidence = parse_evidence(raw)
    assert isinstance(evidence, DoubleNumberEvidence)
    found = evidence.judge([ALPHA.verifier])
    return found.key, found.first.note.text, found.second.note.text


@dataclass(frozen=True)
class Signed:
    """Signed bytes, and what a reader of them is told."""

    raw: bytes
    claims: Callable[[bytes], Any]


SIGNED = {
    "checkpoint": Signed(PLAIN, claims_of_checkpoint),
    "receipt": Signed(RECEIPT, claims_of_receipt),
    "fork": Signed(FORK.encode(), claims_of_fork),
    "double number": Signed(TWICE.encode(), claims_of_double_number),
}


def told(name, raw):
    """What a reader is told of `raw`: `None` where it is refused."""
    try:
        return SIGNED[name].claims(raw)
    except ProverkaError:
        return None


def flipped(raw, bit):
    return raw[: bit // 8] + bytes([raw[bit // 8] ^ 1 << bit % 8]) + raw[bit // 8 + 1 :]


@pytest.mark.parametrize("name", ["fork", "double number"])
def test_every_bit_of_evidence_that_is_flipped_is_refused(name):
    raw = SIGNED[name].raw
    assert told(name, raw) is not None
    assert [bit for bit in range(8 * len(raw)) if told(name, flipped(raw, bit)) is not None] == []


def test_every_bit_of_a_checkpoint_that_is_flipped_is_refused_or_takes_a_witness_away():
    before = told("checkpoint", PLAIN)
    assert before is not None
    after = {bit: told("checkpoint", flipped(PLAIN, bit)) for bit in range(8 * len(PLAIN))}
    # The line of a stranger may change unseen, as long as it is a line.
    stranger = PLAIN.index(f"\N{EM DASH} {STRANGER.name} ".encode())
    unseen = [bit for bit, found in after.items() if found == before]
    assert unseen
    assert min(unseen) // 8 >= stranger
    # A name or identifier that is nobody's any more, six characters of base64, is one witness less.
    ours = PLAIN.index(f"\N{EM DASH} {ED25519.name} ".encode())
    head = ours + len(f"\N{EM DASH} {ED25519.name} ".encode()) + 6
    weaker = [bit for bit, found in after.items() if found not in (None, before)]
    assert weaker
    assert all(ours <= bit // 8 < head for bit in weaker)
    assert all(after[bit] == (before[0], False, []) for bit in weaker)


def test_every_bit_of_a_receipt_that_is_flipped_is_refused_or_takes_a_witness_away():
    path = inclusion_proof(3, 7, roots(LEAVES))
    raw = make_receipt(ENTRIES[3], index=3, path=path, checkpoint=cosigned(LEAVES, ED25519)).encode()
    before = told("receipt", raw)
    assert before is not None
    ours = raw.index(f"\N{EM DASH} {ED25519.name} ".encode())
    for bit in range(8 * len(raw)):
        after = told("receipt", flipped(raw, bit))
        assert after is None or (bit // 8 >= ours and after == (*before[:3], False, [])), bit


@settings(deadline=None)
@given(bit=st.integers(0, 8 * len(RECEIPT) - 1))
def test_a_bit_of_a_receipt_is_refused_or_takes_a_witness_away(bit):
    before, after = told("receipt", RECEIPT), told("receipt", flipped(RECEIPT, bit))
    assert before is not None
    if after is not None:
        assert after[:3] == before[:3]
        assert after[3] is False
        assert len(after[4]) == 1
        assert after[4][0] in before[4]


TIMES = st.integers(1, TIME_MAX)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,20}", fullmatch=True)
HASHES = st.binary(min_size=32, max_size=32)
ALGORITHMS = st.sampled_from(["ed25519", "ml-dsa-44"])


@settings(deadline=None)
@given(name=NAMES, seed=HASHES, algorithm=ALGORITHMS, time=TIMES, size=st.integers(1, 2**63 - 1), root=HASHES)
def test_whatever_is_cosigned_verifies(*, name, seed, algorithm, time, size, root):
    key = CosigningKey.from_seed(name, seed, algorithm)
    at = SignedCheckpoint.sign(Checkpoint(origin=LOG.name, size=size, root=root), LOG)
    found = cosignatures(with_cosignatures(at, [key.cosign(at.note.text, time=time)]), [key.verifier])
    assert [(c.key, c.time) for c in found] == [(key.verifier, time)]
    assert parse_cosigner_key(str(key.verifier)) == key.verifier
    assert CosigningKey.parse(key.private_text()) == key


@given(st.lists(st.sampled_from([ED25519, STRANGER]).flatmap(lambda k: st.tuples(st.just(k), TIMES)), max_size=8))
def test_lines_are_kept_in_order_and_once(made):
    at = signed(LEAVES)
    lines = [key.cosign(at.note.text, time=time) for key, time in made]
    whole = with_cosignatures(at, lines)
    assert whole.note.signatures == (*at.note.signatures, *dict.fromkeys(lines))
    one_by_one = at
    for line in lines:
        one_by_one = with_cosignatures(one_by_one, [line])
    assert one_by_one == whole
    if lines:
        assert parse_cosignature_lines("".join(line.line for line in lines).encode()) == tuple(lines)


@given(
    index=st.integers(0, 2**63 - 2),
    path=st.lists(HASHES, max_size=63),
    checkpoint=st.binary(max_size=200),
    extra=st.one_of(st.none(), st.binary(min_size=1, max_size=200)),
)
def test_proofs_round_trip(index, path, checkpoint, extra):
    proof = Proof(index=index, path=tuple(path), checkpoint=checkpoint, extra=extra)
    assert Proof.parse(proof.encode()) == proof


@given(first=st.binary(min_size=1), second=st.binary(min_size=1), root=HASHES, path=st.lists(HASHES, max_size=64))
def test_evidence_round_trips(first, second, root, path):
    fork = ForkEvidence(smaller=first, larger=second, root=root, path=tuple(path))
    assert parse_evidence(fork.encode()) == fork
    twice = DoubleNumberEvidence(first=first, second=second)
    assert parse_evidence(twice.encode()) == twice


@given(data=st.data(), at=st.integers(1, 7), larger=st.integers(1, 40))
def test_a_fork_is_proved_if_and_only_if_there_is_one(data, at, larger):
    honest = [leaf_hash(b"%d" % number) for number in range(larger)]
    changed = data.draw(st.one_of(st.none(), st.integers(0, larger - 1)))
    lie = honest if changed is None else [*honest[:changed], leaf_hash(b"another"), *honest[changed + 1 :]]
    smaller = min(at, larger)
    found = fork_between(signed(honest[:smaller]), signed(lie), roots(lie))
    if changed is None or changed >= smaller:
        assert found is None
    else:
        assert found is not None
        assert found.judge(LOG.verifier).root == root_of_hashes(lie[:smaller])


@st.composite
def policies(draw):
    """A policy in whose groups every name is a member at most once, and the names of its witnesses."""
    witnesses = draw(st.lists(NAMES.filter(lambda n: n != "none"), min_size=1, max_size=6, unique=True))
    keys = {name: CosigningKey.from_seed(name, bytes([i]) * 32).verifier for i, name in enumerate(witnesses, start=20)}
    free, groups = list(witnesses), []
    for number in range(draw(st.integers(0, 4))):
        members = draw(st.lists(st.sampled_from(free), min_size=1, unique=True)) if free else []
        if members:
            least = draw(st.integers(1, len(members)))
            groups.append(WitnessGroup(name=f"=group{number}", least=least, members=tuple(members)))
            free = [name for name in free if name not in members] + [f"=group{number}"]
    quorum = draw(st.sampled_from(["none", *witnesses, *(group.name for group in groups)]))
    return WitnessPolicy.compose(logs=(LOG.verifier,), cosigners=keys, groups=tuple(groups), quorum=quorum)


def meant(policy, name, witnesses):
    """Whether a name has witnessed: the recursive definition of the specification."""
    groups = {group.name: group for group in policy.groups}
    if name not in groups:
        return name in witnesses
    group = groups[name]
    return sum(meant(policy, member, witnesses) for member in group.members) >= group.least


@settings(deadline=None)
@given(data=st.data(), policy=policies())
def test_policies_round_trip_and_mean_what_the_specification_says(data, policy):
    assert WitnessPolicy.parse(policy.text) == policy
    some = data.draw(st.sets(st.sampled_from(sorted(policy.cosigners))))
    assert policy.met_by(some) is (policy.quorum == "none" or meant(policy, policy.quorum, some))
    # Whoever is added, a quorum that is met stays met.
    if policy.met_by(some):
        assert policy.met_by({*some, data.draw(st.sampled_from(sorted(policy.cosigners)))})


PARSERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "policy": (POLICY.text.encode(), lambda raw: WitnessPolicy.parse(raw.decode(errors="surrogateescape"))),
    "cosigner": (
        str(ED25519.verifier).encode(),
        lambda raw: parse_cosigner_key(raw.decode(errors="surrogateescape")),
    ),
    "private key": (
        ED25519.private_text().encode(),
        lambda raw: CosigningKey.parse(raw.decode(errors="surrogateescape")),
    ),
    "cosignatures": (
        ED25519.cosign(signed(LEAVES).note.text, time=TIME).line.encode(),
        parse_cosignature_lines,
    ),
    "checkpoint": (PLAIN, claims_of_checkpoint),
    "receipt": (RECEIPT, claims_of_receipt),
    "fork": (FORK.encode(), claims_of_fork),
    "double number": (TWICE.encode(), claims_of_double_number),
}


def mutations(good: bytes) -> st.SearchStrategy[bytes]:
    """Good bytes with a stretch of them replaced: closer to what passes than noise is."""
    ends = st.tuples(st.integers(0, len(good)), st.integers(0, len(good))).map(sorted)
    pieces = [b"\n", b"\n\n", b"\r\n", b" ", b"+", b"0", b"-", b"=", "\u2028".encode(), b"\xe2\x80\x94 ", b"\xff", b"#"]
    middle = st.one_of(st.binary(max_size=20), st.sampled_from(pieces), st.just(good))
    return st.builds(lambda span, new: good[: span[0]] + new + good[span[1] :], ends, middle)


@settings(deadline=None)
@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_hostile_bytes_are_refused_in_our_own_terms_or_say_what_the_good_ones_say(name, data):
    good, read = PARSERS[name]
    raw = data.draw(st.one_of(st.binary(max_size=400), mutations(good)))
    try:
        found = read(raw)
    except ProverkaError:
        return
    if name in ("policy", "cosignatures", "checkpoint", "receipt"):
        # These have more than one text for what they say, or more that they can say.
        assert found is not None
    else:
        assert (found, raw) == (read(good), good)
