import itertools

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote, SigningKey
from proverka.witness import (
    CosignerKey,
    CosigningKey,
    WitnessGroup,
    WitnessPolicy,
    require_quorum,
    verify_checkpoint,
    with_cosignatures,
)

TIME = 1_700_000_000
LOG = SigningKey.from_seed("example.org/log", bytes(32))
ALGORITHMS = {"x1": "ed25519", "x2": "ml-dsa-44", "x3": "ed25519", "y1": "ed25519", "y2": "ed25519", "y3": "ed25519"}
SIGNERS = {
    name: CosigningKey.from_seed(
        f"{name}.example.org", bytes([number] * 32), "ml-dsa-44" if name == "x2" else "ed25519"
    )
    for number, name in enumerate(ALGORITHMS, start=1)
}
VKEY = {name: str(key.verifier) for name, key in SIGNERS.items()}
# The example of the specification: two of three here, and one of three there.
EXAMPLE = f"""\
log {LOG.verifier}

witness X1 {VKEY["x1"]}
witness X2 {VKEY["x2"]}
witness X3 {VKEY["x3"]}
group X-witnesses 2 X1 X2 X3

witness Y1 {VKEY["y1"]}
witness Y2 {VKEY["y2"]}
witness Y3 {VKEY["y3"]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
W1 = f"witness w1 {VKEY['x1']}\n"
W2 = f"witness w2 {VKEY['x2']}\n"
L1 = f"log {LOG.verifier}\n"


def signed(size: int = 7, *, key: SigningKey = LOG) -> SignedCheckpoint:
    return SignedCheckpoint.sign(Checkpoint(origin=key.name, size=size, root=bytes(range(32))), key)


def cosigned(*names: str) -> bytes:
    at = signed()
    return with_cosignatures(at, [SIGNERS[name].cosign(at.note.text, time=TIME) for name in names]).note.raw


def test_the_example_of_the_specification():
    policy = WitnessPolicy.parse(EXAMPLE)
    assert policy.logs == (LOG.verifier,)
    assert {name: str(key) for name, key in policy.cosigners.items()} == {n.upper(): v for n, v in VKEY.items()}
    assert policy.groups == (
        WitnessGroup(name="X-witnesses", least=2, members=("X1", "X2", "X3")),
        WitnessGroup(name="Y-witnesses", least=1, members=("Y1", "Y2", "Y3")),
        WitnessGroup(name="X-and-Y", least=2, members=("X-witnesses", "Y-witnesses")),
    )
    assert policy.quorum == "X-and-Y"


def test_the_quorum_is_met_by_exactly_the_sets_that_it_asks_for():
    policy = WitnessPolicy.parse(EXAMPLE)
    names = sorted(policy.cosigners)
    for count in range(len(names) + 1):
        for some in itertools.combinations(names, count):
            expected = len({"X1", "X2", "X3"} & {*some}) >= 2 and any(name[0] == "Y" for name in some)
            assert policy.met_by(some) is expected, some


def test_a_group_does_not_cosign():
    assert not WitnessPolicy.parse(EXAMPLE).met_by(["X-and-Y", "X-witnesses", "Y-witnesses", "none", "stranger"])


def test_no_quorum_is_met_by_nobody():
    policy = WitnessPolicy.parse("quorum none\n")
    assert policy == WitnessPolicy(logs=(), cosigners={})
    assert policy.met_by([])


def test_space_comments_and_urls():
    policy = WitnessPolicy.parse(
        f"\n# a comment\n\t # another\n\twitness \t w1  {VKEY['x1']}   https://w1.example/?a#b  \n\n  quorum\tw1"
    )
    assert policy.text == f"witness w1 {VKEY['x1']} https://w1.example/?a#b\nquorum w1\n"
    assert policy.urls == {VKEY["x1"]: "https://w1.example/?a#b"}
    assert WitnessPolicy.parse(policy.text) == policy


def test_words_of_the_format_are_names_but_for_none():
    policy = WitnessPolicy.parse(
        f"witness all {VKEY['x1']}\nwitness any {VKEY['x2']}\ngroup group 2 all any\nquorum group"
    )
    assert policy.groups == (WitnessGroup(name="group", least=2, members=("all", "any")),)


def test_names_are_compared_code_point_by_code_point():
    # The sign for kelvin looks like K; an accent may be written in two ways; U+2003 and U+0085 are no space here.
    names = ["K", "\u212a", "\u00e9", "e\u0301", "a\u2003b", "a\u0085"]
    lines = [f"witness {name} {VKEY[key]}\n" for name, key in zip(names, ALGORITHMS, strict=True)]
    policy = WitnessPolicy.parse("".join(lines) + "quorum K\n")
    assert list(policy.cosigners) == names
    assert policy.met_by(["K"])
    assert not policy.met_by(["\u212a"])
    assert WitnessPolicy.parse(policy.text) == policy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no such line"),
        (W1, "no such line"),
        ("quorum none\n\x01", "offset 12"),
        ("quorum none\r\n", "carriage return"),
        ("quorum none\x7f\n", "offset 11"),
        ("quibble w1\nquorum none\n", "line 1"),
        (f"{W1.strip()} https://w1.example/ # comment\nquorum w1\n", "# comment"),
        ("log\nquorum none\n", "line 1"),
        (f"{L1}{L1}quorum none\n", "line 2"),
        ("witness w1\nquorum none\n", "line 1"),
        (f"witness none {VKEY['x1']}\nquorum none\n", "'none'"),
        (f"{W1}witness w1 {VKEY['x2']}\nquorum w1\n", "line 2"),
        (f"{W1}group w1 any w1\nquorum w1\n", "line 2"),
        (f"{W1}group g 1\nquorum w1\n", "line 2"),
        (f"{W1}group none any w1\nquorum none\n", "'none'"),
        (f"{W1}group g 0 w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g -1 w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g 2 w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g 01 w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g ١ w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g {'9' * 5000} w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g most w1\nquorum g\n", "from 1 to 1"),
        (f"{W1}group g any w2\nquorum g\n", "w2"),
        (f"group g any w1\n{W1}quorum g\n", "line 1"),
        (f"{W1}group g any g\nquorum g\n", "line 2"),
        (f"{W1}group g any none w1\nquorum g\n", "none"),
        (f"{W1}group g all w1 w1\nquorum g\n", "counts twice"),
        (f"{W1}{W2}group g any w1 w2\ngroup h any w1\nquorum g\n", "line 4"),
        (f"{W1}quorum w1\nquorum w1\n", "line 3"),
        ("quorum unknown\n", "unknown"),
        (f"quorum w1\n{W1}", "line 1"),
        ("quorum\n", "line 1"),
        (f"{W1}quorum w1 w1\n", "line 2"),
        ("QUORUM none\n", "line 1"),
        ("\u2003quorum none\n", "line 1"),
        ("quorum none\u00a0\n", "none"),
    ],
)
def test_every_other_text_is_malformed_and_the_line_is_told(text, said):
    with pytest.raises(MalformedError) as caught:
        WitnessPolicy.parse(text)
    assert caught.value.fault.refusal is Refusal.BAD_POLICY
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "log garbage\nquorum none\n",
        f"log {VKEY['x1']}\nquorum none\n",
        f"log {VKEY['x2']}\nquorum none\n",
        f"witness w1 {LOG.verifier}\nquorum w1\n",
        f"witness w1 {VKEY['x1'][:-4]}AAAA\nquorum w1\n",
    ],
    ids=["garbage", "cosigner-as-log", "mldsa-as-log", "log-as-witness", "changed"],
)
def test_a_key_that_is_none_or_of_the_wrong_kind_is_refused(text):
    with pytest.raises(MalformedError) as caught:
        WitnessPolicy.parse(text)
    assert caught.value.fault.refusal is Refusal.BAD_KEY
    assert "policy.txt, line 1" in str(caught.value)


def test_a_public_key_belongs_to_one_alone():
    as_witness = CosignerKey(name="impostor.example", public=LOG.verifier.public)
    renamed = CosignerKey(name="impostor.example", public=SIGNERS["x1"].verifier.public)
    other_log = SigningKey.from_seed("example.org/log2", bytes(32)).verifier
    for text in (
        f"{L1}witness w1 {as_witness}\nquorum w1\n",
        f"witness w1 {as_witness}\n{L1}quorum w1\n",
        f"{W1}witness w2 {renamed}\nquorum w1\n",
        f"{L1}log {other_log}\nquorum none\n",
    ):
        with pytest.raises(MalformedError) as caught:
            WitnessPolicy.parse(text)
        assert caught.value.fault.refusal is Refusal.BAD_POLICY
        assert "a public key of its own" in str(caught.value)


def test_at_least_the_hundred_of_each_that_the_limits_name():
    def lines(count: int) -> str:
        keys = [CosigningKey.from_seed("w", number.to_bytes(32, "big")).verifier for number in range(count)]
        witnesses = [f"witness w{number} {key}\n" for number, key in enumerate(keys)]
        return "".join(witnesses) + "".join(f"group g{n} any w{n}\n" for n in range(count)) + "quorum g0\n"

    assert len(WitnessPolicy.parse(lines(100)).groups) == 100
    with pytest.raises(MalformedError, match="at most 100 witnesses"):
        WitnessPolicy.parse(lines(101))
    with pytest.raises(MalformedError) as caught:
        WitnessPolicy.parse("#" * 1_000_001)
    assert caught.value.fault.refusal is Refusal.TOO_LARGE


def test_a_policy_is_composed_of_its_parts():
    read = WitnessPolicy.parse(EXAMPLE)
    made = WitnessPolicy.compose(logs=read.logs, cosigners=read.cosigners, groups=read.groups, quorum=read.quorum)
    assert made == read
    assert WitnessPolicy.compose(logs=(LOG.verifier,), cosigners={}).text == f"{L1}quorum none\n"


@pytest.mark.parametrize("name", ["", "two words", "a\nquorum none", "none", " a"])
def test_parts_that_the_text_would_not_say_are_refused(name):
    with pytest.raises(MalformedError) as caught:
        WitnessPolicy.compose(logs=(), cosigners={name: SIGNERS["x1"].verifier})
    assert caught.value.fault.refusal in (Refusal.BAD_POLICY, Refusal.BAD_KEY)


def test_a_url_with_a_space_and_a_quorum_that_is_not_defined_are_refused():
    key = SIGNERS["x1"].verifier
    with pytest.raises(MalformedError):
        WitnessPolicy.compose(logs=(), cosigners={"w1": key}, urls={str(key): "https://w1.example/ b"})
    with pytest.raises(MalformedError):
        WitnessPolicy.compose(logs=(), cosigners={"w1": key}, urls={str(key): " "})
    with pytest.raises(MalformedError):
        WitnessPolicy.compose(logs=(), cosigners={"w1": key}, quorum="w2")


def test_a_checkpoint_is_judged_by_what_the_policy_knows():
    policy = WitnessPolicy.parse(EXAMPLE)
    none = verify_checkpoint(signed().note.raw, policy)
    assert (none.checkpoint.size, none.cosignatures, none.witnesses, none.counts) == (7, (), frozenset(), False)
    some = verify_checkpoint(cosigned("x1", "y1"), policy)
    assert (set(some.witnesses), some.counts) == ({"X1", "Y1"}, False)
    enough = verify_checkpoint(cosigned("x1", "x2", "y3"), policy)
    assert (set(enough.witnesses), enough.counts) == ({"X1", "X2", "Y3"}, True)
    assert [c.time for c in enough.cosignatures] == [TIME] * 3
    require_quorum(enough, policy)


def test_too_few_witnesses_are_refused_where_the_quorum_is_required():
    policy = WitnessPolicy.parse(EXAMPLE)
    with pytest.raises(RefusedError) as caught:
        require_quorum(verify_checkpoint(cosigned("x1", "y1"), policy), policy)
    assert caught.value.fault.refusal is Refusal.UNWITNESSED
    assert "X-and-Y: 2 of X-witnesses, Y-witnesses" in str(caught.value)
    assert caught.value.fault.got == "X1, Y1"
    one = WitnessPolicy.parse(f"{L1}{W1}quorum w1\n")
    with pytest.raises(RefusedError, match="the quorum w1\n"):
        require_quorum(verify_checkpoint(signed().note.raw, one), one)


def test_several_lines_of_one_witness_count_once():
    policy = WitnessPolicy.parse(f"{L1}{W1}{W2}group both all w1 w2\nquorum both\n")
    at = signed()
    lines = [SIGNERS["x1"].cosign(at.note.text, time=TIME + second) for second in range(3)]
    found = verify_checkpoint(with_cosignatures(at, lines).note.raw, policy)
    assert (len(found.cosignatures), set(found.witnesses), found.counts) == (3, {"w1"}, False)


def test_a_log_that_the_policy_does_not_know_is_refused():
    stranger = SigningKey.from_seed("example.org/log", b"\x09" * 32)
    elsewhere = SigningKey.from_seed("example.org/elsewhere", b"\x09" * 32)
    example, none = WitnessPolicy.parse(EXAMPLE), WitnessPolicy.parse("quorum none\n")
    for policy, key, said in (
        (example, stranger, f"{LOG.name}+{LOG.verifier.key_id.hex()}"),
        (example, elsewhere, f"a log of the policy: {LOG.name}"),
        (none, LOG, "it knows none"),
    ):
        with pytest.raises(RefusedError) as caught:
            verify_checkpoint(signed(key=key).note.raw, policy)
        assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY
        assert said in caught.value.fault.expected


def test_a_log_speaks_for_its_own_origin_only():
    other = SigningKey.from_seed("example.org/other", b"\x08" * 32)
    policy = WitnessPolicy.parse(f"{L1}log {other.verifier}\nquorum none\n")
    text = Checkpoint(origin=LOG.name, size=7, root=bytes(32)).text
    with pytest.raises(RefusedError) as caught:
        verify_checkpoint(SignedNote.sign(text, [other]).raw, policy)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_a_log_with_an_old_key_and_a_new_one():
    new = SigningKey.from_seed(LOG.name, b"\x07" * 32)
    policy = WitnessPolicy.parse(f"{L1}log {new.verifier}\nquorum none\n")
    both = signed().note.signed_by(new).raw
    for raw in (signed().note.raw, signed(key=new).note.raw, both):
        assert verify_checkpoint(raw, policy).checkpoint.size == 7
    broken = both[:-4] + b"AA==\n"
    with pytest.raises((RefusedError, MalformedError)):
        verify_checkpoint(broken, policy)


def test_a_wrong_cosignature_of_a_known_witness_is_refused_even_where_others_make_the_quorum():
    policy = WitnessPolicy.parse(f"{L1}{W1}{W2}group any any w1 w2\nquorum any\n")
    at = signed()
    wrong = SIGNERS["x2"].cosign(signed(8).note.text, time=TIME)
    raw = with_cosignatures(at, [SIGNERS["x1"].cosign(at.note.text, time=TIME), wrong]).note.raw
    with pytest.raises(RefusedError) as caught:
        verify_checkpoint(raw, policy)
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE
