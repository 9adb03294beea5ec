"""What movements tell of each other and of figures: between two figures on one basis lies what was moved meanwhile.

Whoever sees how much there was on two dates, and all movements between them but one, knows that one. Every figure is
taken for a count of what lies in its disposition, which grows by what is brought there and shrinks by what leaves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from proverka.case.figures_told import Sight
from proverka.inventory.standing import Held
from proverka.inventory.suppression import Relation
from proverka.inventory.withheld import member
from proverka.model.quantity import Quantity
from proverka.model.span import Span
from proverka.model.submission import Account, Movement, Sealed
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement as a value: which dispositions of a subject it adds to, or takes from, and who sees how much.

    `told` is whether its quantity is a number at all; one that nobody knows is unknown to the readers too. `removable`
    is one whose opening can be left out.
    """

    index: int
    on: date
    subject: str
    legs: tuple[tuple[str, bool], ...]
    told: bool
    seen: bool
    removable: bool

    @property
    def name(self) -> str:
        """What it is called among the values of a case."""
        return f"moved {self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What ties figures of two runs: the `days` on which they stand, the movements between, and the sums that hold."""

    days: frozenset[str]
    moved: frozenset[str]
    sums: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDates:
    """The figures on a basis by their dates: those that tell readers how much there was, and those hidden from them."""

    telling: frozenset[Span] = frozenset()
    hidden: frozenset[Span] = frozenset()


def moved_of(held: Held, sight: Sight | None) -> Moved | None:
    """Return what an entry says was moved, as it was last corrected; `None` where it says nothing of it, or no longer.

    A correction is in clear. Without a `sight` all of it is.
    """
    found = _movement(held.body)
    if found is None or held.withdrawn:
        return None
    subject, origin, destination, quantity = found
    corrected = held.body != held.entry.body
    clear = sight is None or corrected or "quantity" in sight.clear
    opened = sight is not None and "quantity" in sight.opened
    return Moved(
        index=held.index,
        on=held.span.latest,
        subject=subject,
        legs=((origin.disposition, False), (destination.disposition, True)),
        told=quantity is None or quantity.amount is not None,
        seen=clear or opened,
        removable=sight is not None and not clear and sight.removable,
    )


def _movement(body: object) -> tuple[str, Account, Account, Quantity | None] | None:
    """Return subject, accounts and quantity; no quantity where not even whoever makes the edition can open it."""
    if isinstance(body, Movement):
        return body.subject, body.origin, body.destination, body.quantity
    if not isinstance(body, Sealed) or body.kind != "movement":
        return None
    origin, destination = (member(body, name, Account, default=None) for name in ("origin", "destination"))
    subject = member(body, "subject", str, default="")
    return (subject, origin, destination, None) if origin and destination and subject else None


def changes(words: Vocabulary, told: Mapping[str, FigureDates], moved: Sequence[Moved]) -> Iterator[Change]:
    """Yield what ties the figures on each basis to those before them, where movements lie between.

    Days of figures without a movement between them make a run: without one on record a figure that has changed changed
    by others, and nothing follows. Between two runs,

    1. where readers miss a movement, every figure of the one that tells something is tied to every one of the other;
    2. where they see all of them, every hidden figure is tied to the nearest that tells something.

    Both sides of `new + sent = old + received` are sums of their own, so that no value needs a sign.
    """
    for basis in words.bases:
        within = {basis.subject, *_parts(words, basis.subject)}
        here = [m for m in moved if m.subject in within and any(leg[0] == basis.disposition for leg in m.legs)]
        figures = told.get(basis.id, FigureDates())
        for old, new, between in _runs(figures.telling | figures.hidden, here):
            ends = {gain: [m.name for m in between if (basis.disposition, gain) in m.legs] for gain in (False, True)}
            before, after = (sorted(figures.telling & run, key=_by_day) for run in (old, new))
            if not all(m.seen and m.told for m in between):
                pairs = [(before, after)] if before and after else []  # 1
            else:
                pairs = [(before[-1:], [f]) for f in sorted(figures.hidden & new, key=_by_day) if before]  # 2
                pairs += [([f], after[:1]) for f in sorted(figures.hidden & old, key=_by_day) if after]
            for olds, news in pairs:
                yield _change(basis.id, olds, news, ends, [m.name for m in between])


def _change(
    basis: str, olds: Sequence[Span], news: Sequence[Span], ends: Mapping[bool, Sequence[str]], moved: Iterable[str]
) -> Change:
    both = f"{news[0]} {basis} and what was sent since {olds[-1]}"
    grown = [Relation(whole=both, parts=(f"{old} {basis}", *ends[True])) for old in olds]
    left = [Relation(whole=both, parts=(f"{new} {basis}", *ends[False])) for new in news]
    days = frozenset(map(str, (*olds, *news)))
    return Change(days=days, moved=frozenset(moved), sums=(*grown, *left))


def _runs(spans: Iterable[Span], moved: Sequence[Moved]) -> Iterator[tuple[set[Span], set[Span], list[Moved]]]:
    """Yield every two runs of figures that follow each other, with the movements between them.

    A movement on the day of a figure may have come before it or after: it lies on both sides.
    """
    by_day: dict[date, set[Span]] = {}
    for span in spans:
        by_day.setdefault(span.latest, set()).add(span)
    run: set[Span] = set()
    before: tuple[set[Span], list[Moved]] | None = None
    days = sorted(by_day)
    for day, following in zip_longest(days, days[1:]):
        run |= by_day[day]
        between = [m for m in moved if following is not None and day <= m.on <= following]
        if following is not None and not between:
            continue
        if before is not None:
            yield before[0], run, before[1]
        before, run = (run, between), set()


def _by_day(span: Span) -> tuple[date, str]:
    return span.latest, str(span)


def _parts(words: Vocabulary, subject: str) -> set[str]:
    """Return the parts of a subject, and theirs in turn."""
    found: set[str] = set()
    ahead = [subject]
    while ahead:
        fresh = {part for division in words.subject_by_id[ahead.pop()].parts for part in division} - found
        found |= fresh
        ahead += fresh
    return found
