"""The script that tells pages says exactly what the program says: the same vectors, in the reader's own browser."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proverka.publication.words import words_file
from proverka.reporting.catalogues import languages

SCRIPT = "src/proverka/publication/templates/tell.js"


@pytest.fixture(scope="module")
def page(browser: Browser, repository: Path) -> Page:
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><title>Telling</title>")
    page.add_script_tag(content=(repository / SCRIPT).read_text(encoding="utf-8"))
    return page


@pytest.fixture(scope="module")
def vectors(repository: Path) -> Callable[[str], Any]:
    folder = repository / "docs" / "spec" / "vectors"
    return lambda name: json.loads((folder / name).read_text(encoding="utf-8"))


def test_neutral_text_is_told_as_the_program_tells_it(page: Page, vectors: Callable[[str], Any]):
    given = vectors("neutral-text.json")
    told = page.evaluate(
        """({ words, place, cases }) => cases.map(({ neutral }) => Object.fromEntries(
          Object.entries(words).map(([code, one]) => [code, proverka.tell(neutral, one, place)])))""",
        given,
    )
    assert len(told) == len(given["cases"]) > 60
    for case, found in zip(given["cases"], told, strict=True):
        assert found == case["told"], case["why"]


def test_a_page_of_the_past_is_found_by_its_steps(page: Page, vectors: Callable[[str], Any]):
    for case in vectors("past-pages.json")["pages"]:
        days = sorted(case["on"])
        found = page.evaluate(
            "({ page, days }) => days.map((day) => proverka.partsOn(page, day))", {**case, "days": days}
        )
        assert dict(zip(days, found, strict=True)) == case["on"], case["why"]


def test_an_unknown_mark_is_an_error(page: Page):
    words = {"code": "en", "messages": {}, "plurals": {}}
    assert (
        page.evaluate(
            "(words) => { try { proverka.tell('\\ue000?\\ue002', words, {}); } catch (e) { return e.message; } }", words
        )
        == "unknown mark ?"
    )


def test_the_words_of_every_language_load(page: Page):
    page.evaluate("() => { proverka.put = (name, value) => { (proverka.got ??= {})[name] = value; }; }")
    for language in languages():
        page.add_script_tag(content=words_file(language).decode())
    got = page.evaluate(
        "Object.fromEntries(Object.entries(proverka.got).map(([k, v]) => [k, [v.rtl, v.months.length]]))"
    )
    assert got == {f"words/{one.code}": [one.rtl, 12] for one in languages()}
