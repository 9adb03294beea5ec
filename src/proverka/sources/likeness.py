"""Whether two printed statements are one: by the speaker's name, the days on which they may be said, and the words."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

import msgspec

from proverka.model.span import Span
from proverka.sources.links.aliases import Aliases
from proverka.sources.printed_statement import PrintedStatement

# What may have been said at any time of a month or a year is of no occasion.
DAYS_MAX = 14
# So many words in a row are nobody's by chance; fewer agree only with the very same words.
WORDS_IN_A_ROW = 4
# Where nobody knows when one of the two was said, only so many are enough: phrases come back on other days.
WORDS_WITHOUT_A_TIME = 8
# The share of the shorter one's pairs of words that both have: from here on they are one, or possibly one.
SAME_FROM = 0.8
POSSIBLY_FROM = 0.35
# The share of the shorter one's telling words that both have in another order, or in another translation.
RESEMBLING_FROM = 0.6
# So many telling words at least must be shared by what resembles.
TELLING_WORDS = 2
# No day of the calendar: of what has none, and for what may be of any.
UNDATED, ANY_DAY = -1, -2

_WORD = re.compile(r"\w+")


class Likeness(Enum):
    """What one printed statement is to another."""

    SAME = "the same"
    POSSIBLY = "possibly the same"
    OTHER = "another"


class MergingTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a language that tell nothing of what is said, and those that turn it into its opposite."""

    common: frozenset[str]
    negations: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A printed statement in the form in which it is compared."""

    number: int
    printed: PrintedStatement
    # One sentence may report several statements, all with its words: which of them it is.
    nth: int
    speaker: tuple[str, ...]
    days: tuple[int, ...]
    words: tuple[str, ...]
    # Its words two by two; of a single word, that word.
    pairs: Counter[tuple[str, ...]]
    telling: frozenset[str]
    # Numbers and negations: two statements that differ in these are not one, however much they share.
    turning: frozenset[str]

    @classmethod
    def of(cls, number: int, printed: PrintedStatement, nth: int, aliases: Aliases, table: MergingTable) -> "Compared":
        """Return a statement to compare: the `number`th that was printed, the `nth` found in its sentence."""
        words = folded_words(printed.words)
        return cls(
            number=number,
            printed=printed,
            nth=nth,
            speaker=tuple(sorted(one_name(speaker.name, aliases) for speaker in printed.statement.speakers)),
            days=_days(printed.when),
            words=words,
            pairs=Counter(pairwise(words)) if len(words) > 1 else Counter([words]),
            telling=frozenset(words) - table.common,
            turning=frozenset(word for word in words if word in table.negations or not word.isalpha()),
        )

    @property
    def is_quoted(self) -> bool:
        """Whether its words stand between marks."""
        return self.printed.statement.quotation != "indirect"

    @property
    def kept_under(self) -> tuple[int, ...]:
        """The days under which it is found as a lead: its own, or none known; and by those that have none."""
        return (*(self.days or (UNDATED,)), ANY_DAY)

    @property
    def looked_up(self) -> tuple[int, ...]:
        """The days under which its lead may be."""
        return (*self.days, UNDATED) if self.days else (ANY_DAY,)

    def is_like(self, other: "Compared") -> bool:
        """Whether the two can be one: both quoted or both reported, the same one of its sentence."""
        return self.is_quoted is other.is_quoted and (self.is_quoted or self.nth == other.nth)

    def is_of_another_time(self, other: "Compared") -> bool:
        """Whether the times of both are known, and have no day in common."""
        one, two = self.printed.when, other.printed.when
        return one is not None and two is not None and (one.latest < two.earliest or two.latest < one.earliest)

    def shares_sentence(self, other: "Compared") -> bool:
        """Whether the two were found in one sentence of one article: what is found there twice is two."""
        one, two = self.printed, other.printed
        return one.article == two.article and one.statement.sentence.meets(two.statement.sentence)


def likeness(short: Compared, long: Compared) -> Likeness:
    """Return whether the shorter of two statements is the longer one, may be, or is another."""
    if short.shares_sentence(long) or short.is_of_another_time(long):
        return Likeness.OTHER
    dated = bool(short.days and long.days)
    if short.is_like(long) and _is_part(short.words, long.words):
        enough = len(short.words) >= (WORDS_IN_A_ROW if dated else WORDS_WITHOUT_A_TIME)
        return Likeness.SAME if enough or (dated and short.words == long.words) else Likeness.POSSIBLY
    shared = (short.pairs & long.pairs).total() / short.pairs.total()
    if dated and short.is_like(long) and short.turning == long.turning and shared >= SAME_FROM:
        return Likeness.SAME if len(short.words) > WORDS_IN_A_ROW else Likeness.POSSIBLY
    common = len(short.telling & long.telling)
    resembles = shared >= POSSIBLY_FROM or common >= RESEMBLING_FROM * len(short.telling)
    # What two may have said at any time resembles by its subject alone; only the words in their order tell more.
    enough = resembles if dated else shared >= SAME_FROM
    return Likeness.POSSIBLY if enough and common >= TELLING_WORDS else Likeness.OTHER


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


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: in small letters, without accents and marks."""
    return tuple(_WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    """Return a text in small letters without accents, apostrophes closed up."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’ʼ")


def _days(when: Span | None) -> tuple[int, ...]:
    """Return the days of a time, as numbers; none where it is unknown, or too long to be one occasion."""
    if when is None or (when.latest - when.earliest).days > DAYS_MAX:
        return ()
    return tuple(range(when.earliest.toordinal(), when.latest.toordinal() + 1))
