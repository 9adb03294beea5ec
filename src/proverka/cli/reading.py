"""The commands that read articles: what is found in them, as text or drafts; and what a person confirmed of it."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proverka.case import submitting
from proverka.case.building import KEYS
from proverka.case.confirming import already_held, read_confirmed
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.opened import open_case
from proverka.cli.arguments import CaseFolderArgument, day_of, now, salts_for
from proverka.cli.console import answers, progress, replacing, say
from proverka.model.errors import printable


class ReadingFormat(StrEnum):
    """The forms in which an article is told."""

    text = "text"
    json = "json"


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article: plain text, Markdown or HTML.")],
    *,
    case: Annotated[
        Path | None,
        typer.Option(
            "--case", metavar="CASE", help="The case to read it for, authored or built: its people, parties and duties."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="LANGUAGE", help="The language of the articles.")
    ] = "en",
    why: Annotated[bool, typer.Option("--why", help="Tell by which rule each thing was found.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PAGE", help="Write an HTML page, to read, to correct and to confirm on."),
    ] = None,
    drafts: Annotated[
        Path | None,
        typer.Option("--drafts", metavar="FILE", help="Write drafts of the statements, for a person to confirm."),
    ] = None,
    party: Annotated[
        str, typer.Option("--party", metavar="PARTY", help="Who submits the drafts. Default: the case's keeper.")
    ] = "",
    known: Annotated[
        date | None,
        typer.Option(
            "--known",
            metavar="DAY",
            parser=day_of("--known"),
            help="When the record learns of the drafts. Default: today (UTC).",
        ),
    ] = None,
    label_prefix: Annotated[
        str, typer.Option("--label-prefix", metavar="PREFIX", help="How the labels of the drafts begin.")
    ] = "READ",
) -> None:
    """Read an article: tell its stories, who said what in them, who carried it, and what it is about.

    Example: `proverka read article.txt --case build/demo/syria-2013 --drafts drafts.toml`
    """
    from proverka.case.glossary import NO_CASE, readers_case  # noqa: PLC0415 - --help stays quick
    from proverka.reporting.reading_drafts import DraftTerms, drafts_toml  # noqa: PLC0415
    from proverka.reporting.reading_page import reading_page  # noqa: PLC0415
    from proverka.reporting.reading_text import reading_text  # noqa: PLC0415
    from proverka.sources.analysis import analyse  # noqa: PLC0415
    from proverka.sources.proposal import proposals_of  # noqa: PLC0415
    from proverka.sources.reading import read_article  # noqa: PLC0415

    with progress("reading entries") as report:
        of = NO_CASE if case is None else readers_case(case, language, progress=report)
    found = analyse(read_article(file.read_bytes(), name=file.name, language=language), of.aliases, language=language)
    say(reading_text(found, of.glossary, why=why))
    terms = DraftTerms(label_prefix=label_prefix, known=known or now().date(), party=party or of.keeper)
    proposed = [(found, proposals_of(found, of.aliases))]
    if drafts is not None:
        with replacing(drafts) as unfinished:
            unfinished.write_text(drafts_toml(proposed, terms), encoding="utf-8")
    if out is not None:
        with replacing(out) as unfinished:
            unfinished.write_text(reading_page(proposed, terms, of.glossary), encoding="utf-8")


def confirm(
    case: CaseFolderArgument,
    file: Annotated[
        Path, typer.Argument(metavar="DRAFTS", help="A TOML file that `proverka read` wrote and a person went through.")
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, and say what would be appended; append nothing.")
    ] = False,
) -> None:
    """Submit the statements of a file that a person has confirmed: all of them or none. The others are left out.

    One that is confirmed without a speaker, a party, a date, a kind or a paraphrase is refused. What the record holds
    already is told, and not submitted again. Statements stand beside obligations, and never show fulfilment.

    Example: `proverka confirm build/my-case drafts.toml --dry-run`
    """
    confirmed = read_confirmed(file)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    out = answers()
    held = {draft.label: entry.index for draft, entry in already_held(opened, confirmed.drafts)}
    for label, index in held.items():
        out.print(f"entry {index}: statement {printable(label)} (the log holds it already)", soft_wrap=True)
    drafts, folder = [draft for draft in confirmed.drafts if draft.label not in held], CaseFolder(file.parent)
    if dry_run:
        submitting.check(opened, drafts, folder, read_keyring(case / KEYS), now=now())
        for draft in drafts:
            out.print(f"would append {draft.kind} {printable(draft.label)}, by {draft.party}", soft_wrap=True)
    elif drafts:
        added = submitting.submit(opened, drafts, folder, now=now(), salts=salts_for(opened.words))
        for index, draft in zip(added, drafts, strict=True):
            out.print(f"entry {index}: {draft.kind} {printable(draft.label)}, by {draft.party}", soft_wrap=True)
    if confirmed.unconfirmed:
        out.print(f"{confirmed.unconfirmed} not confirmed, and left out.")
    out.print(f"The record holds {opened.log.checkpoint.size} entries.")
