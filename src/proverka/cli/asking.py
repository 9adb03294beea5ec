"""The commands that ask a case: audit, report, show, diff."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.assessment import Audit, Changes
from proverka.case.auditing import audit_case, compare_case
from proverka.case.opened import Case, open_case
from proverka.case.showing import find, names_in
from proverka.case.verifying import verify_case
from proverka.cli.answer import json_of
from proverka.cli.arguments import (
    AsOf,
    CaseFolderArgument,
    ClusterOption,
    Format,
    FormatOption,
    KnownAt,
    LanguageOption,
    WorkersOption,
    chosen_days,
    day_of,
    executor_of,
    language_of,
)
from proverka.cli.console import answers, errors, progress, replacing, say
from proverka.mandate.duration import add_months
from proverka.model.errors import ProverkaError, Refusal, RefusedError

if TYPE_CHECKING:
    from proverka.reporting.paper import Imprint
    from proverka.reporting.tongue import Language

UnverifiedOption = Annotated[
    bool,
    typer.Option(
        "--unverified",
        help="Leave out the verification of the record, and say so. Without it an unsound record is refused; "
        "one that cannot be read is refused either way.",
    ),
]


def _open(folder: Path, *, unverified: bool) -> Case:
    """Return the case, its record verified first unless that was left out."""
    if not unverified:
        _check_sound(folder)
    with progress("reading entries") as report:
        return open_case(folder, progress=report)


def _check_sound(folder: Path) -> None:
    with progress("verifying entries") as report:
        found = verify_case(folder, progress=report)
    if found.sound:
        return
    first, number = found.faults[0], len(found.faults)
    faults = f"all {number} faults" if number > 1 else "it in full"
    raise RefusedError(
        first.refusal,
        where=first.where,
        expected=f"a record that verifies; here {first.expected}",
        got=first.got,
        remedy=f"proverka verify {folder} tells {faults}; --unverified goes on all the same",
    )


def audit(
    case: CaseFolderArgument,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
    unverified: UnverifiedOption = False,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
) -> None:
    """Judge every obligation, strike the balance, list what is open: as of a day, as known on a day.

    The record is verified first. Text shows holdings, obligations, what is open, and what is due in the
    next 60 days; json is the whole audit (docs/reference/schemas/audit.json); csv is the obligations.
    Amounts are in the unit of their figure, days late are calendar days.

    Example: `proverka audit build/demo/syria-2013 --as-of 2014-02-05 --known-at 2014-02-05`
    """
    day, known = chosen_days(as_of, known_at)
    opened = _open(case, unverified=unverified)
    with executor_of(workers, cluster) as executor, progress("checking the book") as report:
        result = audit_case(opened, as_of=day, known=known, executor=executor, progress=report)
    if form is Format.text:
        from proverka.reporting.terminal import audit_text  # noqa: PLC0415 - --help stays quick

        say(audit_text(result, case=str(case), verified=not unverified))
    elif form is Format.csv:
        from proverka.reporting.tables import obligations_csv  # noqa: PLC0415

        typer.echo(obligations_csv(result), nl=False)
    else:
        from proverka.reporting import render_json  # noqa: PLC0415

        typer.echo(render_json(result).rstrip(b"\n"))
    if unverified and form is not Format.text:
        errors().print("not verified, as asked with --unverified", style="yellow")


def report(
    case: CaseFolderArgument,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help="Where the report is to be.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            metavar="DAY",
            parser=day_of("--since"),
            help="The day of the report before, for what changed since. Default: one month before --as-of.",
        ),
    ] = None,
    package: Annotated[
        Path | None,
        typer.Option("--package", metavar="FILE.zip", help="Also write the data behind every figure."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE.json", help="Also write the audit as one JSON document.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE.pdf", help="Also write the report for printing.")
    ] = None,
    docx: Annotated[
        Path | None,
        typer.Option("--docx", metavar="FILE.docx", help="Also write the report for a word processor."),
    ] = None,
    language: LanguageOption = "en",
    unverified: UnverifiedOption = False,
) -> None:
    """Write the report: one HTML file that stands on its own, and on request paper, data and the audit beside it.

    On paper (PDF, DOCX) it is cut to what a meeting needs: what is left out is counted there, and is in the
    HTML and in the data. Every file is written beside its place first and moved there in the end, so that a
    failure leaves the one before as it was. The same record and days give the same bytes.

    Example: `proverka report build/demo/syria-2013 --out report.html --as-of 2014-06-30`
    """
    day, known = chosen_days(as_of, known_at)
    told = language_of(language)
    opened = _open(case, unverified=unverified)
    before = since or _month_before(day)
    with progress("checking the book") as report:
        audited = audit_case(opened, as_of=day, known=known, progress=report)
    changes = compare_case(opened, since=(before, min(before, known)), until=(day, known))
    from proverka.case.imprint import imprint_of  # noqa: PLC0415 - --help stays quick

    imprint = imprint_of(opened, [told])
    written = _write(audited, changes, told, imprint, out=out, package=package, json=json, pdf=pdf, docx=docx)
    for name, path in written:
        answers().print(f"{name}: {path}", soft_wrap=True)
    if unverified:
        errors().print("not verified, as asked with --unverified", style="yellow")


def _month_before(day: date) -> date:
    return add_months(day, -1, rounding="last_day", where="--since")


def _write(
    audited: Audit,
    changes: Changes,
    language: "Language",
    imprint: "Imprint",
    *,
    out: Path,
    package: Path | None,
    json: Path | None,
    pdf: Path | None,
    docx: Path | None,
) -> list[tuple[str, Path]]:
    """Write the files asked for, all or none, and return what each is and where it lies."""
    from proverka.reporting import render_html, render_json, write_package  # noqa: PLC0415 - --help stays quick

    with ExitStack() as places:
        written = [("report", out)]
        page = render_html(audited, changes, language)
        places.enter_context(replacing(out)).write_text(page, encoding="utf-8")
        if package is not None:
            write_package(audited, changes, places.enter_context(replacing(package)))
            written.append(("data package", package))
        if json is not None:
            places.enter_context(replacing(json)).write_bytes(render_json(audited))
            written.append(("audit", json))
        for name, made, path in _on_paper(audited, changes, language, imprint, pdf=pdf, docx=docx):
            places.enter_context(replacing(path)).write_bytes(made)
            written.append((name, path))
    return written


def _on_paper(
    audited: Audit, changes: Changes, language: "Language", imprint: "Imprint", *, pdf: Path | None, docx: Path | None
) -> Iterator[tuple[str, bytes, Path]]:
    """Yield the report on paper in the forms asked for: what each is, its bytes, its place."""
    if pdf is None and docx is None:
        return
    from proverka.reporting.paper import docx_of, paper_of, pdf_of  # noqa: PLC0415 - --help stays quick

    paper = paper_of(audited, changes, language, imprint)
    if pdf is not None:
        with progress("setting pages") as report:
            yield "printed report", pdf_of(paper, report), pdf
    if docx is not None:
        yield "report to edit", docx_of(paper), docx


def _names(context: typer.Context, incomplete: str) -> list[str]:
    """Complete a name from the case that was typed before it; nothing where there is none."""
    try:
        names = names_in(open_case(Path(context.params["case"])))
    except (ProverkaError, OSError, KeyError, TypeError):
        return []
    return [name for name in names if name.startswith(incomplete)]


def show(
    case: CaseFolderArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="The index or label of an entry; the id of an obligation, basis or instrument; "
            "the SHA-256 of a document or its first 8 digits.",
            autocompletion=_names,
        ),
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: FormatOption = Format.text,
) -> None:
    """Show one thing with everything that the record holds on it, as of a day and as known on a day.

    An entry: its header, signature, proof of inclusion checked against the checkpoint, body, corrections
    and objections. An obligation: its rule, every date, why it has its status, the evidence, and each
    party's views side by side. A basis: the history of its figures. A name that was not known yet on the
    day asked for is refused, with names that come near.

    Example: `proverka show build/demo/syria-2013 0`
    """
    day, known = chosen_days(as_of, known_at)
    opened = _open(case, unverified=True)
    found = find(opened, what, as_of=day, known=known)
    if form is Format.json:
        typer.echo(json_of(found))
        return
    from proverka.cli.shown import shown_csv, shown_text  # noqa: PLC0415 - --help stays quick

    if form is Format.csv:
        typer.echo(shown_csv(found), nl=False)
    else:
        say(shown_text(found, demonstration=opened.words.keys == "demonstration"))


def diff(
    case: CaseFolderArgument,
    *,
    since: Annotated[
        date | None,
        typer.Option("--from", metavar="DAY", parser=day_of("--from"), help="The earlier day, as of and as known."),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(
            "--to",
            metavar="DAY",
            parser=day_of("--to"),
            help="The later day, as of and as known. Default: today (UTC).",
        ),
    ] = None,
    from_known: Annotated[
        date | None,
        typer.Option(
            "--from-known",
            metavar="DAY",
            parser=day_of("--from-known"),
            help="Instead of --from: the earlier day of knowledge, with one --as-of for both.",
        ),
    ] = None,
    to_known: Annotated[
        date | None,
        typer.Option(
            "--to-known",
            metavar="DAY",
            parser=day_of("--to-known"),
            help="The later day of knowledge. Default: today (UTC).",
        ),
    ] = None,
    as_of: AsOf = None,
    form: FormatOption = Format.text,
) -> None:
    """Say what changed: between two days (--from, --to), or between two states of knowledge of one day.

    With `--from` and `--to` both the day judged and the day of knowledge move: what a reader of the earlier
    report does not know yet. With `--from-known` and `--to-known` only knowledge moves: what later entries
    say of a day that has passed (`--as-of`).

    Example: `proverka diff build/demo/syria-2013 --from 2014-02-05 --to 2014-04-27`

    Example: `proverka diff build/demo/syria-2013 --from-known 2014-02-05 --as-of 2014-02-05`
    """
    days = _two_days(since, until, from_known, to_known, as_of)
    opened = _open(case, unverified=True)
    changes = compare_case(opened, since=days[0], until=days[1])
    if form is Format.json:
        typer.echo(json_of(changes))
    elif form is Format.csv:
        from proverka.reporting.tables import changes_csv  # noqa: PLC0415 - --help stays quick

        typer.echo(changes_csv(changes), nl=False)
    else:
        from proverka.reporting.terminal import changes_text  # noqa: PLC0415

        say(changes_text(changes))


def _two_days(
    since: date | None, until: date | None, from_known: date | None, to_known: date | None, as_of: date | None
) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return the two (as of, known at) to compare; refuse what names neither pair or mixes them."""
    today, _ = chosen_days(None, None)
    if since is not None and from_known is None and to_known is None and as_of is None:
        later = until or today
        days = (since, since), (later, later)
    elif from_known is not None and since is None and until is None:
        day = as_of or today
        days = (day, from_known), (day, to_known or today)
    else:
        raise _unclear_days("--from DAY, or --from-known DAY, and nothing of the other pair", "another combination")
    if days[0] > days[1]:
        raise _unclear_days("the earlier day first", f"{max(days[0])} before {max(days[1])}")
    return days


def _unclear_days(expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.MEANINGLESS,
        where="the days to compare",
        expected=expected,
        got=got,
        remedy="see proverka diff --help",
    )
