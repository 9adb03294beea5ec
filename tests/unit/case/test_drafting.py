"""Submissions drafted far from the log, signed, countersigned, and then taken in."""

import pytest

from proverka.case.drafting import draft_bundle
from proverka.case.folder import CaseFolder
from proverka.case.receiving import receive
from proverka.case.sealing import no_salts
from proverka.case.signing import countersign, sign
from proverka.case.submitting import read_drafts
from proverka.case.verifying import verify_case
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy
from proverka.model.submission import Figure, Sealed
from proverka.record import Bundle, Carried, SigningKey

ENTRY = """\
[[entries]]
kind = "{kind}"
label = "{label}"
known = 2024-05-02
party = "{party}"
{more}
body = {body}
"""
EVENT = '{ event = "meeting", title = "A meeting" }'
FIGURE = '{ basis = "destroyed/stock", percent = 50 }'


def entry(label, party="state", kind="event", body=EVENT, more=""):
    return ENTRY.format(label=label, party=party, kind=kind, body=body, more=more)


def objection(to):
    return entry("C", kind="objection", body='{ grounds = "No." }', more=f'refers_to = ["{to}"]')


@pytest.fixture
def council_case(council, tmp_path):
    return council.Council.founded(tmp_path / "built")


@pytest.fixture
def desk(tmp_path):
    """Draft entries on the machine of a party, which has a copy of the case and no key."""

    def draft(case, *entries, name="new.bundle", after=None, salts=no_salts):
        (tmp_path / "new.toml").write_text("".join(entries), encoding="utf-8")
        drafts, out = read_drafts(tmp_path / "new.toml"), tmp_path / name
        draft_bundle(case, drafts, CaseFolder(tmp_path), out, salts=salts, after=after)
        return Bundle.read(out)

    return draft


def signed(bundle, *keys):
    sign(bundle, keys)
    return Bundle.read(bundle.path)


def taken(council, case, bundle):
    return receive(case.case, bundle, now=council.NOW).take_in(council.LOG_KEY)


def code(call, *given, **named):
    with pytest.raises(ProverkaError) as caught:
        call(*given, **named)
    return caught.value.code


def test_a_draft_is_numbered_after_the_copy_and_signed_by_nobody(council_case, desk):
    council_case.take(council_case.submission())
    bundle = desk(council_case.case, entry("A"), entry("B"))
    first, second = (carried.submission for carried in bundle.submissions)
    assert (first.number, first.previous) == (2, council_case.case.chain.last["state"][1])
    assert (second.number, second.previous) == (3, first.text_hash)
    assert all(carried.note is None for carried in bundle.submissions)
    assert [path.name for path in bundle.path.parent.iterdir() if ".documents" in path.name] == []


def test_drafted_signed_and_taken_in(council, council_case, desk):
    bundle = signed(desk(council_case.case, entry("A"), entry("B")), council.key_of("state"))
    assert len(taken(council, council_case, bundle)) == 2
    assert verify_case(council_case.root).sound


def test_signing_again_changes_nothing(council, council_case, desk):
    bundle = signed(desk(council_case.case, entry("A")), council.key_of("state"))
    before = bundle.path.read_bytes()
    assert sign(bundle, [council.key_of("state")]) == bundle.submissions
    assert bundle.path.read_bytes() == before


def test_from_an_old_copy_a_party_numbers_after_its_own_last_submission(council, council_case, desk):
    old = council_case.case
    council_case.take(council_case.submission("neighbour"))
    assert len(taken(council, council_case, signed(desk(old, entry("A")), council.key_of("state")))) == 1


def test_from_a_copy_without_ones_own_last_submission_the_number_is_used_twice(council, council_case, desk):
    old = council_case.case
    council_case.take(council_case.submission())
    bundle = signed(desk(old, entry("A")), council.key_of("state"))
    assert code(receive, council_case.case, bundle, now=council.NOW) == "wrong-number"


def test_a_second_bundle_follows_one_that_is_still_on_its_way(council, council_case, desk):
    first = desk(council_case.case, entry("A"), entry("B"), name="first.bundle")
    second = desk(council_case.case, entry("C"), name="second.bundle", after=first)
    assert [carried.submission.number for carried in second.submissions] == [3]
    third = desk(council_case.case, entry("D"), name="third.bundle")
    assert third.submissions[0].submission.number == 1
    key = council.key_of("state")
    assert code(receive, council_case.case, signed(second, key), now=council.NOW) == "wrong-number"
    taken(council, council_case, signed(first, key))
    taken(council, council_case, Bundle.read(second.path))
    # What the copy holds by now is passed over.
    assert desk(council_case.case, entry("E"), name="more.bundle", after=first).submissions[0].submission.number == 4


