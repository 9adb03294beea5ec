"""What was found in an article, over its text, for a terminal: read at 80 columns, without colour, and when piped.

A number in brackets stands before the words of each statement, and under their paragraph the same number says who
spoke; nothing rests on colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from proverka.model.errors import printable
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.reporting.reading_words import (
    BLOCK_WORDS,
    OWN_BLOCKS,
    QUOTATION_WORDS,
    about_words,
    claim_words,
    one_line,
    origin_rows,
    said_words,
    set_apart,
    who_spoke,
    why_rows,
)
from proverka.reporting.terminal import fields, heading, indented
from proverka.sources.analysis import Reading
from proverka.sources.article import Article, Story
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

Numbered = tuple[int, FoundStatement]

# A mark that opens a quotation belongs to it: the number stands before the mark.
_OPENING_MARKS = "\"'“‘«„‹"
_WORDS_STYLE = {"direct": "bold cyan", "partial": "bold yellow", "indirect": "underline"}
# As much of what was set apart as tells what it is.
APART_CHARACTERS = 60


def reading_text(reading: Reading, glossary: Glossary = NO_GLOSSARY, *, why: bool = False) -> Group:
    """Return an article as it was read: each story with its statements under their paragraphs, what was set apart.

    With `why`, each thing that was found says by which rule.
    """
    article = reading.article
    numbered = tuple(enumerate(reading.statements, start=1))
    parts: list[RenderableType] = [_header(article)]
    for number, story in enumerate(article.stories):
        own = [one for one in numbered if one[1].story == number]
        parts.extend(_story(article, story, own, glossary, why=why))
    if not article.stories:
        parts.append(Text("\nNo story was found in it."))
    parts.extend(_apart(article))
    return Group(*parts)


def _header(article: Article) -> RenderableType:
    version = article.version
    rows = [
        ("read", version.name),
        ("version", f"sha256 {version.sha256}, {version.size} bytes, {version.media_type}, {version.encoding}"),
        ("repaired", "; ".join(article.repairs)),
        ("set apart", set_apart(article)),
    ]
    return fields(rows)


def _story(
    article: Article, story: Story, numbered: Sequence[Numbered], glossary: Glossary, *, why: bool
) -> Iterator[RenderableType]:
    yield heading(printable(one_line(story.title)) or "(a story without a title)")
    yield fields(origin_rows(story))
    left = list(numbered)
    for paragraph in story.paragraphs:
        here = [one for one in left if one[1].words[0].meets(paragraph)]
        left = [one for one in left if one not in here]
        yield Text()
        yield marked(article.text, paragraph, numbered)
        for number, found in here:
            yield indented(statement_text(number, found, article, glossary, why=why))


def marked(text: str, paragraph: Passage, numbered: Iterable[Numbered]) -> Text:
    """Return a paragraph in which the number of a statement stands before each of its words, and styles over them."""
    opens: dict[int, list[int]] = {}
    styled = []
    for number, found in numbered:
        for words in found.words:
            if words.meets(paragraph):
                opens.setdefault(_opening(text, words, paragraph), []).append(number)
                styled.append((max(words.start, paragraph.start), min(words.end, paragraph.end), found.quotation))
    cuts = sorted({paragraph.start, paragraph.end, *opens, *chain.from_iterable((a, b) for a, b, _ in styled)})
    made = Text()
    for start, end in zip(cuts, cuts[1:] or [paragraph.end], strict=False):
        for number in opens.get(start, ()):
            made.append(f"[{number}]", style="bold reverse")
        style = " ".join(_WORDS_STYLE[kind] for a, b, kind in styled if a <= start and end <= b)
        made.append(printable("".join(" " if c.isspace() else c for c in text[start:end])), style=style)
    return made


def _opening(text: str, words: Passage, paragraph: Passage) -> int:
    """Return where the number of a statement stands: before the mark that opens its words, within the paragraph."""
    start = max(words.start, paragraph.start)
    before = start - 1
    return before if before >= paragraph.start and text[before] in _OPENING_MARKS else start


def statement_text(
    number: int, found: FoundStatement, article: Article, glossary: Glossary, *, why: bool
) -> RenderableType:
    """Return what is to be known of a statement, in three lines or so."""
    story = article.stories[found.story]
    relay = f", carried by {found.relay}" if found.relay else ""
    first = Text.assemble(
        (f"[{number}] ", "bold"),
        (printable(one_line(f"{who_spoke(found)}{relay}")), "bold" if found.speakers else "bold magenta"),
    )
    told = (
        QUOTATION_WORDS[found.quotation],
        claim_words(found.claim, article.text),
        said_words(found, story.published),
    )
    rows = [Text(printable(" · ".join(part for part in told if part)))]
    if about := about_words(found, glossary):
        rows.append(Text(printable(f"about {'; '.join(about)}"), style="dim"))
    if why:
        rows += [Text(printable(f"{name}: {value}"), style="dim") for name, value in why_rows(found, article.text)]
    return Group(first, *(Padding(row, (0, 0, 0, 4)) for row in rows))


def _apart(article: Article) -> Iterator[RenderableType]:
    blocks = [block for block in article.blocks if block.kind not in OWN_BLOCKS]
    if not blocks:
        return
    yield heading("Set apart: no part of a story, and never evidence")
    for block in blocks:
        words = one_line(block.passage.of(article.text))
        shown = words if len(words) <= APART_CHARACTERS else f"{words[:APART_CHARACTERS]}…"
        rule = f" ({block.rule})" if block.rule else ""
        yield indented(Text(printable(f"{BLOCK_WORDS[block.kind]}{rule}: {shown}"), style="dim"))
