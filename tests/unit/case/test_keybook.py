"""Keys as entries: enrolled, rotated, revoked and recovered, as the log then tells whose they are."""

import pytest
from msgspec.structs import replace

from proverka.case.keybook import KeyBook
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy
from proverka.model.ruling import KeyChange

TRUSTEES = Policy(recover={"state": Group(least=2, of=("desk", "inspectorate", "neighbour"))})


@pytest.fixture
def book(council):
    return KeyBook.opening(council.words_with(TRUSTEES, witnesses=["desk", "state"]))


def key_text(council, party, generation=1):
    return str(council.key_of(party, generation).verifier)


def take(book, index, **change):
    made = KeyChange(**change)
    book.check(made, index, where="change")
    book.take(made, index)


def refusal(book, index=5, **change):
    before = book.copy()
    with pytest.raises(ProverkaError) as caught:
        book.check(KeyChange(**change), index, where="change")
    assert book == before
    return caught.value.code


def test_the_first_entry_states_the_first_keys(book, council):
    assert book.current("state") == council.key_of("state").verifier
    assert book.current("observer") is None
    assert book.current("nobody") is None
    assert {held.party for held in book.in_force()} == set(council.KEYED)
    assert set(book.witnesses) == {"desk", "state"}


def test_a_first_key_is_in_force_from_the_next_entry_on(book, council):
    take(book, 5, action="enrol", party="observer", key=key_text(council, "observer", 0))
    key = council.key_of("observer").verifier
    assert book.current("observer") == key
    held = book.find(key.name, key.key_id)
    assert (held.party, held.since, held.until) == ("observer", 6, None)


def test_a_rotated_key_ends_where_the_new_one_begins(book, council):
    old, new = council.key_of("state").verifier, council.key_of("state", 1).verifier
    take(book, 5, action="rotate", party="state", key=str(new))
    assert book.current("state") == new
    assert (book.find(old.name, old.key_id).until, book.find(new.name, new.key_id).since) == (6, 6)
    assert [held.key for held in book.in_force() if held.party == "state"] == [new]


def test_a_key_revoked_from_an_earlier_entry_ends_there(book, council):
    old = council.key_of("state").verifier
    take(book, 9, action="revoke", party="state", revoked_from=4)
    assert book.current("state") is None
    assert book.find(old.name, old.key_id).until == 4


def test_a_recovery_gives_a_key_to_a_party_with_one_and_to_one_without(book, council):
    take(book, 5, action="recover", party="state", key=key_text(council, "state", 1), revoked_from=2)
    old = council.key_of("state").verifier
    assert book.find(old.name, old.key_id).until == 2
    take(book, 6, action="revoke", party="state")
    take(book, 7, action="recover", party="state", key=key_text(council, "state", 2))
    assert book.current("state") == council.key_of("state", 2).verifier
    assert [(held.since, held.until) for held in book.held["state"]] == [(0, 2), (6, 7), (8, None)]


def test_a_copy_does_not_follow(book):
    other = book.copy()
    take(other, 5, action="revoke", party="state")
    take(other, 6, action="revoke", party="desk", role="witness")
    assert book.current("state") is not None
    assert "desk" in book.witnesses


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"action": "enrol", "party": "state"}, "meaningless"),
        ({"action": "rotate", "party": "observer"}, "meaningless"),
        ({"action": "recover", "party": "observer"}, "meaningless"),
        ({"action": "rotate", "party": "nobody"}, "unknown-party"),
    ],
)
def test_an_action_fits_what_its_party_has(change, code, book, council):
    assert refusal(book, **change, key=key_text(council, change["party"])) == code


def test_nothing_is_revoked_twice(book):
    assert refusal(book, action="revoke", party="observer") == "meaningless"
    take(book, 5, action="revoke", party="state")
    assert refusal(book, action="revoke", party="state") == "meaningless"