def test_a_bundle_that_does_not_follow_the_copy_is_not_gone_on_from(council_case, desk):
    first = desk(council_case.case, entry("A"), name="first.bundle")
    second = desk(council_case.case, entry("B"), name="second.bundle", after=first)
    assert code(desk, council_case.case, entry("C"), after=second) == "wrong-number"


def test_a_bundle_for_another_log_of_the_case_is_not_gone_on_from(council, council_case, desk, tmp_path):
    """Its first number has no text before it that would tell: what was drafted after it could never be taken in."""
    other = council.Council.founded(tmp_path / "other" / "built", Policy(submit={"decision": ("desk",)}))
    elsewhere = desk(other.case, entry("A"), name="first.bundle")
    assert code(desk, council_case.case, entry("B"), after=elsewhere) == "wrong-case"
    council_case.take(council_case.submission())
    assert code(desk, council_case.case, entry("B"), after=elsewhere) == "wrong-case"
    assert desk(other.case, entry("B"), after=elsewhere).submissions[0].submission.number == 2


def test_a_draft_that_cannot_be_meant_is_no_bundle(council_case, desk, tmp_path):
    council_case.take(council_case.submission(label="A"))
    for wrong, refused in (
        (entry("A"), "duplicate-id"),
        (entry("B", more='bears_on = ["NOTHING"]'), "unknown-obligation"),
        (entry("B", more='documents = ["nowhere.txt"]'), "missing-file"),
        (entry("B") + entry("C", party="neighbour"), "meaningless"),
        (
            entry("B") + objection("B"),
            "unknown-entry",
        ),
    ):
        assert code(desk, council_case.case, wrong) == refused
        assert {path.name for path in tmp_path.iterdir()} <= {"built", "new.toml", "handed-in.bundle"}
    drafted = desk(council_case.case, objection("A"))
    assert drafted.submissions


def test_a_bundle_is_never_drafted_over_another(council_case, desk):
    before = desk(council_case.case, entry("A")).path.read_bytes()
    assert code(desk, council_case.case, entry("B")) == "already-there"
    assert desk(council_case.case, entry("B"), name="other.bundle").path.with_name("new.bundle").read_bytes() == before


def test_documents_travel_with_the_bundle_and_nothing_that_a_crash_left(council, council_case, desk, tmp_path):
    (tmp_path / "paper.txt").write_text("The paper.\n", encoding="utf-8")
    (tmp_path / ".new.bundle.documents/sha256/ab").mkdir(parents=True)
    (tmp_path / ".new.bundle.documents/sha256/ab" / ("ab" * 32)).write_text("of another", encoding="utf-8")
    bundle = desk(council_case.case, entry("A", more='documents = ["paper.txt"]'))
    assert list(bundle.documents.values()) == [11]
    taken(council, council_case, signed(bundle, council.key_of("state")))
    assert verify_case(council_case.root).sound


def test_what_is_sealed_travels_with_its_openings(council, council_case, desk):
    secret = entry("A", kind="figure", body=FIGURE, more='class = "restricted"')
    bundle = desk(council_case.case, secret, salts=lambda name: name.encode().ljust(32)[:32])
    (carried,) = bundle.submissions
    assert list(bundle.openings) == [carried.submission.text_hash.hex()]
    taken(council, council_case, signed(bundle, council.key_of("state")))
    (held,) = council_case.case.entries
    assert isinstance(held.body, Figure)
    for path in (council_case.root / "openings").iterdir():
        path.unlink()
    assert isinstance(council_case.case.entries[0].body, Sealed)


def test_a_bundle_is_signed_by_its_own_party_first(council, council_case, desk):
    bundle = desk(council_case.case, entry("A"))
    before = bundle.path.read_bytes()
    assert code(sign, bundle, [council.key_of("desk")]) == "unknown-key"
    assert code(sign, bundle, [council.key_of("state"), council.key_of("desk")]) == "unknown-key"
    assert code(countersign, bundle, [council.key_of("desk")]) == "unknown-key"
    assert bundle.path.read_bytes() == before
    bundle = signed(bundle, council.key_of("state"))
    assert code(countersign, bundle, [council.key_of("state")]) == "unknown-key"
    (both,) = countersign(bundle, [council.key_of("desk"), council.key_of("neighbour")])
    assert [name.rpartition("/")[2] for name in both.signers] == ["state", "desk", "neighbour"]


def test_a_key_that_is_no_partys_countersigns_nothing(council, council_case, desk):
    bundle = signed(desk(council_case.case, entry("A")), council.key_of("state"))
    before = bundle.path.read_bytes()
    elsewhere = SigningKey.from_seed("proverka.example/another/desk", b"\x05" * 32)
    for key in (council.LOG_KEY, elsewhere):
        assert code(countersign, bundle, [key]) == "unknown-key"
    assert bundle.path.read_bytes() == before


