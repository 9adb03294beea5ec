"""Several articles at a glance: what was found in each, what was refused, and what changed since a version before."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.model.errors import printable
from proverka.reporting.reading_words import one_line, quoted_words
from proverka.reporting.terminal import columns, heading, indented, plain
from proverka.sources.analysis import Reading
from proverka.sources.revision import Revision


def summary_text(readings: Sequence[Reading], refused: Iterable[tuple[str, str]]) -> Group:
    """Return a table of articles, one line for each of their stories; `refused` are places with the code of refusal."""
    table = columns("article", "outlet", "published", "said|", "unsure|")
    for reading in readings:
        for row in _rows(reading):
            table.add_row(*row)
    for place, code in refused:
        table.add_row(Text(plain(place)), Text(f"refused: {code}", style="bold red"), "", "", "")
    said = sum(len(reading.statements) for reading in readings)
    unsure = sum(not one.speakers for reading in readings for one in reading.statements)
    return Group(
        heading(f"{len(readings)} articles, {said} statements, {unsure} without a sure speaker"),
        table,
    )


def _rows(reading: Reading) -> Iterator[tuple[RenderableType, ...]]:
    name = plain(reading.article.version.name)
    if not reading.article.stories:
        yield Text(name), Text("no story", style="dim"), "", "0", "0"
    for number, story in enumerate(reading.article.stories):
        own = [one for one in reading.statements if one.story == number]
        title = printable(one_line(story.title)) or "(a story without a title)"
        yield (
            Text.assemble((name if not number else "", "dim"), "\n" if not number else "", title),
            Text(plain(story.outlet or story.relay)),
            Text(str(story.published.span or "unknown")),
            str(len(own)),
            str(sum(not one.speakers for one in own)),
        )


def change_text(place: str, before: str, revision: Revision, reading: Reading) -> Group:
    """Return what differs from the version that was kept before; `before` says which that was."""
    lines: list[RenderableType] = [
        Text.assemble(("changed ", "bold yellow"), plain(place)),
        indented(Text(f"another version is kept: {before}")),
    ]
    counts = (
        f"{len(revision.gone)} statements gone, {len(revision.new)} new, {len(revision.altered)} told otherwise"
        if not revision.is_empty
        else "its statements are the same"
    )
    lines.append(indented(Text(counts)))
    for number in (*revision.new, *(after for _, after in revision.altered)):
        words = quoted_words(reading.article.text, reading.statements[number - 1].words[0])
        kind = "new" if number in revision.new else "otherwise"
        lines.append(indented(Text(printable(f"{kind} [{number}] {words}"))))
    return Group(*lines)
