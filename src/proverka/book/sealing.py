"""Seals: applied, checked, broken, removed, replaced; and containers that move under another than they carry."""

from datetime import datetime

from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


def seal_breaches(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every seal that was found broken, or is not the one that its container should carry, by container.

    What a container carries follows from the acts on its seals and from the movements that name one, in order of time;
    at one instant acts come first. Before the first of them nothing is known of it, and any seal will do.
    """
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        seen AS (
            SELECT acted_at AS seen_at, container, seal, act, replaces, segment, row FROM seals
            WHERE known_from < $known::TIMESTAMPTZ AND {ledger.within("containers", "container")}
            UNION ALL
            SELECT moved_at, container, seal, 'moved', NULL, min(segment * 4294967296 + row) // 4294967296,
                   min(segment * 4294967296 + row) % 4294967296
            FROM in_force
            WHERE container IS NOT NULL AND seal IS NOT NULL AND {ledger.within("containers", "container")}
            GROUP BY ALL
        ),
        followed AS (
            SELECT *, lag(seal) OVER story AS last_seal, lag(act) OVER story AS last,
                   lag(segment) OVER story AS before, lag(row) OVER story AS before_row
            FROM seen WINDOW story AS (PARTITION BY container ORDER BY seen_at, act = 'moved', segment, row)
        ),
        left_on AS (
            -- What is on the container afterwards. To take off a seal that it does not carry leaves the other there.
            SELECT *, CASE WHEN act NOT IN ('removed', 'broken') THEN seal
                           WHEN last IN ('removed', 'broken') OR seal = coalesce(last_seal, seal) THEN ''
                           ELSE last_seal END AS leaves
            FROM followed
        ),
        carried AS (
            SELECT *, lag(leaves) OVER (
                PARTITION BY container ORDER BY seen_at, act = 'moved', segment, row
            ) AS carries FROM left_on
        ),
        told AS (
            SELECT *, CASE
                WHEN act = 'broken' THEN 'seal-broken'
                WHEN act = 'applied' AND carries <> '' THEN 'sealed-twice'
                WHEN act IN ('checked', 'removed') AND coalesce(carries, '') = '' THEN 'seal-not-applied'
                WHEN act IN ('checked', 'removed') AND carries <> seal THEN 'seal-differs'
                WHEN act = 'replaced' AND last IS DISTINCT FROM 'broken' AND coalesce(carries, '') = ''
                    THEN 'seal-not-applied'
                WHEN act = 'replaced' AND coalesce(nullif(carries, ''), last_seal) <> replaces THEN 'seal-differs'
                WHEN act = 'moved' AND carries = '' THEN 'seal-not-applied'
                WHEN act = 'moved' AND carries <> seal THEN 'seal-differs'
            END AS kind FROM carried
        )
        SELECT kind, container, seen_at, segment, row, before, before_row, act, seal, coalesce(replaces, ''),
               coalesce(carries, '')
        FROM told WHERE kind IS NOT NULL ORDER BY container, seen_at, segment, row
        """,  # noqa: S608
        {"known": known},
    )
    return [
        Breach(
            kind=kind,
            about=container,
            at=at,
            row=ledger.row(segment, row),
            expected=f"seal {carries} on it" if carries else "seal unbroken" if act == "broken" else "no seal on it",
            got=f"seal {seal} {act}" + (f" in place of {replaces}" if replaces else ""),
            before=None if before is None else ledger.row(before, before_row),
        )
        for kind, container, at, segment, row, before, before_row, act, seal, replaces, carries in rows
    ]
