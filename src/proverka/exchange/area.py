"""An account area: the places whose inventory is one balance, and the dispositions that are no inventory any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from proverka.book import COLUMNS
from proverka.exchange.change_codes import CHANGES, DESTRUCTION, DISPOSITIONS
from proverka.model.errors import Refusal, RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Places, and what it means where something enters a disposition: a code that takes, or one that adds.

    What enters a disposition with a code that takes leaves the inventory, wherever it lies; a code that adds says how
    something entered the book.
    """

    places: tuple[str, ...]
    codes: Mapping[str, str]

    @classmethod
    def of(
        cls, places: Collection[str], *, final: Collection[str] = (), codes: Mapping[str, str] | None = None
    ) -> Self:
        """Return the area of these places, in which `final` dispositions mean destruction where `codes` say no other.

        Refuses (unknown-name) a code that is none of CHANGES.
        """
        for disposition, code in (codes or {}).items():
            if code not in CHANGES:
                raise RefusedError(
                    Refusal.UNKNOWN_NAME,
                    where=f"disposition {disposition}",
                    expected=f"a code among {', '.join(CHANGES)}",
                    got=repr(code),
                    remedy="choose one of them: docs/spec/exchange.md says what each means",
                )
        given = {**DISPOSITIONS, **dict.fromkeys(final, DESTRUCTION), **(codes or {})}
        return cls(places=tuple(sorted(places)), codes=given)

    @property
    def ended(self) -> list[str]:
        """The dispositions that are no inventory any more."""
        return [disposition for disposition, code in self.codes.items() if CHANGES[code].sign < 0]

    @property
    def gained(self) -> list[str]:
        """The dispositions in which something enters the book as found."""
        return [disposition for disposition, code in self.codes.items() if code == "GA"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From an instant, included, up to another, excluded, as known before a third."""

    begin: datetime
    end: datetime
    known: datetime


def parameters(area: Area, period: Period) -> dict[str, object]:
    """Return the values that the queries of this package name, of which each takes those that it names."""
    taking = {disposition: code for disposition, code in area.codes.items() if disposition in area.ended}
    return {
        "places": list(area.places),
        "ended": list(taking),
        "codes": list(taking.values()),
        "gained": area.gained,
        "begin": period.begin,
        "end": period.end,
        "known": period.known,
    }


def sign() -> str:
    """Return the factor of a row's quantity in SQL: less than nothing where the row takes another back."""
    return "if(coalesce(reversal, false), -1, 1)" if "reversal" in COLUMNS else "1"


def rows_of_area() -> str:
    """Return the query of all rows that touch an area and are known, each with whether its ends are inventory there.

    `from_here` and `to_here` say whether it begins and ends at a place of the area; `takes` and `adds`, whether it does
    so in its inventory. `amount` is the quantity, below zero where the row takes another back.
    """
    return f"""
        SELECT *, quantity * {sign()} AS amount,
               coalesce(list_contains($places::VARCHAR[], origin_place), false) AS from_here,
               list_contains($places::VARCHAR[], destination_place) AS to_here,
               from_here AND NOT list_contains($ended::VARCHAR[], origin_disposition) AS takes,
               to_here AND NOT list_contains($ended::VARCHAR[], destination_disposition) AS adds
        FROM movements
        WHERE known_from < $known::TIMESTAMPTZ AND moved_at < $end::TIMESTAMPTZ::TIMESTAMP AND (from_here OR to_here)
    """  # noqa: S608
