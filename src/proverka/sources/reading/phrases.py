"""Phrases of a table, looked for in a text in time that does not grow with their number."""

import re
from collections.abc import Iterable
from functools import cached_property

_TOKEN = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“][^\"“”]{0,2000}[\"”]")


def plainly(text: str) -> str:
    """Return a text as phrases are compared: in lower case, with straight apostrophes.

    >>> plainly("Editors’ Picks")
    "editors' picks"
    """
    return text.lower().replace("’", "'").replace("‘", "'")


class PlainText:
    """A text as phrases are looked for in it: plainly written, its words, and what is left of it outside quotations."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = plainly(text)
        self.tokens = frozenset(_TOKEN.findall(self.plain))

    @cached_property
    def unquoted(self) -> "PlainText":
        """The text without its quotations: what somebody else says is not the page's."""
        own = _QUOTED.sub("", self.text)
        return self if own == self.text else PlainText(own)


class Phrases:
    """Phrases that count as whole words: a text is searched only for those whose longest word it has."""

    def __init__(self, phrases: Iterable[str]) -> None:
        by_key: dict[str, list[str]] = {}
        for phrase in sorted(set(map(plainly, phrases))):
            tokens = _TOKEN.findall(phrase)
            by_key.setdefault(max(tokens, key=len) if tokens else "", []).append(phrase)
        self._by_key = {key: _any_of(found) for key, found in by_key.items()}
        self._keys = frozenset(self._by_key)

    def within(self, text: PlainText) -> frozenset[str]:
        """Return the phrases that stand in the text; of those with one longest word, the first to stand there."""
        keys = self._keys & text.tokens
        found = (self._by_key[key].search(text.plain) for key in keys)
        return frozenset(match[0] for match in found if match is not None)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_whole(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))))


def _whole(phrase: str) -> str:
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return f"{before}{re.escape(phrase)}{after}"
