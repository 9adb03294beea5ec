"""The alias tables of a case, compiled: which names are printed where in a story, and what each may lead to."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from proverka.sources.language import language_table
from proverka.sources.links.aliases import Alias, Aliases, Names, PartyNames, Person
from proverka.sources.links.printed_names import name_key, names_pattern
from proverka.sources.passage import Passage

# Texts of which what was found last is kept: the statements of one article are asked for one after another.
KEPT = 8


class LinkTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a language that tell a place from the party that it stands for."""

    place_words: frozenset[str]
    joining_words: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEntry:
    """What a name leads to, and under which condition."""

    id: str
    alias: Alias | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameIndex:
    """The names of one table: a pattern of all, and what each leads to; equal by identity."""

    pattern: re.Pattern[str]
    entries: Mapping[str, tuple[NameEntry, ...]]

    @classmethod
    def of(cls, named: Iterable[tuple[str, Names]]) -> "NameIndex":
        """Return the index of what is named, by id, and its names."""
        entries: dict[str, list[NameEntry]] = {}
        forms: list[str] = []
        for identifier, names in named:
            for name in names:
                words, alias = (name, None) if isinstance(name, str) else (name.words, name)
                forms.append(words)
                entries.setdefault(name_key(words), []).append(NameEntry(id=identifier, alias=alias))
        return cls(pattern=names_pattern(forms), entries={key: tuple(found) for key, found in entries.items()})

    def matches(
        self, text: str, within: Passage, story: Passage
    ) -> Iterator[tuple[re.Match[str], tuple[NameEntry, ...]]]:
        """Yield the names in a passage of a story, which is searched once for all of its passages."""
        starts, found = _names_in(text, story, self)
        for match in found[bisect_left(starts, within.start) : bisect_left(starts, within.end)]:
            if match.end() <= within.end:
                yield match, self.entries[name_key(match[0])]


@lru_cache(maxsize=KEPT * 4)
def _names_in(text: str, story: Passage, table: NameIndex) -> tuple[list[int], list[re.Match[str]]]:
    """Return where the names of a table begin in a story, and the names."""
    found = list(table.pattern.finditer(text, story.start, story.end))
    return [match.start() for match in found], found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AliasIndex:
    """All tables of a case in one language, compiled once; equal by identity."""

    words: LinkTable
    parties: NameIndex
    party_ids: Mapping[str, str]
    place_names: frozenset[str]
    places: NameIndex
    instruments: NameIndex
    subjects: NameIndex
    people: re.Pattern[str]
    person_by_key: Mapping[str, Person]


# Aliases are equal by identity, and few are in use at one time.
@lru_cache(maxsize=KEPT)
def alias_index(aliases: Aliases, language: str) -> AliasIndex:
    """Return the index of a case's tables in a language, made once for each."""
    return AliasIndex(
        words=language_table(language, "links", LinkTable),
        parties=NameIndex.of((party.name, _party_names(party)) for party in aliases.parties),
        party_ids={party.name: party.id for party in aliases.parties},
        place_names=_place_names(aliases),
        places=NameIndex.of((one.id, one.aliases) for one in aliases.places),
        instruments=NameIndex.of((one.id, one.aliases) for one in aliases.instruments),
        subjects=NameIndex.of((one.id, one.aliases) for one in aliases.subjects),
        people=names_pattern(name for person in aliases.people for name in person.full_names),
        person_by_key={name_key(name): person for person in aliases.people for name in person.full_names},
    )


def _place_names(aliases: Aliases) -> frozenset[str]:
    """Return the names of parties that are places too: which of the two is meant, the words before it tell."""
    parties = {name_key(name) for name in aliases.party_by_name}
    places = {name_key(name) for one in aliases.places for name in one.aliases if isinstance(name, str)}
    return frozenset(name_key(name) for party in aliases.parties for name in party.place_names) | parties & places


def _party_names(party: PartyNames) -> Names:
    return (party.name, *party.aliases, *party.place_names)
