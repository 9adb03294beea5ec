"""The maps of a case as one drawing, with its legend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from proverka.assessment.result import Audit
from proverka.publication.geography import kilometres, world
from proverka.publication.map_frames import Layout, Place, frame_for, groups_of, layout_of, route_frame, spots_of
from proverka.publication.map_labels import broken, text_width
from proverka.publication.map_marks import (
    UNSTATED_WIDTH,
    Strand,
    broadness,
    disposition_roles,
    greatest_of,
    marks_of,
    strands_of,
)
from proverka.publication.map_panel import Panel, country_of
from proverka.publication.map_sites import (
    SHAPES,
    STATES,
    Route,
    Site,
    routes_of,
    shape_words,
    sites_of,
    state_words,
)
from proverka.publication.map_symbols import SMALL_SIZE, TEXT_SIZE, num, paint, symbol, text
from proverka.reporting.chart_canvas import NARROW, WIDE, Sketch
from proverka.reporting.tongue import Speaker
from proverka.reporting.wording import booked, measured, words

LETTERS = ("A", "B", "C")
# More places and lines than these on one drawing can be told apart by nobody, and would make it large.
SITES_MAX, ROUTES_MAX = 80, 40


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The places and movements of an audit as its maps show them."""

    audit: Audit

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every place of which something is on record."""
        return sites_of(self.audit)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The movements, by where they led from and to."""
        return routes_of(self.audit, self.sites)

    @cached_property
    def drawn_sites(self) -> tuple[Site, ...]:
        """The places that are on the map: those with a position, and of many those of which most is on record."""
        placed = [site for site in self.sites if site.at is not None]
        most = sorted(placed, key=lambda site: len(site.entries), reverse=True)[:SITES_MAX]
        names = {site.id for site in most}
        return tuple(site for site in placed if site.id in names)

    @cached_property
    def drawn_routes(self) -> tuple[Route, ...]:
        """The routes that are on the map: those between two points of it, and of many those with most movements."""
        names = {site.id for site in self.drawn_sites}
        placed = [
            route
            for route in self.routes
            if route.origin.id in names and route.destination.id in names and route.origin.at != route.destination.at
        ]
        return tuple(sorted(placed, key=lambda route: len(route.movements), reverse=True)[:ROUTES_MAX])

    @cached_property
    def home(self) -> str:
        """The code of the country of which most is on record, for a map to set off."""
        most = spots_of(self.drawn_sites)[0].sites[0]
        places = {place.id: place for place in self.audit.gazetteer}
        around = most.place
        while around.within in places:
            around = places[around.within]
        return country_of(most) if around.kind == "country" else ""

    @cached_property
    def home_outline(self) -> tuple[Place, ...]:
        """The corners of a box around that country, in degrees; none where it is too large to be shown whole."""
        rings = [world().ring(polygon[0]) for polygon in world().countries.get(self.home, ())]
        if not rings:
            return ()
        largest = max(rings, key=len)
        (west, south), (east, north) = largest.min(axis=0), largest.max(axis=0)
        if kilometres((west, south), (east, north)) > HOME_KM:
            return ()
        return tuple((float(x), float(y)) for x in (west, east) for y in (south, north))


# The closest map shows the country that it is about whole, if that is no larger, in kilometres from corner to corner.
HOME_KM = 1500.0


def sketch_of(mapped: Mapped, tongue: Speaker, *, wide: bool) -> Sketch:
    """Return the drawing for a desk or a phone."""
    spots = spots_of(mapped.drawn_sites)
    layout = layout_of(groups_of(spots), mapped.home_outline, wide=wide)
    frames = layout.frames
    lettered = [*zip(frames, LETTERS if len(frames) > 1 else ("",), strict=False)]
    routes = [[route for route in mapped.drawn_routes if route_frame(frames, route) is frame] for frame in frames]
    marks = [
        marks_of(frame.flat, [spot for spot in spots if frame_for(frames, spot.place) is frame], here)
        for frame, here in zip(frames, routes, strict=True)
    ]
    strands = [tuple(strands_of(*here)) for here in zip(marks, routes, strict=True)]
    greatest, roles = greatest_of(chain(*strands)), disposition_roles(mapped.drawn_routes)
    panels = [
        Panel(
            frame=frame,
            letter=letter,
            marks=marks[number],
            strands=strands[number],
            others=lettered,
            home=mapped.home,
            tongue=tongue,
            narrow=not wide,
            roles=roles,
            greatest=greatest,
        )
        for number, (frame, letter) in enumerate(lettered)
    ]
    legend = _Legend(mapped=mapped, strands=[*chain(*strands)], roles=roles, tongue=tongue, layout=layout)
    body = "".join(panel.drawn() for panel in panels) + legend.drawn()
    style = f'font-size="{num(TEXT_SIZE)}" fill="{paint("ink")}"'
    height = round(max(legend.bottom, layout.bottom) + 2)
    return Sketch(width=WIDE if wide else NARROW, height=height, body=f"<g {style}>{body}</g>")


