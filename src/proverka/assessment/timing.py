"""Findings on when entries were handed in: what submitters say, held against what witnesses prove."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from proverka.model.entry import Entry
from proverka.model.finding import Finding
from proverka.model.logged import Interval, LogTimes
from proverka.model.sentence import Sentence, counting, sentence


def time_findings(entries: Iterable[Entry[object]], times: LogTimes) -> list[Finding]:
    """Return a finding for each run of entries of one party whose stated time cannot be that of their logging.

    An entry's own dates are claims. One that says it was submitted before a checkpoint which witnesses cosigned, and
    which does not hold it, was handed in later than it says, or was held back; one that says it was submitted after a
    cosigned checkpoint that holds it is dated falsely. Without cosignatures nothing is proved, and nothing found.
    """
    runs = groupby(entries, key=lambda entry: (entry.party, _contradiction(entry, times.of(entry.index))))
    return [
        _finding(party, contradiction, list(run)) for (party, contradiction), run in runs if contradiction is not None
    ]


def _contradiction(entry: Entry[object], logged: Interval) -> tuple[str, Interval] | None:
    if logged.after is not None and entry.submitted_at < logged.after:
        return "before", logged
    if logged.by is not None and entry.submitted_at > logged.by:
        return "after", logged
    return None


def _finding(party: str, contradiction: tuple[str, Interval], run: Sequence[Entry[object]]) -> Finding:
    side, logged = contradiction
    first = run[0].submitted_at if side == "before" else run[-1].submitted_at
    return Finding(
        rule="date-contradicts-cosigned-time",
        severity="discrepancy",
        about=party,
        expected=_bounds(logged),
        got=sentence("{instant}, as stated", instant=first.isoformat())
        if len(run) == 1
        else counting(
            "{instant}, and {count} more, as stated",
            "{instant}, and {count} more, as stated",
            len(run) - 1,
            instant=first.isoformat(),
        ),
        entries=tuple(entry.index for entry in run),
    )


def _bounds(logged: Interval) -> Sentence:
    if logged.after is None:
        assert logged.by is not None, "what is bounded on neither side contradicts nothing"
        return sentence("submission by {by}, as witnesses cosigned", by=logged.by.isoformat())
    after = logged.after.isoformat()
    if logged.by is None:
        return sentence("submission after {after}, as witnesses cosigned", after=after)
    return sentence(
        "submission after {after} and by {by}, as witnesses cosigned", after=after, by=logged.by.isoformat()
    )
