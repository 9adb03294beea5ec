"""Quotations: the stretches between quotation marks in a story, whichever marks its paper uses.

A straight mark tells neither opening nor closing, so those alternate within a paragraph; curly marks and guillemets
nest. Single marks count only where the story has no double ones, as British papers print. A paragraph that leaves its
quotation open goes on in the next one, if that begins with a mark.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from proverka.sources.passage import Passage

_DOUBLE = re.compile("[\"“”„«»]|``|''")
_OPENING = frozenset(("“", "«", "„", "``"))
_CLOSING = frozenset(("”", "»", "''"))
_SINGLE_OPENING = re.compile(r"(?<![^\s(\[—–-])['‘](?=[^\s'’])")
_SINGLE_CLOSING = re.compile(r"(?<=[^\s'‘])['’](?![^\W_])")
_SINGLE_PAIRED = re.compile(r"(?<![^\s(\[—–-])['‘](?=[^\s'’])[^'‘’\n]{1,400}[.,?!]['’](?![^\W_])")
_AFTER_NUMBER = re.compile(r"\d\Z")

# Marks within marks beyond this depth are noise, and are read as one quotation.
DEPTH_MAX = 8
# A stretch longer than this is a page that never closes its marks, not something that was said.
CHARACTERS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What stands between two marks: `outer` with the marks, `inner` without them and without blanks at its ends.

    `closed` is False where the paragraph ends first; `continues` where it goes on with what the paragraph before left
    open.
    """

    outer: Passage
    inner: Passage
    closed: bool = True
    continues: bool = False


def stretches_of(text: str, paragraphs: Sequence[Passage]) -> list[list[Stretch]]:
    """Return the quoted stretches of each paragraph of a story, in order, none within another."""
    single = _prints_single(text, paragraphs)
    found: list[list[Stretch]] = []
    open_before = False
    for paragraph in paragraphs:
        bounds = _single_bounds(text, paragraph) if single else _double_bounds(text, paragraph)
        here = [_stretch(text, start, end, mark=1 if single else 0, closed=closed) for start, end, closed in bounds]
        here = [one for one in here if one.inner.end > one.inner.start]
        if here and open_before and here[0].outer.start == _first_character(text, paragraph):
            first = here[0]
            here[0] = Stretch(outer=first.outer, inner=first.inner, closed=first.closed, continues=True)
        open_before = bool(here) and not here[-1].closed
        found.append(here)
    return found


def _prints_single(text: str, paragraphs: Sequence[Passage]) -> bool:
    """Whether single marks are the quotation marks of a story: it has pairs of them, and no double ones."""
    if any(_DOUBLE.search(text, one.start, one.end) for one in paragraphs):
        doubles = sum(1 for one in paragraphs for _ in _DOUBLE.finditer(text, one.start, one.end))
        singles = 2 * sum(1 for one in paragraphs for _ in _SINGLE_PAIRED.finditer(text, one.start, one.end))
        return singles > doubles or (singles == doubles and _single_first(text, paragraphs))
    return any(_SINGLE_OPENING.search(text, one.start, one.end) for one in paragraphs)


def _single_first(text: str, paragraphs: Sequence[Passage]) -> bool:
    """Whether a single mark opens before any double one: of marks within marks, the outer ones are the paper's."""
    for one in paragraphs:
        double = _DOUBLE.search(text, one.start, one.end)
        single = _SINGLE_PAIRED.search(text, one.start, one.end)
        if double is not None or single is not None:
            return single is not None and (double is None or single.start() < double.start())
    return False


def _double_bounds(text: str, paragraph: Passage) -> Iterator[tuple[int, int, bool]]:
    depth, start = 0, 0
    for match in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        mark = match.group()
        if (
            mark == '"'
            and not depth
            and _AFTER_NUMBER.search(text, max(paragraph.start, match.start() - 1), match.start())
        ):
            continue  # inches
        opens = mark in _OPENING or (mark == '"' and not depth) or (mark == "''" and not depth)
        if opens and not depth:
            depth, start = 1, match.start()
        elif mark in _OPENING and mark != '"':
            depth = min(depth + 1, DEPTH_MAX)
        elif depth and (mark in _CLOSING or mark == '"'):
            depth = 0 if mark == '"' and text[start] == '"' else depth - 1
            if not depth:
                yield start, match.end(), True
    if depth:
        yield start, paragraph.end, False


def _single_bounds(text: str, paragraph: Passage) -> Iterator[tuple[int, int, bool]]:
    at = paragraph.start
    while (opening := _SINGLE_OPENING.search(text, at, paragraph.end)) is not None:
        closing = _single_closing(text, opening.end(), paragraph.end)
        if closing is None:
            yield opening.start(), paragraph.end, False
            return
        yield opening.start(), closing, True
        at = closing


def _single_closing(text: str, start: int, end: int) -> int | None:
    """Return the end of a single-quoted stretch: not a plural's possessive where a likelier mark follows it."""
    ends = [match.end() for match in _SINGLE_CLOSING.finditer(text, start, end)]
    for here, after in pairwise([*ends, end]):
        possessive = text[here - 2] == "s" and text[here : here + 1] == " " and text[here + 1 : here + 2].islower()
        opened_again = _SINGLE_OPENING.search(text, here, after) is not None
        if not possessive or opened_again or (after == end and here == ends[-1]):
            return here
    return None


def _stretch(text: str, start: int, end: int, *, mark: int, closed: bool) -> Stretch:
    opening = 2 if text.startswith(("``", "''"), start) and not mark else 1
    closing = 0 if not closed else 2 if not mark and text.startswith("''", end - 2) else 1
    end = min(end, start + CHARACTERS_MAX)
    inner = text[start + opening : end - closing]
    left, right = len(inner) - len(inner.lstrip()), len(inner) - len(inner.rstrip())
    from_, to = start + opening + left, end - closing - right
    return Stretch(outer=Passage(start, end), inner=Passage(min(from_, to), max(from_, to)), closed=closed)


def _first_character(text: str, paragraph: Passage) -> int:
    at = paragraph.start
    while at < paragraph.end and text[at].isspace():
        at += 1
    return at
