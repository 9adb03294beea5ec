"""Reports of one statement by several outlets, brought together: it counts once, however many print it.

Two printed statements are one where the same speaker said them on the same occasion in words that agree: the words of
one are part of the other's, or nearly all are shared. Words that only resemble, as two translations do, are kept apart
and named as possibly the same; so is what agrees with two statements that are not one. A statement without a sure
speaker is merged with nothing, and one without a time only where many words in a row are the same.

1. Each statement gets its speaker's one name, the days on which it may have been said, and its words in plain form.
2. From the longest to the shortest, each is compared with the leads before it: the longest statement of each group.
3. Only leads of the same speaker and a common day that share two words in a row are looked at.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from proverka.sources.language import ENGLISH, language_table
from proverka.sources.likeness import Compared, Likeness, MergingTable, likeness
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.passage import Passage
from proverka.sources.printed_statement import PrintedStatement

# Leads that are kept for one pair of words on one day, and leads that one statement is compared with, those first that
# share most. Where a speaker said more on one day, what is over stays apart.
LEADS_MAX = 50
COMPARED_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStatement:
    """One statement: its fullest print first, then the others; `possibly` are the numbers of groups that may be it."""

    printed: tuple[PrintedStatement, ...]
    possibly: tuple[int, ...] = ()

    @property
    def lead(self) -> PrintedStatement:
        """The fullest print."""
        return self.printed[0]


def merged(
    printed: Iterable[PrintedStatement], *, aliases: Aliases = NO_ALIASES, language: str = ENGLISH
) -> tuple[MergedStatement, ...]:
    """Return the statements behind what was printed, in the order in which each was first given."""
    table = language_table(language, "merging", MergingTable)
    listed = tuple(printed)
    asked = [
        Compared.of(number, one, nth, aliases, table)
        for number, (one, nth) in enumerate(zip(listed, _nth_of_sentence(listed), strict=True))
    ]
    groups = _Groups()
    for one in sorted(asked, key=lambda each: (-len(each.words), each.number)):
        groups.add(one)
    return groups.merged()


@dataclass(slots=True)
class _Groups:
    """Groups as they form, each under its lead, and the leads by speaker, day and pair of words; owned by one merge."""

    members: list[list[Compared]] = field(default_factory=list)
    possibly: list[set[int]] = field(default_factory=list)
    leads: dict[tuple[tuple[str, ...], int, tuple[str, ...]], list[int]] = field(default_factory=dict)

    def add(self, one: Compared) -> None:
        """Put a statement, with none shorter before it, into the group whose lead it is, or make it a lead."""
        alike = {group: likeness(one, self.members[group][0]) for group in self._near(one)}
        same = [group for group, found in alike.items() if found == Likeness.SAME]
        possible = [group for group, found in alike.items() if found == Likeness.POSSIBLY]
        if len(same) == 1:
            self.members[same[0]].append(one)
            self._link(same[0], possible)
        else:
            self._lead(one, [*same, *possible])

    def _near(self, one: Compared) -> list[int]:
        if not one.speaker:
            return []
        shared = Counter(
            group
            for day in one.looked_up
            for pair in one.pairs
            for group in self.leads.get((one.speaker, day, pair), ())
        )
        return sorted(group for group, _ in shared.most_common(COMPARED_MAX))

    def _lead(self, one: Compared, possible: Sequence[int]) -> None:
        group = len(self.members)
        self.members.append([one])
        self.possibly.append(set())
        self._link(group, possible)
        for day in one.kept_under:
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


def _nth_of_sentence(printed: Iterable[PrintedStatement]) -> Iterator[int]:
    """Yield for each statement how many were found in its sentence before it."""
    before: Counter[tuple[int, Passage]] = Counter()
    for one in printed:
        key = (one.article, one.statement.sentence)
        yield before[key]
        before[key] += 1
