"""The material balance of an account area over a period: what it began with, what changed, what it ends with.

After the general form of the Material Balance Report (IAEA, model subsidiary arrangement, Code 10). What was counted is
blank where nobody counted, or not all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from proverka.book import Ledger
from proverka.exchange.area import Area, Period, parameters
from proverka.exchange.change_codes import CHANGES
from proverka.exchange.changes import changes_of_area
from proverka.exchange.listing import listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The balance of one subject, in grams or items. `changes` has the total of each code that occurs.

    `counted` is the physical inventory at the end, or None: nobody counted, which is not zero.
    """

    subject: str
    beginning: int
    changes: Mapping[str, int]
    counted: int | None = None

    @property
    def increases(self) -> int:
        """All that came in."""
        return sum(total for code, total in self.changes.items() if CHANGES[code].sign > 0)

    @property
    def decreases(self) -> int:
        """All that went out."""
        return sum(total for code, total in self.changes.items() if CHANGES[code].sign < 0)

    @property
    def ending(self) -> int:
        """The book inventory at the end."""
        return self.beginning + self.increases - self.decreases

    @property
    def unaccounted_for(self) -> int | None:
        """Book less physical inventory at the end; None where nobody counted."""
        return None if self.counted is None else self.ending - self.counted


def balances(ledger: Ledger, area: Area, period: Period, *, counted: Mapping[str, int] | None = None) -> list[Balance]:
    """Return the balance of each subject that the area ever held, in order of subject.

    `counted` are the physical inventories at the end of the period, by subject. Raises as `Ledger.rows` does.
    """
    rows = ledger.rows(
        f"""
        {changes_of_area()}
        SELECT subject, code, coalesce(sum(amount * sign) FILTER (moved_at < $begin::TIMESTAMPTZ::TIMESTAMP), 0),
               sum(amount) FILTER (moved_at >= $begin::TIMESTAMPTZ::TIMESTAMP)
        FROM changes GROUP BY subject, code
        """,  # noqa: S608
        parameters(area, period),
    )
    order = list(CHANGES)
    found = []
    for subject in sorted({subject for subject, *_ in rows}):
        of_subject = sorted((row[1:] for row in rows if row[0] == subject), key=lambda row: order.index(row[0]))
        found.append(
            Balance(
                subject=subject,
                beginning=sum(int(before) for _, before, _ in of_subject),
                changes={code: int(total) for code, _, total in of_subject if total is not None},
                counted=(counted or {}).get(subject),
            )
        )
    return found


def counted_in(ledger: Ledger, area: Area, period: Period) -> Mapping[str, int]:
    """Return the physical inventory at the end of a period, by subject: of those that were counted whole.

    They are whole where the inventory tables of that very instant have every account in which the book has any of it.
    """
    counts = ledger.rows(
        """
        SELECT place, disposition, subject, sum(quantity) FROM counts
        WHERE counted_at = $end::TIMESTAMPTZ::TIMESTAMP AND known_from < $known::TIMESTAMPTZ
          AND list_contains($places::VARCHAR[], place)
        GROUP BY ALL
        """,
        {name: value for name, value in parameters(area, period).items() if name in ("end", "known", "places")},
    )
    if not counts:
        return {}
    held = {
        (one.place, one.disposition, one.subject) for one in listing(ledger, area, as_of=period.end, known=period.known)
    }
    found: dict[str, int] = {}
    accounts = set()
    for place, disposition, subject, quantity in counts:
        accounts.add((place, disposition, subject))
        found[subject] = found.get(subject, 0) + int(quantity)
    missed = {subject for _, _, subject in held - accounts}
    return {subject: quantity for subject, quantity in found.items() if subject not in missed}
