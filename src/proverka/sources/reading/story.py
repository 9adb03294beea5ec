"""The stories of a page: where a second one begins, and what each says of where it comes from.

A dateline after paragraphs, a title above a date, the credit of an agency that ends a story and the end of a page are
clues; so is that two parts speak of the same persons. No clue alone splits a story, and none splits one that has hardly
begun.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from proverka.sources.article import Block
from proverka.sources.reading.dateline import dateline_of
from proverka.sources.reading.pagewords import PageWords

# A summary over the dateline has no more than this many words; a story that another follows has more.
_SUMMARY_WORDS_MAX = 60
_SPLIT_AT = 3
# Of the names in the shorter part, so many in both make one story of them.
_SAME_NAMES = 0.5
_FEW_NAMES = 0.34
_NAME = re.compile(r"(?<![.!?\"“”]\s)(?<!^)\b[A-Z][a-z’'-]{2,}\b")
# Within so many paragraphs of each part its persons and places have been named.
_NAMED_IN = 6
_NAMED_CHARACTERS = 2000
# So many blocks stand between two paragraphs at most; behind more, nothing tells that they belong together.
_NEAR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The blocks from one place to another that are one story with what stands around it.

    `page` counts the pages of a file from 0; `first`: it is the first of its page.
    """

    blocks: tuple[Block, ...]
    page: int
    first: bool


def sections(blocks: Sequence[Block], text: str, words: PageWords) -> tuple[Section, ...]:
    """Return the blocks cut into stories, in order: every block in one of them, each but the first for its clues."""
    cuts: list[tuple[int, bool]] = [(0, False)]
    for place in range(1, len(blocks)):
        if not _may_begin(blocks, place):
            continue
        start = cuts[-1][0]
        if _score(blocks, start, place, text, words) >= _SPLIT_AT:
            cuts.append((place, _page_ended(blocks, start, place)))
    ends = [place for place, _ in cuts[1:]] + [len(blocks)]
    page, made = 0, []
    for (start, new_page), end in zip(cuts, ends, strict=True):
        page += new_page
        made.append(Section(blocks=tuple(blocks[start:end]), page=page, first=new_page or not start))
    return tuple(made)


def _may_begin(blocks: Sequence[Block], place: int) -> bool:
    """Whether a story may begin here: at a title or a paragraph that no title, date or byline stands above."""
    if blocks[place].kind == "title":
        return True
    return blocks[place].kind == "paragraph" and blocks[place - 1].kind not in {"title", "date", "byline"}


def _page_ended(blocks: Sequence[Block], start: int, place: int) -> bool:
    """Whether the address of a page stands between the last paragraph and here, as at the end of a saved page."""
    return any(block.kind == "address" for block in _since_paragraph(blocks, start, place))


def _since_paragraph(blocks: Sequence[Block], start: int, place: int) -> list[Block]:
    """Return what stands between the last paragraph of a story and here; nothing where it has none near."""
    since: list[Block] = []
    for before in range(place - 1, max(start, place - _NEAR) - 1, -1):
        if blocks[before].kind == "paragraph":
            return since
        since.append(blocks[before])
    return []


def _score(blocks: Sequence[Block], start: int, place: int, text: str, words: PageWords) -> int:
    """Return how much speaks for a new story here: two for each strong clue, one for each weak one."""
    since = {block.kind for block in _since_paragraph(blocks, start, place)}
    opening, first = _opening(blocks, place)
    if first is None:
        return 0
    line = dateline_of(first.passage.of(text), words)
    score = 2 * ("address" in since) + 2 * ("credit" in since) + (0 if line is None else 1 + line.sure)
    score += (blocks[place].kind == "title") + bool(opening & {"date", "byline"})
    # Names take longer to compare than all else, and without a strong clue there is nothing to decide.
    if score < _SPLIT_AT - 1 or _hardly_begun(blocks, start, place, text):
        return 0
    return score + _novelty(blocks, start, place, text)


def _opening(blocks: Sequence[Block], place: int) -> tuple[set[str], Block | None]:
    """Return the kinds of what stands between here and the next paragraph, and that paragraph where one is near."""
    kinds: set[str] = set()
    for block in islice(blocks, place, place + _NEAR):
        if block.kind == "paragraph":
            return kinds, block
        kinds.add(block.kind)
    return kinds, None


def _hardly_begun(blocks: Sequence[Block], start: int, place: int, text: str) -> bool:
    """Whether what stands before is a summary at most, so that a dateline or a title here opens its own story."""
    count = 0
    for block in islice(blocks, start, place):
        if block.kind == "paragraph":
            count += len(block.passage.of(text).split())
            if count > _SUMMARY_WORDS_MAX:
                return False
    return True


def _novelty(blocks: Sequence[Block], start: int, place: int, text: str) -> int:
    """Return 1 where the two parts share few names, −1 where they share most, 0 between and where there are none."""
    before = range(place - 1, start - 1, -1)
    old = _names((blocks[at] for at in chain(before[:_NAMED_IN], before[-_NAMED_IN:])), text)
    new = _names(islice(blocks, place, place + 2 * _NAMED_IN), text)
    if not old or not new:
        return 0
    shared = len(old & new) / min(len(old), len(new))
    return -1 if shared >= _SAME_NAMES else int(shared < _FEW_NAMES)


def _names(blocks: Iterable[Block], text: str) -> set[str]:
    paragraphs = (block.passage.of(text)[:_NAMED_CHARACTERS] for block in blocks if block.kind == "paragraph")
    return {name for paragraph in paragraphs for name in _NAME.findall(paragraph)}
