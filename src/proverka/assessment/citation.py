"""An entry in short: what to cite, and one line of what it says."""

from proverka.assessment.result import EntryRef
from proverka.mandate import Instrument
from proverka.model.entry import Entry
from proverka.model.inspecting import Draw, DrawCommitment, DrawReveal, InspectionPlan, InspectionResults
from proverka.model.quantity import written
from proverka.model.submission import (
    Allegation,
    Assessment,
    Correction,
    Countersignature,
    Decision,
    Declaration,
    Delivery,
    Event,
    Figure,
    Inspection,
    InspectionFinding,
    Issue,
    Manifest,
    MeasurementMethod,
    Movement,
    Objection,
    Release,
    Sealed,
    Statement,
)
from proverka.model.vocabulary import Vocabulary

# Enough of a hash to tell two of them apart by eye.
HASH_CHARACTERS = 16


def entry_ref(entry: Entry[object], words: Vocabulary) -> EntryRef:
    """Return an entry in short: what to cite, and one line of what it says."""
    return EntryRef(
        index=entry.index,
        label=entry.label,
        kind=entry.kind,
        date=str(entry.span),
        known=entry.known_day,
        by=entry.by,
        source=entry.source.url if entry.source else "",
        text=line_of(entry),
        tier=entry.source.tier if entry.source else "",
        by_name=words.name(entry.by),
        leaf=entry.leaf,
    )


def line_of(entry: Entry[object]) -> str:  # noqa: C901, PLR0911, PLR0912 - one branch to a kind
    """Return one line that says what an entry says."""
    match entry.body:
        case Figure() as figure:
            return _figure_line(figure)
        case Delivery() | Inspection() | Decision() | Event() | Instrument() | Declaration() | Manifest() as titled:
            return titled.title
        case MeasurementMethod() as stated:
            return f"{stated.method}: {stated.title}"
        case InspectionPlan() | InspectionResults() as titled:
            return titled.title
        case DrawCommitment() | DrawReveal() | Draw() as step:
            return _draw_line(step)
        case InspectionFinding() as finding:
            return f"{finding.outcome.replace('_', ' ')}: {finding.text}"
        case Movement() as movement:
            number = f"consignment {movement.consignment}: " if movement.consignment else ""
            return (
                f"{number}{movement.title or movement.subject}, {movement.origin.place} → {movement.destination.place}"
            )
        case Statement() as statement:
            return f"{statement.speaker}: {statement.text}"
        case Assessment() as view:
            return f"{view.view}: {view.reasons}"
        case Allegation() as allegation:
            return f"{allegation.level}: {allegation.text}"
        case Issue() as issue:
            return f"{issue.issue} {issue.action}: {issue.text}"
        case Correction() as correction:
            return f"correction: {correction.reason}"
        case Objection() as objection:
            return f"objection: {objection.grounds}"
        case Countersignature() as confirmed:
            excepted = f", but for {len(confirmed.exceptions)} exceptions" if confirmed.exceptions else ""
            return f"countersignature{excepted}{': ' if confirmed.text else ''}{confirmed.text}"
        case Release() as release:
            return f"release to {release.to}: {', '.join((*release.members, *release.documents))}"
        case Sealed() as sealed:
            return f"{sealed.kind}, withheld"
        case _:
            return entry.kind


def _draw_line(step: DrawCommitment | DrawReveal | Draw) -> str:
    if isinstance(step, DrawCommitment):
        return f"commitment {step.commitment[:HASH_CHARACTERS]}… to a secret for a draw by lot"
    if isinstance(step, DrawReveal):
        return f"reveal of a secret for a draw by lot, under the checkpoint of {step.size} entries"
    passed = f"; passed over: {', '.join(step.passed_over)}" if step.passed_over else ""
    return f"drawn by lot from the seed {step.seed[:HASH_CHARACTERS]}…{passed}"


def _figure_line(figure: Figure) -> str:
    numbers = [f"{figure.percent} %"] if figure.percent is not None else []
    if figure.amount is not None and figure.amount.amount is not None:
        numbers.append(written(figure.amount))
    if figure.of is not None and figure.of.amount is not None:
        numbers.append(f"of {written(figure.of)}")
    nature = "" if figure.nature == "achieved" else f"{figure.nature}: "
    bound = "" if figure.bound == "exact" else f"{figure.bound.replace('_', ' ')} "
    return f"{nature}{bound}{' '.join(numbers) or 'amount not given'} on the basis {figure.basis}"
