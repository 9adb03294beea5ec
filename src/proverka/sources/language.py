"""The tables of a language: all words that rules need, as data, so that another language is a folder and no code.

`languages/CODE/NAME.toml` holds one table; the module that uses it declares its form.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

_Table = TypeVar("_Table", bound=msgspec.Struct)

ENGLISH = "en"


@cache
def language_table(language: str, name: str, form: type[_Table]) -> _Table:
    """Return a table of a language; a missing or ill-formed one is a fault of this package."""
    text = files("proverka.sources").joinpath("languages", language, f"{name}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), form)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are tables for, by their codes."""
    folders = files("proverka.sources").joinpath("languages").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))
