"""A plan of visits as text for people, as JSON of a stable form, and as comma-separated values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import accumulate

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from proverka.inspection import expected_rounds, found_by_round
from proverka.inspection.effort import Choice, EffortPlan, TeamTour
from proverka.inspection.fixed_effort import FixedPlan
from proverka.inspection.splitting import PlanSplit
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, fields, heading, plain

EFFORT_SCHEMA = "proverka/effort/v1"
EFFORT_COLUMNS = (
    "site", "stratum", "population", "goal_items", "visited", "detection", "cheat",
)  # fmt: skip
# A screen is read from the top; json has all of them.
SITES_SHOWN_MAX = 15
SCHEDULES_SHOWN_MAX = 3
DIGITS = 12
# The rounds of a forecast when only one round is planned.
FORECAST_ROUNDS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """A plan with what was worked out beside it; `fixed` is None where teams travel, `split` where strata are many."""

    plan: EffortPlan
    split: PlanSplit | None
    any_split: float | None
    fixed: FixedPlan | None


def effort_json(effort: Effort) -> dict[str, object]:
    """Return the plan as plain data: see docs/reference/effort-plan.md for what each member says."""
    plan = effort.plan
    return {
        "schema": EFFORT_SCHEMA,
        "teams": plan.teams,
        "days": _number(plan.field.clock.days(plan.field.horizon)),
        "step_days": _number(plan.field.clock.step),
        "rounds": plan.rounds,
        "guarantee": floored(plan.guarantee),
        "ceiling": ceiled(plan.ceiling),
        "gap": ceiled(plan.gap),
        "guarantee_split_in_two": None if effort.split is None else floored(effort.split.least),
        "guarantee_any_split": None if effort.any_split is None else floored(effort.any_split),
        "guarantee_without_draw": None if effort.fixed is None else floored(effort.fixed.guarantee),
        "worst_split": None if effort.split is None else _split(plan, effort.split),
        "team_day_price": floored(plan.day_price),
        "total": plan.total,
        "schedules": list(_schedules(plan)),
        "sites": list(_sites(plan)),
    }


def effort_csv(effort: Effort) -> str:
    """Return every stratum that can hold a goal quantity, one to a row."""
    return table(EFFORT_COLUMNS, _rows(effort.plan))


def effort_text(effort: Effort) -> Group:
    """Return what the plan makes sure of, where a cheat would go, and the schedules that are drawn most often."""
    return Group(
        *_summary(effort),
        heading("HOW SOON"),
        fields(_rounds(effort.plan)),
        heading("WHERE TO WORRY"),
        *_worries(effort.plan),
        heading("SCHEDULES TO DRAW FROM"),
        *_choices(effort.plan),
    )


def floored(value: Fraction | float) -> Decimal:
    """Return a probability with twelve digits, never more than it is: what is promised is kept."""
    return _rounded(value, ROUND_FLOOR)


def ceiled(value: Fraction | float) -> Decimal:
    """Return a probability with twelve digits, never less than it is."""
    return _rounded(value, ROUND_CEILING)


def _rounded(value: Fraction | float, way: str) -> Decimal:
    scaled = Fraction(value) * 10**DIGITS
    whole = scaled.__floor__() if way == ROUND_FLOOR else scaled.__ceil__()
    return Decimal(whole).scaleb(-DIGITS).normalize() + 0


def _number(value: Fraction) -> Decimal:
    """Return days as the decimal that they are, or with twelve digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _split(plan: EffortPlan, split: PlanSplit) -> dict[str, object]:
    parts = [
        {"site": site.name, "stratum": site.strata[j].name, "falsified": falsified}
        for site, j, falsified in ((plan.field.sites[i], j, falsified) for i, j, falsified in split.parts)
    ]
    return {"detection": floored(split.detection), "parts": parts}


def _schedules(plan: EffortPlan) -> Iterator[dict[str, object]]:
    """Yield the schedules with the first number of a draw from 0 to total - 1 that chooses each."""
    firsts = accumulate((choice.weight for choice in plan.choices), initial=0)
    for choice, first in zip(plan.choices, firsts, strict=False):
        yield {"first": first, "weight": choice.weight, "tours": [_tour(plan, tour) for tour in choice.tours]}


def _tour(plan: EffortPlan, tour: TeamTour) -> dict[str, object]:
    clock = plan.field.clock
    visits = []
    for visit in tour.visits:
        site = plan.field.sites[visit.site]
        strata = [
            {"stratum": one.name, "days": _number(clock.days(steps)), "open": one.opened(clock.days(steps))}
            for one, steps in zip(site.strata, visit.steps, strict=True)
            if steps
        ]
        setup = clock.days(int(plan.field.setup[visit.site]))
        visits.append({"site": site.name, "setup_days": _number(setup), "strata": strata})
    days = clock.days(plan.field.duration(tour.visits))
    return {"round": tour.round, "team": tour.team, "days": _number(days), "visits": visits}


