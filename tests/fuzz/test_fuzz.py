"""Every parser survives its corpus, always; and a search guided by coverage, for a few seconds, where atheris is.

`PROVERKA_FUZZ_SECONDS` says for how long a parser is searched here, `PROVERKA_FUZZ_EVERY` which of them: every second,
or with 1 all. `make fuzz` searches all of them for longer.
"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("PROVERKA_FUZZ_SECONDS", "1"))
EVERY = int(os.environ.get("PROVERKA_FUZZ_EVERY", "3"))
# The search begins from the same seed each time; how far it comes in its seconds depends on what else the machine does.
RUNS_MIN = 1


def loaded(name: str) -> ModuleType:
    found = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    # A dataclass looks its module up by name.
    module = sys.modules[name] = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parsers() -> ModuleType:
    return loaded("parsers")


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("there is no wheel of atheris for this Python or this machine")
    return loaded("fuzz")


def test_every_parser_survives_its_seeds_and_what_once_broke_it(parsers):
    known = set(parsers.BY_NAME)
    assert {path.name for path in (HERE / "corpus").iterdir() if path.is_dir()} <= known
    tried = 0
    for target in parsers.TARGETS:
        assert target.seeds, target.name
        for data in [*target.seeds, *(path.read_bytes() for path in sorted((HERE / "corpus" / target.name).glob("*")))]:
            target.run(data)
            tried += 1
    assert tried > 60


def test_the_seeds_are_what_a_parser_accepts(parsers):
    """A search that begins with refused bytes would stay at the first check."""
    policy = parsers.WitnessPolicy.parse(parsers.POLICY)
    parsers.SignedNote.parse(parsers.NOTE).verify([parsers.LOG.verifier])
    parsers.Opening.parse(parsers.OPENED_BODY).verify(policy)
    parsers.Opening.parse(parsers.OPENED_ROW).verify(policy)
    parsers.parse_evidence(parsers.FORK.encode()).judge(parsers.LOG.verifier)
    parsers.parse_evidence(parsers.DOUBLE.encode()).judge([parsers.ALPHA.verifier])
    parsers.verify_receipt(parsers.Proof.parse(parsers.receipt(parsers.submission().note.raw).encode()), policy=policy)
    (parsers.FOLDER / "seed.bundle").write_bytes(parsers.BY_NAME["bundle"].seeds[0])
    assert len(parsers.Bundle.read(parsers.FOLDER / "seed.bundle").submissions) == 1


def test_a_search_for_a_few_seconds(fuzz, parsers, capsys):
    searched = list(fuzz.fuzz([*parsers.BY_NAME][::EVERY], SECONDS))
    with capsys.disabled():
        total = sum(found.runs for found in searched)
        print(f"\nfuzzed {len(searched)} parsers for {SECONDS} s each: {total} inputs, {fuzz.SEED=}")  # noqa: T201
    assert {found.target: found.broken for found in searched if found.broken} == {}
    assert all(found.runs >= RUNS_MIN for found in searched)


def test_a_search_finds_a_fault_that_was_planted(fuzz):
    (found,) = fuzz.fuzz(["planted"], 20)
    assert "ZeroDivisionError" in found.broken
