"""What a passage is about: parties, places, instruments, obligations and subjects of a case, by its alias tables.

Every link names the alias or the rule by which it was made, so that whoever doubts it can look it up.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from proverka.model.span import Span
from proverka.sources.language import ENGLISH
from proverka.sources.links.alias_index import KEPT, AliasIndex, NameEntry, NameIndex, alias_index
from proverka.sources.links.aliases import Aliases, Person
from proverka.sources.links.printed_names import name_key, name_pattern
from proverka.sources.links.quantities import quantity_links
from proverka.sources.links.rules import rules_held
from proverka.sources.passage import Passage
from proverka.sources.statement import Link, LinkKind

_WORD_BEFORE = re.compile(r"([^\W_]{1,30})[\s,]{1,3}(?:[Tt]he\s{1,3})?\Z")
_WORD_AFTER = re.compile(r"\s{1,3}([^\W_]{1,30})")
# How far before a name the word before it may begin, in characters.
BEFORE_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a statement stands: its `story`, and the passage by whose words it bears on an obligation.

    For a quotation that is its `paragraph`, since the words between marks seldom say what they are about; for an
    indirect statement it is None, and its own sentence must say so.
    """

    story: Passage
    paragraph: Passage | None = None


def links_in(
    text: str,
    *,
    within: Passage,
    aliases: Aliases,
    published: Span | None,
    context: Context,
    language: str = ENGLISH,
) -> tuple[Link, ...]:
    """Return what a passage, a sentence as a rule, is about, in the order of the text; obligations come last.

    `published` is when the story was published, as far as known: rules may hold in a time only.
    """
    index = alias_index(aliases, language)
    search = _Search(text=text, within=within, story=context.story, index=index)
    parties = tuple(search.parties())
    found = [
        *(search.party_link(match, name, rule) for match, name, rule in parties if index.party_ids[name]),
        *search.places(),
        *search.named("instrument", index.instruments),
        *search.named("subject", index.subjects),
        *quantity_links(text, within, language=language),
    ]
    found.sort(key=lambda link: (link.passage, link.kind, link.id))
    return (*found, *_obligation_links(search, context.paragraph, aliases, published))


def _obligation_links(
    search: "_Search", paragraph: Passage | None, aliases: Aliases, published: Span | None
) -> tuple[Link, ...]:
    """Return a link to each obligation of which a rule holds in the passage itself; if to none, in its paragraph."""
    found = tuple(_held(search, aliases, published))
    if found or paragraph is None:
        return found
    return tuple(_held(replace(search, within=paragraph), aliases, published))


def _held(search: "_Search", aliases: Aliases, published: Span | None) -> Iterator[Link]:
    named, linked = _Named(search), set[str]()
    for held, words in rules_held(search.text, search.within, aliases, published):
        rule = held.rule
        if rule.id not in linked and (not rule.debtor or rule.debtor in named):
            linked.add(rule.id)
            debtor = f", of {rule.debtor}" if rule.debtor else ""
            yield Link(kind="obligation", id=rule.id, passage=search.within, rule=f"words: {words}{debtor}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One passage of one story, asked by one table after another."""

    text: str
    within: Passage
    story: Passage
    index: AliasIndex

    def parties(self) -> Iterator[tuple[re.Match[str], str, str]]:
        """Yield each name of a party, the party's usual name, and the rule; not where it is that of a place."""
        last_end, last_was_place = -1, False
        for match, entries in self.index.parties.matches(self.text, self.within, self.story):
            if name_key(match[0]) in self.index.place_names:
                joined = self._joined(last_end, match.start())
                is_place = last_was_place if joined else self._is_place(match)
                last_end, last_was_place = match.end(), is_place
                if is_place:
                    continue
            for entry, rule in self._holding(match, entries):
                yield match, entry.id, rule
                break

    def party_link(self, match: re.Match[str], name: str, rule: str) -> Link:
        return self._link("party", self.index.party_ids[name], match, rule)

    def places(self) -> Iterator[Link]:
        last_end, last_was_place = -1, False
        for match, entries in self.index.places.matches(self.text, self.within, self.story):
            rule = ""
            if name_key(match[0]) in self.index.place_names:
                joined = self._joined(last_end, match.start())
                is_place = last_was_place if joined else self._follows_place_word(match)
                last_end, last_was_place = match.end(), is_place
                if not is_place:
                    continue
                rule = " after a word of place"
            for entry, alias in self._holding(match, entries):
                yield self._link("place", entry.id, match, alias + rule)

    def named(self, kind: LinkKind, table: NameIndex) -> Iterator[Link]:
        for match, entries in table.matches(self.text, self.within, self.story):
            for entry, rule in self._holding(match, entries):
                yield self._link(kind, entry.id, match, rule)

    def _link(self, kind: LinkKind, identifier: str, match: re.Match[str], rule: str) -> Link:
        return Link(kind=kind, id=identifier, passage=Passage(match.start(), match.end()), rule=rule)

    def _holding(self, match: re.Match[str], entries: Iterable[NameEntry]) -> Iterator[tuple[NameEntry, str]]:
        """Yield the entries whose condition holds, and the rule by which."""
        printed = " ".join(match[0].split())
        for entry in entries:
            if entry.alias is None:
                yield entry, f"alias “{printed}”"
                continue
            near = self.within if entry.alias.within == "sentence" else self.story
            needed = next((word for word in entry.alias.needs if _is_named(word, self.text, near)), None)
            if needed is not None:
                yield entry, f"alias “{printed}” near “{needed}”"

    def _is_place(self, match: re.Match[str]) -> bool:
        after = _WORD_AFTER.match(self.text, match.end(), self.within.end)
        is_of_a_thing = after is not None and after[1].lower() in self.index.words.things
        return is_of_a_thing or self._follows_place_word(match)

    def _follows_place_word(self, match: re.Match[str]) -> bool:
        before = _WORD_BEFORE.search(self._before(match.start()))
        return before is not None and before[1].lower() in self.index.words.place_words

    def _joined(self, last_end: int, start: int) -> bool:
        between = self.text[last_end:start].split() if 0 <= last_end <= start <= last_end + BEFORE_MAX else []
        return len(between) == 1 and between[0] in {",", *self.index.words.joining_words}

    def _before(self, start: int) -> str:
        return self.text[max(self.within.start, start - BEFORE_MAX) : start]


class _Named:
    """The parties named in a passage, by a name of their own or by a person who speaks for them; asked when needed."""

    def __init__(self, search: _Search) -> None:
        self._search = search
        self._found: frozenset[str] | None = None

    def __contains__(self, party: str) -> bool:
        if self._found is None:
            named = frozenset(name for _, name, _ in self._search.parties())
            self._found = named | frozenset(self._people())
        return party in self._found

    def _people(self) -> Iterator[str]:
        search = self._search
        for person in _people_in(search.text, search.story, search.index):
            if any(_is_named(name, search.text, search.within) for name in (*person.full_names, *person.short_names)):
                yield person.party


@lru_cache(maxsize=KEPT)
def _people_in(text: str, story: Passage, index: AliasIndex) -> tuple[Person, ...]:
    """Return the people whose whole name is in a story: only they are meant by a surname in it."""
    found = (index.person_by_key[name_key(match[0])] for match in index.people.finditer(text, story.start, story.end))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=KEPT * 64)
def _is_named(name: str, text: str, within: Passage) -> bool:
    return name_pattern(name).search(text, within.start, within.end) is not None
