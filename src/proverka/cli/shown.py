"""One thing of a case as text or as a table: what `proverka show` prints."""

import json
from collections.abc import Iterable, Iterator
from functools import singledispatch

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.assessment import EntryRef, ObligationResult
from proverka.assessment.result import DatedDue, FindingResult, View
from proverka.case.showing import Shown, ShownBasis, ShownDocument, ShownEntry, ShownInstrument, ShownObligation
from proverka.cli.answer import json_of
from proverka.reporting.tables import Cell, dates_csv, fields_csv, figures_csv
from proverka.reporting.terminal import (
    DEMONSTRATION,
    achieved_text,
    columns,
    fields,
    figure_text,
    finding_text,
    heading,
    indented,
    plain,
    status_text,
)
from proverka.reporting.wording import words


def shown_text(shown: Shown, *, demonstration: bool) -> RenderableType:
    """Return what is shown as text, under a line that says as of when."""
    title, parts = _text(shown)
    when = Text(f"as of {shown.as_of}, as known on {shown.known_at}", style="dim")
    warning = [Text(f"warning: {DEMONSTRATION}", style="yellow")] if demonstration else []
    return Group(Text(plain(title), style="bold"), when, *warning, *parts)


def shown_csv(shown: Shown) -> str:
    """Return what is shown as one table: a basis its figures, an obligation its dates, else names and values."""
    if isinstance(shown, ShownBasis):
        return figures_csv(shown.figures)
    if isinstance(shown, ShownObligation):
        return dates_csv(shown.obligation)
    return fields_csv(_flat(json.loads(json_of(shown))))


