"""Amounts with their unit, and the four values that are not one another: blank, zero, unknown, withheld."""

from decimal import Decimal
from enum import Enum
from typing import Literal

import msgspec

from proverka.model.errors import MalformedError, Refusal
from proverka.model.sentence import Sentence, counting, sentence, term

Bound = Literal["exact", "about", "at_least", "at_most"]

# Grams in one unit of mass. The short ton is 2,000 international avoirdupois pounds of 453.59237 g
# (National Bureau of Standards, 1 July 1959), exactly.
GRAMS_IN: dict[str, Decimal] = {
    "gram": Decimal(1),
    "kilogram": Decimal(1_000),
    "tonne": Decimal(1_000_000),
    "pound": Decimal("453.59237"),
    "short_ton": Decimal("907184.74"),
}

# Units of count that every case has; a case may declare more.
COUNT_UNITS: frozenset[str] = frozenset({"item", "site", "facility", "document", "report", "inspection", "issue"})

# Digits that an amount may have, and how far its point may stand from them: more than the world's stockpiles
# need, and so few that times a factor above (8 digits) the product keeps every one of decimal's 28.
DIGITS_MAX = 20
EXPONENT_MAX = 15


class Absence(Enum):
    """Why there is no amount. Zero is an amount and is none of these."""

    BLANK = "blank"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


class Quantity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An amount in a unit, as printed, or the reason why there is none.

    `amount` keeps the digits of its source, since they say how far it was rounded.
    """

    unit: str
    amount: Decimal | None = None
    absence: Absence | None = None

    def __post_init__(self) -> None:
        """Refuse a quantity with both an amount and a reason for having none, or with neither."""
        if (self.amount is None) == (self.absence is None):
            raise MalformedError(
                Refusal.MEANINGLESS,
                where="quantity",
                expected="an amount, or one of blank, unknown, withheld",
                got=f"amount {self.amount}, {self.absence.value if self.absence else 'no reason'}",
                remedy="give one of the two; zero is written as the amount 0",
            )
        if self.amount is not None and (not self.amount.is_finite() or self.amount < 0):
            raise MalformedError(
                Refusal.BAD_VALUE,
                where="quantity",
                expected="a finite amount, zero or more",
                got=str(self.amount),
                remedy="correct the amount; a decrease is a movement, not a negative quantity",
            )
        if self.amount is not None:
            check_size(self.amount, where="quantity")

    @property
    def grams(self) -> int | None:
        """The amount in whole grams, or None where there is no amount or the unit is no mass."""
        factor = GRAMS_IN.get(self.unit)
        return None if self.amount is None or factor is None else round(self.amount * factor)


def check_size(number: Decimal, *, where: str) -> None:
    """Refuse (too-large) a number that could not be computed with exactly: DIGITS_MAX, EXPONENT_MAX."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int), "only finite numbers come here"
    if len(digits) > DIGITS_MAX or max(exponent, -exponent, number.adjusted()) > EXPONENT_MAX:
        raise MalformedError(
            Refusal.TOO_LARGE,
            where=where,
            expected=f"at most {DIGITS_MAX} digits, within {EXPONENT_MAX} of the decimal point",
            got=f"{len(digits)} digits, exponent {exponent}",
            remedy="write the number as its source prints it, in a unit that suits its size",
        )


def told(quantity: Quantity) -> Sentence:
    """Return a quantity as a sentence: its amount and unit, or why there is none."""
    if quantity.amount is None:
        assert quantity.absence is not None, "a quantity has the one or the other"
        unit = term(unit_word(quantity.unit, None))
        return sentence("{absence} {unit}", absence=term(quantity.absence.value), unit=unit)
    return measured(quantity.amount, quantity.unit)


def measured(amount: Decimal | int, unit: str) -> Sentence:
    """Return an amount with its unit as a sentence."""
    one, many = unit_forms(unit)
    return counting(one, many, amount)


def bounded(bound: str, number: Sentence) -> Sentence:
    """Return a number with the word that belongs before it where it is not exact: about, at least, at most."""
    match bound:
        case "about":
            return sentence("about {number}", number=number)
        case "at_least":
            return sentence("at least {number}", number=number)
        case "at_most":
            return sentence("at most {number}", number=number)
        case _:
            return number


def unit_forms(unit: str) -> tuple[str, str]:
    """Return the messages for one and for many of a unit: `{count} tonne`, `{count} tonnes`."""
    return f"{{count}} {unit_word(unit, 1)}", f"{{count}} {unit_word(unit, None)}"


def unit_word(unit: str, amount: Decimal | int | None) -> str:
    """Return a unit as it stands after an amount: in the plural unless it is one, `%` for percent."""
    if unit == "percent":
        return "%"
    word = unit.replace("_", " ")
    if amount is not None and abs(amount) == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def rounding(amount: Decimal, bound: Bound) -> Decimal:
    """Return how far the true value may lie from a printed one, in its own unit.

    An exact figure was rounded to its last printed digit, so half of that digit's unit. For `about` the
    printed zeros say nothing: half a unit of the second significant digit, or of the last printed one if
    that is coarser.
    """
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int), "amounts are finite"
    if bound != "exact" and amount:
        return Decimal(5).scaleb(max(exponent, amount.adjusted() - 1) - 1)
    return Decimal(5).scaleb(exponent - 1)
