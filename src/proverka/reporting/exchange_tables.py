"""Inventory changes, balances, listings and what an import left out: as text, CSV and JSON, a line at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text

from proverka.exchange import CHANGES, Area, Balance, Change, Conversion, Listed, Unmapped
from proverka.reporting.tables import lines, table
from proverka.reporting.terminal import columns, heading, indented, plain

CHANGES_SCHEMA = "proverka/inventory-changes/v1"
BALANCE_SCHEMA = "proverka/material-balance/v1"
LISTING_SCHEMA = "proverka/inventory-listing/v1"
CONVERSION_SCHEMA = "proverka/conversion/v1"

# A screen is not read line by line beyond this: json and csv hold all of it.
LINES_SHOWN_MAX = 200
# Enough to see which area it is: json has all of them.
PLACES_SHOWN_MAX = 12

CHANGE_COLUMNS = Change.__slots__
LISTING_COLUMNS = (*Listed.__slots__, "counted")
BALANCE_COLUMNS = ("subject", "beginning", *CHANGES, "increases", "decreases", "ending", "counted", "unaccounted_for")


def changes_csv(changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line for each change, under a header."""
    return lines(CHANGE_COLUMNS, ([_cell(getattr(one, name)) for name in CHANGE_COLUMNS] for one in changes))


def listing_csv(listed: Iterable[Listed]) -> Iterator[str]:
    """Yield a line for what an account holds, under a header; what was counted is left blank."""
    return lines(LISTING_COLUMNS, ((*(getattr(one, name) for name in Listed.__slots__), None) for one in listed))


def balances_csv(balances: Sequence[Balance]) -> Iterator[str]:
    """Yield a line for each subject, under a header; a code that does not occur is zero, what nobody counted blank."""
    return iter([table(BALANCE_COLUMNS, (_balance_cells(one) for one in balances))])


def changes_json(period: "Told", balances: Sequence[Balance], changes: Iterable[Change]) -> Iterator[str]:
    """Yield one JSON document: the inventory at the beginning, each change, and the inventory at the end."""
    beginning = {one.subject: one.beginning for one in balances}
    ending = {one.subject: one.ending for one in balances}
    head = {"schema": CHANGES_SCHEMA, **period.plain(), "beginning": beginning, "ending": ending}
    return _document(head, "changes", (_plain(one) for one in changes))


def listing_json(period: "Told", listed: Iterable[Listed]) -> Iterator[str]:
    """Yield one JSON document: what each account holds; what was counted is null."""
    head = {"schema": LISTING_SCHEMA, **period.plain()}
    return _document(head, "lines", ({**_plain(one), "counted": None} for one in listed))


