"""Answers as text for a terminal: read at 80 columns as at 120, without colour, and when piped.

Every status has a sign and a word, so that nothing rests on colour. What a party wrote is shown with
characters that could steer a terminal replaced.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from proverka.assessment import Audit, Changes, ObligationResult
from proverka.assessment.result import Achieved, FigureResult, FindingResult
from proverka.model.errors import printable
from proverka.model.quantity import unit_word
from proverka.record import Verification

# How far ahead "due soon" looks: two of the monthly reports that a mission writes.
SOON_DAYS = 60
# A screen is read from the top; what is beyond is counted, and said where to find.
LINES_SHOWN_MAX = 20
# Enough of a hash to tell two of them apart by eye.
HASH_CHARACTERS = 16

# Sign, word and colour of each status. The sign and the word suffice.
STATUS_FORM: dict[str, tuple[str, str, str]] = {
    "met": ("✓", "met", "green"),
    "met_late": ("✓", "met late", "yellow"),
    "overdue": ("✗", "overdue", "bold red"),
    "partly_met": ("◐", "partly met", "yellow"),
    "contested": ("±", "contested", "magenta"),
    "at_risk": ("!", "at risk", "yellow"),
    "on_track": ("→", "on track", "green"),
    "pending": ("·", "pending", "dim"),
    "no_evidence": ("?", "no evidence", "cyan"),
    "superseded": ("–", "superseded", "dim"),
}  # fmt: skip

# In the order in which somebody should look at them.
OPEN_STATUSES = ("overdue", "partly_met", "contested", "at_risk")

DEMONSTRATION = "demonstration keys, which anybody can derive: a signature proves nothing about who signed"


def plain(text: object) -> str:
    """Return a text in one line that a terminal prints as it stands: nothing in it moves, hides or colours."""
    return printable("".join(" " if c.isspace() else c for c in str(text)))


def status_text(status: str) -> Text:
    """Return a status as its sign and word; nothing for a side on which there was none."""
    sign, word, style = STATUS_FORM.get(status, ("", status.replace("_", " ") or "none", ""))
    return Text(f"{sign} {word}".strip(), style=style)


def heading(text: str) -> Text:
    """Return a heading, a blank line above it."""
    return Text(f"\n{text}", style="bold")


def fields(rows: Iterable[tuple[str, object]]) -> Table:
    """Return names and values side by side; rows without a value are left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value not in ("", None, ()):
            grid.add_row(name, value if isinstance(value, Text) else Text(plain(value)))
    return grid


def columns(*names: str) -> Table:
    """Return an empty table with these columns; a name that ends in `>` is aligned right, in `|` never broken."""
    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in names:
        right, whole = name.endswith(">"), name.endswith((">", "|"))
        grid.add_column(name.rstrip(">|"), justify="right" if right else "left", no_wrap=whole, overflow="fold")
    return grid


def indented(renderable: RenderableType) -> Padding:
    """Return something moved in by two columns."""
    return Padding(renderable, (0, 0, 0, 2))


def audit_text(audit: Audit, *, case: str, verified: bool) -> Group:
    """Return the audit: what it is of, holdings, obligations, what is open, what is due soon, where to look on.

    `case` is the folder as the reader typed it; `verified` says whether the record was verified first.
    """
    return Group(
        _header(audit, verified=verified),
        *_holdings(audit),
        *_withheld(audit),
        *_obligations(audit),
        *_open(audit),
        *_papers(audit),
        *_soon(audit),
        *_further(audit, case),
    )


def _header(audit: Audit, *, verified: bool) -> Group:
    record, last = audit.record, audit.record.last_known_from
    known = f"{record.entries_known} of the {max(record.size - 1, 0)} entries after the first" + (
        f", the last on {last.date()}" if last else ""
    )
    state = f"{record.origin}, {record.size} entries, root {record.root[:HASH_CHARACTERS]}…"
    return Group(
        Text(plain(f"{audit.case.title} ({audit.case.id})"), style="bold"),
        Text(f"as of {audit.as_of}, as known on {audit.known_at}"),
        Text(),
        fields([
            ("record", state),
            ("checked", "verified: every entry, signature and document" if verified else _unverified()),
            ("witnesses", plain(record.witnessed)),
            ("known", known),
            ("warning", Text(DEMONSTRATION, style="yellow") if audit.case.keys == "demonstration" else ""),
        ]),
    )  # fmt: skip


def _unverified() -> Text:
    return Text("NOT VERIFIED, as asked with --unverified", style="bold red")


