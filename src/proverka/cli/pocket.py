"""What the pocket calculators share: an answer in its three forms, and its picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.cli.answer import json_of
from proverka.cli.arguments import Format
from proverka.cli.console import replacing, say

if TYPE_CHECKING:
    from proverka.reporting.chart_operating import Picture

Cell = str | int | float

OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE.svg", help="Also draw the operating characteristic.")
]
SensitivityOption = Annotated[
    float,
    typer.Option(
        "--sensitivity", metavar="S", min=0, max=1, help="Probability that a falsified item that is measured is seen."
    ),
]
FalsePositiveOption = Annotated[
    float,
    typer.Option("--false-positive", metavar="F", min=0, max=1, help="Probability that a good item is suspected."),
]
AlarmOption = Annotated[
    int, typer.Option("--alarm", metavar="C", min=1, help="How many suspected items raise the alarm.")
]
ReplacementOption = Annotated[bool, typer.Option("--with-replacement", help="Items go back and may be drawn again.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer: sentences for people, one document for programs, one table for both, and how it is drawn."""

    schema: str
    sentences: Sequence[str]
    document: Mapping[str, object]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    picture: Callable[[], "Picture"]


def tell(told: Told, form: Format, out: Path | None) -> None:
    """Print an answer in a form, and draw it where a file is named."""
    if out is not None:
        from proverka.reporting.chart_operating import operating_chart  # noqa: PLC0415 - only where it is asked for

        with replacing(out) as place:
            place.write_text(operating_chart(told.picture()).alone, encoding="utf-8")
    if form is Format.json:
        table = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
        typer.echo(json_of({"schema": told.schema, **told.document, "table": table}))
    elif form is Format.csv:
        from proverka.reporting.tables import table as csv_table  # noqa: PLC0415 - --help stays quick

        rows = [[repr(cell) if isinstance(cell, float) else cell for cell in row] for row in told.rows]
        typer.echo(csv_table(told.columns, rows), nl=False)
    else:
        _say(told)


def _say(told: Told) -> None:
    from proverka.reporting.terminal import columns  # noqa: PLC0415 - --help stays quick

    for sentence in told.sentences:
        say(sentence)
    if not told.rows:
        return
    grid = columns(
        *(
            f"{name.replace('_', ' ')}{'' if isinstance(cell, str) else '>'}"
            for name, cell in zip(told.columns, told.rows[0], strict=True)
        )
    )
    for row in told.rows:
        grid.add_row(*(written(cell) for cell in row))
    say("")
    say(grid)


def written(cell: Cell) -> str:
    """Return a cell as a planner reads it: counts with commas, probabilities with four digits that mean something."""
    if isinstance(cell, float):
        return chance(cell)
    return f"{cell:,}" if isinstance(cell, int) else cell


def chance(probability: float) -> str:
    """Return a probability with four decimals; one that is nearly 0 or 1 with as many as show that it is not."""
    if probability in (0.0, 1.0):
        return f"{probability:.0f}"
    if probability < 0.001:  # noqa: PLR2004 - three zeros are counted by eye
        return f"{probability:.2g}"
    if probability > 0.99995:  # noqa: PLR2004 - else rounded to 1.0000
        rest = 1.0 - probability
        return f"1 - {rest:.2g}" if rest > 1e-15 else "1 - less than 1e-15"  # noqa: PLR2004 - the last digit
    return f"{probability:.4f}"


def drawn(probability: float) -> str:
    """Return a probability as a picture has it: a percentage with two decimals, of which no more are drawn."""
    return f"{100 * probability:.2f} %"


def share(value: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * value:.3g} %"
