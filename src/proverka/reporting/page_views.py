"""What parties said, brought together for a reader: by party, by day and speaker; findings by their rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from proverka.assessment.result import DatedDue, FindingResult, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one speaker said on one day, each statement citable by its entry."""

    speaker: str
    party: str
    views: tuple[View, ...]


def by_party(views: Iterable[View]) -> tuple[tuple[str, tuple[View, ...]], ...]:
    """Return views under the party for which they were said, parties in the order in which they first spoke."""
    found: dict[str, list[View]] = {}
    for view in views:
        found.setdefault(view.party_name or view.speaker, []).append(view)
    return tuple((party, tuple(said)) for party, said in found.items())


def latest_stances(views: Iterable[View]) -> tuple[tuple[str, View], ...]:
    """Return the last view of each party that took a stance, the latest of all first."""
    latest = {view.party_name or view.speaker: view for view in views if view.stance != "none"}
    return tuple(sorted(latest.items(), key=lambda one: (one[1].date, one[1].entry), reverse=True))


def by_day(views: Iterable[View]) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    """Return views under their day, in the order given, and there under their speaker."""
    days: dict[str, dict[tuple[str, str], list[View]]] = {}
    for view in views:
        days.setdefault(view.date, {}).setdefault((view.speaker, view.party_name), []).append(view)
    return tuple(
        (day, tuple(Said(speaker=who, party=party, views=tuple(said)) for (who, party), said in speakers.items()))
        for day, speakers in days.items()
    )


def by_rule(findings: Iterable[FindingResult]) -> tuple[tuple[str, tuple[tuple[int, FindingResult], ...]], ...]:
    """Return findings with their numbers under their rule, rules in the order in which they first occur."""
    found: dict[str, list[tuple[int, FindingResult]]] = {}
    for number, finding in enumerate(findings, start=1):
        found.setdefault(finding.rule, []).append((number, finding))
    return tuple((rule, tuple(several)) for rule, several in found.items())


def occurrences(dates: Iterable[DatedDue]) -> tuple[tuple[str, int], ...]:
    """Return how many occurrences of a recurring duty are in each state, in the order of their first."""
    counts: dict[str, int] = {}
    for due in dates:
        if due.role == "occurrence":
            counts[due.state] = counts.get(due.state, 0) + 1
    return tuple(counts.items())
