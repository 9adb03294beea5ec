"""A lexicon of cues: which phrases mean what, as a table of a language says, and where they stand in a sentence.

A phrase is words with spaces between. `~be` is any form of *be* as `forms` lists them (an unlisted word is its own
only form), `a|b` one of several, `x?` a word that may be left out, `*` any one word, `..` up to three of them, `...` up
to eight. Between the words of a phrase, adverbs that change nothing (`passed_over`) may stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from proverka.sources.claims.wording import Wording

_ANY = "*"
# How many words of any kind each gap lets stand between two words of a phrase.
_GAPS = {"..": 3, "...": 8}
# Marks that no phrase runs across.
MARKS = frozenset(".,;:?!-()")
# How far a phrase may reach, with what is passed over in it: bounds the work at each word.
_LENGTH_MAX = 14


class Hit(NamedTuple):
    """A phrase at the words from `first` to `last` (without it), and what it means."""

    meaning: str
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    """Where a phrase has got to: what it means if it ends here, and what leads on.

    `gaps` holds the nodes that words of any kind lead to, with how many of them.
    """

    meanings: tuple[str, ...] = ()
    following: dict[str, "_Node"] = field(default_factory=dict)
    anything: "_Node | None" = None
    gaps: list[tuple["_Node", int]] = field(default_factory=list)

    def by(self, part: str) -> "_Node":
        """Return the node that a word or a gap leads to, made where it is not there yet."""
        if part == _ANY:
            self.anything = self.anything or _Node()
            return self.anything
        if part in _GAPS:
            for node, most in self.gaps:
                if most == _GAPS[part]:
                    return node
            self.gaps.append((_Node(), _GAPS[part]))
            return self.gaps[-1][0]
        return self.following.setdefault(part, _Node())


class Lexicon:
    """All phrases of a table as one tree, word by word."""

    def __init__(
        self,
        cues: Mapping[str, Iterable[str]],
        forms: Iterable[str],
        passed_over: Iterable[str],
        open_within: tuple[str, ...] = (),
    ) -> None:
        families = [family.split() for family in forms]
        self.forms = {family[0]: tuple(dict.fromkeys(family)) for family in families}
        self.lemma = {form: family[0] for family in reversed(families) for form in family}
        self._open_within = open_within
        self._passed_over = frozenset(passed_over)
        self._root = _Node()
        for meaning, phrases in cues.items():
            for phrase in phrases:
                self._add(phrase, meaning)
        # Words that are a phrase by themselves, or after which any word may stand.
        beginnings = self._root.following.items()
        self._open = {word for word, node in beginnings if node.meanings or node.anything or node.gaps}

    def lemma_of(self, verb: str) -> str:
        """Return the first form of a verb, which may have its particle with it; one that is not listed is its own."""
        word = verb.lower().partition(" ")[0]
        return self.lemma.get(word, word)

    def hits(self, wording: Wording) -> list[Hit]:
        """Return what all words mean."""
        return self.hits_between(wording, 0, len(wording.words))

    def hits_between(self, wording: Wording, first: int, last: int) -> list[Hit]:
        """Return what the words from `first` to `last` mean: the longest phrase from the left, then what follows it.

        Within a phrase whose meaning begins as `open_within` says, others are looked for as well.
        """
        words, found = wording.words, list[Hit]()
        i, beginnings = first, self._root.following
        while i < last:
            if words[i] in beginnings and self._may_go_on(words, i):
                meanings, end = self._longest(words, i)
                if meanings:
                    found.extend(Hit(meaning, i, end) for meaning in meanings)
                    i = i + 1 if meanings[0].startswith(self._open_within) else end
                    continue
            i += 1
        return found

    def _may_go_on(self, words: list[str], i: int) -> bool:
        """Whether a phrase may begin there, as the next word tells: most words begin none, and are many."""
        if words[i] in self._open or i + 1 == len(words):
            return True
        following = words[i + 1]
        return following in self._root.following[words[i]].following or following in self._passed_over

    def _longest(self, words: list[str], first: int) -> tuple[tuple[str, ...], int]:
        """Return what the longest phrase from there means, and where it ends."""
        node, last = self._root.following[words[first]], first
        meanings: tuple[str, ...] = ()
        count, until = len(words), first + _LENGTH_MAX
        # As long as one word leads to one other, there is only one way to read a phrase.
        i = first + 1
        while not (node.gaps or node.anything):
            if node.meanings:
                meanings, last = node.meanings, i
            if i in {count, until}:
                return meanings, last
            following = node.following.get(words[i])
            if following is None or words[i] in self._passed_over:
                break
            node, i = following, i + 1
        found = self._longest_of_many(words, i, node, until)
        return found if found[0] else (meanings, last)

    def _longest_of_many(self, words: list[str], first: int, start: _Node, until: int) -> tuple[tuple[str, ...], int]:
        """Return the same where a phrase may be read in several ways, gone on with from a node."""
        meanings: tuple[str, ...] = ()
        last, reached = first, [start]
        # Where a phrase may go on after words of any kind, with how many of them.
        waiting: list[tuple[_Node, int]] = []
        for i in range(first, min(until, len(words) + 1)):
            for node in reached:
                if node.meanings:
                    meanings, last = node.meanings, i
                if node.gaps:
                    waiting += node.gaps
            if i == len(words) or not (reached or waiting) or (word := words[i]) in MARKS:
                break
            # An adverb may also be passed over, wherever a phrase has got to.
            passed = [(node, 0) for node in reached] if word in self._passed_over else []
            reached = _led_on(reached, waiting, word)
            waiting = [(node, more - 1) for node, more in waiting if more] + passed if waiting else passed
        return meanings, last

    def _add(self, phrase: str, meaning: str) -> None:
        for reading in product(*(self._ways(part) for part in phrase.split())):
            node = self._root
            for word in reading:
                node = node.by(word) if word else node
            if meaning not in node.meanings:
                node.meanings = (*node.meanings, meaning)

    def _ways(self, part: str) -> list[str]:
        """Return the words that a part of a phrase stands for, the empty one where it may be left out."""
        if part in _GAPS:
            return [part]
        ways = [form for way in part.removesuffix("?").split("|") for form in self._forms(way)]
        return [*ways, ""] if part.endswith("?") else ways

    def _forms(self, way: str) -> tuple[str, ...]:
        return self.forms.get(way[1:], (way[1:],)) if way.startswith("~") else (way,)


def _led_on(reached: list[_Node], waiting: list[tuple[_Node, int]], word: str) -> list[_Node]:
    """Return the nodes that a word leads to."""
    led = []
    for node in reached:
        if word in node.following:
            led.append(node.following[word])
        if node.anything is not None:
            led.append(node.anything)
    for node, _ in waiting:
        if word in node.following:
            led.append(node.following[word])
    return led