def _sites(plan: EffortPlan) -> Iterator[dict[str, object]]:
    rows = list(zip(plan.field.targets, plan.detection, plan.cheat, strict=True))
    for i, (site, visited) in enumerate(zip(plan.field.sites, plan.visited, strict=True)):
        strata = [
            {
                "stratum": site.strata[j].name,
                "population": site.strata[j].population,
                "goal_items": site.strata[j].goal,
                "detection": floored(detection),
                "cheat": floored(float(cheat)),
            }
            for (of, j), detection, cheat in rows
            if of == i
        ]
        yield {"site": site.name, "visited": int(visited * plan.total), "strata": strata}


def _rows(plan: EffortPlan) -> Iterator[tuple[str | int | Decimal, ...]]:
    for (i, j), detection, cheat in zip(plan.field.targets, plan.detection, plan.cheat, strict=True):
        site = plan.field.sites[i]
        one = site.strata[j]
        visited = floored(plan.visited[i])
        yield site.name, one.name, one.population, one.goal, visited, floored(detection), floored(float(cheat))


def _summary(effort: Effort) -> Iterator[RenderableType]:
    plan = effort.plan
    days = _number(plan.field.clock.days(plan.field.horizon))
    rounds = f", {plan.rounds} rounds in which no site is visited twice" if plan.rounds > 1 else ""
    yield Text(f"{len(plan.field.sites)} sites, {_many(plan.teams, 'team')} of {days.normalize():f} days each{rounds}")
    yield Text(
        f"One goal quantity, wherever it is hidden, is found with probability {_percent(plan.guarantee)}.", "bold"
    )
    rows = [
        ("no plan can do better than", f"{_percent(plan.ceiling)}; the gap is {plan.gap:.1e}"),
        ("split over two strata", "" if effort.split is None else f"{_percent(effort.split.least)} or more"),
        ("split over any number", "" if effort.any_split is None else f"{_percent(effort.any_split)} or more"),
        ("the same visits for certain", "" if effort.fixed is None else _percent(effort.fixed.guarantee)),
        ("one more day of one team", f"adds {100 * plan.day_price:.2f} points at most, on average over its days"),
    ]
    yield fields(rows)


def _rounds(plan: EffortPlan) -> Iterator[tuple[str, str]]:
    """Yield what comes of drawing the same plan anew again and again."""
    value = float(plan.guarantee)
    unit = "round" if plan.rounds == 1 else f"period of {plan.rounds} rounds"
    period = "round" if plan.rounds == 1 else "period"
    by = found_by_round(value, max(FORECAST_ROUNDS))
    for number in FORECAST_ROUNDS:
        yield f"found by {unit} {number}", _percent(float(by[number - 1]))
    if value > 0:
        yield (
            "found on average",
            f"after {float(expected_rounds(value)):.1f} {period}s at most, drawn anew each time",
        )


def _worries(plan: EffortPlan) -> Iterator[RenderableType]:
    grid = columns("site", "stratum", "items>", "goal>", "visited>", "found>", "cheat>")
    order = np.argsort(-plan.cheat, kind="stable")
    for target in order[:SITES_SHOWN_MAX]:
        i, j = plan.field.targets[int(target)]
        site, one = plan.field.sites[i], plan.field.sites[i].strata[j]
        shares = (plan.visited[i], plan.detection[int(target)], float(plan.cheat[target]))
        cells = (site.name, one.name, f"{one.population:,}", f"{one.goal:,}", *(_percent(share) for share in shares))
        grid.add_row(*map(plain, cells))
    yield grid
    if len(order) > SITES_SHOWN_MAX:
        yield Text(f"and {len(order) - SITES_SHOWN_MAX} more: --format csv has every stratum", style="dim")


def _choices(plan: EffortPlan) -> Iterator[RenderableType]:
    for choice in plan.choices[:SCHEDULES_SHOWN_MAX]:
        yield Text(f"weight {choice.weight:,} of {plan.total:,}", style="bold")
        yield from (Text(f"  {line}") for line in _lines(plan, choice))
    if len(plan.choices) > SCHEDULES_SHOWN_MAX:
        more = len(plan.choices) - SCHEDULES_SHOWN_MAX
        yield Text(f"and {more} more: --format json has every schedule, for a draw", style="dim")


def _lines(plan: EffortPlan, choice: Choice) -> Iterator[str]:
    clock = plan.field.clock
    for tour in choice.tours:
        visits = [
            f"{plain(plan.field.sites[visit.site].name)} {_opened(plan, visit.site, visit.steps)}"
            for visit in tour.visits
        ]
        days = _number(clock.days(plan.field.duration(tour.visits))).normalize()
        at = f"round {tour.round}, team {tour.team}" if plan.rounds > 1 else f"team {tour.team}"
        yield f"{at}, {days:f} days: {', '.join(visits)}"


def _opened(plan: EffortPlan, site: int, steps: Sequence[int]) -> str:
    opened = [
        one.opened(plan.field.clock.days(spent))
        for one, spent in zip(plan.field.sites[site].strata, steps, strict=True)
    ]
    return f"({'+'.join(map(str, opened))})"


def _percent(value: Fraction | float) -> str:
    """Return a share with two digits, rounded down."""
    return f"{(Fraction(value) * 10_000).__floor__() / 100:.2f} %"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
