"""The table that every benchmark prints, and the file that it writes: build/bench/NAME.json."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

OUT = Path("build/bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure: ours, the peer's and the floor in `unit`, and the ratio that is to be quoted.

    `ratio` is ours over the peer, or over the floor where there is no peer; `note` says which, and what was
    compared with what. `peak_mb` is the most memory that ours took.
    """

    measure: str
    unit: str
    ours: float
    peer: float | None = None
    floor: float | None = None
    ratio: float | None = None
    note: str = ""
    peak_mb: float | None = None


def publish(name: str, rows: list[Row]) -> None:
    """Print the rows as a table and write them as JSON."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    peaks = any(row.peak_mb is not None for row in rows)
    head = f"{'peak MB':>8}  " if peaks else ""
    print(f"{'measure':<52} {'unit':<18} {'ours':>12} {'peer':>12} {'floor':>12} {'ratio':>8}  {head}note")
    for row in rows:
        cells = [_cell(value) for value in (row.ours, row.peer, row.floor)]
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        note = (f"{'' if row.peak_mb is None else f'{row.peak_mb:,.0f}':>8}  " if peaks else "") + row.note
        print(f"{row.measure:<52} {row.unit:<18} {cells[0]:>12} {cells[1]:>12} {cells[2]:>12} {ratio:>8}  {note}")
    print(f"written to {OUT / name}.json")


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