def figure_text(figure: FigureResult) -> str:
    """Return the numbers of a figure with bound and unit, percentage first."""
    parts = [] if figure.percent is None else [f"{figure.percent} %"]
    if figure.absence:
        parts.append(f"{figure.absence} ({figure.unit})")
    elif figure.amount is not None:
        parts.append(amount_text(figure.amount, figure.unit))
    bound = "" if figure.bound == "exact" else f"{figure.bound.replace('_', ' ')} "
    whole = f" of {figure.of:,}" if figure.of is not None else ""
    return f"{bound}{', '.join(parts)}{whole}"


def amount_text(amount: Decimal, unit: str) -> str:
    """Return an amount with its unit, in the plural unless it is one."""
    return f"{amount:,} {unit_word(unit, amount)}"


def achieved_text(achieved: Achieved | None) -> str:
    """Return what was achieved, on its basis; a dash where nothing is on record."""
    if achieved is None:
        return "–"
    bound = "" if achieved.bound == "exact" else f"{achieved.bound.replace('_', ' ')} "
    if achieved.value is None:
        return plain(f"{achieved.absence or 'unknown'} {achieved.basis_name}")
    value = f"{achieved.value:,}"
    if achieved.of and achieved.unit != "percent":
        of = achieved.of.removesuffix(f" {achieved.unit}")
        unit = unit_word(achieved.unit, 1 if of == "1" else None)
        return plain(f"{bound}{value} of {of} {unit}: {achieved.basis_name}")
    unit = unit_word(achieved.unit, achieved.value)
    return plain(f"{bound}{value} {unit} {achieved.basis_name}")


def _holdings(audit: Audit) -> Iterator[RenderableType]:
    if not audit.holdings:
        return
    yield heading("HOLDINGS, BY THEIR LATEST FIGURES")
    grid = columns("as of|", "standing|", "entry>", "figure, on its basis")
    for line in audit.holdings:
        for figure in line.figures:
            words = Text.assemble((figure_text(figure), "bold"), f"  {plain(figure.basis_name)}")
            grid.add_row(figure.as_of, figure.standing, str(figure.entry), words)
    yield grid


def _withheld(audit: Audit) -> Iterator[RenderableType]:
    """What the record commits to and does not open here: it is in no total above or below."""
    if not audit.withheld:
        return
    yield heading(f"WITHHELD: {len(audit.withheld)}")
    grid = columns("as of|", "class|", "entry>", "kind, by, and what is in clear")
    for one in audit.withheld[:LINES_SHOWN_MAX]:
        shown = one.basis_name or ", ".join(one.shown)
        words = Text.assemble(
            (plain(one.entry.kind), "bold"), plain(f"  {one.entry.by_name}{f': {shown}' if shown else ''}")
        )
        grid.add_row(one.entry.date, one.classification.replace("_", " "), str(one.entry.index), words)
    yield grid
    if len(audit.withheld) > LINES_SHOWN_MAX:
        yield Text(f"… and {len(audit.withheld) - LINES_SHOWN_MAX} more: see the report, or --format json")


def _obligations(audit: Audit) -> Iterator[RenderableType]:
    counts = ", ".join(f"{number} {STATUS_FORM[status][1]}" for status, number in audit.summary.statuses.items())
    yield heading(f"OBLIGATIONS: {audit.summary.obligations}" + (f" ({counts})" if counts else ""))
    if not audit.obligations:
        yield Text("No instrument known then was in being.")
        return
    grid = columns("status|", "due|", "late>", "obligation, debtor, and what was achieved")
    for one in audit.obligations:
        words = Text.assemble((plain(one.id), "bold"), f"  {plain(one.debtor)}")
        if one.achieved is not None:
            words.append(f"\n{achieved_text(one.achieved)}", style="dim")
        grid.add_row(status_text(one.status), _due(one), _late(one), words)
    yield grid
    yield Text("late: days; ~ the most, where only a report tells the day; * a date that was extended", style="dim")


def _due(one: ObligationResult) -> str:
    if one.due is None:
        return "no day"
    extended = any(dated.role == "extended" and dated.date == one.due for dated in one.dates)
    return f"{one.due}{'*' if extended else ''}"


def _late(one: ObligationResult) -> str:
    if not one.days_late or one.status == "met":
        return ""
    exact = one.days_late_least in (None, one.days_late)
    return f"{'' if exact else '~'}{one.days_late}"


def _open(audit: Audit) -> Iterator[RenderableType]:
    yield heading("OPEN NOW")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for row in (*_open_obligations(audit), *_open_issues(audit)):
        grid.add_row(*row)
    discrepancies = [f for f in audit.findings if f.severity == "discrepancy"]
    if not grid.row_count and not discrepancies:
        yield Text("Nothing: no obligation is overdue, partly met, contested or at risk, and nothing contradicts.")
    if grid.row_count:
        yield grid
    yield from map(finding_text, discrepancies[:LINES_SHOWN_MAX])
    if len(discrepancies) > LINES_SHOWN_MAX:
        yield Text(f"… and {len(discrepancies) - LINES_SHOWN_MAX} more discrepancies: see the report, or --format json")


