"""What was opened under an inspection plan, and how it stands to what was drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An item that was opened: in which stratum, with which outcome, by which entry."""

    stratum: str
    item: str
    outcome: str
    entry: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One stratum: what was drawn of it and what became of that; names of items, in the order drawn or opened.

    `undrawn` were opened without being drawn. Of the goal: `planned` is the probability of finding it with all that was
    drawn, `reached` with what was opened of it had chance left the rest closed, `reached_least` had whoever knows which
    are falsified. `excluded` is the smallest number of defects that the opened ones exclude at the plan's probability;
    `None` where a defect was found, or no goal is stated.
    """

    stratum: str
    population: int
    drawn: tuple[str, ...]
    opened: tuple[str, ...]
    not_opened: tuple[str, ...]
    inconclusive: tuple[str, ...]
    undrawn: tuple[str, ...]
    unlisted: tuple[str, ...]
    defects: tuple[str, ...]
    goal: int | None
    probability: float | None
    planned: float | None
    reached: float | None
    reached_least: float | None
    excluded: int | None
