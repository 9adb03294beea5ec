"""The map of a case as a chart: what it is called, what it shows in words, its table, and how it is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from proverka.model.quantity import GRAMS_IN
from proverka.publication.geography import world
from proverka.publication.map_drawing import Mapped, sketch_of
from proverka.publication.map_sites import STATES, Route, Site
from proverka.publication.map_words import amount_words, joined, shortened, sums_of, unstated_words
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.table import Column, Table, table_of
from proverka.reporting.table import joined as listed
from proverka.reporting.tongue import ENGLISH, Speaker, Tongue, one_after_another
from proverka.reporting.wording import words

NAME = "map"


def place_map(mapped: Mapped, tongue: Tongue = ENGLISH) -> Chart | None:
    """Return the map of a case; None where it gives no place of which something is on record a position."""
    if all(site.at is None for site in mapped.sites):
        return None
    speaker = tongue if isinstance(tongue, Speaker) else ENGLISH
    return Chart(
        name=NAME,
        title=tongue.text("Places and movements"),
        spoken=lambda: description_of(mapped, tongue),
        note=note_of(mapped, tongue),
        table=table_of_map(mapped, tongue),
        drawing=lambda wide: sketch_of(mapped, speaker, wide=wide),
        language=speaker.language,
    )


def description_of(mapped: Mapped, tongue: Tongue) -> str:
    """Return what the map shows, in words: how much of it there is, what is where, what went where."""
    told = [
        tongue.count(
            "A map of {count} place at which something is on record.",
            "A map of {count} places at which something is on record.",
            len(mapped.drawn_sites),
        )
    ]
    for state in STATES:
        names = [site.name for site in mapped.drawn_sites if site.state == state]
        if names and state != "mentioned":
            told.append(_state_words(state, shortened(names, tongue), tongue))
    routes = [_route_words(route, tongue) for route in mapped.drawn_routes]
    if routes:
        told.append(tongue.text("Movements: {movements}.", movements=shortened(routes, tongue)))
    return one_after_another(told)


def _state_words(state: str, places: str, tongue: Tongue) -> str:
    match state:
        case "eliminated":
            return tongue.text("Places where something was destroyed or disposed of: {places}.", places=places)
        case "left":
            return tongue.text("Places from which something was taken: {places}.", places=places)
        case "brought":
            return tongue.text("Places to which something was brought: {places}.", places=places)
        case _:
            return tongue.text("Places that were inspected: {places}.", places=places)


def _route_words(route: Route, tongue: Tongue) -> str:
    told = [amount_words(route.known, tongue)] if route.known else []
    told += [unstated_words(len(route.unknown), tongue)] if route.unknown else []
    return tongue.text(
        "{origin} to {destination}, {state} ({amounts})",
        origin=route.origin.name,
        destination=route.destination.name,
        state=words(route.disposition, tongue),
        amounts=joined(told, tongue),
    )


def note_of(mapped: Mapped, tongue: Tongue) -> str:
    """Return how the map is to be read, what is not on it and why, and where its ground is from."""
    atlas = world()
    told = [
        tongue.text(
            "A place stands no more exactly than the case says where it is; lines join places, and are not the ways "
            "that were taken."
        )
    ]
    nowhere = [site for site in mapped.sites if site.at is None]
    if nowhere:
        told.append(
            tongue.count(
                "{count} place is not shown, because the case gives no position for it: {places}.",
                "{count} places are not shown, because the case gives no position for them: {places}.",
                len(nowhere),
                places=shortened([site.name for site in nowhere], tongue),
            )
        )
    if more := len(mapped.sites) - len(nowhere) - len(mapped.drawn_sites):
        told.append(
            tongue.count(
                "{count} place of which less is on record is left out for room.",
                "{count} places of which less is on record are left out for room.",
                more,
            )
        )
    drawn = {route.key for route in mapped.drawn_routes}
    if hidden := sum(len(route.movements) for route in mapped.routes if route.key not in drawn):
        told.append(
            tongue.count(
                "{count} movement is not drawn: an end of it is not shown, both are at one point, or there is no room.",
                "{count} movements are not drawn: an end is not shown, both are at one point, or there is no room.",
                hidden,
            )
        )
    told.append(
        tongue.text(
            "Coasts and borders: Natural Earth {version}, public domain, simplified. Borders and names are for "
            "orientation alone: neither the keeper of the record nor any party to it thereby accepts or endorses them.",
            version=atlas.version.partition(",")[0],
        )
    )
    return one_after_another(told)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A place, or the movements from one place to another in one unit, as a row of the table."""

    what: str
    place: Site
    to: Site | None = None
    state: str = ""
    amount: Decimal | None = None
    unit: str = ""
    unstated: int | None = None
    shown: bool = True
    entries: tuple[int, ...] = ()


