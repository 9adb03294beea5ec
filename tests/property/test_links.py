"""Whatever a text holds, links lie in the passage that was asked for, and name what the tables have."""

from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.model.reading import convert
from proverka.sources.links.aliases import Aliases
from proverka.sources.links.linking import Context, links_in
from proverka.sources.links.printed_names import name_key, name_pattern, names_pattern
from proverka.sources.passage import Passage

NAMES = [
    "İzmir",
    "ışık",
    "ſtate",
    "O'Neill",
    "Al-Assad",
    "ß-Bund",
    "the U.N.",
    "Ruritanian government",
    "[x] ^y",
    "K\\",
]
TABLES = convert(
    {
        "people": [{"name": "Anna Petrova", "party": "Ruritania"}],
        "parties": [
            {"name": "Ruritania", "id": "ruritania", "place_names": ["Strelsau"]},
            *({"name": name, "id": f"party-{at}"} for at, name in enumerate(NAMES)),
        ],
        "places": [{"id": "strelsau", "aliases": ["Strelsau", "İzmir"]}],
        "obligations": [{"id": "A/1", "any_of": [["allow*"], ["inspector*"]], "debtor": "Ruritania"}],
    },
    Aliases,
    where="tables",
)
PIECES = [
    *NAMES,
    "Ruritania",
    "Strelsau",
    "in",
    "and",
    "the",
    "allow",
    "inspectors",
    "Petrova",
    "Anna Petrova",
    "20",
    "tons",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).flatmap(
    lambda parts: st.sampled_from([" ", "  ", "\n", "", "’", "-"]).map(lambda between: between.join(parts))
)


@settings(deadline=None, max_examples=200)
@given(text=TEXTS, cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_links_lie_where_they_were_asked_for(text: str, cut: tuple[float, float]):
    start, end = sorted(int(share * len(text)) for share in cut)
    within, story = Passage(start, end), Passage(0, len(text))
    found = links_in(text, within=within, aliases=TABLES, published=None, context=Context(story=story, paragraph=story))
    for link in found:
        assert story.holds(link.passage)
        assert within.holds(link.passage) or link.kind == "obligation"
        assert link.rule


@settings(deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=2, max_size=20))
def test_a_name_is_found_as_it_is_printed_and_under_its_key(name: str):
    pattern = name_pattern(name)
    match = pattern.fullmatch(name)
    assert match is not None
    assert name_key(match[0]) == name_key(name)


@settings(deadline=None)
@given(
    names=st.lists(
        st.text("iIıİtTsSſß[^-]\\ ", min_size=2, max_size=5).map(lambda name: " ".join(name.split())).filter(bool),
        max_size=8,
    ),
    text=st.text("iIıİtTsSſß[^-]\\ .", max_size=30),
)
def test_a_pattern_of_many_names_finds_the_longest_that_one_of_them_would(names: list[str], text: str):
    many = names_pattern(names)
    for at in range(len(text)):
        each = [match.end() for name in names if (match := name_pattern(name).match(text, at))]
        found = many.match(text, at)
        assert (found.end() if found else None) == max(each, default=None)
