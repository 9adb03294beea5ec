"""What a public edition shows of one day: an audit, and what changed in the month before it."""

from dataclasses import dataclass

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An audit as of a day and as known on it, with what changed since a month before."""

    audit: Audit
    changes: Changes | None
