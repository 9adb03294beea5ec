"""What the evidence says of the mandate: obligations judged, views set side by side, findings collected.

It knows statuses, lateness, excuses and contradictions, as of a day and as known on a day. It reads no
file and no clock, and renders nothing.
"""

from proverka.assessment.audit import RecordState, audit
from proverka.assessment.result import Audit

__all__ = ["Audit", "RecordState", "audit"]
