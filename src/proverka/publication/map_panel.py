"""One map of a drawing: its ground, its places and the movements between them, and where their names stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import hypot
from typing import Unpack

from babel import Locale

from proverka.publication.geography import ground_of, world
from proverka.publication.map_frames import Frame
from proverka.publication.map_labels import (
    AIR,
    LINE_COST,
    LINE_STEP,
    Board,
    Box,
    broken,
    clear_point,
    leader,
    text_width,
)
from proverka.publication.map_marks import UNSTATED_WIDTH, Mark, Strand, broadness, place_of
from proverka.publication.map_sites import Site
from proverka.publication.map_symbols import (
    SMALL_SIZE,
    TEXT_SIZE,
    Curve,
    Style,
    arrow,
    at,
    bent,
    ground,
    halos,
    num,
    paint,
    polyline,
    symbol,
    text,
    titled,
)
from proverka.publication.map_words import amount_words, route_title, site_title
from proverka.reporting.tongue import Speaker, Tongue

# So many names stand beside one mark; more are counted.
NAMES_MAX = 6
LINE_HEIGHT = 15.5
NAME_ROOM, NAME_ROOM_NARROW = 190.0, 130.0
# What it costs to name fewer of them, in pixels that a label stands further away.
FEWER_COST = 14.0
# How much of lines the words for one of them may cover.
COVERED_MAX = 5 * LINE_COST
# A circle of accuracy smaller than this would be hidden by the mark in it.
CIRCLE_MIN = 6.0
# How far a curve leaves the straight line, and how much further the next one between the same places.
BEND, BEND_MORE = 0.16, 0.11
COUNTRY_MIN = 900.0


@dataclass(kw_only=True)
class Panel:
    """A map with what is drawn on it.

    `roles` are the colours of dispositions, `greatest` the largest amount of each unit on any map of the drawing,
    `others` all of its maps with their letters.
    """

    frame: Frame
    letter: str
    marks: Sequence[Mark]
    strands: Sequence[Strand]
    others: Sequence[tuple[Frame, str]]
    home: str
    tongue: Speaker
    narrow: bool
    roles: Mapping[str, str]
    greatest: Mapping[str, Decimal]
    halos: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty map."""
        flat = self.frame.flat
        self.board = Board(Box(3, 3, flat.width - 3, flat.height - 3))

    def drawn(self) -> str:
        """Return the map as SVG, at its place in the drawing."""
        flat = self.frame.flat
        on_map = ground_of(flat)
        home = on_map.country(self.home) if self.home in on_map.countries else ()
        size = f'width="{num(flat.width)}" height="{num(flat.height)}"'
        self._reserve()
        under = [ground(on_map.land, home, on_map.borders), *self._insets(), *self._circles(), *self._arrows()]
        names = [*self.letters, *self._names(), *self._amounts(), *self._countries(), *self._scale(), self._tag()]
        return (
            f'<g transform="translate({num(self.frame.left)} {num(self.frame.top)})">'
            f'<rect {size} fill="{paint("map-sea")}"/>{"".join(under)}{halos(self.halos)}{"".join(names)}'
            f'<rect {size} fill="none" stroke="{paint("line-strong")}"/></g>'
        )

    def _said(self, x: float, y: float, what: str, **style: Unpack[Style]) -> str:
        """Return a text, whose halo is kept for what is drawn before it."""
        plain = style.copy()
        plain["role"] = ""
        self.halos.append(text(x, y, what, **plain))
        return text(x, y, what, **style)

    def _reserve(self) -> None:
        """Keep the room of the letter, of the scale and of the marks."""
        flat = self.frame.flat
        if self.letter:
            self.board.take(Box(0, 0, 24, 24))
        if flat.even:
            self.board.take(Box(0, flat.height - 28, 112, flat.height))
        for mark in self.marks:
            self.board.take(Box.around(mark.x, mark.y, 2 * (mark.radius - AIR), 2 * mark.radius - 1))

    def _insets(self) -> Iterator[str]:
        """Yield the outlines of the closer maps, each with its letter."""
        for other, letter in self.others:
            if other.flat.km_per_pixel >= self.frame.flat.km_per_pixel:
                continue
            corners = [self.frame.flat.pixel(place) for place in other.flat.outline()]
            x, y = corners[0]
            self.board.take(Box(x - 12, y - 12, x, y))
            self.letters.append(self._said(x - 10, y - 2, letter, size=SMALL_SIZE, bold=True))
            path = "L".join(f"{num(x)} {num(y)}" for x, y in corners)
            yield f'<path d="M{path}z" fill="none" stroke="{paint("ink")}" stroke-width=".9" stroke-opacity=".7"/>'

    def _circles(self) -> Iterator[str]:
        """Yield around each place the circle in which it is sure to lie, where that can be seen."""
        for mark in self.marks:
            for spot in mark.spots:
                site = spot.sites[0]
                position = site.position
                if position is None or site.shape == "area" or (site.at is not None and not site.is_own):
                    continue
                radius = position.accuracy_km / self.frame.flat.km_per_pixel
                if radius >= CIRCLE_MIN:
                    x, y = self.frame.flat.pixel(spot.place)
                    yield (
                        f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{paint("muted")}" '
                        f'fill-opacity=".12" stroke="{paint("muted")}" stroke-width=".8"/>'
                    )

    def _arrows(self) -> list[str]:
        drawn = []
        for strand in self.strands:
            curve = self._curve(strand)
            apart = hypot(strand.origin.x - strand.destination.x, strand.origin.y - strand.destination.y)
            steps = max(8, round(apart / LINE_STEP))
            self.board.cross(at(curve, step / steps) for step in range(steps + 1))
            titles = "\n".join(route_title(route, self.tongue) for route in strand.routes)
            role = self.roles[strand.disposition]
            drawn.append(titled(titles, arrow(curve, role, self._width(strand), dashed=not strand.stated)))
        return drawn

    def _curve(self, strand: Strand) -> Curve:
        one, other = strand.origin, strand.destination
        return bent((one.x, one.y), (other.x, other.y), BEND + BEND_MORE * strand.rank, (one.radius, other.radius))

    def _width(self, strand: Strand) -> float:
        if not strand.stated:
            return UNSTATED_WIDTH
        unit, amount = strand.amount
        return broadness(amount, self.greatest[unit])

    def _names(self) -> Iterator[str]:
        """Yield each mark with its names, the most important first; one whose names have no room keeps its title."""
        for mark in self.marks:
            head = mark.head
            drawn = symbol(head.shape, head.state, mark.x, mark.y, somewhere=mark.is_somewhere)
            titles = "\n".join(site_title(site, self.tongue) for site in mark.sites)
            yield titled(titles, *self._block(mark), drawn)

    def _block(self, mark: Mark) -> Iterator[str]:
        """Yield the names of a mark: of as many of its sites as have room beside it, and cover little."""
        indent = 13.0 if len(mark.sites) > 1 else 0.0
        size = SMALL_SIZE if self.narrow else TEXT_SIZE
        found = []
        for fewer, most in enumerate(dict.fromkeys(min(most, len(mark.sites)) for most in (NAMES_MAX, 3, 1))):
            lines = [*self._lines(mark, most, size)]
            width = max(text_width(line, size) for line, _ in lines) + indent + 2
            if (free := self.board.beside(mark.x, mark.y, mark.radius, width, LINE_HEIGHT * len(lines))) is not None:
                found.append((free[0] + fewer * FEWER_COST, fewer, free[1], lines))
        if not found:
            return
        _, _, box, lines = min(found, key=lambda one: one[:2])
        self.board.take(box)
        left = box.right < mark.x and len(lines) == 1
        end = leader(mark.x, mark.y, self._ink(box, lines, mark, indent, size))
        if end is not None:
            yield polyline([(mark.x, mark.y), end], "muted", 0.8)
        for number, (line, site) in enumerate(lines):
            y = box.top + LINE_HEIGHT * (number + 0.74)
            x = box.right - 1 if left else box.left + indent + 1
            yield self._said(x, y, line, size=size, anchor="end" if left else "start")
            if indent and site is not None:
                yield symbol(site.shape, site.state, box.left + 5, y - 4, size=0.65)

    def _ink(self, box: Box, lines: Sequence[tuple[str, Site | None]], mark: Mark, indent: float, size: float) -> Box:
        """Return the line of a block that is nearest to its mark, as far as it is written."""
        number = min(range(len(lines)), key=lambda n: abs(box.top + LINE_HEIGHT * (n + 0.5) - mark.y))
        right = min(box.right, box.left + indent + text_width(lines[number][0], size)) if len(lines) > 1 else box.right
        return Box(box.left, box.top + LINE_HEIGHT * number, right, box.top + LINE_HEIGHT * (number + 1))

    def _lines(self, mark: Mark, most: int, size: float) -> Iterator[tuple[str, Site | None]]:
        """Yield the lines of a block, each with the site whose name begins in it."""
        room = NAME_ROOM_NARROW if self.narrow else NAME_ROOM
        for site in mark.sites[:most]:
            for number, line in enumerate(broken(site.name, size, room)):
                yield line, None if number else site
        if (more := len(mark.sites) - most) > 0:
            yield self.tongue.count("and {count} more", "and {count} more", more), None

    def _amounts(self) -> Iterator[str]:
        """Yield what each line stands for, beside it, where there is room."""
        for strand in self.strands:
            moved = [one for route in strand.routes for one in (route.known if strand.stated else route.unknown)]
            told = (
                amount_words(moved, self.tongue)
                if strand.stated
                else self.tongue.count("{count} of unstated amount", "{count} of unstated amount", len(moved))
            )
            box = self._beside_line(self._curve(strand), text_width(told, SMALL_SIZE, bold=True) + 3)
            if box is not None:
                self.board.take(box)
                role = self.roles[strand.disposition]
                yield self._said(box.left + 1, box.bottom - 3, told, role=role, size=SMALL_SIZE, bold=True)

    def _beside_line(self, curve: Curve, width: float) -> Box | None:
        """Return the free box nearest to the middle of a curve that covers least of other lines; None for none."""
        found = []
        aside = width / 2 + 6
        ways = ((0, -11), (0, 11), (0, -16), (0, 16), (aside, 0), (-aside, 0), (-aside / 2, 16), (aside / 2, 16))
        for rank, share in enumerate((0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)):
            x, y = at(curve, share)
            for way, (dx, dy) in enumerate(ways):
                box = Box.around(x + dx, y + dy, width, 13)
                if self.board.is_free(box) and (cost := self.board.cost(box)) <= COVERED_MAX:
                    found.append((cost + rank + way, box))
        return min(found, key=lambda one: one[0])[1] if found else None

    def _countries(self) -> Iterator[str]:
        """Yield the names of States where they have room, for orientation; none that the case gives a place here."""
        territories = Locale.parse(self.tongue.language.code).territories
        on_map, states = ground_of(self.frame.flat), set(world().states)
        sites = [site for mark in self.marks for site in mark.sites]
        named = {country_of(site) for site in sites if site.place.kind == "country"}
        for code in on_map.countries:
            name = _own_name(code, self.tongue) or territories.get(code, "")
            if code not in states or not name or code in named or code == self.home:
                continue
            size = SMALL_SIZE - 0.5
            width = text_width(name, size) + 4
            pieces = [ring for ring in on_map.country(code) if _size(ring) >= COUNTRY_MIN]
            for ring in sorted(pieces, key=_size, reverse=True)[:1]:
                point = clear_point(ring, width, 14, self.board)
                if point is not None:
                    self.board.take(Box.around(*point, width, 14))
                    yield text(point[0], point[1] + 4, name, role="muted", size=size, anchor="middle")

    def _scale(self) -> Iterator[str]:
        """Yield a scale, on a map that has one."""
        flat = self.frame.flat
        if not flat.even:
            return
        most = 80 * flat.km_per_pixel
        length = max(step * 10**power for power in range(5) for step in (1, 2, 5) if step * 10**power <= most)
        x, y, width = 8.0, flat.height - 8.0, length / flat.km_per_pixel
        yield (
            f'<path d="M{num(x)} {num(y - 4)}v4h{num(width)}v-4" fill="none" stroke="{paint("muted")}" '
            'stroke-width="1.2"/>'
        )
        told = self.tongue.text("{distance} km", distance=self.tongue.number(length))
        yield self._said(x + width + 4, y, told, role="muted", size=10.5)

    def _tag(self) -> str:
        if not self.letter:
            return ""
        return (
            f'<path d="M0 0h20v20h-20z" fill="{paint("paper")}" stroke="{paint("line-strong")}"/>'
            f"{text(10, 14.5, self.letter, anchor='middle', bold=True)}"
        )


def country_of(site: Site) -> str:
    """Return the code of the country in which a place is shown."""
    longitude, latitude = place_of(site)
    return world().country_at(longitude, latitude)


def _own_name(code: str, tongue: Tongue) -> str:
    """Return what the United Nations calls a State that the tables of languages (CLDR) call otherwise."""
    match code:
        case "CD":
            return tongue.text("Democratic Republic of the Congo")
        case "CG":
            return tongue.text("Congo")
        case "MM":
            return tongue.text("Myanmar")
        case "PS":
            return tongue.text("State of Palestine")
        case _:
            return ""


def _size(ring: Sequence[tuple[float, float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2
