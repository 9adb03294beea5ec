"""The rows of an area that make its material balance, added up: what came, what went, and by what each is uncertain.

Between two physical inventories a balance is what was there and came in, less what went out and is there. A million
rows come back as a few thousand numbers: sums by period, and for each effect of measurement the sums that its variance
needs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from proverka.book.balances import changes_by
from proverka.book.in_force import PLACE, in_force
from proverka.book.ledger import Ledger

# No balance, no effect of a method: as the statistics have it.
NONE = -1
# Sums of floating point numbers differ in their last digits with the threads that made them; these digits do not.
DIGITS = 12

Kind = Literal["receipt", "shipment", "inventory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceScope:
    """Of which places a balance is struck, what is no inventory there any more, and as known before which instant.

    `weighed` are the subjects that are booked in grams: the others are counted, and what is counted is exact.
    """

    places: Collection[str]
    ended: Collection[str]
    weighed: Collection[str]
    before: datetime
    known: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalInventory:
    """What a party counted of a subject in the area at an instant: whether of every account that holds any.

    `missed` names an account that holds some by the book and was not counted, where there is one.
    """

    subject: str
    at: datetime
    party: str
    entry: int
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodEffect:
    """An effect of a measurement method, for what is measured from an instant up to another.

    `effect` is its number. `deviation` is a share of the amount where it is `relative`, else in grams; with
    `drifts_from` for each day since then.
    """

    method: str
    since: datetime
    until: datetime
    effect: int
    deviation: float
    relative: bool
    drifts_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What rows of one kind amount to that are added to one balance and taken from another, by number, or NONE."""

    subject: str
    kind: Kind
    added_to: int
    taken_from: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSum:
    """The errors of one effect in measurements that are added to one balance and taken from another.

    By how much one standard deviation of it moves each: their sum, and the sum of their squares. The effect is NONE
    where rows state an uncertainty of their own.
    """

    subject: str
    added_to: int
    taken_from: int
    effect: int
    moved: float
    moved_squared: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Items and quantities in a balance whose error nobody stated: how many, and how many grams."""

    subject: str
    added_to: int
    taken_from: int
    count: int
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSums:
    """All that the balances of an area are made of."""

    amounts: Sequence[Amount]
    errors: Sequence[ErrorSum]
    unknown: Sequence[Unknown]


def physical_inventories(ledger: Ledger, scope: BalanceScope) -> list[PhysicalInventory]:
    """Return the physical inventories of an area, by subject, instant and party.

    1. The instants at which anybody counted a subject in the area are the edges of what is asked.
    2. What each account holds there by the book is the sum of its changes up to each edge.
    3. A party that did not count an account which holds some missed it.
    """
    if not ledger.rows("SELECT 1 FROM counts LIMIT 1"):
        return []
    rows = ledger.rows(
        f"""
        WITH counted AS MATERIALIZED (
            SELECT subject, counted_at AS seen, party, place, disposition, min(entry) AS entry FROM counts
            WHERE known_from < $known::TIMESTAMPTZ AND counted_at < $before::TIMESTAMPTZ::TIMESTAMP
              AND list_contains($places::VARCHAR[], place) AND NOT list_contains($ended::VARCHAR[], disposition)
            GROUP BY ALL
        ),
        edges AS (SELECT DISTINCT subject, seen FROM counted),  -- 1
        {in_force(ledger, scope.known)},
        moved AS NOT MATERIALIZED (
            SELECT m.*, e.seen FROM in_force m ASOF JOIN edges e ON m.subject = e.subject AND m.moved_at < e.seen
        ),
        changes AS (
            SELECT subject, place, disposition, bucket AS seen, sum(change) AS change
            FROM ({changes_by("seen", of="moved")})
            WHERE list_contains($places::VARCHAR[], place) AND NOT list_contains($ended::VARCHAR[], disposition)
            GROUP BY ALL
        ),
        accounts AS (SELECT DISTINCT subject, place, disposition FROM changes),
        held AS (  -- 2
            SELECT subject, seen, place, disposition, sum(coalesce(change, 0)) OVER (
                PARTITION BY subject, place, disposition ORDER BY seen
            ) AS held
            FROM accounts JOIN edges USING (subject) LEFT JOIN changes USING (subject, place, disposition, seen)
        ),
        taken AS (SELECT subject, seen, party, min(entry) AS entry FROM counted GROUP BY ALL)
        SELECT t.subject, t.seen, t.party, t.entry, coalesce(min(h.place || ', ' || h.disposition) FILTER (  -- 3
            h.held <> 0 AND NOT EXISTS (
                FROM counted c WHERE (c.subject, c.seen, c.party, c.place, c.disposition)
                    = (h.subject, h.seen, t.party, h.place, h.disposition)
            )
        ), '')
        FROM taken t LEFT JOIN held h ON (t.subject, t.seen) = (h.subject, h.seen)
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        _area(scope),
    )
    return [
        PhysicalInventory(subject=subject, at=at, party=party, entry=entry, missed=missed)
        for subject, at, party, entry, missed in rows
    ]


