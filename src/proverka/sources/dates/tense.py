"""The tense of a clause: whether a day named in it has passed, or is yet to come.

Only words decide: the verb of the same sentence that stands nearest before the day, or else after it. Where nothing
tells, the direction is unclear. What is only planned was yet to come when it was said.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

from proverka.sources.dates.datewords import DateTable
from proverka.sources.dates.expressions import BLANK, grammar
from proverka.sources.passage import Passage

Direction = Literal["past", "future", "planned", "unclear"]

# How far from a day its verb is looked for.
_CHARACTERS: Final = 240
_TOKEN: Final = re.compile(r"[^\W\d_]+|['’][a-z]+")
# Cues that may be an infinitive: “to have”, “to set”.
_BASE_FORMS: Final = frozenset({"past", "prospective"})
_WORD: Final = re.compile(r"[^\W\d_]+")


class Tenses:
    """The words of a language that tell the tense."""

    def __init__(self, table: DateTable) -> None:
        words = table.tense
        past = rf"(?:{_any_of(words.past)})(?![\w-])|[a-z]{{2,20}}(?:{_any_of(words.endings)})(?![\w-])"
        modal = rf"(?:{_any_of(words.future)})(?!\w)(?:{words.auxiliary})"
        plan = rf"(?:{_any_of(words.planned)})(?!\w)(?:{words.auxiliary})"
        bound = rf"(?:{_any_of(words.prospective)})(?![\w-])"
        self._cue = re.compile(
            rf"(?P<future>{modal}|{words.progressive})|(?P<planned>{plan})"
            rf"|(?P<prospective>{bound})|(?P<past>{past})".replace(" ", BLANK)
        )
        cues = " ".join(
            one.split()[0] for one in (*words.past, *words.future, *words.planned, *words.prospective, *words.helping)
        )
        self._first_words = frozenset(_TOKEN.findall(cues))
        self._endings = words.endings
        self._to = words.infinitive
        self._past = re.compile(past)
        self._infinitive = re.compile(rf"(?<!\w){words.infinitive}\s{{1,3}}[a-z]")
        self._perfect = re.compile(rf"\s{words.perfect}\s")
        self._certain = words.certain
        self._clause = re.compile(rf"[,;:—–“”\"()]|\s-\s|(?<!\w)(?:{_any_of(words.clauses)})(?!\w)")
        self._articles = table.leads.articles
        self._clausal = words.clausal
        self._speech = table.speech

        kept = "".join(rf"(?<!{short}.)" for short in words.abbreviations)
        self._sentence = re.compile(rf"[.!?](?:(?<=[a-z]{{3}}.){kept}|(?<=[\d)%”\"].))[”\"’)]{{0,2}}\s|\n\s{{0,3}}\n")

    def direction(self, text: str, day: Passage, within: Passage) -> Direction:
        """Return the direction of a day that stands in a passage."""
        told = (self._told(text, cue, day) for cue in self._governing(text, day, within))
        return next((direction for direction in told if direction is not None), "unclear")

    def _governing(self, text: str, day: Passage, within: Passage) -> Iterator[re.Match[str]]:
        """Yield the verbs of the sentence, those that are most likely to be the day's first.

        A reporting verb comes after those behind the day, where the day stands in what is reported.
        """
        left, right = self._sentence_around(text, day, within)
        clause = self._clause_around(text, day, left, right)
        before = self._cues(text, clause.start, day.start)
        reports_more = bool(before) and self._reports_more(text, before[-1], day)
        if not reports_more:
            yield from reversed(before)
        yield from self._cues(text, day.end, clause.end)
        if reports_more:
            yield from reversed(before)
        yield from reversed(self._cues(text, left, clause.start))
        yield from self._cues(text, clause.end, right)

    def _sentence_around(self, text: str, day: Passage, within: Passage) -> tuple[int, int]:
        left = max(within.start, day.start - _CHARACTERS)
        for mark in self._sentence.finditer(text, left, day.start):
            left = mark.end()
        right = min(within.end, day.end + _CHARACTERS)
        # From within the day's own words on: they may be the last before the mark.
        marks = (mark for mark in self._sentence.finditer(text, day.start, right) if mark.end() > day.end)
        mark_after = next(marks, None)
        return left, (max(day.end, mark_after.start()) if mark_after else right)

    def _clause_around(self, text: str, day: Passage, left: int, right: int) -> Passage:
        for mark in self._clause.finditer(text, left, day.start):
            left = mark.end()
        mark_after = self._clause.search(text, day.end, right)
        return Passage(left, mark_after.start() if mark_after else right)

    def in_one_sentence(self, text: str, first: Passage, second: Passage) -> bool:
        """Whether no sentence ends between two passages."""
        return self._sentence.search(text, first.start, second.start) is None

    def dates_speech(self, text: str, verb: Passage, day: Passage) -> bool:
        """Whether a day that follows a reporting verb is the day of speaking: “told reporters in Geneva on Monday”."""
        between = words_of(text, verb.end, day.start)
        if not between:
            return True
        opens = between[0] in self._speech.places or verb.of(text).lower() in self._speech.heard
        return opens and self._speech.clauses.isdisjoint(between)

    def verbs(self, text: str, start: int, end: int) -> list[str]:
        """Return the words of a stretch that tell a tense."""
        return [cue[0] for cue in self._cues(text, start, end)]

    def _cues(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        found: list[re.Match[str]] = []
        before = ""
        for token in _TOKEN.finditer(text, start, end):
            word, last, before = token[0], before, token[0]
            if token.start() < start or not (word in self._first_words or word.endswith(self._endings)):
                continue
            cue = self._cue.match(text, token.start(), end)
            # What stands behind “to” has no past, and behind an article no tense: “expects to have”, “a planned vote”.
            if cue is None or (last == self._to and cue.lastgroup in _BASE_FORMS) or self._is_attribute(last, cue):
                continue
            found.append(cue)
            start = cue.end()
        return found

    def _is_attribute(self, last: str, cue: re.Match[str]) -> bool:
        return last in self._articles and cue[0].endswith(self._endings)

    def _reports_more(self, text: str, cue: re.Match[str], day: Passage) -> bool:
        return cue[0] in self._clausal and not self.dates_speech(text, Passage(*cue.span()), day)

    def _told(self, text: str, cue: re.Match[str], day: Passage) -> Direction | None:
        if cue.lastgroup == "prospective":
            if cue.end() <= day.start and self._infinitive.search(text, cue.end(), day.start):
                return "planned"
            return "past" if self._past.fullmatch(cue[0]) else None
        if cue.lastgroup == "past":
            return "past"
        if self._perfect.search(cue[0] + " ") and not cue[0].startswith(self._certain):
            return "past"
        return "planned" if cue.lastgroup == "planned" else "future"


def words_of(text: str, start: int, end: int) -> list[str]:
    """Return the words of a stretch in small letters."""
    return [word.lower() for word in _WORD.findall(text, start, end)]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("\\ ", " ") for word in sorted(words, key=len, reverse=True))


@cache
def tenses(language: str) -> Tenses:
    """Return the words of a language that tell the tense."""
    return Tenses(grammar(language).table)
