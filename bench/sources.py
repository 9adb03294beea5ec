"""From bytes to attributed statements: how many articles a second, and how many speakers, beside the usual library.

`make bench-sources` reads the annotated articles of the tests with the alias tables of the Syrian case, repeated to 500
at least; `make bench-sources ARGS=2000` reads as many as it says. All on one core.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from measure import Cost, cost_of, must
from peers import interpreter
from table import OUT, Row, publish

LEAST = 500
SECONDS_MAX = 600.0
NAMES = {
    "articles": "articles as agencies write them",
    "joined-600": "longer articles, joined",
    "joined-1200": "long articles, joined",
    "pages": "pages in HTML",
}
ENVIRONMENT = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PYTHONPATH": os.pathsep.join([".", *os.environ.get("PYTHONPATH", "").split(os.pathsep)]).rstrip(os.pathsep),
}

Told = Mapping[str, Any]


def main(least: str = str(LEAST)) -> None:
    """Measure and publish."""
    folder = OUT / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    ours("bench/sources_scores.py", "texts", folder)
    python = interpreter()
    rows = [row for corpus in NAMES for row in corpus_rows(corpus, least, peer(python, folder, corpus))]
    for group in ("annotated", "given"):
        peer(python, folder, group)
    found, _ = ours("bench/sources_scores.py", "score", folder)
    publish("sources", [*rows, *(row for group, counts in found.items() for row in score_rows(group, counts))])


def ours(*command: str | Path) -> tuple[Told, Cost]:
    """Return what a program of ours says, and what its process took."""
    cost = cost_of([sys.executable, *map(str, command)], seconds_max=SECONDS_MAX, environment=ENVIRONMENT)
    must(cost is not None)
    assert cost is not None
    return json.loads(cost.out or "{}"), cost


def peer(python: Path | None, folder: Path, name: str) -> Told | None:
    """Return what textacy took for the texts of a name; None where it is not here, or has none of them."""
    texts, answer = folder / f"{name}.json", folder / f"{name}-found.json"
    answer.unlink(missing_ok=True)
    if python is None or not texts.exists():
        return None
    command = [python, "bench/sources_textacy.py", texts, answer]
    cost = cost_of([str(part) for part in command], seconds_max=SECONDS_MAX, environment=ENVIRONMENT)
    return None if cost is None else {**json.loads(cost.out), "peak_mb": cost.peak_mb}


def corpus_rows(corpus: str, least: str, theirs: Told | None) -> Iterator[Row]:
    """Yield the rates of a corpus, of CPU and of wall time; then each stage, and what the first articles took."""
    told, cost = ours("bench/sources_stages.py", corpus, least)
    name, number = f"{NAMES[corpus]}, {told['words']:.0f} words", told["articles"]
    floor = "trafilatura's extraction" if corpus == "pages" else "decoding, hashing, one pass for words"
    for unit in ("cpu", "wall"):
        rate, floor_rate = number / told[unit], number / told[f"floor_{unit}"]
        their_rate = theirs["articles"] / theirs[unit] if theirs else None
        yield Row(
            measure=name,
            unit="articles/CPU s" if unit == "cpu" else "articles/s wall",
            ours=rate,
            peer=their_rate,
            floor=floor_rate,
            ratio=rate / (their_rate or floor_rate),
            note=f"over {theirs['name']}; floor: {floor}" if theirs else f"over the floor: {floor}",
            peak_mb=cost.peak_mb,
        )
    if corpus == "articles":
        yield from stage_rows(told)


def stage_rows(told: Told) -> Iterator[Row]:
    """Yield what each stage takes of an article, and what articles take that were never read before."""
    number, stages = told["articles"], dict(told["stages"])
    whole = stages.pop("all")
    stages["putting together"] = whole - sum(stages.values())
    for stage, seconds in stages.items():
        yield Row(
            measure=f"  of it {stage}", unit="ms CPU", ours=seconds / number * 1000, note=f"{seconds / whole:.0%}"
        )
    yield Row(
        measure="  each for the first time",
        unit="articles/CPU s",
        ours=1 / told["first"],
        note=f"{told['distinct']} articles, no two of them alike",
    )
    yield Row(measure="  the first of all", unit="s CPU", ours=told["loaded"], note="the tables are loaded with it")


def score_rows(group: str, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Row]:
    """Yield how many quotations and speakers of a group each has found."""
    ours, theirs = counts["ours"], counts.get("peer")
    name = "annotated articles" if group == "annotated" else "the two articles given"
    lines = [
        ("quotations found", "quotations_found", "quotations"),
        ("taken for quotations", "not_quotations", ""),
        ("speakers right", "speakers_right", "speakers"),
        ("speakers wrong", "speakers_wrong", ""),
        ("  of them agencies that only carried the words", "agencies", ""),
        ("  of them pronouns", "pronouns", ""),
    ]
    for line, key, of in lines:
        most = ours[of] if of else None
        yield Row(
            measure=f"{name}: {line}",
            unit=f"of {most}" if most else "number",
            ours=ours[key],
            peer=theirs[key] if theirs else None,
            ratio=ours[key] / theirs[key] if most and theirs and theirs[key] else None,
            note=_of(ours[key], most, theirs[key] if theirs else None),
        )


def _of(ours: int, most: int | None, theirs: int | None) -> str:
    if not most:
        return ""
    return f"ours {ours / most:.1%}" + ("" if theirs is None else f", textacy {theirs / most:.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
