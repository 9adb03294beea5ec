"""The statistics of verification: what they cost, and what they say beside the field's open tool, in one run.

`make bench-science` needs the reference data in ../shared. `make bench-science ARGS="CHECKOUT"` also runs the reference
program (MAPIT, which has no package) from a checkout of its repository, in an environment of its own, on the same true
values. Ours draws on one core, as it does.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from facility import EFFECTS, PERIODS, sampled
from measure import Cost, cost_of, must
from peers import interpreter
from science_stages import DAYS, FALSE_ALARM, INPUTS, MILLION
from table import OUT, Row, publish

from proverka.accountancy import (
    PageTest,
    alarm_probabilities,
    balance_errors,
    best_detection,
    factor,
    page_alarms,
    page_detection,
    page_threshold,
    standardised,
)

ITERATIONS = (100, 2_000)
LOSS_KG, THIRD = 149.0, 2
SECONDS_MAX = 600.0
SINGLE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What the reference program took for some iterations, and the balances that it drew."""

    wall: float
    cpu: float
    peak_mb: float
    found: Path


def main(*arguments: str) -> None:
    """Measure and publish."""
    if not INPUTS.exists():
        raise SystemExit(f"{INPUTS} is not there: the reference facility cannot be measured on")
    checkout = Path(arguments[0]) if arguments else None
    OUT.mkdir(parents=True, exist_ok=True)
    peers = {number: peer(checkout, number) for number in ITERATIONS} if checkout else {}
    rows = [row for number in ITERATIONS for row in facility(number, peers.get(number))]
    publish("science", [*rows, *page_rows(), *plan_rows(), *comparison(peers.get(ITERATIONS[-1]))])


def peer(checkout: Path, iterations: int) -> Peer | None:
    """Return what the reference program took; None where it cannot be run."""
    python = interpreter()
    if python is None:
        return None
    found = OUT / f"science-mapit-{iterations}.npz"
    command = [python, "bench/science_mapit.py", checkout, INPUTS, str(iterations), str(LOSS_KG), found]
    cost = cost_of([str(part) for part in command], seconds_max=SECONDS_MAX, environment=SINGLE)
    if cost is None:
        return None
    told = json.loads(cost.out)
    return Peer(wall=told["wall"], cpu=told["cpu"], peak_mb=cost.peak_mb, found=found)


def stage(name: str, number: int) -> tuple[dict[str, float], Cost]:
    """Return what a stage of ours says of itself, and what its process took."""
    command = [sys.executable, "bench/science_stages.py", name, str(number)]
    cost = cost_of(command, seconds_max=SECONDS_MAX, environment=SINGLE)
    must(cost is not None)
    assert cost is not None
    return json.loads(cost.out), cost


def facility(iterations: int, reference: Peer | None) -> Iterator[Row]:
    """Yield the reference facility, every sample drawn and then every balance, beside the program and the floor."""
    for name, what in (("samples", "every sample drawn"), ("periods", "every balance drawn")):
        told, cost = stage(name, iterations)
        for unit in ("cpu", "wall"):
            theirs = getattr(reference, unit) if reference else None
            yield Row(
                measure=f"facility, {iterations:,} histories, {what}",
                unit=f"s {unit}",
                ours=told[unit],
                peer=theirs,
                floor=told[f"floor_{unit}"],
                ratio=theirs / told[unit] if theirs else told[unit] / told[f"floor_{unit}"],
                note=("MAPIT over ours" if theirs else "ours over the floor")
                + f"; alarms in {told['found']:.1%} of histories without a loss",
                peak_mb=cost.peak_mb,
            )
    if reference:
        yield Row(
            measure=f"facility, {iterations:,} histories, memory of MAPIT",
            unit="MB",
            ours=cost.peak_mb,
            peer=reference.peak_mb,
            ratio=reference.peak_mb / cost.peak_mb,
            note="MAPIT over ours (whole process)",
        )