def balance_sums(
    ledger: Ledger, scope: BalanceScope, edges: Sequence[PhysicalInventory], effects: Sequence[MethodEffect]
) -> BalanceSums:
    """Return the sums of which the balances between physical inventories are made; each subject has edges of its own.

    Balance k of a subject is that between its inventories k and k + 1, in order of time.

    1. Each row of an inventory, and each movement into the inventory of the area or out of it, is a leg: it is added to
       one balance, taken from one, or both.
    2. The amount of a leg is what was measured there. An item that was not measured there keeps what it was last
       measured to be, as long as it is booked alike, with the error of that measurement; what was never measured is as
       booked.
    3. Where one measurement is added to a balance and taken from it as well, its error is none of that balance. What is
       left of each is added to one balance at most and taken from one at most, where the rows of an item fit.
    4. The errors are added up by effect: those of the method in force when it was measured, or else the row's own.
    """
    _make_edges(ledger, edges)
    _make_effects(ledger, effects)
    _make_legs(ledger, scope)
    amounts = ledger.rows(
        """
        SELECT subject, kind, added, taken, sum(amount) FROM resolved GROUP BY ALL HAVING sum(amount) <> 0 ORDER BY ALL
        """
    )
    ledger.rows(f"CREATE OR REPLACE TEMP TABLE uncertain AS {_UNCERTAIN}", {"weighed": list(scope.weighed)})
    errors = ledger.rows(
        """
        SELECT subject, added, taken, coalesce(e.effect, -1) AS effect, sum(f.moved), sum(f.moved * f.moved)
        FROM uncertain u LEFT JOIN method_effect e ON u.statement = e.statement,
        LATERAL (SELECT CASE
            WHEN e.effect IS NULL THEN uncertainty::DOUBLE
            ELSE e.deviation * if(e.relative, amount::DOUBLE, 1.0)
                * if(e.drifts_from IS NULL, 1.0, greatest(0.0, epoch(seen - e.drifts_from) / 86400.0))
        END AS moved) f
        WHERE u.statement IS NOT NULL OR uncertainty IS NOT NULL
        GROUP BY ALL ORDER BY ALL
        """
    )
    unknown = ledger.rows(
        """
        SELECT subject, added, taken, count(*), sum(amount) FROM uncertain
        WHERE statement IS NULL AND uncertainty IS NULL AND amount <> 0 GROUP BY ALL ORDER BY ALL
        """
    )
    return BalanceSums(
        amounts=[
            Amount(subject=subject, kind=kind, added_to=added, taken_from=taken, total=int(total))
            for subject, kind, added, taken, total in amounts
        ],
        errors=[
            ErrorSum(
                subject=subject,
                added_to=added,
                taken_from=taken,
                effect=effect,
                moved=_settled(moved),
                moved_squared=_settled(squared),
            )
            for subject, added, taken, effect, moved, squared in errors
        ],
        unknown=[
            Unknown(subject=subject, added_to=added, taken_from=taken, count=count, grams=int(grams))
            for subject, added, taken, count, grams in unknown
        ],
    )


def _make_edges(ledger: Ledger, edges: Sequence[PhysicalInventory]) -> None:
    """Name the inventories between which balances are struck: each with its number among those of its subject."""
    ledger.rows("CREATE OR REPLACE TEMP TABLE edge (subject VARCHAR, seen TIMESTAMP, party VARCHAR, number BIGINT)")
    if edges:
        columns = [[one.subject for one in edges], [one.at for one in edges], [one.party for one in edges]]
        ledger.rows(
            "INSERT INTO edge SELECT *, row_number() OVER (PARTITION BY subject ORDER BY seen) - 1 "
            "FROM (SELECT unnest(?) AS subject, unnest(?) AS seen, unnest(?) AS party)",
            columns,
        )


