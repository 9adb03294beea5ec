"""The figures of a case as values in linear relations: which totals an edition must leave out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from proverka.inventory.figures import FACTUAL
from proverka.inventory.standing import Evidence, Held
from proverka.inventory.suppression import Relation, suppression
from proverka.inventory.withheld import stated_basis
from proverka.model.entry import Entry
from proverka.model.quantity import Quantity
from proverka.model.submission import Declaration, Figure, Sealed
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Entries, by index: those whose openings are left out, and withheld ones that follow from others all the same."""

    suppressed: frozenset[int]
    revealed: frozenset[int]


def left_out(
    entries: Iterable[Entry[object]],
    words: Vocabulary,
    *,
    closed: Collection[int],
    removable: Collection[int],
) -> LeftOut:
    """Return what of an edition gives away a figure that is closed to its readers.

    `closed` are the entries that its readers cannot open, `removable` those whose openings can be left out. Figures
    and declared lines with an exact amount count, each on its basis and its date: a whole of a subject is the sum of
    every division into parts, and a basis that sums others is their sum.
    """
    shown: dict[str, set[int]] = {}
    hidden: dict[str, set[int]] = {}
    zeros: set[str] = set()
    held = tuple(entries)
    evidence = Evidence.of(held)
    for entry in held:
        for value, amount in _values(entry, evidence.held(entry, words)):
            (hidden if entry.index in closed else shown).setdefault(value, set()).add(entry.index)
            if entry.index not in closed and amount is not None and amount.amount == 0:
                zeros.add(value)
    found = suppression(
        [relation for date in sorted({_date(value) for value in hidden}) for relation in relations(words, date)],
        shown=shown,
        withheld=hidden,
        removable=[value for value, indices in shown.items() if indices <= set(removable)],
        zeros=zeros,
    )
    return LeftOut(suppressed=_entries(found.suppressed, shown), revealed=_entries(found.revealed, hidden))


def _entries(values: Iterable[str], holding: Mapping[str, set[int]]) -> frozenset[int]:
    return frozenset(index for value in values for index in holding[value])


def _values(entry: Entry[object], held: Held) -> Iterator[tuple[str, Quantity | None]]:
    """Yield what an entry says of how much, as printed and as corrected, under the name of its basis and its date."""
    yield from _said(entry.body, str(entry.span))
    if (held.body, held.span) != (entry.body, entry.span):
        yield from _said(held.body, str(held.span))


def _said(body: object, date: str) -> Iterator[tuple[str, Quantity | None]]:
    if isinstance(body, Figure) and body.nature in FACTUAL and not body.place and _is_exact(body.amount, body.bound):
        yield _name(body.basis, date), body.amount
    elif isinstance(body, Declaration) and body.declaration != "supplement":
        for line in body.lines:
            if _is_exact(line.quantity, line.bound):
                yield _name(line.basis, date), line.quantity
    elif isinstance(body, Sealed) and body.kind == "figure" and (basis := stated_basis(body)):
        # Not even whoever makes the edition can open it; its basis is in clear.
        yield _name(basis, date), None


def _is_exact(quantity: Quantity | None, bound: str) -> bool:
    return quantity is not None and quantity.amount is not None and bound == "exact"


def _name(basis: str, date: str) -> str:
    return f"{date} {basis}"


def _date(value: str) -> str:
    return value.partition(" ")[0]


def relations(words: Vocabulary, date: str) -> Iterator[Relation]:
    """Yield every sum that the words of a case state, between figures of one date."""
    by_subject = {(basis.disposition, basis.subject): basis.id for basis in words.bases}
    for basis in words.bases:
        for division in words.subject_by_id[basis.subject].parts:
            parts = [by_subject.get((basis.disposition, part)) for part in division]
            known = [part for part in parts if part is not None]
            if known and len(known) == len(division):
                yield _relation(basis.id, known, date)
        if basis.sums:
            yield _relation(basis.id, basis.sums, date)


def _relation(whole: str, parts: Iterable[str], date: str) -> Relation:
    return Relation(whole=_name(whole, date), parts=tuple(_name(part, date) for part in parts))
