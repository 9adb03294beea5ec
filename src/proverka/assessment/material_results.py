"""The material balances of an audit as its result has them: named, in UTC, with the digits on which machines agree."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from proverka.assessment.area_balance import AreaBalance, SubjectBalance
from proverka.assessment.result import MaterialResult
from proverka.model.vocabulary import Vocabulary

# Significant digits of statistics: more than anybody needs, and fewer than machines agree on.
DIGITS = 9


def material_results(found: Iterable[AreaBalance], words: Vocabulary) -> tuple[MaterialResult, ...] | msgspec.UnsetType:
    """Return the balance of each subject of each area; unset where there is none, so that nothing is said of it."""
    names = {one.id: one.name for one in words.subjects}
    results = tuple(
        MaterialResult(
            places=area.places,
            place_names=tuple(words.name(place) for place in area.places),
            subject_name=names.get(one.subject, one.subject),
            party_name=words.name(one.party),
            balance=settled(one),
        )
        for area in found
        for one in area.balances
    )
    return results or msgspec.UNSET


def settled(one: SubjectBalance) -> SubjectBalance:
    """Return a balance whose instants state that they are in UTC, with DIGITS digits of each statistic."""
    return msgspec.convert(_settled(msgspec.to_builtins(one, builtin_types=(datetime,))), SubjectBalance)


def _settled(value: object) -> object:
    match value:
        case dict():
            return {name: _settled(part) for name, part in value.items()}
        case list() | tuple():
            return [_settled(part) for part in value]
        case datetime():
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value
        case float():
            return float(f"{value:.{DIGITS}g}")
        case _:
            return value