def test_a_party_that_had_a_key_is_not_enrolled_anew(book, council):
    # Whoever may enrol and revoke could otherwise put a key of its own in the place of another's.
    take(book, 5, action="revoke", party="state")
    assert refusal(book, action="enrol", party="state", key=key_text(council, "state")) == "meaningless"


def test_a_key_is_named_after_its_party_and_can_be_read(book, council):
    assert refusal(book, action="rotate", party="state", key=key_text(council, "neighbour")) == "bad-key"
    assert refusal(book, action="rotate", party="state", key=key_text(council, "state")[:-4] + "AAA=") == "bad-key"
    assert refusal(book, action="rotate", party="desk", role="witness", key="nothing") == "bad-key"


def test_a_key_that_was_ever_held_does_not_come_back(book, council):
    first = key_text(council, "state", 0)
    assert refusal(book, action="rotate", party="state", key=first) == "revoked-key"
    take(book, 5, action="rotate", party="state", key=key_text(council, "state"))
    assert refusal(book, action="rotate", party="state", key=first) == "revoked-key"


def test_the_same_point_under_another_name_is_the_same_key(book, council):
    stolen = type(council.key_of("desk")).from_seed(f"{council.ORIGIN}/state", council.key_of("desk").seed)
    assert refusal(book, action="rotate", party="state", key=str(stolen.verifier)) == "revoked-key"


@pytest.mark.parametrize("index", [1, 2, 3, 10, 11])
def test_a_key_is_disbelieved_from_an_entry_under_it_on(index, book, council):
    take(book, 2, action="rotate", party="state", key=key_text(council, "state"))
    change = KeyChange(action="revoke", party="state", revoked_from=index)
    if 3 <= index <= 10:
        book.check(change, 10, where="change")
    else:
        assert refusal(book, 10, action="revoke", party="state", revoked_from=index) == "meaningless"


@pytest.mark.parametrize("index", [1, 2, 3, 6, 9, 10])
def test_a_recovery_reaches_behind_the_key_that_a_thief_put_there(index, book, council):
    take(book, 5, action="rotate", party="state", key=key_text(council, "state"))
    lost = {"action": "recover", "party": "state", "key": key_text(council, "state", 2)}
    assert refusal(book, 10, **lost, revoked_from=11) == "meaningless"
    take(book, 10, **lost, revoked_from=index)
    first, second, third = book.held["state"]
    assert (first.since, first.until) == (0, min(index, 6))
    assert (second.since, second.until) == (6, max(index, 6))
    assert (third.since, third.until) == (11, None)


def test_a_recovery_reaches_back_where_a_thief_has_ended_the_key(book, council):
    take(book, 5, action="revoke", party="state")
    take(book, 6, action="recover", party="state", key=key_text(council, "state"), revoked_from=3)
    assert [(held.since, held.until) for held in book.held["state"]] == [(0, 3), (7, None)]


def test_a_recovery_does_not_reach_behind_the_first_key(book, council):
    take(book, 5, action="enrol", party="observer", key=key_text(council, "observer", 0))
    lost = {"action": "recover", "party": "observer", "key": key_text(council, "observer")}
    assert refusal(book, 9, **lost, revoked_from=5) == "meaningless"
    book.check(KeyChange(**lost, revoked_from=6), 9, where="change")


def test_witness_keys_come_and_go(book, council):
    for generation, action in enumerate(("enrol", "rotate")):
        key = str(council.witness_of("neighbour", generation).verifier)
        take(book, 5, action=action, party="neighbour", role="witness", key=key)
        assert book.witnesses["neighbour"] == key
    take(book, 6, action="revoke", party="neighbour", role="witness")
    assert "neighbour" not in book.witnesses


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"action": "enrol", "party": "desk"}, "meaningless"),
        ({"action": "rotate", "party": "neighbour"}, "meaningless"),
        ({"action": "recover", "party": "desk"}, "meaningless"),
        ({"action": "enrol", "party": "nobody"}, "unknown-party"),
    ],
)
def test_an_action_fits_the_witness_keys(change, code, book, council):
    key = str(council.witness_of(change["party"], 3).verifier)
    assert refusal(book, **change, role="witness", key=key) == code


