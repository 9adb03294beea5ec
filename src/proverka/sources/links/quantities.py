"""Amounts with their unit, as they are printed: what a figure could say, and what has to be asked first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import msgspec

from proverka.model.quantity import Bound
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.links.printed_names import name_key, names_pattern
from proverka.sources.passage import Passage
from proverka.sources.statement import Link

# More digits are no amount of anything that is counted or weighed.
_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,12}"
_NUMBER = rf"(?:{_DIGITS})(?:\.\d{{1,6}})?"
_RANGE = r"\s{0,2}[-–]\s{0,2}|\s(?:to|and|or)\s"
# How far before a number a word may stand that makes it an estimate, in characters.
NEAR_MAX = 40
# Neither part of a longer number or word, nor an amount of money.
_ALONE = r"(?<![\w.,$€£-])"
_YEAR = re.compile(r"(?:19|20)\d\d")


class Unit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit and its words. `unsure` says what they leave open; then `unit` is no unit of a record."""

    unit: str
    words: tuple[str, ...]
    unsure: str = ""
    counted: bool = False


class QuantityTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language prints amounts."""

    bounds: dict[Bound, tuple[str, ...]]
    natures: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    apart: tuple[str, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedAmount:
    """An amount as printed, from bound to unit; `amount_to` is the upper end of a range, `of` the whole named beside.

    `nature` is empty where the words do not say what kind of figure it is. `unsure` says what must be asked before it
    is a figure; empty where nothing must.
    """

    passage: Passage
    unit: str
    amount: Decimal
    amount_to: Decimal | None = None
    of: Decimal | None = None
    bound: Bound = "exact"
    nature: str = ""
    unsure: str = ""

    @property
    def text(self) -> str:
        """Bound, amount, unit and nature, in the words of a record."""
        amount = f"{self.amount}" if self.amount_to is None else f"{self.amount} to {self.amount_to}"
        whole = "" if self.of is None else f"of {self.of}"
        bound = "" if self.bound == "exact" else self.bound
        said = " ".join(part for part in (bound, amount, whole, self.unit) if part)
        return f"{said}, {self.nature}" if self.nature else said


def quantity_links(text: str, within: Passage, *, language: str = ENGLISH) -> tuple[Link, ...]:
    """Return the amounts in a passage as links, each with what it leaves open."""
    return tuple(
        Link(kind="quantity", id="", passage=found.passage, rule=f"amount; {found.unsure}".strip("; "), text=found.text)
        for found in amounts_in(text, within, language=language)
    )


def amounts_in(text: str, within: Passage, *, language: str = ENGLISH) -> tuple[PrintedAmount, ...]:
    """Return every amount with a unit in a passage, in order."""
    reader = _reader(language)
    found = (reader.amount(match, text, within) for match in reader.pattern.finditer(text, within.start, within.end))
    return tuple(one for one in found if one is not None)


@cache
def _reader(language: str) -> "_Reader":
    return _Reader.of(language_table(language, "quantities", QuantityTable))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """A language's table, compiled."""

    pattern: re.Pattern[str]
    bounds: Mapping[str, Bound]
    numbers: Mapping[str, int]
    units: Mapping[str, Unit]
    natures: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, table: QuantityTable) -> "_Reader":
        bounds = {name_key(words): bound for bound, several in table.bounds.items() for words in several}
        return cls(
            pattern=_pattern(table, bounds),
            bounds=bounds,
            numbers={name_key(words): number for words, number in table.numbers.items()},
            units={name_key(words): unit for unit in table.units for words in unit.words},
            natures={nature: names_pattern(words) for nature, words in table.natures.items()},
        )

    def amount(self, match: re.Match[str], text: str, within: Passage) -> PrintedAmount | None:
        unit = self.units[name_key(match["measured"] or match["counted"])]
        if unit.counted and _YEAR.fullmatch(match["low"]):
            return None  # “in 2013 sites were …”
        before = Passage(max(within.start, match.start() - NEAR_MAX), match.end()).of(text)
        high, whole = match["high"], match["whole"]
        return PrintedAmount(
            passage=Passage(match.start(), match.end()),
            unit=unit.unit,
            amount=self._number(match["low"]),
            amount_to=self._number(high) if high else None,
            of=self._number(whole) if whole else None,
            bound=self.bounds[name_key(match["bound"])] if match["bound"] else "exact",
            nature=next((nature for nature, words in self.natures.items() if words.search(before)), ""),
            unsure=unit.unsure,
        )

    def _number(self, printed: str) -> Decimal:
        named = self.numbers.get(name_key(printed))
        return Decimal(printed.replace(",", "")) if named is None else Decimal(named)


def _pattern(table: QuantityTable, bounds: Iterable[str]) -> re.Pattern[str]:
    number = f"{_NUMBER}|{_any(table.numbers)}"
    measured = _any(words for unit in table.units if not unit.counted for words in unit.words)
    counted = _any(words for unit in table.units if unit.counted for words in unit.words)
    # Words between a number and what is counted: “41 declared chemical weapons facilities”.
    between = rf"(?:(?!(?:{_any(table.apart)})\s)[^\W\d][\w’'-]{{0,19}}\s{{1,3}}){{0,4}}?"
    return re.compile(
        rf"{_ALONE}(?:(?P<bound>{_any(bounds)})\s{{1,3}}(?:the\s)?)?"
        rf"{_ALONE}(?P<low>{number})(?:(?:{_RANGE})(?P<high>{_NUMBER}))?"
        rf"(?:\s(?:out\s)?of\s(?:the\s|its\s|all\s)?(?P<whole>{_NUMBER}))?"
        rf"(?:[\s-]{{0,3}}(?P<measured>{measured})|[\s-]{{1,3}}{between}(?P<counted>{counted}))(?!\w)",
        re.IGNORECASE,
    )


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of these words, the longest first."""
    longest = sorted(words, key=lambda one: (-len(one), one))
    return "|".join(re.escape(one).replace(r"\ ", r"\s{1,3}") for one in longest)