def _papers(audit: Audit) -> Iterator[RenderableType]:
    """Inspections against their clocks; what the inspected party and dissenters wrote stands beside."""
    rows = [(one, clock) for one in audit.inspections for clock in one.clocks]
    printed = [(one, paper) for one in audit.inspections for paper in one.papers if paper.printed]
    if not rows and not printed:
        return
    yield heading("INSPECTIONS AGAINST THEIR CLOCKS")
    if rows:
        grid = columns("state|", "due|", "late>", "inspection, and the paper that is due")
        for one, clock in rows[-LINES_SHOWN_MAX:]:
            words = Text.assemble((plain(one.entry.label), "bold"), f"  {clock.paper.replace('_', ' ')}")
            grid.add_row(clock.state.replace("_", " "), str(clock.due), str(clock.days_late or ""), words)
        yield grid
        if len(rows) > LINES_SHOWN_MAX:
            yield Text(f"… and {len(rows) - LINES_SHOWN_MAX} before them: see the report, or --format json")
    for one, paper in printed[-LINES_SHOWN_MAX:]:
        head = f"{paper.by_name}, {paper.document.replace('_', ' ')} on {one.entry.label} ({paper.days})"
        yield Text(plain(head), style="bold")
        yield indented(Text(plain(paper.text or paper.title)))


def _open_obligations(audit: Audit) -> Iterator[tuple[Text, Text]]:
    for status in OPEN_STATUSES:
        for one in audit.obligations:
            if one.status == status:
                words = Text.assemble((plain(one.id), "bold"), f"  {plain(one.action)}\n", (plain(one.why), "dim"))
                yield status_text(status), words


def _open_issues(audit: Audit) -> Iterator[tuple[Text, Text]]:
    issues = audit.issues
    if not issues.open:
        return
    raised = f"{issues.raised} raised" if issues.raised else ""
    resolved = f"{issues.resolved} resolved" if issues.resolved else ""
    of = ", ".join(part for part in (raised, resolved) if part)
    when = f" on {issues.as_of}" if issues.as_of else ""
    yield (
        Text("! issues", style="yellow"),
        Text(f"{issues.open} outstanding issues of the declaration{when}" + (f" ({of})" if of else "")),
    )
    for issue in issues.identified:
        if issue.state == "open":
            yield Text(), Text(plain(f"{issue.id}, raised {issue.raised}: {issue.text}"), style="dim")


def finding_text(finding: FindingResult) -> RenderableType:
    """Return a finding: its rule, what it is about, what was expected and found, and the entries that show it."""
    entries = ", ".join(f"{entry.index} {entry.label}" for entry in finding.entries)
    return Group(
        Text.assemble(("≠ ", "bold"), f"{finding.rule}  ", (plain(finding.about_name), "")),
        indented(
            fields([("expected", finding.expected), ("got", finding.got), ("entries", entries)]),
        ),
    )


def _soon(audit: Audit) -> Iterator[RenderableType]:
    end = audit.as_of + timedelta(days=SOON_DAYS) if audit.as_of < date.max - timedelta(days=SOON_DAYS) else date.max
    rows = sorted(_due_soon(audit, end), key=lambda row: (row[0], row[1]))
    yield heading(f"DUE IN THE NEXT {SOON_DAYS} DAYS")
    if not rows:
        yield Text(f"Nothing up to {end}.")
        return
    grid = columns("due|", "obligation", "what")
    for day, name, what in rows[:LINES_SHOWN_MAX]:
        grid.add_row(day.isoformat(), plain(name), plain(what))
    yield grid
    if len(rows) > LINES_SHOWN_MAX:
        yield Text(f"… and {len(rows) - LINES_SHOWN_MAX} more.")


def _due_soon(audit: Audit, end: date) -> Iterator[tuple[date, str, str]]:
    settled = ("met", "met_late", "superseded")
    for one in audit.obligations:
        if one.due and audit.as_of <= one.due <= end and one.status not in settled and not one.comes_again:
            yield one.due, one.id, one.action
        for dated in one.dates:
            later = dated.role in ("step", "occurrence") and dated.state == "running"
            if later and audit.as_of <= dated.date <= end and one.status != "superseded":
                yield dated.date, one.id, f"{dated.target or dated.rule}: {one.action}"


def _further(audit: Audit, case: str) -> Iterator[RenderableType]:
    days = f"--as-of {audit.as_of} --known-at {audit.known_at}"
    first = next((o.id for status in OPEN_STATUSES for o in audit.obligations if o.status == status), None)
    first = first or (audit.obligations[0].id if audit.obligations else "0")
    folder = shlex.quote(case)
    yield heading("LOOK FURTHER")
    for command in (
        f"proverka show {folder} {shlex.quote(first)} {days}",
        f"proverka report {folder} --out report.html {days}",
        f"proverka diff {folder} --from {_month_before(audit.as_of)} --to {audit.as_of}",
    ):
        # In one piece, so that it can be copied whatever the width.
        yield Text(f"  {command}", no_wrap=True, overflow="ignore")