def _make_effects(ledger: Ledger, effects: Sequence[MethodEffect]) -> None:
    """Name the statements of methods, each with the time for which it holds, and the effects of each."""
    numbers: dict[tuple[str, datetime], int] = {}
    for one in effects:
        numbers.setdefault((one.method, one.since), len(numbers))
    ledger.rows(
        "CREATE OR REPLACE TEMP TABLE method_statement "
        "(statement BIGINT, method VARCHAR, since TIMESTAMP, until TIMESTAMP)"
    )
    ledger.rows(
        "CREATE OR REPLACE TEMP TABLE method_effect "
        "(statement BIGINT, effect BIGINT, deviation DOUBLE, relative BOOLEAN, drifts_from TIMESTAMP)"
    )
    untils = {(one.method, one.since): one.until for one in effects}
    for (method, since), number in numbers.items():
        ledger.rows("INSERT INTO method_statement VALUES (?, ?, ?, ?)", [number, method, since, untils[method, since]])
    for one in effects:
        number = numbers[one.method, one.since]
        ledger.rows(
            "INSERT INTO method_effect VALUES (?, ?, ?, ?, ?)",
            [number, one.effect, one.deviation, one.relative, one.drifts_from],
        )


def _make_legs(ledger: Ledger, scope: BalanceScope) -> None:
    """Make the table `resolved` of all legs of the balances, each with its amount and the measurement that it rests on.

    `key` is the number of the row that measured it, NULL where nobody did.
    """
    area = _area(scope)
    ledger.rows(
        f"CREATE OR REPLACE TEMP TABLE inventory_row AS {_INVENTORY_ROWS}",
        {name: area[name] for name in ("places", "ended", "known")},
    )
    ledger.rows(
        f"CREATE OR REPLACE TEMP TABLE leg AS WITH {in_force(ledger, scope.known)} {_LEGS}",
        {name: area[name] for name in ("places", "ended", "known")},
    )
    ledger.rows(
        f"CREATE OR REPLACE TEMP TABLE resolved AS WITH {in_force(ledger, scope.known)}, {_RESOLVED}",
        {"known": scope.known, "weighed": list(scope.weighed)},
    )


def _area(scope: BalanceScope) -> Mapping[str, object]:
    return {"places": list(scope.places), "ended": list(scope.ended), "known": scope.known, "before": scope.before}


