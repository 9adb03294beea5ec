"""The commands that give the book out in other people's forms, and take such forms in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.assessment import end_of
from proverka.book import Ledger
from proverka.case import exchanging
from proverka.case.booked import ledger_of
from proverka.case.opened import Case, open_case
from proverka.cli import arguments
from proverka.cli.arguments import AsOf, CaseFolderArgument, Format, FormatOption, KnownAt, chosen_days, day_of
from proverka.cli.console import answers, progress, replacing, say
from proverka.exchange import (
    Area,
    Period,
    Scope,
    balances,
    convert_epcis,
    counted_in,
    suffix_of,
    write_epcis,
    write_movements,
)
from proverka.exchange import changes as changes_of
from proverka.exchange import listing as listing_of

if TYPE_CHECKING:
    from proverka.reporting.exchange_tables import Told

# Each echo is flushed: a line at a time takes longer than to make the line.
_PARTS_AT_ONCE = 1_000

AreaOption = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        metavar="PLACE",
        help="A place of the account area, with all that the case has within it; may be repeated. Default: all places.",
    ),
]
CodesOption = Annotated[
    Path | None,
    typer.Option(
        "--codes",
        metavar="FILE.csv",
        help="Columns disposition and code: by which code something enters a disposition, where it is another.",
    ),
]
FromOption = Annotated[
    date | None,
    typer.Option(
        "--from",
        metavar="DAY",
        parser=day_of("--from", first=True),
        help="The first day of the period; a month or year means its first day. Default: all that was before.",
    ),
]
ToOption = Annotated[
    date | None,
    typer.Option(
        "--to",
        metavar="DAY",
        parser=day_of("--to"),
        help="The last day of the period; a month or year means its last day. Default: today (UTC).",
    ),
]
ItemOption = Annotated[
    str | None, typer.Option("--item", metavar="ITEM", help="Only the movements of this item. Default: all.")
]


def export_epcis(
    case: CaseFolderArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT.json", help="Where the document is written; replaced if there.")],
    *,
    item: ItemOption = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> None:
    """Write the movements as a GS1 EPCIS 2.0 document (JSON-LD): each an event that other software can follow.

    What the standard has no field for stands beside it in terms of our own, so that `proverka import epcis` gives the
    same movements back. docs/spec/exchange.md has the mapping, and what is lost on the way.

    Example: `proverka export epcis build/my-case events.json --as-of 2024-06-30`
    """
    with (
        _book(case, known_at) as (opened, ledger),
        replacing(out) as unfinished,
        unfinished.open("wb") as file,
        progress("writing events") as report,
    ):
        count = write_epcis(
            file,
            ledger,
            _scope(as_of, known_at, item),
            identifiers=exchanging.identifiers_of(opened.words),
            created=arguments.now(),
            final=opened.words.final,
            counted=exchanging.counted_subjects(opened.words),
            progress=report,
        )
    answers().print(f"Made {out}: {count:,} movements.", soft_wrap=True)


def export_movements(
    case: CaseFolderArgument,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A file whose name ends in .csv or .parquet; replaced if there.")
    ],
    *,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Leave out entry, row and known_from: a movement table that can be handed in."),
    ] = False,
    item: ItemOption = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> None:
    """Write all movements as one table, CSV or Parquet, in order of time, each with its entry and row in the record.

    Texts stand in it as they were handed in: a spreadsheet may take one that begins with an equals sign for a formula.

    Example: `proverka export movements build/my-case movements.csv`
    """
    suffix = suffix_of(out)
    with _book(case, known_at) as (_, ledger), replacing(out) as unfinished:
        count = write_movements(unfinished, ledger, _scope(as_of, known_at, item), suffix=suffix, plain=plain)
    answers().print(f"Made {out}: {count:,} movements.", soft_wrap=True)


def export_changes(
    case: CaseFolderArgument,
    *,
    area: AreaOption = None,
    since: FromOption = None,
    until: ToOption = None,
    known_at: KnownAt = None,
    codes: CodesOption = None,
    form: FormatOption = Format.text,
) -> None:
    """List the inventory changes of an account area over a period, each by its code, between two book inventories.

    After the general form of the IAEA's inventory change report. The codes are in docs/spec/exchange.md.

    Example: `proverka export changes build/my-case --area store --from 2024-01 --to 2024-06`
    """
    from proverka.reporting import exchange_tables as tables  # noqa: PLC0415 - --help stays quick

    with _book(case, known_at) as (opened, ledger):
        told, period = _told(opened, ledger, (area, codes), (since, until, known_at))
        struck, found = (
            balances(ledger, told.area, period, counted=counted_in(ledger, told.area, period)),
            changes_of(ledger, told.area, period),
        )
        if form is Format.json:
            _write(tables.changes_json(told, struck, found))
        elif form is Format.csv:
            _write(tables.changes_csv(found))
        else:
            say(tables.changes_text(told, struck, found))


def export_balance(
    case: CaseFolderArgument,
    *,
    area: AreaOption = None,
    since: FromOption = None,
    until: ToOption = None,
    known_at: KnownAt = None,
    codes: CodesOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Strike the material balance of an account area: beginning, what came in and went out by code, ending.

    After the general form of the IAEA's material balance report. What was counted is not in the book: its place is
    left blank, which is not zero.

    Example: `proverka export balance build/my-case --area store --from 2024-01 --to 2024-06`
    """
    from proverka.reporting import exchange_tables as tables  # noqa: PLC0415 - --help stays quick

    with _book(case, known_at) as (opened, ledger):
        told, period = _told(opened, ledger, (area, codes), (since, until, known_at))
        struck = balances(ledger, told.area, period, counted=counted_in(ledger, told.area, period))
    if form is Format.json:
        _write(tables.balances_json(told, struck))
    elif form is Format.csv:
        _write(tables.balances_csv(struck))
    else:
        say(tables.balances_text(told, struck))


