"""The commands that open what is sealed, check what was opened, and make editions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from proverka.case.edition import Made, make_edition
from proverka.case.folder import read_limited
from proverka.case.opened import open_case
from proverka.case.opening import open_fields, open_row
from proverka.case.policy_file import read_policy
from proverka.case.showing import entry_index
from proverka.cli.arguments import CaseFolderArgument, instant_of
from proverka.cli.console import answers, errors, progress, replacing
from proverka.disclosure.opening import OPENING_BYTES_MAX, Opened, Opening
from proverka.model.errors import Refusal, RefusedError, printable
from proverka.record import VerifierKey
from proverka.witness.witnessed import require_quorum


def open_(
    case: CaseFolderArgument,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The index or the label of a sealed entry.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.")],
    field: Annotated[
        list[str],
        typer.Option("--field", metavar="NAME", help="Open this field, of the entry or the row; again for another."),
    ] = [],  # noqa: B006 - typer reads it and nobody changes it
    everything: Annotated[
        bool, typer.Option("--all", help="Open every field of the entry that is held here. Not its tables.")
    ] = False,
    document: Annotated[
        str,
        typer.Option("--document", metavar="NAME", help="Open a row of this sealed table: whole, or the named fields."),
    ] = "",
    row: Annotated[
        int | None, typer.Option("--row", metavar="N", min=0, help="Which row, counted from 0 without the head.")
    ] = None,
) -> None:
    """Open a sealed entry, or one row of its table, in a file: for whoever you hand it to, and nobody else.

    The file holds the entry's receipt and the disclosures of what you name, down to one field. It proves itself
    offline: see `proverka verify-opening`. What you do not name stays sealed: name fields with --field, a row with
    --document and --row, or every field of the entry with --all. A file that is there already is never written over.

    Example: `proverka open build/my-case ALPHA-2 --field amount --out amount.opening`
    """
    _check_choice(field, document, row, everything=everything)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    index = entry_index(opened, entry)
    made = open_row(opened, index, document, row, field) if document else open_fields(opened, index, field)
    _write_new(out, made.encode())
    names = ", ".join(one.name for one in made.fields)
    answers().print(f"Wrote {out}: {printable(names)} of entry {index}.", soft_wrap=True)


def _check_choice(fields: Sequence[str], document: str, row: int | None, *, everything: bool) -> None:
    """Refuse a choice that does not say what to open, or says it in two ways: nothing is opened by default."""
    chosen = [name for name, given in (("--field", fields), ("--document", document), ("--all", everything)) if given]
    if row is not None and not document:
        raise _unclear("--row", "the table whose row it is, with --document", "a row of no table")
    if not chosen:
        raise _unclear("open", "--field, --document with --row, or --all", "none of them")
    if everything and len(chosen) > 1:
        raise _unclear("--all", "--all alone, or names alone", " and ".join(chosen))


def _unclear(where: str, expected: str, got: str) -> RefusedError:
    remedy = "name what to open: --field NAME, or --document NAME --row N; --all opens every field of the entry"
    return RefusedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy=remedy)


def _write_new(out: Path, content: bytes) -> None:
    """Write a file that is not there yet; one of the same bytes may be."""
    if out.exists() or out.is_symlink():
        if out.is_file() and out.stat().st_size == len(content) and out.read_bytes() == content:
            return
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected="a file that does not exist yet",
            got="something else of that name",
            remedy="choose another name, or move what is there",
        )
    with replacing(out) as unfinished:
        unfinished.write_bytes(content)


def verify_opening(
    file: Annotated[Path, typer.Argument(metavar="OPENING", help="A file that `proverka open` made.")],
    *,
    policy: Annotated[
        Path,
        typer.Option(
            "--policy",
            metavar="FILE",
            help="What you trust: the case's policy.txt, from somebody whom you trust rather than from the log.",
        ),
    ],
    key: Annotated[
        str,
        typer.Option("--key", metavar="VKEY", help="The party's verifier key, to see that the party itself signed."),
    ] = "",
) -> None:
    """Verify an opening offline, and print what exactly it proves: what is said, by whom, in which log, since when.

    Refused (unwitnessed) where fewer witnesses cosigned than the policy asks for. Without --key, that the entry is the
    party's rests on the word of the log, which took it in.

    Example: `proverka verify-opening amount.opening --policy policy.txt`
    """
    trusted = read_policy(policy)
    opening = Opening.parse(read_limited(file, OPENING_BYTES_MAX, remedy="name an opening"), where=str(file))
    keys = [VerifierKey.parse(key)] if key else []
    found = opening.verify(trusted, keys, where=str(file))
    require_quorum(found.proven.witnessed, trusted, where=str(file))
    out = answers()
    for name, value in _proved(found):
        out.print(Text.assemble((f"{name:<13}", "dim"), printable(value)), soft_wrap=True)


def _proved(found: Opened) -> list[tuple[str, str]]:
    at, one, envelope = found.proven.checkpoint, found.submission, found.envelope
    table = found.document
    of = f"row {found.row} of {table.name}, in entry" if table else "entry"
    signed = f", signed under {', '.join(found.signers)}" if found.signers else ", by the word of the log"
    rows = [("proved", f"{of} {found.index} of {at.origin}: {envelope.kind} {envelope.label}")]
    if table is not None and table.table is not None:
        rows.append(("table", f"{table.table.rows} rows, SHA-256 {table.sha256}"))
    rows += [
        ("submitted by", f"{one.party}, its submission {one.number} in the case {one.case}{signed}"),
        ("dated", f"{envelope.effective or '–'}, handed in {envelope.submitted_at.isoformat()}, by its own account"),
        ("logged", f"in the tree of {at.size} entries, root {at.root.hex()}"),
    ]
    rows += [("cosigned by", f"{c.key.name}, {instant_of(c.time)}") for c in found.proven.cosignatures]
    rows += [] if found.proven.cosignatures else [("cosigned by", "nobody; the policy asks for none")]
    rows += [("says", f"{name} = {value.decode()}") for name, value in found.members]
    return [*rows, ("still sealed", f"{found.withheld} of its fields")]


def edition(
    case: CaseFolderArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make; it must not exist yet.")],
    *,
    readers: Annotated[
        str,
        typer.Option("--for", metavar="READERS", help="public, an audience of the case's policy, or a party."),
    ],
) -> None:
    """Make an edition of a case: the whole log, and of what is sealed only what these readers may see.

    Every commitment stays, so an edition verifies to the same root as the case; `proverka verify`, `audit`, `report`
    and `show` work on it and say what is withheld. A total that would give a withheld part away is left out, and the
    edition says so.

    Example: `proverka edition build/my-case build/public --for public`
    """
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    made = make_edition(opened, out, readers=readers)
    _tell(out, made)


def _tell(out: Path, made: Made) -> None:
    one, console = made.edition, answers()
    console.print(f"Made {out} for {one.readers}: all {one.size} entries, root {one.root}.", soft_wrap=True)
    console.print(f"  entries withheld: {one.entries_withheld}; documents withheld: {one.documents_withheld}")
    if one.suppressed:
        console.print(f"  suppressed, as a withheld part would follow: entries {', '.join(map(str, one.suppressed))}")
    if made.revealed:
        indices = ", ".join(map(str, made.revealed))
        errors().print(
            f"warning: what is withheld in entries {indices} follows from figures that are in clear in the log",
            style="yellow",
            soft_wrap=True,
        )