def page_rows() -> Iterator[Row]:
    """Yield Page's test over a year of daily balances: exactly, and drawn."""
    began = time.perf_counter(), time.process_time()
    threshold = page_threshold(FALSE_ALARM, DAYS)
    sought = time.perf_counter() - began[0]
    test, shift = PageTest(h=threshold), np.zeros(DAYS)
    shift[100] = 4.0
    spent = []
    for means in (np.zeros(DAYS), shift):
        began = time.perf_counter(), time.process_time()
        probability = float(alarm_probabilities(test, means)[-1])
        spent.append((time.perf_counter() - began[0], time.process_time() - began[1], probability))
    for (wall, _, probability), what in zip(spent, ("false alarm", "detection"), strict=True):
        yield Row(
            measure=f"Page over {DAYS} balances, {what} probability",
            unit="s wall",
            ours=wall,
            note=f"{probability:.10f}, by quadrature",
        )
    yield Row(measure=f"Page over {DAYS} balances, threshold", unit="s wall", ours=sought, note=f"h = {threshold:.10f}")
    for name, what in (("page", "Page's test of each"), ("balances", "correlated balances")):
        told, cost = stage(name, MILLION)
        yield Row(
            measure=f"{MILLION:,} histories of {DAYS}: {what}",
            unit="s CPU",
            ours=told["cpu"],
            floor=told["floor_cpu"],
            ratio=told["cpu"] / told["floor_cpu"],
            note="over drawing the normal values; "
            + (f"{told['found']:.4%} alarm" if name == "page" else f"CUMUF {told['found']:.4f} of its deviation"),
            peak_mb=cost.peak_mb,
        )


def plan_rows() -> Iterator[Row]:
    """Yield the smallest exact samples of a million plans."""
    told, cost = stage("plans", MILLION)
    yield Row(
        measure=f"smallest exact sample, {MILLION:,} plans",
        unit="s CPU",
        ours=told["cpu"],
        note=f"{told['found']:,} items in all",
        peak_mb=cost.peak_mb,
    )


def comparison(reference: Peer | None) -> Iterator[Row]:
    """Yield what both make of a loss in the third balance, on the same measurements where the program drew some."""
    measured = sampled(INPUTS)
    factored = factor(balance_errors(measured, EFFECTS, PERIODS).covariance)
    loss = np.zeros(PERIODS)
    loss[THIRD] = LOSS_KG
    test = PageTest(h=page_threshold(FALSE_ALARM, PERIODS))
    what = f"{LOSS_KG:.0f} kg lost in the third balance"
    yield Row(
        measure=f"{what}: detected, exactly",
        unit="probability",
        ours=float(page_detection(test, factored, loss)[-1]),
        note=f"Page, h = {test.h:.5f}; the best test of all: "
        f"{best_detection(balance_errors(measured, EFFECTS, PERIODS).covariance, loss, FALSE_ALARM):.6f}",
    )
    if reference is None:
        return
    data = np.load(reference.found)
    muf = data["muf"][:, 1:]
    usual, lost = (page_alarms(test, standardised(factored, muf + more)).any(axis=1).mean() for more in (0.0, loss))
    top = data["page"].max(axis=1)
    threshold = float(np.quantile(top, 1 - FALSE_ALARM))
    iterations = len(muf)
    yield Row(
        measure=f"{what}: detected, same measurements",
        unit=f"of {iterations:,}",
        ours=float(lost),
        peer=float((data["lost"].max(axis=1) > threshold).mean()),
        note=f"MAPIT at the threshold {threshold:.4f} that {FALSE_ALARM:.0%} of its own histories exceed",
    )
    yield Row(
        measure="false alarms, same measurements",
        unit=f"of {iterations:,}",
        ours=float(usual),
        peer=float((top > threshold).mean()),
        note="ours at the threshold computed beforehand",
    )
    spread = standardised(factored, muf).std(axis=0)
    theirs = data["sitmuf"][:, 1:].std(axis=0)
    yield Row(
        measure="SITMUF, its least and greatest standard deviation",
        unit="lowest",
        ours=float(spread.min()),
        peer=float(theirs.min()),
        note=f"greatest: ours {spread.max():.3f}, MAPIT's {theirs.max():.3f}; right: 1",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
