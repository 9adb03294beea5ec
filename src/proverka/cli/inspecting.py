"""The commands of an inspection that is drawn by lot: commit, reveal, draw."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from proverka.case import lots
from proverka.case.building import KEYS
from proverka.case.folder import write_durably
from proverka.case.opened import Case, open_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import CaseFolderArgument, Format, FormatOption, now
from proverka.cli.console import answers, say
from proverka.inventory.drawing import Drawing
from proverka.model.errors import Refusal, RefusedError

DRAW_SCHEMA = "proverka/draw/v1"
SECRET_BYTES = 32
# Where secrets lie beside the keys of a case.
DRAWS = "draws"

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="The label or index of an inspection plan.")]
PartyOption = Annotated[str, typer.Option("--party", "-p", metavar="PARTY", help="Who commits, reveals or publishes.")]
SecretOption = Annotated[
    Path | None,
    typer.Option(
        "--secret",
        metavar="FILE",
        help="The file of the secret, readable by you alone. Default: CASE/keys/draws/PLAN-PARTY.secret.",
    ),
]
DraftArgument = Annotated[
    Path, typer.Argument(metavar="OUT", help="The draft to write, for `proverka submit` or `draft`; it must be new.")
]


def commit(
    case: CaseFolderArgument, plan: PlanArgument, out: DraftArgument, *, party: PartyOption, secret: SecretOption = None
) -> None:
    """Draw 32 random bytes, keep them secret, and draft the commitment to them: the first step of a draw by lot.

    Whoever loses the secret cannot reveal it, and counts as one who refused to.

    Example: `proverka inspect commit build/my-case PLAN-1 commit.toml --party state`
    """
    opened = open_case(case)
    drawing = lots.drawing_of(opened, plan)
    drawn = secrets.token_bytes(SECRET_BYTES)
    text = lots.commitment_draft(opened, drawing, party, drawn, at=now())
    place = _secret_file(case, drawing, party, secret)
    _check_new(out)
    lots.keep_secret(place, drawing, party, drawn)
    write_durably(out, text)
    answers().print(f"Wrote {out}, to be handed in, and {place}, to be kept secret until all have committed.")


def reveal(
    case: CaseFolderArgument, plan: PlanArgument, out: DraftArgument, *, party: PartyOption, secret: SecretOption = None
) -> None:
    """Draft the reveal of a secret, under the checkpoint that holds all commitments: the second step of a draw by lot.

    Example: `proverka inspect reveal build/my-case PLAN-1 reveal.toml --party state`
    """
    opened = open_case(case)
    drawing = lots.drawing_of(opened, plan)
    held = lots.read_secret(_secret_file(case, drawing, party, secret), drawing, party)
    text = lots.reveal_draft(opened, drawing, party, held, at=now())
    _check_new(out)
    write_durably(out, text)
    answers().print(f"Wrote {out}, to be handed in.")


def draw(
    case: CaseFolderArgument,
    plan: PlanArgument,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.toml", help="Also draft the draw, to be published by --party."),
    ] = None,
    party: Annotated[str, typer.Option("--party", "-p", metavar="PARTY", help="Who publishes it.")] = "",
    form: FormatOption = Format.text,
) -> None:
    """Make a draw again and list what was drawn; before it is settled, say who is awaited.

    The same comes from `python verifier/proverka_verify.py draw CASE --policy policy.txt`, which shares no code.

    Example: `proverka inspect draw build/my-case PLAN-1`
    """
    opened = open_case(case)
    drawing = lots.drawing_of(opened, plan)
    if out is not None:
        text = lots.draw_draft(opened, drawing, party, at=now())
        _check_new(out)
        write_durably(out, text)
    _say_draw(opened, drawing, form)


def _say_draw(opened: Case, drawing: Drawing, form: Format) -> None:
    from proverka.reporting.draw_tables import draw_csv, draw_text  # noqa: PLC0415 - --help stays quick

    drawn = drawing.drawn(opened.words.case) if drawing.settled and drawing.counts else None
    items = lots.drawn_items(opened, drawing, drawn) if drawn else []
    rows = [(one.stratum, one.order, one.position, one.item) for one in items]
    if form is Format.json:
        typer.echo(
            json_of(
                {
                    "schema": DRAW_SCHEMA,
                    "plan": drawing.label,
                    "entry": drawing.index,
                    "leaf": drawing.leaf,
                    "settled": drawing.settled,
                    "counts": drawing.counts,
                    "awaited": drawing.awaited,
                    "passed_over": drawing.passed_over if drawing.settled else (),
                    "checkpoint": {"size": drawing.checkpoint.size, "root": drawing.checkpoint.root}
                    if drawing.checkpoint
                    else None,
                    "seed": drawn.seed.hex() if drawn else "",
                    "selection": drawn.selection.hex() if drawn else "",
                    "schedule": drawn.schedule if drawn else "",
                    "items": [{"stratum": s, "order": o, "position": p, "item": i} for s, o, p, i in rows],
                }
            )
        )
    elif form is Format.csv:
        typer.echo(draw_csv(rows), nl=False)
    else:
        say(draw_text(drawing, drawn, rows))


def _secret_file(case: Path, drawing: Drawing, party: str, given: Path | None) -> Path:
    if given is not None:
        return given
    if not (case / KEYS).is_dir():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(case / KEYS),
            expected="the folder of keys, beside which the secret lies by default",
            got="a copy of the case without one",
            remedy="say where your secret lies: --secret FILE",
        )
    return case / KEYS / DRAWS / f"{drawing.label}-{party}.secret"


def _check_new(out: Path) -> None:
    if out.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected="a file that does not exist yet",
            got="something of that name",
            remedy="choose another name: what was drafted may be on its way already",
        )
