"""Outstanding issues of a declaration: published counts, and the life of the issues that are identified."""

from collections.abc import Sequence
from datetime import date

from proverka.assessment.result import IssueCount, Issues, IssueState
from proverka.inventory.figures import FigureBook, PublishedFigure
from proverka.inventory.standing import Evidence, Held
from proverka.inventory.withheld import in_sight, step_of
from proverka.mandate import IssuesMeasure, Mandate
from proverka.model.finding import Finding
from proverka.model.sentence import sentence
from proverka.model.submission import Figure, Issue, Sealed
from proverka.model.vocabulary import Vocabulary

# What stands for a text that is sealed and not opened here.
WITHHELD = "(withheld)"
# What each action leaves an issue in; rewording leaves it open.
_OPEN = ("raised", "reworded", "reopened")


def issues_of(evidence: Evidence, book: FigureBook, mandate: Mandate, words: Vocabulary, as_of: date) -> Issues:
    """Return the outstanding issues as of a day: every published count up to it, and every identified issue."""
    measure = _measure(mandate)
    counts = _counts(measure, book, as_of) if measure else ()
    identified = identified_issues(evidence, words, as_of)
    open_now = sum(1 for issue in identified if issue.state == "open")
    latest = next((c for c in reversed(counts) if c.open is not None), None)
    raised, resolved = (_latest(counts, name) for name in ("raised", "resolved"))
    published = latest is not None and latest.open is not None
    return Issues(
        open=latest.open if latest else (open_now if identified else None),
        raised=raised if raised is not None else (len(identified) or None),
        resolved=resolved if published else _resolved(identified),
        as_of=latest.date if latest else (as_of if identified else None),
        derived_open=raised - resolved if raised is not None and resolved is not None else None,
        counts=counts,
        identified=identified,
    )


def issue_findings(
    evidence: Evidence, book: FigureBook, mandate: Mandate, words: Vocabulary, as_of: date
) -> list[Finding]:
    """Return each printed count of open issues that is not the number raised less the number resolved by then."""
    measure = _measure(mandate)
    if measure is None or not (measure.raised and measure.resolved):
        return []
    printed = (h for h in evidence.of_kind("figure", words) if h.entry.span.latest <= as_of)
    findings = (_miscount(held, measure, book) for held in printed)
    return [finding for finding in findings if finding is not None]


def _miscount(held: Held, measure: IssuesMeasure, book: FigureBook) -> Finding | None:
    figure = held.entry.body
    if not isinstance(figure, Figure) or figure.basis != measure.open or figure.amount is None:
        return None
    day = held.entry.span.latest
    raised, resolved = (_beside(held, basis, book, day) for basis in (measure.raised, measure.resolved))
    first, second = _number(raised), _number(resolved)
    count = figure.amount.amount
    if raised is None or resolved is None or first is None or second is None:
        return None
    if count is None or count == first - second:
        return None
    return Finding(
        rule="open-issues-do-not-add-up",
        severity="discrepancy",
        about=measure.open,
        expected=sentence(
            "{open} open: {raised} raised ({raised_in}, {raised_on}) less {resolved} resolved ({resolved_in}, "
            "{resolved_on})",
            open=first - second,
            raised=first,
            raised_in=raised.held.entry.label,
            raised_on=str(raised.held.span),
            resolved=second,
            resolved_in=resolved.held.entry.label,
            resolved_on=str(resolved.held.span),
        ),
        got=sentence(
            "{count} open ({label}, {days}); corrected since"
            if held.corrected_by
            else "{count} open ({label}, {days})",
            count=count,
            label=held.entry.label,
            days=str(held.entry.span),
        ),
        entries=tuple(dict.fromkeys((*held.rests_on, raised.index, resolved.index))),
    )


def _beside(held: Held, basis: str, book: FigureBook, day: date) -> PublishedFigure | None:
    """Return the latest figure on a basis by a day that is not the figure which is being looked at."""
    return next((f for f in reversed(book.factual(basis, day)) if f.index != held.index), None)


def _measure(mandate: Mandate) -> IssuesMeasure | None:
    return next((o.measure for o in mandate.obligation_by_id.values() if isinstance(o.measure, IssuesMeasure)), None)


def _latest(counts: Sequence[IssueCount], name: str) -> int | None:
    values: list[int | None] = [getattr(count, name) for count in counts]
    return next((value for value in reversed(values) if value is not None), None)


def _resolved(identified: Sequence[IssueState]) -> int | None:
    return sum(1 for issue in identified if issue.state == "resolved") if identified else None


def _counts(measure: IssuesMeasure, book: FigureBook, as_of: date) -> tuple[IssueCount, ...]:
    """Return one count to a day and author, whichever of the three numbers it gave."""
    rows: dict[tuple[date, str], dict[str, PublishedFigure]] = {}
    for name, basis in (("open", measure.open), ("raised", measure.raised), ("resolved", measure.resolved)):
        for found in book.factual(basis, as_of) if basis else ():
            rows.setdefault((found.on, found.held.entry.by), {})[name] = found
    return tuple(_count(day, by, found) for (day, by), found in sorted(rows.items(), key=lambda row: row[0]))


def _count(day: date, by: str, found: dict[str, PublishedFigure]) -> IssueCount:
    return IssueCount(
        date=day,
        raised=_number(found.get("raised")),
        resolved=_number(found.get("resolved")),
        open=_number(found.get("open")),
        by=by,
        entries=tuple(f.index for f in found.values()),
    )


def _number(found: PublishedFigure | None) -> int | None:
    amount = found.figure.amount.amount if found and found.figure.amount else None
    return None if amount is None else int(amount)


def identified_issues(evidence: Evidence, words: Vocabulary, as_of: date) -> tuple[IssueState, ...]:
    """Return the issues that have an id of their own, each in its state as of a day.

    A step is in clear also where its text is sealed, so that everybody counts the same issues.
    """
    states: dict[str, IssueState] = {}
    shown = (held for held in evidence.of_kind("issue", words) if held.span.latest <= as_of and not held.withdrawn)
    for held in sorted((*shown, *in_sight(evidence, words, as_of)), key=lambda held: (held.span.latest, held.index)):
        if step := step_of(held.body):
            text = WITHHELD if isinstance(held.body, Sealed) else step.text
            states[step.issue] = _stepped(states.get(step.issue), step, text, str(held.span), held.index)
    return tuple(states.values())


def _stepped(before: IssueState | None, step: Issue, text: str, day: str, entry: int) -> IssueState:
    state = "open" if step.action in _OPEN else step.action
    return IssueState(
        id=step.issue,
        state=state,  # type: ignore[arg-type]  # one of the states by construction
        raised=before.raised if before else day,
        text=text if step.action in ("raised", "reworded") or before is None else before.text,
        into=step.into,
        entries=(*(before.entries if before else ()), entry),
    )
