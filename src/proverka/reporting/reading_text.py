"""What was found in an article, over its text, for a terminal: read at 80 columns, without colour, and when piped.

A number in brackets stands before the words of each statement, and under their paragraph the same number says who
spoke; nothing rests on colour.
"""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from proverka.model.errors import printable
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.reporting.reading_segments import Numbered, StatementIndex, segments_of
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

_QUOTED, _PARTIAL, _REPORTED = "bold cyan", "bold yellow", "underline"
# As much of what was set apart as tells what it is.
APART_CHARACTERS = 60


def reading_text(reading: Reading, glossary: Glossary = NO_GLOSSARY, *, why: bool = False) -> Group:
    """Return an article as it was read: each story with its statements under their paragraphs, what was set apart.

    With `why`, each thing that was found says by which rule.
    """
    article = reading.article
    index = StatementIndex(reading.statements)
    parts: list[RenderableType] = [_header(article)]
    for story in article.stories:
        parts.extend(_story(article, story, index, glossary, why=why))
    if not article.stories:
        parts.append(Text("\nNo story was found in it."))
    parts.extend(_apart(article))
    return Group(*parts)


def _header(article: Article) -> RenderableType:
    version = article.version
    rows = [
        ("read", version.name),
        ("sha256", version.sha256),
        ("form", f"{version.size} bytes, {version.media_type}, {version.encoding}"),
        ("repaired", "; ".join(article.repairs)),
        ("set apart", set_apart(article)),
    ]
    return fields(rows)


def _story(
    article: Article, story: Story, index: StatementIndex, glossary: Glossary, *, why: bool
) -> Iterator[RenderableType]:
    yield heading(printable(one_line(story.title)) or "(a story without a title)")
    yield fields(origin_rows(story))
    for paragraph in story.paragraphs:
        here = index.within(paragraph)
        yield Text()
        yield marked(article.text, paragraph, here)
        for number, found in here:
            if paragraph.start <= found.words[0].start:
                yield indented(statement_text(number, found, article, glossary, why=why))


def marked(text: str, paragraph: Passage, numbered: Iterable[Numbered]) -> Text:
    """Return a paragraph in which the number of a statement stands before each of its words, and styles over them."""
    made = Text()
    for piece in segments_of(text, paragraph, numbered):
        for number in piece.opens:
            made.append(f"[{number}]", style="bold reverse")
        quoted = _PARTIAL if piece.partial else _QUOTED
        style = f"{quoted if piece.quoted else ''} {_REPORTED if piece.reported else ''}"
        made.append(printable("".join(" " if c.isspace() else c for c in piece.text)), style=style.strip())
    return made


def statement_text(
    number: int, found: FoundStatement, article: Article, glossary: Glossary, *, why: bool
) -> RenderableType:
    """Return what is to be known of a statement, in three lines or so."""
    story = article.stories[found.story]
    relay = f", carried by {found.relay}" if found.relay else ""
    first = Text(printable(one_line(f"{who_spoke(found)}{relay}")), "bold" if found.speakers else "bold magenta")
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
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(f"[{number}]", "bold"), Group(first, *rows))
    return grid


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
