"""What is owed on each basis: the points of the book's running totals that a judgement needs."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from proverka.inventory.booked import Target
from proverka.mandate import CountMeasure, Mandate, QuantityMeasure
from proverka.model.quantity import Quantity

ALL = Decimal(1)


def targets_of(mandate: Mandate) -> Mapping[str, frozenset[Target]]:
    """Return what obligations owe on each basis, by its id: fractions of the whole, and amounts in grams or items."""
    found: dict[str, set[Target]] = {}
    for instrument in mandate.instruments:
        for obligation in instrument.obligations:
            measure = obligation.measure
            if isinstance(measure, CountMeasure | QuantityMeasure):
                targets = set(_targets(measure))
                for basis in (*measure.bases, *measure.also_shown_by):
                    found.setdefault(basis, set()).update(targets)
    return {basis: frozenset(targets) for basis, targets in found.items()}


def _targets(measure: CountMeasure | QuantityMeasure) -> Iterator[Target]:
    if isinstance(measure, CountMeasure):
        yield Target(fraction=ALL) if measure.count is None else Target(amount=measure.count)
        return
    if measure.amount is not None:
        quantity = Quantity(unit=measure.unit, amount=measure.amount)
        yield Target(amount=int(measure.amount) if quantity.grams is None else quantity.grams)
    else:
        yield Target(fraction=ALL if measure.fraction is None else measure.fraction)
    yield from (Target(fraction=step.fraction) for step in measure.steps)
    if measure.increments is not None:
        years = measure.increments.years
        yield from (Target(fraction=Decimal(n) / years) for n in range(1, years + 1))