def test_with_a_copy_of_the_case_nothing_is_signed_for_another_log(council, council_case, desk, tmp_path):
    other = council.Council.founded(tmp_path / "other", Policy(recover={"state": Group(least=1, of=("desk",))}))
    bundle = desk(other.case, entry("A"))
    before = bundle.path.read_bytes()
    assert code(sign, bundle, [council.key_of("state")], case=council_case.case) == "wrong-case"
    assert bundle.path.read_bytes() == before
    sign(bundle, [council.key_of("state")], case=other.case)


def test_with_a_copy_of_the_case_no_line_is_believed_that_does_not_verify(council, council_case, desk):
    case, state, desks = council_case.case, council.key_of("state"), council.key_of("desk")
    bundle = desk(case, entry("A"))
    (draft,) = bundle.submissions
    (other,) = desk(case, entry("B"), name="other.bundle").submissions
    line = other.signed_by(state).note.signatures[0].line
    wrong = Carried.parse(f"{draft.submission.text}\n{line}".encode(), where="wrong")
    forged = draft.signed_by(SigningKey.from_seed(state.name, b"\x05" * 32))
    stranger = draft.signed_by(state).signed_by(SigningKey.from_seed(f"{council.ORIGIN}/observer", b"\x05" * 32))
    for carried, refusal in ((wrong, "wrong-signature"), (forged, "unknown-key"), (stranger, "unknown-key")):
        bundle.replaced_by([carried])
        before, given = bundle.path.read_bytes(), Bundle.read(bundle.path)
        assert code(countersign, given, [desks], case=case) == refusal
        assert code(sign, given, [state], case=case) == refusal
        assert bundle.path.read_bytes() == before
        assert len(countersign(given, [desks])) == 1
    bundle.replaced_by([draft.signed_by(state)])
    (both,) = countersign(Bundle.read(bundle.path), [desks], case=case)
    assert len(both.signers) == 2


def test_a_wrong_line_under_the_name_of_a_key_that_signs_is_never_kept(council, council_case, desk):
    bundle = desk(council_case.case, entry("A"))
    (draft,) = bundle.submissions
    (other,) = desk(council_case.case, entry("B"), name="other.bundle").submissions
    line = other.signed_by(council.key_of("state")).note.signatures[0].line
    bundle.replaced_by([Carried.parse(f"{draft.submission.text}\n{line}".encode(), where="wrong")])
    assert code(sign, Bundle.read(bundle.path), [council.key_of("state")]) == "wrong-signature"


def test_with_a_copy_keys_are_rotated_and_enrolled_as_without(council, council_case, desk):
    case, old, new = council_case.case, council.key_of("state"), council.key_of("state", 1)
    change = f'{{ action = "rotate", party = "state", key = "{new.verifier}" }}'
    assert len(sign(desk(case, entry("ROTATED", kind="key", body=change)), [old, new], case=case)) == 1
    first = council.key_of("observer")
    change = f'{{ action = "enrol", party = "observer", key = "{first.verifier}" }}'
    bundle = desk(case, entry("ENROLLED", "desk", kind="key", body=change), name="enrol.bundle")
    sign(bundle, [council.key_of("desk")], case=case)
    assert len(countersign(Bundle.read(bundle.path), [first], case=case)) == 1


def test_who_countersigns_is_named_when_it_is_drafted_and_signs_before_it_is_taken_in(council, desk, tmp_path):
    case = council.Council.founded(tmp_path / "ruled", Policy(countersign={"event": Group(least=1, of=("neighbour",))}))
    assert code(desk, case.case, entry("A")) == "not-countersigned"
    bundle = signed(desk(case.case, entry("A", more='countersigned_by = ["neighbour"]')), council.key_of("state"))
    assert code(receive, case.case, bundle, now=council.NOW) == "not-countersigned"
    countersign(bundle, [council.key_of("neighbour")])
    assert len(taken(council, case, Bundle.read(bundle.path))) == 1


def test_a_key_is_rotated_far_from_the_log(council, council_case, desk):
    old, new = council.key_of("state"), council.key_of("state", 1)
    change = f'{{ action = "rotate", party = "state", key = "{new.verifier}" }}'
    bundle = signed(desk(council_case.case, entry("ROTATED", kind="key", body=change)), old, new)
    assert len(taken(council, council_case, bundle)) == 1
    assert council_case.case.meaning.keys.current("state") == new.verifier


def test_a_first_key_is_signed_by_the_keeper_and_then_by_its_holder(council, council_case, desk):
    new = council.key_of("observer")
    change = f'{{ action = "enrol", party = "observer", key = "{new.verifier}" }}'
    bundle = signed(desk(council_case.case, entry("ENROLLED", "desk", kind="key", body=change)), council.key_of("desk"))
    countersign(bundle, [new])
    assert len(taken(council, council_case, Bundle.read(bundle.path))) == 1
