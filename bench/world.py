"""The book at the scale of the world: what each question costs, beside its floor, and beside other programs.

`make bench-world ARGS="100000 1000000"` makes worlds of about so many movements, once, in `build/bench/world/`, and
asks each of them; a world of an older format is to be removed by hand. Each stage runs in a process of its own, from
tables that lie in the machine's memory and a case that is opened; the median of three runs, one from ten million on. A
cost is CPU seconds, which other work on the machine disturbs least. Floors: `bench/world_stages.py`.

Peers answer one question from files to a file, each as a whole process, and must give the same answer. Beancount and
hledger are asked up to `TEXT_MAX` movements, and stopped after `SECONDS_MAX`.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from measure import Cost, cost_of, must
from peers import interpreter
from table import OUT, Row, publish
from world_peers import Answer, answer_of, answer_of_beancount, answer_of_hledger

MOVEMENTS = (100_000, 1_000_000, 10_000_000)
RUNS = 3
ONE_RUN_FROM = 10_000_000
WORLDS = OUT / "world"

SECONDS_MAX = 600.0
# Ten times as many would need more memory than a machine of 24 GB has, as their memory grows with the entries.
TEXT_MAX = 1_000_000
# From the first declaration in a world to the last destruction.
MONTHS = "1997-05/2023-07"

HERE = Path(__file__).parent
Command = Sequence[str | Path]
Costs = dict[str, list[tuple[int, float]]]


def main(*scales: int) -> None:
    """Measure every scale, publish the table and the plot."""
    WORLDS.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    costs: Costs = {}
    found = {scale: floors_of(scale) for scale in scales or MOVEMENTS}
    for scale, floors in found.items():
        rows += stages(scale, floors, costs)
    # After all stages: to read what the peers answer takes memory in this process (see `cost_of`).
    for scale, floors in found.items():
        rows += compared(scale, floors["movements"])
    publish("world", rows)
    print_costs(costs)
    write_plot(costs, OUT / "world.svg")


def floors_of(scale: int) -> Mapping[str, Any]:
    """Return what `bench/world_stages.py` tells of the floors of a world, which is made where there is none."""
    root = WORLDS / str(scale)
    if not root.exists():
        told("build", str(scale), str(root))
    found: Mapping[str, Any] = json.loads(told("floors", str(root)).out)
    return found


def told(*arguments: str) -> Cost:
    """Return what a part of `bench/world_stages.py` took and told."""
    cost = cost_of([sys.executable, HERE / "world_stages.py", *arguments], seconds_max=3600)
    assert cost is not None, "an hour is enough"
    return cost


def stages(scale: int, floors: Mapping[str, Any], costs: Costs) -> list[Row]:
    """Return rows of wall time and of CPU time for each stage, and one of what the machine does at best."""
    count = floors["movements"]
    rate = f"read at {floors['read_mb_s']:,.0f} MB/s, hashed at {floors['hash_mb_s']:,.0f} MB/s of one core"
    rows = [Row(measure=f"{count:,} movements: the case", unit="MB", ours=floors["mb"],
                note=f"{floors['tables']} tables; {rate}; {os.cpu_count()} cores")]  # fmt: skip
    for name, floor in floors["stages"].items():
        runs = [told(name, str(WORLDS / str(scale))) for _ in range(RUNS if scale < ONE_RUN_FROM else 1)]
        took = [json.loads(run.out) for run in runs]
        wall, busy = (statistics.median(one[kind] for one in took) for kind in ("wall", "cpu"))
        costs.setdefault(name, []).append((count, busy / count))
        costs.setdefault(f"floor: {name}", []).append((count, floor["cpu"] / count))
        peak = max(run.peak_mb for run in runs)
        each = f"{busy / count * 1e9:,.0f} ns a movement"
        work = "all bytes read and hashed" if name.startswith("verify") else f"{floor['mb']:,.1f} MB of columns passed"
        rows += [
            Row(measure=f"{count:,} movements: {name}", unit="CPU s", ours=busy, floor=floor["cpu"],
                ratio=busy / floor["cpu"], peak_mb=peak, note=f"{each}; floor: {work}"),
            Row(measure=f"{count:,} movements: {name}", unit="wall s", ours=wall, floor=floor["wall"],
                ratio=wall / floor["wall"], peak_mb=peak),
        ]  # fmt: skip
    return rows


def compared(scale: int, count: int) -> list[Row]:
    """Return rows for each peer: the same answer, from the start of a process to its end."""
    root, folder = WORLDS / str(scale), WORLDS / f"{scale}-peers"
    folder.mkdir(exist_ok=True)
    ours_at = folder / "ours.csv"
    program = Path(sys.executable).with_name("proverka")
    ours = cost_of([program, "book", root, "--monthly", MONTHS, "--format", "csv"], seconds_max=SECONDS_MAX)
    assert ours is not None, "this takes seconds"
    ours_at.write_text(ours.out, encoding="utf-8")
    expected = answer_of(ours_at)
    rows = []
    for peer, command, read in peers_for(scale, root, folder):
        cost = cost_of(command, seconds_max=SECONDS_MAX, environment={"LC_ALL": "C.UTF-8"})
        measure = f"{count:,} movements: month ends, {peer}"
        if cost is None:
            rows.append(Row(measure=measure, unit="CPU s", ours=ours.cpu, note=f"stopped after {SECONDS_MAX:.0f} s"))
            continue
        if read() != expected:
            raise SystemExit(f"{peer} gives another answer than we do; both are in {folder}")
        times = f"{cost.cpu / ours.cpu:,.2g} times the CPU time, {cost.peak_mb / ours.peak_mb:,.2g} times the memory"
        note = f"the same {len(expected):,} numbers; {peer} took {times} ({cost.peak_mb:,.0f} MB)"
        rows += [
            Row(measure=measure, unit="CPU s", ours=ours.cpu, peer=cost.cpu, ratio=ours.cpu / cost.cpu, note=note,
                peak_mb=ours.peak_mb),
            Row(measure=measure, unit="wall s", ours=ours.wall, peer=cost.wall, ratio=ours.wall / cost.wall,
                peak_mb=ours.peak_mb),
        ]  # fmt: skip
    return rows


def peers_for(scale: int, root: Path, folder: Path) -> list[tuple[str, Command, Callable[[], Answer]]]:
    """Return the name of each peer that can be asked, what runs it, and what reads its answer."""
    script = HERE / "world_peers.py"
    answer = {name: folder / f"{name}.csv" for name in ("duckdb", "beancount", "hledger")}
    found: list[tuple[str, Command, Callable[[], Answer]]] = [
        ("plain DuckDB", [sys.executable, script, "duckdb", root, answer["duckdb"]],
         lambda: answer_of(answer["duckdb"])),
    ]  # fmt: skip
    if scale > TEXT_MAX:
        print(f"Beancount and hledger are left out above {TEXT_MAX:,} movements: they would not fit into memory.")
        return found
    journal, accounts = folder / "movements.journal", folder / "accounts.json"
    must(cost_of([sys.executable, script, "write", root, folder], seconds_max=SECONDS_MAX))
    python = interpreter()
    if python is not None:
        found.append(("Beancount 3", [python, script, "beancount", folder / "all.beancount", answer["beancount"]],
                      lambda: answer_of_beancount(answer["beancount"], accounts)))  # fmt: skip
    version = hledger_version()
    if version:
        options = ["--historical", "--monthly", "--flat", "--no-total", "--empty", "-O", "csv", "-o"]
        found.append((version, ["hledger", "-f", journal, "balance", *options, answer["hledger"], "Assets"],
                      lambda: answer_of_hledger(answer["hledger"], accounts)))  # fmt: skip
    return found


def hledger_version() -> str:
    """Return which hledger is installed; nothing, and say so, where none is."""
    try:
        told_version = subprocess.run(["hledger", "--version"], capture_output=True, check=True, text=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        print("hledger is not installed, and so not compared with (Debian: apt-get install hledger).")
        return ""
    return " ".join(told_version.split(",")[0].split()[:2])


def print_costs(costs: Costs) -> None:
    """Print what a movement costs at each scale, in nanoseconds of CPU time."""
    counts = [count for count, _ in next(iter(costs.values()))]
    print(
        f"\n{'nanoseconds of CPU time a movement':<36}"
        + "".join(f"{count:>14,}" for count in counts)
        + "   last over first"
    )
    for name, line in costs.items():
        cells = "".join(f"{cost * 1e9:>14,.0f}" for _, cost in line)
        print(f"{name:<36}{cells}{line[-1][1] / line[0][1]:>18.2f}")


def write_plot(costs: Costs, path: Path) -> None:
    """Write what a movement costs at each scale as a chart."""
    # Not before all is measured: what this process holds is counted as if those that it begins had held it.
    import altair as alt  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    rows = [
        {"movements": count, "cost": cost * 1e9, "stage": name}
        for name, line in costs.items()
        if not name.startswith("floor")
        for count, cost in line
    ]
    names = list(dict.fromkeys(row["stage"] for row in rows))
    decades = [10**power for power in range(1, 9)]
    legend = alt.Legend(labelLimit=300, symbolSize=90)
    # fmt: off
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        alt.X("movements:Q", scale=alt.Scale(type="log", nice=False, padding=20), title="movements",
              axis=alt.Axis(values=decades, format=",d", grid=False)),
        alt.Y("cost:Q", scale=alt.Scale(type="log"), title="CPU time a movement, nanoseconds",
              axis=alt.Axis(values=decades, format=",d")),
        alt.Color("stage:N", scale=alt.Scale(domain=names), title=None, legend=legend),
        alt.Shape("stage:N", scale=alt.Scale(domain=names), title=None, legend=legend),
    )
    # fmt: on
    chart = alt.layer(base.mark_line(), base.mark_point(filled=True, size=70)).properties(
        width=460, height=320, title="What a movement costs, by question and scale"
    )
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")
    print(f"drawn in {path}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
