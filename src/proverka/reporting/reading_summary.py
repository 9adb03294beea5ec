"""Several articles at a glance: what was found in each, what was refused, and what changed since a version before."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.model.errors import printable
from proverka.reporting.reading_words import one_line, quoted_words
from proverka.reporting.terminal import columns, heading, indented, plain
from proverka.reporting.wording import counted
from proverka.sources.analysis import Reading
from proverka.sources.gathered import Gathered, Spot
from proverka.sources.revision import Revision

# Enough of a statement's words to know it again.
WORDS_CHARACTERS = 80
# All of them are in the drafts and in the JSON.
PRINTERS_SHOWN = 6


def summary_text(found: Gathered, refused: Iterable[tuple[str, str]]) -> Group:
    """Return a table of articles, one line for each of their stories, and what several of them print.

    `refused` are places with the code of refusal.
    """
    readings = [reading for reading, _ in found.articles]
    table = columns("article", "outlet", "published|", "said>", "unsure>")
    for reading in readings:
        for row in _rows(reading):
            table.add_row(*row)
    for place, code in refused:
        table.add_row(Text(plain(place)), Text(f"refused: {code}", style="bold red"), "", "", "")
    said = sum(len(reading.statements) for reading in readings)
    unsure = sum(not one.speakers for reading in readings for one in reading.statements)
    parts = counted(len(readings), "article"), counted(said, "statement"), f"{unsure} without a sure speaker"
    return Group(heading(", ".join(parts)), table, *_merged(found))


def _rows(reading: Reading) -> Iterator[tuple[RenderableType, ...]]:
    name = plain(PurePath(reading.article.version.name).name)
    if not reading.article.stories:
        yield Text(f"{name}: no story", style="dim"), "", "", "0", "0"
    for number, story in enumerate(reading.article.stories):
        own = [one for one in reading.statements if one.story == number]
        title = printable(one_line(story.title)) or "(a story without a title)"
        yield (
            Text.assemble(title, (f" ({name})", "dim")),
            Text(plain(story.outlet or story.relay)),
            Text(str(story.published.span or "unknown")),
            str(len(own)),
            str(sum(not one.speakers for one in own)),
        )


def _merged(found: Gathered) -> Iterator[RenderableType]:
    same = [group for group in found.groups if len(group.spots) > 1]
    if same:
        yield heading("Printed by several, and counted once")
        for group in same:
            yield from _two_lines(*_told(found, group.spots))
    possible = {tuple(sorted((group.spots[0], other))) for group in found.groups for other in group.possibly}
    if possible:
        yield heading("Possibly the same: for a person to see")
        for pair in sorted(possible):
            yield from _two_lines(*_told(found, pair))


def _two_lines(words: str, printers: str) -> Iterator[RenderableType]:
    yield indented(Text(printable(words)))
    yield indented(indented(Text(printable(printers), style="dim")))


def _told(found: Gathered, spots: Sequence[Spot]) -> tuple[str, str]:
    reading, _ = found.articles[spots[0].article - 1]
    statement = reading.statements[spots[0].statement - 1]
    words = quoted_words(reading.article.text, statement.words[0])
    shown = words if len(words) <= WORDS_CHARACTERS else f"{words[:WORDS_CHARACTERS]}…”"
    printed = ", ".join(f"{_printer(found, spot)} [{spot.statement}]" for spot in spots[:PRINTERS_SHOWN])
    printed += f" and {len(spots) - PRINTERS_SHOWN} more" if len(spots) > PRINTERS_SHOWN else ""
    return f"{' and '.join(one.name for one in statement.speakers)}: {shown}", f"printed by {printed}"


def _printer(found: Gathered, spot: Spot) -> str:
    reading, _ = found.articles[spot.article - 1]
    story = reading.article.stories[reading.statements[spot.statement - 1].story]
    return story.outlet or story.relay or PurePath(reading.article.version.name).name


def change_text(place: str, before: tuple[str, str], revision: Revision, reading: Reading) -> Group:
    """Return what differs from the version that was kept before; `before` is its SHA-256 and when it was read."""
    lines: list[RenderableType] = [
        Text.assemble(("changed ", "bold yellow"), plain(place)),
        indented(Text(f"another version was read at {before[1]}:")),
        indented(Text(f"sha256 {before[0]}")),
    ]
    gone, new, altered = len(revision.gone), len(revision.new), len(revision.altered)
    counts = f"{counted(gone, 'statement')} gone, {new} new, {altered} told otherwise"
    lines.append(indented(Text("its statements are the same" if revision.is_empty else counts)))
    for number in (*revision.new, *(after for _, after in revision.altered)):
        words = quoted_words(reading.article.text, reading.statements[number - 1].words[0])
        kind = "new" if number in revision.new else "otherwise"
        lines.append(indented(Text(printable(f"{kind} [{number}] {words}"))))
    return Group(*lines)
