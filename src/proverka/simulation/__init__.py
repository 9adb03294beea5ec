"""Simulation: worlds of movements and histories of balances, from a seed, to try a record, its book and its tests on.

It makes tables and what they are about, and numbers; it knows no keys, no log and no clock.
"""

from proverka.simulation.histories import balance_histories, measured_histories, page_histories
from proverka.simulation.possessors import POSSESSORS, Possessor
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
    "Planted",
    "Possessor",
    "World",
    "WorldManifest",
    "balance_histories",
    "measured_histories",
    "page_histories",
    "subject_of",
    "write_world",
]
