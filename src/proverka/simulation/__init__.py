"""Simulation: worlds of movements from a seed, calibrated to public totals, to try a record and its book on.

It makes tables and what they are about; it knows no keys, no log and no clock.
"""

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
    "subject_of",
    "write_world",
]
