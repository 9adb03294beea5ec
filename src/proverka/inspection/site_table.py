"""The table of sites that a plan of visits is made from: one row to a stratum, as a planner keeps it.

Columns: `site`, `stratum`, `population`, `goal_items` (or `item_quantity`, from which the goal items follow with a
stated goal quantity), `rate_per_day`; optional `sensitivity`, and of the site `setup_days`, `days_max`, `closed` (round
numbers separated by semicolons), `latitude` and `longitude`, or `x_km` and `y_km`. What is said of a site stands in any
of its rows. A table of ways has `from`, `to` and `days`; a way that is named in one direction is as long in the other.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import NoReturn

import numpy as np

from proverka.inspection.site import POPULATION_MAX, Site, SiteStratum
from proverka.inspection.visits import SITES_MAX
from proverka.model.errors import MalformedError, Refusal
from proverka.model.numeric import Reals

EARTH_RADIUS_KM = 6371.0088
ROWS_MAX = 20_000

NEEDED = ("site", "stratum", "population", "rate_per_day")
OF_SITE = ("setup_days", "days_max", "closed", "latitude", "longitude", "x_km", "y_km")
COLUMNS = (*NEEDED, "goal_items", "item_quantity", "sensitivity", *OF_SITE)
WAY_COLUMNS = ("from", "to", "days")

_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where sites lie, [sites, 2]: degrees of latitude and longitude if `degrees`, else kilometres."""

    at: Reals
    degrees: bool

    def distances(self, base: tuple[float, float] | None) -> Reals:
        """Return kilometres from place to place, [sites + 1, sites + 1]; the last is the base, 0 from all if None."""
        points = np.vstack([self.at, base if base is not None else (0.0, 0.0)])
        apart = _great_circles(points) if self.degrees else np.linalg.norm(points[:, None] - points[None], axis=2)
        if base is None:
            apart[-1], apart[:, -1] = 0.0, 0.0
        found: Reals = apart
        return found

    def plane(self, points: Reals) -> Reals:
        """Return points in the coordinates of the table as kilometres east and north, [points, 2], for a map."""
        if not self.degrees:
            return points
        north = np.radians(points[:, 0])
        middle = float(np.radians(self.at[:, 0]).mean())
        return EARTH_RADIUS_KM * np.stack([np.radians(points[:, 1]) * np.cos(middle), north], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTable:
    """Sites in the order of their first rows, and where they lie, if every one of them says so."""

    sites: tuple[Site, ...]
    places: Places | None


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    cells: Mapping[str, str]

    def number(self, column: str, default: Fraction | None = None, *, above: bool = False) -> Fraction:
        """Return the number in a cell, from 0 on or `above` it; `default` where the cell is empty."""
        text = self.cells.get(column, "")
        if not text and default is not None:
            return default
        value = Fraction(text) if _DECIMAL.fullmatch(text) else None
        if value is None or value < 0 or (above and value == 0):
            wanted = "a number above 0" if above else "a number that is not negative"
            _bad(Refusal.BAD_VALUE, f"{self.where}: {column}", f"{wanted}, such as 2 or 0.5", repr(text))
        return value

    def count(self, column: str) -> int:
        """Return the whole number in a cell, from 1 to POPULATION_MAX."""
        value = self.number(column)
        if value.denominator != 1 or not 1 <= value <= POPULATION_MAX:
            wanted = f"a whole number from 1 to {POPULATION_MAX}"
            _bad(Refusal.BAD_VALUE, f"{self.where}: {column}", wanted, repr(self.cells[column]))
        return int(value)

    def coordinate(self, column: str, most: float) -> float:
        text = self.cells.get(column, "")
        value = float(text) if _DECIMAL.fullmatch(text) else float("inf")
        if abs(value) > most:
            _bad(Refusal.BAD_VALUE, f"{self.where}: {column}", f"a number from {-most:g} to {most:g}", repr(text))
        return value


def read_sites(text: str, *, where: str, goal_quantity: Fraction | None = None) -> SiteTable:
    """Return the sites of a table; `goal_quantity` is in the unit of the column `item_quantity`.

    Raises MalformedError: too-large, bad-syntax, unknown-field, missing-field, bad-value, duplicate-id, meaningless.
    """
    rows: dict[str, list[_Row]] = {}
    for row in _rows(text, where, COLUMNS, NEEDED):
        rows.setdefault(row.cells["site"], []).append(row)
    if not rows:
        _bad(Refusal.MISSING_FIELD, where, "one row to a stratum, under the header", "no row")
    if len(rows) > SITES_MAX:
        _bad(Refusal.TOO_LARGE, where, f"at most {SITES_MAX} sites", f"{len(rows)} sites")
    stated = [_of_site(of) for of in rows.values()]
    sites = tuple(_site(name, of, own, goal_quantity) for (name, of), own in zip(rows.items(), stated, strict=True))
    return SiteTable(sites=sites, places=_places(stated))


def read_ways(text: str, names: Sequence[str], *, base: str, where: str) -> Reals:
    """Return days from place to place, [names + 1, names + 1], the last being the base, from a table of ways.

    Raises MalformedError as `read_sites` does, unknown-name for a place that is no site, missing-field for a way that
    the table does not have, and duplicate-id for one that it has twice.
    """
    numbers = {name: number for number, name in enumerate([*names, base])}
    days = np.full((len(numbers), len(numbers)), np.nan)
    np.fill_diagonal(days, 0.0)
    told: set[tuple[int, int]] = set()
    for row in _rows(text, where, WAY_COLUMNS, WAY_COLUMNS):
        for column in ("from", "to"):
            if row.cells[column] not in numbers:
                expected = f"the name of a site, or {base} for the base"
                _bad(Refusal.UNKNOWN_NAME, f"{row.where}: {column}", expected, repr(row.cells[column]))
        way = numbers[row.cells["from"]], numbers[row.cells["to"]]
        if way in told:
            expected = f"the way from {row.cells['from']} to {row.cells['to']} once"
            _bad(Refusal.DUPLICATE_ID, row.where, expected, "it a second time")
        told.add(way)
        days[way] = float(row.number("days"))
    days = np.where(np.isnan(days), days.T, days)
    if np.isnan(days).any():
        places = list(numbers)
        origin, target = (int(one) for one in np.argwhere(np.isnan(days))[0])
        _bad(Refusal.MISSING_FIELD, where, f"the way from {places[origin]} to {places[target]}", "no row for it")
    return days


def _rows(text: str, where: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, where, columns, needed)
        for number, cells in enumerate(reader, start=1):
            at = f"{where}: line {reader.line_num}"
            if number > ROWS_MAX:
                _bad(Refusal.TOO_LARGE, where, f"at most {ROWS_MAX} rows", "more")
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                _bad(Refusal.BAD_SYNTAX, at, f"{len(header)} cells, as in the header", f"{len(cells)}")
            row = _Row(at, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
            for name in needed:
                if not row.cells[name]:
                    _bad(Refusal.MISSING_FIELD, f"{at}: {name}", "a value in every row", "an empty cell")
            yield row
    except csv.Error as error:
        _bad(Refusal.BAD_SYNTAX, f"{where}: line {reader.line_num}", "comma-separated values (RFC 4180)", str(error))


def _check_header(header: Sequence[str], where: str, columns: Sequence[str], needed: Sequence[str]) -> None:
    for name in header:
        if name not in columns:
            _bad(Refusal.UNKNOWN_FIELD, f"{where}: line 1", f"columns among {', '.join(columns)}", repr(name))
        if header.count(name) > 1:
            _bad(Refusal.DUPLICATE_ID, f"{where}: line 1", "every column once", f"{name!r} twice")
    for name in needed:
        if name not in header:
            _bad(Refusal.MISSING_FIELD, f"{where}: line 1", f"the columns {', '.join(needed)}", f"none named {name!r}")


def _of_site(rows: Sequence[_Row]) -> _Row:
    """Return what rows say of their site, as one row; refuse (meaningless) rows that say different things."""
    said: dict[str, str] = {}
    for row in rows:
        for column in OF_SITE:
            value = row.cells.get(column, "")
            if value and said.setdefault(column, value) != value:
                expected = f"what an earlier row says of the site {row.cells['site']}: {said[column]}"
                _bad(Refusal.MEANINGLESS, f"{row.where}: {column}", expected, value)
    return _Row(rows[0].where, said)


def _site(name: str, rows: Sequence[_Row], said: _Row, goal_quantity: Fraction | None) -> Site:
    seen: set[str] = set()
    for row in rows:
        if (stratum := row.cells["stratum"]) in seen:
            _bad(Refusal.DUPLICATE_ID, f"{row.where}: stratum", f"each stratum of {name} once", f"{stratum!r} twice")
        seen.add(stratum)
    return Site(
        name=name,
        strata=tuple(_stratum(row, goal_quantity) for row in rows),
        setup=said.number("setup_days", Fraction(0)),
        days_max=said.number("days_max", above=True) if said.cells.get("days_max") else None,
        closed=_closed(said),
    )


def _stratum(row: _Row, goal_quantity: Fraction | None) -> SiteStratum:
    sensitivity = row.number("sensitivity", Fraction(1), above=True)
    if sensitivity > 1:
        expected = "a probability above 0, at most 1"
        _bad(Refusal.BAD_VALUE, f"{row.where}: sensitivity", expected, repr(row.cells["sensitivity"]))
    return SiteStratum(
        name=row.cells["stratum"],
        population=row.count("population"),
        goal=_goal(row, goal_quantity),
        rate=row.number("rate_per_day", above=True),
        sensitivity=sensitivity,
    )


def _goal(row: _Row, goal_quantity: Fraction | None) -> int:
    """Return how many items reach a goal quantity: as the row says, or from what one item holds."""
    if row.cells.get("goal_items"):
        return row.count("goal_items")
    if row.cells.get("item_quantity") and goal_quantity is not None:
        return min(POPULATION_MAX, ceil(goal_quantity / row.number("item_quantity", above=True)))
    return _bad(
        Refusal.MISSING_FIELD, row.where, "goal_items, or item_quantity together with --goal-quantity", "neither"
    )


def _closed(said: _Row) -> frozenset[int]:
    rounds = [one.strip() for one in said.cells.get("closed", "").split(";") if one.strip()]
    if not all(re.fullmatch("[1-9][0-9]{0,3}", one) for one in rounds):
        expected = "numbers of rounds, separated by semicolons: 2;3"
        _bad(Refusal.BAD_VALUE, f"{said.where}: closed", expected, repr(said.cells["closed"]))
    return frozenset(map(int, rounds))


def _places(stated: Sequence[_Row]) -> Places | None:
    """Return where sites lie; None where no site says, and a refusal where only some do."""
    for first, second, limits, degrees in (
        ("latitude", "longitude", (90.0, 180.0), True),
        ("x_km", "y_km", (5e4, 5e4), False),
    ):
        told = [bool(row.cells.get(first) or row.cells.get(second)) for row in stated]
        if not any(told):
            continue
        if not all(told):
            silent = stated[told.index(False)].where
            _bad(Refusal.MISSING_FIELD, silent, f"{first} and {second} of every site, or of none", "a site without")
        at = [(row.coordinate(first, limits[0]), row.coordinate(second, limits[1])) for row in stated]
        return Places(at=np.array(at), degrees=degrees)
    return None


def _great_circles(degrees: Reals) -> Reals:
    """Return kilometres along the surface between points in degrees, [points, points], by the haversine formula."""
    latitude, longitude = np.radians(degrees).T
    half = np.sin((latitude[:, None] - latitude[None]) / 2) ** 2
    half += np.cos(latitude)[:, None] * np.cos(latitude)[None] * np.sin((longitude[:, None] - longitude[None]) / 2) ** 2
    apart: Reals = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return apart


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> NoReturn:
    raise MalformedError(refusal, where=where, expected=expected, got=got, remedy="correct the table")
