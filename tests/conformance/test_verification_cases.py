"""Every row of the shared verification cases against its exact value: numbers to 1e-9, whole numbers exactly.

The file is read, not copied: it lies beside the repository where its developers work, and nowhere else.
"""

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from proverka.inspection import (
    RiskPoint,
    acceptance_probability,
    approximate_sample,
    attributes_plan,
    detection_probability,
    nondetection_probability,
    smallest_sample,
    variables_plan,
)
from proverka.inspection.hypergeometric import quantile

TOLERANCE = 1e-9

Inputs = Mapping[str, Any]


def inputs_of(text: str) -> dict[str, Any]:
    """Read `N=50 level=5% (r=2) PRP=(0.05,0.95)`: numbers by their names, percentages as shares, pairs as points."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r"(\w+)=(\([^)]*\)|[-+.\deE]+%?)", text):
        if value.startswith("("):
            proportion, acceptance = map(float, value.strip("()").split(","))
            found[name] = RiskPoint(proportion=proportion, acceptance=acceptance)
        elif value.endswith("%"):
            found[name] = float(value[:-1]) / 100
        else:
            found[name] = float(value)
    return found


def formula(given: Inputs) -> Any:
    # β stands in the table; 1 - β is off by half a unit of a double's last place, which is what must not matter.
    return approximate_sample(given["N"], given["r"], 1 - given["beta"])


def imperfect_alarm(given: Inputs) -> Any:
    return detection_probability(
        given["N"],
        given["d"],
        given["n"],
        sensitivity=given["se"],
        false_positive=1 - given["sp"],
        alarm=given["c"],
    )


def of_lot(given: Inputs) -> Any:
    return attributes_plan(given["PRP"], given["CRP"], population=int(given["N"])).accept


# By topic and quantity: how the value is computed from what the row gives.
COMPUTED: dict[tuple[str, str], Callable[[Inputs], Any]] = {
    ("attributes sampling", "P(0 defects in sample)"): lambda g: nondetection_probability(g["N"], g["r"], g["n"]),
    ("attributes sampling", "hypergeometric quantile P=0.50"): lambda g: quantile(0.5, g["M"], g["K"], g["n"]),
    ("attributes sampling", "min sample size, 95% detection, exact hypergeometric"): lambda g: smallest_sample(
        g["N"], g["r"], 0.95
    ),
    ("attributes sampling", "min n, 90% confidence 90% reliability, zero failures"): lambda g: smallest_sample(
        g["N"], g["d"], 0.9
    ),
    ("attributes sampling", "IAEA formula n=ceil(N(1-beta^(1/r)))"): formula,
    ("sampling, imperfect measurement", "min n for 95% detection"): lambda g: smallest_sample(
        g["N"], g["d"], 0.95, sensitivity=g["se"]
    ),
    ("sampling, sensitivity+specificity", "P(>=c positives)"): imperfect_alarm,
    ("acceptance sampling", "P(accept) binomial"): lambda g: acceptance_probability(g["n"], g["c"], g["p"]),
    ("acceptance sampling", "smallest binomial plan n"): lambda g: attributes_plan(g["PRP"], g["CRP"]).sample,
    ("acceptance sampling", "smallest hypergeometric plan c"): of_lot,
    ("variables sampling", "smallest known-sigma plan n"): lambda g: (
        variables_plan(g["PRP"], g["CRP"], known=True).sample
    ),
}

# Topics of which nothing is computed yet. A row is either computed or of one of these: none is passed over in silence.
STILL_TO_COME = {
    "MUF",
    "MUF error propagation",
    "MUF sequence",
    "MUF test",
    "MUF test, estimated sigma",
    "Page on SITMUF",
    "Page/CUSUM",
    "SPRT",
    "inspection game",
}


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[dict[str, str]]:
    path = shared / "reference" / "verification_cases.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there: its verification cases cannot be compared with")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_no_row_is_passed_over(rows: list[dict[str, str]]) -> None:
    kinds = {(row["topic"], row["quantity"]) for row in rows}
    left = {kind for kind in kinds - COMPUTED.keys() if kind[0] not in STILL_TO_COME}
    assert left == set()
    assert COMPUTED.keys() - kinds == set(), "a quantity of which the file has no row"
    assert STILL_TO_COME & {topic for topic, _ in COMPUTED} == set(), "a topic that is computed has come"


@pytest.mark.parametrize("kind", COMPUTED, ids="; ".join)
def test_computed_values_equal_the_exact_ones(kind: tuple[str, str], rows: list[dict[str, str]]) -> None:
    of_kind = [row for row in rows if (row["topic"], row["quantity"]) == kind]
    assert of_kind
    for row in of_kind:
        exact, found = row["exact"], float(COMPUTED[kind](inputs_of(row["inputs"])))
        if exact.lstrip("-").isdigit():
            assert found == int(exact), row
        else:
            assert found == pytest.approx(float(exact), rel=TOLERANCE, abs=TOLERANCE), row
