"""A sentence that says something in English, and keeps what it says apart so that other languages can say it too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Optional

import msgspec

# Digits are grouped from five on: 1308.5 tonnes, 41,000 items.
GROUPED_FROM = 10_000
_NAMED = re.compile(r"\{(\w+)\}")


class SentenceFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands in a sentence under a name: words as they are, a number, a day, or something that is said itself.

    `today` is the day asked for.
    """

    name: str
    kind: Literal["words", "number", "day", "today", "said"]
    value: str = ""
    said: Optional["Sentence"] = None


class Sentence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sentence with places for facts: `{due}`.

    One that counts has a form for `many`; `{count}` in it is `number`. With `since` that number is of days, and grows:
    it is how many lie between that day and the day asked for.
    """

    text: str
    many: str = ""
    number: Decimal | None = None
    since: date | None = None
    facts: tuple[SentenceFact, ...] = ()

    def __str__(self) -> str:
        return self.english

    @property
    def english(self) -> str:
        """The sentence in English."""
        said = {fact.name: _english(fact) for fact in self.facts}
        if self.number is None:
            return _filled(self.text, said)
        form = self.text if abs(self.number) == 1 else self.many
        return _filled(form, {"count": grouped(self.number), **said})


@dataclass(frozen=True, slots=True)
class Today:
    """The day asked for."""

    day: date


Told = str | int | Decimal | date | Today | Sentence


def sentence(text: str, /, **facts: Told) -> Sentence:
    """Return a sentence with its facts."""
    return Sentence(text=text, facts=_facts(facts))


def counting(one: str, many: str, number: int | Decimal, /, **facts: Told) -> Sentence:
    """Return a sentence that counts."""
    return Sentence(text=one, many=many, number=Decimal(number), facts=_facts(facts))


def counting_days(one: str, many: str, days: int, /, *, until: date, **facts: Told) -> Sentence:
    """Return a sentence that counts the days up to `until`, the day asked for, and counts on with it."""
    since = until - timedelta(days=days)
    return Sentence(text=one, many=many, number=Decimal(days), since=since, facts=_facts(facts))


def term(word: str) -> Sentence:
    """Return a word of the vocabulary as a sentence of its own: `partly_met` is “partly met”."""
    return Sentence(text=word.replace("_", " "))


def commas(parts: Iterable[Told]) -> Sentence:
    """Return parts, of which there is at least one, as a list with commas."""
    return _listed("{some}, {more}", list(parts))


def semicolons(parts: Iterable[Told]) -> Sentence:
    """Return parts, of which there is at least one, as a list with semicolons."""
    return _listed("{some}; {more}", list(parts))


def sum_of(parts: Iterable[Told]) -> Sentence:
    """Return parts, of which there is at least one, as a sum."""
    return _listed("{some} + {more}", list(parts))


def in_sequence(parts: Iterable[Told]) -> Sentence:
    """Return sentences, of which there is at least one, one after another."""
    return _listed("{some} {more}", list(parts))


def _listed(pattern: str, parts: list[Told]) -> Sentence:
    """Return a list, halved again and again so that a long one is not deep."""
    if len(parts) == 1:
        return parts[0] if isinstance(parts[0], Sentence) else sentence("{only}", only=parts[0])
    half = len(parts) // 2
    return sentence(pattern, some=_listed(pattern, parts[:half]), more=_listed(pattern, parts[half:]))


def spoken(sentences: Iterable[Sentence]) -> str:
    """Return sentences in English, one after another."""
    return " ".join(one.english for one in sentences)


def grouped(number: Decimal | int) -> str:
    """Return a number with the digits of its source; thousands grouped by commas from 10,000 on."""
    grouping = "," if not -GROUPED_FROM < number < GROUPED_FROM else ""
    return f"{number:{grouping}d}" if isinstance(number, int) else f"{number:{grouping}f}"


def _facts(facts: dict[str, Told]) -> tuple[SentenceFact, ...]:
    return tuple(_fact(name, value) for name, value in facts.items())


def _fact(name: str, value: Told) -> SentenceFact:
    match value:
        case Sentence():
            return SentenceFact(name=name, kind="said", said=value)
        case Today():
            return SentenceFact(name=name, kind="today", value=value.day.isoformat())
        case date():
            return SentenceFact(name=name, kind="day", value=value.isoformat())
        case int() | Decimal():
            return SentenceFact(name=name, kind="number", value=f"{Decimal(value):f}")
        case _:
            return SentenceFact(name=name, kind="words", value=value)


def _filled(text: str, facts: dict[str, str]) -> str:
    """Return a text with its facts; a name without a fact stays as it is."""
    return _NAMED.sub(lambda found: facts.get(found[1], found[0]), text)


def _english(fact: SentenceFact) -> str:
    if fact.said is not None:
        return fact.said.english
    return grouped(Decimal(fact.value)) if fact.kind == "number" else fact.value
