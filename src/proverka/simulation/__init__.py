"""Simulation: worlds, histories and regimes, from a seed, to try a record, its book, its tests and a scheme on.

It makes tables and what they are about, and numbers; it knows no keys, no log and no clock, and not who runs its parts.
"""

from proverka.simulation.comparing import compared
from proverka.simulation.histories import balance_histories, measured_histories, page_histories
from proverka.simulation.possessors import POSSESSORS, Possessor
from proverka.simulation.regime import Comparison
from proverka.simulation.regime_file import comparison_of
from proverka.simulation.world import (
    DISPOSITIONS,
    FAULTS,
    FINAL,
    MOVEMENTS_OF_AN_ITEM,
    SUBJECT,
    Planted,
    World,
    WorldManifest,
    subject_of,
    write_world,
)

__all__ = [
    "DISPOSITIONS",
    "FAULTS",
    "FINAL",
    "MOVEMENTS_OF_AN_ITEM",
    "POSSESSORS",
    "SUBJECT",
    "Comparison",
    "Planted",
    "Possessor",
    "World",
    "WorldManifest",
    "balance_histories",
    "compared",
    "comparison_of",
    "measured_histories",
    "page_histories",
    "subject_of",
    "write_world",
]
