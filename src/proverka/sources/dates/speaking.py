"""The day of speaking: of the dates in a sentence, the one on which its words were said.

A day is taken for it where it stands right beside the verb (“said Monday”, “on Monday praised”), behind it with no more
between than to whom and where (“told reporters in Geneva on Monday”), or before it at the beginning of the sentence
(“On Monday, Lavrov said”). A day that stands in what is said is not, and where nothing is sure, none is.
"""

import re
from collections.abc import Sequence
from typing import Final

from proverka.sources.article import Publication
from proverka.sources.dates.dated import dates_in
from proverka.sources.dates.datewords import SpeechWords
from proverka.sources.dates.expressions import grammar
from proverka.sources.dates.tense import Tenses, tenses, words_of
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords

# How many words may stand between the verb and its day.
_BEHIND_MAX: Final = 18
_BEFORE_MAX: Final = 24
_BESIDE_MAX: Final = 2
_OPENING_MAX: Final = 12
# Nothing that was said lies between a verb and its day.
_BREAK: Final = re.compile(r"[“”\"«»„:;]|[a-z]{3}[.!?]\s")
_COMMA: Final = re.compile(r"[,(–—]")


def said_of(
    text: str,
    *,
    sentence: Passage,
    verb: Passage,
    words: Sequence[Passage] = (),
    published: Publication,
    language: str = ENGLISH,
) -> DatedWords | None:
    """Return the words of a sentence that date its speech, with the day or days that they stand for; None if none do.

    `verb` is the verb that reports it, `words` are the passages between quotation marks; dates in them are not looked
    at. A passage of `words` that holds the verb is that of the whole sentence and does not count.
    """
    quoted = [one for one in words if not one.meets(verb)]
    dates = dates_in(text, within=sentence, published=published, language=language, past=True)
    free = [one for one in dates if one.span is not None and not any(one.passage.meets(said) for said in quoted)]
    reader = _Reader(text, sentence, verb, quoted, language)
    behind = (one for one in free if one.passage.start >= verb.end and reader.stands_behind(one.passage))
    before = (one for one in reversed(free) if one.passage.end <= verb.start and reader.stands_before(one.passage))
    return next(behind, None) or next(before, None)


class _Reader:
    """Tells of a day whether it is the verb's."""

    def __init__(self, text: str, sentence: Passage, verb: Passage, quoted: Sequence[Passage], language: str) -> None:
        self._text, self._sentence, self._verb, self._quoted = text, sentence, verb, quoted
        self._speech: SpeechWords = grammar(language).table.speech
        self._tenses: Tenses = tenses(language)

    def stands_behind(self, day: Passage) -> bool:
        """Whether a day behind the verb is its day."""
        start, end = self._verb.end, day.start
        between = words_of(self._text, start, end)
        if not between:
            return self._open(start, end)
        if len(between) > _BEHIND_MAX or not self._open(start, end) or not self._speech.clauses.isdisjoint(between):
            return False
        if between[-1] in self._speech.other or self._others_verbs(start, end):
            return False
        if self._inverted() or self._tenses.dates_speech(self._text, self._verb, day):
            return True
        plain = self._verb.of(self._text).lower() not in self._speech.verbs
        return plain and self._speech.objects.isdisjoint(between)

    def stands_before(self, day: Passage) -> bool:
        """Whether a day before the verb is its day."""
        start, end = day.end, self._verb.start
        between = words_of(self._text, start, end)
        if not self._open(start, end) or len(between) > _BEFORE_MAX:
            return False
        if self._led_by_other(day):
            return False
        beside = len(between) <= _BESIDE_MAX and self._speech.beside.issuperset(between)
        if beside and not _COMMA.search(self._text, start, end):
            return True
        return self._opens(day) and not self._others_verbs(start, end)

    def _opens(self, day: Passage) -> bool:
        """Whether the sentence, or what follows a comma, begins with no more than where: “In Bali on Monday,”."""
        starts = [self._sentence.start]
        starts += [mark.end() for mark in _COMMA.finditer(self._text, self._sentence.start, day.start)]
        starts += [one.end for one in self._quoted if one.end <= day.start]
        opening = words_of(self._text, max(starts), day.start)
        if not opening:
            return True
        begins = opening[0] in self._speech.places or opening[0] in self._speech.published
        return begins and len(opening) <= _OPENING_MAX and not self._others_verbs(max(starts), day.start)

    def _led_by_other(self, day: Passage) -> bool:
        before = words_of(self._text, max(self._sentence.start, day.start - 24), day.start)
        return bool(before) and before[-1] in self._speech.other

    def _open(self, start: int, end: int) -> bool:
        return _BREAK.search(self._text, start, end) is None

    def _inverted(self) -> bool:
        """Whether the verb follows a quotation, so that what follows it is who spoke: “…,” said the minister."""
        return any(0 <= self._verb.start - one.end <= len("”, ") + 1 for one in self._quoted)

    def _others_verbs(self, start: int, end: int) -> bool:
        """Whether a verb stands in between that has a day of its own; a participle of publishing has not."""
        found = self._tenses.verbs(self._text, start, end)
        return any(verb.split()[0] not in self._speech.published for verb in found)
