"""A lexicon of cues: which phrases mean what, as a table of a language says, and where they stand in a sentence.

A phrase is words with spaces between. `~be` is any form of *be* as `forms` lists them (an unlisted word is its own
only form), `a|b` one of several, `x?` a word that may be left out, `*` any one word, `..` up to three of them, `...` up
to eight. Between the words of a phrase, adverbs that change nothing (`passed_over`) may stand.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, NamedTuple

from proverka.sources.wording import Wording

_ANY = "*"
# How many words of any kind each gap lets stand between two words of a phrase.
_GAPS = {"..": 3, "...": 8}
# Marks that no phrase runs across.
MARKS = frozenset(".,;:?!-()")
# How far a phrase may reach, with what is passed over in it: bounds the work at each word.
_LENGTH_MAX = 14


# The tree at a word: the next word or gap leads on, the empty text holds what a phrase that ends here means.
_Node = dict[str, Any]


class Hit(NamedTuple):
    """A phrase at the words from `first` to `last` (without it), and what it means."""

    meaning: str
    first: int
    last: int


class Lexicon:
    """All phrases of a table as one tree, word by word."""

    def __init__(self, cues: Mapping[str, Iterable[str]], forms: Iterable[str], passed_over: Iterable[str]) -> None:
        families = [family.split() for family in forms]
        self.forms = {family[0]: tuple(dict.fromkeys(family)) for family in families}
        self.lemma = {form: family[0] for family in reversed(families) for form in family}
        self._passed_over = frozenset(passed_over)
        self._root: _Node = {}
        for meaning, phrases in cues.items():
            for phrase in phrases:
                self._add(phrase, meaning)

    def lemma_of(self, verb: str) -> str:
        """Return the first form of a verb, which may have its particle with it; one that is not listed is its own."""
        word = verb.lower().partition(" ")[0]
        return self.lemma.get(word, word)

    def hits(self, wording: Wording) -> list[Hit]:
        """Return what the words mean: the longest phrase from the left, then what follows it."""
        words, found = wording.words, list[Hit]()
        i, root = 0, self._root
        while i < len(words):
            if words[i] in root:
                meanings, last = self._longest(words, i)
                if meanings:
                    found.extend(Hit(meaning, i, last) for meaning in meanings)
                    i = last
                    continue
            i += 1
        return found

    def _longest(self, words: list[str], first: int) -> tuple[tuple[str, ...], int]:
        """Return what the longest phrase from there means, and where it ends."""
        meanings: tuple[str, ...] = ()
        last, reached = first, [self._root[words[first]]]
        # Where a phrase may go on after words of any kind, with how many of them.
        waiting: list[tuple[_Node, int]] = []
        for i in range(first + 1, first + _LENGTH_MAX):
            for node in reached:
                if "" in node:
                    meanings, last = node[""], i
                waiting += [(node[gap], most) for gap, most in _GAPS.items() if gap in node]
            if not (reached or waiting) or i >= len(words) or (word := words[i]) in MARKS:
                break
            skipped = [(node, 0) for node in reached] if word in self._passed_over else []
            ways = [*reached, *(node for node, _ in waiting)]
            reached = [node[key] for node in ways for key in (word, _ANY) if key in node]
            waiting = [(node, more - 1) for node, more in waiting if more > 0] + skipped
        return meanings, last

    def _add(self, phrase: str, meaning: str) -> None:
        for reading in product(*(self._ways(part) for part in phrase.split())):
            node = self._root
            for word in " ".join(reading).split():
                node = node.setdefault(word, {})
            node[""] = (*node.get("", ()), meaning)

    def _ways(self, part: str) -> list[str]:
        if part in _GAPS:
            return [part]
        ways = [form for way in part.removesuffix("?").split("|") for form in self._forms(way)]
        return [*ways, ""] if part.endswith("?") else ways

    def _forms(self, way: str) -> tuple[str, ...]:
        return self.forms.get(way[1:], (way[1:],)) if way.startswith("~") else (way,)
