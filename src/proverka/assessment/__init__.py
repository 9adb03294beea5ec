"""What the evidence says of the mandate: obligations judged, views set side by side, findings collected.

It knows statuses, lateness, excuses and contradictions, as of a day and as known on a day. It reads no
file and no clock, and renders nothing.
"""

from proverka.assessment.audit import RecordState, audit, end_of, known_at, mandate_of
from proverka.assessment.changes import Changes, changes_between
from proverka.assessment.citation import entry_ref
from proverka.assessment.result import Audit, EntryRef, ObligationResult
from proverka.assessment.status import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "Audit",
    "Changes",
    "EntryRef",
    "ObligationResult",
    "RecordState",
    "audit",
    "changes_between",
    "end_of",
    "entry_ref",
    "known_at",
    "mandate_of",
]
