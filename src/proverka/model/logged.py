"""When the log took an entry in, as far as witnesses prove it: after one cosigned checkpoint and by the next."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from proverka.model.sentence import Sentence, counting, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """A checkpoint that a quorum of witnesses cosigned: its `size`, and the first and last instant at which they had.

    By `first` enough of them had seen the tree of that size; at `last` enough of them still had seen no larger one.
    `lasts` holds what `last` was at each instant at which a cosignature moved it, as pairs of that instant and the
    value, in rising order; the first of these instants is `first`.
    """

    size: int
    first: datetime
    lasts: tuple[tuple[datetime, datetime], ...]

    @property
    def last(self) -> datetime:
        """The last instant, with every cosignature that is known."""
        return self.lasts[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What is proved of when an entry was logged: after `after`, and not later than `by`; `None` where nothing is."""

    after: datetime | None
    by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTimes:
    """The cosigned checkpoints of a log, by rising size; the first entry they speak of has the index 0."""

    cosigned: tuple[Cosigned, ...] = ()
    _sizes: tuple[int, ...] = field(init=False, repr=False)
    _after: tuple[datetime, ...] = field(init=False, repr=False)
    _by: tuple[datetime, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        after: list[datetime] = []
        by: list[datetime] = []
        for one in self.cosigned:
            after.append(max(one.last, after[-1]) if after else one.last)
        for one in reversed(self.cosigned):
            by.append(min(one.first, by[-1]) if by else one.first)
        object.__setattr__(self, "_sizes", tuple(one.size for one in self.cosigned))
        object.__setattr__(self, "_after", tuple(after))
        object.__setattr__(self, "_by", tuple(reversed(by)))

    def known_by(self, instant: datetime) -> "LogTimes":
        """Return what was proved by an instant: of later cosignatures nobody knew then."""
        return LogTimes(
            cosigned=tuple(
                Cosigned(size=c.size, first=c.first, lasts=tuple(step for step in c.lasts if step[0] <= instant))
                for c in self.cosigned
                if c.first <= instant
            )
        )

    def of(self, index: int) -> Interval:
        """Return what is proved of the entry with this index.

        Every checkpoint of a size up to `index` does not hold it, every larger one does; the narrowest of them count.
        """
        smaller = bisect_right(self._sizes, index)
        return Interval(
            after=self._after[smaller - 1] if smaller else None,
            by=self._by[smaller] if smaller < len(self._by) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessing:
    """How far a log is witnessed: what its policy asks for, and the first `size` entries that it was given for.

    `asked` is absent where the policy asks for no witnesses; `met` is what the policy in force at that size asked for,
    and `since` when that quorum had cosigned those entries.
    """

    asked: Sentence | None = None
    met: Sentence | None = None
    size: int = 0
    since: datetime | None = None

    def told(self, entries: int) -> Sentence:
        """Return a sentence on it, for a log of so many `entries`."""
        if self.asked is None:
            return sentence(
                "the policy asks for no witnesses: that everybody is shown this record rests on the log’s word"
            )
        if self.since is None:
            return sentence("not witnessed: the policy asks for cosignatures by {witnesses}", witnesses=self.asked)
        witnessed = counting(
            "{count} entry is witnessed, {asked}, since {instant}",
            "{count} entries are witnessed, {asked}, since {instant}",
            self.size,
            asked=self._asked(self.asked),
            instant=self.since.isoformat().replace("+00:00", "Z"),
        )
        if self.size == entries:
            return witnessed
        return counting(
            "{witnessed}; the {count} after them is not yet",
            "{witnessed}; the {count} after them are not yet",
            entries - self.size,
            witnessed=witnessed,
        )

    def _asked(self, now: Sentence) -> Sentence:
        if self.met is None or self.met == now:
            return sentence("as the policy asks ({witnesses})", witnesses=now)
        return sentence("as the policy asked then ({then}; now {now})", then=self.met, now=now)


# A log of which nobody asks for witnesses.
NOT_ASKED = Witnessing()
# A log that no witness has cosigned.
NOTHING_COSIGNED = LogTimes()