def test_a_witness_key_is_one_partys_alone_and_is_revoked_without_an_index(book, council):
    own = witness_text(council, f"{council.ORIGIN}/neighbour/witness", council.witness_of("desk").seed)
    assert refusal(book, action="enrol", party="neighbour", role="witness", key=own) == "revoked-key"
    assert refusal(book, action="revoke", party="neighbour", role="witness") == "meaningless"
    assert refusal(book, action="revoke", party="desk", role="witness", revoked_from=3) == "meaningless"


def test_a_first_entry_gives_no_key_to_two(council):
    words = council.words_with(Policy())
    from_desk = type(council.key_of("desk")).from_seed(f"{council.ORIGIN}/state", council.key_of("desk").seed)
    for key, code in ((str(council.key_of("desk").verifier), "bad-key"), (str(from_desk.verifier), "revoked-key")):
        parties = tuple(replace(p, key=key) if p.id == "state" else p for p in words.parties)
        with pytest.raises(ProverkaError) as caught:
            KeyBook.opening(replace(words, parties=parties))
        assert caught.value.code == code


def witness_text(council, name, seed):
    return str(type(council.witness_of("desk")).from_seed(name, seed).verifier)


@pytest.mark.parametrize(
    "name", ["", "/desk", "/neighbour", "/neighbours/witness", "/desk/witness", "/witness", "/neighbour-2/witness"]
)
def test_a_witness_takes_no_name_of_the_log_or_of_another_party(name, book, council):
    key = witness_text(council, council.ORIGIN + name, bytes(range(32)))
    change = {"action": "enrol", "party": "neighbour", "role": "witness", "key": key}
    assert refusal(book, **change) == "bad-key"
    with pytest.raises(ProverkaError) as caught:
        book.check_form("neighbour", "witness", key, where="change")
    assert council.ORIGIN + "/neighbour/witness" in caught.value.fault.remedy


@pytest.mark.parametrize("name", ["witness.example/alpha", "proverka.example/council-2/witness"])
def test_a_witness_of_many_logs_keeps_its_name_and_no_other_party_takes_it(name, book, council):
    take(book, 5, action="enrol", party="neighbour", role="witness", key=witness_text(council, name, bytes(32)))
    change = {"party": "inspectorate", "role": "witness", "key": witness_text(council, name, b"1" * 32)}
    assert refusal(book, action="enrol", **change) == "revoked-key"
    # Its own party keeps the name when it changes the key, and nobody else takes it afterwards.
    take(book, 6, action="rotate", party="neighbour", role="witness", key=witness_text(council, name, b"2" * 32))
    take(book, 7, action="revoke", party="neighbour", role="witness")
    assert refusal(book, action="enrol", **change) == "revoked-key"


def test_a_witness_key_that_was_ever_held_does_not_come_back(book, council):
    first = str(council.witness_of("desk").verifier)
    take(book, 5, action="rotate", party="desk", role="witness", key=str(council.witness_of("desk", 1).verifier))
    for party, action in (("desk", "rotate"), ("neighbour", "enrol")):
        key = witness_text(council, f"{council.ORIGIN}/{party}/witness", council.witness_of("desk").seed)
        assert refusal(book, action=action, party=party, role="witness", key=key) == "revoked-key"
    take(book, 6, action="revoke", party="desk", role="witness")
    assert refusal(book, action="enrol", party="desk", role="witness", key=first) == "revoked-key"


def test_one_key_does_not_submit_and_cosign(book, council):
    key = witness_text(council, "witness.example/alpha", council.key_of("state").seed)
    assert refusal(book, action="enrol", party="neighbour", role="witness", key=key) == "revoked-key"
    same = type(council.key_of("state")).from_seed(f"{council.ORIGIN}/state", council.witness_of("state").seed)
    assert refusal(book, action="rotate", party="state", key=str(same.verifier)) == "revoked-key"
