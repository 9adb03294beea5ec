"""What a report says, apart from the language that it says it in.

Whatever is said of an audit is said through a `Tongue`. One that has a language answers with its words. The neutral one
answers with marks (docs/spec/neutral-text.md), from which `localized` makes the words of a language later: a page is
rendered once, and told in as many languages as there are. What stands in a message is named in braces:
`{count} entries`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Protocol

from markupsafe import Markup

from proverka.model.sentence import Sentence
from proverka.reporting.language import ENGLISH_LANGUAGE, Language, Number
from proverka.reporting.marks import CLOSE, CUT, DIVIDE, MARKS, OPEN, filled, mark, own, plain, safe, without_marks
from proverka.reporting.taken_apart import EDGES, taken_apart

__all__ = [
    "CLOSE", "CUT", "DIVIDE", "ENGLISH", "ENGLISH_LANGUAGE", "NEUTRAL", "OPEN", "Count", "Days", "Fact", "Language",
    "Neutral", "Number", "Place", "Speaker", "Tongue", "language_behind", "localized", "one_after_another", "own",
    "plain", "safe", "said", "without_marks",
]  # fmt: skip

# The language in which parties wrote the record: no submission names another yet.
RECORD_LANGUAGE = "en"
# They keep what stands between them in its own direction (Unicode Standard Annex 9, section 2.4.2).
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days that grows from day to day: how many lie between `since` and the day asked for."""

    number: int
    since: date


Fact = object
Count = Number | Days


class Tongue(Protocol):
    """Says messages, counts, numbers and days."""

    def text(self, message: str, /, **facts: Fact) -> str:
        """Return a message with its facts."""
        ...

    def count(self, one: str, many: str, number: Count, /, **facts: Fact) -> str:
        """Return a message that counts; `{count}` in it is the number."""
        ...

    def term(self, word: str, /) -> str:
        """Return a word of the vocabulary."""
        ...

    def number(self, value: Number, /) -> str:
        """Return a number."""
        ...

    def day(self, day: date, /) -> str:
        """Return a day in words."""
        ...

    def today(self, day: str, /) -> str:
        """Return the day asked for, as it is written in tables."""
        ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """A tongue that has a language, and answers in plain text."""

    language: Language = ENGLISH_LANGUAGE

    def text(self, message: str, /, **facts: Fact) -> str:
        """Return a message with its facts."""
        return filled(self.language.told(message), self._facts(facts))

    def count(self, one: str, many: str, number: Count, /, **facts: Fact) -> str:
        """Return a message that counts."""
        how_many = number.number if isinstance(number, Days) else number
        counted = {"count": self.number(how_many), **self._facts(facts)}
        return filled(self.language.form(one, many, how_many), counted)

    def _facts(self, facts: Mapping[str, Fact]) -> dict[str, str]:
        """Return facts as text; between isolates where a language of the other direction would turn them about."""
        if self.language.rtl:
            return {name: f"{ISOLATE}{fact}{END_ISOLATE}" for name, fact in facts.items()}
        return {name: str(fact) for name, fact in facts.items()}

    def term(self, word: str, /) -> str:
        """Return a word of the vocabulary."""
        return self.language.told(word)

    def number(self, value: Number, /) -> str:
        """Return a number."""
        return self.language.number(value)

    def day(self, day: date, /) -> str:
        """Return a day in words."""
        return self.language.day(day)

    def today(self, day: str, /) -> str:
        """Return the day asked for, as it is written in tables."""
        return day


ENGLISH = Speaker()


class Neutral:
    """A tongue without a language: HTML with marks, of which `localized` makes words."""

    def text(self, message: str, /, **facts: Fact) -> Markup:
        """Return a message with its facts."""
        return mark("t", without_marks(message), *_pairs(facts)) if facts else _without_facts(message)

    def count(self, one: str, many: str, number: Count, /, **facts: Fact) -> Markup:
        """Return a message that counts."""
        how_many = (
            f"since:{number.since}"
            if isinstance(number, Days)
            else (str(number) if isinstance(number, int) else f"{number:f}")
        )
        return mark("p", without_marks(one), without_marks(many), how_many, *_pairs(facts))

    def term(self, word: str, /) -> Markup:
        """Return a word of the vocabulary."""
        return _without_facts(str(word))

    def number(self, value: Number, /) -> Markup:
        """Return a number."""
        return mark("n", ENGLISH_LANGUAGE.number(value))

    def day(self, day: date, /) -> Markup:
        """Return a day in words."""
        return mark("d", str(day))

    def today(self, day: str = "", /) -> Markup:  # noqa: ARG002 - whichever day that will be
        """Return the day asked for, as it is written in tables."""
        return mark("i", mark("o"))

    def known_at(self) -> Markup:
        """Return the day of which the knowledge is asked for."""
        return mark("i", mark("k"))

    def drawing(self, name: str, plan: str = "") -> Markup:
        """Return the picture of a chart, which is another in each language; with its plan, for who has no picture."""
        return mark("g", name, plan) if plan else mark("g", name)

    def base(self) -> Markup:
        """Return what leads from a page to the folder of its language."""
        return mark("b")


@lru_cache(maxsize=1 << 12)
def _without_facts(message: str) -> Markup:
    """Return a message that needs no facts."""
    return mark("t", without_marks(message))


NEUTRAL = Neutral()


def language_behind(tongue: Tongue) -> Language:
    """Return the language of a tongue; of the neutral one English, whose numbers it marks."""
    return tongue.language if isinstance(tongue, Speaker) else ENGLISH_LANGUAGE


