"""The public fuel-fabrication reference facility, as measurements: read from where its data lies, never copied.

`shared/reference/README.md` says what the arrays are. Flows are measured each hour, inventories at all hours, of
which the balances use those at the edges of their periods; every measurement has an error of its own and each of the 30
places one that all of its measurements share, 0.5 per cent each.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from proverka.accountancy import NONE, Effect, Measurements, measurements, period_of, together

PERIOD_HOURS = 416
PERIODS = 15
RECEIPTS, TANKS, SHIPMENTS = 2, 26, 2
DEVIATION = 0.005

# Effect 0 is each measurement's own; the others are one for each place where something is measured.
EFFECTS = (
    Effect(id="measurement", deviation=DEVIATION, shared=False),
    *(Effect(id=f"place {place}", deviation=DEVIATION) for place in range(RECEIPTS + TANKS + SHIPMENTS)),
)


def sampled(inputs: Path) -> Measurements:
    """Return every sample of the facility, with its true amount (kg): those of no balance too."""
    data = np.load(inputs)
    edges = np.arange(PERIODS + 1) * PERIOD_HOURS
    # A flow of the hour before each time; what lies beyond the last period belongs to none.
    hours = period_of(data["flow_times"], edges)
    instants = np.round(data["inv_times"]).astype(int)
    at_edge = np.where(instants % PERIOD_HOURS == 0, instants // PERIOD_HOURS, NONE)
    begins = np.where((at_edge >= 0) & (at_edge < PERIODS), at_edge, NONE)
    ends = np.where((at_edge >= 1) & (at_edge <= PERIODS), at_edge - 1, NONE)
    columns = [
        *((amounts, hours, NONE) for amounts in data["flows_in"].T),
        *((amounts, begins, ends) for amounts in data["inventories"].T),
        *((amounts, NONE, hours) for amounts in data["flows_out"].T),
    ]
    parts = [_part(amounts, added, taken, place) for place, (amounts, added, taken) in enumerate(columns)]
    return together(parts)


def observed(reference: Path, iteration: int) -> Measurements:
    """Return what one of the reference program's iterations observed: the total of each period and place (kg)."""
    data = np.load(reference)
    found, beginning = data["obs"][iteration, :, 1:], data["inv0"][iteration]
    numbers, shipped = np.arange(PERIODS), RECEIPTS + TANKS
    tanks = np.column_stack([beginning, found[RECEIPTS:shipped]])
    columns = [
        *((amounts, numbers, NONE) for amounts in found[:RECEIPTS]),
        *((amounts, np.append(numbers, NONE), np.append(NONE, numbers)) for amounts in tanks),
        *((amounts, NONE, numbers) for amounts in found[shipped:]),
    ]
    parts = [_part(amounts, added, taken, place) for place, (amounts, added, taken) in enumerate(columns)]
    return together(parts)


def _part(
    amounts: NDArray[np.float64], added: NDArray[np.int64] | int, taken: NDArray[np.int64] | int, place: int
) -> Measurements:
    effects = np.broadcast_to([0, 1 + place], (len(amounts), 2))
    return measurements(amounts, added_to=added, taken_from=taken, effects=effects)
