"""Every row of the shared verification cases against its exact value: numbers to 1e-9, whole numbers exactly.

The file is read, not copied: it lies beside the repository where its developers work, and nowhere else.
"""

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proverka.accountancy import (
    NONE,
    PageTest,
    best_detection,
    material_unaccounted_for,
    measurements,
    normal_detection,
    page_threshold,
    run_length,
    student_false_alarm,
    threshold_for_run_length,
    wald_bounds,
    wald_sample_share,
    weighted_detection,
    worst_loss,
)
from proverka.inspection import (
    RiskPoint,
    acceptance_probability,
    approximate_sample,
    attributes_plan,
    detection_probability,
    dresher_states,
    dresher_value,
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


def average_run(sides: int) -> Callable[[Inputs], Any]:
    return lambda g: run_length(PageTest(k=g["k"], h=g["h"]), mean=g["mu"], sides=sides)


def balance(given: Inputs) -> Any:
    amounts = [given[name] for name in ("BI", "R", "S", "EI")]
    found = measurements(amounts, added_to=[0, 0, NONE, NONE], taken_from=[NONE, NONE, 0, 0], effects=NONE)
    return material_unaccounted_for(found, 1)[0]


def cumulative_detection(given: Inputs) -> Any:
    """By CUMUF against the loss that is worst for the best test: both must be the same."""
    size, share = int(given["n"]), given["equicorrelation"]
    covariance = (1 - share) * np.eye(size) + share
    loss = worst_loss(covariance, 3.29 * float(np.sqrt(covariance.sum())))
    found = weighted_detection(covariance, loss, np.ones(size), given["alpha"])
    assert found == pytest.approx(best_detection(covariance, loss, given["alpha"]), abs=1e-12)
    return found


def dresher(given: Inputs) -> Any:
    """By the closed form and by the recursion over the states of the game: both must be the same."""
    stages, inspections = int(given["n"]), int(given["k"])
    found = dresher_value(stages, inspections)
    assert dresher_states(stages, inspections)[stages, inspections].value == found
    return found


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
    ("Page/CUSUM", "zero-state ARL one-sided N(mu,1)"): average_run(1),
    ("Page/CUSUM", "zero-state ARL one-sided"): average_run(1),
    ("Page/CUSUM", "zero-state ARL two-sided"): average_run(2),
    ("Page/CUSUM", "ARL one-sided"): average_run(1),
    ("Page/CUSUM", "ARL two-sided"): average_run(2),
    ("Page/CUSUM", "h for two-sided in-control ARL 370"): lambda g: threshold_for_run_length(370, k=g["k"], sides=2),
    ("Page/CUSUM", "h giving 5% false-alarm prob. over N iid N(0,1) balances"): lambda g: page_threshold(
        0.05, int(g["N"]), k=g["k"]
    ),
    ("MUF", "MUF=BI+R-S-EI"): balance,
    ("MUF test", "detection prob., one-sided test of M=m*sigma"): lambda g: normal_detection(g["m"], g["alpha"]),
    (
        "MUF test, estimated sigma",
        "true FAP of a nominal 5% one-sided z-test with sigma estimated on nu d.f.",
    ): lambda g: student_false_alarm(0.05, g["nu"]),
    (
        "MUF sequence",
        "DP of CUMUF (optimal against worst case loss a ~ Sigma 1), M=3.29 sigma_CUMUF",
    ): cumulative_detection,
    ("SPRT", "ASN ratio under H0 vs fixed-n test (normal mean)"): lambda g: wald_sample_share(
        g["alpha"], g["beta"], lost=False
    ),
    ("SPRT", "ASN ratio under H1 vs fixed-n test (normal mean)"): lambda g: wald_sample_share(
        g["alpha"], g["beta"], lost=True
    ),
    ("SPRT", "upper boundary ln A"): lambda g: wald_bounds(g["alpha"], g["beta"])[1],
    ("inspection game", "Dresher (n,k) value to inspectee (violation +1, caught -1, legal 0)"): dresher,
}

# Rows whose inputs are the reference facility's: tests/conformance/test_reference_facility.py has them.
OF_THE_FACILITY = {
    ("MUF error propagation", "sigma MUF, Cylinder(input) and Fuel Pins(output) at 1%, rest 3%"),
    ("Page on SITMUF", "h for 5% FAP over 15 balances, K=0.5, correct SITMUF"),
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
    assert COMPUTED.keys() | OF_THE_FACILITY == kinds


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
