"""A draw by lot as text for people, and as comma-separated values."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.inventory.drawing import Drawing, Drawn
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, fields, heading, plain

ITEM_COLUMNS = ("stratum", "order", "position", "item")

Row = tuple[str, int, int, str]


def draw_csv(rows: Sequence[Row]) -> str:
    """Return the items drawn, one to a row, in the order in which they were."""
    return table(ITEM_COLUMNS, rows)


def draw_text(drawing: Drawing, drawn: Drawn | None, rows: Sequence[Row]) -> RenderableType:
    """Return a draw as far as it has come: who has committed and revealed, and what was drawn, with how to check it."""
    at = drawing.checkpoint
    told = [
        ("plan", f"{drawing.label}, entry {drawing.index}"),
        ("committed", ", ".join(drawing.commitments) or "nobody yet"),
        ("revealed", ", ".join(drawing.reveals) or "nobody yet"),
        ("checkpoint", f"{at.size} entries, root {at.root}" if at else ""),
    ]
    if drawn is None:
        return Group(fields([*told, ("state", _state(drawing))]))
    told += [
        ("passed over", ", ".join(drawing.passed_over)),
        ("seed", drawn.seed.hex()),
        ("selection", drawn.selection.hex()),
        ("schedule", drawn.schedule),
    ]
    return Group(fields(told), *_items(rows), Text(f"\n{_check(drawing)}"))


def _state(drawing: Drawing) -> str:
    if drawing.settled:
        return f"void: too few have revealed; passed over: {', '.join(drawing.passed_over)}"
    waiting = drawing.awaited if drawing.reveals or len(drawing.commitments) == len(drawing.plan.names) else ()
    committed = [party for party in drawing.plan.names if party not in drawing.commitments]
    return f"awaiting reveals: {', '.join(waiting)}" if waiting else f"awaiting commitments: {', '.join(committed)}"


def _items(rows: Sequence[Row]) -> list[RenderableType]:
    if not rows:
        return []
    grid = columns("stratum", "order>", "position>", "item|")
    for stratum, order, position, item in rows:
        grid.add_row(plain(stratum), str(order), str(position), plain(item))
    return [heading(f"Drawn: {len(rows)} items"), grid]


def _check(drawing: Drawing) -> str:
    return (
        "To check it: python verifier/proverka_verify.py draw CASE --policy policy.txt, "
        f"or by hand after docs/spec/draw.md from the plan {drawing.leaf[:16]}… and the reveals."
    )
