"""The command that strikes the material balance of an area, and says what it does not account for."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.case.booked import ledger_of
from proverka.case.exchanging import account_area
from proverka.case.opened import Case, open_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import AsOf, CaseFolderArgument, Format, FormatOption, KnownAt, chosen_days, day_of
from proverka.cli.console import progress, replacing, say
from proverka.model.errors import Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.assessment.area_balance import AreaBalance

MONTH = "month"
# Each period is a question to all rows.
EDGES_MAX = 121

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
    periods: Annotated[
        str | None,
        typer.Option(
            "--periods",
            metavar="month|DAY,DAY,...",
            help="Strike it between the first instants of these days, or of months, against the book: where nobody "
            "counts. Such a balance closes by itself and proves nothing.",
        ),
    ] = None,
    paired: Annotated[
        bool,
        typer.Option(
            "--paired", help="Also hold the inventories against what inspectors measured of the same items: text, json."
        ),
    ] = False,
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
    if periods is not None:
        if out is not None:
            raise _meaningless("--out", "balances between physical inventories, to be drawn", "--out with --periods")
        _say_books(opened, area, periods, (day, known), form)
        return
    with ledger_of(opened, known) as ledger:
        found = balance_area(opened, ledger, area, terms, as_of=day, known=known, paired=paired)
    if out is not None:
        _draw(found, out)
    if form is Format.json:
        typer.echo(json_of(tables.balance_plain(found)))
    elif form is Format.csv:
        typer.echo(tables.balance_csv(found), nl=False)
    else:
        say(tables.balance_text(found))


def _say_books(opened: Case, area: list[str], periods: str, days: tuple[date, date], form: Format) -> None:
    """Strike balances against the book, in which nothing can be unaccounted for."""
    from proverka.case.balancing import balance_books, first_movement  # noqa: PLC0415 - --help stays quick
    from proverka.reporting import balance_tables as tables  # noqa: PLC0415 - --help stays quick

    day, known = days
    with ledger_of(opened, known) as ledger:
        first = first_movement(ledger, account_area(opened.words, ledger, area).places)
        edges = _edges(periods, first or day, day)
        found, books = balance_books(opened, ledger, area, edges, known=known)
    if form is Format.json:
        typer.echo(json_of(tables.books_plain(found, books, known)))
    elif form is Format.csv:
        typer.echo(tables.books_csv(books), nl=False)
    else:
        say(tables.books_text(found, books, known))


def _edges(periods: str, first: date, last: date) -> list[date]:
    """Return the days between which balances are struck: those that are named, or the first of each month."""
    if periods == MONTH:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1)
        edges = [date(month // 12, month % 12 + 1, 1) for month in months]
    else:
        edges = [day_of("--periods", first=True)(one) for one in periods.split(",")]
    if not 1 < len(edges) <= EDGES_MAX or any(after <= before for before, after in pairwise(edges)):
        expected = f"2 to {EDGES_MAX} ascending days, with a comma between them, or {MONTH}"
        raise _meaningless("--periods", expected, f"{len(edges)} days" if periods == MONTH else repr(periods))
    return edges


def _meaningless(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="see proverka balance --help"
    )


def _draw(found: "AreaBalance", out: Path) -> None:
    from proverka.reporting.chart_balance import balance_chart, is_drawn  # noqa: PLC0415 - only where it is asked for

    if not found.balances:
        got = "none: no subject of the area was counted whole at two times"
        raise _meaningless("--out", "a balance that closes, to be drawn", got)
    drawn = [one for one in found.balances if is_drawn(one)]
    if not drawn:
        raise _meaningless("--out", "a balance of which some error is stated, to be drawn", "none: nothing is tested")
    with replacing(out) as place:
        place.write_text(balance_chart(drawn).alone, encoding="utf-8")
