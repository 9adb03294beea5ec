"""What an audit costs, and that its cost is linear in the number of entries.

The Syrian record is built once; then 1, 10 and 100 synthetic copies of its evidence are audited in memory
(every copy under its own labels and indices, its corrections and objections pointing into the same copy).
Reading and typing the record is timed apart. There is no peer: no other program judges obligations. CPU
seconds, the median of several runs.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from table import Row, publish

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case
from proverka.case.verifying import verify_case
from proverka.model.entry import Entry

CASE = Path("cases/syria-2013")
TODAY = date(2026, 11, 22)
COPIES = (1, 10, 100)
RUNS = 5
BAR_SECONDS = 2
ONE_BASIS = 10_000


def main() -> None:
    """Build, copy, measure, publish."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        authored = read_authored(CASE)
        build_case(authored, built, demonstration_keyring(authored.words))
        case = open_case(built)
        rows = [_whole(built), _one_basis(case)]
        reading = cpu_seconds(lambda: open_case(built))
        rows.append(Row(measure="read and type the Syrian record", unit="CPU s", ours=reading))
        first = None
        for copies in COPIES:
            row = _copies(case, copies)
            first = first or row.ours / copies
            rows.append(replace(row, ratio=row.ours / copies / first))
    publish("audit", rows)
    worst = max(row.ratio or 0 for row in rows)
    print(f"Linear means a ratio near 1 whatever the number of copies; the worst here is {worst:.2f}.")


def _whole(built: Path) -> Row:
    seconds = cpu_seconds(lambda: _verify_and_audit(built))
    return Row(
        measure="verify, read and audit the Syrian record",
        unit="CPU s",
        ours=seconds,
        note=f"the bar is {BAR_SECONDS} CPU s after import",
    )


def _verify_and_audit(built: Path) -> None:
    if not verify_case(built).sound:
        sys.exit("the record that was just built does not verify")
    audit_case(open_case(built), as_of=TODAY, known=TODAY)


def _one_basis(case: Case) -> Row:
    """The worst case for figures: every one of them on one basis and one day."""
    figure = next(e for e in case.entries if e.kind == "figure")
    instruments = [e for e in case.entries if e.kind == "instrument"]
    many = [*instruments, *(replace(figure, index=10_000 + n, label=f"f{n}") for n in range(ONE_BASIS))]
    many = [replace(e, known_from=case.entries[-1].known_from) for e in many]
    crowded = replace(case, entries=tuple(many))
    seconds = cpu_seconds(lambda: audit_case(crowded, as_of=TODAY, known=TODAY), runs=1)
    return Row(measure=f"audit {ONE_BASIS} figures on one basis", unit="CPU s", ours=seconds)


def _copies(case: Case, copies: int) -> Row:
    many = replace(case, entries=tuple(copied(case.entries, copies)))
    seconds = cpu_seconds(lambda: audit_case(many, as_of=TODAY, known=TODAY), runs=3 if copies == COPIES[-1] else RUNS)
    return Row(
        measure=f"audit {copies} copies: {len(many.entries)} entries",
        unit="CPU s",
        ours=seconds,
        note="ratio: cost to an entry against one copy",
    )


def copied(entries: tuple[Entry[object], ...], copies: int) -> list[Entry[object]]:
    """Return the entries with their evidence `copies` times; the mandate stays what it is."""
    many, index = [], 0
    place: dict[tuple[int, int], int] = {}
    for entry in entries:
        for copy in range(1 if entry.kind == "instrument" else copies):
            index += 1
            place[copy, entry.index] = index
            label = entry.label if copy == 0 else f"{entry.label}~{copy}"
            targets = tuple(place.get((copy, i), place.get((0, i), i)) for i in entry.references)
            many.append(replace(entry, index=index, label=label, references=targets))
    return many


def cpu_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median CPU seconds of several runs of `work`, after one that is not counted."""
    work()
    seconds = []
    for _ in range(runs):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
