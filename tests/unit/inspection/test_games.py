import csv
from fractions import Fraction

import numpy as np
import pytest

from proverka.inspection import deterring_probability, dresher_states, dresher_value, leadership, zero_sum
from proverka.model.errors import RefusedError


def test_the_reference_cases_of_dresher(shared):
    with (shared / "reference" / "verification_cases.csv").open(encoding="utf-8", newline="") as file:
        cases = [case for case in csv.DictReader(file) if case["topic"] == "inspection game"]
    assert len(cases) >= 4
    for case in cases:
        n, k = (int(part.partition("=")[2]) for part in case["inputs"].split())
        assert float(dresher_value(n, k)) == pytest.approx(float(case["exact"]), abs=1e-12)
        assert dresher_states(n, k)[n, k].value == dresher_value(n, k)


def test_the_closed_form_is_the_recursion_at_every_state():
    for penalty in (1, Fraction(1, 3), 2.5):
        for violations in (1, 2, 4):
            states = dresher_states(9, 9, violations=violations, penalty=penalty)
            for (n, k), state in states.items():
                if n:
                    assert state.value == dresher_value(n, k, violations=violations, penalty=penalty)


def test_what_the_inspector_does_depends_on_no_violation_before():
    # Were it otherwise, the recursion would need to know what an inspector cannot see.
    one, more = (dresher_states(8, 5, violations=w) for w in (1, 3))
    assert all(one[n, k].inspect == more[n, k].inspect for n, k in one if n > k)


def test_no_strategy_of_a_state_can_be_bettered():
    states = dresher_states(7, 3, missed=Fraction(1, 10))
    caught = Fraction(1, 10) - Fraction(9, 10)
    for (n, k), state in states.items():
        if n == 0 or k == 0:
            continue
        legal = (states[n - 1, k - 1].value, states[n - 1, k].value)
        violation = (caught, Fraction(1))
        p, q = state.inspect, state.violate
        assert max(p * row[0] + (1 - p) * row[1] for row in (legal, violation)) == state.value
        assert min((1 - q) * legal[column] + q * violation[column] for column in (0, 1)) == state.value


def test_an_inspection_that_misses_is_worth_less():
    values = [dresher_states(6, 2, missed=missed)[6, 2].value for missed in (0, Fraction(1, 4), Fraction(1, 2), 1)]
    assert values == sorted(values)
    assert values[-1] == 1


def test_deterrence_is_where_a_violation_pays_no_more():
    needed = deterring_probability(gain=3, penalty=9, false_alarm=0.1, alarm_cost=2)
    assert needed is not None
    assert (1 - needed) * 3 - needed * 9 == -Fraction(1, 10) * 2
    assert deterring_probability(gain=1, penalty=1, false_alarm=1, alarm_cost=2) is None


def test_a_leader_does_as_well_as_in_the_zero_sum_game_and_better_where_interests_are_not_opposed():
    paid = np.array([[3.0, 0.0, 1.0], [0.0, 2.0, 1.0]])
    assert leadership(paid, -paid).leader == pytest.approx(zero_sum(paid).guarantee)
    # An inspector that announces 1/5 deters: the inspectee, indifferent, stays legal.
    ours, theirs = [[-1, -4], [0, -5]], [[0, -4], [0, 1]]  # inspect or not; legal or violation
    announced = leadership(ours, theirs)
    assert announced.answer == 0
    assert announced.strategy[0] == pytest.approx(0.2)
    assert float(announced.strategy[0]) == pytest.approx(float(deterring_probability(gain=1, penalty=4) or 0))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: dresher_value(0, 0), "stages"),
        (lambda: dresher_value(3, -1), "inspections"),
        (lambda: dresher_value(3, 1, penalty=0), "penalty"),
        (lambda: dresher_value(3, 1, penalty=float("nan")), "penalty"),
        (lambda: dresher_states(3, 1, missed=2), "missed"),
        (lambda: dresher_states(3, 1, missed=0.5, violations=2), "violations"),
        (lambda: zero_sum([1.0, 2.0]), "payoffs"),
        (lambda: zero_sum([[1.0, float("inf")]]), "payoffs"),
        (lambda: leadership([[1.0]], [[1.0, 2.0]]), "follower"),
        (lambda: deterring_probability(gain=1, penalty=1, false_alarm=2), "false_alarm"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(call, name):
    with pytest.raises(RefusedError, match=rf"^{name}: bad-value"):
        call()
