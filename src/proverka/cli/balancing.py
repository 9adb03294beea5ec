"""The command that strikes the material balance of an area, and says what it does not account for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.case.booked import ledger_of
from proverka.case.opened import open_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import AsOf, CaseFolderArgument, Format, FormatOption, KnownAt, chosen_days
from proverka.cli.console import progress, replacing, say
from proverka.model.errors import Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.assessment.area_balance import AreaBalance

AreaArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="AREA...", help="The places of the balance area, each with all that the case has within it."
    ),
]


def balance(
    case: CaseFolderArgument,
    area: AreaArgument,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    false_alarm: Annotated[
        float,
        typer.Option(
            "--false-alarm",
            metavar="P",
            help="With which probability each test may alarm, over all balances, where nothing is lost.",
        ),
    ] = 0.05,
    goal: Annotated[
        float | None,
        typer.Option("--goal", metavar="GRAMS", help="A loss that should not be missed: how probably is it detected?"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.svg", help="Also draw control charts and what makes them uncertain."),
    ] = None,
    form: FormatOption = Format.text,
) -> None:
    """Strike the material balance of an area from one physical inventory to the next, and test it for a loss.

    Beginning inventory and receipts, less shipments and ending inventory, are the material unaccounted for (MUF). What
    errors of measurement explain follows from the uncertainties in the tables and from the measurement methods that the
    case states.

    Example: `proverka balance build/my-case plant --as-of 2024-12-31 --goal 8000`

    Example: `proverka balance build/my-case plant --format csv --out balance.svg`
    """
    from proverka.assessment.area_balance import BalanceTerms  # noqa: PLC0415 - --help stays quick
    from proverka.case.balancing import balance_area  # noqa: PLC0415 - --help stays quick
    from proverka.reporting import balance_tables as tables  # noqa: PLC0415 - --help stays quick

    day, known = chosen_days(as_of, known_at)
    terms = BalanceTerms(false_alarm=false_alarm, goal=goal)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    with ledger_of(opened, known) as ledger:
        found = balance_area(opened, ledger, area, terms, as_of=day, known=known)
    if out is not None:
        _draw(found, out)
    if form is Format.json:
        typer.echo(json_of(tables.balance_plain(found)))
    elif form is Format.csv:
        typer.echo(tables.balance_csv(found), nl=False)
    else:
        say(tables.balance_text(found))


def _draw(found: "AreaBalance", out: Path) -> None:
    from proverka.reporting.chart_balance import balance_chart  # noqa: PLC0415 - only where it is asked for

    if not found.balances:
        raise RefusedError(
            Refusal.MEANINGLESS,
            where="--out",
            expected="a balance that closes, to be drawn",
            got="none: no subject of the area was counted whole at two times",
            remedy="leave --out away, or hand in the physical inventories",
        )
    with replacing(out) as place:
        place.write_text(balance_chart(found.balances).alone, encoding="utf-8")
