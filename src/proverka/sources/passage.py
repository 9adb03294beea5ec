"""A passage: where something stands in the text of an article."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Characters `start` to `end` (without the last) of the text of one article as it was read."""

    start: int
    end: int

    def __post_init__(self) -> None:
        assert 0 <= self.start <= self.end, "a passage does not end before it begins"

    def of(self, text: str) -> str:
        """Return its characters in the text of the article."""
        return text[self.start : self.end]

    def holds(self, other: "Passage") -> bool:
        """Whether the other lies in it."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Passage") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    @classmethod
    def over(cls, passages: Iterable[Self]) -> Self:
        """Return the shortest passage that holds all of them; there is at least one."""
        found = list(passages)
        return cls(min(one.start for one in found), max(one.end for one in found))
