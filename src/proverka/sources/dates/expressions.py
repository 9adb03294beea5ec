"""Expressions of time in a text: one regular expression finds them all, and the form of each one tells its parts.

The forms are data of a language (`languages/CODE/dates.toml`); what each stands for is told by the readings.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from proverka.sources.dates.datewords import DateTable
from proverka.sources.language import language_table
from proverka.sources.passage import Passage

# How many characters of white space may stand where a form has a blank: a line may break there.
BLANK: Final = r"(?:\s{1,3})"
# A form does not begin within a word, a number, an address or the number of a document.
_START: Final = r"(?<![\w/])(?<![\w.,:]-)(?<!\d[.,:])"
_TOKEN: Final = re.compile(r"\w+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_EITHER_CASE: Final = re.compile(r"\[([A-Z])([a-z])\]")
_MARK: Final = re.compile(r"[^\w\s'’-]")
_WORD_AFTER: Final = re.compile(r"\s([^\W\d_]+)")
_STOP: Final = r"\.?"
_YEAR: Final = re.compile(r"\d{4}")
# How far before its anchor an expression may begin.
_BEFORE: Final = 48
# Texts and passages of which what was found last is kept.
KEPT: Final = 8
_REFERENCE: Final = re.compile(r"<([a-z]+_?[a-z]+)(\d?)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression of time as it stands in a text: its form, and its parts by the names that the form gives them.

    A part that is not there is absent. `lead` is the word before it, in small letters, without an article; it is
    `attributive` where an article stands between and a small letter follows: “the Aug. 21 attack”.
    """

    passage: Passage
    meaning: str
    parts: Mapping[str, str]
    lead: str
    attributive: bool


class Grammar:
    """The forms of a language, ready to be looked for."""

    def __init__(self, table: DateTable) -> None:
        self.table = table
        self._blocks = _blocks(table)
        self._forms = [(form, re.compile(self._expanded(form.words, named=True))) for form in table.forms]
        branches = (f"(?:{self._expanded(form.words)})(?P<f{i}>)" for i, form in enumerate(table.forms))
        self._any = re.compile(f"{_START}(?:{'|'.join(branches)})")
        self._vocabulary, anchors = _vocabulary(table)
        # No anchor is looked for that another one is found in.
        self._stems = sorted(one for one in anchors if not any(other in one for other in anchors - {one}))
        self._leads = table.leads.plain | table.leads.past | table.leads.future

    def expressions(self, text: str, within: Passage) -> Iterator[Expression]:
        """Yield the expressions within a passage in order; none meets another. Time is linear in its length."""
        free = within.start
        anchors = _anchors_in(text, self)
        first, last = (bisect_left(anchors, (place, 0)) for place in (within.start, within.end))
        for anchor, end in anchors[first:last]:
            if end > within.end:
                continue
            for start in self._starts(text, max(free, within.start), anchor):
                if start >= free and (match := self._any.match(text, start, within.end)):
                    free = match.end()
                    if (expression := self._told(text, match, within)) is not None:
                        yield expression

    def anchors(self, text: str) -> list[tuple[int, int]]:
        """Return where anchors may begin and end in a text, in order."""
        lowered = text.lower()
        if len(lowered) != len(text):  # letters of which the small one is two: not of any anchor
            lowered = "".join(one.lower() if one.isascii() else one for one in text)
        found = [match.span() for match in _YEAR.finditer(lowered)]
        for stem in self._stems:
            place = lowered.find(stem)
            while place >= 0:
                found.append((place, place + len(stem)))
                place = lowered.find(stem, place + len(stem))
        return sorted(found)

    def _starts(self, text: str, free: int, anchor: int) -> list[int]:
        """Return where a form with this anchor may begin: at any word of those that stand together before it."""
        tokens = list(_TOKEN.finditer(text, max(free, anchor - _BEFORE), anchor + 1))
        starts: list[int] = []
        for token in reversed(tokens):
            if starts and not self._has_part(token[0]):
                break
            starts.append(token.start())
        return starts[::-1]

    def _has_part(self, word: str) -> bool:
        return word.lower() in self._vocabulary or word[0].isdecimal()

    def _told(self, text: str, match: re.Match[str], within: Passage) -> Expression | None:
        assert match.lastgroup is not None, "every branch is marked"
        form, exact = self._forms[int(match.lastgroup[1:])]
        before = _words_before(text, match.start(), within.start)
        lead = next((word for word in reversed(before) if word not in self.table.leads.articles), "")
        attributive = bool(before) and before[-1] != lead and text[match.end() : match.end() + 2].strip().islower()
        if form.led and not (lead in self._leads or (form.attribute and attributive)):
            return None
        if form.attribute and _word_after(text, match.end()) in self.table.leads.counted:
            return None
        parts = exact.match(text, match.start(), within.end)
        assert parts is not None, "the branch is the same expression"
        return Expression(
            passage=Passage(match.start(), match.end()),
            meaning=form.meaning,
            parts={name: part for name, part in parts.groupdict().items() if part is not None},
            lead=lead,
            attributive=attributive,
        )

    def _expanded(self, words: str, *, named: bool = False) -> str:
        def block(found: re.Match[str]) -> str:
            name, number = found[1], found[2]
            inner = self._expanded(self._blocks[name], named=named)
            return f"(?P<{name}{number}>{inner})" if named else f"(?:{inner})"

        return _REFERENCE.sub(block, words).replace(" ", BLANK)