def _settled(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


# The rows of the inventories between which balances are struck; of what several tables count, those of the last.
_INVENTORY_ROWS = f"""
    SELECT c.subject, item, quantity, counted_at AS seen, measured, uncertainty, method, number, {PLACE} AS place_number
    FROM counts c JOIN edge e ON (c.subject, c.counted_at, c.party) = (e.subject, e.seen, e.party)
    WHERE known_from < $known::TIMESTAMPTZ
      AND list_contains($places::VARCHAR[], place) AND NOT list_contains($ended::VARCHAR[], disposition)
    QUALIFY segment = max(segment) OVER (PARTITION BY c.subject, counted_at, place, disposition)
"""  # noqa: S608

_LEGS = f"""
    , ends AS (
        SELECT subject, item, quantity, moved_at AS seen, measured, uncertainty, method, {PLACE} AS place_number,
               coalesce(list_contains($places::VARCHAR[], origin_place), false)
                   AND NOT coalesce(list_contains($ended::VARCHAR[], origin_disposition), false) AS takes,
               list_contains($places::VARCHAR[], destination_place)
                   AND NOT list_contains($ended::VARCHAR[], destination_disposition) AS adds
        FROM in_force WHERE subject IN (SELECT subject FROM edge)
    ),
    numbered AS (SELECT subject, number, seen AS since, max(number) OVER (PARTITION BY subject) AS last FROM edge)
    SELECT if(adds, 'receipt', 'shipment') AS kind, if(adds, number, -1) AS added, if(takes, number, -1) AS taken,
           m.* EXCLUDE (adds, takes)
    FROM (SELECT e.* FROM ends e WHERE adds <> takes) m
    ASOF JOIN numbered k ON m.subject = k.subject AND m.seen >= k.since
    WHERE number < last
    UNION ALL BY NAME
    SELECT 'inventory' AS kind, if(i.number < last, i.number, -1) AS added, i.number - 1 AS taken, i.* EXCLUDE (number)
    FROM inventory_row i JOIN numbered n ON (i.subject, i.number) = (n.subject, n.number)
"""  # noqa: S608

_RESOLVED = f"""
    weighing AS (
        SELECT item, subject, quantity, seen,
               arg_max((measured, uncertainty, method, place_number), place_number) AS last
        FROM (
            SELECT item, subject, quantity, moved_at AS seen, measured, uncertainty, method, {PLACE} AS place_number
            FROM in_force
            UNION ALL BY NAME
            SELECT item, subject, quantity, seen, measured, uncertainty, method, place_number FROM inventory_row
        )
        WHERE measured IS NOT NULL AND item IN (
            SELECT item FROM leg WHERE measured IS NULL AND list_contains($weighed::VARCHAR[], subject)
        )
        GROUP BY ALL
    ),
    kept AS (
        SELECT l.*, w.last, w.seen AS weighed_at FROM (
            SELECT * FROM leg
            WHERE measured IS NULL AND item IS NOT NULL AND list_contains($weighed::VARCHAR[], subject)
        ) l ASOF LEFT JOIN weighing w
          ON l.item = w.item AND l.subject = w.subject AND l.quantity = w.quantity AND l.seen >= w.seen
    )
    SELECT subject, kind, added, taken, item, quantity, coalesce(last[1], quantity) AS amount, last[2] AS uncertainty,
           last[3] AS method, last[4] AS key, coalesce(weighed_at, seen) AS seen
    FROM kept
    UNION ALL BY NAME
    SELECT subject, kind, added, taken, item, quantity,
           if(list_contains($weighed::VARCHAR[], subject), coalesce(measured, quantity), quantity) AS amount,
           uncertainty, method, if(measured IS NULL, NULL, place_number) AS key, seen
    FROM leg WHERE NOT (measured IS NULL AND item IS NOT NULL AND list_contains($weighed::VARCHAR[], subject))
"""  # noqa: S608

# Each measurement with the balances that it remains in: of an item once for all rows that rest on it.
_UNCERTAIN = """
    WITH grams AS (SELECT * FROM resolved WHERE list_contains($weighed::VARCHAR[], subject)),
    ends AS (
        SELECT * EXCLUDE (added, taken), added AS balance, 1 AS sign FROM grams WHERE item IS NOT NULL AND added >= 0
        UNION ALL BY NAME
        SELECT * EXCLUDE (added, taken), taken AS balance, -1 AS sign FROM grams WHERE item IS NOT NULL AND taken >= 0
    ),
    net AS (
        SELECT subject, item, key, amount, uncertainty, method, seen, balance, sum(sign) AS net
        FROM (SELECT * REPLACE (if(key IS NULL, NULL, seen) AS seen) FROM ends) GROUP BY ALL HAVING sum(sign) <> 0
    ),
    sided AS (
        SELECT subject, item, key, amount, uncertainty, method, seen,
               list(balance ORDER BY balance) FILTER (net > 0) AS gains,
               list(balance ORDER BY balance) FILTER (net < 0) AS losses
        FROM (SELECT *, unnest(range(abs(net)::BIGINT)) AS rank FROM net) GROUP BY ALL
    ),
    paired AS (
        SELECT * EXCLUDE (gains, losses), gains, losses,
               unnest(range(1, greatest(coalesce(len(gains), 0), coalesce(len(losses), 0)) + 1)) AS number
        FROM sided
    ),
    measured AS (
        SELECT subject, amount, uncertainty, method, seen, coalesce(gains[number], -1) AS added,
               coalesce(losses[number], -1) AS taken FROM paired
        UNION ALL BY NAME
        SELECT subject, amount, uncertainty, method, seen, added, taken FROM grams WHERE item IS NULL
    )
    SELECT m.*, s.statement FROM measured m
    LEFT JOIN method_statement s ON m.method = s.method AND m.seen >= s.since AND m.seen < s.until
"""
