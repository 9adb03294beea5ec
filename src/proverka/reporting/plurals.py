"""Which of its forms a language uses for a number: the rules of `PLURAL` in tell.js, and of the catalogues' headers.

Source: Unicode CLDR 45, plural rules, as gettext has them: forms for millions with their "de", which French and Spanish
have in CLDR, are none of their own there. A number with decimals takes the form that CLDR gives it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from proverka.reporting.language import Number


def _arabic(number: Number) -> int:
    n = abs(Decimal(number))
    if not _whole(number):
        return 5
    if n <= 2:  # noqa: PLR2004 - none, one, two have forms of their own
        return int(n)
    return 3 if 3 <= n % 100 <= 10 else 4 if n % 100 >= 11 else 5  # noqa: PLR2004 - few, many, hundreds


def _chinese(_number: Number) -> int:
    return 0


def _english(number: Number) -> int:
    return 0 if abs(number) == 1 else 1


def _french(number: Number) -> int:
    return 0 if abs(Decimal(number)) < 2 else 1  # noqa: PLR2004 - whatever is less than two is one


def _russian(number: Number) -> int:
    tens, hundreds = abs(Decimal(number)) % 10, abs(Decimal(number)) % 100
    if not _whole(number):
        return 1
    if tens == 1 and hundreds != 11:  # noqa: PLR2004 - as the rest of it, a rule on the last two digits
        return 0
    return 1 if 2 <= tens <= 4 and not 12 <= hundreds <= 14 else 2  # noqa: PLR2004


def _whole(number: Number) -> bool:
    """Whether a number is written without decimals: 1.0 is not."""
    return isinstance(number, int) or "." not in f"{number:f}"


# By the code of the language: how a catalogue states the rule, and the rule for any number.
RULES: Mapping[str, tuple[int, str, Callable[[Number], int]]] = {
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
        _arabic,
    ),
    "zh": (1, "0", _chinese),
    "en": (2, "(n != 1)", _english),
    "fr": (2, "(n > 1)", _french),
    "ru": (
        3,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
        _russian,
    ),
    "es": (2, "(n != 1)", _english),
}