def table_of_map(mapped: Mapped, tongue: Tongue = ENGLISH) -> Table:
    """Return everything that is on the map, and what would be if the case gave its position."""
    return table_of(
        NAME,
        tongue.text("Places and movements"),
        tongue.text("Every place of which something is on record, and every movement between places."),
        (
            Column[_Row]("what", "string", "place or movement", lambda r: r.what, vocabulary=True),
            Column("place", "string", "id of the place, or of where a movement began", lambda r: r.place.id),
            Column("name", "string", "its name", lambda r: r.place.name),
            Column("kind", "string", "what the case calls it", lambda r: r.place.place.kind, vocabulary=True),
            Column("to", "string", "id of where a movement led", lambda r: r.to.id if r.to else ""),
            Column("to_name", "string", "its name", lambda r: r.to.name if r.to else ""),
            Column(
                "state",
                "string",
                "what is on record, or what a movement made of what it moved",
                lambda r: r.state,
                vocabulary=True,
                title="on record",
            ),
            Column("amount", "number", "sum of the amounts that are stated", lambda r: r.amount),
            Column("unit", "string", "unit of the amount", lambda r: r.unit, vocabulary=True),
            Column("unstated", "integer", "movements that state no amount", lambda r: r.unstated),
            Column("latitude", "string", "degrees north, to the digits given", lambda r: _degrees(r, "latitude")),
            Column("longitude", "string", "degrees east, to the digits given", lambda r: _degrees(r, "longitude")),
            Column("within", "string", "place whose position it is, where it has none itself", _within),
            Column("shown", "boolean", "whether it is on the map", lambda r: r.shown),
            Column("entries", "string", "log indexes", lambda r: listed(r.entries)),
        ),
        [*_places(mapped), *_movements(mapped)],
    )


def _places(mapped: Mapped) -> Iterator[_Row]:
    drawn = {site.id for site in mapped.drawn_sites}
    for site in mapped.sites:
        yield _Row(what="place", place=site, state=site.state, shown=site.id in drawn, entries=site.entries)


def _movements(mapped: Mapped) -> Iterator[_Row]:
    drawn = {route.key for route in mapped.drawn_routes}
    for route in mapped.routes:
        sums = sums_of(route.known)
        for unit, amount in sums.items() if sums else [("", None)]:
            yield _Row(
                what="movement",
                place=route.origin,
                to=route.destination,
                state=route.disposition,
                amount=_tonnes(amount) if unit == "gram" and amount is not None else amount,
                unit="tonne" if unit == "gram" else unit,
                unstated=len(route.unknown),
                shown=route.key in drawn,
                entries=route.entries,
            )


def _tonnes(grams: Decimal) -> Decimal:
    tonnes = grams / GRAMS_IN["tonne"]
    return tonnes.quantize(Decimal(1)) if tonnes == tonnes.to_integral_value() else tonnes.normalize()


def _degrees(row: _Row, name: str) -> str:
    if row.what != "place" or row.place.at is None:
        return ""
    return row.place.at.latitude if name == "latitude" else row.place.at.longitude


def _within(row: _Row) -> str:
    site = row.place
    return site.at.id if row.what == "place" and site.at is not None and not site.is_own else ""
