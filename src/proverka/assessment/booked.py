"""Findings on the book of tables: rows that do not follow from those before them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from proverka.book import Breach, BreachKind
from proverka.model.finding import Finding, Severity
from proverka.model.sentence import Sentence, commas, counting, sentence

# Of the rows of one finding so many are named; the book itself has all of them.
ROWS_NAMED_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """How a kind of breach is told: under which rule, how it should be read, and what the rows do."""

    rule: str
    what: Sentence
    severity: Severity = "discrepancy"


_TOLD: Mapping[BreachKind, _Told] = {
    "leaves-elsewhere": _Told(rule="item-breaks-its-chain", what=sentence("items that leave from where they are not")),
    "moves-undeclared": _Told(rule="item-breaks-its-chain", what=sentence("items that move before they are declared")),
    "declared-twice": _Told(rule="item-breaks-its-chain", what=sentence("items that enter the book a second time")),
    "moves-after-its-end": _Told(rule="item-breaks-its-chain", what=sentence("items that move after their end")),
    "changes-on-the-way": _Told(
        rule="item-breaks-its-chain", what=sentence("items that change their subject or quantity on the way")
    ),
    "destroyed-undeclared": _Told(
        rule="destroyed-but-not-declared", what=sentence("of which no declared line is known")
    ),
    "overdrawn": _Told(
        rule="account-holds-less-than-nothing", what=sentence("accounts from which more left than was there")
    ),
    "container-in-two-places": _Told(
        rule="container-in-two-places", what=sentence("containers that are in two places")
    ),
    "seal-broken": _Told(rule="seal-does-not-hold", what=sentence("seals found broken")),
    "seal-not-applied": _Told(rule="seal-does-not-hold", what=sentence("seals that were not on their container")),
    "seal-differs": _Told(rule="seal-does-not-hold", what=sentence("seals other than the container carries")),
    "sealed-twice": _Told(rule="seal-does-not-hold", what=sentence("containers sealed while another seal is on them")),
    "measured-otherwise": _Told(rule="mass-does-not-close", what=sentence("measurements that are not what is booked")),
    "received-otherwise": _Told(rule="mass-does-not-close", what=sentence("receipts that are not what was dispatched")),
    "inventory-differs": _Told(
        rule="inventory-differs-from-book", what=sentence("accounts counted otherwise than booked")
    ),
    "item-not-counted": _Told(rule="inventory-differs-from-book", what=sentence("items booked there and not counted")),
    "item-not-booked": _Told(rule="inventory-differs-from-book", what=sentence("items counted there and not booked")),
    "takes-back-nothing": _Told(rule="row-taken-back-amiss", what=sentence("rows that take back what nobody said")),
    "verified-taken-back": _Told(
        rule="row-taken-back-amiss", what=sentence("verified rows taken back without their verifier")
    ),
    "amended-late": _Told(
        rule="amended-after-the-fact", what=sentence("taken back after what followed was known"), severity="notice"
    ),
    "row-not-confirmed": _Told(rule="row-not-confirmed", what=sentence("rows that a countersigner did not confirm")),
    "no-such-row": _Told(
        rule="row-not-confirmed", what=sentence("exceptions to rows that no table has"), severity="notice"
    ),
}


def book_findings(breaches: Iterable[Breach], as_of: date) -> list[Finding]:
    """Return a finding for each kind of breach in each manifest, up to a day.

    A table with a mistake in it may have it a million times: the finding counts, and names the first rows.
    """
    ordered = sorted(
        (b for b in breaches if b.at.date() <= as_of),
        key=lambda b: (_TOLD[b.kind].rule, b.kind, b.row.entry, b.at, b.row.table, b.row.row),
    )
    groups = groupby(ordered, key=lambda breach: (breach.kind, breach.row.entry))
    return [_finding(kind, entry, list(found)) for (kind, entry), found in groups]


def _finding(kind: BreachKind, entry: int, found: Sequence[Breach]) -> Finding:
    first, told = found[0], _TOLD[kind]
    return Finding(
        rule=told.rule,
        severity=told.severity,
        about=first.about if len({one.about for one in found}) == 1 else f"entry {entry}",
        expected=sentence(
            "{about}, {day}: {expected}", about=first.about, day=first.at.date(), expected=first.expected
        ),
        got=sentence("{got}; {what}: {rows}", got=first.got, what=told.what, rows=_named(found)),
        entries=tuple(dict.fromkeys((entry, *(b.before.entry for b in found if b.before is not None)))),
    )


def _named(found: Sequence[Breach]) -> Sentence:
    several = len({one.row.table for one in found}) > 1
    rows = commas(_row(one, several=several) for one in found[:ROWS_NAMED_MAX])
    more = len(found) - ROWS_NAMED_MAX
    return counting("{rows} and {count} more", "{rows} and {count} more", more, rows=rows) if more > 0 else rows


def _row(one: Breach, *, several: bool) -> Sentence:
    """Return the row of a breach: with its table, where those of a finding are of several."""
    row = str(one.row.row)
    if several:
        return sentence("{about} ({table}, row {row})", about=one.about, table=one.row.table, row=row)
    return sentence("{about} (row {row})", about=one.about, row=row)
