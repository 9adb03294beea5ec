"""Where a place lies, as exactly as its digits say, and how exactly a public vocabulary may say it.

A vocabulary is for everybody: it is a record's first entry, and no edition leaves it out. What it states of a place,
the whole world knows. A position is therefore as coarse as the digits in which it is written, and no finer than its
kind of place allows (docs/explanation/decisions/0019-how-exactly-a-place-is-shown.md).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import cos, hypot, radians

from proverka.model.errors import Refusal, RefusedError

# What is in every atlas: a hundredth of a degree is about a kilometre.
ATLAS_KINDS = frozenset({"city", "port", "town"})
ATLAS_DECIMALS_MAX = 2
# Whatever else there is, a facility, site or ship among it: a tenth of a degree is about eleven kilometres.
DECIMALS_MAX = 1

LATITUDE_MAX, LONGITUDE_MAX = 90, 180
# Of a mean meridian, for a sphere of 6371.0088 km, the mean radius of the Earth (IUGG).
KILOMETRES_PER_DEGREE = 111.195

_WRITTEN = re.compile(r"-?\d{1,3}(?:\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Degrees north and east as they are printed: each is true to half a unit of its last digit."""

    latitude: Decimal
    longitude: Decimal
    decimals: int

    @property
    def accuracy_km(self) -> float:
        """The radius of the circle around the position in which the place is sure to lie, in kilometres."""
        half = 0.5 * 10**-self.decimals * KILOMETRES_PER_DEGREE
        return hypot(half, half * cos(radians(float(self.latitude))))


def decimals_max(kind: str) -> int:
    """Return how many decimals of a degree may be stated for a place of a kind."""
    return ATLAS_DECIMALS_MAX if kind in ATLAS_KINDS else DECIMALS_MAX


def position_of(latitude: str, longitude: str, kind: str, *, where: str) -> Position | None:
    """Return the position of a place of a kind; None where none is stated.

    Raises RefusedError: missing-field where one of the two is missing; bad-value where one is no decimal text, is
    beyond the poles or the half turn, is finer than its kind of place allows, or has other decimals than the other.
    """
    if not latitude and not longitude:
        return None
    if not latitude or not longitude:
        name = "longitude" if latitude else "latitude"
        raise RefusedError(
            Refusal.MISSING_FIELD,
            where=where,
            expected="latitude and longitude, or neither",
            got=f"no {name}",
            remedy=f"add {name!r}, or take the other away",
        )
    north, decimals = _degrees(latitude, "latitude", LATITUDE_MAX, where)
    east, others = _degrees(longitude, "longitude", LONGITUDE_MAX, where)
    if decimals != others:
        raise RefusedError(
            Refusal.BAD_VALUE,
            where=where,
            expected="latitude and longitude to the same number of decimals, which say how exactly the place is known",
            got=f"{latitude}, {longitude}",
            remedy="write both as coarsely as the coarser one; a zero at the end is a digit",
        )
    allowed = decimals_max(kind)
    if decimals > allowed:
        raise _too_exact(f"{latitude}, {longitude}", kind, allowed, where)
    return Position(latitude=north, longitude=east, decimals=decimals)


def _degrees(text: str, name: str, most: int, where: str) -> tuple[Decimal, int]:
    found = _WRITTEN.fullmatch(text) if text.isascii() else None
    value = Decimal(text) if found else None
    if found is None or value is None or abs(value) > most:
        raise RefusedError(
            Refusal.BAD_VALUE,
            where=f"{where}: {name}",
            expected=f'degrees from -{most} to {most} as decimal text, such as "33.5"; south and west are negative',
            got=repr(text),
            remedy="write decimal degrees in quotes",
        )
    return value, len(found[1] or "")


def _too_exact(got: str, kind: str, allowed: int, where: str) -> RefusedError:
    what = "a tenth of a degree, about 11 km" if allowed == DECIMALS_MAX else "a hundredth of a degree, about 1 km"
    return RefusedError(
        Refusal.BAD_VALUE,
        where=where,
        expected=f"a position no finer than {what}, for a place of the kind {kind!r}: the words of a case are public",
        got=got,
        remedy="round it, or give no position: a map then shows the place somewhere within the one that holds it",
    )
