"""What entries say of how much, number by number, and which of these numbers the readers of an edition see."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from proverka.inventory.standing import Held
from proverka.inventory.withheld import member, stated_basis
from proverka.model.entry import Entry
from proverka.model.quantity import Absence, Quantity
from proverka.model.span import Span
from proverka.model.submission import Declaration, Figure, Sealed

Kind = Literal["amount", "percent", "of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Which members of a sealed entry readers see: in clear, or opened; `removable` where that can be left out."""

    clear: frozenset[str]
    opened: frozenset[str]
    removable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number on a basis and a date: an amount, a percentage, or the whole that is printed beside it.

    `value` is None where whoever makes the edition cannot read it either. `removable` numbers are in no clear text.
    """

    index: int
    kind: Kind
    basis: str
    span: Span
    value: Fraction | None
    seen: bool
    removable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    member: str
    kind: Kind
    basis: str
    value: Fraction | None


def numbers_of(entry: Entry[object], held: Held, sight: Sight | None) -> Iterator[Told]:
    """Yield what an entry says of how much, as printed and as corrected; without a `sight` all of it is in clear.

    A correction is in clear, whatever it corrects.
    """
    yield from _told(entry, entry.body, entry.span, sight)
    if held.body != entry.body:
        yield from _told(entry, held.body, held.span, None)
    elif held.span != entry.span:
        yield from _told(entry, entry.body, held.span, sight)


def _told(entry: Entry[object], body: object, span: Span, sight: Sight | None) -> Iterator[Told]:
    for number in _said(body):
        clear = sight is None or number.member in sight.clear
        yield Told(
            index=entry.index,
            kind=number.kind,
            basis=number.basis,
            span=span,
            value=number.value,
            seen=clear or (sight is not None and number.member in sight.opened),
            removable=sight is not None and not clear and sight.removable,
        )


def _said(body: object) -> Iterator[_Number]:
    if isinstance(body, Figure):
        yield from _numbers(body.basis, body.amount, body.percent, body.of)
    elif isinstance(body, Declaration):
        for line in body.lines:
            for number in _numbers(line.basis, line.quantity, None, None):
                yield _Number(member="lines", kind="amount", basis=line.basis, value=number.value)
    elif isinstance(body, Sealed) and body.kind == "figure" and (basis := stated_basis(body)):
        amount, of = (member(body, name, Quantity, default=_NOTHING) for name in ("amount", "of"))
        percent = member(body, "percent", Decimal, default=Decimal(-1))
        if "amount" not in body.members:
            # Not even whoever makes the edition can open it; its basis is in clear.
            yield _Number(member="amount", kind="amount", basis=basis, value=None)
        yield from _numbers(basis, amount, percent if percent >= 0 else None, of)


# In place of a member that is not there.
_NOTHING = Quantity(unit="item", absence=Absence.BLANK)


def _numbers(basis: str, amount: Quantity | None, percent: Decimal | None, of: Quantity | None) -> Iterator[_Number]:
    """Yield the numbers of a figure; a quantity that says why it has no amount tells none."""
    if amount is not None and amount.amount is not None:
        yield _Number(member="amount", kind="amount", basis=basis, value=Fraction(amount.amount))
    if percent is not None:
        yield _Number(member="percent", kind="percent", basis=basis, value=Fraction(percent) / 100)
    if of is not None and of.amount is not None:
        yield _Number(member="of", kind="of", basis=basis, value=Fraction(of.amount))
