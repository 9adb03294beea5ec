"""The six languages of the United Nations: their words from a catalogue each, and how they write numbers and days.

A catalogue is a gettext file, `languages/CODE.po`, whose messages name their facts in braces. One that is marked as
fuzzy was drafted by a machine and not yet read by a person: it is used all the same, and its pages say so. What a
catalogue does not translate is said in English. English needs none: its messages are its words.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from proverka.reporting.language import ENGLISH_LANGUAGE, Language
from proverka.reporting.plurals import RULES

# In the order in which the United Nations lists them: by their English names.
NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
# The digits of a language that has its own, with the name of its system in CLDR.
_DIGITS = {"ar": ("arab", "٠١٢٣٤٥٦٧٨٩")}
_LATIN = ("latn", "0123456789")
_PARTS = {"M": "{month}", "d": "{day}", "y": "{year}"}


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Return the six languages, read once."""
    return tuple(language_of(code) for code in NAMES)


@lru_cache(maxsize=len(NAMES))
def language_of(code: str) -> Language:
    """Return a language by its code, one of `NAMES`."""
    if code == ENGLISH_LANGUAGE.code:
        return ENGLISH_LANGUAGE
    return _language(code, catalogue_of(code))


def catalogue_of(code: str) -> Catalog:
    """Return the catalogue of a language other than English."""
    with (files("proverka.reporting") / "languages" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def translated(messages: Iterable[Message]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return translations by their message, and forms by their singular; of those that are whole."""
    texts: dict[str, str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    for message in messages:
        one, words = message.id, message.string
        if isinstance(one, str) and isinstance(words, str):
            texts |= {one: words} if one and words else {}
        elif not isinstance(one, str) and not isinstance(words, str) and words and all(words):
            forms[one[0]] = tuple(words)
    return texts, forms


def _language(code: str, catalogue: Catalog) -> Language:
    locale = Locale(code)
    system, digits = _DIGITS.get(code, _LATIN)
    symbols = locale.number_symbols[system]
    messages = [message for message in catalogue if message.id]
    texts, forms = translated(messages)
    return Language(
        code=code,
        name=NAMES[code],
        rtl=locale.text_direction == "rtl",
        messages=texts,
        plurals=forms,
        plural=RULES[code][2],
        digits=digits,
        decimal=symbols["decimal"],
        group=symbols["group"],
        months=_months(locale),
        day_form=_day_form(locale),
        reviewed=not any(message.fuzzy for message in messages),
        complete=len(texts) + len(forms) == len(messages),
    )


def _months(locale: Locale) -> tuple[str, ...]:
    if "MMMM" not in str(locale.date_formats["long"]):  # a number stands there, which is read as the name
        return tuple(map(str, range(1, 13)))
    return tuple(locale.months["format"]["wide"][month] for month in range(1, 13))


def _day_form(locale: Locale) -> str:
    """Return the long form of a day in CLDR, with its parts named: `{day} {month} {year}`."""
    pieces = str(locale.date_formats["long"]).split("'")  # every second one is words, which stand between quotes
    pieces[::2] = [re.sub("M+|d|y", lambda part: _PARTS[part[0][0]], piece) for piece in pieces[::2]]
    return "".join(pieces)
