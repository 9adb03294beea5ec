"""The page on verification, and the words that a page's own verification says, in a language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from proverka.publication.environment import environment
from proverka.publication.proofs import script_file
from proverka.reporting.html import source_of
from proverka.reporting.tongue import Language, Place, localized

# In the order in which they need each other; `start` is in every page, the others come when they are asked for.
SCRIPTS = (
    "start", "bytes", "keys", "note", "tree", "record", "figures", "manifest", "source", "panel", "page", "whole",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """A key that the record has in force: whose it is, what it signs, and its text form."""

    whose: str
    use: Literal["log", "witness", "party"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """What the page on verification states so that it can be compared: keys, and the checkpoint with its signatures."""

    keys: Sequence[HeldKey]
    checkpoint: str


# These words say nothing of a day.
_NOWHERE = Place(as_of=date.min, known_at=date.min)


def checking_files(languages: Sequence[Language]) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts that verify in a reader's browser, and their words in every language."""
    for name in SCRIPTS:
        yield f"assets/verify/{name}.js", source_of(environment(), f"verify/{name}.js").encode() + b"\n"
    neutral = environment().get_template("verify/words.html").render()
    for language in languages:
        yield script_file(f"assets/verify/words/{language.code}", localized(neutral, language, _NOWHERE))
