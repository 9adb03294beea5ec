"""Reports of one statement by several outlets, brought together: it counts once, however many print it.

Two printed statements are one where the same speaker said them on the same occasion in words that agree: the words of
one are part of the other's, or nearly all are shared. Words that only resemble, as two translations do, are kept apart
and named as possibly the same; so is what agrees with two statements that are not one. A statement without a sure
speaker, or without a time, is merged with nothing.

1. Each statement gets its speaker's one name, the days on which it may have been said, and its words in plain form.
2. From the longest to the shortest, each is compared with the leads before it: the longest statement of each group.
3. Only leads of the same speaker and a common day that share two words in a row are looked at.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import msgspec

from proverka.model.span import Span
from proverka.sources.aliases import NO_ALIASES, Aliases
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.statement import FoundStatement

# What was printed on one day was said on it or shortly before, where the article does not tell.
DAYS_BEFORE_PRINT = 3
# What may have been said at any time of a month or a year is of no occasion.
DAYS_MAX = 14
# So many words in a row are nobody's by chance; fewer agree only with the very same words.
WORDS_IN_A_ROW = 4
# The share of the shorter one's pairs of words that both have: from here on they are one, or possibly one.
SAME_FROM = 0.8
POSSIBLY_FROM = 0.35
# The share of the shorter one's telling words that both have in another order, or in another translation.
RESEMBLING_FROM = 0.6
# Leads that are kept for one pair of words on one day, and leads that one statement is compared with, those first that
# share most. Where a speaker said more on one day, what is over stays apart.
LEADS_MAX = 50
COMPARED_MAX = 20

_WORD = re.compile(r"\w+")


class MergingTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a language that tell nothing of what is said, and those that turn it into its opposite."""

    common: frozenset[str]
    negations: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedStatement:
    """A statement and where it was printed: the `text` of its article, `outlet`, `address`, time of publication."""

    statement: FoundStatement
    text: str
    outlet: str = ""
    address: str = ""
    published: Span | None = None

    @property
    def words(self) -> str:
        """Its words as printed, stretches joined by a space."""
        return " ".join(passage.of(self.text) for passage in self.statement.words)

    @property
    def when(self) -> Span | None:
        """When it was said, as far as known: the time told, or that of publication and the days before it."""
        said = self.statement.said
        if said is not None and said.span is not None:
            return said.span
        if self.published is None:
            return None
        before = max(0, self.published.earliest.toordinal() - date.min.toordinal())
        days = timedelta(days=min(DAYS_BEFORE_PRINT, before))
        return Span(self.published.earliest - days, self.published.latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStatement:
    """One statement: its fullest print first, then the others; `possibly` are the numbers of groups that may be it."""

    printed: tuple[PrintedStatement, ...]
    possibly: tuple[int, ...] = ()

    @property
    def lead(self) -> PrintedStatement:
        """The fullest print."""
        return self.printed[0]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Everybody who printed it, once each."""
        return tuple(dict.fromkeys(one.outlet for one in self.printed if one.outlet))

    @property
    def relays(self) -> tuple[str, ...]:
        """The agencies that carried it, once each."""
        return tuple(dict.fromkeys(one.statement.relay for one in self.printed if one.statement.relay))


def merged(
    printed: Iterable[PrintedStatement], *, aliases: Aliases = NO_ALIASES, language: str = ENGLISH
) -> tuple[MergedStatement, ...]:
    """Return the statements behind what was printed, in the order in which each was first given."""
    table = language_table(language, "merging", MergingTable)
    asked = [_Asked.of(number, one, aliases, table) for number, one in enumerate(printed)]
    groups = _Groups()
    for one in sorted(asked, key=lambda each: (-len(each.words), each.number)):
        groups.add(one)
    return groups.merged()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A printed statement in the form in which it is compared."""

    number: int
    printed: PrintedStatement
    speaker: tuple[str, ...]
    days: tuple[int, ...]
    words: tuple[str, ...]
    # Its words two by two; of a single word, that word.
    pairs: Counter[tuple[str, ...]]
    telling: frozenset[str]
    # Numbers and negations: two statements that differ in these are not one, however much they share.
    turning: frozenset[str]

    @classmethod
    def of(cls, number: int, printed: PrintedStatement, aliases: Aliases, table: MergingTable) -> "_Asked":
        words = tuple(_WORD.findall(_folded(printed.words)))
        return cls(
            number=number,
            printed=printed,
            speaker=tuple(sorted(one_name(speaker.name, aliases) for speaker in printed.statement.speakers)),
            days=_days(printed.when),
            words=words,
            pairs=Counter(pairwise(words)) if len(words) > 1 else Counter([words]),
            telling=frozenset(words) - table.common,
            turning=frozenset(word for word in words if word in table.negations or not word.isalpha()),
        )

    @property
    def is_quoted(self) -> bool:
        return self.printed.statement.quotation != "indirect"


@dataclass(slots=True)
class _Groups:
    """Groups as they form, each under its lead, and the leads by speaker, day and pair of words; owned by one merge."""

    members: list[list[_Asked]] = field(default_factory=list)
    possibly: list[set[int]] = field(default_factory=list)
    leads: dict[tuple[tuple[str, ...], int, tuple[str, ...]], list[int]] = field(default_factory=dict)

    def add(self, one: _Asked) -> None:
        """Put a statement, with none shorter before it, into the group whose lead it is, or make it a lead."""
        likeness = {group: _likeness(one, self.members[group][0]) for group in self._near(one)}
        same = [group for group, found in likeness.items() if found == _SAME]
        possible = [group for group, found in likeness.items() if found == _POSSIBLY]
        if len(same) == 1:
            self.members[same[0]].append(one)
            self._link(same[0], possible)
        else:
            self._lead(one, [*same, *possible])

    def _near(self, one: _Asked) -> list[int]:
        if not one.speaker:
            return []
        shared = Counter(
            group for day in one.days for pair in one.pairs for group in self.leads.get((one.speaker, day, pair), ())
        )
        return sorted(group for group, _ in shared.most_common(COMPARED_MAX))

    def _lead(self, one: _Asked, possible: Sequence[int]) -> None:
        group = len(self.members)
        self.members.append([one])
        self.possibly.append(set())
        self._link(group, possible)
        for day in one.days:
            for pair in one.pairs:
                listed = self.leads.setdefault((one.speaker, day, pair), [])
                if len(listed) < LEADS_MAX:
                    listed.append(group)

    def _link(self, group: int, others: Iterable[int]) -> None:
        for other in others:
            self.possibly[group].add(other)
            self.possibly[other].add(group)

    def merged(self) -> tuple[MergedStatement, ...]:
        """Return the groups in the order of their first members."""
        order = sorted(range(len(self.members)), key=lambda group: min(one.number for one in self.members[group]))
        place = {group: number for number, group in enumerate(order)}
        return tuple(
            MergedStatement(
                printed=tuple(one.printed for one in self.members[group]),
                possibly=tuple(sorted(place[other] for other in self.possibly[group])),
            )
            for group in order
        )


_SAME, _POSSIBLY, _OTHER = "same", "possibly the same", "another"


def _likeness(short: _Asked, long: _Asked) -> str:
    """Return whether the shorter of two statements is the longer one, may be, or is another."""
    if short.is_quoted is long.is_quoted and (short.words == long.words or _is_part(short.words, long.words)):
        return _SAME if len(short.words) >= WORDS_IN_A_ROW or short.words == long.words else _POSSIBLY
    shared = (short.pairs & long.pairs).total() / short.pairs.total()
    telling = len(short.telling & long.telling) / len(short.telling) if short.telling else 0.0
    may_be_one = short.is_quoted is long.is_quoted and short.turning == long.turning
    if may_be_one and shared >= SAME_FROM and len(short.words) > WORDS_IN_A_ROW:
        return _SAME
    return _POSSIBLY if shared >= POSSIBLY_FROM or telling >= RESEMBLING_FROM else _OTHER


def _is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether words stand in a row within others."""
    return f" {' '.join(short)} " in f" {' '.join(long)} "


@lru_cache(maxsize=4096)
def one_name(name: str, aliases: Aliases) -> str:
    """Return one name for every form of a person's name that the tables have; any other in small, plain letters."""
    person = aliases.person_by_name.get(name)
    if person is None:
        bearers = [person for person in aliases.people if name in person.short_names]
        person = bearers[0] if len(bearers) == 1 else None
    return _folded(person.name if person else name)


def _folded(text: str) -> str:
    """Return a text in small letters without accents, apostrophes closed up."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’ʼ")


def _days(when: Span | None) -> tuple[int, ...]:
    """Return the days of a time, as numbers; none where it is unknown, or too long to be one occasion."""
    if when is None or (when.latest - when.earliest).days > DAYS_MAX:
        return ()
    return tuple(range(when.earliest.toordinal(), when.latest.toordinal() + 1))
