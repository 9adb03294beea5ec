"""The reference program on its own reference facility, as a process of its own; nothing of ours is imported here.

`python science_mapit.py CHECKOUT INPUTS ITERATIONS LOSS OUT` runs MAPIT from a checkout of its repository, through its
public classes, on the true values in INPUTS: measurements drawn, MUF, CUMUF, SEMUF, SITMUF and Page's test. OUT gets
the balances, and its Page statistics without a loss and with LOSS kg gone in the third balance; the seconds of the
calculation, without that second look, are printed as JSON.
"""

import contextlib
import io
import json
import sys
import time
import types
from pathlib import Path

import numpy as np

PERIOD_HOURS = 416
THIRD = 3  # its first balance is the number 1: there is a dummy before it
DEVIATION = 0.005


def area(inputs: Path, iterations: int) -> object:
    """Return the facility as the program holds it, with the number of iterations it is to draw."""
    from MAPIT.core.StatsProcessor import MBArea  # noqa: PLC0415 - it is on the path only now

    data = np.load(inputs)

    def columns(name: str) -> list[np.ndarray]:
        return list(data[name].T.copy())

    def times(name: str, places: int) -> list[np.ndarray]:
        return [data[name].copy() for _ in range(places)]

    def errors(places: int) -> np.ndarray:
        return np.full((places, 2), DEVIATION)

    received, held, shipped = (data[name].shape[1] for name in ("flows_in", "inventories", "flows_out"))
    return MBArea(
        rawInput=columns("flows_in"),
        rawInventory=columns("inventories"),
        rawOutput=columns("flows_out"),
        rawInputTimes=times("flow_times", received),
        rawInventoryTimes=times("inv_times", held),
        rawOutputTimes=times("flow_times", shipped),
        inputErrorMatrix=errors(received),
        inventoryErrorMatrix=errors(held),
        outputErrorMatrix=errors(shipped),
        mbaTime=PERIOD_HOURS,
        inputTypes=["discrete"] * received,
        outputTypes=["discrete"] * shipped,
        iterations=iterations,
        doPbar=False,
    )


def main(checkout: str, inputs: str, iterations: str, loss: str, out: str) -> None:
    """Run the program and write what it found."""
    sys.path.insert(0, checkout)
    # It imports a toolkit of windows for messages that it shows on a screen; here there is none.
    window = types.ModuleType("PySide6")
    window.QtWidgets = types.ModuleType("QtWidgets")  # type: ignore[attr-defined]
    sys.modules["PySide6"] = window
    np.random.seed(11)  # noqa: NPY002 - the program draws from the legacy generator
    with contextlib.redirect_stdout(io.StringIO()):
        mba = area(Path(inputs), int(iterations))
        wall, cpu = time.perf_counter(), time.process_time()
        for step in ("calcErrors", "calcMUF", "calcCUMUF", "calcSEMUF", "calcSITMUF", "calcPageTT"):
            getattr(mba, step)()
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        lost = lost_page(mba, float(loss))
    every = slice(None, None, PERIOD_HOURS)
    np.savez(out, muf=mba.MUF[:, every], sitmuf=mba.SITMUF[:, every], page=mba.Page[:, every], lost=lost[:, every])
    print(json.dumps(spent))


def lost_page(mba: object, loss: float) -> np.ndarray:
    """Return its Page statistics on the same measurements, but for what was lost in the third balance."""
    from MAPIT.core import StatsTests  # noqa: PLC0415 - as above

    muf = mba.MUF.copy()
    muf[:, THIRD * PERIOD_HOURS : (THIRD + 1) * PERIOD_HOURS] += loss
    sitmuf = StatsTests.SITMUF(muf, mba.covmatrix, PERIOD_HOURS, None, False, False)  # noqa: FBT003 - its signature
    return StatsTests.PageTrendTest(sitmuf, PERIOD_HOURS, sitmuf.shape[1] // PERIOD_HOURS + 1, doPbar=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