def one_after_another(parts: Iterable[str]) -> str:
    """Return what a tongue said, one after another."""
    told = list(parts)
    return Markup(" ").join(told) if any(hasattr(part, "__html__") for part in told) else " ".join(told)


def said(one: Sentence, tongue: Tongue) -> str:
    """Return a sentence as a tongue says it."""
    facts: dict[str, Fact] = {}
    for fact in one.facts:
        if fact.said is not None:
            facts[fact.name] = said(fact.said, tongue)
        elif fact.kind == "today":
            facts[fact.name] = tongue.today(fact.value)
        else:
            facts[fact.name] = tongue.number(Decimal(fact.value)) if fact.kind == "number" else fact.value
    if one.number is None:
        return tongue.text(one.text, **facts)
    number: Count = Days(int(one.number), one.since) if one.since else one.number
    return tongue.count(one.text, one.many, number, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and of when a page is told: as of a day, as known on a day; `base` leads to the folder of its language.

    `drawings` are the pictures of its charts, by name.
    """

    as_of: date
    known_at: date
    base: str = ""
    drawings: Mapping[str, str] = field(default_factory=dict)


def localized(neutral: str, language: Language, place: Place) -> str:
    """Return neutral HTML in the words of a language."""
    pieces = taken_apart(neutral)
    told = {one: _told_here(one, language, place) for one in pieces.marks}
    out = list(pieces.texts)
    out[1::2] = [told[one] for one in out[1::2]]
    return "".join(out)


# A mark that says its page's day, address or pictures, or counts days up to it; all others say the same on every page.
_SAYS_WHERE = re.compile(f"{OPEN}(?:[okbg]|p{DIVIDE}[^{DIVIDE}]*{DIVIDE}[^{DIVIDE}]*{DIVIDE}since:)")


def _told_here(one: str, language: Language, place: Place) -> str:
    """Return a mark, or what stands before or after the record's own, in the words of a language."""
    if one in EDGES:
        before, after = _around_own(one[1] if one[0] == OPEN else one[0], language)
        return before if one[0] == OPEN else after
    return _told(one, language, place) if _SAYS_WHERE.search(one) else _told_anywhere(one, language)


def _around_own(kind: str, language: Language) -> tuple[str, str]:
    """Return what a language has before and after the record's own words, and what is read from left to right."""
    if kind == "w":
        return ("", "") if language.code == RECORD_LANGUAGE else (f'<bdi lang="{RECORD_LANGUAGE}">', "</bdi>")
    return ('<bdi dir="ltr">', "</bdi>") if language.rtl else ("", "")


@lru_cache(maxsize=1 << 16)
def _told_anywhere(mark: str, language: Language) -> str:
    """Return a mark in the words of a language, wherever it stands: most stand on hundreds of pages."""
    parts = mark[1:-1]
    if OPEN in parts:
        # Days, numbers and names in it stand elsewhere too.
        parts = _HOLDS_NONE.sub(lambda found: _told_anywhere(found[0], language), parts)
    return _told(mark, language, NOWHERE) if OPEN in parts else _said(parts.split(DIVIDE), language, NOWHERE)


NOWHERE = Place(as_of=date.min, known_at=date.min)
# A mark in which there is no other.
_HOLDS_NONE = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def _told(mark: str, language: Language, place: Place) -> str:
    """Return a mark, with the marks that are in it, in the words of a language."""
    open_marks: list[list[list[str]]] = [[[]]]
    for piece in MARKS.split(mark):
        if piece == OPEN:
            open_marks.append([[]])
        elif piece == DIVIDE:
            open_marks[-1].append([])
        elif piece == CLOSE:
            said = _said(["".join(part) for part in open_marks.pop()], language, place)
            open_marks[-1][-1].append(said)
        elif piece:
            open_marks[-1][-1].append(piece)
    return "".join(open_marks[0][0])


def _said(parts: list[str], language: Language, place: Place) -> str:
    kind, *rest = parts
    if kind == "t":
        message, *facts = rest
        return filled(_escaped(language.told(message)), _facts(facts))
    if kind == "p":
        one, many, how_many, *facts = rest
        number = _number_of(how_many, place.as_of)
        counted = {"count": language.number(number), **_facts(facts)}
        return filled(_escaped(language.form(one, many, number)), counted)
    if kind == "g":
        name, *plan = rest
        return place.drawings.get(name, "".join(plan))
    return _of_one(kind, rest[0] if rest else "", language, place)


@lru_cache(maxsize=1 << 14)
def _escaped(words: str) -> str:
    """Return words as HTML; no percent sign stands at the beginning of a line."""
    return escape(words).replace(" %", "&nbsp;%")


def _of_one(kind: str, value: str, language: Language, place: Place) -> str:
    """Return what a mark with one value at most stands for."""
    if kind in ("w", "i"):
        before, after = _around_own(kind, language)
        return f"{before}{value}{after}"
    if kind == "n":
        return language.numeral(value)
    if kind == "d":
        return language.day(date.fromisoformat(value))
    return {"o": str(place.as_of), "k": str(place.known_at), "b": place.base}[kind]


def _number_of(how_many: str, as_of: date) -> Number:
    if how_many.startswith("since:"):
        return (as_of - date.fromisoformat(how_many.removeprefix("since:"))).days
    return Decimal(how_many) if "." in how_many else int(how_many)


def _facts(parts: list[str]) -> dict[str, str]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _pairs(facts: Mapping[str, Fact]) -> list[str]:
    return [part for name, fact in facts.items() for part in (name, safe(fact))]
