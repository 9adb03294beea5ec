"""What a map says in words: of each place and of each movement, in any language."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from proverka.assessment.result import MovementResult
from proverka.model.quantity import GRAMS_IN
from proverka.publication.map_sites import Route, Site, position_words, state_words
from proverka.reporting.tongue import Tongue
from proverka.reporting.wording import booked, measured, words


def sums_of(movements: Iterable[MovementResult]) -> dict[str, Decimal]:
    """Return what movements with an amount add up to, by unit; every mass in grams."""
    found: dict[str, Decimal] = {}
    for one in movements:
        if one.amount is not None:
            mass = one.unit in GRAMS_IN
            unit = "gram" if mass else one.unit
            found[unit] = found.get(unit, Decimal(0)) + one.amount * (GRAMS_IN[one.unit] if mass else 1)
    return found


def amount_words(movements: Sequence[MovementResult], tongue: Tongue) -> str:
    """Return what movements add up to as far as it is stated: “100 tonnes”."""
    told = [
        booked(int(amount), unit, tongue) if unit == "gram" else measured(amount, unit, tongue)
        for unit, amount in sums_of(movements).items()
    ]
    return joined(told, tongue)


def unstated_words(count: int, tongue: Tongue) -> str:
    """Return how many movements state no amount."""
    return tongue.count("{count} movement without an amount", "{count} movements without an amount", count)


def joined(parts: Sequence[str], tongue: Tongue) -> str:
    """Return parts of a list as a list."""
    if not parts:
        return ""
    told = parts[0]
    for part in parts[1:]:
        told = tongue.text("{first}; {second}", first=told, second=part)
    return told


# So many parts of a list are named; the table has all of them.
NAMED_MAX = 8


def shortened(parts: Sequence[str], tongue: Tongue) -> str:
    """Return parts of a list as a list of no more than some, with the number of the others."""
    named = [*parts[:NAMED_MAX]]
    if more := len(parts) - len(named):
        named.append(tongue.count("and {count} more", "and {count} more", more))
    return joined(named, tongue)


def site_title(site: Site, tongue: Tongue) -> str:
    """Return the title of the mark of a place."""
    return tongue.text(
        "{place} ({kind}): {state}; {position}",
        place=site.name,
        kind=words(site.place.kind, tongue),
        state=state_words(site.state, tongue),
        position=position_words(site, tongue),
    )


def route_title(route: Route, tongue: Tongue) -> str:
    """Return the title of a movement, or of several from one place to another."""
    told = [amount_words(route.known, tongue)] if route.known else []
    told += [unstated_words(len(route.unknown), tongue)] if route.unknown else []
    return tongue.text(
        "{origin} → {destination}, {state}: {amounts}; {entries}",
        origin=route.origin.name,
        destination=route.destination.name,
        state=words(route.disposition, tongue),
        amounts=joined(told, tongue),
        entries=shortened([f"#{index}" for index in route.entries], tongue),
    )
