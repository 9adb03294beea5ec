"""A small comparison to change: two sites, one of them with a balance, a regime and a cheat."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from proverka.simulation.regime import Comparison
from proverka.simulation.regime_file import comparison_of

SMALL: dict[str, Any] = {
    "stockpile": {
        "title": "Small", "unit": "kg", "period": "month", "periods": 6, "goal_amount": 20, "goal_periods": 2,
        "money": "thousand euro", "team_day": 2,
    },
    "instruments": [
        {"id": "count", "per_day": 10, "cost": 0.5},
        {"id": "measure", "missing": 0.8, "dummy": 0.5, "false_positive": 0.01},
        {"id": "seal", "kind": "seal", "missing": 0.7, "dummy": 0.7},
    ],
    "effects": [{"id": "scale", "deviation": 0.01}, {"id": "reading", "deviation": 0.02, "shared": False}],
    "sites": [
        {
            "id": "A", "setup_days": 1, "strata": [{"id": "drums", "items": 8, "item_amount": 10}],
            "balance": {
                "inventory": 400, "shipments": 40, "inventory_effects": ["reading"],
                "flow_effects": ["scale", "reading"],
            },
        },
        {
            "id": "B",
            "strata": [{"id": "drums", "items": 5, "item_amount": 10}, {"id": "boxes", "items": 12, "item_amount": 2}],
            "balance": {"inventory": 200, "inventory_effects": ["reading"]},
        },
    ],
    "regimes": [
        {"id": "plain", "title": "Plain", "inspections": [{"every": 3, "looks": [{"instrument": "count", "items": 4}]}]}
    ],
    "cheats": [{"id": "abrupt", "title": "Abrupt", "kind": "abrupt", "amount": 20}],
}  # fmt: skip


@pytest.fixture
def small() -> dict[str, Any]:
    """The document, to be changed."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def read(small: dict[str, Any]) -> Callable[..., Comparison]:
    """Read the document with other regimes or cheats in it."""

    def of(**changed: Any) -> Comparison:
        return comparison_of({"small.toml": {**small, **changed}})

    return of


@pytest.fixture
def regime() -> Callable[..., dict[str, Any]]:
    """Make a regime of one series of inspections, with what else it states."""

    def of(series: dict[str, Any] | None = None, **stated: Any) -> dict[str, Any]:
        inspections = [] if series is None else [{"looks": [{"instrument": "count", "items": 4}], **series}]
        return {"id": "R", "title": "A regime", "inspections": inspections, **stated}

    return of
