"""The commands of an inspection that is drawn by lot: plan, commit, reveal, draw, evaluate."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.assessment import end_of
from proverka.case import lots
from proverka.case.booked import ledger_of
from proverka.case.building import KEYS
from proverka.case.exchanging import account_area
from proverka.case.folder import read_limited, whole_folder, write_durably
from proverka.case.opened import Case, open_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import AsOf, CaseFolderArgument, Format, FormatOption, KnownAt, chosen_days, now
from proverka.cli.console import answers, say
from proverka.exchange import listing
from proverka.inventory.drawing import Drawing
from proverka.model.errors import Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.case.planning import Proposal
    from proverka.case.visiting import VisitPlan

DRAW_SCHEMA = "proverka/draw/v1"
PLAN_SCHEMA = "proverka/inspection-plan/v1"
EVALUATION_SCHEMA = "proverka/inspection-evaluation/v1"
PLAN_FILE = "plan.toml"
VISITS_FILE = "visits.json"
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


def plan(
    case: CaseFolderArgument,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new folder for the draft, plan.toml, and the lists of items.")
    ],
    *,
    party: Annotated[
        str, typer.Option("--party", "-p", metavar="PARTY", help="Who inspects: submits the plan, and reveals last.")
    ],
    goal: Annotated[
        int | None,
        typer.Option("--goal", "-r", metavar="R", min=1, help="How many falsified items must not be missed."),
    ] = None,
    visits: Annotated[
        Path | None,
        typer.Option(
            "--visits",
            metavar="FILE.json",
            help="Draw one of the schedules of this answer of proverka inspect effort, instead of items.",
        ),
    ] = None,
    probability: Annotated[
        float, typer.Option("--probability", metavar="P", min=0, max=1, help="With which probability.")
    ] = 0.95,
    inspected: Annotated[
        str,
        typer.Option("--inspected", metavar="PARTY", help="Who is inspected; reveals first. Default: the debtor."),
    ] = "",
    also: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="PARTY", help="A further party that draws, before the last; may be repeated."),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", metavar="PLACE", help="Only items at this place and within it; may be repeated."),
    ] = None,
    label: Annotated[str, typer.Option("--label", metavar="LABEL", help="The label of the plan.")] = "PLAN-1",
    hours: Annotated[
        int, typer.Option("--hours", metavar="N", min=1, max=8760, help="How long each step of the draw may take.")
    ] = 24,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
) -> None:
    """Propose an inspection plan from the book: a stratum for each account of numbered items, with exact samples.

    A person reads the draft, changes it, and hands it in: `proverka submit` or `draft` and `sign`. Samples keep the
    probability also where parties that know the outcome refuse to reveal. With --visits the plan is of visits to sites:
    which of its schedules is carried out is drawn by the weights that it has.

    Example: `proverka inspect plan build/my-case plan --party inspectorate --goal 25 --as-of 2024-06-30`

    Example: `proverka inspect plan build/my-case plan --party inspectorate --visits visits.json`
    """
    from proverka.case.planning import Heading, plan_draft  # noqa: PLC0415 - --help stays quick

    day, known = chosen_days(as_of, known_at)
    opened = open_case(case)
    parties = [inspected or opened.words.debtor, *(also or ()), party]
    for one in parties:
        opened.words.party(one, where="--party, --inspected, --with")
    drawn: _OfItems | _OfVisits
    if visits is not None and goal is None:
        drawn = _of_visits(opened, visits)
    elif goal is not None and visits is None:
        drawn = _of_items(opened, goal, probability, others=len(parties) - 1, area=area or (), day=day, known=known)
    else:
        got = "neither" if goal is None else "both"
        raise RefusedError(
            Refusal.MEANINGLESS,
            where="--goal, --visits",
            expected="--goal R, to draw items, or --visits FILE.json, to draw a schedule of visits",
            got=got,
            remedy="give one of them",
        )
    heading = Heading(
        label=label,
        title=drawn.title,
        parties=parties,
        inspected=parties[0],
        documents=list(drawn.files),
        at=now(),
        pause=timedelta(hours=hours),
    )
    text = plan_draft(heading, drawn.lines)
    _check_new(out)
    with whole_folder(out) as folder:
        write_durably(folder / PLAN_FILE, text)
        for name, content in drawn.files.items():
            write_durably(folder / name, content)
    drawn.say(out / PLAN_FILE, form)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfItems:
    """A plan of items: the proposal, and what the plan says of it."""

    title: str
    proposal: "Proposal"
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, str]:
        return {one.file: one.text for one in self.proposal.strata}

    def say(self, file: Path, form: Format) -> None:
        _say_plan(self.proposal, file, form)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfVisits:
    """A plan of visits: the file as it was given, its schedules, and what the plan says of them."""

    title: str
    plan: "VisitPlan"
    data: bytes
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, str]:
        return {VISITS_FILE: self.data.decode()}

    def say(self, file: Path, form: Format) -> None:
        from proverka.case.visiting import named_schedules  # noqa: PLC0415 - as its caller
        from proverka.reporting.draw_tables import schedules_csv, schedules_text  # noqa: PLC0415 - as above

        rows = [(one.name, one.weighted.weight, one.weighted.text) for one in named_schedules(self.plan)]
        if form is Format.json:
            schedules = [dict(zip(("schedule", "weight", "text"), row, strict=True)) for row in rows]
            told = {"schema": PLAN_SCHEMA, "draft": str(file), "guarantee": self.plan.guarantee, "schedules": schedules}
            typer.echo(json_of(told))
        elif form is Format.csv:
            typer.echo(schedules_csv(rows), nl=False)
        else:
            say(schedules_text(rows, self.plan.guarantee, str(file)))


def _of_items(
    opened: Case, goal: int, probability: float, *, others: int, area: Collection[str], day: date, known: date
) -> _OfItems:
    from proverka.case.planning import Aim, propose, stratum_lines  # noqa: PLC0415 - --help stays quick

    aim = Aim(goal=goal, probability=probability, others=others)
    with ledger_of(opened, known) as ledger:
        of = account_area(opened.words, ledger, list(area))
        held = listing(ledger, of, as_of=end_of(day), known=end_of(known))
        proposal = propose(list(held), aim)
    names = {place.id: place.name for place in opened.words.places}
    at = sorted({names.get(one.place, one.place) for one in proposal.strata})
    return _OfItems(title=f"Items in {', '.join(at)}", proposal=proposal, lines=tuple(stratum_lines(proposal, aim)))


def _of_visits(opened: Case, file: Path) -> _OfVisits:
    from proverka.case.visiting import (  # noqa: PLC0415 - as above
        PLAN_BYTES_MAX,
        named_schedules,
        planned_schedules,
        schedule_lines,
        visit_plan,
    )

    data = read_limited(file, PLAN_BYTES_MAX)
    plan = visit_plan(data, where=str(file))
    schedules = named_schedules(plan)
    sites = sorted({site for one in schedules for site in one.weighted.sites})
    for site in sites:
        opened.words.place(site, where=f"{file}, sites")
    title = f"Visits to {len(sites)} sites, one of {len(schedules)} schedules"
    return _OfVisits(title=title, plan=plan, data=data, lines=tuple(schedule_lines(planned_schedules(schedules))))


def _say_plan(proposal: "Proposal", file: Path, form: Format) -> None:
    from proverka.reporting.draw_tables import plan_csv, plan_text  # noqa: PLC0415 - --help stays quick

    rows = [
        (one.stratum, len(one.items), one.goal, one.sample, one.sample_refused, one.reached) for one in proposal.strata
    ]
    if form is Format.json:
        fields = ("stratum", "population", "goal", "sample", "sample_refused", "detection_probability")
        strata = [dict(zip(fields, row, strict=True)) for row in rows]
        unnumbered = [dict(zip(("place", "disposition", "subject"), one, strict=True)) for one in proposal.unnumbered]
        told = {"schema": PLAN_SCHEMA, "draft": str(file), "strata": strata, "unnumbered": unnumbered}
        typer.echo(json_of(told))
    elif form is Format.csv:
        typer.echo(plan_csv(rows), nl=False)
    else:
        say(plan_text(rows, proposal.unnumbered, str(file)))


def evaluate(
    case: CaseFolderArgument, plan: PlanArgument, known_at: KnownAt = None, form: FormatOption = Format.text
) -> None:
    """Hold what was opened against what was drawn: what is missing, what was found, how sure that makes us.

    What was opened comes from entries of the kind `inspection_results` that refer to the plan.

    Example: `proverka inspect evaluate build/my-case PLAN-1`
    """
    from proverka.case.evaluating import evaluate as evaluated  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.draw_tables import evaluation_csv, evaluation_text  # noqa: PLC0415 - --help stays quick

    _, known = chosen_days(None, known_at)
    opened = open_case(case)
    drawing = lots.drawing_of(opened, plan)
    found = evaluated(opened, drawing, known)
    if form is Format.json:
        strata = [{name: getattr(one, name) for name in one.__slots__} for one in found]
        typer.echo(json_of({"schema": EVALUATION_SCHEMA, "plan": drawing.label, "strata": strata}))
    elif form is Format.csv:
        typer.echo(evaluation_csv(found), nl=False)
    else:
        say(evaluation_text(drawing.label, found))


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
                    "places": drawing.plan.schedule_named(drawn.schedule).places if drawn and drawn.schedule else (),
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