def balances_json(period: "Told", balances: Sequence[Balance]) -> Iterator[str]:
    """Yield one JSON document: the balance of each subject; what nobody counted is null."""
    derived = ("increases", "decreases", "ending", "unaccounted_for")
    found = ({**_plain(one), **{name: getattr(one, name) for name in derived}} for one in balances)
    return _document({"schema": BALANCE_SCHEMA, **period.plain()}, "balances", found)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is of: the area, the days of its period, and the day of knowledge."""

    area: Area
    begin: date | None
    end: date
    known: date

    def plain(self) -> dict[str, object]:
        """Return it as the beginning of a JSON document; without a first day it is the whole past."""
        days = {"from": self.begin, "to": self.end, "known_at": self.known}
        return {"area": list(self.area.places), **days, "units": "grams, or items of what is counted"}

    def text(self, title: str) -> Iterator[RenderableType]:
        """Yield the heading of an answer for people."""
        since = f"from {self.begin} to {self.end}" if self.begin else f"up to {self.end}"
        yield Text(title, style="bold")
        yield Text(f"{since}, as known on {self.known}; grams, or items of what is counted")
        places = self.area.places
        more = f" and {len(places) - PLACES_SHOWN_MAX} more" if len(places) > PLACES_SHOWN_MAX else ""
        yield Text(plain(f"area: {', '.join(places[:PLACES_SHOWN_MAX]) or 'no place'}{more}"))


def changes_text(period: Told, balances: Sequence[Balance], changes: Iterable[Change]) -> Group:
    """Return the list of changes between the two inventories, as far as a screen is read."""
    ahead = iter(changes)
    shown = list(islice(ahead, LINES_SHOWN_MAX))
    grid = columns("date|", "code|", "subject", "item", "quantity>", "from", "to", "entry>", "row>")
    for one in shown:
        cells = (one.at.date(), one.code, one.subject, one.item, f"{one.quantity:,}", one.origin or "enters the book")
        grid.add_row(*(plain(cell) for cell in (*cells, one.destination, one.entry, one.row)))
    more = sum(1 for _ in ahead)
    used = {one.code for one in shown} | {code for balance in balances for code in balance.changes}
    return Group(
        *period.text("Inventory changes"),
        heading("BOOK INVENTORY AT THE BEGINNING"),
        _inventory((one.subject, one.beginning) for one in balances),
        heading("CHANGES"),
        grid if shown else Text("None."),
        *([Text(f"and {more:,} more: --format csv or json has all of them")] if more else []),
        heading("BOOK INVENTORY AT THE END"),
        _inventory((one.subject, one.ending) for one in balances),
        *_codes(used),
    )


def balances_text(period: Told, balances: Sequence[Balance]) -> Group:
    """Return the balance of each subject, one entry of it to a line."""
    parts: list[RenderableType] = []
    for one in balances:
        grid = columns("", "", ">")
        grid.show_header = False
        grid.add_row("", "beginning book inventory", f"{one.beginning:,}")
        for code, total in one.changes.items():
            sign = "+" if CHANGES[code].sign > 0 else "−"
            grid.add_row(f"{sign} {code}", CHANGES[code].meaning.partition(":")[0], f"{total:,}")
        grid.add_row("", "ending book inventory", f"{one.ending:,}")
        grid.add_row("", "physical inventory", _counted(one.counted))
        grid.add_row("", "unaccounted for (book less physical)", _counted(one.unaccounted_for))
        parts += [heading(plain(one.subject)), indented(grid)]
    nothing = Text("\nNothing: no movement table speaks of that area and time.")
    return Group(*period.text("Material balance"), *(parts or [nothing]))


def listing_text(period: Told, listed: Iterable[Listed]) -> Group:
    """Return what each account holds by the book, with room for what is counted, as far as a screen is read."""
    ahead = iter(listed)
    shown = list(islice(ahead, LINES_SHOWN_MAX))
    grid = columns("place", "disposition", "subject", "item", "book>", "counted")
    for one in shown:
        cells = (one.place, one.disposition, one.subject, one.item, f"{one.quantity:,}", "________")
        grid.add_row(*(plain(cell) for cell in cells))
    more = sum(1 for _ in ahead)
    return Group(
        *period.text("Inventory listing"),
        Text(),
        grid if shown else Text("Nothing: by the book these accounts are empty."),
        *([Text(f"and {more:,} more: --format csv or json has all of them")] if more else []),
    )


def conversion_text(made: Conversion, out: str) -> Group:
    """Return what became of a document, and every event that is no movement, as far as a screen is read."""
    parts: list[RenderableType] = [
        Text(
            plain(
                f"Made {out}: {_many(made.rows, 'movement')} of {_many(made.events, 'event')}; {made.repeated} only "
                f"repeat what another says; {len(made.unmapped)} did not map."
            )
        )
    ]
    if made.unmapped:
        parts.append(heading("WHAT DID NOT MAP"))
        for one in made.unmapped[:LINES_SHOWN_MAX]:
            name = f", {one.event_id}" if one.event_id else ""
            parts.append(Text(plain(f"event {one.number}{name}: {one.reason}")))
    if (more := len(made.unmapped) - LINES_SHOWN_MAX) > 0:
        parts.append(Text(f"and {more:,} more: --format json has all of them"))
    if made.assumed:
        parts.append(heading("WHAT WAS TAKEN FOR GRANTED"))
        parts += [Text(plain(f"{count} ×: {what}")) for what, count in made.assumed.items()]
    return Group(*parts)


def conversion_json(made: Conversion, out: str) -> Iterator[str]:
    """Yield one JSON document: what became of a document, and every event that is no movement."""
    counts = {"events": made.events, "rows": made.rows, "repeated": made.repeated, "assumed": made.assumed}
    return _document({"schema": CONVERSION_SCHEMA, "out": out, **counts}, "unmapped", map(_plain, made.unmapped))


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _inventory(amounts: Iterable[tuple[str, int]]) -> RenderableType:
    grid = columns("subject", "quantity>")
    for subject, amount in amounts:
        grid.add_row(plain(subject), f"{amount:,}")
    return grid if grid.row_count else Text("None.")


def _codes(used: set[str]) -> Iterator[RenderableType]:
    if used:
        yield heading("CODES")
    for code, meaning in CHANGES.items():
        if code in used:
            yield Text(f"{code}  {'+' if meaning.sign > 0 else '−'}  {meaning.meaning}")


def _counted(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _balance_cells(one: Balance) -> Sequence[str | int | None]:
    totals = (one.changes.get(code, 0) for code in CHANGES)
    end = (one.increases, one.decreases, one.ending, one.counted, one.unaccounted_for)
    return (one.subject, one.beginning, *totals, *end)


def _cell(value: object) -> str | int | None:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, int) else str(value)


def _plain(value: Balance | Change | Listed | Unmapped) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def _document(head: dict[str, object], name: str, values: Iterable[object]) -> Iterator[str]:
    """Yield a JSON document whose last member is a list that is never whole in memory, one value to a line."""
    yield msgspec.json.encode(head).decode()[:-1] + f',"{name}":['
    between = "\n"
    for value in values:
        yield between + msgspec.json.encode(value).decode()
        between = ",\n"
    yield "\n]}\n"
