"""The command that serves an edition to its reader on the same machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.building import KEYS
from proverka.case.edition import EDITION_FILE, Edition, edition_of
from proverka.cli.console import errors
from proverka.model.errors import Refusal, RefusedError, printable
from proverka.model.policy import PUBLIC

# Where nobody names a port: this one, or the first that is free of so many after it.
PORT = 8750
PORTS_TRIED = 50
PORT_MAX = 65_535
LOOPBACK = "127.0.0.1"


def serve(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The folder of an edition, from `publish` or from `edition`.")
    ],
    *,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=0,
            max=PORT_MAX,
            help=f"Where to listen; 0 takes any port that is free. Default: {PORT}, or the next that is free.",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST",
            help="The address of this machine to listen at. At any but a loopback one, others can read too.",
        ),
    ] = LOOPBACK,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Tell the address alone, and not of each answer on standard error.")
    ] = False,
) -> None:
    """Serve an edition on this machine, until it is stopped with Ctrl-C or SIGTERM, and say its address.

    For reading it as on the web: media types, ranges, compression, and headers by which a browser keeps what stays the
    same. Nothing outside the folder is served, no hidden file or symbolic link, and no folder of a case itself. What is
    published into the folder meanwhile is served from then on.

    Example: `proverka serve build/public`
    """
    edition = edition_to_serve(out)
    # --help stays quick without them.
    from proverka.cli import static_server as web  # noqa: PLC0415
    from proverka.cli.static_folder import StaticFolder  # noqa: PLC0415
    from proverka.cli.static_headers import Audience  # noqa: PLC0415

    ports = range(PORT, PORT + PORTS_TRIED) if port is None else (port,)
    with web.listen(host, ports) as listening:
        loopback = web.is_loopback(listening)
        audience = Audience(public=edition.readers == PUBLIC, lasting=not loopback)
        server = web.server_of(web.StaticEdition(StaticFolder(out), audience, loopback=loopback), tell=not quiet)
        if not loopback:
            errors().print(_warning(edition), soft_wrap=True)
        typer.echo(f"Serving {printable(str(out))} on {web.address_of(host, listening)}")
        sys.stdout.flush()
        web.serve_until_stopped(server, listening)
    typer.echo("Stopped.")


def edition_to_serve(folder: Path) -> Edition:
    """Return what the edition in a folder says of itself.

    Raises RefusedError: missing-file where there is no folder, wrong-edition for one that is no edition, or that has
    keys in it; and what `edition_of` raises.
    """
    if not folder.is_dir():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder),
            expected="the folder of an edition",
            got="no such folder",
            remedy="check the path, or make one: proverka publish CASE OUT",
        )
    if (folder / KEYS).exists():
        raise _not_for_readers(folder, f"a whole case, with {KEYS}/, which must never be served")
    edition = edition_of(folder)
    if edition is None:
        raise _not_for_readers(folder, f"a folder without {EDITION_FILE}, which may hold anything")
    return edition


def _not_for_readers(folder: Path, got: str) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_EDITION,
        where=str(folder),
        expected="an edition, which holds what its readers may have and nothing else",
        got=got,
        remedy="serve what was made for readers: proverka publish CASE OUT, or proverka edition CASE OUT --for READERS",
    )


def _warning(edition: Edition) -> str:
    who = "for everybody" if edition.readers == PUBLIC else f"for {printable(edition.readers)} alone"
    return (
        f"Warning: every machine that reaches this one can read the edition, which is {who}, and nothing is encrypted."
    )
