"""What runs parts of a work: the interface, and the simplest that has it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from proverka.book.ledger import MEMORY_BYTES
from proverka.model.errors import Refusal, RefusedError

Work = Callable[[bytes], bytes]
Progress = Callable[[int, int], None]

# A part whose worker was lost so often is what kills workers: a part too large for the memory of any of them, say. One
# loss is a machine that was switched off; three of the same part are no chance.
LOSSES_MAX = 3


class Executor(Protocol):
    """Who runs the parts of a work."""

    @property
    def workers(self) -> int:
        """How many parts run at one time."""

    @property
    def memory_bytes(self) -> int:
        """How much memory there is for each of them."""

    def run(self, work: Work, parts: Sequence[bytes], progress: Progress | None = None) -> list[bytes]:
        """Return the answer to each part, in the order of the parts; `progress` hears (done, total) after each.

        `work` is a function that a worker can import, and gives the same answer each time: a part whose worker was lost
        is done again, up to LOSSES_MAX times in all, and then refused (lost-worker). An exception of `work` itself is
        raised here, and nothing is tried again. When this returns or raises, no worker is at work on any part.
        """


@dataclass(frozen=True, slots=True)
class Here:
    """Runs every part in this process, one after another: what others are measured against."""

    workers: int = 1
    memory_bytes: int = MEMORY_BYTES

    def run(self, work: Work, parts: Sequence[bytes], progress: Progress | None = None) -> list[bytes]:
        """Return the answer to each part."""
        answers = []
        for part in parts:
            answers.append(work(part))
            if progress is not None:
                progress(len(answers), len(parts))
        return answers


def lost_worker(number: int, total: int) -> RefusedError:
    """Return the refusal of a work in which part `number`, from 0, of `total` has cost LOSSES_MAX workers."""
    return RefusedError(
        Refusal.LOST_WORKER,
        where=f"part {number + 1} of {total}",
        expected=f"an answer before {LOSSES_MAX} workers are lost over it",
        got="a worker that ended without one, each time",
        remedy="look whether memory ran out; give fewer workers to a machine, so that each has more of it",
    )
