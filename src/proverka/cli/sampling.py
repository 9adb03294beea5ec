"""Pocket calculators of an inspection planner: how many items to open, and how sure that makes us."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from proverka.cli.arguments import Format, FormatOption
from proverka.cli.pocket import (
    AlarmOption,
    FalsePositiveOption,
    OutOption,
    ReplacementOption,
    SensitivityOption,
    Told,
    chance,
    drawn,
    share,
    tell,
)
from proverka.model.errors import MalformedError, Refusal, RefusedError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from proverka.inspection import Split
    from proverka.model.numeric import Reals
    from proverka.reporting.chart_operating import Picture

SIZE_SCHEMA = "proverka/sample-size/v1"
PROBABILITY_SCHEMA = "proverka/detection/v1"
REMAINING_SCHEMA = "proverka/remaining/v1"

# What the short table shows beside the answer: parts of it, one fewer, one more.
PARTS = (0.25, 0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2.0)
DRAWN_MAX = 400


class How(TypedDict):
    """How a sample is drawn and measured, as the statistics name it."""

    sensitivity: float
    false_positive: float
    alarm: int
    replacement: bool


Population = Annotated[int, typer.Option("--population", "-n", metavar="N", min=1, help="How many items there are.")]
Goal = Annotated[
    int, typer.Option("--goal", "-r", metavar="R", min=1, help="How many falsified items must not be missed.")
]


def size(
    *,
    population: Population,
    goal: Goal,
    probability: Annotated[
        float, typer.Option("--probability", "-p", metavar="P", min=0, max=1, help="With which probability.")
    ] = 0.95,
    sensitivity: SensitivityOption = 1.0,
    false_positive: FalsePositiveOption = 0.0,
    alarm: AlarmOption = 1,
    with_replacement: ReplacementOption = False,
    out: OutOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say how many items to open, so that falsified ones are found with the probability that is asked for.

    The size is exact. Beside it stands the formula of the International Atomic Energy Agency, N(1 - β^(1/r)), divided
    by the sensitivity, where it says anything: for instruments without false positives and an alarm at the first.

    Example: `proverka inspect size --population 500 --goal 25 --probability 0.95`

    Example: `proverka inspect size --population 1000 --goal 50 --sensitivity 0.9 --out size.svg`
    """
    from proverka.inspection import (  # noqa: PLC0415 - --help stays quick
        UNATTAINABLE,
        approximate_sample,
        detection_probability,
        smallest_sample,
    )

    how: How = {
        "sensitivity": sensitivity,
        "false_positive": false_positive,
        "alarm": alarm,
        "replacement": with_replacement,
    }

    def detection(n: "ArrayLike") -> "Reals":
        return detection_probability(population, goal, n, **how)

    exact = int(smallest_sample(population, goal, probability, **how))
    if exact == UNATTAINABLE:
        raise _unattainable(population, goal, probability, float(detection(population)))
    plain = false_positive == 0 and alarm == 1 and not with_replacement and sensitivity > 0
    formula = int(approximate_sample(population, goal, probability, sensitivity=sensitivity)) if plain else None
    rows = _sizes(exact, formula, None if with_replacement else population, detection)
    tell(
        Told(
            schema=SIZE_SCHEMA,
            sentences=_size_sentences(population, goal, exact, formula, detection),
            document={
                "population": population,
                "goal": goal,
                "probability": probability,
                **how,
                "sample": exact,
                "detection_probability": float(detection(exact)),
                "approximate": formula,
                "approximate_detection_probability": None
                if formula is None
                else float(detection(min(formula, population))),
            },
            columns=("sample", "detection_probability", "nondetection_probability", "note"),
            rows=rows,
            picture=lambda: _size_picture(population, goal, probability, (exact, formula), how),
        ),
        form,
        out,
    )


def _unattainable(population: int, goal: int, probability: float, most: float) -> RefusedError:
    return RefusedError(
        Refusal.MEANINGLESS,
        where="--probability",
        expected=f"at most {most:.12g}, with which all {population} items together find {goal} falsified ones",
        got=f"{probability:g}",
        remedy="ask for less, for a larger goal, or for a better instrument",
    )


def _size_sentences(
    population: int, goal: int, exact: int, formula: int | None, detection: Callable[["ArrayLike"], "Reals"]
) -> list[str]:
    reached = chance(float(detection(exact)))
    told = [
        f"Open {exact:,} of {population:,}: {goal:,} falsified items or more are found with probability {reached}.",
    ]
    if exact > 0:
        told.append(f"With one fewer it would be {chance(float(detection(exact - 1)))}.")
    if formula is None:
        told.append("The formula N(1 - β^(1/r)) does not know such instruments or draws.")
    elif formula > population:
        told.append(f"The formula N(1 - β^(1/r)) asks for {formula:,}, more than there are.")
    else:
        more = formula - exact
        error = "the same" if more == 0 else f"{abs(more):,} {'more' if more > 0 else 'fewer'}"
        told.append(
            f"The formula N(1 - β^(1/r)) asks for {formula:,}, {error}; that finds them with probability "
            f"{chance(float(detection(formula)))}."
        )
    return told


