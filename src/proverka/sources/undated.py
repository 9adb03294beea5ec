"""When an undated story was published: between instruments that it knows and those that it still expects.

A story that speaks of an agreement as reached is not older than the agreement; one that expects a resolution is not
younger than its adoption. The days of adoption are the case's; nothing else of it is used.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

import msgspec

from proverka.model.span import Span
from proverka.sources.article import Publication, Story
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.links.aliases import Aliases
from proverka.sources.links.linking import Context, links_in
from proverka.sources.passage import Passage

_SENTENCE_END = re.compile(r"[.!?][\"”’']?\s")
_WORDS = re.compile(r"[^\W_]+")
# How far about a name its sentence is looked for, in characters.
ABOUT_MAX = 400


class UndatedTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `undated.toml`."""

    reached: frozenset[str]
    to_come: tuple[str, ...]
    between_max: int


def bounded(
    text: str, story: Story, aliases: Aliases, adopted: Mapping[str, date], *, language: str = ENGLISH
) -> Publication:
    """Return when a story was published: as it says, else the interval in which it must lie, with what bounds it.

    `adopted` are the days on which the instruments of the case were adopted, by id. Where only one end is known, or the
    two contradict each other, nothing is said.
    """
    if story.published.span is not None or not story.paragraphs or not adopted:
        return story.published
    told = [one for one in _told(text, Passage.over(story.paragraphs), aliases, language) if one[0] in adopted]
    known = {instrument for instrument, there in told if there}
    after = {adopted[instrument]: instrument for instrument in sorted(known)}
    before = {adopted[instrument]: instrument for instrument, _ in reversed(told) if instrument not in known}
    if not after or not before or max(after) > min(before):
        return story.published
    first, last = max(after), min(before)
    evidence = (
        f"{after[first]}, adopted on {first}, which it knows, and {before[last]}, adopted on {last}, which it expects"
    )
    return Publication(span=Span(first, last), evidence=evidence, zone=story.published.zone)


def _told(text: str, story: Passage, aliases: Aliases, language: str) -> Iterator[tuple[str, bool]]:
    """Yield each instrument that a story speaks of as there already, or as still to come."""
    table = language_table(language, "undated", UndatedTable)
    for link in links_in(
        text, within=story, aliases=aliases, published=None, context=Context(story=story), language=language
    ):
        if link.kind != "instrument":
            continue
        sentence = _sentence(text, link.passage, story)
        if _to_come(language).search(sentence):
            yield link.id, False
        elif table.reached & {
            *_WORDS.findall(text[link.passage.end : story.end][:ABOUT_MAX].lower())[: table.between_max]
        }:
            yield link.id, True


@lru_cache
def _to_come(language: str) -> re.Pattern[str]:
    words = language_table(language, "undated", UndatedTable).to_come
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _sentence(text: str, name: Passage, story: Passage) -> str:
    start, end = max(story.start, name.start - ABOUT_MAX), min(story.end, name.end + ABOUT_MAX)
    before = [match.end() for match in _SENTENCE_END.finditer(text, start, name.start)]
    after = _SENTENCE_END.search(text, name.end, end)
    return text[before[-1] if before else start : after.start() if after else end]
