"""Where names stand on a map: beside what they name, over nothing that must be seen, the most important first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot
from unicodedata import category, combining, east_asian_width

import numpy as np
from numpy.typing import NDArray

# Widths of letters in parts of the size of a font: near those of Helvetica, and a little more, for other fonts' sake.
_NARROW_LETTERS = frozenset(" ,.;:'’!|()[]/\\-‐fijlrtI·")
_BROAD_LETTERS = frozenset("mwMW@%—…")
NARROW_EM, USUAL_EM, CAPITAL_EM, BROAD_EM, SQUARE_EM = 0.35, 0.58, 0.69, 0.9, 1.0


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, roughly, in pixels; none of the fonts that a page may use makes it much wider."""
    return size * (BOLD if bold else 1.0) * sum(_em(letter) for letter in text)


BOLD = 1.09


def _em(letter: str) -> float:
    if combining(letter) or category(letter) == "Cf":
        return 0.0
    if letter in _NARROW_LETTERS:
        return NARROW_EM
    if letter in _BROAD_LETTERS:
        return BROAD_EM
    if east_asian_width(letter) in "WF":
        return SQUARE_EM
    return CAPITAL_EM if letter.isupper() else USUAL_EM


def broken(text: str, size: float, width: float) -> list[str]:
    """Return a text in lines that have room, broken between words; a word that has none stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Return the box of a size whose middle is a point."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def holds(self, other: "Box") -> bool:
        """Whether another box lies inside this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


# How far from its mark a label may stand, nearest first.
GAPS = (1.0, 8.0, 18.0, 32.0, 48.0)
# Where beside its mark, the best first: to the right or left by how much of its room and its own size, and downwards.
_SIDES = (
    (1, 0.5, 0, 0.0), (-1, -0.5, 0, 0.0), (1, 0.5, -1, -0.36), (1, 0.5, 1, 0.36), (0, 0.0, -1, -0.5), (0, 0.0, 1, 0.5),
    (-1, -0.5, -1, -0.36), (-1, -0.5, 1, 0.36), (0, 0.36, -1, -0.5), (0, 0.36, 1, 0.5), (0, -0.36, -1, -0.5),
    (0, -0.36, 1, 0.5),
)  # fmt: skip
# Lines are looked at every few pixels; a label that covers one there costs as much as one a little further away.
LINE_STEP, LINE_COST = 4.0, 1.6
LEADER_MIN = 15.0
# Between one text and the next on a line.
AIR = 3.0


@dataclass(slots=True)
class Board:
    """What is on a map so far: boxes that nothing may cover, and points of lines that had better be seen."""

    bounds: Box
    taken: list[Box] = field(default_factory=list)
    lines: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))

    def is_free(self, box: Box) -> bool:
        """Whether a box lies on the map and covers nothing."""
        if not self.bounds.holds(box):
            return False
        left, right = box.left - AIR, box.right + AIR
        return not any(
            left < other.right and right > other.left and box.top < other.bottom and box.bottom > other.top
            for other in self.taken
        )

    def take(self, box: Box) -> None:
        """Let nothing else stand in a box."""
        self.taken.append(box)

    def cross(self, points: Iterable[tuple[float, float]]) -> None:
        """Let a line through some points be seen where that can be."""
        self.lines = np.concatenate([self.lines, np.array([*points])])

    def cost(self, box: Box) -> float:
        """Return how much of lines a box covers."""
        x, y = self.lines.T
        return LINE_COST * int(((x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)).sum())

    def beside(self, x: float, y: float, room: float, width: float, height: float) -> tuple[float, Box] | None:
        """Return the best free box of a size beside a mark with a radius, and its cost; None where none is free."""
        free = [one for one in self._candidates(x, y, room, width, height) if self.is_free(one[1])]
        return min(((near + self.cost(box), box) for near, box in free), key=lambda one: one[0], default=None)

    def _candidates(self, x: float, y: float, room: float, width: float, height: float) -> Iterator[tuple[float, Box]]:
        for gap in GAPS:
            away = room + gap
            for rank, (right, across, below, down) in enumerate(_SIDES):
                middle = x + right * away + across * width, y + below * (away if not right else gap) + down * height
                yield gap + rank * 1.5, Box.around(*middle, width, height)


def leader(x: float, y: float, box: Box) -> tuple[float, float] | None:
    """Return where a line from a point to its label ends; None where the label stands so near that it needs none."""
    end_x = min(max(x, box.left), box.right)
    end_y = min(max(y, box.top), box.bottom)
    return (end_x, end_y) if hypot(end_x - x, end_y - y) > LEADER_MIN else None


def clear_point(
    ring: Sequence[tuple[float, float]], width: float, height: float, board: Board, step: float = 12.0
) -> tuple[float, float] | None:
    """Return the middle of a free box of a size in a ring, as far from its edges as can be; None where none is free."""
    xs, ys = zip(*ring, strict=True)
    best: tuple[float, tuple[float, float]] | None = None
    for y in _steps(min(ys), max(ys), step):
        for x in _steps(min(xs), max(xs), step):
            if not _within(ring, x, y):
                continue
            reach = min(_reach(ring, x, y), REACH_MAX)
            box = Box.around(x, y, width, height)
            if (best is None or reach > best[0]) and board.is_free(box) and not board.cost(box):
                best = reach, (x, y)
    return best[1] if best is not None and best[0] >= height / 2 else None


# Further from the edge of a country its name need not stand.
REACH_MAX = 60.0


def _steps(first: float, last: float, step: float) -> Iterable[float]:
    count = int((last - first) / step)
    return (first + (last - first - count * step) / 2 + n * step for n in range(count + 1))


def _within(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    found = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            found = not found
    return found


def _reach(ring: Sequence[tuple[float, float]], x: float, y: float) -> float:
    """Return how far the nearest corner of a ring is; corners of coasts and borders lie close together."""
    return min(hypot(x - px, y - py) for px, py in ring)
