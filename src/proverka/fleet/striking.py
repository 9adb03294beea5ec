"""A book struck by many: the questions divided, the parts run, the answers added up."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from proverka.book import Breach, Holding, Segment
from proverka.book.checks import Terms
from proverka.book.cube import Cube
from proverka.book.partition import answer, breaches_of, check_digests, combine, divide, divide_days, encode
from proverka.fleet.executor import Executor, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """What does not fit in a book, as `breaches_in` has it, and what each account holds, as `holdings` has it."""

    breaches: list[Breach]
    holdings: list[Holding]


def strike(
    segments: Sequence[Segment],
    terms: Terms,
    executor: Executor,
    *,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> Struck:
    """Return the breaches of a book and, if asked, what its accounts held before `as_of`, the first instant of a day.

    1. The first round asks everything but the overdrafts, and the cube of each table.
    2. The cubes are added up: holdings, and the days that the bound does not prove.
    3. The second round looks at those days, over the tables that have rows of them.

    Raises RefusedError: wrong-document for a table that a worker read otherwise than its entry signed it, lost-worker
    as the executor does; and MalformedError as `Ledger.rows` does.
    """
    each = {"count": executor.workers, "memory_bytes": executor.memory_bytes}
    parts = [encode(part) for part in divide(segments, terms, **each)]
    answers = executor.run(answer, parts, progress)
    total = combine(answers)
    check_digests(segments, total)
    with (
        tempfile.TemporaryDirectory(prefix="proverka-cube-") as scratch,
        Cube(total.cubes, scratch=Path(scratch)) as cube,
    ):
        held = [] if as_of is None else cube.holdings(as_of=as_of)
        days = [encode(part) for part in divide_days(cube, segments, terms, **each)]
    if days:
        total = combine([*answers, *executor.run(answer, days)])
    return Struck(breaches=breaches_of(total), holdings=held)
