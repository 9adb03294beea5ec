"""The book as text for people, and as comma-separated values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.book import Breach, BreachKind, Holding, MonthEnds, RowRef, Step
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, heading, indented, plain
from proverka.reporting.wording import counted

HOLDING_COLUMNS = (
    "place", "disposition", "subject", "received", "sent", "held", "received_verified", "sent_verified",
)  # fmt: skip
MONTH_COLUMNS = ("month_end", "place", "disposition", "subject", "held")
STEP_COLUMNS = (
    "at", "subject", "quantity", "origin", "destination", "container", "seal", "measured", "uncertainty", "standing",
    "reversal", "known_from",
)  # fmt: skip
ROW_COLUMNS = ("entry", "table", "row")

# A book with more that does not fit is not read line by line: json and csv hold all of it.
BREACHES_SHOWN_MAX = 50

MEANING: Mapping[BreachKind, str] = {
    "leaves-elsewhere": "it leaves from where it is not",
    "moves-undeclared": "it moves before it is declared",
    "declared-twice": "it enters the book a second time",
    "moves-after-its-end": "it moves after its end",
    "changes-on-the-way": "it changes its subject or quantity on the way",
    "destroyed-undeclared": "it is destroyed, and no declared line of it is known",
    "overdrawn": "an account holds less than nothing",
    "container-in-two-places": "the container is in two places",
    "seal-broken": "its seal was found broken",
    "seal-not-applied": "the seal was not on it",
    "seal-differs": "it carries another seal",
    "sealed-twice": "it is sealed while another seal is on it",
    "measured-otherwise": "it was measured otherwise than it is booked",
    "received-otherwise": "it was received otherwise than it was dispatched",
    "inventory-differs": "it was counted otherwise than it is booked",
    "item-not-counted": "it is booked there and was not counted",
    "item-not-booked": "it was counted there and is not booked",
    "takes-back-nothing": "a row takes back what nobody said",
    "verified-taken-back": "a verified row is taken back without its verifier",
    "amended-late": "a row is taken back after what followed from it was known",
    "row-not-confirmed": "who countersigned did not confirm it",
    "no-such-row": "an exception is about a row that no table has",
}


def holdings_csv(held: Sequence[Holding]) -> str:
    """Return what each account holds, one to a row."""
    return table(HOLDING_COLUMNS, ([getattr(one, name) for name in HOLDING_COLUMNS] for one in held))


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
    return table((*STEP_COLUMNS, *ROW_COLUMNS), (_cells(step) for step in steps))


def items_csv(items: Sequence[str]) -> str:
    """Return items, one to a row."""
    return table(("item",), ([item] for item in items))


def _cells(step: Step) -> list[str]:
    values = [getattr(step, name) for name in STEP_COLUMNS] + [getattr(step.row, name) for name in ROW_COLUMNS]
    return ["" if value is None else str(value) for value in values]


def book_text(held: Sequence[Holding], breaches: Sequence[Breach], *, day: date, known: date) -> Group:
    """Return the balance of every account, and what does not fit."""
    none = Text("Nothing: no movement table speaks of that time.")
    return Group(
        Text(f"as of {day}, as known on {known}"),
        heading("WHAT EACH ACCOUNT HOLDS"),
        *(_accounts(held) if held else [none]),
        heading("WHAT DOES NOT FIT"),
        *_breaches(breaches),
    )


def _accounts(held: Sequence[Holding]) -> Iterator[Text]:
    """Yield a line for each place and subject, and under it one for each of its states: names may be long."""
    rows = [
        (one, (one.disposition, f"{one.received:,}", f"{one.sent:,}", f"{one.held:,}", _verified(one)))
        for one in sorted(held, key=lambda one: (one.place, one.subject, one.disposition))
    ]
    names = ("", "received", "sent", "held", "verified")
    widths = [max(map(len, column)) for column in zip(names, *(cells for _, cells in rows), strict=True)]
    yield Text(_line(names, widths), style="dim")
    before: tuple[str, str] | None = None
    for one, cells in rows:
        if (one.place, one.subject) != before:
            yield Text(plain(f"{one.place}: {one.subject}"))
        before = (one.place, one.subject)
        yield Text(plain(_line(cells, widths)))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join(("", cells[0].ljust(widths[0]), *numbers))


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


def _verified(held: Holding) -> str:
    """Return how much of what came and went stands as verified, rounded down: all of it is all of it."""
    whole, part = held.received + held.sent, held.received_verified + held.sent_verified
    if part == whole or whole <= 0:
        return "all" if part == whole and whole else ""
    return f"{100 * part // whole} %" if part > 0 else "none"


def _breaches(breaches: Sequence[Breach]) -> Iterator[RenderableType]:
    if not breaches:
        yield Text("Nothing.")
    for one in breaches[:BREACHES_SHOWN_MAX]:
        yield Text(plain(f"{one.about}: {MEANING[one.kind]}, {one.at}, {_row(one.row)}"))
        yield indented(Text(plain(f"expected {one.expected}; got {one.got}"), style="dim"))
    if len(breaches) > BREACHES_SHOWN_MAX:
        yield Text(f"and {len(breaches) - BREACHES_SHOWN_MAX:,} more: --format json has all of them")


def _row(ref: RowRef) -> str:
    return f"entry {ref.entry}{', ' if ref.table else ''}{ref.table}, row {ref.row}"


def trace_text(item: str, steps: Sequence[Step], breaches: Sequence[Breach]) -> Group:
    """Return the way of an item, one movement after another, and whether it can be walked back to its declaration."""
    return Group(
        Text(plain(f"{item}: {steps[0].subject}, {counted(len(steps), 'movement')}"), style="bold"),
        *(line for step in steps for line in _step(step)),
        heading("WHAT DOES NOT FIT"),
        *(_breaches(breaches) if breaches else [Text(plain(_whole_way([s for s in steps if not s.reversal])))]),
    )


def _step(step: Step) -> Iterator[RenderableType]:
    """Yield what moved on one line, and how much, in what and who says so on the next."""
    way = f"{step.origin} → {step.destination}" if step.origin else f"enters the book → {step.destination}"
    yield Text(plain(f"{step.at:%Y-%m-%d %H:%M}  {'taken back: ' if step.reversal else ''}{way}"))
    told = [
        f"{step.quantity:,}",
        *([f"in {step.container}"] if step.container else []),
        *([f"under seal {step.seal}"] if step.seal else []),
        *([f"measured {_measured(step)}"] if step.measured is not None else []),
        step.standing,
        _row(step.row),
    ]
    yield indented(Text(plain("; ".join(told)), style="dim"))


def _measured(step: Step) -> str:
    return f"{step.measured:,}" + ("" if step.uncertainty is None else f" ± {step.uncertainty:,}")


def _whole_way(steps: Sequence[Step]) -> str:
    """Return the two ends of a chain that closes."""
    if not steps:
        return "Nothing: all of it was taken back."
    first, last = steps[0], steps[-1]
    return f"Nothing: it can be walked from {last.destination} back to {first.destination}, {_row(first.row)}."


def carried_text(container: str, items: Sequence[str]) -> Group:
    """Return the items that were ever in a container."""
    return Group(
        Text(plain(f"{container}: a container, with {counted(len(items), 'item')}"), style="bold"), *map(plain, items)
    )
