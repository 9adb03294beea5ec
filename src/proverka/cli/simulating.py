"""The commands that make worlds to try things on."""

from pathlib import Path
from typing import Annotated

import typer

from proverka.cli.answer import json_of
from proverka.cli.console import answers, progress, replacing

MOVEMENTS_MAX = 100_000_000
TRUTH_SCHEMA = "proverka/planted/v1"


def world(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of the case that is to be made.")],
    movements: Annotated[
        int,
        typer.Option(
            "--movements", "-n", metavar="NUMBER", min=1_000, max=MOVEMENTS_MAX, help="About how many movements."
        ),
    ] = 100_000,
    faults: Annotated[
        int, typer.Option("--faults", metavar="NUMBER", min=0, help="How many faults of each kind to plant in it.")
    ] = 0,
    truth: Annotated[
        Path | None,
        typer.Option("--truth", metavar="FILE.json", help="Where to write what was planted."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", min=0, help="The same seed makes the same world.")
    ] = 1,
) -> None:
    """Make a world of declared stockpiles: every item of every possessor, from its declaration to its destruction.

    A built case with movement tables for each possessor and year, calibrated to public totals. Its keys are
    demonstration keys, and every item in it is made up. With --faults, items are diverted, declared twice, swapped,
    come back from destruction and more; which, only --truth tells.

    Example: `proverka simulate world build/world --movements 1000000`
    """
    from proverka.case.simulated import build_world  # noqa: PLC0415 - --help stays quick

    with progress("writing tables") as report:
        log, planted = build_world(out, movements=movements, seed=seed, faults=faults, progress=report)
    if truth is not None:
        told = [{name: getattr(one, name) for name in one.__slots__} for one in planted]
        with replacing(truth) as path:
            path.write_bytes(json_of({"schema": TRUTH_SCHEMA, "planted": told}) + b"\n")
    answers().print(f"Made {out}: {len(log)} entries, origin {log.checkpoint.origin}.", soft_wrap=True, markup=False)
    answers().print(f"Look at it: proverka book {out}", soft_wrap=True, markup=False)


def sites(
    out: Annotated[Path, typer.Argument(metavar="SITES.csv", help="The table that is to be written.")],
    number: Annotated[
        int, typer.Option("--sites", "-n", metavar="NUMBER", min=1, max=1_000, help="How many sites.")
    ] = 100,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", min=0, help="The same seed makes the same sites.")
    ] = 1,
) -> None:
    """Make a list of suspected sites, to plan visits to: no place in it exists, and no number is anybody's.

    Example: `proverka simulate sites sites.csv`
    """
    from proverka.simulation.site_list import site_list  # noqa: PLC0415 - --help stays quick

    with replacing(out) as path:
        path.write_text(site_list(sites=number, seed=seed), encoding="utf-8")
    answers().print(f"Made {out}: {number} site{'s' if number > 1 else ''}.", soft_wrap=True, markup=False)
    answers().print(f"Plan visits: proverka inspect effort {out} --teams 2 --days 10", soft_wrap=True, markup=False)
