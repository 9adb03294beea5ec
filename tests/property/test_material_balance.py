"""The sums of a book give the balances and the covariance that every row by itself gives, for drawn facilities.

The oracle walks row by row in plain Python: each measurement has a coefficient in each balance, its own errors are
added up as squares and its shared ones along those coefficients.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.accountancy import balance_errors
from proverka.assessment.area_balance import BalanceTerms
from proverka.assessment.material_balance import effect_of, measured, subject_balances
from proverka.book import Ledger, Segment, convert_csv
from proverka.book.material_balance import BalanceScope, MethodEffect, balance_sums, physical_inventories
from proverka.inventory.methods import NamedEffect

START = datetime(2024, 1, 1)  # noqa: DTZ001 - as the tables have it, in UTC
KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
MOVES = "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition"
COUNT = "counted_at,place,disposition,subject,item,quantity"
MEASURING = ",measured,uncertainty,method"
OUTSIDE, INSIDE = ("sender", "held"), ("plant", "held")
# Two statements of one method: from day 0 and from day 40 on, another calibration; both share the standard.
DRIFT_FROM = START + timedelta(days=50)
STATEMENTS: dict[int, list[tuple[str, float, bool, datetime | None]]] = {
    0: [("standard", 0.002, True, None), ("calibration/1", 0.004, True, None), ("weighing", 30.0, False, None)],
    40: [("standard", 0.003, True, None), ("calibration/2", 0.0005, True, DRIFT_FROM), ("sample", 0.01, True, None)],
}
SHARED = {"standard": True, "calibration/1": True, "calibration/2": True, "weighing": False, "sample": False}
NAMES = list(SHARED)
EFFECTS = [*(NamedEffect(id=name, shared=SHARED[name]) for name in NAMES), NamedEffect(id="row", shared=False)]


def in_force():
    begins = [START + timedelta(days=day) for day in STATEMENTS]
    for (since, until), sources in zip(
        pairwise([*begins, KNOWN.replace(tzinfo=None)]), STATEMENTS.values(), strict=True
    ):
        for name, deviation, relative, drifts_from in sources:
            yield MethodEffect(
                method="scale", since=since, until=until, effect=NAMES.index(name), deviation=deviation,
                relative=relative, drifts_from=drifts_from,
            )  # fmt: skip


amounts = st.integers(900, 1100)
how = st.sampled_from(["method", "uncertainty", "none", "bare"])
item = st.fixed_dictionaries(
    {
        "enters": st.integers(0, 70),
        "stays": st.integers(1, 80),
        "moves": st.lists(st.tuples(st.integers(0, 90), how, amounts), max_size=2),
        "counted": st.lists(st.tuples(how, amounts), min_size=4, max_size=4),
        "ends": st.tuples(st.tuples(how, amounts), st.tuples(how, amounts)),
    }
)
bulk = st.tuples(st.integers(0, 90), st.booleans(), how, amounts)
facilities = st.fixed_dictionaries(
    {
        "edges": st.lists(st.integers(5, 85), min_size=2, max_size=4, unique=True).map(sorted),
        "items": st.lists(item, max_size=4),
        "bulk": st.lists(bulk, max_size=5),
        "counted": st.lists(st.tuples(how, amounts), min_size=4, max_size=4),
    }
)


def cells(way, amount):
    """Return what a row says of its measurement, as text: measured, uncertainty, method."""
    return {"method": f",{amount},,scale", "uncertainty": f",{amount},7,", "bare": f",{amount},,", "none": ",,,"}[way]


def rows_of(facility):
    """Yield every row: time, order, item, whether it adds and takes, how it was measured and to what; and its text."""
    for number, one in enumerate(facility["items"]):
        name, leaves = f"I-{number}", one["enters"] + one["stays"]
        (entry_how, entry), (exit_how, exit_) = one["ends"]
        yield one["enters"], name, "in", entry_how, entry
        for day, way, amount in one["moves"]:
            if one["enters"] < day < leaves and day not in facility["edges"]:
                yield day, name, "within", way, amount
        yield leaves, name, "out", exit_how, exit_
        for edge, (way, amount) in zip(facility["edges"], one["counted"], strict=False):
            if one["enters"] < edge <= leaves:
                yield edge, name, "count", way, amount
    for day, comes, way, amount in facility["bulk"]:
        yield day, "", "in" if comes else "out", way, amount
    for edge, (way, amount) in zip(facility["edges"], facility["counted"], strict=False):
        yield edge, "", "count", way, amount


def written(facility, folder):
    moves, counts = [MOVES + MEASURING], [COUNT + MEASURING]
    places = {"in": (OUTSIDE, INSIDE), "out": (INSIDE, OUTSIDE), "within": (INSIDE, INSIDE)}
    for day, name, what, way, amount in rows_of(facility):
        at = f"{START + timedelta(days=day):%Y-%m-%d}"
        if what == "count":
            counts.append(f"{at},{','.join(INSIDE)},stock,{name},1000{cells(way, amount)}")
        else:
            origin, destination = places[what]
            moves.append(f"{at},{name},stock,1000,{','.join(origin)},{','.join(destination)}{cells(way, amount)}")
    segments = []
    for kind, lines in (("moves", moves), ("counts", counts)):
        (folder / f"{kind}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        convert_csv(folder / f"{kind}.csv", folder / f"{kind}.parquet", where=kind)
        segments.append(
            Segment(path=folder / f"{kind}.parquet", entry=1, known_from=KNOWN - timedelta(days=1), party="state")
        )
    return segments


def sources_of(day, way, amount):
    """Return the errors of a measurement: by effect, how far one standard deviation of it moves the amount."""
    if way == "uncertainty":
        return {"row": 7.0}
    if way != "method":
        return None
    found = {}
    for name, deviation, relative, drifts_from in STATEMENTS[max(since for since in STATEMENTS if since <= day)]:
        days = 1.0 if drifts_from is None else max(0.0, float(day - (drifts_from - START).days))
        found[name] = deviation * (amount if relative else 1.0) * days
    return found


def walked(facility):
    """Return MUF, its covariance, and in which balances something has no stated error: row by row."""
    edges = facility["edges"]
    size = len(edges) - 1
    coefficients: Any = defaultdict(lambda: np.zeros(size))
    known: Any = {}
    muf, last = np.zeros(size), dict[str, Any]()
    order = {"count": 0}  # what moves at the instant of an inventory is after it
    for number, row in enumerate(sorted(rows_of(facility), key=lambda r: (r[0], order.get(r[2], 1)))):
        day, name, what, way, amount = row
        if way == "none":
            key, amount, kept = last.get(name, (name or number, 1000, None)) if name else (number, 1000, None)
        else:
            key, kept = number, sources_of(day, way, amount)
        if name and way != "none":
            last[name] = (key, amount, kept)
        c = np.zeros(size)
        if what == "count":
            edge = edges.index(day)
            c[edge : edge + 1] += 1 if edge < size else 0
            c[max(edge - 1, 0) : edge] -= 1
        elif edges[0] <= day < edges[-1] and what != "within":
            c[np.searchsorted(edges, day, side="right") - 1] += 1 if what == "in" else -1
        muf += amount * c
        coefficients[key] = coefficients[key] + c
        known[key] = kept
    covariance, unknown = np.zeros((size, size)), np.zeros(size, dtype=bool)
    shared: Any = defaultdict(lambda: np.zeros(size))
    for key, c in coefficients.items():
        if known[key] is None:
            unknown |= c != 0
            continue
        for name, moved in known[key].items():
            if SHARED.get(name, False):
                shared[name] = shared[name] + moved * c
            else:
                covariance += moved**2 * np.outer(c, c)
    return muf, covariance + sum((np.outer(b, b) for b in shared.values()), np.zeros((size, size))), unknown


@given(facility=facilities)
@settings(max_examples=15, deadline=None)
def test_the_sums_are_those_of_the_rows(facility, tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("facility")
    scope = BalanceScope(places=["plant"], ended=["destroyed"], weighed=["stock"], before=KNOWN, known=KNOWN)
    with Ledger.over(written(facility, folder)) as ledger:
        # The book does not hold what the drawn counts say; whether they are whole is another test's affair.
        edges = physical_inventories(ledger, scope)
        sums = balance_sums(ledger, scope, edges, list(in_force()))
    assert [one.at for one in edges] == [START + timedelta(days=day) for day in facility["edges"]]
    (found,) = subject_balances(edges, sums, EFFECTS, {"stock": "gram"}, BalanceTerms())
    muf, covariance, unknown = walked(facility)
    assert [one.muf for one in found.periods] == muf.tolist()
    assert [one.unknown_count > 0 for one in found.periods] == unknown.tolist()
    effects = [effect_of(one) for one in EFFECTS]
    got = balance_errors(measured(sums.errors, effects), effects, len(muf)).covariance
    np.testing.assert_allclose(got, covariance, rtol=1e-9, atol=1e-6)
