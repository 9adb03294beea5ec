"""What movements tell of each other and of figures: between two figures on one basis lies what was moved meanwhile.

Whoever sees how much there was on two dates, and all movements between them but one, knows that one. Every figure is
taken for a count of what lies in its disposition, which grows by what is brought there and shrinks by what leaves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

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
    """What ties two figures: the two `days` on which they stand, the movements between, and the sums that hold."""

    days: frozenset[str]
    moved: frozenset[str]
    sums: tuple[Relation, Relation]


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


def changes(words: Vocabulary, figures: Mapping[str, Iterable[Span]], moved: Sequence[Moved]) -> Iterator[Change]:
    """Yield what ties the figures on each basis to those on the day before them, where movements lie between.

    `figures` are the dates of the figures on each basis. Both sides of `new + sent = old + received` are sums of their
    own, so that no value needs a sign.
    """
    for basis in words.bases:
        within = {basis.subject, *_parts(words, basis.subject)}
        here = [m for m in moved if m.subject in within and any(leg[0] == basis.disposition for leg in m.legs)]
        for old, new in _successive(figures.get(basis.id, ())):
            between = [m for m in here if old.latest < m.on <= new.latest]
            if not between:
                continue  # without a movement on record, a figure that has changed changed by others
            both = f"{new} {basis.id} and what was sent since {old}"
            ends = {gain: [m.name for m in between if (basis.disposition, gain) in m.legs] for gain in (False, True)}
            grown = Relation(whole=both, parts=(f"{old} {basis.id}", *ends[True]))
            left = Relation(whole=both, parts=(f"{new} {basis.id}", *ends[False]))
            yield Change(
                days=frozenset({str(old), str(new)}), moved=frozenset(m.name for m in between), sums=(grown, left)
            )


def _successive(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield every pair of dates of which the second ends on the next day on which any ends."""
    by_day: dict[date, list[Span]] = {}
    for span in spans:
        by_day.setdefault(span.latest, []).append(span)
    for earlier, later in pairwise(sorted(by_day)):
        yield from product(sorted(by_day[earlier], key=str), sorted(by_day[later], key=str))


def _parts(words: Vocabulary, subject: str) -> set[str]:
    """Return the parts of a subject, and theirs in turn."""
    found: set[str] = set()
    ahead = [subject]
    while ahead:
        fresh = {part for division in words.subject_by_id[ahead.pop()].parts for part in division} - found
        found |= fresh
        ahead += fresh
    return found
