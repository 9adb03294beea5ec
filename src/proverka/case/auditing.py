"""A case audited, compared and verified: what the layers below answer, asked of an opened case."""

from collections.abc import Callable, Sequence
from datetime import date

from proverka.assessment import (
    Audit,
    Changes,
    EntryRef,
    RecordState,
    audit,
    changes_between,
    known_at,
)
from proverka.case.balancing import audited_balances
from proverka.case.booked import book_of
from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.opened import Case
from proverka.fleet import Executor
from proverka.model.logged import LogTimes
from proverka.record.encoding import encode_base64

Progress = Callable[[int, int], None]


def audit_case(
    case: Case, *, as_of: date, known: date, executor: Executor | None = None, progress: Progress | None = None
) -> Audit:
    """Return the audit of a case as of a day, as known on a day.

    Its book is asked by an `executor`, if any; `progress` is told of the checks, or of the parts.
    """
    return audit(
        case.entries,
        case.words,
        as_of=as_of,
        known=known,
        record=record_state(case),
        times=log_times(case),
        tables=book_of(case, as_of=as_of, known=known, executor=executor, progress=progress),
        balances=audited_balances(case, as_of=as_of, known=known),
        refs=case.refs,
    )


def log_times(case: Case) -> LogTimes:
    """Return what the cosigned checkpoints that a case keeps prove of when its entries were logged."""
    return CosignedCheckpoints.of(case.root).times(case.log, case.meaning)


def record_state(case: Case) -> RecordState:
    """Return the checkpoint at which a case was opened, and how far it is witnessed."""
    checkpoint = case.log.checkpoint
    witnessing = CosignedCheckpoints.of(case.root).witnessing(case.log, case.meaning)
    root = encode_base64(checkpoint.root)
    return RecordState(origin=checkpoint.origin, size=checkpoint.size, root=root, witnessing=witnessing)


def compare_case(case: Case, *, since: tuple[date, date], until: tuple[date, date]) -> Changes:
    """Return what changed between two audits, each an (as of, known at)."""
    before = audit_case(case, as_of=since[0], known=since[1])
    after = audit_case(case, as_of=until[0], known=until[1])
    return changes_between(before, after, entries_between(case, since, until))


def entries_between(case: Case, since: tuple[date, date], until: tuple[date, date]) -> Sequence[EntryRef]:
    """Return the entries that are in sight of the second audit and were not of the first."""
    before = {e.index for e in known_at(case.entries, since[1]) if e.span.latest <= since[0]}
    return [
        ref
        for entry, ref in zip(known_at(case.entries, until[1]), case.refs, strict=False)
        if entry.span.latest <= until[0] and entry.index not in before
    ]
