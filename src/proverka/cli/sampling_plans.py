"""Pocket calculators for plans: both risks of accepting a lot, and several instruments for one stratum."""

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from proverka.cli.arguments import Format, FormatOption
from proverka.cli.pocket import OutOption, Told, chance, drawn, share, tell
from proverka.model.errors import MalformedError, Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.inspection import AttributesPlan, Instrument, LevelsCurve, LevelsPlan, RiskPoint, VariablesPlan
    from proverka.model.numeric import Reals
    from proverka.reporting.chart_operating import Picture

ACCEPT_SCHEMA = "proverka/acceptance-plan/v1"
LEVELS_SCHEMA = "proverka/levels-plan/v1"

# Probabilities of recognition between which an instrument is said to begin and to be sure.
_HALF, _SURE = 0.5, 0.95
_CURVE_ROWS = 12

# Three instruments as a planner may try them before having its own: a tester that tells full from empty, one that
# weighs the contents, and a laboratory. Relative standard deviations and costs are round numbers, nobody's data.
_TRIAL = ("tester:0.2::1", "scale:0.05::5", "laboratory:0.005::20")


def _point(option: str, text: str) -> "RiskPoint":
    from proverka.inspection import RiskPoint  # noqa: PLC0415 - --help stays quick

    proportion, acceptance = _numbers(option, text, 2, "a proportion and a probability of acceptance, P:A")
    return RiskPoint(proportion=proportion, acceptance=acceptance)


def _numbers(option: str, text: str, count: int, expected: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(":")]
    except ValueError:
        found = []
    if len(found) != count:
        raise MalformedError(
            Refusal.BAD_VALUE, where=option, expected=expected, got=repr(text), remedy="separate numbers by a colon"
        )
    return found


