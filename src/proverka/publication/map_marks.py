"""What is marked on one map: places, those that would touch as one mark, and lines for the movements between them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import hypot

from proverka.publication.geography import Flat
from proverka.publication.map_frames import Place, Spot
from proverka.publication.map_sites import STATES, Route, Site
from proverka.publication.map_words import sums_of
from proverka.reporting.chart_places import ROLES as DISPOSITION_ROLES

# Places whose marks would touch are one mark with several names.
TOUCHING = 16.0
# Widths of lines in pixels: of the least amount, of what the greatest has beyond it, and of movements without one.
LEAST_WIDTH, MORE_WIDTH, UNSTATED_WIDTH = 1.6, 5.4, 1.5
# Colours for dispositions that the other charts have none for.
FREE_ROLES = ("series-5", "series-4")


@dataclass(kw_only=True)
class Mark:
    """One place on a map, or several that lie so near each other that they share a mark."""

    x: float
    y: float
    spots: list[Spot]
    sites: list[Site]

    @property
    def head(self) -> Site:
        """The site by which the mark is drawn: one of which most is said."""
        return min(self.sites, key=lambda site: STATES.index(site.state))

    @property
    def is_somewhere(self) -> bool:
        """Whether what the mark stands for may lie anywhere in an area."""
        return self.head.is_somewhere

    @property
    def radius(self) -> float:
        """How far the mark reaches, with a little air."""
        return 11.5 if self.is_somewhere else 8.5


@dataclass(frozen=True, kw_only=True)
class Strand:
    """Movements that are drawn as one line: all that state an amount, or all that state none."""

    origin: Mark
    destination: Mark
    disposition: str
    routes: tuple[Route, ...]
    stated: bool
    rank: int

    @property
    def amount(self) -> tuple[str, Decimal]:
        """The unit and the amount that say how broad the line is: the first, where there are several units."""
        sums = sums_of(one for route in self.routes for one in route.known)
        return next(iter(sums.items()))


def marks_of(flat: Flat, spots: Iterable[Spot], routes: Iterable[Route]) -> tuple[Mark, ...]:
    """Return the marks of a map: of its own spots, and of ends of its routes that have their names on a closer one."""
    marks: list[Mark] = []
    here = {spot.place: spot for spot in spots}
    for spot in here.values():
        _add(marks, flat, spot)
    for route in routes:
        for site in (route.origin, route.destination):
            if (place := place_of(site)) not in here:
                _add(marks, flat, Spot(sites=(site,), place=place))
    return tuple(marks)


def _add(marks: list[Mark], flat: Flat, spot: Spot) -> None:
    x, y = flat.pixel(spot.place)
    near = next((mark for mark in marks if hypot(mark.x - x, mark.y - y) < TOUCHING), None)
    if near is None:
        marks.append(Mark(x=x, y=y, spots=[spot], sites=[*spot.sites]))
        return
    near.spots.append(spot)
    near.sites += [site for site in spot.sites if site.id not in {one.id for one in near.sites}]


def strands_of(marks: Sequence[Mark], routes: Iterable[Route]) -> Iterator[Strand]:
    """Yield the lines for routes; none where both ends are one mark."""
    by_site = {site.id: mark for mark in marks for site in mark.sites}
    numbers = {id(mark): number for number, mark in enumerate(marks)}
    found: dict[tuple[int, int, str], list[Route]] = {}
    for route in routes:
        ends = [numbers[id(by_site[site.id])] for site in (route.origin, route.destination)]
        if ends[0] != ends[1]:
            found.setdefault((ends[0], ends[1], route.disposition), []).append(route)
    ranks: dict[tuple[int, int], int] = {}
    for (origin, destination, disposition), alike in found.items():
        for stated in (True, False):
            told = tuple(route for route in alike if (route.known if stated else route.unknown))
            if told:
                rank = ranks[origin, destination] = ranks.get((origin, destination), -1) + 1
                yield Strand(
                    origin=marks[origin],
                    destination=marks[destination],
                    disposition=disposition,
                    routes=told,
                    stated=stated,
                    rank=rank,
                )


def greatest_of(strands: Iterable[Strand]) -> dict[str, Decimal]:
    """Return the largest amount of a line, by unit."""
    found: dict[str, Decimal] = {}
    for strand in strands:
        if strand.stated:
            unit, amount = strand.amount
            found[unit] = max(amount, found.get(unit, amount))
    return found


def broadness(amount: Decimal, greatest: Decimal) -> float:
    """Return how broad the line of an amount is, in pixels; what it has beyond the least grows as a square root."""
    return LEAST_WIDTH + MORE_WIDTH * float(amount / greatest) ** 0.5 if greatest else LEAST_WIDTH


def disposition_roles(routes: Iterable[Route]) -> dict[str, str]:
    """Return a colour for each disposition that something is brought into: its own in every chart, where it has one."""
    named = sorted({route.disposition for route in routes})
    others = [one for one in named if one not in DISPOSITION_ROLES]
    return {one: DISPOSITION_ROLES.get(one) or FREE_ROLES[others.index(one) % len(FREE_ROLES)] for one in named}


def place_of(site: Site) -> Place:
    """Return where a site that is on a map is shown."""
    position = site.position
    assert position is not None, "only routes between positions are drawn"
    return float(position.longitude), float(position.latitude)