# Statements of one article are asked for one after another.
@lru_cache(maxsize=KEPT)
def _anchors_in(text: str, forms: Grammar) -> list[tuple[int, int]]:
    return forms.anchors(text)


# The words of one sentence date what is told in it, and the telling.
@lru_cache(maxsize=KEPT)
def expressions_in(text: str, within: Passage, language: str) -> tuple[Expression, ...]:
    """Return the expressions of time within a passage in order; none meets another. Time is linear in its length."""
    return tuple(grammar(language).expressions(text, within))


def _vocabulary(table: DateTable) -> tuple[frozenset[str], frozenset[str]]:
    """Return every word that a form may have, and the anchors: no expression is without one, or without a year."""
    tables = (table.months, table.weekdays, table.days, table.units, table.seasons)
    anchors = {phrase.lower().split()[-1] for words in tables for phrase in words} | table.anchors
    others = (
        table.numbers,
        table.ordinals,
        table.parts,
        table.sides,
        table.senses,
        table.which,
        table.stretches,
        table.hours,
    )
    phrases = [phrase for words in (*tables, *others) for phrase in tuple(words)]
    written = [*table.patterns.values(), *(form.words for form in table.forms)]
    plain = _EITHER_CASE.sub(r"\2", " ".join([*phrases, *written])).lower()
    return frozenset(_WORD.findall(plain)), frozenset(anchors)


def _blocks(table: DateTable) -> dict[str, str]:
    return {
        **table.patterns,
        "month": _any_of(table.months, stop=True),
        "weekday": _any_of(table.weekdays),
        "number": _numbers(table.numbers),
        "ordinal": _any_of(table.ordinals),
        "part": _any_of(table.parts),
        "unit": _any_of(table.units),
        "season": _any_of(table.seasons),
        "sense": _any_of(table.senses),
        "side": _any_of(table.sides),
        "which": _any_of(table.which),
        "stretch": _any_of(table.stretches),
        "dayword": _any_of(table.days),
        "anaphor": _any_of(table.anaphors),
        "hours": _any_of(table.hours),
    }


def _any_of(words: Iterable[str], *, stop: bool = False) -> str:
    """Match any of the words, the longest that fits; with `stop`, one that begins another may have a full stop."""
    ordered = sorted(words, key=len, reverse=True)
    short = {one for one in ordered if stop and any(other != one and other.startswith(one) for other in ordered)}
    return f"(?:{'|'.join(_cased(word) + (_STOP if word in short else '') for word in ordered)})"


def _cased(word: str) -> str:
    """Match a word as the table has it; a small first letter also as a capital, a capitalised word also in capitals."""
    first, rest = word[0], re.escape(word[1:]).replace("\\ ", " ")
    if first.islower():
        return f"[{first}{first.upper()}]{rest}"
    return f"(?:{first}{rest}|{word.upper()})" if first.isupper() else word


def _numbers(numbers: Mapping[str, int]) -> str:
    tens = {word: value for word, value in numbers.items() if value in range(20, 100, 10)}
    ones = {word: value for word, value in numbers.items() if value in range(1, 10)}
    others = {word: value for word, value in numbers.items() if word not in tens}
    return rf"(?:\d{{1,3}}|{_any_of(tens)}(?:(?: |-){_any_of(ones)})?|{_any_of(others)})"


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language."""
    return Grammar(language_table(language, "dates", DateTable))


# No three words of the tables are longer.
_LEAD_CHARACTERS: Final = 24


def _words_before(text: str, start: int, earliest: int) -> list[str]:
    """Return the words that stand right before, in small letters; none from beyond a mark."""
    return _MARK.split(text[max(earliest, start - _LEAD_CHARACTERS) : start])[-1].lower().split()


def _word_after(text: str, end: int) -> str:
    found = _WORD_AFTER.match(text, end)
    return found[1] if found else ""
