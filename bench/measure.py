"""What every benchmark does: time a piece of work, and stop where what was measured did not hold."""

import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and the CPU seconds of one run."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def must(holds: object) -> None:
    """Stop the benchmark if what was measured did not hold."""
    if not holds:
        raise SystemExit("what was just made does not verify: nothing was measured")
