"""Parts run by a pool of processes of this machine."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

from proverka.book.ledger import MEMORY_BYTES
from proverka.fleet.executor import LOSSES_MAX, Progress, Work, lost_worker

# The threads of this process, where the system tells them: on Linux.
TASKS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Pool:
    """Runs parts in so many processes, which share the memory that one would have."""

    workers: int

    @property
    def memory_bytes(self) -> int:
        """How much memory there is for each of them."""
        return MEMORY_BYTES // self.workers

    def run(self, work: Work, parts: Sequence[bytes], progress: Progress | None = None) -> list[bytes]:
        """Return the answer to each part, in the order of the parts (see `Executor.run`).

        1. As many parts are in flight as there are workers, so that a loss says which parts it may be of.
        2. The standard library gives up a pool of which one process is lost: what was in flight is done again in a new
           one, and counted as lost once.
        """
        answers: dict[int, bytes] = {}
        losses: Counter[int] = Counter()
        with tempfile.TemporaryDirectory(prefix="proverka-pool-") as scratch:
            while len(answers) < len(parts):
                left = deque(number for number in range(len(parts)) if number not in answers)
                with _processes(min(self.workers, len(left)), scratch) as processes:
                    flight: dict[Future[bytes], int] = {}
                    try:
                        while left or flight:
                            while left and len(flight) < self.workers:  # step 1
                                number = left.popleft()
                                flight[processes.submit(work, parts[number])] = number
                            done, _ = wait(flight, return_when=FIRST_COMPLETED)
                            for future in done:
                                answers[flight[future]] = future.result()
                                del flight[future]
                                if progress is not None:
                                    progress(len(answers), len(parts))
                    except BrokenProcessPool:  # step 2
                        losses.update(number for number in flight.values() if number not in answers)
                        worst, times = max(losses.items(), key=lambda item: item[1], default=(0, LOSSES_MAX))
                        if times >= LOSSES_MAX:
                            raise lost_worker(worst, len(parts)) from None
        return [answers[number] for number in range(len(parts))]


@contextmanager
def _processes(workers: int, scratch: str) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of new processes; they end with the block, at once where it ends by an exception."""
    others = set(multiprocessing.active_children())
    begun = multiprocessing.get_context("fork" if _runs_nothing_else() else "spawn")
    executor = ProcessPoolExecutor(workers, mp_context=begun, initializer=_begin, initargs=(scratch,))
    try:
        yield executor
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _runs_nothing_else() -> bool:
    """Whether nothing runs in this process but whoever asks.

    Then a new process may begin as a copy of it, with all that it has read, and need not read it again. In a copy of
    any other process a lock may stay locked for ever, whose owner was not copied.

    The library of numpy has threads that wait, and ends them at every fork: one that does nothing goes ahead of the
    count.
    """
    if not TASKS.is_dir() or threading.active_count() > 1:
        return False
    copy = os.fork()
    if copy == 0:
        os._exit(0)
    os.waitpid(copy, 0)
    return len(list(TASKS.iterdir())) == 1


def _begin(scratch: str) -> None:
    """Prepare a worker: it writes to `scratch`, leaves an interrupt to its parent, and ends with that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    threading.Thread(target=_end_with_parent, args=(scratch,), daemon=True).start()


def _end_with_parent(scratch: str) -> None:
    """A parent that is killed tells nobody; its workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "only a worker waits for its parent"
    connection.wait([parent.sentinel])
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
