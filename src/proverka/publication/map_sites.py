"""What a record says of each place, and where a map may show it: as exactly as the case says, and no finer.

A place without a position is shown somewhere within the nearest place around it that has one; where there is none, it
is not on a map at all, and told so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from proverka.assessment.result import Audit, BalanceLine, FigureResult, MovementResult, PlaceResult, TimelineItem
from proverka.model.position import Position, position_of
from proverka.reporting.chart_places import FACTUAL
from proverka.reporting.tongue import Tongue

T = TypeVar("T")

# What a figure of a disposition says of the place that it names; the first of STATES that holds is drawn.
SAID_BY = {
    "destroyed": "eliminated",
    "disposed": "eliminated",
    "remaining": "brought",
    "shipped": "brought",
    "removed": "left",
    "inspected": "inspected",
    "visited": "inspected",
}
STATES = ("eliminated", "left", "brought", "inspected", "mentioned")

# Kinds of places that are drawn by a shape of their own. Whatever is not named here is a facility or site.
AREAS = frozenset({"country", "district", "island", "province", "region", "sea", "state", "territory"})
TOWNS = frozenset({"city", "town", "village"})
PORTS = frozenset({"harbour", "port", "terminal"})
SHIPS = frozenset({"ship", "vessel"})
SHAPES = ("site", "port", "ship", "town", "area")

INSPECTIONS = frozenset({"inspection", "finding", "inspection_results"})


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of which something is on record, and what that is.

    `figures` are the latest on each basis that say what was so there. `at` is the place whose position a map takes: the
    place itself, or the nearest that holds it and has a position; None where there is none.
    """

    place: PlaceResult
    at: PlaceResult | None
    figures: tuple[FigureResult, ...] = ()
    balance: tuple[BalanceLine, ...] = ()
    brought: tuple[MovementResult, ...] = ()
    taken: tuple[MovementResult, ...] = ()
    happened: tuple[TimelineItem, ...] = ()

    @property
    def id(self) -> str:
        """The id of the place."""
        return self.place.id

    @property
    def name(self) -> str:
        """The name of the place."""
        return self.place.name

    @property
    def is_own(self) -> bool:
        """Whether the position is that of the place itself."""
        return self.at is not None and self.at.id == self.id

    @property
    def position(self) -> Position | None:
        """Where a map shows the place."""
        return None if self.at is None else position_in(self.at)

    @property
    def shape(self) -> str:
        """By which shape it is drawn: one of SHAPES."""
        kind = self.place.kind
        groups = ((AREAS, "area"), (TOWNS, "town"), (PORTS, "port"), (SHIPS, "ship"))
        return next((shape for kinds, shape in groups if kind in kinds), "site")

    @property
    def is_somewhere(self) -> bool:
        """Whether what is there may be anywhere in an area."""
        return not self.is_own or self.shape == "area"

    @property
    def state(self) -> str:
        """The most that the record says of the place: one of STATES."""
        said = {SAID_BY.get(f.disposition, "mentioned") for f in self.figures if f.amount != 0 and f.percent != 0}
        said |= {"brought"} if self.brought else set()
        said |= {"left"} if self.taken else set()
        said |= {"brought"} if any(line.net for line in self.balance if not line.sent) else set()
        said |= {"inspected"} if any(item.entry.kind in INSPECTIONS for item in self.happened) else set()
        return next((state for state in STATES if state in said), "mentioned")

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries on which all this rests, in log order."""
        found = {f.entry for f in self.figures}
        found |= {item.entry.index for item in self.happened}
        found |= {index for line in self.balance for index in line.entries}
        return tuple(sorted(found | {one.entry for one in (*self.brought, *self.taken)}))


@dataclass(frozen=True, kw_only=True)
class Route:
    """The movements from one place to another, and into one disposition."""

    origin: Site
    destination: Site
    disposition: str
    movements: tuple[MovementResult, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What no other route has in common with it."""
        return self.origin.id, self.destination.id, self.disposition

    @property
    def known(self) -> tuple[MovementResult, ...]:
        """Those that state an amount."""
        return tuple(one for one in self.movements if one.amount is not None)

    @property
    def unknown(self) -> tuple[MovementResult, ...]:
        """Those that state none: it is blank, unknown or withheld."""
        return tuple(one for one in self.movements if one.amount is None)

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries of the movements."""
        return tuple(one.entry for one in self.movements)


def position_in(place: PlaceResult) -> Position | None:
    """Return the position that a place states."""
    return position_of(place.latitude, place.longitude, place.kind, where=f"place {place.id}")


def sites_of(audit: Audit) -> tuple[Site, ...]:
    """Return every place of which something is on record, in the order in which the case declares them."""
    places = {place.id: place for place in audit.gazetteer}
    figures = _by_place((f.place, f) for f in _latest(audit.figures))
    balance = _by_place((line.place, line) for line in audit.balance)
    brought = _by_place((one.destination, one) for one in audit.movements)
    taken = _by_place((one.origin, one) for one in audit.movements)
    happened = _by_place(
        (name, item) for item in audit.timeline if item.entry.kind != "movement" for name in dict.fromkeys(item.places)
    )
    named = {*figures, *balance, *brought, *taken, *happened}
    # A sealed entry may name in clear what the case does not declare.
    strange = [PlaceResult(id=name, name=name, kind="") for name in sorted(named - places.keys())]
    return tuple(
        Site(
            place=place,
            at=shown_at(place, places),
            figures=tuple(figures.get(place.id, ())),
            balance=tuple(balance.get(place.id, ())),
            brought=tuple(brought.get(place.id, ())),
            taken=tuple(taken.get(place.id, ())),
            happened=tuple(happened.get(place.id, ())),
        )
        for place in (*audit.gazetteer, *strange)
        if place.id in named
    )


def shown_at(place: PlaceResult, places: Mapping[str, PlaceResult]) -> PlaceResult | None:
    """Return the place whose position stands for one: its own, or that of the nearest place around it."""
    around: PlaceResult | None = place
    while around is not None and not around.latitude:
        around = places.get(around.within)
    return around


def routes_of(audit: Audit, sites: Sequence[Site]) -> tuple[Route, ...]:
    """Return the movements under where they led from and to, in the order of their first days."""
    by_id = {site.id: site for site in sites}
    found: dict[tuple[str, str, str], list[MovementResult]] = {}
    for one in audit.movements:
        found.setdefault((one.origin, one.destination, one.destination_disposition), []).append(one)
    return tuple(
        Route(origin=by_id[origin], destination=by_id[destination], disposition=disposition, movements=tuple(movements))
        for (origin, destination, disposition), movements in found.items()
    )


def _latest(figures: Iterable[FigureResult]) -> Iterable[FigureResult]:
    """Return the last figure at each place on each basis that says what was so, in the order of their days."""
    found: dict[tuple[str, str], FigureResult] = {}
    for f in sorted(figures, key=lambda f: (f.on, f.entry)):
        if f.place and f.nature in FACTUAL and not f.withdrawn:
            found[f.place, f.basis] = f
    return found.values()


def _by_place(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for place, value in pairs:
        if place:
            found.setdefault(place, []).append(value)
    return found


def state_words(state: str, tongue: Tongue) -> str:
    """Return a state in words."""
    match state:
        case "eliminated":
            return tongue.text("something was destroyed or disposed of there")
        case "left":
            return tongue.text("something was taken from there")
        case "brought":
            return tongue.text("something was brought there")
        case "inspected":
            return tongue.text("inspected")
        case _:
            return tongue.text("something else is on record")


def shape_words(shape: str, tongue: Tongue) -> str:
    """Return what a shape stands for."""
    match shape:
        case "port":
            return tongue.text("port")
        case "ship":
            return tongue.text("ship")
        case "town":
            return tongue.text("city or town")
        case "area":
            return tongue.text("country, region or sea")
        case _:
            return tongue.text("facility or site")


def position_words(site: Site, tongue: Tongue) -> str:
    """Return how exactly it is known where a place lies."""
    position = site.position
    if site.at is None or position is None:
        return tongue.text("not on the map: the case states no position")
    if not site.is_own:
        return tongue.text("somewhere within {place}", place=site.at.name)
    north = tongue.text(
        "{degrees}° N" if position.latitude >= 0 else "{degrees}° S", degrees=tongue.number(abs(position.latitude))
    )
    east = tongue.text(
        "{degrees}° E" if position.longitude >= 0 else "{degrees}° W", degrees=tongue.number(abs(position.longitude))
    )
    if site.shape == "area":
        return tongue.text("its middle at about {latitude}, {longitude}", latitude=north, longitude=east)
    return tongue.text(
        "{latitude}, {longitude}, to within {distance} km",
        latitude=north,
        longitude=east,
        distance=tongue.number(max(1, round(position.accuracy_km))),
    )