def _flat(value: object, name: str = "") -> Iterator[tuple[str, Cell]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{name}.{number}")
    else:
        yield name, value if isinstance(value, str | int | None) else str(value)


@singledispatch
def _text(shown: object) -> tuple[str, Iterable[RenderableType]]:
    raise AssertionError(type(shown))


@_text.register
def _(shown: ShownEntry) -> tuple[str, Iterable[RenderableType]]:
    return f"entry {shown.index}: {shown.kind} {shown.label}", _entry(shown)


def _entry(shown: ShownEntry) -> Iterator[RenderableType]:
    envelope, source = shown.envelope, shown.envelope.source
    yield fields([
        ("party", f"{shown.party_name} ({shown.party}), its number {shown.number}"),
        ("says for", envelope.by),
        ("submitted", f"{envelope.submitted_at:%Y-%m-%d %H:%M} UTC"),
        ("known from", f"{shown.known_from:%Y-%m-%d %H:%M} UTC"),
        ("logged", _logged(shown)),
        ("effective", str(envelope.effective or "")),
        ("bears on", ", ".join(envelope.bears_on)),
        ("source", f"{source.url} {source.outlet}".strip() if source else ""),
        ("tier", source.tier if source else ""),
        ("confidence", envelope.confidence),
        ("class", envelope.classification),
        ("note", envelope.note),
        ("documents", ", ".join(f"{d.name} ({d.size:,} bytes, {d.sha256})" for d in shown.documents)),
    ])  # fmt: skip
    yield from _refs("REFERS TO", shown.references)
    yield from _refs("CORRECTED BY", shown.corrections)
    yield from _refs("OBJECTED TO BY", shown.objections)
    yield from _refs("REFERRED TO BY", shown.referred_to_by)
    yield heading("WHAT IT SAYS")
    # In one piece, so that it can be copied: a line is broken by the terminal, not by us.
    body = json.dumps(json.loads(bytes(envelope.body)), indent=2, ensure_ascii=False)
    yield Text("\n".join(plain(line) for line in body.split("\n")), overflow="fold")
    yield from _sealed(shown)
    yield heading("PROOF")
    yield fields([
        *(("signature", f"{one.result}: {one.name}, key {one.key}") for one in shown.signatures),
        ("leaf hash", shown.leaf),
        ("log begins", shown.log_begins),
        ("previous text", shown.previous or "none: this party's first"),
        ("inclusion", f"{shown.proof.result}, against {shown.proof.origin} of {shown.proof.size} entries"),
        ("root", shown.proof.root),
    ])  # fmt: skip
    for step in shown.proof.path:
        yield indented(Text(step, style="dim"))


def _sealed(shown: ShownEntry) -> Iterator[RenderableType]:
    """What of a sealed body is open here, and how much is not."""
    if shown.opened:
        yield heading("OPENED HERE")
        opened = {name: json.loads(bytes(value)) for name, value in shown.opened.items()}
        lines = json.dumps(opened, indent=2, ensure_ascii=False).split("\n")
        yield Text("\n".join(map(plain, lines)), overflow="fold")
    if shown.withheld:
        yield heading("WITHHELD")
        yield Text(f"{shown.withheld} sealed member{'' if shown.withheld == 1 else 's'} of it")


def _logged(shown: ShownEntry) -> str:
    """Say what witnesses prove of when an entry was logged."""
    after = f"after {shown.logged_after:%Y-%m-%d %H:%M:%S}" if shown.logged_after else ""
    by = f"by {shown.logged_by:%Y-%m-%d %H:%M:%S}" if shown.logged_by else ""
    proved = " and ".join(filter(None, (after, by)))
    return f"{proved} UTC, as witnesses cosigned" if proved else "at a time that no witness proves"


def _refs(title: str, refs: Iterable[EntryRef]) -> Iterator[RenderableType]:
    rows = list(refs)
    if not rows:
        return
    yield heading(title)
    grid = columns("entry>", "label", "date|", "known|", "by", "what it says")
    for ref in rows:
        grid.add_row(str(ref.index), plain(ref.label), ref.date, ref.known.isoformat(), plain(ref.by), plain(ref.text))
    yield grid


@_text.register
def _(shown: ShownObligation) -> tuple[str, Iterable[RenderableType]]:
    return f"{shown.obligation.id}: {shown.obligation.action}", _obligation(shown)


def _obligation(shown: ShownObligation) -> Iterator[RenderableType]:
    one = shown.obligation
    yield fields([
        ("status", status_text(one.status)),
        ("why", one.why),
        ("due", str(one.due or "no day")),
        ("rule", one.due_rule),
        ("debtor", one.debtor),
        ("creditor", one.creditor),
        ("achieved", achieved_text(one.achieved) if one.achieved else ""),
        ("by the due date", achieved_text(one.at_due) if one.at_due else ""),
        ("first after it", achieved_text(one.after_due) if one.after_due else ""),
        ("forecast", f"{one.forecast}, at the rate so far" if one.forecast else ""),
        ("excused by", ", ".join(one.excused_by)),
        ("instrument", f"{shown.instrument.id}: {shown.instrument.title} ({one.binding})"),
        ("provision", f"{one.provision} {shown.provision_text}".strip()),
        ("depends on", ", ".join(one.depends_on)),
        ("text read", {"seen": "in the original", "partly": "in part", "recalled": "not seen"}.get(one.text_basis, "")),
        ("source", one.source),
        ("remarks", one.remarks),
    ])  # fmt: skip
    yield from _dates(one.dates)
    yield from _shared(one)
    yield from _refs("EVIDENCE", one.evidence)
    yield from _views(one.views)
    yield from _findings(shown.findings)


def _dates(dates: Iterable[DatedDue]) -> Iterator[RenderableType]:
    rows = list(dates)
    if not rows:
        return
    yield heading("DATES")
    grid = columns("date|", "role|", "target|", "state|", "late>", "rule")
    for row in rows:
        late = str(row.days_late) if row.days_late else ""
        grid.add_row(row.date.isoformat(), row.role, row.target, row.state.replace("_", " "), late, plain(row.rule))
    yield grid


def _shared(one: ObligationResult) -> Iterator[RenderableType]:
    if one.shared_duty is not None:
        shared = one.shared_duty
        earliest = f"{shared.earliest_binding} ({shared.earliest_binding_in})" if shared.earliest_binding else "none"
        yield heading("THE SAME DUTY ELSEWHERE")
        yield fields([("also in", ", ".join(shared.others)), ("earliest binding date", earliest)])
    if one.ladder:
        yield heading("AFTER A BREACH")
        grid = columns("step|", "taken|", "obligation", "action")
        for step in one.ladder:
            grid.add_row(step.step, "yes" if step.taken else "no", plain(step.obligation), plain(step.action))
        yield grid


def _views(views: Iterable[View]) -> Iterator[RenderableType]:
    """Each party's words one under another: dated, attributed, and never added up."""
    rows = list(views)
    if not rows:
        return
    yield heading("VIEWS, SIDE BY SIDE")
    for view in rows:
        role = f", {view.role}" if view.role else ""
        yield Text(plain(f"{view.date}  {view.speaker}{role} ({view.party_name}; entry {view.entry})"))
        yield indented(Text(plain(_claim(view))))
        yield indented(Text(plain(view.text)))
        if view.quote:
            yield indented(Text(plain(f"“{view.quote}”")))
        if view.condition:
            yield indented(Text(plain(f"condition: {view.condition}")))
        for carried in _carriers(view):
            yield indented(Text(plain(carried), style="dim"))


def _claim(view: View) -> str:
    """Return what kind of claim it is, whether denied or hedged, and its stance."""
    denied, hedged = (" denied" if view.denied else ""), (", hedged" if view.hedged else "")
    stance = f", {view.stance}" if view.stance not in ("none", "") else ""
    return f"{words(view.claim)}{denied}{hedged}{stance}"


def _carriers(view: View) -> Iterator[str]:
    """Yield who carried it, the first outlet first."""
    for also, relay, outlet in (
        ("", view.relay, view.outlet),
        *(("also ", one.relay, one.outlet) for one in view.also),
    ):
        if carried := ", ".join(part for part in (relay and f"relayed by {relay}", outlet) if part):
            yield f"{also}{carried}"


def _findings(findings: Iterable[FindingResult]) -> Iterator[RenderableType]:
    rows = list(findings)
    if rows:
        yield heading("FINDINGS")
        yield from map(finding_text, rows)


@_text.register
def _(shown: ShownBasis) -> tuple[str, Iterable[RenderableType]]:
    return f"{shown.id}: {shown.name}", _basis(shown)


def _basis(shown: ShownBasis) -> Iterator[RenderableType]:
    yield fields([("subject", shown.subject), ("disposition", shown.disposition)])
    yield heading(f"FIGURES: {len(shown.figures)}")
    if not shown.figures:
        yield Text("None known then.")
        return
    grid = columns("as of|", "figure", "nature|", "standing|", "known|", "entry>", "label")
    for figure in shown.figures:
        marks = " ← counts" if figure.current else ", withdrawn" if figure.withdrawn else ""
        grid.add_row(
            figure.as_of,
            f"{figure_text(figure)}{marks}",
            figure.nature,
            figure.standing,
            figure.known.isoformat(),
            str(figure.entry),
            plain(figure.label),
        )
        if figure.printed:
            grid.add_row("", Text(plain(f"first printed as {figure.printed}"), style="dim"))
    yield grid
    yield from _findings(shown.findings)


@_text.register
def _(shown: ShownInstrument) -> tuple[str, Iterable[RenderableType]]:
    return f"{shown.instrument.id}: {shown.instrument.title}", _instrument(shown)


def _instrument(shown: ShownInstrument) -> Iterator[RenderableType]:
    one = shown.instrument
    elsewhere = f" ({one.adopted_utc} in UTC)" if one.adopted_utc else ""
    yield fields([
        ("adopted", f"{one.adopted}, {one.zone}{elsewhere}"),
        ("by", "; ".join(one.body)),
        ("at", one.place),
        ("binding", f"{one.binding} {one.binding_note}".strip()),
        ("rests on", ", ".join(one.rests_on)),
        ("endorses", ", ".join(one.endorses)),
        ("amends", ", ".join(one.amends)),
        ("supersedes", ", ".join(one.supersedes)),
        ("superseded by", one.superseded_by),
        ("after a breach", one.consequence),
        ("reference", one.official_ref),
        ("sources", ", ".join(one.sources)),
        ("entry", str(one.entry)),
    ])  # fmt: skip
    if shown.provisions:
        yield heading("PROVISIONS")
        yield fields([(provision.id, provision.text) for provision in shown.provisions])
    if shown.obligations:
        yield heading("OBLIGATIONS")
        grid = columns("obligation", "due|", "status|", "action")
        for duty in shown.obligations:
            grid.add_row(plain(duty.id), str(duty.due or "no day"), status_text(duty.status), plain(duty.action))
        yield grid
    yield from _views(one.views)


@_text.register
def _(shown: ShownDocument) -> tuple[str, Iterable[RenderableType]]:
    document = shown.document
    return f"document {document.name}", (
        fields([
            ("sha256", document.sha256),
            ("size", f"{document.size:,} bytes"),
            ("media type", document.media_type),
            ("class", document.classification),
            ("file", shown.path),
            ("checked", shown.result),
        ]),
        *_refs("NAMED BY", shown.entries),
    )  # fmt: skip