def accept(
    *,
    producer: Annotated[
        str,
        typer.Option(
            "--producer", metavar="P:A", help="Accept a lot with this proportion of defects at least so often."
        ),
    ],
    consumer: Annotated[
        str,
        typer.Option(
            "--consumer", metavar="P:A", help="Accept a lot with this proportion of defects at most so often."
        ),
    ],
    population: Annotated[
        int | None,
        typer.Option("--population", "-n", metavar="N", min=1, help="The size of the lot, by default without limit."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="attributes|known|unknown",
            help="Count defects, or measure one variable whose standard deviation is known or unknown.",
        ),
    ] = "attributes",
    out: OutOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say how many items to open and how many defects to accept, with a limit on both risks.

    The plan is the smallest that accepts good lots as often, and bad ones as seldom, as is asked for.

    Example: `proverka inspect accept --producer 0.05:0.95 --consumer 0.15:0.075`

    Example: `proverka inspect accept --producer 0.01:0.95 --consumer 0.05:0.05 --population 5000`

    Example: `proverka inspect accept --producer 0.05:0.95 --consumer 0.15:0.075 --by known --out plan.svg`
    """
    if by not in ("attributes", "known", "unknown") or (by != "attributes" and population is not None):
        raise RefusedError(
            Refusal.MEANINGLESS,
            where="--by",
            expected="attributes, known or unknown, and --population with attributes alone",
            got=by,
            remedy="see proverka inspect accept --help",
        )
    from proverka.inspection import attributes_plan, variables_plan  # noqa: PLC0415 - --help stays quick

    good, bad = _point("--producer", producer), _point("--consumer", consumer)
    plan: AttributesPlan | VariablesPlan
    if by == "attributes":
        plan = attributes_plan(good, bad, population=population)
    else:
        plan = variables_plan(good, bad, known=by == "known")
    tell(_told_acceptance(plan, good, bad), form, out)


def _told_acceptance(plan: "AttributesPlan | VariablesPlan", good: "RiskPoint", bad: "RiskPoint") -> Told:
    import numpy as np  # noqa: PLC0415 - --help stays quick

    from proverka.inspection import AttributesPlan  # noqa: PLC0415

    shares = sorted({0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, good.proportion, bad.proportion} - {0.0})
    if isinstance(plan, AttributesPlan):
        rule = f"Open {plan.sample:,}: accept with at most {plan.accept:,} defects."
        document: dict[str, object] = {"distribution": plan.distribution, "population": plan.population}
        document |= {"sample": plan.sample, "accept": plan.accept}
    else:
        whose = "known" if plan.known else "sample's"
        rule = (
            f"Measure {plan.sample:,}: accept if the mean keeps {plan.distance:.4f} of the {whose} standard deviation "
            "from the limit."
        )
        document = {"distribution": "normal", "deviation_known": plan.known}
        document |= {"sample": plan.sample, "distance": plan.distance}
    accepted = _acceptance(plan, np.array(shares))
    return Told(
        schema=ACCEPT_SCHEMA,
        sentences=[
            rule,
            (
                f"A lot with {share(good.proportion)} defects is accepted with probability "
                f"{chance(plan.producer.acceptance)} (at least {good.acceptance:g} asked for),"
            ),
            f"one with {share(bad.proportion)} with {chance(plan.consumer.acceptance)} (at most {bad.acceptance:g}).",
        ],
        document={
            **document,
            "producer": {"proportion": good.proportion, "acceptance": plan.producer.acceptance},
            "consumer": {"proportion": bad.proportion, "acceptance": plan.consumer.acceptance},
        },
        columns=("proportion", "acceptance_probability"),
        rows=[(one, float(p)) for one, p in zip(shares, accepted, strict=True)],
        picture=lambda: _acceptance_picture(plan, good, bad),
    )


def _acceptance(plan: "AttributesPlan | VariablesPlan", proportions: "Reals") -> "Reals":
    from proverka.inspection import (  # noqa: PLC0415 - --help stays quick
        AttributesPlan,
        acceptance_probability,
        variables_acceptance,
    )

    if isinstance(plan, AttributesPlan):
        return acceptance_probability(plan.sample, plan.accept, proportions, population=plan.population)
    return variables_acceptance(plan.sample, plan.distance, proportions, known=plan.known)


def _acceptance_picture(plan: "AttributesPlan | VariablesPlan", good: "RiskPoint", bad: "RiskPoint") -> "Picture":
    import numpy as np  # noqa: PLC0415 - only where it is drawn

    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    proportions = np.linspace(0.0005, min(0.999, 2 * bad.proportion), 200)
    return Picture(
        name="acceptance",
        title=f"How often a plan with {plan.sample:,} items accepts",
        note="By the proportion of defects.",
        x_title="proportion of defects",
        y_title="probability of acceptance",
        x_format="~%",
        curves=(
            Curve(name="plan", x=tuple(map(float, proportions)), y=tuple(map(float, _acceptance(plan, proportions)))),
        ),
        marks=tuple(
            Mark(x=one.proportion, y=reached.acceptance, text=f"{who}: {drawn(reached.acceptance)}")
            for who, one, reached in (("producer", good, plan.producer), ("consumer", bad, plan.consumer))
            if proportions[0] <= one.proportion
        ),
    )


def _instrument(text: str, threshold: float) -> "Instrument":
    from proverka.inspection import Instrument  # noqa: PLC0415 - --help stays quick

    name, *parts = text.split(":")
    try:
        random, systematic, cost = (
            float(part or default) for part, default in zip([*parts, "", "", ""][:3], ("nan", "0", "1"), strict=True)
        )
    except ValueError:
        name = ""
    if not name or not 1 <= len(parts) <= 3:  # noqa: PLR2004 - random, systematic, cost
        raise MalformedError(
            Refusal.BAD_VALUE,
            where="--instrument",
            expected="a name, relative standard deviations, what a measurement costs: NAME:RANDOM:SYSTEMATIC:COST",
            got=repr(text),
            remedy="write for example --instrument scale:0.05:0.01:5; the last two may be left out",
        )
    return Instrument(name=name, random=random, systematic=systematic, threshold=threshold, cost=cost)


def levels(
    *,
    population: Annotated[
        int, typer.Option("--population", "-n", metavar="N", min=1, help="How many items there are.")
    ],
    item: Annotated[float, typer.Option("--item", metavar="MASS", help="What is declared for each item, in any unit.")],
    goal: Annotated[
        float, typer.Option("--goal", "-r", metavar="MASS", help="How much must not go missing, in the same unit.")
    ],
    probability: Annotated[
        float, typer.Option("--probability", "-p", metavar="P", min=0, max=1, help="With which probability.")
    ] = 0.9,
    instruments: Annotated[
        list[str] | None,
        typer.Option(
            "--instrument",
            metavar="NAME:RANDOM:SYSTEMATIC:COST",
            help="An instrument by its relative standard deviations and its cost, coarsest first; again for each. By "
            f"default three to try: {', '.join(_TRIAL)}.",
        ),
    ] = None,
    threshold: Annotated[
        float,
        typer.Option("--threshold", metavar="K", min=0, help="A difference above K standard deviations is a defect."),
    ] = 3.0,
    draw: Annotated[
        str,
        typer.Option(
            "--draw",
            metavar="nested|separate|independent",
            help="Finer instruments measure some of the items of the coarser, other items, or items drawn anew.",
        ),
    ] = "nested",
    out: OutOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say how many items to measure with which instrument, so that no way of taking the goal goes unnoticed.

    The goal may be taken whole out of few items, in part out of more, or as a bias out of all of them. For each way the
    probability of detection is exact, the systematic errors of an instrument being the same for all its items; the plan
    holds for the worst.

    Example: `proverka inspect levels --population 200 --item 2 --goal 8`

    Example: `proverka inspect levels --population 200 --item 2 --goal 8 --instrument tester:0.2::1
    --instrument laboratory:0.005:0.002:20 --draw separate --out levels.svg`
    """
    if draw not in ("nested", "separate", "independent"):
        raise RefusedError(
            Refusal.BAD_VALUE,
            where="--draw",
            expected="nested, separate or independent",
            got=draw,
            remedy="see proverka inspect levels --help",
        )
    from proverka.inspection import Stratum, levels_curve, levels_plan  # noqa: PLC0415 - --help stays quick

    stratum = Stratum(population=population, item_mass=item, goal_mass=goal)
    several = [_instrument(one, threshold) for one in instruments or _TRIAL]
    way = cast('Literal["nested", "separate", "independent"]', draw)
    plan = levels_plan(stratum, several, probability, draw=way)
    tell(_told_levels(plan, levels_curve(plan), probability), form, out)


def _told_levels(plan: "LevelsPlan", curve: "LevelsCurve", probability: float) -> Told:
    worst = curve.worst
    lines = [
        f"{one.name}: measure {n:,}. It recognises {share(one.share_recognised(_HALF))} missing in half of all cases, "
        f"{share(one.share_recognised(_SURE))} in 95 %."
        for one, n in zip(plan.instruments, plan.samples, strict=True)
    ]
    how = {
        "nested": "each finer instrument measures some of the items of the one before",
        "separate": "no item is measured twice",
        "independent": "each instrument has a draw of its own",
    }
    return Told(
        schema=LEVELS_SCHEMA,
        sentences=[
            f"Open at most {plan.opened:,} of {plan.stratum.population:,}; {how[plan.draw]}.",
            *lines,
            (
                f"Worst for the inspector: {share(float(curve.shares[worst]))} out of each of "
                f"{int(curve.items[worst]):,} items, found with probability {chance(float(curve.detection[worst]))}."
            ),
            (
                f"The measurements cost {plan.cost:g}; {plan.false_alarms:.2g} false alarms are expected if all is as "
                "declared."
            ),
        ],
        document={
            "population": plan.stratum.population,
            "item_mass": plan.stratum.item_mass,
            "goal_mass": plan.stratum.goal_mass,
            "probability": probability,
            "draw": plan.draw,
            "instruments": [
                {
                    "name": one.name,
                    "random": one.random,
                    "systematic": one.systematic,
                    "threshold": one.threshold,
                    "cost": one.cost,
                    "sample": n,
                }
                for one, n in zip(plan.instruments, plan.samples, strict=True)
            ],
            "cost": plan.cost,
            "false_alarms": plan.false_alarms,
            "worst": {
                "falsified": int(curve.items[worst]),
                "share": float(curve.shares[worst]),
                "detection_probability": float(curve.detection[worst]),
            },
        },
        columns=("falsified", "share_of_each", "detection_probability", "note"),
        rows=[
            (
                int(curve.items[i]),
                float(curve.shares[i]),
                float(curve.detection[i]),
                "the worst" if i == worst else "",
            )
            for i in _rows_of(curve)
        ],
        picture=lambda: _levels_picture(plan, curve, probability),
    )


def _rows_of(curve: "LevelsCurve") -> list[int]:
    """Return the rows of the curve that are told: some in equal ratios, and the worst."""
    import numpy as np  # noqa: PLC0415 - --help stays quick

    some = np.rint(np.geomspace(curve.items[0], curve.items[-1], _CURVE_ROWS)).astype(int) - int(curve.items[0])
    return sorted({*map(int, some), curve.worst})


def _levels_picture(plan: "LevelsPlan", curve: "LevelsCurve", probability: float) -> "Picture":
    from dataclasses import replace  # noqa: PLC0415 - only where it is drawn

    from proverka.inspection import levels_curve  # noqa: PLC0415
    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    def alone(which: int) -> tuple[float, ...]:
        one = replace(plan, instruments=plan.instruments[which : which + 1], samples=plan.samples[which : which + 1])
        return tuple(map(float, levels_curve(one).detection[::-1]))

    shares = tuple(map(float, curve.shares[::-1]))
    worst = curve.worst
    reached = float(curve.detection[worst])
    return Picture(
        name="levels",
        title=f"Detection of a goal of {plan.stratum.goal_mass:g} taken out of {plan.stratum.population:,} items",
        note="By the share that is missing from each falsified item.",
        x_title="share missing from each falsified item",
        y_title="probability of detection",
        x_format=".1~%",
        scale="log",
        asked=probability,
        curves=(
            Curve(name="all together", x=shares, y=tuple(map(float, curve.detection[::-1]))),
            *(
                Curve(name=f"{one.name} alone, {n:,}", x=shares, y=alone(i))
                for i, (one, n) in enumerate(zip(plan.instruments[:5], plan.samples[:5], strict=True))
            ),
        ),
        marks=(Mark(x=float(curve.shares[worst]), y=reached, text=f"worst: {drawn(reached)}"),),
    )