def _sizes(
    exact: int, formula: int | None, most: int | None, detection: Callable[["ArrayLike"], "Reals"]
) -> list[tuple[int, float, float, str]]:
    notes = {exact: "the smallest that is enough"}
    if formula is not None and formula != exact:
        notes[formula] = "the formula"
    sizes = {exact - 1, exact + 1, *notes, *(round(part * exact) for part in PARTS)}
    shown = sorted(n for n in sizes if n >= 0 and (most is None or n <= most))
    return [(n, float(p), 1.0 - float(p), notes.get(n, "")) for n, p in zip(shown, detection(shown), strict=True)]


def _size_picture(population: int, goal: int, probability: float, sizes: tuple[int, int | None], how: How) -> "Picture":
    import numpy as np  # noqa: PLC0415 - only where it is drawn

    from proverka.inspection import detection_probability  # noqa: PLC0415
    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    exact, formula = sizes
    most = max(2 * exact, (formula or 0) + 1, 10)
    most = most if how["replacement"] else min(most, population)
    n = np.unique(np.linspace(0, most, DRAWN_MAX).astype(int))
    goals = dict.fromkeys(g for g in (max(1, goal // 2), goal, min(population, 2 * goal)))
    curves = tuple(
        Curve(
            name=f"{g:,} falsified",
            x=tuple(map(float, n)),
            y=tuple(map(float, detection_probability(population, g, n, **how))),
        )
        for g in goals
    )
    reached = float(detection_probability(population, goal, exact, **how))
    return Picture(
        name="sample-size",
        title=f"Probability of finding falsified items among {population:,}",
        note="By how many items are opened.",
        x_title="items opened",
        y_title="probability of detection",
        curves=curves,
        marks=(Mark(x=exact, y=reached, text=f"open {exact:,}: {drawn(reached)}"),),
        asked=probability,
    )


def _stratum(text: str) -> tuple[int, int]:
    parts = text.split(":")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - items and opened
        raise MalformedError(
            Refusal.BAD_VALUE,
            where="--stratum",
            expected="how many items there are and how many are opened, N:n",
            got=repr(text),
            remedy="write for example --stratum 400:30",
        )
    return int(parts[0]), int(parts[1])


def probability(
    *,
    goal: Goal,
    population: Annotated[
        int | None, typer.Option("--population", "-n", metavar="N", min=1, help="How many items there are.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", "-s", metavar="n", min=0, help="How many of them are opened.")
    ] = None,
    strata: Annotated[
        list[str] | None,
        typer.Option(
            "--stratum", metavar="N:n", help="Instead: N items, of which n are opened; again for each stratum."
        ),
    ] = None,
    sensitivity: SensitivityOption = 1.0,
    false_positive: FalsePositiveOption = 0.0,
    alarm: AlarmOption = 1,
    with_replacement: ReplacementOption = False,
    out: OutOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say with which probability a sample finds falsified items.

    With several strata the falsified items lie where they are least likely to be found: the answer is for the worst way
    to split them, which is told.

    Example: `proverka inspect probability --population 500 --sample 56 --goal 25`

    Example: `proverka inspect probability --stratum 400:30 --stratum 100:20 --goal 10 --out strata.svg`
    """
    if strata:
        if population is not None or sample is not None or false_positive or alarm > 1 or with_replacement:
            raise _meaningless("--stratum N:n with --goal and --sensitivity", "other options of the sample")
        tell(_told_strata([_stratum(one) for one in strata], goal, sensitivity), form, out)
        return
    if population is None or sample is None:
        raise _meaningless("--population N and --sample n, or --stratum N:n", "neither")
    how: How = {
        "sensitivity": sensitivity,
        "false_positive": false_positive,
        "alarm": alarm,
        "replacement": with_replacement,
    }
    tell(_told_probability(population, sample, goal, how), form, out)


def _meaningless(expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.MEANINGLESS, where="the sample", expected=expected, got=got, remedy="see proverka inspect --help"
    )


def _told_probability(population: int, sample: int, goal: int, how: How) -> Told:
    from proverka.inspection import detection_probability, nondetection_probability  # noqa: PLC0415 - --help stays quick

    reached = float(detection_probability(population, goal, sample, **how))
    missed = float(nondetection_probability(population, goal, sample, **how))
    few = sorted({d for d in (*_steps(population), goal) if d <= population})
    pairs = zip(few, detection_probability(population, few, sample, **how), strict=True)
    silent = nondetection_probability(population, few, sample, **how)
    told = [
        (
            f"Opening {sample:,} of {population:,} finds {goal:,} falsified items or more with probability "
            f"{chance(reached)}; they are missed with {chance(missed)}."
        )
    ]
    if how["false_positive"]:
        alone = float(detection_probability(population, 0, sample, **how))
        told.append(f"If nothing is falsified the alarm is raised with probability {chance(alone)}.")
    return Told(
        schema=PROBABILITY_SCHEMA,
        sentences=told,
        document={
            "population": population,
            "sample": sample,
            "goal": goal,
            **how,
            "detection_probability": reached,
            "nondetection_probability": missed,
        },
        columns=("falsified", "detection_probability", "nondetection_probability"),
        rows=[(d, float(p), float(q)) for (d, p), q in zip(pairs, silent, strict=True)],
        picture=lambda: _falsified_picture(population, sample, goal, how),
    )


def _steps(most: int) -> list[int]:
    """Return 1, 2, 5, 10, 20… up to a number."""
    steps = [digit * 10**power for power in range(len(str(most))) for digit in (1, 2, 5)]
    return [step for step in steps if step <= most]


def _falsified_picture(population: int, sample: int, goal: int, how: How) -> "Picture":
    import numpy as np  # noqa: PLC0415 - only where it is drawn

    from proverka.inspection import detection_probability  # noqa: PLC0415
    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    bad = np.unique(np.linspace(0, min(population, max(2 * goal, 10)), DRAWN_MAX).astype(int))
    sizes = [n for n in dict.fromkeys((sample // 2, sample, 2 * sample)) if n <= population or how["replacement"]]
    reached = float(detection_probability(population, goal, sample, **how))
    return Picture(
        name="detection",
        title=f"Probability of finding falsified items among {population:,}",
        note="By how many are falsified.",
        x_title="falsified items",
        y_title="probability of detection",
        curves=tuple(
            Curve(
                name=f"{n:,} opened",
                x=tuple(map(float, bad)),
                y=tuple(map(float, detection_probability(population, bad, n, **how))),
            )
            for n in sizes
        ),
        marks=(Mark(x=goal, y=reached, text=f"{goal:,} falsified: {drawn(reached)}"),),
    )


def _told_strata(strata: list[tuple[int, int]], goal: int, sensitivity: float) -> Told:
    from proverka.inspection import nondetection_probability, worst_split  # noqa: PLC0415 - --help stays quick

    populations, samples = zip(*strata, strict=True)
    split = worst_split(populations, samples, goal, sensitivity=sensitivity)
    missed = nondetection_probability(populations, split.defects, samples, sensitivity=sensitivity)
    among = f"{len(strata)} strata" if len(strata) > 1 else "1 stratum"
    lines = zip(populations, samples, split.defects, missed, strict=True)
    rows = [(i + 1, of, n, bad, 1.0 - float(q)) for i, (of, n, bad, q) in enumerate(lines)]
    return Told(
        schema=PROBABILITY_SCHEMA,
        sentences=[
            (
                f"Opening {sum(samples):,} of {sum(populations):,} in {among} finds {goal:,} falsified "
                f"items or more with probability {chance(split.detection)} at least, however they are split."
            ),
            "The worst split, and the probability of finding something in each stratum:",
        ],
        document={
            "goal": goal,
            "sensitivity": sensitivity,
            "worst_split": list(split.defects),
            "detection_probability": split.detection,
            "nondetection_probability": split.nondetection,
        },
        columns=("stratum", "items", "opened", "falsified", "detection_probability"),
        rows=rows,
        picture=lambda: _strata_picture(strata, goal, sensitivity, split),
    )


def _strata_picture(strata: list[tuple[int, int]], goal: int, sensitivity: float, split: "Split") -> "Picture":
    import numpy as np  # noqa: PLC0415 - only where it is drawn

    from proverka.inspection import worst_split  # noqa: PLC0415
    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    populations, samples = zip(*strata, strict=True)
    most = min(sum(populations), max(2 * goal, 10))
    goals = np.unique(np.linspace(0, most, 60).astype(int))
    found = [worst_split(populations, samples, int(g), sensitivity=sensitivity).detection for g in goals]
    return Picture(
        name="strata",
        title=f"Probability of finding falsified items in {len(strata)} strata",
        note="By how many are falsified, split in the worst way.",
        x_title="falsified items, in the worst split",
        y_title="probability of detection",
        curves=(Curve(name="worst split", x=tuple(map(float, goals)), y=tuple(found)),),
        marks=(Mark(x=goal, y=split.detection, text=f"{goal:,} falsified: {drawn(split.detection)}"),),
    )


def remaining(
    *,
    population: Population,
    sample: Annotated[int, typer.Option("--sample", "-s", metavar="n", min=0, help="How many of them were opened.")],
    goal: Goal = 1,
    found: Annotated[
        int, typer.Option("--found", "-x", metavar="X", min=0, help="How many of those were found falsified.")
    ] = 0,
    confidence: Annotated[
        float, typer.Option("--confidence", "-p", metavar="P", min=0, max=1, help="For the bound on falsified items.")
    ] = 0.95,
    sensitivity: SensitivityOption = 1.0,
    suspicion: Annotated[
        float | None,
        typer.Option(
            "--suspicion",
            metavar="Q",
            min=0,
            max=1,
            help="How probable it was before that R are falsified, and otherwise none; by default every number of "
            "falsified items was as probable as any other.",
        ),
    ] = None,
    out: OutOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say what a sample leaves possible: how many falsified items there may still be.

    The bound needs no opinion: with more falsified items than that a sample finds more than this one with the stated
    confidence. A probability that some remain needs one about what was there before, and states which it took.

    Example: `proverka inspect remaining --population 500 --sample 56 --goal 25`

    Example: `proverka inspect remaining --population 500 --sample 56 --goal 25 --suspicion 0.1`
    """
    from proverka.inspection import beta_binomial, point_prior, posterior, upper_bound  # noqa: PLC0415 - --help stays quick

    bound = int(upper_bound(population, sample, found, confidence, sensitivity=sensitivity))
    prior = beta_binomial(population, 1.0, 1.0) if suspicion is None else point_prior(population, goal, suspicion)
    after = posterior(prior, sample, found, sensitivity=sensitivity)
    document = {
        "population": population,
        "sample": sample,
        "found": found,
        "sensitivity": sensitivity,
        "confidence": confidence,
        "upper_bound": bound,
        "goal": goal,
        "suspicion": suspicion,
    }
    sentences = [
        f"{sample:,} of {population:,} were opened and {found:,} found falsified.",
        f"At confidence {confidence:g} at most {bound:,} are falsified, {bound - found:,} beside those found.",
    ]
    # Those found are no longer a danger: what remains are the others.
    tell(_told_remaining(document, sentences, after[found:]), form, out)


def _told_remaining(document: dict[str, float | None], sentences: list[str], left: "Reals") -> Told:
    import numpy as np  # noqa: PLC0415 - --help stays quick

    from proverka.inspection import chance_of_at_least  # noqa: PLC0415

    goal, found, suspicion = int(document["goal"] or 0), int(document["found"] or 0), document["suspicion"]
    if suspicion is None:
        still = chance_of_at_least(goal, left)
        opinion = f"If every number of falsified items was as probable before, {goal:,} or more remain"
    else:
        still = chance_of_at_least(max(0, goal - found), left)
        opinion = (
            f"If {goal:,} were falsified with probability {chance(suspicion)} before, and otherwise none, they are"
        )
    bound = int(document["upper_bound"] or 0) - found
    few = sorted({d for d in (*_steps(left.size - 1), goal) if d < left.size})
    return Told(
        schema=REMAINING_SCHEMA,
        sentences=[*sentences, f"{opinion} with probability {chance(still)}."],
        document={
            **document,
            "probability_remaining": still,
            "mean_remaining": float(np.arange(left.size) @ left),
        },
        columns=("remaining_at_least", "probability"),
        rows=[(d, chance_of_at_least(d, left)) for d in few],
        picture=lambda: _remaining_picture(left, bound, float(document["confidence"] or 0.0)),
    )


def _remaining_picture(left: "Reals", bound: int, confidence: float) -> "Picture":
    import numpy as np  # noqa: PLC0415 - only where it is drawn

    from proverka.reporting.chart_operating import Curve, Mark, Picture  # noqa: PLC0415

    beyond = np.minimum(1.0, np.cumsum(left[::-1])[::-1])
    # What is improbable to a thousandth is not drawn, but the bound is.
    most = min(left.size - 1, max(int(np.sum(beyond > 1e-3)), round(1.3 * bound), 5))  # noqa: PLR2004
    at = min(bound + 1, most)
    return Picture(
        name="remaining",
        title="What the sample leaves possible",
        note="By how many falsified items remain beside those found.",
        x_title="falsified items that remain, at least",
        y_title="probability",
        curves=(
            Curve(name="probability", x=tuple(map(float, range(most + 1))), y=tuple(map(float, beyond[: most + 1]))),
        ),
        marks=(Mark(x=at, y=float(beyond[at]), text=f"more than {bound:,}: refuted at {share(confidence)}"),),
    )
