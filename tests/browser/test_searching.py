"""The script that searches finds exactly what the format says: the same vectors, in the reader's own browser."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proverka.publication.past import Past
from proverka.publication.search import Found, first_days_file, index_files
from proverka.publication.words import words_file
from proverka.reporting.catalogues import language_of

SCRIPTS = ("tell.js", "search.js")
BODY = """<!DOCTYPE html><html lang="en" data-base="../"><title>Searching</title>
<form id="search-form"><input id="search"></form><ol id="found"></ol>
<p id="found-told"
 data-all="{shown} found" data-some="{shown} of {all}" data-more="{shown} and more" data-none="none"
 data-near="no {asked} but {found}:"></p>
"""
# In place of site.js: it puts what is loaded, and says what was; what is not there is an error.
LOADING = """(files) => {
  const values = new Map(), proverka = globalThis.proverka = { read: [] };
  proverka.put = (name, value) => { values.set(name, value); };
  proverka.load = async (path, name) => {
    if (!Object.hasOwn(files, path)) throw new Error(`${path} is not there`);
    proverka.read.push(path);
    new Function("proverka", files[path])(proverka);
    return values.get(name);
  };
}"""
# More than two files of rows, the last of them known later than all others, and more than are shown.
MANY = [
    Found(
        kind="event",
        name=f"E{n}",
        title="Drums shipped",
        path=f"record/000.html#e{n}",
        known=f"2014-0{n // 100 + 1}-01",
    )
    for n in range(301)
]


@pytest.fixture(scope="module")
def vectors(repository: Path) -> Any:
    return json.loads((repository / "docs/spec/vectors/search-index.json").read_text(encoding="utf-8"))


@pytest.fixture
def page(browser: Browser) -> Page:
    page = browser.new_page()
    page.set_content(BODY)
    return page


def searching(page: Page, repository: Path, files: Mapping[str, str]) -> Page:
    """Return a page that searches these files."""
    page.evaluate(LOADING, {**files, "assets/words/en.js": words_file(language_of("en")).decode()})
    for name in SCRIPTS:
        source = (repository / "src/proverka/publication/templates" / name).read_text(encoding="utf-8")
        page.add_script_tag(content=source)
    return page


def looked(page: Page, text: str, day: str | None = None) -> tuple[str, list[str]]:
    """Return what is said of what was found for a text, and where its links lead."""
    page.evaluate("(day) => { if (day) document.documentElement.dataset.on = day; }", day)
    page.fill("#search", text)
    page.wait_for_function("document.getElementById('found-told').textContent")
    links = page.locator("#found a").all()
    return page.inner_text("#found-told"), [link.get_attribute("href") or "" for link in links]


def test_texts_are_taken_apart_as_the_program_does_it(page: Page, repository: Path, vectors: Any):
    searching(page, repository, {})
    cases = vectors["words"]
    asked = page.evaluate("(texts) => texts.map(proverka.search.wordsOf)", [case["text"] for case in cases])
    for case, found in zip(cases, asked, strict=True):
        assert found == case["asked"], case["why"]


def test_a_word_is_looked_for_in_its_shard(page: Page, repository: Path, vectors: Any):
    searching(page, repository, {})
    shards = sorted(set(vectors["shards"].values()))
    for word, shard in vectors["shards"].items():
        found = page.evaluate("([word, shards]) => proverka.search.shardsOf(word, shards)", [word, shards])
        begun = {one for other, one in vectors["shards"].items() if other.startswith(word)}
        assert begun | {shard} <= set(found), word
        assert len(found) == 1 or len(word) == 1, word


def test_what_is_found_is_what_the_format_says(page: Page, repository: Path, vectors: Any):
    searching(page, repository, vectors["index"]["files"])
    for case in vectors["found"]:
        places, names = page.evaluate(
            """async ({ text, on }) => {
              const { wordsOf, ranked, rowsAt } = proverka.search;
              const places = await ranked(wordsOf(text)), names = [];
              for await (const row of rowsAt(places, on)) names.push(row[1]);
              return [places, names];
            }""",
            {"text": case["text"], "on": case["on"]},
        )
        assert (places, names) == (case["places"], case["names"]), case["why"]


def test_no_more_is_read_than_what_a_word_needs(page: Page, repository: Path, vectors: Any):
    searching(page, repository, vectors["index"]["files"])
    assert looked(page, "cape") == ("1 found", ["../record/000.html#entry-15"])
    read = page.evaluate("[...new Set(proverka.read)].filter((path) => path.startsWith('search/'))")
    assert sorted(read) == ["search/index.js", "search/pages.js", "search/rows/0.js", "search/words/ca.js"]


def test_the_best_hundred_are_shown_and_how_many_there_are_is_said_where_it_is_known(page: Page, repository: Path):
    searching(page, repository, {path: text.decode() for path, text in (*index_files(MANY), first_days_file(Past()))})
    told, links = looked(page, "drum")
    assert told == "100 of 301"
    assert links == [f"../record/000.html#e{n}" for n in range(100)]
    assert looked(page, "e299 drums") == ("1 found", ["../record/000.html#e299"])
    assert looked(page, "barrels") == ("none", [])
    told, links = looked(page, "drums", "2014-01-31")
    assert told == "100 found"
    assert links == [f"../record/000.html?on=2014-01-31#e{n}" for n in range(100)]
    assert looked(page, "shipped", "2014-02-01")[0] == "100 and more"
    assert looked(page, "e300 shipped")[0] == "none"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("drms", "no drms but drums: 100 of 301"),  # one letter of four
        ("Schipped", "none"),  # begins otherwise
        ("shiped e299", "no shiped but shipped: 1 found"),
        ("shpiped", "no shpiped but shipped: 100 of 301"),  # two of seven
        ("shpipd", "none"),  # two of six
        ("drm", "none"),  # three letters say too little
        ("e300 drums", "1 found"),
        ("e399 drums", "none"),  # a number is that one or none
        ("dr", "100 of 301"),
    ],
)
def test_a_word_that_is_spelt_otherwise_finds_the_nearest_and_says_so(
    page: Page, repository: Path, asked: str, told: str
):
    searching(page, repository, {path: text.decode() for path, text in (*index_files(MANY), first_days_file(Past()))})
    assert looked(page, asked)[0] == told


def test_a_file_that_is_not_there_is_no_end_of_searching(page: Page, repository: Path, vectors: Any):
    files = {path: text for path, text in vectors["index"]["files"].items() if path != "search/words/ca.js"}
    searching(page, repository, files)
    page.fill("#search", "cape")
    assert looked(page, "latakia") == ("1 found", ["../record/000.html#entry-11"])
