"""What the operator measured held against what inspectors measured of the same items: the difference statistic.

1. Items of one inventory that both measured by the same two methods are a stratum.
2. The mean difference of a stratum, times the number of its items, is what it is short of by the inspectors'
   measurement; the sum over the strata of an inventory is D (IAEA, Statistical Concepts and Techniques for IAEA
   Safeguards). A source of error is taken for shared within a stratum, and not between strata.
3. From three pairs on the random errors of both are estimated from the pairs themselves (Grubbs).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np

from proverka.accountancy import (
    Measuring,
    Stratum,
    difference_statistic,
    normal_threshold,
    paired_precision,
)
from proverka.assessment.area_balance import BalanceTerms, InventoryDifference, StratumDifference
from proverka.book.material_balance import MethodEffect
from proverka.book.paired import ItemPair
from proverka.inventory.methods import NamedEffect
from proverka.model.numeric import Reals

# Fewer pairs say nothing of what each party varies by.
PAIRS_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errors:
    """The methods in force, and which of their effects are shared."""

    in_force: Sequence[MethodEffect]
    effects: Sequence[NamedEffect]

    def measuring(self, at: datetime, method: str, amount: float, uncertainty: float | None) -> Measuring | None:
        """Return how well somebody measures items of a mean amount, as shares of it; None where nobody stated it."""
        found = [one for one in self.in_force if one.method == method and one.since <= at < one.until]
        if found:
            random, systematic = (
                sum(self._share(one, at, amount) ** 2 for one in found if self.effects[one.effect].shared is shared)
                for shared in (False, True)
            )
            return Measuring(random=float(np.sqrt(random)), systematic=float(np.sqrt(systematic)))
        return None if uncertainty is None else Measuring(random=uncertainty / amount, systematic=0.0)

    @staticmethod
    def _share(one: MethodEffect, at: datetime, amount: float) -> float:
        days = 1.0 if one.drifts_from is None else max(0.0, (at - one.drifts_from).total_seconds() / 86_400)
        return one.deviation * days * (1.0 if one.relative else 1.0 / amount)


def inventory_differences_of(
    pairs: Sequence[ItemPair],
    in_force: Sequence[MethodEffect],
    effects: Sequence[NamedEffect],
    terms: BalanceTerms,
) -> tuple[InventoryDifference, ...]:
    """Return the difference statistic of each inventory that inspectors measured items of; the pairs are in order."""
    errors = _Errors(in_force=in_force, effects=effects)
    groups = groupby(pairs, key=lambda one: (one.subject, one.at, one.inspector))
    return tuple(_difference(list(own), errors, terms) for _, own in groups)


def _difference(pairs: Sequence[ItemPair], errors: _Errors, terms: BalanceTerms) -> InventoryDifference:
    first = pairs[0]
    made = list(_strata(pairs, errors))
    strata = [stratum for _, stratum in made if stratum is not None]
    differences = tuple(_stratum_difference(own, stratum) for own, stratum in made)
    total = sum(one.difference for one in differences)
    if len(strata) < len(made):
        return InventoryDifference(
            subject=first.subject, inspector=first.inspector, at=first.at, strata=differences, total=total
        )
    amounts = [(_operator(own), _inspector(own)) for own, _ in made]
    found = difference_statistic(strata, [a for a, _ in amounts], [b for _, b in amounts])
    threshold = float(normal_threshold(terms.false_alarm)) * found.deviation
    return InventoryDifference(
        subject=first.subject,
        inspector=first.inspector,
        at=first.at,
        strata=differences,
        total=found.total,
        deviation=found.deviation,
        threshold=threshold,
        alarm=found.total > threshold,
    )


def _strata(pairs: Sequence[ItemPair], errors: _Errors) -> Iterator[tuple[list[ItemPair], Stratum | None]]:
    """Yield the pairs of each stratum, and the stratum where the errors of both are stated."""
    for (operator, inspector), own in groupby(pairs, key=lambda one: (one.operator_method, one.inspector_method)):
        found = list(own)
        mean = max(float(_operator(found).mean()), 1.0)
        both = [
            errors.measuring(found[0].at, operator, mean, _typical([one.operator_uncertainty for one in found])),
            errors.measuring(found[0].at, inspector, mean, _typical([one.inspector_uncertainty for one in found])),
        ]
        if both[0] is None or both[1] is None:
            yield found, None
            continue
        yield (
            found,
            Stratum(
                items=found[0].items,
                measured=len(found),
                mean_amount=mean,
                operator=both[0],
                inspector=both[1],
            ),
        )


def _stratum_difference(pairs: Sequence[ItemPair], stratum: Stratum | None) -> StratumDifference:
    first, operator, inspector = pairs[0], _operator(pairs), _inspector(pairs)
    estimated = paired_precision(operator, inspector) if len(pairs) >= PAIRS_MIN else None
    return StratumDifference(
        operator_method=first.operator_method,
        inspector_method=first.inspector_method,
        items=first.items,
        measured=len(pairs),
        difference=first.items * float((operator - inspector).mean()),
        stated_operator=None if stratum is None else stratum.operator.random * stratum.mean_amount,
        stated_inspector=None if stratum is None else stratum.inspector.random * stratum.mean_amount,
        estimated_operator=None if estimated is None else float(np.sqrt(estimated.operator.usable)),
        estimated_inspector=None if estimated is None else float(np.sqrt(estimated.inspector.usable)),
        bias=float((operator - inspector).mean()),
        bias_error=None if estimated is None else estimated.bias_error,
    )


def _typical(uncertainties: Sequence[int | None]) -> float | None:
    """Return the root mean square of stated uncertainties; None where one is not stated."""
    stated = [one for one in uncertainties if one is not None]
    if len(stated) < len(uncertainties):
        return None
    return float(np.sqrt(np.mean(np.square(np.array(stated, dtype=np.float64)))))


def _operator(pairs: Sequence[ItemPair]) -> Reals:
    return np.array([one.operator_amount for one in pairs], dtype=np.float64)


def _inspector(pairs: Sequence[ItemPair]) -> Reals:
    return np.array([one.inspector_amount for one in pairs], dtype=np.float64)
