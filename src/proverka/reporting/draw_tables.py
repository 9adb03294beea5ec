"""Plans, draws by lot and their evaluation as text for people, and as comma-separated values."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.inventory.drawing import Drawing, Drawn
from proverka.inventory.opened import Evaluated
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, fields, heading, plain

ITEM_COLUMNS = ("stratum", "order", "position", "item")

PLAN_COLUMNS = ("stratum", "population", "goal", "sample", "sample_refused", "detection_probability")
EVALUATION_COLUMNS = (
    "stratum", "population", "drawn", "opened", "not_opened", "inconclusive", "undrawn", "unlisted", "defects", "goal",
    "probability", "planned", "reached", "reached_least", "excluded",
)  # fmt: skip
# A list of items that is longer than this is read in json or csv.
ITEMS_SHOWN_MAX = 20

Row = tuple[str, int, int, str]
PlanRow = tuple[str, int, int, int, int, float]


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
        ("to do", _to_do(drawing, drawn)),
    ]
    return Group(fields(told), *_items(rows), Text(f"\n{_check(drawing)}"))


def _to_do(drawing: Drawing, drawn: Drawn) -> str:
    if not drawn.schedule:
        return ""
    return drawing.plan.schedule_named(drawn.schedule).text or "as the documents of the plan say"


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


def plan_csv(rows: Sequence[PlanRow]) -> str:
    """Return the strata of a proposed plan, one to a row."""
    return table(PLAN_COLUMNS, [(*row[:5], f"{row[5]:.6f}") for row in rows])


def plan_text(rows: Sequence[PlanRow], unnumbered: Sequence[tuple[str, str, str]], file: str) -> RenderableType:
    """Return a proposed plan: what is drawn of what, how sure that makes us, and what cannot be drawn."""
    grid = columns("stratum", "items>", "falsified>", "draw>", "after a refusal>", "found with>")
    for stratum, population, goal, sample, refused, reached in rows:
        grid.add_row(plain(stratum), f"{population:,}", str(goal), f"{sample:,}", f"{refused:,}", f"{reached:.4f}")
    left = [f"not drawn, without numbers: {place}, {state}, {subject}" for place, state, subject in unnumbered]
    hint = f"Wrote {file} and its lists. Read it, change it, and hand it in: nothing is drawn before."
    return Group(grid, *(Text(plain(line)) for line in left), Text(f"\n{hint}"))


# A schedule of visits: its name, its weight, and what is done.
ScheduleRow = tuple[str, int, str]
SCHEDULE_COLUMNS = ("schedule", "weight", "text")
# More than these a reader does not compare.
SCHEDULES_SHOWN = 5


def schedules_csv(rows: Sequence[ScheduleRow]) -> str:
    """Return the schedules of a proposed plan, one to a row."""
    return table(SCHEDULE_COLUMNS, rows)


def schedules_text(rows: Sequence[ScheduleRow], guarantee: Decimal, file: str) -> RenderableType:
    """Return a proposed plan of visits: the schedules that are drawn most often, and what all of them make sure of."""
    total = sum(weight for _, weight, _ in rows)
    grid = columns("schedule", "drawn>", "what is done")
    for name, weight, text in sorted(rows, key=lambda row: -row[1])[:SCHEDULES_SHOWN]:
        grid.add_row(plain(name), f"{weight / total:.2%}", plain(text))
    more = f"and {len(rows) - SCHEDULES_SHOWN} more: --format csv has all\n" if len(rows) > SCHEDULES_SHOWN else ""
    sure = f"One of {len(rows)} schedules is drawn; together they make sure of {guarantee:.4%}, wherever it is hidden."
    hint = f"Wrote {file}. Read it, change it, and hand it in: nothing is drawn before."
    return Group(grid, Text(f"{more}\n{sure}\n{hint}"))


def evaluation_csv(found: Sequence[Evaluated]) -> str:
    """Return each stratum as it was evaluated, one to a row; lists of items as how many they are."""
    return table(EVALUATION_COLUMNS, ([_cell(getattr(one, name)) for name in EVALUATION_COLUMNS] for one in found))


def _cell(value: object) -> str | int | None:
    if isinstance(value, tuple):
        return len(value)
    if isinstance(value, float):
        return f"{value:.6f}"
    return value if isinstance(value, str | int) else None


def evaluation_text(label: str, found: Sequence[Evaluated]) -> RenderableType:
    """Return what was opened against what was drawn, stratum by stratum."""
    return Group(*(part for one in found for part in _stratum(label, one)))


def _stratum(label: str, one: Evaluated) -> Iterator[RenderableType]:
    yield heading(f"{plain(label)}, {plain(one.stratum)}: {len(one.opened)} of {len(one.drawn)} drawn items opened")
    yield fields(
        [
            ("defects", _items_told(one.defects) if one.defects else "none found"),
            ("not opened", _items_told(one.not_opened)),
            ("inconclusive", _items_told(one.inconclusive)),
            ("not drawn", f"{_items_told(one.undrawn)} (opened all the same)" if one.undrawn else ""),
            ("not listed", _items_told(one.unlisted)),
            ("found with", _sure(one)),
            ("remains", _remains(one)),
        ]
    )


def _sure(one: Evaluated) -> str:
    if one.reached is None or one.reached_least is None or one.planned is None:
        return ""
    goal = f"{one.goal} falsified of {one.population:,}"
    if one.reached_least == one.planned:
        return f"{one.planned:.4f}, for {goal}"
    return (
        f"{one.reached:.4f} if chance left the rest closed, {one.reached_least:.4f} if somebody chose it; "
        f"{one.planned:.4f} was planned, for {goal}"
    )


def _remains(one: Evaluated) -> str:
    left = len(one.not_opened) + sum(1 for item in one.inconclusive if item in one.drawn)
    to_open = f"open the {left} that are left; " if left else ""
    if one.defects:
        return f"{to_open}{len(one.defects)} defects are to be explained"
    if one.excluded is None or one.probability is None:
        return to_open.rstrip("; ")
    if one.excluded > one.population:
        return f"{to_open}nothing is excluded yet"
    return f"{to_open}{one.excluded} or more falsified are excluded at {one.probability:g}, fewer are not"


def _items_told(items: Sequence[str]) -> str:
    shown = ", ".join(items[:ITEMS_SHOWN_MAX])
    return f"{shown}, … ({len(items)})" if len(items) > ITEMS_SHOWN_MAX else shown
