"""The application: its commands, and the one place where an error becomes a message and an exit status."""

import os
import sys

import typer

from proverka import __version__
from proverka.cli import asking, authoring, recording
from proverka.cli.console import errors
from proverka.model.errors import ProverkaError

REFUSED = 2
INTERRUPTED = 130

app = typer.Typer(
    name="proverka",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Supervise and verify the elimination of a declared weapons stockpile.

    A **case** is a folder: what was agreed (`mandate/`), what is known (`evidence/`), and, once built, a
    **record** that anybody can verify. `proverka audit CASE` judges every obligation as of any day, and as
    known on any day.
    """,
    epilog="Begin with: proverka case new FOLDER, or with the tutorial in docs/tutorial.",
)

case_app = typer.Typer(no_args_is_help=True, help="Make, check and build cases.", rich_markup_mode="markdown")
case_app.command("new")(authoring.new)
case_app.command("check")(authoring.check)
case_app.command("build")(authoring.build)
app.add_typer(case_app, name="case")
app.command("submit")(recording.submit)
app.command("verify")(recording.verify)
app.command("audit")(asking.audit)
app.command("report")(asking.report)
app.command("show")(asking.show)
app.command("diff")(asking.diff)


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        typer.echo(f"proverka {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(  # noqa: ARG001, FBT001 - read by its callback
        False,
        "--version",
        help="Print the version and stop.",
        callback=_version,
        is_eager=True,  # noqa: FBT003
    ),
) -> None:
    pass


def main() -> None:
    """Run the command line; a refusal is one message on standard error and exit status 2."""
    try:
        app()
    except ProverkaError as error:
        errors().print(f"[bold red]refused[/] {_escaped(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        errors().print("interrupted; nothing was half written")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        errors().print(f"[bold red]refused[/] {_escaped(where + (error.strerror or str(error)))}", highlight=False)
        sys.exit(REFUSED)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
