"""A finding: a fact about the world that somebody should look at, with what it rests on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from proverka.model.sentence import Sentence

Severity = Literal["notice", "discrepancy", "breach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule expected, what the record holds, and the entries that show it.

    `rule` is a stable name, documented in `docs/reference/findings.md`. `about` names the obligation,
    basis or party concerned. `severity` says how it should be read: a `notice` explains, a
    `discrepancy` asks for a clarification, a `breach` is a duty not performed.
    """

    rule: str
    severity: Severity
    about: str
    expected: Sentence
    got: Sentence
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A reconciliation that was made, whether it holds or not.

    `difference` is what was got less what was expected, and `allowed` how far rounding lets it go, both in
    `unit`. One that does not hold is also a finding, under the same rule and of
    this severity.
    """

    rule: str
    severity: Severity
    about: str
    on: date
    expected: Sentence
    got: Sentence
    difference: Decimal
    allowed: Decimal
    unit: str
    entries: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether rounding explains the difference."""
        return abs(self.difference) <= self.allowed
