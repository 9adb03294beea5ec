"""An entry in short: what to cite, and one line of what it says."""

from proverka.assessment.result import EntryRef
from proverka.inventory.comparison import number_of
from proverka.mandate import Instrument
from proverka.model.entry import Entry
from proverka.model.inspecting import Draw, DrawCommitment, DrawReveal, InspectionPlan, InspectionResults
from proverka.model.sentence import Sentence, Told, commas, counting, sentence, term
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
    line = line_of(entry)
    return EntryRef(
        index=entry.index,
        label=entry.label,
        kind=entry.kind,
        date=str(entry.span),
        known=entry.known_day,
        by=entry.by,
        source=entry.source.url if entry.source else "",
        text=line.english if isinstance(line, Sentence) else line,
        text_said=line if isinstance(line, Sentence) else None,
        tier=entry.source.tier if entry.source else "",
        by_name=words.name(entry.by),
        leaf=entry.leaf,
    )


def line_of(entry: Entry[object]) -> str | Sentence:  # noqa: C901, PLR0911, PLR0912 - one branch to a kind
    """Return one line that says what an entry says: its title, or a sentence that is made of what it says."""
    match entry.body:
        case Figure() as figure:
            return _figure_line(figure)
        case Delivery() | Inspection() | Decision() | Event() | Instrument() | Declaration() | Manifest() as titled:
            return titled.title
        case MeasurementMethod() as stated:
            return _named(stated.method, stated.title)
        case InspectionPlan() | InspectionResults() as titled:
            return titled.title
        case DrawCommitment() | DrawReveal() | Draw() as step:
            return _draw_line(step)
        case InspectionFinding() as finding:
            return _named(term(finding.outcome), finding.text)
        case Movement() as movement:
            return _movement_line(movement)
        case Statement() as statement:
            return _named(statement.speaker, statement.text)
        case Assessment() as view:
            return _named(term(view.view), view.reasons)
        case Allegation() as allegation:
            return _named(term(allegation.level), allegation.text)
        case Issue() as issue:
            return sentence("{issue} {action}: {text}", issue=issue.issue, action=term(issue.action), text=issue.text)
        case Correction() as correction:
            return sentence("correction: {text}", text=correction.reason)
        case Objection() as objection:
            return sentence("objection: {text}", text=objection.grounds)
        case Countersignature() as confirmed:
            return _countersigned(confirmed)
        case Release() as release:
            what = commas((*release.members, *release.documents))
            return sentence("release to {readers}: {what}", readers=term(release.to), what=what)
        case Sealed() as sealed:
            return sentence("{kind}, withheld", kind=term(sealed.kind))
        case _:
            return term(entry.kind)


def _named(name: Told, text: str) -> Sentence:
    return sentence("{name}: {text}", name=name, text=text)


def _movement_line(movement: Movement) -> Sentence:
    way = sentence(
        "{what}, {origin} → {destination}",
        what=movement.title or movement.subject,
        origin=movement.origin.place,
        destination=movement.destination.place,
    )
    if not movement.consignment:
        return way
    return sentence("consignment {number}: {movement}", number=str(movement.consignment), movement=way)


def _countersigned(confirmed: Countersignature) -> Sentence:
    exceptions = len(confirmed.exceptions)
    line = sentence("countersignature")
    if exceptions:
        one, many = "countersignature, but for {count} exception", "countersignature, but for {count} exceptions"
        line = counting(one, many, exceptions)
    return _named(line, confirmed.text) if confirmed.text else line


def _draw_line(step: DrawCommitment | DrawReveal | Draw) -> Sentence:
    if isinstance(step, DrawCommitment):
        start = f"{step.commitment[:HASH_CHARACTERS]}…"
        return sentence("commitment {hash} to a secret for a draw by lot", hash=start)
    if isinstance(step, DrawReveal):
        one = "reveal of a secret for a draw by lot, under the checkpoint of {count} entry"
        many = "reveal of a secret for a draw by lot, under the checkpoint of {count} entries"
        return counting(one, many, step.size)
    drawn = sentence("drawn by lot from the seed {hash}", hash=f"{step.seed[:HASH_CHARACTERS]}…")
    if not step.passed_over:
        return drawn
    return sentence("{drawn}; passed over: {parties}", drawn=drawn, parties=commas(step.passed_over))


def _figure_line(figure: Figure) -> Sentence:
    line = sentence("{figure} on the basis {basis}", figure=number_of(figure), basis=figure.basis)
    if figure.nature == "achieved":
        return line
    return sentence("{nature}: {figure}", nature=term(figure.nature), figure=line)
