"""The commands that add to a record and that verify one."""

from pathlib import Path
from typing import Annotated

import typer

from proverka.case import submitting
from proverka.case.auditing import verify_case
from proverka.case.folder import CaseFolder
from proverka.case.opened import open_case
from proverka.cli.arguments import CaseFolderArgument, Format, FormatOption, now
from proverka.cli.console import answers, progress
from proverka.reporting.terminal import verification_json, verification_text

UNSOUND = 1


def submit(
    case: CaseFolderArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file: an instrument, or [[entries]].")],
) -> None:
    """Submit what a file holds: check it against the case, sign it, append it durably. All of it or none.

    Example: `proverka submit build/my-case report-of-march.toml`
    """
    opened = open_case(case)
    drafts = submitting.read_drafts(file)
    added = submitting.submit(opened, drafts, CaseFolder(file.parent), now=now())
    out = answers()
    for index, draft in zip(added, drafts, strict=True):
        out.print(f"entry {index}: {draft.kind} {draft.label}, by {draft.party}")
    out.print(f"The record holds {opened.log.checkpoint.size} entries.")


def verify(case: CaseFolderArgument, form: FormatOption = Format.text) -> None:
    """Verify a record: hash every byte again, check every signature, every party's numbering, every document.

    Exit status 0 if everything holds, 1 if anything is wrong.

    Example: `proverka verify build/demo/syria-2013`
    """
    with progress("verifying entries") as report:
        result = verify_case(case, progress=report)
    if form is Format.json:
        typer.echo(verification_json(result))
    else:
        answers().print(verification_text(result), soft_wrap=True)
    if not result.sound:
        raise typer.Exit(UNSOUND)
