"""The commands that make, check and build a case."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.authored import AuthoredCase, read_authored
from proverka.case.building import KEYS, build_case
from proverka.case.keyring import Keyring, demonstration_keyring, new_keyring, read_keyring, write_keyring
from proverka.case.opened import open_case
from proverka.case.policy_file import POLICY_FILE
from proverka.case.scaffold import write_scaffold
from proverka.cli.arguments import new_salt
from proverka.cli.console import answers, progress
from proverka.model.errors import ProverkaError, Refusal, RefusedError, printable

AuthoredArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of an authored case.")]

SEED_BYTES = 32


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make.")],
    case_id: Annotated[
        str, typer.Option("--id", metavar="ID", help="The id of the case. Default: the folder's name.")
    ] = "",
) -> None:
    """Make a small case to begin from: a party, an inspectorate, one instrument with one obligation.

    Example: `proverka case new my-case`
    """
    written = write_scaffold(folder, case_id or folder.resolve().name)
    out = answers()
    out.print(f"Made {folder} with {len(written)} files:")
    for name in written:
        out.print(f"  {name}")
    out.print(f"Next: proverka case check {folder}")


def check(folder: AuthoredArgument) -> None:
    """Check an authored case, and say what it holds; refuse the first thing that cannot be meant.

    Example: `proverka case check cases/syria-2013`
    """
    authored = read_authored(folder)
    out = answers()
    title, number = printable(authored.words.title), len(authored.drafts)
    out.print(f"{title} ({authored.words.case}): {number} submissions, all can be meant.")
    for kind, count in _kinds(authored).items():
        out.print(f"  {count:>5}  {kind}")


def _kinds(authored: AuthoredCase) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for draft in authored.drafts:
        kinds[draft.kind] = kinds.get(draft.kind, 0) + 1
    return dict(sorted(kinds.items()))


def build(
    folder: AuthoredArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make: record, documents, keys.")],
    *,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Replace a case built there before; refused where it holds submissions made since."
        ),
    ] = False,
) -> None:
    """Build the record of an authored case: number, sign and append every submission.

    A demonstration case signs with keys that anybody can derive; another one with the private keys in its
    `keys/` folder, which are made on the first build.

    The same case and keys give the same bytes. Nothing is left of a build that fails, and one that is
    replaced stays until the new one is whole.

    Example: `proverka case build cases/syria-2013 build/syria-2013`
    """
    authored = read_authored(folder)
    keyring = _keyring(authored, folder)
    if force and out.exists():
        _check_replaceable(out, authored)
    with _set_aside(out, force=force), progress("signing submissions") as report:
        log = build_case(authored, out, keyring, salts=new_salt, progress=report)
    console = answers()
    console.print(f"Built {out}: {log.checkpoint.size} entries, origin {log.checkpoint.origin}.")
    if authored.words.keys == "demonstration":
        console.print("Its keys are demonstration keys: signatures under them prove nothing about who signed.")


def _keyring(authored: AuthoredCase, folder: Path) -> Keyring:
    if authored.words.keys == "demonstration":
        return demonstration_keyring(authored.words)
    if not (folder / KEYS).exists():
        made = new_keyring(authored.words, iter(lambda: secrets.token_bytes(SEED_BYTES), b""))
        write_keyring(made, folder / KEYS, demonstration=False)
    return read_keyring(folder / KEYS)


def _check_replaceable(out: Path, authored: AuthoredCase) -> None:
    """Refuse to replace what is no built case, or one that holds submissions which would then be lost."""
    if not (out / POLICY_FILE).is_file() or (out / "case.toml").exists():
        raise _not_replaced(out, "a folder that is no built case")
    try:
        held = {entry.label for entry in open_case(out).entries}
    except ProverkaError as error:
        raise _not_replaced(out, f"a case that cannot be opened: {error.code}") from error
    added = sorted(held - {draft.label for draft in authored.drafts})
    if added:
        raise _not_replaced(out, f"submissions that {authored.folder.root} does not hold: {', '.join(added)}")


def _not_replaced(out: Path, got: str) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(out),
        expected="nothing, or a case that was built there from these submissions",
        got=got,
        remedy="choose another folder, or move this one away yourself; --force loses nothing that was submitted",
    )


@contextmanager
def _set_aside(out: Path, *, force: bool) -> Iterator[None]:
    """Move a built case out of the way while another is built in its place; a failure puts it back.

    Crash state: the old case under its second name.
    """
    if not force or not out.exists():
        yield
        return
    aside = out.with_name(f".{out.name}.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    out.rename(aside)
    try:
        yield
    except BaseException:
        aside.rename(out)
        raise
    shutil.rmtree(aside)