# From one line of the legend to the next, and within what needs several.
LINE, LINE_MORE = 18.0, 14.0


class _Legend:
    """What shapes, fillings and lines of a drawing stand for: as far as they are in it."""

    def __init__(
        self, *, mapped: Mapped, strands: Sequence[Strand], roles: Mapping[str, str], tongue: Speaker, layout: Layout
    ) -> None:
        self.shown = mapped.drawn_sites
        self.strands, self.roles, self.tongue = strands, roles, tongue
        self.left, self.width, self.bottom = layout.legend_left, layout.legend_width, layout.legend_top

    def drawn(self) -> str:
        """Return the legend as SVG."""
        rows = [self._kinds(), self._states(), self._lines()]
        return "".join(part for row in rows for part in self._row([*row]))

    def _row(self, items: Sequence[tuple[str, float, str]]) -> Iterator[str]:
        """Yield marks with their words, in as many lines as they need."""
        x, y = 0.0, self.bottom + 17
        for mark, room, said in items:
            lines = broken(said, SMALL_SIZE * 1.06, self.width - room - 6)
            needed = room + 6 + max(text_width(line, SMALL_SIZE) for line in lines) * 1.06
            if x and x + needed > self.width:
                x, y = 0.0, y + LINE
            yield f'<g transform="translate({num(self.left + x)} {num(y)})">{mark}</g>'
            for number, line in enumerate(lines):
                y += LINE_MORE if number else 0
                yield text(self.left + x + room + 6, y + 4, line, size=SMALL_SIZE)
            x += needed + 16
        self.bottom = y + 6 if items else self.bottom

    def _kinds(self) -> Iterator[tuple[str, float, str]]:
        used = {site.shape for site in self.shown}
        for shape in SHAPES:
            if shape in used:
                yield symbol(shape, "mentioned", 8, 0), 16, shape_words(shape, self.tongue)
        if any(site.is_somewhere for site in self.shown):
            said = self.tongue.text("somewhere within the area or place named")
            yield symbol("town", "mentioned", 11, 0, somewhere=True), 22, said

    def _states(self) -> Iterator[tuple[str, float, str]]:
        used = {site.state for site in self.shown}
        for state in STATES:
            if state in used:
                yield symbol("site", state, 8, 0), 16, state_words(state, self.tongue)

    def _lines(self) -> Iterator[tuple[str, float, str]]:
        for disposition in sorted({strand.disposition for strand in self.strands}):
            line = f'<path d="M0 0h24" stroke="{paint(self.roles[disposition])}" stroke-width="3"/>'
            yield line, 24, words(disposition, self.tongue)
        for unit, most in sorted(greatest_of(self.strands).items()):
            said = booked(int(most), unit, self.tongue) if unit == "gram" else measured(most, unit, self.tongue)
            line = f'<path d="M0 0h24" stroke="{paint("muted")}" stroke-width="{num(broadness(most, most))}"/>'
            yield line, 24, self.tongue.text("so broad: {amount}", amount=said)
        if any(not strand.stated for strand in self.strands):
            dashed = f'stroke-width="{UNSTATED_WIDTH}" stroke-dasharray="5 3.5"'
            line = f'<path d="M0 0h24" stroke="{paint("muted")}" {dashed}/>'
            yield line, 24, self.tongue.text("amount not stated, unknown or withheld")
