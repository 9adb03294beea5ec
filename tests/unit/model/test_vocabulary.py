import pytest

from proverka.model.errors import RefusedError
from proverka.model.names import check_acyclic
from proverka.model.reading import convert
from proverka.model.vocabulary import Vocabulary

PARTY = {"id": "state", "name": "The State", "kind": "state"}
STOCK = {"id": "stock", "name": "The stock", "kind": "material", "unit": "tonne"}
DEPOT = {"id": "depot", "name": "The depot", "kind": "storage"}
REMOVED = {"id": "removed/stock", "name": "removed", "disposition": "removed", "subject": "stock"}
PLAIN = {
    "case": "c", "title": "C", "keeper": "state", "debtor": "state",
    "parties": [PARTY], "places": [DEPOT], "subjects": [STOCK], "bases": [REMOVED],
}  # fmt: skip


def words(**changed: object) -> Vocabulary:
    return convert({**PLAIN, **changed}, Vocabulary, where="case.toml")


def test_a_vocabulary_that_agrees_with_itself_is_accepted():
    words().check(where="case.toml")


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"parties": [PARTY, PARTY]}, "duplicate-id", "parties"),
        ({"places": [DEPOT, DEPOT]}, "duplicate-id", "places"),
        ({"subjects": [STOCK, STOCK]}, "duplicate-id", "subjects"),
        ({"bases": [REMOVED, REMOVED]}, "duplicate-id", "bases"),
        ({"keeper": "nobody"}, "unknown-party", "keeper"),
        ({"debtor": "nobody"}, "unknown-party", "debtor"),
        ({"parties": [{**PARTY, "member_of": ["nobody"]}]}, "unknown-party", "member_of"),
        ({"policy": {"submit": {"figure": ["nobody"]}}}, "unknown-party", "policy"),
        ({"places": [{**DEPOT, "within": "nowhere"}]}, "unknown-place", "within"),
        ({"places": [{**DEPOT, "latitude": "1.2"}]}, "missing-field", "place depot"),
        ({"places": [{**DEPOT, "latitude": "1.23", "longitude": "4.56"}]}, "bad-value", "place depot"),
        ({"subjects": [{**STOCK, "unit": "barrel"}]}, "unknown-unit", "subject stock"),
        ({"subjects": [{**STOCK, "parts": [["half"]]}]}, "unknown-subject", "parts"),
        ({"bases": [{**REMOVED, "subject": "nothing"}]}, "unknown-subject", "basis removed/stock"),
        ({"bases": [{**REMOVED, "sums": ["nothing"]}]}, "unknown-basis", "sums"),
        ({"parties": [{**PARTY, "member_of": ["state"]}]}, "self-dependency", "parties"),
        ({"places": [{**DEPOT, "within": "depot"}]}, "self-dependency", "places"),
        ({"subjects": [{**STOCK, "parts": [["stock"]]}]}, "self-dependency", "subjects"),
        ({"bases": [{**REMOVED, "sums": ["removed/stock"]}]}, "self-dependency", "bases"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(changed: dict[str, object], code: str, place: str):
    with pytest.raises(RefusedError) as caught:
        words(**changed).check(where="case.toml")
    assert caught.value.code == code
    assert place in caught.value.fault.where


def test_a_unit_of_the_case_is_a_unit():
    words(units=["barrel"]).check_unit("barrel", where="test")
    with pytest.raises(RefusedError, match="unknown-unit"):
        words().check_unit("barrel", where="test")


def test_an_unknown_name_is_answered_with_names_like_it():
    with pytest.raises(RefusedError) as caught:
        words().basis("removed/stok", where="test")
    assert "removed/stock" in caught.value.fault.expected


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("state", "The State"), ("stock", "The stock"), ("depot", "The depot"), ("removed/stock", "removed"), ("x", "x")],
)
def test_names_for_people(identifier: str, name: str):
    assert words().name(identifier) == name


@pytest.mark.parametrize(
    ("links", "ring"),
    [
        ({"a": ["b"], "b": ["a"]}, "a → b → a"),
        ({"a": ["b", "c"], "b": [], "c": ["d"], "d": ["c"]}, "c → d → c"),
        ({"a": ["a"]}, "a → a"),
    ],
)
def test_a_ring_is_named(links: dict[str, list[str]], ring: str):
    with pytest.raises(RefusedError) as caught:
        check_acyclic(links, where="test")
    assert caught.value.fault.got == ring


@pytest.mark.parametrize(
    "links",
    [{}, {"a": ["b"], "b": ["c"]}, {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, {"a": ["elsewhere"]}],
)
def test_what_leads_somewhere_else_is_no_ring(links: dict[str, list[str]]):
    check_acyclic(links, where="test")


def test_a_long_chain_is_no_ring_and_needs_no_deep_stack():
    check_acyclic({str(n): [str(n + 1)] for n in range(5_000)}, where="test")


@pytest.mark.parametrize(("party", "does"), [("body", True), ("official", True), ("aide", True), ("state", False)])
def test_who_acts_in_the_name_of_an_inspectorate_confirms(party: str, does: bool):
    words = convert(
        {
            "case": "c", "title": "C", "keeper": "body",
            "parties": [
                {"id": "body", "name": "B", "kind": "secretariat", "confirms": True},
                {"id": "official", "name": "O", "kind": "other", "member_of": ["body"]},
                {"id": "aide", "name": "A", "kind": "other", "member_of": ["official"]},
                {"id": "state", "name": "S", "kind": "state"},
            ],
        },
        Vocabulary,
        where="words",
    )  # fmt: skip
    assert words.confirms(party) is does
    assert not words.confirms("nobody")
    assert words.acts_for("aide", "body")
    assert words.acts_for("nobody", "nobody")
    assert not words.acts_for("body", "aide")


def test_groups_of_groups_are_walked_once():
    """Two ways up at each of thirty levels are a thousand million paths to the top."""
    levels = [[f"a{n}", f"b{n}"] for n in range(30)]
    parties = [{"id": "top", "name": "Top", "kind": "secretariat", "confirms": True}]
    parties += [
        {"id": name, "name": name, "kind": "other", "member_of": levels[n - 1] if n else ["top"]}
        for n, names in enumerate(levels)
        for name in names
    ]
    words = convert({"case": "c", "title": "C", "keeper": "top", "parties": parties}, Vocabulary, where="words")
    words.check(where="words")
    assert words.confirms("b29")
    assert words.acts_for("a29", "b0")
    assert not words.acts_for("a29", "b29")
