"""The commands that add to a record and that verify one."""

from pathlib import Path
from typing import Annotated

import typer

from proverka.case import submitting
from proverka.case.building import KEYS
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.opened import open_case
from proverka.case.verifying import verify_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import CaseFolderArgument, Format, FormatOption, now, salts_for
from proverka.cli.console import answers, progress, say
from proverka.model.errors import printable
from proverka.record import Verification

UNSOUND = 1
VERIFICATION_SCHEMA = "proverka/verification/v1"


def submit(
    case: CaseFolderArgument,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A TOML file: an instrument, or [[entries]]. Documents are named from its folder.",
        ),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, and say what would be appended; append nothing.")
    ] = False,
) -> None:
    """Submit what a file holds: check it against the case, sign it, append it durably. All of it or none.

    The keys are those in the case's `keys/` folder. When the command returns, the entries are on disk and
    counted by a signed checkpoint.

    Example: `proverka submit build/my-case report-of-march.toml`
    """
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    drafts, folder = submitting.read_drafts(file), CaseFolder(file.parent)
    out = answers()
    if dry_run:
        submitting.check(opened, drafts, folder, read_keyring(case / KEYS), now=now())
        for draft in drafts:
            out.print(f"would append {draft.kind} {printable(draft.label)}, by {draft.party}", soft_wrap=True)
        out.print(f"Nothing was appended: the record holds {opened.log.checkpoint.size} entries.")
        return
    added = submitting.submit(opened, drafts, folder, now=now(), salts=salts_for(opened.words))
    for index, draft in zip(added, drafts, strict=True):
        out.print(f"entry {index}: {draft.kind} {printable(draft.label)}, by {draft.party}", soft_wrap=True)
    out.print(f"The record holds {opened.log.checkpoint.size} entries.")


def verify(case: CaseFolderArgument, form: FormatOption = Format.text) -> None:
    """Verify a record: hash every byte again, check every signature, every party's numbering, every document.

    Tells what was counted and every fault with its place. Exit status 0 if everything holds, 1 if
    anything is wrong. It trusts the log's key in the case's `policy.txt` and the parties' keys in the first
    entry: compare `policy.txt` with the one that you were given by somebody whom you trust.

    Example: `proverka verify build/demo/syria-2013`
    """
    from proverka.reporting.tables import faults_csv  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.terminal import verification_text  # noqa: PLC0415

    with progress("verifying entries") as report:
        found = verify_case(case, progress=report)
    if form is Format.json:
        typer.echo(verification_json(found))
    elif form is Format.csv:
        typer.echo(faults_csv(found), nl=False)
    else:
        say(verification_text(found))
    if not found.sound:
        raise typer.Exit(UNSOUND)


def verification_json(found: Verification) -> bytes:
    """Return a verification as one JSON document."""
    at = found.checkpoint
    document = {
        "schema": VERIFICATION_SCHEMA,
        "sound": found.sound,
        "complete": found.complete,
        "checkpoint": None if at is None else {"origin": at.origin, "size": at.size, "root": at.root.hex()},
        "entries": found.entries,
        "submissions": found.submissions,
        "signatures": found.signatures,
        "tiles": found.tiles,
        "documents": found.documents,
        "bytes_hashed": found.bytes_hashed,
        "parties": dict(found.parties),
        "faults": [
            {"code": f.refusal.code, "where": f.where, "expected": f.expected, "got": f.got, "to_do": f.remedy}
            for f in found.faults
        ],
        "notes": list(found.notes),
    }
    return json_of(document)
