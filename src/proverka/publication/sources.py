"""Where what an edition says was read: every address, with the entries that rest on it."""

from dataclasses import dataclass

from proverka.assessment.result import Audit
from proverka.reporting.anchors import host_of

# In the order in which a reader trusts them.
TIERS = ("A", "B", "C", "D", "E", "seed", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source: its address, its host, its tier, who printed it, and the entries and instruments read there."""

    address: str
    host: str
    tier: str
    printed: tuple[str, ...]
    entries: tuple[int, ...]


def sources_of(audit: Audit) -> tuple[SourceRow, ...]:
    """Return every source by tier, host and address."""
    entries: dict[str, list[int]] = {}
    tiers: dict[str, str] = {}
    for entry in audit.entries:
        if entry.source:
            entries.setdefault(entry.source, []).append(entry.index)
            tiers.setdefault(entry.source, entry.tier)
    printed: dict[str, dict[str, None]] = {}
    for view in audit.statements:
        for address, outlet in ((view.source, view.outlet), *((one.source, one.outlet) for one in view.also)):
            if address and outlet:
                printed.setdefault(address, {})[outlet] = None
    for instrument in audit.instruments:
        for address in instrument.sources:
            entries.setdefault(address, []).append(instrument.entry)
    rows = [
        SourceRow(
            address=address,
            host=host_of(address),
            tier=tiers.get(address, ""),
            printed=tuple(printed.get(address, ())),
            entries=tuple(dict.fromkeys(found)),
        )
        for address, found in entries.items()
    ]
    return tuple(sorted(rows, key=lambda row: (TIERS.index(row.tier), row.host, row.address)))
