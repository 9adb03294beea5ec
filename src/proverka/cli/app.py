"""The application: its commands, and the one place where an error becomes a message and an exit status."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated

import typer
from rich.text import Text

from proverka import __version__
from proverka.cli import (
    asking,
    authoring,
    balancing,
    booking,
    comparing,
    disclosing,
    effort,
    exchanging,
    handing_in,
    inspecting,
    publishing,
    reading,
    recording,
    regimes,
    sampling,
    sampling_plans,
    serving,
    simulating,
    witnessing,
)
from proverka.cli.console import errors
from proverka.model.errors import ProverkaError

REFUSED = 2
INTERRUPTED = 130

_EXITS = "Exit status: 0 done; 1 a record does not verify; 2 refused, with one message; 130 interrupted."

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
    epilog=f"{_EXITS} Begin with: proverka case new FOLDER, or with docs/tutorial/first-case.md.",
)

case_app = typer.Typer(
    no_args_is_help=True, help="Make, check and build cases.", rich_markup_mode="markdown", epilog=_EXITS
)
case_app.command("new", epilog=_EXITS)(authoring.new)
case_app.command("check", epilog=_EXITS)(authoring.check)
case_app.command("build", epilog=_EXITS)(authoring.build)
app.add_typer(case_app, name="case")

key_app = typer.Typer(no_args_is_help=True, help="Make keys.", rich_markup_mode="markdown", epilog=_EXITS)
key_app.command("new", epilog=_EXITS)(handing_in.new_key)
app.add_typer(key_app, name="key")
witness_app = typer.Typer(
    no_args_is_help=True,
    help="Be a witness of a log, and ask witnesses: over HTTP or by files.",
    rich_markup_mode="markdown",
    epilog=_EXITS,
)
witness_app.command("new", epilog=_EXITS)(witnessing.new)
witness_app.command("trust", epilog=_EXITS)(witnessing.trust_log)
witness_app.command("serve", epilog=_EXITS)(witnessing.serve)
witness_app.command("cosign", epilog=_EXITS)(witnessing.cosign)
witness_app.command("recover", epilog=_EXITS)(witnessing.recover)
witness_app.command("request", epilog=_EXITS)(witnessing.request)
witness_app.command("gather", epilog=_EXITS)(witnessing.gather)
app.add_typer(witness_app, name="witness")
simulate_app = typer.Typer(
    no_args_is_help=True,
    help="Make worlds to try things on, and compare regimes.",
    rich_markup_mode="markdown",
    epilog=_EXITS,
)
simulate_app.command("world", epilog=_EXITS)(simulating.world)
simulate_app.command("sites", epilog=_EXITS)(simulating.sites)
simulate_app.command("regimes", epilog=_EXITS)(regimes.regimes)
app.add_typer(simulate_app, name="simulate")
inspect_app = typer.Typer(
    no_args_is_help=True,
    help="Plan inspections: how many items to open, where to go, and how sure that makes us.",
    rich_markup_mode="markdown",
    epilog=_EXITS,
)
inspect_app.command("size", epilog=_EXITS)(sampling.size)
inspect_app.command("plan", epilog=_EXITS)(inspecting.plan)
inspect_app.command("commit", epilog=_EXITS)(inspecting.commit)
inspect_app.command("reveal", epilog=_EXITS)(inspecting.reveal)
inspect_app.command("draw", epilog=_EXITS)(inspecting.draw)
inspect_app.command("evaluate", epilog=_EXITS)(inspecting.evaluate)
inspect_app.command("effort", epilog=_EXITS)(effort.effort)
inspect_app.command("probability", epilog=_EXITS)(sampling.probability)
inspect_app.command("accept", epilog=_EXITS)(sampling_plans.accept)
inspect_app.command("levels", epilog=_EXITS)(sampling_plans.levels)
inspect_app.command("remaining", epilog=_EXITS)(sampling.remaining)
app.add_typer(inspect_app, name="inspect")
export_app = typer.Typer(
    no_args_is_help=True,
    help="Give the book out in other people's forms: EPCIS events, tables, inventory changes, balances.",
    rich_markup_mode="markdown",
    epilog=_EXITS,
)
export_app.command("epcis", epilog=_EXITS)(exchanging.export_epcis)
export_app.command("movements", epilog=_EXITS)(exchanging.export_movements)
export_app.command("changes", epilog=_EXITS)(exchanging.export_changes)
export_app.command("balance", epilog=_EXITS)(exchanging.export_balance)
export_app.command("listing", epilog=_EXITS)(exchanging.export_listing)
app.add_typer(export_app, name="export")
import_app = typer.Typer(
    no_args_is_help=True,
    help="Make movement tables of other people's forms.",
    rich_markup_mode="markdown",
    epilog=_EXITS,
)
import_app.command("epcis", epilog=_EXITS)(exchanging.import_epcis)
app.add_typer(import_app, name="import")
app.command("mirror", epilog=_EXITS)(comparing.mirror)
app.command("monitor", epilog=_EXITS)(comparing.monitor)
app.command("judge", epilog=_EXITS)(comparing.judge)
app.command("submit", epilog=_EXITS)(recording.submit)
app.command("draft", epilog=_EXITS)(handing_in.draft)
app.command("sign", epilog=_EXITS)(handing_in.sign)
app.command("countersign", epilog=_EXITS)(handing_in.countersign)
app.command("receive", epilog=_EXITS)(handing_in.receive)
app.command("receipt", epilog=_EXITS)(handing_in.receipt)
app.command("verify-receipt", epilog=_EXITS)(handing_in.verify_receipt_)
app.command("open", epilog=_EXITS)(disclosing.open_)
app.command("verify-opening", epilog=_EXITS)(disclosing.verify_opening)
app.command("edition", epilog=_EXITS)(disclosing.edition)
app.command("publish", epilog=_EXITS)(publishing.publish)
app.command("serve", epilog=_EXITS)(serving.serve)
app.command("read", epilog=_EXITS)(reading.read)
app.command("confirm", epilog=_EXITS)(reading.confirm)
app.command("verify", epilog=_EXITS)(recording.verify)
app.command("audit", epilog=_EXITS)(asking.audit)
app.command("report", epilog=_EXITS)(asking.report)
app.command("show", epilog=_EXITS)(asking.show)
app.command("book", epilog=_EXITS)(booking.book)
app.command("balance", epilog=_EXITS)(balancing.balance)
app.command("trace", epilog=_EXITS)(booking.trace)
app.command("diff", epilog=_EXITS)(asking.diff)


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        typer.echo(f"proverka {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@cache
def program() -> Callable[..., object]:
    """Return the commands, options and their help, made once: that takes longer than some commands do."""
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, by default on the program's own arguments, and exit.

    A refusal is one message on standard error and exit status 2.
    """
    try:
        program()(None if arguments is None else list(arguments), prog_name="proverka")
    except ProverkaError as error:
        _refuse(str(error))
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _refuse(where + (error.strerror or str(error)))
    except RuntimeError as error:
        # So the engine of the book answers Ctrl-C.
        if str(error) != "Query interrupted":
            raise
        errors().print("interrupted; nothing is half written")
        sys.exit(INTERRUPTED)
    except SystemExit as ending:
        if ending.code == INTERRUPTED:
            errors().print("interrupted; nothing is half written")
        raise


def _refuse(message: str) -> None:
    errors().print(Text.assemble(("refused ", "bold red"), message), soft_wrap=True)
    sys.exit(REFUSED)
