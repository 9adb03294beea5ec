"""Which maps a case needs: all of it, and where most of it happened, closer up, if that lies close together."""

from collections.abc import Sequence
from dataclasses import dataclass

from proverka.publication.geography import Flat, fitting, kilometres
from proverka.publication.map_sites import Route, Site
from proverka.reporting.chart_canvas import NARROW, WIDE

# Places within so many kilometres of one another belong on one map: within a country, within a part of the world.
NEAR_KM, FAR_KM = 300.0, 2500.0
# A closer map is worth its room where it shows what the wider one shows at least so many times as small.
CLOSER = 2.0
# The least that a map shows from side to side, in kilometres: whoever looks at a place is to see the country around it.
ACROSS_MIN_KM = 700.0

Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A position, and the sites that a map shows at it."""

    sites: tuple[Site, ...]
    place: Place

    @property
    def weight(self) -> int:
        """How much is on record here."""
        return sum(len(site.entries) for site in self.sites)


def spots_of(sites: Sequence[Site]) -> tuple[Spot, ...]:
    """Return the positions of sites, those of which most is on record first."""
    found: dict[Place, list[Site]] = {}
    for site in sites:
        if (position := site.position) is not None:
            found.setdefault((float(position.longitude), float(position.latitude)), []).append(site)
    spots = [
        Spot(sites=tuple(sorted(here, key=lambda site: not site.is_own)), place=place) for place, here in found.items()
    ]
    return tuple(sorted(spots, key=lambda spot: (-spot.weight, spot.place)))


def groups_of(spots: Sequence[Spot]) -> list[tuple[Spot, ...]]:
    """Return the spots of each map, the widest first: all, and those that lie around where most is on record."""
    if not spots:
        return []
    groups = [tuple(spots)]
    for reach in (FAR_KM, NEAR_KM):
        found = _around(spots[0], spots, reach)
        if len(found) > 1 and _across(found) * CLOSER <= _across(groups[-1]):
            groups.append(found)
    return groups


def _around(home: Spot, spots: Sequence[Spot], reach: float) -> tuple[Spot, ...]:
    """Return the spots that can be come to from one of them in steps of so many kilometres."""
    found, ahead = {home.place}, [home]
    while ahead:
        here = ahead.pop()
        near = [one for one in spots if one.place not in found and kilometres(here.place, one.place) <= reach]
        found |= {one.place for one in near}
        ahead += near
    return tuple(spot for spot in spots if spot.place in found)


def _across(spots: Sequence[Spot]) -> float:
    """Return the greatest distance of two spots, and at least what the closest map shows."""
    return max(ACROSS_MIN_KM, *(kilometres(one.place, other.place) for one in spots for other in spots))


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A map of a drawing: what of the world it shows, and where it lies in the drawing, in pixels."""

    flat: Flat
    left: float
    top: float

    def holds(self, place: Place) -> bool:
        """Whether the map has room for a place and a little of what is around it."""
        return self.flat.holds(place, EDGE)


EDGE = 10.0
GAP = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """The room of a map: width, bounds of its height, and margins at the sides and above and below."""

    width: float
    heights: tuple[float, float]
    margins: tuple[float, float]


# By how many maps there are: where each stands, the main one first, and in the order of `groups_of`: widest first.
_WIDE = {
    1: (_Room(width=760, heights=(320, 470), margins=(90, 50)),),
    2: (
        _Room(width=440, heights=(340, 340), margins=(64, 44)),
        _Room(width=312, heights=(340, 340), margins=(56, 44)),
    ),
    3: (
        _Room(width=352, heights=(170, 200), margins=(34, 24)),
        _Room(width=760, heights=(360, 470), margins=(70, 50)),
        _Room(width=400, heights=(400, 400), margins=(40, 34)),
    ),
}
_NARROW = {
    1: (_Room(width=328, heights=(260, 360), margins=(56, 40)),),
    2: (
        _Room(width=328, heights=(220, 300), margins=(44, 36)),
        _Room(width=328, heights=(220, 300), margins=(56, 44)),
    ),
    3: (
        _Room(width=328, heights=(170, 220), margins=(30, 30)),
        _Room(width=328, heights=(300, 400), margins=(26, 44)),
        _Room(width=328, heights=(280, 320), margins=(24, 28)),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The maps of a drawing in the order in which they are lettered, and the room of the legend."""

    frames: tuple[Frame, ...]
    legend_left: float
    legend_top: float
    legend_width: float

    @property
    def bottom(self) -> float:
        """Where the lowest map ends."""
        return max(frame.top + frame.flat.height for frame in self.frames)


def layout_of(groups: Sequence[Sequence[Spot]], home: Sequence[Place], *, wide: bool) -> Layout:
    """Return where the maps for groups of spots stand, widest first; the one that says most is the first of them.

    That is the widest, or the one between the widest and the closest. The closest shows the places of `home` too, which
    are the corners of a country. Of three maps the widest, which is for orientation, stands above the legend.
    """
    rooms = (_WIDE if wide else _NARROW)[len(groups)]
    places = [[spot.place for spot in group] for group in groups]
    places[-1] += home
    flats = [_fitted(shown, room) for shown, room in zip(places, rooms, strict=True)]
    if len(flats) == 3:  # noqa: PLR2004 - three at most
        flats = [flats[1], flats[2], flats[0]]
    whole = WIDE if wide else NARROW
    frames: list[Frame] = []
    left = top = bottom = 0.0
    for flat in flats:
        if left and left + flat.width > whole:
            left, top = 0.0, bottom
        frames.append(Frame(flat=flat, left=left, top=top))
        left += flat.width + GAP
        bottom = max(bottom, top + flat.height + GAP)
    last = frames[-1]
    beside = wide and len(frames) == 3  # noqa: PLR2004 - as above
    return Layout(
        frames=tuple(frames),
        legend_left=last.left if beside else 0.0,
        legend_top=last.top + last.flat.height if beside else bottom,
        legend_width=last.flat.width if beside else whole,
    )


def _fitted(places: Sequence[Place], room: _Room) -> Flat:
    return fitting(
        places,
        width=room.width,
        heights=room.heights,
        margins=room.margins,
        km_min=ACROSS_MIN_KM,
    )


def frame_for(frames: Sequence[Frame], *places: Place) -> Frame | None:
    """Return the closest map that holds all of some places."""
    found = [frame for frame in frames if all(frame.holds(place) for place in places)]
    return min(found, key=lambda frame: frame.flat.km_per_pixel, default=None)


def route_frame(frames: Sequence[Frame], route: Route) -> Frame | None:
    """Return the map on which a route is drawn; None where an end has no position, or both ends are one."""
    ends = [site.position for site in (route.origin, route.destination)]
    places = [(float(end.longitude), float(end.latitude)) for end in ends if end is not None]
    if len(places) < 2 or places[0] == places[1]:  # noqa: PLR2004 - two ends
        return None
    return frame_for(frames, *places)
