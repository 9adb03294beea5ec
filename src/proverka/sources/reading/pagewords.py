"""The words of one language by which the parts of a page are told apart, ready to be looked for."""

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from proverka.sources.language import language_table
from proverka.sources.reading.outlets import outlets
from proverka.sources.reading.phrases import Phrases, plainly

_PUNCTUATION = " .,:;!?*|»›…>–—-()[]'\"“”’•·→▶"


class CaptionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of what stands under a picture."""

    openers: tuple[str, ...]
    credits: tuple[str, ...]
    positions: tuple[str, ...]
    gestures: tuple[str, ...]
    finite: tuple[str, ...]


class RelatedWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words over and before links to other stories."""

    headings: tuple[str, ...]
    openers: tuple[str, ...]
    summaries: tuple[str, ...]


class AppealWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words by which a newspaper asks its readers for something."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    person: tuple[str, ...]
    reader: tuple[str, ...]
    verbs: tuple[str, ...]


class FurnitureWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of buttons, notices and labels."""

    lines: tuple[str, ...]
    phrases: tuple[str, ...]
    button_phrases: tuple[str, ...]
    openers: tuple[str, ...]


class PageTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `page.toml`."""

    dangling: frozenset[str]
    unfinished: tuple[str, ...]
    small_words: tuple[str, ...]
    abbreviations: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    date_words: tuple[str, ...]
    later_words: tuple[str, ...]
    to_come: tuple[str, ...]
    weekdays: tuple[str, ...]
    duty: tuple[str, ...]
    byline_openers: tuple[str, ...]
    byline_words: tuple[str, ...]
    credit_openers: tuple[str, ...]
    credit_phrases: tuple[str, ...]
    story_phrases: tuple[str, ...]
    outlet_endings: frozenset[str]
    agency_endings: tuple[str, ...]
    outlet_openers: tuple[str, ...]
    agencies: dict[str, str]
    captions: CaptionWords
    related: RelatedWords
    appeals: AppealWords
    furniture: FurnitureWords


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The table of a language, and its phrases as patterns over `plainly` written text."""

    table: PageTable
    unfinished: frozenset[str]
    small_words: frozenset[str]
    abbreviations: frozenset[str]
    months: MappingProxyType[str, int]
    date_words: frozenset[str]
    to_come: Phrases
    duty: Phrases
    weekday: re.Pattern[str]
    agencies: MappingProxyType[str, str]
    credit_phrase: Phrases
    story_phrase: Phrases
    agency: Phrases
    byline_phrase: Phrases
    byline_tokens: frozenset[str]
    caption_credit: Phrases
    caption_position: Phrases
    gestures: frozenset[str]
    finite: Phrases
    related_headings: frozenset[str]
    summary_headings: frozenset[str]
    appeal_strong: Phrases
    appeal_weak: Phrases
    appeal_person: Phrases
    appeal_reader: Phrases
    outlet: re.Pattern[str]
    furniture_lines: frozenset[str]
    furniture_phrase: Phrases
    button_phrase: Phrases


def bare(text: str) -> str:
    """Return a line as whole lines are compared: plainly, without the punctuation around it.

    >>> bare("Read more »")
    'read more'
    """
    return plainly(text).strip(_PUNCTUATION)


@cache
def page_words(language: str) -> PageWords:
    """Return the words of a language for the parts of a page."""
    table = language_table(language, "page", PageTable)
    return PageWords(
        table=table,
        unfinished=frozenset(table.unfinished),
        small_words=frozenset(table.small_words),
        abbreviations=frozenset(table.abbreviations),
        months=MappingProxyType({name: n for n, names in enumerate(table.months, 1) for name in names}),
        date_words=frozenset(table.date_words),
        to_come=Phrases(table.to_come),
        duty=Phrases(table.duty),
        weekday=re.compile(rf"\b(?:{'|'.join(table.weekdays)})\b"),
        agencies=MappingProxyType({plainly(printed): name for printed, name in table.agencies.items()}),
        credit_phrase=Phrases(table.credit_phrases),
        story_phrase=Phrases(table.story_phrases),
        agency=Phrases(table.agencies),
        byline_phrase=Phrases(table.byline_words),
        byline_tokens=frozenset([*table.small_words, *" ".join(table.byline_words).split()]),
        caption_credit=Phrases(table.captions.credits),
        caption_position=Phrases(table.captions.positions),
        gestures=frozenset(table.captions.gestures),
        finite=Phrases(table.captions.finite),
        related_headings=frozenset(table.related.headings),
        summary_headings=frozenset(table.related.summaries),
        appeal_strong=Phrases(table.appeals.strong),
        appeal_weak=Phrases(table.appeals.weak),
        appeal_person=Phrases(table.appeals.person),
        appeal_reader=Phrases(table.appeals.reader),
        outlet=outlets(language).named,
        furniture_lines=frozenset(table.furniture.lines),
        furniture_phrase=Phrases(table.furniture.phrases),
        button_phrase=Phrases(table.furniture.button_phrases),
    )
