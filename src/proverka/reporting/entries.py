"""The entries of the record that a report may name: every one that was known, in the order of the log."""

from collections.abc import Iterator

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit, EntryRef

# So many characters of a leaf hash tell two entries of one record apart; the data package has the whole.
LEAF_SHOWN = 12


def known_entries(audit: Audit, changes: Changes | None = None) -> tuple[EntryRef, ...]:
    """Return every known entry, and whatever else the changes since an earlier audit name, in log order."""
    found = {entry.index: entry for entry in audit.entries}
    for entry in _compared(changes):
        found.setdefault(entry.index, entry)
    return tuple(found[index] for index in sorted(found))


def _compared(changes: Changes | None) -> Iterator[EntryRef]:
    if changes is not None:
        yield from changes.new_entries
        for finding in (*changes.new_findings, *changes.gone_findings):
            yield from finding.entries
