"""The pages of the record: every entry of it, so many to a page, each under an address that it keeps.

They are not kept as of every day, as others are: an entry never changes, and what was said of it later is marked with
the day on which it became known, so that a reader's browser can leave it out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from proverka.publication.addresses import record_page, record_part
from proverka.publication.keeper import Sheet
from proverka.publication.pages import Heading, SheetMaker
from proverka.publication.record_entry import RecordEntry
from proverka.reporting.tongue import NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart:
    """A page of the record in short: its entries from first to last, when they became known, how many of which kind."""

    path: str
    first: int
    last: int
    known_first: date
    known_last: date
    kinds: tuple[tuple[str, int], ...]


Held = tuple[RecordEntry, ...]


def record_parts(entries: Iterable[RecordEntry]) -> Iterator[Held]:
    """Yield the entries of the record, as many together as stand on one page."""
    return (tuple(found) for _, found in groupby(entries, key=lambda entry: record_part(entry.ref.index)))


def record_sheet(maker: SheetMaker, held: Held) -> Sheet:
    """Return the page of some entries of the record."""
    first, last = held[0].ref.index, held[-1].ref.index
    title = NEUTRAL.text("Record, entries {first} to {last}", first=NEUTRAL.number(first), last=NEUTRAL.number(last))
    heading = Heading(record_page(first), title, "record/index.html")
    return maker.sheet(heading, "record_page.html", {"entries": held, "part": in_short(held)}, None)


def in_short(held: Held) -> RecordPart:
    """Return a page of the record in short."""
    refs = [entry.ref for entry in held]
    return RecordPart(
        path=record_page(refs[0].index),
        first=refs[0].index,
        last=refs[-1].index,
        known_first=refs[0].known,
        known_last=refs[-1].known,
        kinds=tuple(sorted(Counter(ref.kind for ref in refs).items())),
    )
