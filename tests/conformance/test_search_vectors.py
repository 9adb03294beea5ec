"""The search index of an edition, as `docs/spec/vectors` has it: the program writes it, the page's rules read it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from proverka.publication.past import Past, PastPage
from proverka.publication.search import Found, first_days_file, index_files, shard_of, words_of


def test_texts_are_taken_apart_into_words(ours):
    cases = ours("search-index.json")["words"]
    assert len(cases) > 30
    for case in cases:
        assert words_of(case["text"]) == case["words"], case["why"]


def test_what_is_looked_for_are_words_of_the_index(ours):
    for case in ours("search-index.json")["words"]:
        assert len(set(case["asked"])) == len(case["asked"]), case["why"]
        assert set(case["asked"]) <= set(case["words"]), case["why"]
        assert all(len(word) == 1 for word in set(case["words"]) - set(case["asked"])), case["why"]


def test_a_word_names_its_shard(ours):
    shards = ours("search-index.json")["shards"]
    assert len(shards) > 10
    for word, shard in shards.items():
        assert words_of(word)[-1] == word
        assert shard_of(word) == shard


def test_an_index_byte_for_byte(ours):
    index = ours("search-index.json")["index"]
    past = Past()
    for path, day in index["pages"].items():
        past.pages[path] = PastPage()
        past.pages[path].add(date.fromisoformat(day), ["<h1>"])
    made = dict([*index_files(Found(**thing) for thing in index["things"]), first_days_file(past)])
    assert made == {path: text.encode() for path, text in index["files"].items()}


def test_what_is_found_in_an_index(ours):
    vectors = ours("search-index.json")
    values = dict(put(path, text) for path, text in vectors["index"]["files"].items())
    assert len(vectors["found"]) > 10
    for case in vectors["found"]:
        found = ranked(case["asked"], values)
        assert found == [tuple(one) for one in case["places"]], case["why"]
        rows = [row(place, values) for place, _ in found]
        kept = [name for _, name, _, path, known in rows if not case["on"] or since(path, known, values) <= case["on"]]
        assert kept == case["names"], case["why"]


def put(path: str, text: str) -> tuple[str, Any]:
    """Return the name and the value that a file of the index puts."""
    name, _, value = text.removeprefix("proverka.put(").removesuffix(");\n").partition(", ")
    assert path == f"{json.loads(name)}.js"
    return json.loads(name), json.loads(value)


def row(place: int, values: Mapping[str, Any]) -> list[str]:
    """Return the row at a place."""
    size = values["search/index"]["rowsToAFile"]
    found: list[str] = values[f"search/rows/{place // size}"][place % size]
    return found


def since(path: str, known: str, values: Mapping[str, Any]) -> str:
    """Return the day from which on a row is there."""
    day: str = known or values["search/pages"][path]
    return day


def ranked(asked: list[str], values: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return the places that have all of the words, each with its weight, the best first; look into every shard."""
    held = [values[f"search/words/{shard}"] for shard in values["search/index"]["shards"]]
    found: list[dict[int, int]] = []
    for word in asked:
        weights: dict[int, int] = {}
        for other, places in ((other, places) for shard in held for other, places in shard.items()):
            for place, weight in zip(places[::2], places[1::2], strict=True) if other.startswith(word) else ():
                weights[place] = max(weights.get(place, 0), weight * (2 if other == word else 1))
        found.append(weights)
    common = set.intersection(*map(set, found)) if found else set()
    return sorted(((p, sum(weights[p] for weights in found)) for p in common), key=lambda one: (-one[1], one[0]))