def export_listing(
    case: CaseFolderArgument,
    *,
    area: AreaOption = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    codes: CodesOption = None,
    form: FormatOption = Format.text,
) -> None:
    """List what an account area holds by the book, item by item, with room for what somebody counts there.

    After the general form of the IAEA's physical inventory listing.

    Example: `proverka export listing build/my-case --area store --as-of 2024-06-30 --format csv`
    """
    from proverka.reporting import exchange_tables as tables  # noqa: PLC0415 - --help stays quick

    with _book(case, known_at) as (opened, ledger):
        told, period = _told(opened, ledger, (area, codes), (None, as_of, known_at))
        found = listing_of(ledger, told.area, as_of=period.end, known=period.known)
        if form is Format.json:
            _write(tables.listing_json(told, found))
        elif form is Format.csv:
            _write(tables.listing_csv(found))
        else:
            say(tables.listing_text(told, found))


def import_epcis(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="An EPCIS 2.0 document in JSON.")],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The movement table: its name ends in .csv or .parquet; replaced if there."),
    ],
    *,
    names: Annotated[
        Path | None,
        typer.Option(
            "--names",
            metavar="FILE.csv",
            help="Columns uri and name: what the case calls the places, items, subjects, dispositions of the document.",
        ),
    ] = None,
    subject: Annotated[
        str, typer.Option("--subject", metavar="SUBJECT", help="The subject of items whose events say none.")
    ] = "",
    form: Annotated[
        Format, typer.Option("--format", "-f", metavar="text|json", help="text for people, json for programs.")
    ] = Format.text,
) -> None:
    """Make a movement table of an EPCIS document: of the events that map. The others are listed, with the reason.

    Where an event does not say from where an item came, it came from where its previous event left it. The table is
    handed in like any other: attach it to an entry of the kind manifest.

    Example: `proverka import epcis events.json documents/load-out.csv --names names.csv`
    """
    from proverka.reporting import exchange_tables as tables  # noqa: PLC0415 - --help stays quick

    suffix = suffix_of(out)
    pairs = {} if names is None else exchanging.read_pairs(names, ("uri", "name"))
    read = exchanging.read_events(file)
    with replacing(out) as unfinished, progress("reading events") as report:
        made = convert_epcis(
            read, unfinished, suffix=suffix, where=file.name, names=pairs, subject=subject, progress=report
        )
    if form is Format.json:
        _write(tables.conversion_json(made, str(out)))
    else:
        say(tables.conversion_text(made, str(out)))


@contextmanager
def _book(case: Path, known_at: date | None) -> Iterator[tuple[Case, Ledger]]:
    _, known = chosen_days(None, known_at)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    with ledger_of(opened, known) as ledger:
        yield opened, ledger


def _scope(as_of: date | None, known_at: date | None, item: str | None) -> Scope:
    day, known = chosen_days(as_of, known_at)
    return Scope(as_of=end_of(day), known=end_of(known), item=item)


def _told(
    opened: Case,
    ledger: Ledger,
    asked: tuple[list[str] | None, Path | None],
    days: tuple[date | None, date | None, date | None],
) -> tuple["Told", Period]:
    """Return what is asked for, to be told and to be asked."""
    from proverka.reporting.exchange_tables import Told  # noqa: PLC0415 - --help stays quick

    places, file = asked
    codes = None if file is None else exchanging.read_pairs(file, ("disposition", "code"))
    area: Area = exchanging.account_area(opened.words, ledger, places or [], codes=codes)
    until, known = chosen_days(days[1], days[2])
    begin = days[0] or date(arguments.YEARS.start, 1, 1)
    period = Period(begin=end_of(begin - timedelta(days=1)), end=end_of(until), known=end_of(known))
    return Told(area=area, begin=days[0], end=until, known=known), period


def _write(parts: Iterable[str]) -> None:
    ahead = iter(parts)
    while piece := "".join(islice(ahead, _PARTS_AT_ONCE)):
        typer.echo(piece, nl=False)
