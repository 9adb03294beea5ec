"""The commands that add to a record and that verify one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from proverka.case import submitting
from proverka.case.building import KEYS
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.opened import open_case
from proverka.case.policy_file import read_policy
from proverka.case.repairing import repair_case
from proverka.case.verifying import verify_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import CaseFolderArgument, Format, FormatOption, now, salts_for
from proverka.cli.console import answers, progress, say
from proverka.model.errors import Fault, printable
from proverka.record import Verification
from proverka.record.repair import Repair
from proverka.record.web import open_source

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


def verify(
    case: CaseFolderArgument,
    form: FormatOption = Format.text,
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help="The policy that you trust: it must be the one in force, and its witnesses have cosigned every entry.",
        ),
    ] = None,
    repair_from: Annotated[
        str | None,
        typer.Option(
            metavar="COPY",
            help="First put right what is damaged or missing, from another copy of the case: a folder or an address.",
        ),
    ] = None,
) -> None:
    """Verify a record: hash every byte again, check every signature, every party's numbering, every document.

    Tells what was counted and every fault with its place. Exit status 0 if everything holds, 1 if
    anything is wrong. Without --policy it trusts the log's key in the case's own `policy.txt`, and tells how far the
    log is witnessed. With the policy that you were given by somebody whom you trust, that is demanded: another log or
    policy, and entries which the quorum has not cosigned, are wrong, as they are for the standalone verifier.

    With --repair-from, damaged and missing files are fetched from another copy. Nothing is replaced by bytes that
    the signed root, or a document's own name, does not vouch for; damaged files are kept under `aside/`.

    Example: `proverka verify build/demo/syria-2013`
    """
    from proverka.reporting.tables import faults_csv  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.terminal import verification_text  # noqa: PLC0415

    trusted = read_policy(policy) if policy is not None else None
    repair = repair_case(case, open_source(repair_from)) if repair_from is not None else None
    with progress("verifying entries") as report:
        found = verify_case(case, policy=trusted, progress=report)
    if form is Format.json:
        typer.echo(verification_json(found, repair))
    elif form is Format.csv:
        typer.echo(faults_csv(found), nl=False)
    else:
        _say_repair(repair)
        say(verification_text(found))
    if not found.sound:
        raise typer.Exit(UNSOUND)


def _say_repair(repair: Repair | None) -> None:
    if repair is None:
        return
    out = answers()
    for mended in repair.mended:
        kept = f"; the damaged file is kept as {mended.aside}" if mended.aside else "; it was missing"
        out.print(printable(f"mended {mended.path}{kept}"), soft_wrap=True)
    for fault in repair.refused:
        out.print(f"not mended: {fault}\n", soft_wrap=True)
    if not repair.mended and not repair.refused:
        out.print("Nothing had to be mended.")


def verification_json(found: Verification, repair: Repair | None) -> bytes:
    """Return a verification, and the repair before it where there was one, as one JSON document."""
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
        "documents_withheld": found.documents_withheld,
        "bytes_hashed": found.bytes_hashed,
        "parties": dict(found.parties),
        "faults": _faults(found.faults),
        "notes": list(found.notes),
        "repair": None
        if repair is None
        else {
            "mended": [{"path": mended.path, "aside": mended.aside} for mended in repair.mended],
            "not_mended": _faults(repair.refused),
        },
    }
    return json_of(document)


def _faults(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [
        {"code": f.refusal.code, "where": f.where, "expected": f.expected, "got": f.got, "to_do": f.remedy}
        for f in faults
    ]
