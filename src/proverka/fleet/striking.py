"""A book struck by many: the questions divided, the parts run, the answers added up."""

from collections.abc import Sequence
from datetime import datetime

from proverka.book import BookStatement, Segment, Terms
from proverka.book.partition import answer, check_digests, combine, divide, encode, stated
from proverka.fleet.executor import Executor, Progress


def strike(
    segments: Sequence[Segment],
    terms: Terms,
    executor: Executor,
    *,
    as_of: datetime,
    progress: Progress | None = None,
) -> BookStatement:
    """Return what a book says, as `statement_of` has it.

    Raises RefusedError: wrong-document for a table that a worker read otherwise than its entry signed it, lost-worker
    as the executor does; and as `Ledger.rows` does.
    """
    parts = divide(segments, terms, as_of=as_of, count=executor.workers, memory_bytes=executor.memory_bytes)
    total = combine(executor.run(answer, [encode(part) for part in parts], progress))
    check_digests(segments, total)
    return stated(segments, total)
