"""What a report says, apart from the language that it says it in.

Whatever is said of an audit is said through a `Tongue`. One that has a language answers with its words. The neutral one
answers with marks (docs/spec/neutral-text.md), from which `localized` makes the words of a language later: a page is
rendered once, and told in as many languages as there are. What stands in a message is named in braces:
`{count} entries`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import escape
from typing import Protocol

from markupsafe import Markup

from proverka.model.sentence import Sentence, grouped

# Code points of the private use area, which say nothing to anybody else: they open, divide and close a mark.
OPEN, DIVIDE, CLOSE = "\ue000", "\ue001", "\ue002"
# What a page may be divided at into parts that stay the same from day to day.
CUT = "\ue003"
_MARKS = re.compile(f"([{OPEN}{DIVIDE}{CLOSE}])")
_TO_BLANK = dict.fromkeys(map(ord, (OPEN, DIVIDE, CLOSE, CUT)), "\N{REPLACEMENT CHARACTER}")
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days that grows from day to day: how many lie between `since` and the day asked for."""

    number: int
    since: date


Fact = object
Number = int | Decimal
Count = Number | Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language: its words for messages, and how it writes numbers and days.

    `messages` are translations by message, `plurals` several forms by the singular, `plural` the index of the form for
    a number. A message without a translation is said as it is, in English. `reviewed`: whether a person has read it.
    """

    code: str = "en"
    name: str = "English"
    rtl: bool = False
    messages: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[Number], int] = lambda number: 0 if abs(number) == 1 else 1
    digits: str = "0123456789"
    decimal: str = "."
    group: str = ","
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    day_form: str = "{day} {month} {year}"
    reviewed: bool = True

    def told(self, message: str) -> str:
        """Return the words for a message."""
        return self.messages.get(message) or message

    def form(self, one: str, many: str, number: Number) -> str:
        """Return the words for a message that counts something."""
        forms = self.plurals.get(one)
        if not forms:
            return one if abs(number) == 1 else many
        return forms[min(self.plural(number), len(forms) - 1)]

    def number(self, value: Number) -> str:
        """Return a number with the digits of its source; thousands grouped from 10,000 on."""
        return self.numeral(grouped(value))

    def numeral(self, plain: str) -> str:
        """Return a number that is written the English way, the way of this language."""
        table = {ord(","): self.group, ord("."): self.decimal}
        table |= {ord("0") + n: digit for n, digit in enumerate(self.digits)}
        return plain.translate(table)

    def day(self, day: date) -> str:
        """Return a day in words."""
        return self.day_form.format(
            day=self.numeral(str(day.day)), month=self.months[day.month - 1], year=self.numeral(str(day.year))
        )


ENGLISH_LANGUAGE = Language()


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
        return filled(self.language.told(message), {name: str(fact) for name, fact in facts.items()})

    def count(self, one: str, many: str, number: Count, /, **facts: Fact) -> str:
        """Return a message that counts."""
        how_many = number.number if isinstance(number, Days) else number
        counted = {"count": self.number(how_many), **{name: str(fact) for name, fact in facts.items()}}
        return filled(self.language.form(one, many, how_many), counted)

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
        return _mark("t", message, *_pairs(facts))

    def count(self, one: str, many: str, number: Count, /, **facts: Fact) -> Markup:
        """Return a message that counts."""
        how_many = (
            f"since:{number.since}"
            if isinstance(number, Days)
            else (str(number) if isinstance(number, int) else f"{number:f}")
        )
        return _mark("p", one, many, how_many, *_pairs(facts))

    def term(self, word: str, /) -> Markup:
        """Return a word of the vocabulary."""
        return _mark("t", str(word))

    def number(self, value: Number, /) -> Markup:
        """Return a number."""
        return _mark("n", ENGLISH_LANGUAGE.number(value))

    def day(self, day: date, /) -> Markup:
        """Return a day in words."""
        return _mark("d", str(day))

    def today(self, day: str = "", /) -> Markup:  # noqa: ARG002 - whichever day that will be
        """Return the day asked for, as it is written in tables."""
        return _mark("o")

    def known_at(self) -> Markup:
        """Return the day of which the knowledge is asked for."""
        return _mark("k")

    def drawing(self, name: str) -> Markup:
        """Return the picture of a chart, which is another in each language."""
        return _mark("g", name)

    def base(self) -> Markup:
        """Return what leads from a page to the folder of its language."""
        return _mark("b")


NEUTRAL = Neutral()


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


def safe(value: object) -> str:
    """Return a value as HTML: as it is where it is HTML, else escaped, without what could pass for a mark."""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(without_marks(str(value)))


def without_marks(text: str) -> str:
    """Return other people's words without the code points that open, divide and close marks."""
    return text.translate(_TO_BLANK) if not text.isascii() else text


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
    open_marks: list[list[list[str]]] = []
    out: list[str] = []
    for piece in _MARKS.split(neutral):
        if piece == OPEN:
            open_marks.append([[]])
        elif piece == DIVIDE and open_marks:
            open_marks[-1].append([])
        elif piece == CLOSE and open_marks:
            said = _said(["".join(part) for part in open_marks.pop()], language, place)
            (open_marks[-1][-1] if open_marks else out).append(said)
        elif piece:
            (open_marks[-1][-1] if open_marks else out).append(piece)
    return "".join(out).replace(CUT, "")


def _said(parts: list[str], language: Language, place: Place) -> str:
    kind, *rest = parts
    if kind == "t":
        message, *facts = rest
        return filled(escape(language.told(message)), _facts(facts))
    if kind == "p":
        one, many, how_many, *facts = rest
        number = _number_of(how_many, place.as_of)
        counted = {"count": language.number(number), **_facts(facts)}
        return filled(escape(language.form(one, many, number)), counted)
    return _of_one(kind, rest[0] if rest else "", language, place)


def _of_one(kind: str, value: str, language: Language, place: Place) -> str:
    """Return what a mark with one value at most stands for."""
    of_kind: dict[str, Callable[[], str]] = {
        "n": lambda: language.numeral(value),
        "d": lambda: language.day(date.fromisoformat(value)),
        "o": lambda: str(place.as_of),
        "k": lambda: str(place.known_at),
        "b": lambda: place.base,
        "g": lambda: place.drawings.get(value, ""),
    }
    return of_kind[kind]()


def _number_of(how_many: str, as_of: date) -> Number:
    if how_many.startswith("since:"):
        return (as_of - date.fromisoformat(how_many.removeprefix("since:"))).days
    return Decimal(how_many) if "." in how_many else int(how_many)


def _facts(parts: list[str]) -> dict[str, str]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def filled(message: str, facts: Mapping[str, str]) -> str:
    """Return a message with its facts in the places that it names; a name without a fact stays as it is."""
    return _NAMED.sub(lambda found: facts.get(found[1], found[0]), message) if facts else message


def _mark(*parts: str) -> Markup:
    return Markup(OPEN + DIVIDE.join(parts) + CLOSE)  # noqa: S704 - every part is a message of ours, or made safe


def _pairs(facts: Mapping[str, Fact]) -> list[str]:
    return [part for name, fact in facts.items() for part in (name, safe(fact))]
