"""The commands that read articles: what is found in them, and what a person confirmed of it."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.case import submitting
from proverka.case.building import KEYS
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.opened import open_case
from proverka.cli.arguments import CaseFolderArgument, day_of, now, salts_for
from proverka.cli.console import answers, errors, progress, replacing, say
from proverka.model.errors import Refusal, RefusedError, printable
from proverka.model.span import Span

if TYPE_CHECKING:
    from proverka.case.glossary import ReadersCase
    from proverka.cli.article_reading import One
    from proverka.reporting.reading_drafts import DraftTerms
    from proverka.sources.gathered import Gathered

REFUSED = 2


class ReadingForm(StrEnum):
    """The forms in which articles are told."""

    text = "text"
    json = "json"


def _language(name: str) -> str:
    """Return a language that there are tables for; refuse (unknown-name) any other."""
    from proverka.sources.language import languages  # noqa: PLC0415 - --help stays quick

    if name not in languages():
        raise RefusedError(
            Refusal.UNKNOWN_NAME,
            where="--language",
            expected=f"a language that there are tables for: {', '.join(languages())}",
            got=repr(name),
            remedy="choose one of those",
        )
    return name


def _span(text: str) -> Span:
    return Span.parse(text, where="--published")


ArticlesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|FOLDER|ADDRESS|-…",
        help="Articles (plain text, Markdown, HTML), feeds (RSS, Atom), folders of them; `-` is standard input;"
        " with `--fetch` their addresses.",
    ),
]
CaseOption = Annotated[
    Path | None,
    typer.Option(
        "--case", metavar="CASE", help="The case to read for, authored or built: its people, parties and duties."
    ),
]
PublishedOption = Annotated[
    Span | None,
    typer.Option(
        "--published", metavar="SPAN", parser=_span, help="Days within which an undated story was published: A/B."
    ),
]
FormOption = Annotated[
    ReadingForm,
    typer.Option("--format", "-f", metavar="text|json", help="text for people, json (one document) for programs."),
]
DraftsOption = Annotated[
    Path | None,
    typer.Option("--drafts", metavar="DRAFTS", help="Write drafts of the statements (TOML), for a person to confirm."),
]
KnownOption = Annotated[
    date | None,
    typer.Option(
        "--known",
        metavar="DAY",
        parser=day_of("--known"),
        help="When the record learns of the drafts; a month or year means its last day. Default: today (UTC).",
    ),
]
PageOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="PAGE", help="Write one HTML page: to read, to correct and to confirm on."),
]
FetchOption = Annotated[
    bool,
    typer.Option("--fetch", help="Fetch what is named by its address, once. Without it, nothing is fetched."),
]
KeepOption = Annotated[
    Path | None,
    typer.Option(
        "--keep", metavar="FOLDER", help="Keep every version that is read, by its SHA-256, and tell what changed."
    ),
]


def read(
    articles: ArticlesArgument,
    *,
    case: CaseOption = None,
    language: Annotated[
        str,
        typer.Option("--language", metavar="LANGUAGE", parser=_language, help="The language of the articles."),
    ] = "en",
    published: PublishedOption = None,
    form: FormOption = ReadingForm.text,
    why: Annotated[bool, typer.Option("--why", help="Tell by which rule each thing was found.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Tell one line for each story, without its text.")] = False,
    out: PageOption = None,
    drafts: DraftsOption = None,
    party: Annotated[
        str, typer.Option("--party", metavar="PARTY", help="Who submits the drafts. Default: the case's keeper.")
    ] = "",
    known: KnownOption = None,
    label_prefix: Annotated[
        str, typer.Option("--label-prefix", metavar="PREFIX", help="How the labels of the drafts begin.")
    ] = "READ",
    fetch: FetchOption = False,
    keep: KeepOption = None,
) -> None:
    """Read articles: tell their stories, who said what in them, who carried it, and what it is about.

    Nothing that is found is evidence: a person confirms it first, on the page (`--out`) or in the drafts (`--drafts`),
    and `proverka confirm` submits what was confirmed. Where nobody can be sure who spoke, it says so.

    Of several files those that can be read are; the others are told, and the exit status is then 2.

    Example: `proverka read article.txt --case build/demo/syria-2013 --out article.html`
    """
    from proverka.case.glossary import NO_CASE, readers_case  # noqa: PLC0415 - --help stays quick
    from proverka.case.kept_versions import KeptVersions  # noqa: PLC0415
    from proverka.cli.article_places import places_of  # noqa: PLC0415
    from proverka.cli.article_reading import Manner, read_each  # noqa: PLC0415
    from proverka.cli.article_targets import check_written  # noqa: PLC0415
    from proverka.reporting.reading_drafts import DraftTerms  # noqa: PLC0415
    from proverka.reporting.reading_json import reading_json  # noqa: PLC0415
    from proverka.sources.gathered import gathered  # noqa: PLC0415

    places = places_of(articles, fetch=fetch)
    for target in filter(None, (out, drafts)):
        check_written(target, places, also=drafts if target == out else out)
    with progress("reading entries") as report:
        of = NO_CASE if case is None else readers_case(case, language, progress=report)
    of.check_party(party)
    manner = Manner(case=of, language=language, period=published)
    kept = None if keep is None else KeptVersions.open(keep)
    with progress("reading articles") as report:
        found = tuple(read_each(places, manner, keep=kept, now=now, progress=report))
    _tell_refused(found)
    together = gathered([reading for one in found for reading in one.readings], of.aliases, language=language)
    terms = DraftTerms(label_prefix=label_prefix, known=known or now().date(), party=party or of.keeper)
    _write(together, terms, of, drafts=drafts, page=out)
    if form is ReadingForm.json:
        refused = [one.refused.fault for one in found if one.refused is not None]
        typer.echo(reading_json(together, language=language, glossary=of.glossary, refused=refused), nl=False)
    else:
        _tell_text(found, together, of, why=why, brief=brief)
    if kept is not None:
        kept.settle()  # all that changed has been told
    if any(one.refused for one in found):
        raise typer.Exit(REFUSED)


def _tell_refused(found: Sequence["One"]) -> None:
    for one in found:
        if one.refused is not None:
            errors().print(f"refused {one.refused}", soft_wrap=True)


def _write(
    found: "Gathered", terms: "DraftTerms", of: "ReadersCase", *, drafts: Path | None, page: Path | None
) -> None:
    """Write the drafts and the page that were asked for, both whole or neither.

    Raises RefusedError (already-there) rather than write over drafts that a person may have gone through.
    """
    from proverka.cli.article_targets import check_page, check_unedited  # noqa: PLC0415 - as above
    from proverka.reporting.reading_drafts import drafts_toml  # noqa: PLC0415
    from proverka.reporting.reading_page import reading_page  # noqa: PLC0415

    texts: dict[Path, str] = {}
    if drafts is not None:
        texts[drafts] = drafts_toml(found.articles, terms)
        check_unedited(drafts, texts[drafts])
    if page is not None:
        texts[page] = reading_page(found.articles, terms, of.glossary)
        check_page(page, texts[page])
    with ExitStack() as written:
        for target, text in texts.items():
            written.enter_context(replacing(target)).write_text(text, encoding="utf-8")


def _tell_text(found: Sequence["One"], together: "Gathered", of: "ReadersCase", *, why: bool, brief: bool) -> None:
    from proverka.reporting.reading_summary import change_text, summary_text  # noqa: PLC0415 - as above
    from proverka.reporting.reading_text import reading_text  # noqa: PLC0415

    for one in found:
        if one.page is not None:
            size, redirects = len(one.page.body), one.page.redirects
            told = f"fetched {one.page.address}: {size} bytes, {one.page.media_type or 'no media type'}"
            after = {0: "", 1: ", after 1 redirection"}.get(redirects, f", after {redirects} redirections")
            answers().print(printable(told + after), soft_wrap=True)
        for reading in () if brief else one.readings:
            say(reading_text(reading, of.glossary, why=why))
        for change in one.changed:
            before = change.before.sha256, change.before.read_at.isoformat(timespec="seconds")
            say(change_text(change.place, before, change.revision, change.reading))
    if brief or len(found) > 1 or len(together.articles) > 1:
        refused = [(one.place, one.refused.code) for one in found if one.refused is not None]
        say(summary_text(together, refused))


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
    already is told, and not submitted again; what it may hold under another label is told. Statements stand beside
    obligations, and never show fulfilment.

    Example: `proverka confirm build/my-case drafts.toml --dry-run`
    """
    from proverka.case.confirming import already_held, read_confirmed  # noqa: PLC0415 - as above
    from proverka.case.near_statements import near_statements  # noqa: PLC0415

    confirmed = read_confirmed(file)
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    out = answers()
    held = {draft.label: entry.index for draft, entry in already_held(opened, confirmed.drafts)}
    for label, index in held.items():
        out.print(f"entry {index}: statement {printable(label)} (the log holds it already)", soft_wrap=True)
    drafts, folder = [draft for draft in confirmed.drafts if draft.label not in held], CaseFolder(file.parent)
    for draft, entry in near_statements(opened, drafts):
        near = f"{draft.label} may be in the record already: entry {entry.index}"
        out.print(printable(f"{near} ({entry.label}), of the same speaker and day, in like words"), soft_wrap=True)
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
