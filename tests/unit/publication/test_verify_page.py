"""The scripts that verify: each is loaded, each word that they say is there to be translated, and none is English."""

import re
from pathlib import Path

import pytest

from proverka.publication.environment import environment
from proverka.publication.verify_page import SCRIPTS, checking_files
from proverka.reporting.tongue import ENGLISH_LANGUAGE, Language

# Reasons for which `demand` and `Wrong` are asked with a name that is put together nowhere.
REASON = re.compile(r'(?:new Wrong|demand)\((?:[^;\n]|\n\s{8,})*?"([a-z0-9]+(?:-[a-z0-9]+)*)"(?=[,)])')
SAID = re.compile(r'(?:\bsay|remark|nothing)\(\s*(?:[\w.]+ \? )?"([a-z0-9-]+)"(?: : "([a-z0-9-]+)")?')


@pytest.fixture(scope="module")
def sources(repository: Path) -> dict[str, str]:
    folder = repository / "src" / "proverka" / "publication" / "templates" / "verify"
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    html = environment().get_template("verify/words.html").render()
    return dict(re.findall(r'<li data-word="([^"]+)">(.*?)</li>', html, re.DOTALL))


def test_every_script_is_in_the_edition_and_loaded_in_order(sources):
    assert set(SCRIPTS) == sources.keys()
    loaded = re.search(r"SCRIPTS = \[(.*?)\]", sources["start"])
    assert loaded is not None
    assert [*re.findall(r'"(\w+)"', loaded[1]), "whole"] == list(SCRIPTS[1:])


def test_every_script_needs_only_what_those_before_it_give(sources):
    given: set[str] = set()
    for name in SCRIPTS[1:]:
        for needed in re.findall(r"const \{([^}]*)\} = proverka\.check;", sources[name]):
            assert set(re.findall(r"\w+", needed)) <= given, name
        for offered in re.findall(r"Object\.assign\((?:proverka\.)?check, \{(.*?)\}\);", sources[name], re.DOTALL):
            given |= set(re.findall(r"\w+", offered))


def test_every_reason_is_said_in_words(sources, words):
    reasons = {reason for source in sources.values() for reason in REASON.findall(source)}
    said = {word.removeprefix("wrong-") for word in words if word.startswith("wrong-")}
    assert len(said) > 60
    assert said - reasons == set()
    assert reasons - said == {"content-length", "none", "string"}, "what is no reason but stands in a condition"


def test_every_sentence_is_said_somewhere(sources, words):
    used = {word for source in sources.values() for found in SAID.findall(source) for word in found if word}
    assert len(used) > 40
    assert used - words.keys() == set()
    everything = "\n".join(sources.values())
    states = {"holds", "remark", "wrong", "skipped", "nothing"}
    plain = {word for word in words if not word.startswith(("wrong-", "step-", "phrase-"))} - states
    assert {word for word in plain if f'"{word}"' not in everything} == set()


def test_steps_have_titles(sources, words):
    page = re.search(r"const STEPS = \[(.*?)\]", sources["page"])
    whole = re.search(r"const CHECKED = \[(.*?)\]", sources["whole"])
    assert page is not None
    assert whole is not None
    names = {*re.findall(r'"(\w+)"', page[1]), *re.findall(r'"(\w+)"', whole[1]), "checkpoint", "compared"}
    assert {f"step-{name}" for name in names} == {word for word in words if word.startswith("step-")}


def test_a_language_says_them_in_its_own_words():
    french = Language(code="fr", name="français", messages={"Close": "Fermer", "about {number}": "environ {number}"})
    files = dict(checking_files([ENGLISH_LANGUAGE, french]))
    assert "Fermer" in files["assets/verify/words/fr.js"].decode()
    assert "environ {number}" in files["assets/verify/words/fr.js"].decode()
    assert "Fermer" not in files["assets/verify/words/en.js"].decode()
