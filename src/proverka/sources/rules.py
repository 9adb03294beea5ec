"""Rules by which words bear on an obligation: those that hold in a passage, each with the words by which it does."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from proverka.model.span import Span
from proverka.sources.aliases import Aliases, ObligationRule
from proverka.sources.passage import Passage

_NOT_A_LETTER = re.compile(r"[\W_]+")
# The space before a word and its first two letters: a word of a rule has as many at least.
_KEY = 3
# Cases and times of which the rules are kept: the statements of one article are asked for one after another.
KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule for an obligation, its words in the form in which a passage is asked for them."""

    rule: ObligationRule
    all_of: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...]

    @classmethod
    def of(cls, rule: ObligationRule) -> "Rule":
        """Return a rule of the tables, ready to be asked."""
        return cls(
            rule=rule,
            all_of=tuple(map(_asked, rule.all_of)),
            any_of=tuple(tuple(map(_asked, group)) for group in rule.any_of),
            none_of=tuple(map(_asked, rule.none_of)),
        )

    @property
    def words(self) -> frozenset[str]:
        """Every word that it asks for."""
        return frozenset(word for group in (self.all_of, self.none_of, *self.any_of) for word in group)

    def words_among(self, present: frozenset[str]) -> tuple[str, ...]:
        """Return the words by which it holds where these of its words are present, none where it does not hold."""
        if not (present.issuperset(self.all_of) and present.isdisjoint(self.none_of)):
            return ()
        if any(present.isdisjoint(group) for group in self.any_of):
            return ()
        first = (next(word for word in group if word in present) for group in self.any_of)
        return tuple(word.strip() for word in (*self.all_of, *first))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleBook:
    """The rules that may hold in a time, and all their words by the letters with which they begin."""

    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "RuleBook":
        """Return the book of some rules, which keep their order."""
        listed = tuple(rules)
        words: dict[str, list[str]] = {}
        for word in sorted({word for rule in listed for word in rule.words}):
            words.setdefault(word[:_KEY], []).append(word)
        return cls(rules=listed, words={key: tuple(found) for key, found in words.items()})

    def present(self, plain: str) -> frozenset[str]:
        """Return which of all its words are in a plain text."""
        at, found = 0, set[str]()
        while at >= 0:
            found.update(word for word in self.words.get(plain[at : at + _KEY], ()) if plain.startswith(word, at))
            at = plain.find(" ", at + 1)
        return frozenset(found)


@lru_cache(maxsize=KEPT)
def _book(aliases: Aliases, published: Span | None) -> RuleBook:
    return RuleBook.of(Rule.of(rule) for rule in aliases.obligations if rule.may_hold_in(published))


def rules_held(text: str, within: Passage, aliases: Aliases, published: Span | None) -> Iterator[tuple[Rule, str]]:
    """Yield each rule whose words are in a passage, and these words; whether its debtor is named is not asked."""
    book = _book(aliases, published)
    present = book.present(_plain(text, within))
    for rule in book.rules:
        if held_by := rule.words_among(present):
            yield rule, " + ".join(held_by)


def _plain(text: str, scope: Passage) -> str:
    """Return the words of a passage in small letters, one space before and after each."""
    return f" {_NOT_A_LETTER.sub(' ', scope.of(text).casefold()).strip()} "


def _asked(word: str) -> str:
    """Return a word of a rule as it is looked for in a plain text: a star leaves its end open."""
    plain = _NOT_A_LETTER.sub(" ", word.casefold()).strip()
    return f" {plain}" if word.endswith("*") else f" {plain} "
