"""The commands that make the public edition of a case, and show it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.keyring import read_key
from proverka.case.opened import open_case
from proverka.cli.arguments import WORKERS_MAX, AsOf, CaseFolderArgument
from proverka.cli.console import answers, progress
from proverka.fleet import Here, Pool


def publish(
    case: CaseFolderArgument,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The folder to make, or that of an earlier edition to bring up to date."),
    ],
    *,
    as_of: AsOf = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", "-k", metavar="FILE", help="The private key of a party, to sign the list of all files."),
    ] = None,
    no_papers: Annotated[
        bool,
        typer.Option("--no-papers", help="Leave out the report for printing, a PDF and a DOCX in every language."),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="NUMBER", min=1, max=WORKERS_MAX, help="Processes. Default: one to a processor."
        ),
    ] = None,
) -> None:
    """Make the public edition: the record, and pages for everybody that verify themselves in the reader's browser.

    A folder of static files that any web server or stick can carry. It holds what is public and nothing else, as of the
    day on which the record last learnt something unless --as-of names another. Files that are the same as in the
    edition before stay as they were. With --key a party vouches for the words of every page, and readers are told whose
    key it is. Look at it with `proverka serve OUT`.

    Example: `proverka publish build/my-case build/public`
    """
    from proverka.case.publishing import publish as publish_case  # noqa: PLC0415 - --help stays quick

    signer = read_key(key) if key else None
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    number = workers or min(os.cpu_count() or 1, WORKERS_MAX)
    executor = Pool(number) if number > 1 else Here()
    with progress("making pages") as report, progress("printing reports") as printing:
        made = publish_case(
            opened,
            out,
            as_of=as_of,
            key=signer,
            papers=not no_papers,
            executor=executor,
            progress=report,
            printing=printing,
        )
    console = answers()
    console.print(
        f"Published {out} as of {made.as_of}: {made.files:,} files, {made.changed:,} of them new or changed.",
        soft_wrap=True,
    )
    console.print(f"  look at it: proverka serve {out}", soft_wrap=True)
