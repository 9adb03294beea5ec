"""The command that sends teams: over many sites, drawn so that nobody knows which will be visited."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.cli.answer import json_of
from proverka.cli.arguments import Format, FormatOption
from proverka.cli.console import Report, progress, replacing, say
from proverka.model.errors import MalformedError, Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.inspection.site_table import SiteTable
    from proverka.model.numeric import Reals
    from proverka.reporting.effort_answer import Effort

# A table of a thousand sites is a tenth of this.
TABLE_BYTES_MAX = 8 * 1024 * 1024
# More digits than any duration or rate has.
DIGITS_MAX = 30
# Halfway round the earth, and more.
KILOMETRES_MAX = 50_000.0
POINT = "two numbers with a comma between, such as 35.1,36.7"


def _above_zero(option: str) -> Callable[[str], Fraction]:
    """Return the reader of a decimal above zero given with `option`; it raises MalformedError (bad-value)."""

    def read(text: str) -> Fraction:
        # An exponent of a few digits would be a number of many millions.
        plain = len(text) <= DIGITS_MAX and "e" not in text.lower()
        try:
            found = Fraction(text if plain else 0)
        except (ValueError, ZeroDivisionError):
            found = Fraction(0)
        if found <= 0:
            raise _wrong(option, "a number above 0, such as 0.5", text)
        return found

    return read


def _point(text: str) -> tuple[float, float]:
    """Return the two coordinates given with --base; raise MalformedError (bad-value) for anything else."""
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError:
        raise _wrong("--base", POINT, text) from None
    if not (abs(first) <= KILOMETRES_MAX and abs(second) <= KILOMETRES_MAX):
        raise _wrong("--base", POINT, text)
    return first, second


def _wrong(option: str, expected: str, text: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE, where=option, expected=expected, got=repr(text), remedy="see proverka inspect effort --help"
    )


def effort(
    sites: Annotated[
        Path, typer.Argument(metavar="SITES.csv", help="The table of sites and strata (docs/how-to/plan-visits.md).")
    ],
    *,
    teams: Annotated[int, typer.Option("--teams", metavar="T", min=1, max=50, help="How many teams there are.")],
    days: Annotated[
        Fraction,
        typer.Option(
            "--days", metavar="D", parser=_above_zero("--days"), help="How many days each team has in a round."
        ),
    ],
    rounds: Annotated[
        int,
        typer.Option(
            "--rounds", metavar="K", min=1, max=60, help="Plan so many rounds together, no site visited twice in them."
        ),
    ] = 1,
    step: Annotated[
        Fraction | None,
        typer.Option(
            "--step", metavar="DAYS", parser=_above_zero("--step"), help="The unit of planning. Default: half a day."
        ),
    ] = None,
    speed: Annotated[
        Fraction | None,
        typer.Option(
            "--speed",
            metavar="KM",
            parser=_above_zero("--speed"),
            help="How many kilometres a team travels in a day, straight between the coordinates of the table.",
        ),
    ] = None,
    travel: Annotated[
        Path | None,
        typer.Option(
            "--travel", metavar="WAYS.csv", help="A table of ways instead: from, to, days; `base` is the base."
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="A,B",
            help="Where teams start and end, in coordinates of the table. Default: coming and going takes no time.",
        ),
    ] = None,
    goal_quantity: Annotated[
        Fraction | None,
        typer.Option(
            "--goal-quantity",
            metavar="Q",
            parser=_above_zero("--goal-quantity"),
            help="One goal quantity, in the unit of the column item_quantity, where goal_items are not stated.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.svg", help="Also draw where visits go.")
    ] = None,
    form: FormatOption = Format.text,
) -> None:
    """Plan visits of teams to many sites: schedules to draw one from, and what drawing so makes sure of.

    One goal quantity, wherever somebody who knows the plan hides it, is found with the probability that is told; how
    much better any plan could be is told too. --format json is the plan itself, from which a draw takes one schedule.

    Example: `proverka inspect effort sites.csv --teams 2 --days 10 --out effort.svg`

    Example: `proverka inspect effort sites.csv --teams 2 --days 10 --speed 300 --base 35.1,36.7 --format json`
    """
    from proverka.inspection.site_table import read_sites  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.effort_answer import effort_csv, effort_json, effort_text  # noqa: PLC0415 - as above

    read = read_sites(_text(sites), where=str(sites), goal_quantity=goal_quantity)
    at = None if base is None else _point(base)
    ways = _ways(read, speed, travel, at)
    with progress("planning visits") as report:
        found = _planned(read, ways, teams=teams, days=days, rounds=rounds, step=step, report=report)
    if out is not None:
        _draw(found, read, at, out)
    if form is Format.json:
        typer.echo(json_of(effort_json(found)))
    elif form is Format.csv:
        typer.echo(effort_csv(found), nl=False)
    else:
        say(effort_text(found))


def _text(path: Path) -> str:
    from proverka.case.folder import decode_text, read_limited  # noqa: PLC0415 - --help stays quick

    return decode_text(read_limited(path, TABLE_BYTES_MAX), where=str(path))


def _ways(
    read: "SiteTable", speed: Fraction | None, travel: Path | None, base: tuple[float, float] | None
) -> "Reals | None":
    """Return days from place to place, the last being the base; None where travel takes no time."""
    from proverka.inspection.site_table import read_ways  # noqa: PLC0415 - --help stays quick

    if travel is not None and (speed is not None or base is not None):
        raise _meaningless("--travel WAYS.csv, or --speed KM with --base A,B", "both")
    if travel is not None:
        return read_ways(_text(travel), [site.name for site in read.sites], base="base", where=str(travel))
    if base is not None and read.places is None:
        raise _meaningless("coordinates of every site in the table, with --base", "a table without")
    if speed is None:
        return None
    if read.places is None:
        raise _meaningless("latitude and longitude, or x_km and y_km, of every site in the table", "a table without")
    ways: Reals = read.places.distances(base) / float(speed)
    return ways


def _meaningless(expected: str, got: str) -> RefusedError:
    remedy = "see proverka inspect effort --help"
    return RefusedError(Refusal.MEANINGLESS, where="the ways between sites", expected=expected, got=got, remedy=remedy)


def _planned(
    read: "SiteTable",
    ways: "Reals | None",
    *,
    teams: int,
    days: Fraction,
    rounds: int,
    step: Fraction | None,
    report: Report,
) -> "Effort":
    from proverka.inspection import any_split, fixed_effort, plan_effort, worst_plan_split  # noqa: PLC0415 - as above
    from proverka.inspection.effort import HALF_DAY  # noqa: PLC0415 - as above
    from proverka.reporting.effort_answer import Effort  # noqa: PLC0415 - as above

    plan = plan_effort(
        read.sites, teams=teams, days=days, rounds=rounds, step=step or HALF_DAY, travel_days=ways, report=report
    )
    return Effort(
        plan=plan,
        split=worst_plan_split(plan),
        any_split=any_split(plan),
        fixed=None if plan.field.travels or rounds > 1 else fixed_effort(plan.field, teams=teams),
    )


def _draw(found: "Effort", read: "SiteTable", base: tuple[float, float] | None, out: Path) -> None:
    import numpy as np  # noqa: PLC0415 - --help stays quick

    from proverka.reporting.chart_effort import effort_chart  # noqa: PLC0415 - only where it is asked for

    places, at = None, None
    if read.places is not None:
        places = read.places.plane(read.places.at)
        if base is not None:
            east, north = read.places.plane(np.array([base]))[0]
            at = (float(east), float(north))
    with replacing(out) as place:
        place.write_text(effort_chart(found.plan, places, at).alone, encoding="utf-8")
