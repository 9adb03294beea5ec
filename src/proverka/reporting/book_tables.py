"""The book as text for people, and as comma-separated values."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.book import Breach, Holding, MonthEnds, Step
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, heading, indented, plain

HOLDING_COLUMNS = ("place", "disposition", "subject", "received", "sent", "held")
MONTH_COLUMNS = ("month_end", "place", "disposition", "subject", "held")
STEP_COLUMNS = ("at", "subject", "quantity", "origin", "destination", "container", "seal", "entry", "row", "known_from")

# A book with more that does not fit is not read line by line: json and csv hold all of it.
BREACHES_SHOWN_MAX = 50

MEANING = {
    "leaves-elsewhere": "it leaves from where it is not",
    "moves-undeclared": "it moves before it is declared",
    "declared-twice": "it enters the book a second time",
    "moves-after-its-end": "it moves after its end",
    "overdrawn": "an account holds less than nothing",
}


def holdings_csv(held: Sequence[Holding]) -> str:
    """Return what each account holds, one to a row."""
    return table(HOLDING_COLUMNS, ((h.place, h.disposition, h.subject, h.received, h.sent, h.held) for h in held))


def month_ends_csv(accounts: Sequence[MonthEnds], days: Sequence[date]) -> str:
    """Return what each account held on the last day of each month, one to a row."""
    return table(
        MONTH_COLUMNS,
        (
            (day, one.place, one.disposition, one.subject, held)
            for one in accounts
            for day, held in zip(days, one.held, strict=True)
        ),
    )


def steps_csv(steps: Sequence[Step]) -> str:
    """Return the way of an item, one movement to a row."""
    return table(STEP_COLUMNS, ([str(getattr(step, name)) for name in STEP_COLUMNS] for step in steps))


def book_text(held: Sequence[Holding], breaches: Sequence[Breach], *, day: date, known: date) -> Group:
    """Return the balance of every account, and what does not fit."""
    grid = columns("place", "disposition", "subject", "received", "sent", "held")
    for one in held:
        numbers = (f"{number:,}" for number in (one.received, one.sent, one.held))
        grid.add_row(*map(plain, (one.place, one.disposition, one.subject, *numbers)))
    none = Text("Nothing: no movement table speaks of that time.")
    return Group(
        Text(f"as of {day}, as known on {known}"),
        heading("WHAT EACH ACCOUNT HOLDS"),
        grid if held else none,
        heading("WHAT DOES NOT FIT"),
        *_breaches(breaches),
    )


def month_ends_text(accounts: Sequence[MonthEnds], days: Sequence[date], *, known: date) -> Group:
    """Return what each account held at the first month's end, and at each that found it holding something else."""
    grid = columns("place", "disposition", "subject", "month end|", "held>")
    for one in accounts:
        name = (one.place, one.disposition, one.subject)
        for day, held, before in zip(days, one.held, (None, *one.held), strict=False):
            if held != before:
                grid.add_row(*map(plain, (*name, day, f"{held:,}")))
                name = ("", "", "")
    none = Text("Nothing: no movement table speaks of that time.")
    return Group(
        Text(f"at the end of each month from {days[0]:%Y-%m} to {days[-1]:%Y-%m}, as known on {known}"),
        heading("WHAT EACH ACCOUNT HELD"),
        grid if accounts else none,
        Text("\nA month that changed nothing is left out here: json and csv have every one.", style="dim"),
    )


def _breaches(breaches: Sequence[Breach]) -> Iterator[RenderableType]:
    if not breaches:
        yield Text("Nothing.")
    for one in breaches[:BREACHES_SHOWN_MAX]:
        yield Text(plain(f"{one.about}: {MEANING[one.kind]}, {one.at}, entry {one.entry}, row {one.row}"))
        yield indented(Text(plain(f"expected {one.expected}; got {one.got}"), style="dim"))
    if len(breaches) > BREACHES_SHOWN_MAX:
        yield Text(f"and {len(breaches) - BREACHES_SHOWN_MAX:,} more: --format json has all of them")


def trace_text(item: str, steps: Sequence[Step]) -> Group:
    """Return the way of an item, one movement to a line."""
    grid = columns("when", "from", "to", "in", "seal", "entry", "row")
    for step in steps:
        origin = step.origin or "enters the book"
        cells = (step.at, origin, step.destination, step.container, step.seal, step.entry, step.row)
        grid.add_row(*(plain(str(cell)) for cell in cells))
    return Group(Text(plain(f"{item}: {steps[0].subject}, {len(steps)} movements"), style="bold"), grid)
