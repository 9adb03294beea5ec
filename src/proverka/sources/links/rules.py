"""Rules by which words bear on an obligation: those that hold in a passage, each with the words by which it does."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from proverka.model.span import Span
from proverka.sources.links.aliases import Aliases, ObligationRule
from proverka.sources.passage import Passage

T = TypeVar("T")

_NOT_A_LETTER = re.compile(r"[\W_]+")
# A word of a rule has so many letters at least.
_STEM = 2
# Cases of which the rules are kept.
KEPT = 8
WORDS_KEPT = 8192


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

    @property
    def needed(self) -> tuple[str, ...]:
        """Words of which one must be present, as few of them as may be."""
        return min((*((word,) for word in self.all_of), *self.any_of), key=len)

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
    """The rules of a case, and the rules that need each word.

    All words that they ask for stand in `words` by their first word, or, where its end is open, in `stems` by its first
    letters.
    """

    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    needing: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "RuleBook":
        """Return the book of some rules, which keep their order."""
        listed = tuple(rules)
        asked = {word for rule in listed for word in rule.words}
        first = {word: word[1:].partition(" ") for word in sorted(asked)}
        return cls(
            rules=listed,
            words=_gathered((begins, word) for word, (begins, ended, _) in first.items() if ended),
            stems=_gathered((begins[:_STEM], word) for word, (begins, ended, _) in first.items() if not ended),
            needing=_gathered((word, number) for number, rule in enumerate(listed) for word in rule.needed),
        )

    def present(self, plain: str) -> frozenset[str]:
        """Return which of all its words are in a plain text."""
        at, found = 0, set[str]()
        for word in plain.split():
            for asked in _begun(self, word):
                if plain.startswith(asked, at):
                    found.add(asked)
            at += len(word) + 1
        return frozenset(found)

    def asked(self, present: frozenset[str]) -> list[Rule]:
        """Return the rules that may hold where these words are present, in their order: most rules need others."""
        numbers = {number for word in present for number in self.needing.get(word, ())}
        return [self.rules[number] for number in sorted(numbers)]


# Few words make most of a language.
@lru_cache(maxsize=WORDS_KEPT)
def _begun(book: RuleBook, word: str) -> tuple[str, ...]:
    """Return what is asked for that begins with a word; whether it goes on as asked is not looked at."""
    stems = (stem for stem in book.stems.get(word[:_STEM], ()) if word.startswith(stem[1:]))
    return (*book.words.get(word, ()), *stems)


def _gathered(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Return what stands under each key, in order."""
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


# Aliases are equal by identity, and few are in use at one time.
@lru_cache(maxsize=KEPT)
def _book(aliases: Aliases) -> RuleBook:
    return RuleBook.of(map(Rule.of, aliases.obligations))


def rules_held(text: str, within: Passage, aliases: Aliases, published: Span | None) -> Iterator[tuple[Rule, str]]:
    """Yield each rule whose words are in a passage, and these words; whether its debtor is named is not asked."""
    book = _book(aliases)
    present = book.present(_plain(text, within))
    for rule in book.asked(present):
        if rule.rule.may_hold_in(published) and (held_by := rule.words_among(present)):
            yield rule, " + ".join(held_by)


def _plain(text: str, scope: Passage) -> str:
    """Return the words of a passage in small letters, one space before and after each."""
    return f" {_NOT_A_LETTER.sub(' ', scope.of(text).casefold()).strip()} "


def _asked(word: str) -> str:
    """Return a word of a rule as it is looked for in a plain text: a star leaves its end open."""
    plain = _NOT_A_LETTER.sub(" ", word.casefold()).strip()
    return f" {plain}" if word.endswith("*") else f" {plain} "
