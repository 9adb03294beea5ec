"""A language: its words for the messages of a report, and how it writes numbers and days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from proverka.model.sentence import grouped

Number = int | Decimal


def message(text: str) -> str:
    """Return a message as it is written here, for whoever collects what is to be translated."""
    return text


def _one_or_many(number: Number) -> int:
    return 0 if abs(number) == 1 else 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """A language: its words for messages, and how it writes numbers and days. Each is equal to itself alone.

    `messages` are translations by message, `plurals` several forms by the singular, `plural` the index of the form for
    a number. A message without a translation is said as it is, in English. `reviewed`: whether a person has read it;
    `complete`: whether every message has its words.
    """

    code: str = "en"
    name: str = "English"
    rtl: bool = False
    messages: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[Number], int] = _one_or_many
    digits: str = "0123456789"
    decimal: str = "."
    group: str = ","
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    day_form: str = "{day} {month} {year}"
    reviewed: bool = True
    complete: bool = True

    def told(self, message: str) -> str:
        """Return the words for a message."""
        return self.messages.get(message) or message

    def form(self, one: str, many: str, number: Number) -> str:
        """Return the words for a message that counts something."""
        forms = self.plurals.get(one)
        if not forms:
            return (one, many)[_one_or_many(number)]
        return forms[min(self.plural(number), len(forms) - 1)]

    def number(self, value: Number) -> str:
        """Return a number with the digits of its source; thousands grouped from 10,000 on."""
        return self.numeral(grouped(value))

    def numeral(self, plain: str) -> str:
        """Return a number that is written the English way, the way of this language."""
        return plain.translate(self._signs)

    @cached_property
    def _signs(self) -> Mapping[int, str]:
        """The signs in which numbers are written here, by those of English."""
        table = {ord(","): self.group, ord("."): self.decimal}
        return table | {ord("0") + n: digit for n, digit in enumerate(self.digits)}

    def day(self, day: date) -> str:
        """Return a day in words."""
        return self.day_form.format(
            day=self.numeral(str(day.day)), month=self.months[day.month - 1], year=self.numeral(str(day.year))
        )


ENGLISH_LANGUAGE = Language()
