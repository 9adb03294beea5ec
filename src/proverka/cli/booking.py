"""The commands that ask the book of a case: what each account holds, what does not fit, where an item went."""

from typing import Annotated

import typer

from proverka.assessment import end_of
from proverka.book import Breach, Holding, Step, carried_in, chain_breaches
from proverka.book import trace as trace_item
from proverka.case.booked import ledger_of, struck
from proverka.case.opened import open_case
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
)
from proverka.cli.console import progress, say
from proverka.model.errors import Refusal, RefusedError

BOOK_SCHEMA = "proverka/book/v1"
TRACE_SCHEMA = "proverka/trace/v1"
HOLDING_FIELDS = tuple(Holding.__slots__)


def book(
    case: CaseFolderArgument,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
) -> None:
    """Strike the balance of the movement tables: what each account holds, and which rows do not fit.

    As of a day, as known on a day. Quantities are grams, or items of subjects that are counted. With --workers or
    --cluster the same answer comes from several processes, which must find the case under the same path.

    Example: `proverka book build/my-case --as-of 2024-06-30`

    Example: `proverka book build/my-case --workers 4`
    """
    from proverka.reporting.book_tables import book_text, holdings_csv  # noqa: PLC0415 - --help stays quick

    day, known = chosen_days(as_of, known_at)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    with executor_of(workers, cluster) as executor, progress("asking the book") as report:
        found = struck(opened, as_of=day, known=known, executor=executor, progress=report)
    held, breaches = found.holdings, [one for one in found.breaches if one.at.date() <= day]
    if form is Format.json:
        typer.echo(_json(held, breaches))
    elif form is Format.csv:
        typer.echo(holdings_csv(held), nl=False)
    else:
        say(book_text(held, breaches, day=day, known=known))


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


def _json(held: list[Holding], breaches: list[Breach]) -> bytes:
    lines = [{name: getattr(one, name) for name in HOLDING_FIELDS} for one in held]
    return json_of({"schema": BOOK_SCHEMA, "holdings": lines, "breaches": [_plain(breach) for breach in breaches]})


def _plain(value: Breach | Step) -> dict[str, object]:
    """Return a value by its names; of its row the parts stand beside the rest."""
    told = {name: getattr(value, name) for name in value.__slots__ if name != "row"}
    return {**told, **{name: getattr(value.row, name) for name in value.row.__slots__}}
