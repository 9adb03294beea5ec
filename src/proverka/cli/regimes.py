"""The command that compares inspection regimes: which would have caught which cheat, how soon, at what cost."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.cli.answer import json_of
from proverka.cli.arguments import WORKERS_MAX, Format, FormatOption, executor_of
from proverka.cli.console import progress, replacing, say
from proverka.model.errors import Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.model.comparison import Compared

# A stockpile of two hundred sites with every amount of every period written out is a tenth of this.
FILE_BYTES_MAX = 8 * 1024 * 1024
FILES_MAX = 100
HISTORIES_MAX = 100_000_000


def regimes(
    stated: Annotated[
        Path,
        typer.Argument(
            metavar="REGIMES.toml|FOLDER", help="Stockpile, regimes and cheats: one file, or all .toml of a folder."
        ),
    ],
    *,
    cheats: Annotated[
        Path | None, typer.Option("--cheats", metavar="CHEATS.toml", help="A file of further cheats.")
    ] = None,
    histories: Annotated[
        int,
        typer.Option(
            "--histories",
            "-n",
            metavar="NUMBER",
            min=1,
            max=HISTORIES_MAX,
            help="How many histories to draw of each pair that has no exact answer.",
        ),
    ] = 100_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", min=0, help="The same seed draws the same histories.")
    ] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="NUMBER",
            min=1,
            max=WORKERS_MAX,
            help="Compare in so many processes of this machine. The answer is the same.",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="ADDRESS|local",
            help="Compare as tasks of the Ray cluster at this address, or of one on this machine alone. "
            "The answer is the same.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.svg", help="Also draw it: who finds what, at what cost, how soon."),
    ] = None,
    form: FormatOption = Format.text,
) -> None:
    """Compare inspection regimes: which would have caught which cheat, how soon, and at what cost.

    Every cheat chooses the place and time that are worst for the regime. Probabilities are exact where what a regime
    does is independent; where it is not, histories are drawn, and the answer has its bounds, its seed and the reason.
    docs/reference/regimes.md says what the files hold.

    Example: `proverka simulate regimes cases/regimes --out regimes.svg`

    Example: `proverka simulate regimes regimes.toml --cheats cheats.toml --histories 1000000 --workers 2 --format json`
    """
    from proverka.fleet import Here  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.regimes_answer import regimes_csv, regimes_text  # noqa: PLC0415 - as above
    from proverka.simulation.comparing import compared  # noqa: PLC0415 - as above
    from proverka.simulation.regime_file import comparison_of  # noqa: PLC0415 - as above

    read = comparison_of(dict(_documents(stated, cheats)))
    with progress("comparing") as report, executor_of(workers, cluster) as executor:
        found = compared(read, executor or Here(), histories=histories, seed=seed, progress=report)
    if out is not None:
        _draw(found, out)
    if form is Format.json:
        typer.echo(json_of(found))
    elif form is Format.csv:
        typer.echo(regimes_csv(found), nl=False)
    else:
        say(regimes_text(found))


def _documents(stated: Path, cheats: Path | None) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every file with its name; raise RefusedError (missing-file, too-large) or MalformedError (bad-syntax)."""
    from proverka.case.folder import decode_text, parse_toml, read_limited  # noqa: PLC0415 - --help stays quick

    paths = sorted(stated.glob("*.toml")) if stated.is_dir() else [stated]
    if not 0 < len(paths) <= FILES_MAX:
        raise RefusedError(
            Refusal.MISSING_FILE if not paths else Refusal.TOO_LARGE,
            where=str(stated),
            expected=f"1 to {FILES_MAX} files that end in .toml",
            got=f"{len(paths)} of them",
            remedy="name the file, or the folder that holds the files",
        )
    for path in [*paths, *([] if cheats is None else [cheats])]:
        text = decode_text(read_limited(path, FILE_BYTES_MAX), where=str(path))
        yield str(path), parse_toml(text, where=str(path))


def _draw(found: "Compared", out: Path) -> None:
    from proverka.reporting.chart_regimes import regimes_chart  # noqa: PLC0415 - only where it is asked for

    with replacing(out) as place:
        place.write_text(regimes_chart(found).alone, encoding="utf-8")
