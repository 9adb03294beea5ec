"""Pocket calculators of an inspection planner: how many items to open, and how sure that makes us."""

from typing import Annotated

import typer

from proverka.cli.answer import json_of
from proverka.cli.arguments import Format, FormatOption
from proverka.cli.console import say

SIZE_SCHEMA = "proverka/sample-size/v1"


def size(
    *,
    population: Annotated[
        int, typer.Option("--population", "-n", metavar="N", min=1, help="How many items there are.")
    ],
    goal: Annotated[
        int, typer.Option("--goal", "-r", metavar="R", min=1, help="How many falsified items must not be missed.")
    ],
    probability: Annotated[
        float, typer.Option("--probability", "-p", metavar="P", min=0, max=1, help="With which probability.")
    ] = 0.95,
    form: FormatOption = Format.text,
) -> None:
    """Say how many items to open, so that falsified ones are found with the probability that is asked for.

    Example: `proverka inspect size --population 500 --goal 25 --probability 0.95`
    """
    from proverka.inspection import (  # noqa: PLC0415 - --help stays quick
        approximate_sample,
        detection_probability,
        smallest_sample,
    )

    exact = int(smallest_sample(population, goal, probability))
    approximate = int(approximate_sample(population, goal, probability))
    reached = float(detection_probability(population, goal, exact))
    if form is Format.json:
        told = {"schema": SIZE_SCHEMA, "sample": exact, "detection_probability": reached, "approximate": approximate}
        say(json_of(told).decode())
        return
    say(f"Open {exact} of {population}: {goal} falsified items or more are found with probability {reached:.4f}.")
    say(f"The formula N(1 - β^(1/r)) asks for {approximate}.")
