"""The examples in docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import proverka

MODULES = sorted(module.name for module in pkgutil.walk_packages(proverka.__path__, "proverka."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0, f"{result.failed} of {result.attempted} examples in {name} failed: see the output above"


def test_there_are_modules() -> None:
    assert "proverka.model.errors" in MODULES
