"""What is different between two audits of one case: new facts, revised figures, changed statuses and dates."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from proverka.assessment.result import Audit, EntryRef, FigureResult, FindingResult, ObligationResult
from proverka.model.quantity import bounded, measured
from proverka.model.sentence import Sentence, commas, sentence, term

T = TypeVar("T")


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    pass


class StatusChange(_Change, frozen=True, kw_only=True):
    """An obligation whose status is another; empty where it was not in being on that side."""

    obligation: str
    action: str
    before: str
    after: str
    why: str


class DueChange(_Change, frozen=True, kw_only=True):
    """An obligation whose due date in force is another; `why_said` is the rule of the later one as a sentence."""

    obligation: str
    before: date | None
    after: date | None
    why: str
    why_said: Sentence | None = None


class FigureChange(_Change, frozen=True, kw_only=True):
    """A basis whose current figure is another; `entry` carries the later one.

    `before_said` and `after_said` are the two figures as sentences, for other languages, and `basis_name_said` is the
    name of the basis where the system says it.
    """

    basis: str
    basis_name: str
    before: str
    after: str
    entry: int
    before_said: Sentence | None = None
    after_said: Sentence | None = None
    basis_name_said: Sentence | None = None


class RevisedFigure(_Change, frozen=True, kw_only=True):
    """A figure of the earlier audit that a later entry corrected, contested or withdrew.

    `before_said` and `after_said` are it before and after as sentences, for other languages, and `basis_name_said` is
    the name of the basis where the system says it.
    """

    entry: int
    label: str
    basis: str
    basis_name: str
    before: str
    after: str
    by: tuple[int, ...]
    before_said: Sentence | None = None
    after_said: Sentence | None = None
    basis_name_said: Sentence | None = None


class Changes(_Change, frozen=True, kw_only=True):
    """The difference between an earlier audit and a later one, in the order in which a reader asks for it."""

    schema: str
    since_as_of: date
    since_known: date
    as_of: date
    known_at: date
    new_entries: tuple[EntryRef, ...]
    status_changes: tuple[StatusChange, ...]
    due_changes: tuple[DueChange, ...]
    new_figures: tuple[FigureChange, ...]
    revised_figures: tuple[RevisedFigure, ...]
    new_findings: tuple[FindingResult, ...]
    gone_findings: tuple[FindingResult, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not any(getattr(self, name) for name in _LISTS)


_LISTS = (
    "new_entries", "status_changes", "due_changes", "new_figures", "revised_figures", "new_findings", "gone_findings",
)  # fmt: skip

SCHEMA = "proverka/changes/v1"


def changes_between(before: Audit, after: Audit, new_entries: Sequence[EntryRef]) -> Changes:
    """Return what changed from one audit to another of the same case.

    `new_entries` are those that the second knew, or that had happened by its day, and the first not.
    """
    return Changes(
        schema=SCHEMA,
        since_as_of=before.as_of,
        since_known=before.known_at,
        as_of=after.as_of,
        known_at=after.known_at,
        new_entries=tuple(new_entries),
        status_changes=_status_changes(before, after),
        due_changes=_due_changes(before, after),
        new_figures=_new_figures(before, after),
        revised_figures=_revised(before, after),
        new_findings=_only_in(after, before),
        gone_findings=_only_in(before, after),
    )


def _by(items: Sequence[T], key: Callable[[T], str]) -> Mapping[str, T]:
    return {key(item): item for item in items}


def _obligations(audit: Audit) -> Mapping[str, ObligationResult]:
    return _by(audit.obligations, lambda o: o.id)


def _status_changes(before: Audit, after: Audit) -> tuple[StatusChange, ...]:
    first, then = _obligations(before), _obligations(after)
    changed = []
    for name in dict.fromkeys((*then, *first)):
        old, new = first.get(name), then.get(name)
        if (old.status if old else "") != (new.status if new else ""):
            known = new or old
            assert known is not None, "the name comes from one of the two"
            changed.append(
                StatusChange(
                    obligation=name,
                    action=known.action,
                    before=old.status if old else "",
                    after=new.status if new else "",
                    why=new.why if new else "",
                )
            )
    return tuple(changed)


def _due_changes(before: Audit, after: Audit) -> tuple[DueChange, ...]:
    first = _obligations(before)
    return tuple(
        DueChange(obligation=new.id, before=old.due, after=new.due, why=new.due_rule, why_said=new.due_rule_said)
        for new in after.obligations
        if (old := first.get(new.id)) is not None and old.due != new.due and not new.comes_again
    )


def _current(audit: Audit) -> Mapping[str, FigureResult]:
    return _by([f for f in audit.figures if f.current], lambda f: f.basis)


def written(figure: FigureResult) -> Sentence:
    """Return a figure in short: bound, numbers with unit and whole, day, and whether a party objects to it."""
    numbers = [measured(figure.percent, "percent")] if figure.percent is not None else []
    if figure.amount is not None and figure.of is not None:
        whole = measured(figure.of, figure.unit)
        numbers.append(sentence("{part} of {whole}", part=figure.amount, whole=whole))
    elif figure.amount is not None:
        numbers.append(measured(figure.amount, figure.unit))
    number = bounded(figure.bound, commas(numbers) if numbers else term(figure.absence or "blank"))
    if figure.contested_by:
        return sentence("{number} ({days}, contested)", number=number, days=figure.as_of)
    return sentence("{number} ({days})", number=number, days=figure.as_of)


def _new_figures(before: Audit, after: Audit) -> tuple[FigureChange, ...]:
    first = _current(before)
    return tuple(
        _new_figure(first.get(basis), new)
        for basis, new in _current(after).items()
        if basis not in first or first[basis].entry != new.entry
    )


def _new_figure(old: FigureResult | None, new: FigureResult) -> FigureChange:
    before, after = written(old) if old else None, written(new)
    return FigureChange(
        basis=new.basis,
        basis_name=new.basis_name,
        before=before.english if before else "",
        after=after.english,
        entry=new.entry,
        before_said=before,
        after_said=after,
        basis_name_said=new.basis_name_said,
    )


def _revised(before: Audit, after: Audit) -> tuple[RevisedFigure, ...]:
    first = {(f.entry, f.label): f for f in before.figures}
    return tuple(
        _revised_figure(old, new)
        for new in after.figures
        if (old := first.get((new.entry, new.label))) is not None
        and (old.corrected_by, old.contested_by) != (new.corrected_by, new.contested_by)
    )


def _revised_figure(old: FigureResult, new: FigureResult) -> RevisedFigure:
    before, after = written(old), sentence("withdrawn") if new.withdrawn else written(new)
    return RevisedFigure(
        entry=new.entry,
        label=new.label,
        basis=new.basis,
        basis_name=new.basis_name,
        before=before.english,
        after=after.english,
        by=(*new.corrected_by, *new.contested_by),
        before_said=before,
        after_said=after,
        basis_name_said=new.basis_name_said,
    )


def _only_in(one: Audit, other: Audit) -> tuple[FindingResult, ...]:
    """Return the findings of one audit that the other lacks; what a finding got may change while it stands."""
    seen = {_identity(finding) for finding in other.findings}
    return tuple(finding for finding in one.findings if _identity(finding) not in seen)


def _identity(finding: FindingResult) -> tuple[str, str, str]:
    return finding.rule, finding.about, finding.expected
