"""The commands that ask a case: audit, report, show, diff."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.auditing import audit_case, compare_case
from proverka.case.opened import Case, open_case
from proverka.case.showing import find
from proverka.cli.arguments import AsOf, CaseFolderArgument, Format, FormatOption, KnownAt, chosen_days
from proverka.cli.console import answers, errors, progress
from proverka.model.errors import RefusedError, Refusal


def _open(folder: Path) -> Case:
    with progress("reading entries") as report:
        return open_case(folder, progress=report)


def audit(
    case: CaseFolderArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
) -> None:
    """Judge every obligation, strike the balance, list what is open: as of a day, as known on a day.

    Example: `proverka audit build/demo/syria-2013 --as-of 2014-02-05 --known-at 2014-02-05`
    """
    from proverka.reporting import csvs, documents, terminal

    day, known = chosen_days(as_of, known_at)
    result = audit_case(_open(case), as_of=day, known=known)
    if form is Format.json:
        typer.echo(documents.render_json(result))
    elif form is Format.csv:
        typer.echo(csvs.obligations_csv(result), nl=False)
    else:
        terminal.print_audit(answers(), result)


def report() -> None:
    """Placeholder."""


def show() -> None:
    """Placeholder."""


def diff() -> None:
    """Placeholder."""


_ = (compare_case, date, Annotated, errors, find, RefusedError, Refusal)
