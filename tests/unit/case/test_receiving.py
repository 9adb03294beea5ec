"""Bundles taken in: all of one or nothing, the same again without effect, and the policy that rules them."""

import json
from base64 import b64encode
from hashlib import sha256
from zlib import crc32

import pytest

from proverka.case.mirroring import mirror_case
from proverka.case.policy_file import read_policy
from proverka.case.receiving import receive
from proverka.case.verifying import verify_case
from proverka.disclosure.disclosure import Disclosure, encode_disclosures, sealed
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy
from proverka.model.submission import Event, Sealed
from proverka.record import Carried, Log, NoteSignature, SignedNote, SigningKey

PAPER = b"The paper.\n"
OTHER = {"event": "incident", "title": "An incident"}


@pytest.fixture
def founded(council, tmp_path):
    """Found a case under a policy."""
    return lambda policy=None, **given: council.Council.founded(tmp_path / "built", policy, **given)


def files(root):
    return {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def refusal(council, case, bundle):
    """Return the refusal of a bundle, which changed nothing."""
    before = files(case.root)
    with pytest.raises(ProverkaError) as caught:
        receive(case.case, bundle, now=council.NOW)
    assert files(case.root) == before
    return caught.value.fault


def chain(case, count, party="state"):
    made = [case.submission(party, label=f"{party}-{case.case.chain.size}-0")]
    while len(made) < count:
        made.append(case.submission(party, label=f"{party}-{case.case.chain.size}-{len(made)}", after=made[-1]))
    return made


def test_a_bundle_is_taken_in_whole_and_the_record_verifies(council, founded):
    case = founded()
    made = chain(case, 3)
    assert [one.entry.index for one in case.take(*made)] == [1, 2, 3]
    assert [case.case.log.entry(index) for index in (1, 2, 3)] == [one.note.raw for one in made]
    assert verify_case(case.root).sound


def test_the_same_bundle_again_changes_nothing(council, founded):
    case = founded()
    bundle = case.bundle(*chain(case, 2))
    receive(case.case, bundle, now=council.NOW).take_in(council.LOG_KEY)
    before = files(case.root)
    again = receive(case.case, bundle, now=council.NOW)
    assert ([one.entry.index for one in again.admitted], again.fresh) == ([1, 2], ())
    again.publish()
    assert files(case.root) == before


def test_a_bundle_that_goes_on_after_what_is_held_adds_the_rest(council, founded):
    case = founded()
    made = chain(case, 3)
    case.take(*made[:2])
    assert [one.entry.index for one in case.take(*made)] == [3]


def test_other_signature_lines_are_the_same_submission(council, founded):
    case = founded()
    made = case.submission()
    case.take(made)
    assert case.take(made.signed_by(council.key_of("desk"))) == ()


def test_a_submission_held_from_before_a_rotation_is_still_held(council, founded):
    case, new = founded(), council.key_of("state", 1)
    made = case.submission()
    case.take(made)
    rotation = {"action": "rotate", "party": "state", "key": str(new.verifier)}
    rotated = case.key_change("state", rotation, keys=[council.key_of("state"), new])
    case.take(rotated)
    assert case.take(made, rotated) == ()


@pytest.mark.parametrize("order", [(1, 0), (0, 2), (1,), (0, 0, 2)])
def test_halves_out_of_order_or_with_a_gap_are_refused(order, council, founded):
    case = founded()
    made = chain(case, 3)
    refused = refusal(council, case, case.bundle(*(made[number] for number in order)))
    assert refused.refusal.code == "wrong-number"
    assert "number" in refused.expected


def test_halves_in_order_are_taken_in(council, founded):
    case = founded()
    made = chain(case, 4)
    case.take(*made[:2])
    case.take(*made[2:])
    assert case.case.chain.last["state"][0] == 4


def test_several_parties_in_one_bundle_each_have_their_numbers(council, founded):
    case = founded()
    ours, theirs = chain(case, 2), chain(case, 2, "neighbour")
    case.take(ours[0], theirs[0], theirs[1], ours[1])
    assert verify_case(case.root).sound


def test_a_number_used_twice_is_evidence_against_its_party(council, founded):
    case = founded()
    first, second = case.submission(label="ONE"), case.submission(label="TWO")
    case.take(first)
    refused = refusal(council, case, case.bundle(second))
    assert refused.refusal.code == "wrong-number"
    assert "another text" in refused.got
    assert "evidence" in refused.remedy
    assert "proverka monitor" in refused.remedy


def test_a_bundle_of_another_case_is_refused(council, founded, tmp_path):
    case = founded()
    other = council.Council.founded(tmp_path / "other" / "built", Policy())
    made = other.submission()
    text = made.text.replace("\ncouncil ", "\nanother ")
    carried = Carried.parse(SignedNote.sign(text, [council.key_of("state")]).raw, where="it")
    assert refusal(council, case, case.bundle(carried)).refusal.code == "wrong-case"


def test_a_bundle_of_another_log_of_this_case_is_refused(council, founded, tmp_path):
    """Two logs of one case, kept with the same keys: what a party signed for one is nothing in the other."""
    case = founded()
    other = council.Council.founded(tmp_path / "other" / "built", Policy(submit={"decision": ("desk",)}))
    made = other.submission()
    refused = refusal(council, case, case.bundle(made))
    assert refused.refusal.code == "wrong-case"
    assert refused.expected == f"council, the log that begins {case.case.chain.genesis.hex()}"
    assert refused.got == f"council, the log that begins {other.case.chain.genesis.hex()}"
    assert len(other.take(made)) == 1


def test_a_second_beginning_is_refused(council, founded):
    """Nobody hands in the beginning of a log: it would be that of another one."""
    case = founded()
    text = case.submission().text.replace(b64encode(case.case.chain.genesis).decode(), "-", 1).split("\n")
    text[3] = "-"
    carried = Carried.parse(SignedNote.sign("\n".join(text), [council.key_of("state")]).raw, where="it")
    refused = refusal(council, case, case.bundle(carried))
    assert (refused.refusal.code, refused.got) == ("wrong-case", "council, the first entry of its log")


def test_a_draft_is_nobodys(council, founded):
    case = founded()
    drafted = Carried.drafted(case.submission())
    refused = refusal(council, case, case.bundle(drafted))
    assert (refused.refusal.code, "proverka sign" in refused.remedy) == ("unknown-key", True)


def test_one_wrong_submission_keeps_the_whole_bundle_out(council, founded):
    case = founded()
    good = case.submission()
    bad = case.submission(label="BAD", after=good, by="nobody")
    assert refusal(council, case, case.bundle(good, bad)).refusal.code == "unknown-party"


def with_paper(case, **changed):
    name = sha256(PAPER).hexdigest()
    document = {"name": "paper.txt", "sha256": name, "size": len(PAPER), "media_type": "text/plain", **changed}
    return case.submission(documents=[document]), name


def test_documents_come_with_the_bundle_or_are_in_the_store(council, founded):
    case = founded()
    made, name = with_paper(case)
    assert refusal(council, case, case.bundle(made)).refusal.code == "missing-document"
    case.take(made, documents={name: PAPER})
    assert case.case.document_store.get(name) == PAPER
    again = case.submission(label="AGAIN", documents=json.loads(made.payload)["documents"])
    case.take(again)
    assert verify_case(case.root).sound


@pytest.mark.parametrize(
    ("documents", "code"),
    [
        ({}, "missing-document"),
        ({"it": b"A PAPER.  \n"}, "wrong-document"),
        ({"it": PAPER, "more": b"1"}, "bad-bundle"),
    ],
)
def test_documents_missing_damaged_or_superfluous(documents, code, council, founded):
    case = founded()
    made, name = with_paper(case)
    named = {name if key == "it" else sha256(content).hexdigest(): content for key, content in documents.items()}
    assert refusal(council, case, case.bundle(made, documents=named)).refusal.code == code


def test_a_size_that_the_document_does_not_have_is_refused(council, founded):
    # The record would hold what no verification could find right.
    case = founded()
    made, name = with_paper(case, size=7)
    assert refusal(council, case, case.bundle(made, documents={name: PAPER})).refusal.code == "wrong-document"


def test_a_damaged_document_in_the_store_is_not_rested_on(council, founded):
    case = founded()
    made, name = with_paper(case)
    case.take(made, documents={name: PAPER})
    case.case.document_store.path(name).write_bytes(b"other")
    again = case.submission(label="AGAIN", documents=json.loads(made.payload)["documents"])
    assert refusal(council, case, case.bundle(again)).refusal.code == "wrong-document"


def test_a_table_is_checked_whether_the_bundle_brings_it_or_the_store_has_it(council, founded):
    """What is no table would stop every audit of the case: it gets in by no entry of another kind either."""
    case = founded()
    name = sha256(PAPER).hexdigest()
    table = {"name": "t.parquet", "sha256": name, "size": len(PAPER), "media_type": "application/vnd.apache.parquet"}
    made = case.submission("state", "manifest", {"title": "A load-out"}, label="M", documents=[table])
    assert refusal(council, case, case.bundle(made, documents={name: PAPER})).refusal.code == "bad-syntax"
    paper, _ = with_paper(case)
    case.take(paper, documents={name: PAPER})
    made = case.submission("state", "manifest", {"title": "A load-out"}, label="M", documents=[table])
    assert refusal(council, case, case.bundle(made)).refusal.code == "bad-syntax"


def secret(case, **changed):
    values = {"event": b'"incident"', "title": b'"A secret"'}
    disclosures = [Disclosure.make(name, value, salt=sha256(name.encode()).digest()) for name, value in values.items()]
    made = case.submission(label="SECRET", body=json.loads(sealed(disclosures, {}).encode()), **changed)
    return made, disclosures


def test_sealed_content_is_taken_in_unread_or_with_its_openings(council, founded):
    case = founded()
    made, disclosures = secret(case)
    case.take(made)
    (entry,) = case.case.entries
    assert isinstance(entry.body, Sealed)
    case.case.openings.keep(made.text_hash, disclosures)
    assert case.case.entries[0].body == Event(event="incident", title="A secret")


def test_openings_come_with_the_bundle(council, founded):
    case = founded()
    made, disclosures = secret(case)
    case.take(made, openings={made.text_hash.hex(): encode_disclosures(disclosures).encode()})
    held = case.case.openings.of(made.text_hash)
    assert {one.text for one in held} == {one.text for one in disclosures}
    assert case.case.entries[0].body == Event(event="incident", title="A secret")


def test_openings_that_a_carrier_left_out_are_kept_when_they_come_after_all(council, founded):
    case = founded()
    made, disclosures = secret(case)
    opened = {made.text_hash.hex(): encode_disclosures(disclosures).encode()}
    case.take(made)
    reception = receive(case.case, case.bundle(made, openings=opened), now=council.NOW)
    assert not reception.fresh
    reception.keep()
    assert case.case.entries[0].body == Event(event="incident", title="A secret")


def test_a_submission_twice_in_one_bundle_is_one(council, founded):
    case = founded()
    made = case.submission()
    reception = receive(case.case, case.bundle(made, made), now=council.NOW)
    assert [one.fresh for one in reception.admitted] == [True, False]
    assert [one.entry.index for one in reception.admitted] == [1, 1]
    assert len(reception.take_in(council.LOG_KEY)) == 1
    assert len(case.case.log) == 2


def test_openings_of_nothing_in_the_bundle_are_refused(council, founded):
    case = founded()
    made, disclosures = secret(case)
    raw = encode_disclosures(disclosures).encode()
    clear = case.submission()
    assert refusal(council, case, case.bundle(made, openings={"ab" * 32: raw})).refusal.code == "wrong-opening"
    assert refusal(council, case, case.bundle(clear, openings={clear.text_hash.hex(): raw})).refusal.code == (
        "wrong-opening"
    )
    other = Disclosure.make("title", b'"Another"', salt=bytes(32))
    strange = encode_disclosures([*disclosures, other]).encode()
    bundle = case.bundle(made, openings={made.text_hash.hex(): strange})
    assert refusal(council, case, bundle).refusal.code == "wrong-opening"


def test_a_sealed_body_that_makes_none_of_its_kind_is_refused_where_it_is_opened(council, founded):
    case = founded()
    disclosure = Disclosure.make("title", b'"No event"', salt=bytes(32))
    made = case.submission(label="SECRET", body=json.loads(sealed([disclosure], {}).encode()))
    opened = {made.text_hash.hex(): encode_disclosures([disclosure]).encode()}
    assert refusal(council, case, case.bundle(made, openings=opened)).refusal.code == "meaningless"


def test_whoever_logs_a_commitment_first_keeps_nobody_out(council, founded):
    """A courier who saw the State's digests has them logged as the neighbour's; the State is not refused for it."""
    case = founded()
    made, disclosures = secret(case)
    copied = case.submission("neighbour", label="COPY", body=json.loads(made.payload)["body"])
    case.take(copied)
    opened = {made.text_hash.hex(): encode_disclosures(disclosures).encode()}
    (admitted,) = case.take(made, openings=opened)
    assert isinstance(admitted.entry.body, Sealed)
    assert admitted.entry.body.fault == "it repeats what entry 1, by neighbour, commits to"
    # What the State opens for its own entry opens nothing of the copy.
    assert case.case.entries[0].body == Sealed(kind="event", withheld=2)
    anew = [Disclosure.make(one.name, one.value, salt=sha256(one.text.encode()).digest()) for one in disclosures]
    body = json.loads(sealed(anew, {}).encode())
    other = case.submission(label="ANEW", body=body)
    opened = {other.text_hash.hex(): encode_disclosures(anew).encode()}
    assert case.take(other, openings=opened)[0].entry.body == Event(event="incident", title="A secret")
    assert verify_case(case.root).sound


def test_what_is_refused_for_its_openings_is_taken_in_without_them(council, founded):
    case = founded()
    disclosure = Disclosure.make("title", b'"No event"', salt=bytes(32))
    made = case.submission(label="SECRET", body=json.loads(sealed([disclosure], {}).encode()))
    opened = {made.text_hash.hex(): encode_disclosures([disclosure]).encode()}
    assert "next one" in refusal(council, case, case.bundle(made, openings=opened)).remedy
    (admitted,) = case.take(made)
    assert admitted.entry.body == Sealed(kind="event", withheld=1)


def test_a_log_that_grew_meanwhile_keeps_the_bundle_out_and_no_document_behind(council, founded):
    case = founded()
    made, name = with_paper(case)
    reception = receive(case.case, case.bundle(made, documents={name: PAPER}), now=council.NOW)
    case.take(case.submission("neighbour", label="FIRST"), documents={})
    before = files(case.root)
    with pytest.raises(ProverkaError) as caught:
        reception.take_in(council.LOG_KEY)
    assert (caught.value.code, files(case.root)) == ("busy", before)


def test_another_key_than_the_logs_appends_nothing(council, founded):
    case = founded()
    made, name = with_paper(case)
    reception = receive(case.case, case.bundle(made, documents={name: PAPER}), now=council.NOW)
    before = files(case.root)
    with pytest.raises(ProverkaError) as caught:
        reception.take_in(SigningKey.from_seed(council.ORIGIN, bytes(32)))
    assert (caught.value.code, files(case.root)) == ("unknown-key", before)


def test_power_lost_between_documents_and_entries_leaves_the_log_as_it_was(council, founded, monkeypatch):
    case = founded()
    made, name = with_paper(case)
    bundle = case.bundle(made, documents={name: PAPER})
    append = Log.append

    def lost(log, entries, key, **given):
        if entries:
            raise OSError(5, "power lost")
        return append(log, entries, key, **given)

    monkeypatch.setattr(Log, "append", lost)
    with pytest.raises(OSError, match="power lost"):
        receive(case.case, bundle, now=council.NOW).take_in(council.LOG_KEY)
    monkeypatch.undo()
    assert (case.case.chain.size, verify_case(case.root).sound) == (1, True)
    receive(case.case, bundle, now=council.NOW).take_in(council.LOG_KEY)
    assert (case.case.chain.size, verify_case(case.root).sound) == (2, True)


# --- who may do what


def rotated(council, case, generation=1, party="state"):
    old, new = council.key_of(party, generation - 1), council.key_of(party, generation)
    change = {"action": "rotate", "party": party, "key": str(new.verifier)}
    return case.key_change(party, change, keys=[old, new])


def enrolled(council, by="desk", party="observer"):
    return {"action": "enrol", "party": party, "key": str(council.key_of(party).verifier)}, (by, party)


def test_the_keeper_enrols_a_first_key_which_signs_too_and_then_its_party_submits(council, founded):
    case = founded()
    change, signers = enrolled(council)
    case.take(case.key_change("desk", change, keys=[council.key_of(party) for party in signers]))
    case.take(case.submission("observer", label="FIRST"))
    assert verify_case(case.root).sound


def test_only_those_whom_the_policy_names_enrol(council, founded):
    case = founded(Policy(submit={"key": ("inspectorate",)}))
    change, _ = enrolled(council)
    for party, code in (("desk", "not-permitted"), ("state", "not-permitted"), ("inspectorate", None)):
        made = case.key_change(party, change, keys=[council.key_of(party), council.key_of("observer")])
        if code:
            assert refusal(council, case, case.bundle(made)).refusal.code == code
        else:
            case.take(made)


def test_where_the_policy_names_nobody_for_keys_not_even_the_keeper_enrols(council, founded):
    case = founded(Policy(submit={"key": ()}))
    change, signers = enrolled(council)
    made = case.key_change("desk", change, keys=[council.key_of(party) for party in signers])
    assert refusal(council, case, case.bundle(made)).refusal.code == "not-permitted"
    case.take(rotated(council, case))


def test_nobody_puts_a_key_in_the_place_of_anothers(council, founded):
    case = founded(witnesses=["state"])
    new = council.key_of("state", 1)
    rotation = {"action": "rotate", "party": "state", "key": str(new.verifier)}
    made = case.key_change("desk", rotation, keys=[council.key_of("desk"), new])
    assert refusal(council, case, case.bundle(made)).refusal.code == "not-permitted"
    # The keeper may end the key of another, but then only those who recover it give a new one.
    case.take(case.key_change("desk", {"action": "revoke", "party": "state"}))
    enrolment = {"action": "enrol", "party": "state", "key": str(new.verifier)}
    again = case.key_change("desk", enrolment, keys=[council.key_of("desk"), new])
    assert refusal(council, case, case.bundle(again)).refusal.code == "meaningless"
    for action, generation in (("rotate", 1), ("enrol", 2)):
        party = "state" if action == "rotate" else "neighbour"
        key = str(council.witness_of(party, generation).verifier)
        witness = {"action": action, "party": party, "role": "witness", "key": key}
        made = case.key_change("desk", witness)
        assert refusal(council, case, case.bundle(made)).refusal.code == "not-permitted"


def test_a_party_rotates_its_own_key_and_the_old_one_signs_no_more(council, founded):
    case = founded()
    case.take(rotated(council, case))
    assert refusal(council, case, case.bundle(case.submission())).refusal.code == "revoked-key"
    case.take(case.submission(keys=[council.key_of("state", 1)]))
    assert verify_case(case.root).sound


def test_a_party_revokes_its_own_key_and_can_then_submit_nothing(council, founded):
    case = founded()
    case.take(case.key_change("state", {"action": "revoke", "party": "state", "revoked_from": 1}))
    assert refusal(council, case, case.bundle(case.submission())).refusal.code == "revoked-key"


RECOVERY = Policy(recover={"state": Group(least=2, of=("desk", "inspectorate", "neighbour"))})


@pytest.mark.parametrize(
    ("signers", "code"),
    [
        (("desk",), "not-countersigned"),
        (("desk", "neighbour"), None),
        (("desk", "inspectorate", "neighbour"), None),
    ],
)
def test_a_key_is_recovered_by_so_many_of_the_trustees(signers, code, council, founded):
    case, new = founded(RECOVERY), council.key_of("state", 1)
    change = {"action": "recover", "party": "state", "key": str(new.verifier), "revoked_from": 1}
    made = case.key_change("desk", change, keys=[*map(council.key_of, signers), new])
    if code:
        assert refusal(council, case, case.bundle(made)).refusal.code == code
        return
    case.take(made)
    case.take(case.submission(keys=[new]))
    assert verify_case(case.root).sound


def test_a_stolen_key_recovers_nothing(council, founded):
    case, new = founded(RECOVERY), council.key_of("state", 1)
    change = {"action": "recover", "party": "state", "key": str(new.verifier)}
    made = case.key_change("state", change, keys=[council.key_of("state"), council.key_of("desk"), new])
    assert refusal(council, case, case.bundle(made)).refusal.code == "not-permitted"
    # And where the policy names nobody for it, nobody recovers a key.
    change = {"action": "recover", "party": "neighbour", "key": str(council.key_of("neighbour", 1).verifier)}
    made = case.key_change("desk", change, keys=[council.key_of("desk"), council.key_of("neighbour", 1)])
    assert refusal(council, case, case.bundle(made)).refusal.code == "not-permitted"


def test_a_new_key_that_does_not_sign_is_nobodys(council, founded):
    case = founded()
    change, _ = enrolled(council)
    assert refusal(council, case, case.bundle(case.key_change("desk", change))).refusal.code == "unknown-key"


def test_within_one_bundle_a_new_key_signs_what_follows(council, founded):
    case = founded()
    first = rotated(council, case)
    case.take(first, case.submission(label="THEN", after=first, keys=[council.key_of("state", 1)]))
    late = case.submission(label="LATE", keys=[council.key_of("state")])
    assert refusal(council, case, case.bundle(late)).refusal.code == "revoked-key"


def test_a_kind_is_for_those_whom_the_policy_names(council, founded):
    case = founded(Policy(submit={"event": ("inspectorate",), "statement": ()}))
    assert refusal(council, case, case.bundle(case.submission())).refusal.code == "not-permitted"
    case.take(case.submission("inspectorate"))


def test_what_needs_countersigning_needs_enough_of_the_group(council, founded):
    policy = Policy(
        groups={"neighbours": Group(least=1, of=("neighbour", "desk"))},
        countersign={"event": Group(least=2, of=("neighbours", "inspectorate"))},
    )
    case = founded(policy)
    keys = [council.key_of(party) for party in ("state", "neighbour", "inspectorate")]
    refused = refusal(council, case, case.bundle(case.submission(keys=keys[:2])))
    assert (refused.refusal.code, refused.got) == ("not-countersigned", "neighbour, state")
    case.take(case.submission(keys=keys))
    # The submitter's own signature counts where it is of the group.
    case.take(case.submission("inspectorate", label="OWN", keys=[keys[2], keys[1]]))


def test_a_countersignature_that_does_not_verify_counts_for_nothing(council, founded):
    case = founded(Policy(countersign={"event": Group(least=1, of=("neighbour",))}))
    made = case.submission()
    neighbour = council.key_of("neighbour")
    line = NoteSignature(name=neighbour.name, key_id=neighbour.verifier.key_id, signature=bytes(range(64)))
    forged = Carried.parse(made.note.raw + line.line.encode(), where="it")
    assert refusal(council, case, case.bundle(forged)).refusal.code == "wrong-signature"


def policy_change(case, party, policy, **given):
    return case.submission(party, "policy", {"policy": policy, "reason": "better"}, label=f"P-{party}", **given)


def test_a_policy_is_changed_only_as_it_allows_itself(council, founded):
    case = founded(Policy(submit={"policy": ("desk",)}, countersign={"policy": Group(least=1, of=("state",))}))
    new = {"submit": {"event": ["desk"]}}
    both = [council.key_of("desk"), council.key_of("state")]
    by_state = policy_change(case, "state", new)
    assert refusal(council, case, case.bundle(by_state)).refusal.code == "not-permitted"
    assert refusal(council, case, case.bundle(policy_change(case, "desk", new))).refusal.code == "not-countersigned"
    first = policy_change(case, "desk", new, keys=both)
    # It rules from the next entry on, also within one bundle; and with it nobody may change the policy any more.
    event = case.submission()
    assert refusal(council, case, case.bundle(first, event)).refusal.code == "not-permitted"
    case.take(first)
    again = case.submission("desk", "policy", {"policy": {}, "reason": "?"}, label="AGAIN", keys=both)
    assert refusal(council, case, case.bundle(again)).refusal.code == "not-permitted"


def test_a_policy_that_names_nobody_is_never_changed(council, founded):
    case = founded()
    assert refusal(council, case, case.bundle(policy_change(case, "desk", {}))).refusal.code == "not-permitted"


QUORUM = Policy(submit={"policy": ("desk",)}, quorum=Group(least=2, of=("desk", "state", "inspectorate")))


def test_a_quorum_stays_within_reach(council, founded):
    case = founded(QUORUM, witnesses=["desk", "state"])
    lost = case.key_change("state", {"action": "revoke", "party": "state", "role": "witness"})
    assert refusal(council, case, case.bundle(lost)).refusal.code == "meaningless"
    three = policy_change(case, "desk", {"quorum": {"least": 3, "of": ["desk", "state", "inspectorate"]}})
    assert refusal(council, case, case.bundle(three)).refusal.code == "meaningless"


def test_a_first_entry_with_a_quorum_out_of_reach_opens_no_case(council, founded):
    with pytest.raises(ProverkaError) as caught:
        founded(QUORUM, witnesses=["desk"])
    assert caught.value.code == "meaningless"


def test_policy_txt_follows_the_record(council, founded):
    case = founded(QUORUM, witnesses=["desk", "state"])
    path = case.root / "policy.txt"
    assert set(read_policy(path).cosigners) == {"desk", "state"}
    witness = council.witness_of("inspectorate")
    change = {"action": "enrol", "party": "inspectorate", "role": "witness", "key": str(witness.verifier)}
    case.take(case.key_change("inspectorate", change))
    assert read_policy(path).cosigners["inspectorate"] == witness.verifier
    assert read_policy(path).met_by(["inspectorate", "desk"])


def test_a_policy_file_left_behind_by_a_crash_is_brought_up_to_date_by_the_same_bundle(council, founded, monkeypatch):
    case = founded(QUORUM, witnesses=["desk", "state"])
    old = (case.root / "policy.txt").read_bytes()
    key = str(council.witness_of("inspectorate").verifier)
    change = {"action": "enrol", "party": "inspectorate", "role": "witness", "key": key}
    bundle = case.bundle(case.key_change("inspectorate", change))
    receive(case.case, bundle, now=council.NOW).take_in(council.LOG_KEY)
    new = (case.root / "policy.txt").read_bytes()
    (case.root / "policy.txt").write_bytes(old)
    receive(case.case, bundle, now=council.NOW).publish()
    assert (case.root / "policy.txt").read_bytes() == new != old


def test_what_no_policy_file_can_say_is_refused_before_anything_is_appended(council, founded):
    # A group called "none" would be taken for the quorum that asks for nobody.
    case = founded(Policy(submit={"policy": ("desk",)}), witnesses=["desk"])
    none = policy_change(case, "desk", {"groups": {"none": {"least": 1, "of": ["desk"]}},
                                        "quorum": {"least": 1, "of": ["none"]}})  # fmt: skip
    assert refusal(council, case, case.bundle(none)).refusal.code == "bad-policy"


def test_what_is_refused_says_where_in_the_bundle_it_stands(council, founded):
    case = founded()
    good = case.submission()
    bad = case.submission(label="BAD", after=good, bears_on=["NOTHING"])
    refused = refusal(council, case, case.bundle(good, bad))
    assert refused.where.startswith("handed-in.bundle: submission 2: BAD")


def test_the_case_that_was_asked_stays_as_it_is(council, founded):
    case = founded()
    opened = case.case
    before = opened.meaning.copy()
    receive(opened, case.bundle(*chain(case, 2)), now=council.NOW)
    assert (opened.chain.size, opened.meaning) == (1, before)


def test_a_medium_that_gives_other_bytes_when_it_is_read_again_appends_nothing(council, founded):
    case = founded()
    made, name = with_paper(case)
    good = case.bundle(made, documents={name: PAPER})
    reception = receive(case.case, good, now=council.NOW)
    before = files(case.root)
    raw = good.path.read_bytes()
    # As the central directory and the sizes say, with one bit of the document turned and its CRC made to fit.
    other = PAPER.replace(b"paper", b"taper")
    changed = raw.replace(PAPER, other).replace(crc32(PAPER).to_bytes(4, "little"), crc32(other).to_bytes(4, "little"))
    good.path.write_bytes(changed)
    with pytest.raises(ProverkaError) as caught:
        reception.take_in(council.LOG_KEY)
    assert (caught.value.code, files(case.root)) == ("wrong-document", before)
    good.path.write_bytes(raw)
    assert len(reception.take_in(council.LOG_KEY)) == 1
    assert verify_case(case.root).sound


def test_a_document_damaged_in_the_store_is_not_taken_for_the_one_in_the_bundle(council, founded):
    case = founded()
    made, name = with_paper(case)
    case.take(made, documents={name: PAPER})
    case.case.document_store.path(name).write_bytes(b"other")
    again = case.submission(label="AGAIN", documents=json.loads(made.payload)["documents"])
    size = case.case.log.size
    with pytest.raises(ProverkaError) as caught:
        case.take(again, documents={name: PAPER})
    assert (caught.value.code, case.case.log.size) == ("wrong-document", size)


def test_a_mirror_takes_openings_unless_it_is_told_not_to(council, tmp_path):
    values = {"event": b'"incident"', "title": b'"A secret"'}
    disclosures = [Disclosure.make(name, value, salt=sha256(name.encode()).digest()) for name, value in values.items()]
    case = council.Council.founded(tmp_path / "built")
    made = case.submission(label="SECRET", body=json.loads(sealed(disclosures, {}).encode()))
    case.take(made, openings={made.text_hash.hex(): encode_disclosures(disclosures).encode()})
    name = made.text_hash.hex()
    done = mirror_case(str(case.root), tmp_path / "closed", openings=False)
    assert (done.openings, (tmp_path / "closed" / "openings" / name).exists()) == (0, False)
    assert mirror_case(str(case.root), tmp_path / "whole").openings == 1
    # What was left out is taken when all is asked for again.
    assert mirror_case(str(case.root), tmp_path / "closed", complete=True).openings == 1
    assert verify_case(tmp_path / "closed").sound
