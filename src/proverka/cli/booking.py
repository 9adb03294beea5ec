"""The commands that ask the book of a case: what each account holds, what does not fit, where an item went."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from proverka.assessment import end_of
from proverka.book import (
    BookStatement,
    Breach,
    Holding,
    MonthEnds,
    RowRef,
    Step,
    carried_in,
    chain_breaches,
    last_days,
    month_ends,
)
from proverka.book import trace as trace_item
from proverka.case.booked import book_of, ledger_of
from proverka.case.opened import Case, open_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import (
    AsOf,
    CaseFolderArgument,
    ClusterOption,
    Format,
    FormatOption,
    KnownAt,
    WorkersOption,
    chosen_days,
    executor_of,
    months_of,
)
from proverka.cli.console import progress, replacing, say
from proverka.model.errors import Refusal, RefusedError
from proverka.model.quantity import GRAMS_IN
from proverka.model.span import Span

BOOK_SCHEMA = "proverka/book/v1"
MONTHS_SCHEMA = "proverka/month-ends/v1"
TRACE_SCHEMA = "proverka/trace/v1"
HOLDING_FIELDS = tuple(Holding.__slots__)


def book(
    case: CaseFolderArgument,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    monthly: Annotated[
        Span | None,
        typer.Option(
            "--monthly",
            metavar="MONTHS",
            parser=months_of("--monthly"),
            help="What each account held at the end of each month instead: 2014, or 2013-10/2014-06.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.svg", help="Also draw the month ends, all places together."),
    ] = None,
    form: FormatOption = Format.text,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
) -> None:
    """Strike the balance of the movement tables: what each account holds, and which rows do not fit.

    As of a day, or at the end of each month, as known on a day. Quantities are grams, or items of subjects that are
    counted. With --workers or --cluster the same balance comes from several processes, which must find the case under
    the same path.

    Example: `proverka book build/my-case --as-of 2024-06-30`

    Example: `proverka book build/my-case --monthly 2013-10/2014-06 --format csv`

    Example: `proverka book build/my-case --workers 4`
    """
    if monthly is not None and as_of is not None:
        raise _meaningless("--as-of DAY, or --monthly MONTHS", "both")
    if out is not None and monthly is None:
        raise _meaningless("--monthly MONTHS, to draw them with --out FILE.svg", "--out alone")
    if monthly is not None and (workers is not None or cluster is not None):
        raise _meaningless("--monthly MONTHS without --workers and --cluster", "--monthly with one of them")
    day, known = chosen_days(as_of, known_at)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    if monthly is not None:
        _say_months(opened, monthly, known, form, out)
    else:
        with executor_of(workers, cluster) as executor, progress("checking the book") as report:
            found = book_of(opened, as_of=day, known=known, executor=executor, progress=report)
        _say_balance(found, day, known, form)


def _meaningless(expected: str, got: str) -> RefusedError:
    where = "the days to strike the balance of"
    return RefusedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="see proverka book --help")


def _say_balance(found: BookStatement, day: date, known: date, form: Format) -> None:
    from proverka.reporting.book_tables import book_text, holdings_csv  # noqa: PLC0415 - --help stays quick

    held, breaches = found.held, [one for one in found.breaches if one.at.date() <= day]
    if form is Format.json:
        typer.echo(_json(held, breaches))
    elif form is Format.csv:
        typer.echo(holdings_csv(held), nl=False)
    else:
        say(book_text(held, breaches, day=day, known=known))


def _say_months(opened: Case, months: Span, known: date, form: Format, out: Path | None) -> None:
    from proverka.reporting.book_tables import month_ends_csv, month_ends_text  # noqa: PLC0415 - --help stays quick

    with ledger_of(opened, known) as ledger:
        accounts = month_ends(ledger, first=months.earliest, last=months.latest, known=end_of(known))
    days = list(last_days(months.earliest, months.latest))
    if out is not None:
        _draw(opened, accounts, days, out)
    if form is Format.json:
        lines = [_plain(account) for account in accounts]
        typer.echo(json_of({"schema": MONTHS_SCHEMA, "known_at": known, "month_ends": days, "accounts": lines}))
    elif form is Format.csv:
        typer.echo(month_ends_csv(accounts, days), nl=False)
    else:
        say(month_ends_text(accounts, days, known=known))


def _draw(opened: Case, accounts: list[MonthEnds], days: list[date], out: Path) -> None:
    from proverka.reporting.chart_month_ends import month_ends_chart  # noqa: PLC0415 - only where it is asked for

    if not accounts:
        raise _meaningless("months of which a movement table speaks, to be drawn", f"{days[0]} to {days[-1]}")
    units = {one.id: "gram" if one.unit in GRAMS_IN else one.unit for one in opened.words.subjects}
    with replacing(out) as place:
        place.write_text(month_ends_chart(accounts, days, units).alone, encoding="utf-8")


def trace(
    case: CaseFolderArgument,
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="The number of an item or of a container, as the tables have it.")
    ],
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
) -> None:
    """Walk the whole way of an item: every movement, from where it entered the book to where it is, and back.

    Rows that were taken back are shown as such. Of a container: the items that were ever in it.

    Example: `proverka trace build/my-case A-00017`
    """
    from proverka.reporting.book_tables import carried_text, items_csv, steps_csv, trace_text  # noqa: PLC0415 - --help stays quick

    _, known = chosen_days(None, known_at)
    opened = open_case(case)
    with ledger_of(opened, known) as ledger:
        steps = trace_item(ledger, item)
        breaches = chain_breaches(ledger, known=end_of(known), final=opened.words.final, item=item) if steps else []
        items = [] if steps else carried_in(ledger, item)
    if not steps and not items:
        raise RefusedError(
            Refusal.UNKNOWN_NAME,
            where=str(case),
            expected="an item or a container that a movement table of the case names",
            got=repr(item),
            remedy="check the number; proverka book lists what the case holds",
        )
    if form is Format.json:
        told = {"steps": [_plain(step) for step in steps], "breaches": [_plain(one) for one in breaches]}
        typer.echo(json_of({"schema": TRACE_SCHEMA, "item": item, **(told if steps else {"carried": items})}))
    elif form is Format.csv:
        typer.echo(steps_csv(steps) if steps else items_csv(items), nl=False)
    else:
        say(trace_text(item, steps, breaches) if steps else carried_text(item, items))


def _json(held: Sequence[Holding], breaches: Sequence[Breach]) -> bytes:
    lines = [{name: getattr(one, name) for name in HOLDING_FIELDS} for one in held]
    return json_of({"schema": BOOK_SCHEMA, "holdings": lines, "breaches": [_plain(breach) for breach in breaches]})


def _plain(value: Breach | Step | MonthEnds | RowRef) -> dict[str, object]:
    """Return a value by its names; of its own row the parts stand beside the rest."""
    told = {name: getattr(value, name) for name in value.__slots__}
    row = told.pop("row") if isinstance(value, Breach | Step) else None
    return {**told, **_plain(row)} if isinstance(row, RowRef) else told
