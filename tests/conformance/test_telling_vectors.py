"""Neutral text told in six languages, and pages as of a day, as `docs/spec/vectors` has them: what the pages do too."""

import json
from datetime import date
from typing import Any

from proverka.publication.past import PastPage
from proverka.publication.words import words_file
from proverka.reporting.language import Language
from proverka.reporting.plurals import RULES
from proverka.reporting.tongue import Place, localized


def language(words: dict[str, Any]) -> Language:
    return Language(
        code=words["code"],
        rtl=words["rtl"],
        messages=words["messages"],
        plurals={one: tuple(forms) for one, forms in words["plurals"].items()},
        plural=RULES[words["code"]][2],
        digits="".join(words["digits"]),
        decimal=words["decimal"],
        group=words["group"],
        months=tuple(words["months"]),
        day_form=words["day_form"],
    )


def test_neutral_text_is_told_in_every_language(ours):
    vectors = ours("neutral-text.json")
    languages = {code: language(words) for code, words in vectors["words"].items()}
    assert set(languages) == {"ar", "zh", "en", "fr", "ru", "es"}
    at = vectors["place"]
    place = Place(
        as_of=date.fromisoformat(at["asOf"]),
        known_at=date.fromisoformat(at["knownAt"]),
        base=at["base"],
        drawings=at["drawings"],
    )
    assert len(vectors["cases"]) > 60
    for case in vectors["cases"]:
        told = {code: localized(case["neutral"], one, place) for code, one in languages.items()}
        assert told == case["told"], case["why"]


def test_words_are_kept_as_the_vectors_have_them(ours):
    for words in ours("neutral-text.json")["words"].values():
        name, _, packed = words_file(language(words)).decode().removeprefix("proverka.put(").partition(", ")
        assert json.loads(name) == f"words/{words['code']}"
        assert json.loads(packed.removesuffix(");\n")) == words


def test_a_page_is_kept_in_steps(ours):
    for case in ours("past-pages.json")["pages"]:
        page = PastPage()
        for day, parts in case["states"]:
            page.add(date.fromisoformat(day), parts)
        assert json.loads(json.dumps(page.file_value)) == case["page"], case["why"]
        assert {day: page.on(date.fromisoformat(day)) for day in case["on"]} == case["on"], case["why"]