def _month_before(day: date) -> date:
    return day - timedelta(days=30) if day > date.min + timedelta(days=30) else day


def changes_text(changes: Changes) -> Group:
    """Return what changed from one audit to another, in the order in which a reader asks for it."""
    parts: list[RenderableType] = [
        Text(
            f"From as of {changes.since_as_of}, as known on {changes.since_known},\n"
            f"to   as of {changes.as_of}, as known on {changes.known_at}"
        )
    ]
    if changes.empty:
        parts.append(Text("\nNothing changed."))
    parts += [
        *_status_changes(changes),
        *_before_after("DUE DATES", [(c.obligation, str(c.before), str(c.after), c.why) for c in changes.due_changes]),
        *_before_after(
            "FIGURES", [(c.basis_name, c.before or "none", c.after, f"entry {c.entry}") for c in changes.new_figures]
        ),
        *_before_after(
            "FIGURES REVISED SINCE",
            [(f"{c.label}, {c.basis_name}", c.before, c.after, _by(c.by)) for c in changes.revised_figures],
        ),
        *_findings("NEW FINDINGS", changes.new_findings),
        *_findings("FINDINGS GONE", changes.gone_findings),
        *_new_entries(changes),
    ]
    return Group(*parts)


def _by(entries: Sequence[int]) -> str:
    return f"by entry {', '.join(map(str, entries))}"


def _status_changes(changes: Changes) -> Iterator[RenderableType]:
    if not changes.status_changes:
        return
    yield heading("STATUSES")
    for change in changes.status_changes:
        yield Text.assemble(
            f"{plain(change.obligation)}: ", status_text(change.before), " → ", status_text(change.after)
        )
        yield indented(Text(plain(change.why or change.action), style="dim"))


def _before_after(title: str, rows: Sequence[tuple[str, str, str, str]]) -> Iterator[RenderableType]:
    if not rows:
        return
    yield heading(title)
    for about, before, after, why in rows:
        yield Text(plain(about))
        yield indented(Text(plain(f"{before} → {after}")))
        yield indented(Text(plain(why), style="dim"))


def _findings(title: str, findings: Sequence[FindingResult]) -> Iterator[RenderableType]:
    if findings:
        yield heading(title)
        yield from map(finding_text, findings)


def _new_entries(changes: Changes) -> Iterator[RenderableType]:
    if not changes.new_entries:
        return
    yield heading(f"ENTRIES NOW IN SIGHT: {len(changes.new_entries)}")
    grid = columns("entry>", "date|", "kind|", "what it says")
    for entry in changes.new_entries[:LINES_SHOWN_MAX]:
        grid.add_row(str(entry.index), entry.date, entry.kind, plain(entry.text))
    yield grid
    if len(changes.new_entries) > LINES_SHOWN_MAX:
        yield Text(f"… and {len(changes.new_entries) - LINES_SHOWN_MAX} more: --format json or csv lists them all")


def verification_text(found: Verification) -> Group:
    """Return what was verified, in counts, and every fault in full."""
    checkpoint = found.checkpoint
    verdict = (
        Text("✓ sound: everything was checked and nothing is wrong", style="green")
        if found.sound
        else Text(f"✗ NOT SOUND: {_counted(found)}", style="bold red")
    )
    counts = fields([
        ("origin", checkpoint.origin if checkpoint else "none: no checkpoint by the log's key"),
        ("entries", f"{found.entries:,}" + (f" of {checkpoint.size:,}" if checkpoint else "")),
        ("signatures", f"{found.signatures:,} verified, of {found.submissions:,} submissions"),
        ("parties", ", ".join(f"{party} {number:,}" for party, number in found.parties)),
        ("tiles", f"{found.tiles:,}"),
        ("documents", f"{found.documents:,}"),
        ("withheld", f"{found.documents_withheld:,} of them, by this edition" if found.documents_withheld else ""),
        ("hashed", f"{found.bytes_hashed:,} bytes"),
        ("root", checkpoint.root.hex() if checkpoint else ""),
    ])  # fmt: skip
    notes = (Text(f"\nnote: {note}") for note in found.notes)
    return Group(verdict, counts, *(Text(f"\n{fault}") for fault in found.faults), *notes)


def _counted(found: Verification) -> str:
    number = len(found.faults)
    rest = "" if found.complete else "; the verification had to stop before its end"
    return f"{number} fault{'' if number == 1 else 's'}{rest}"
