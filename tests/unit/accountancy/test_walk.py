import numpy as np
import pytest

from proverka.accountancy.walk import Step, Walk, ended, endless

PAGE = Walk(lower=0.0, upper=4.0, reflected=True)
WALD = Walk(lower=-3.0, upper=2.5, reflected=False)


@pytest.mark.parametrize("walk", [PAGE, WALD])
@pytest.mark.parametrize("step", [Step(mean=-0.5), Step(mean=0.7, deviation=0.4), Step(mean=0.0, deviation=3.0)])
def test_twice_the_nodes_change_nothing(walk, step):
    once, twice = (ended(walk, [step] * 50, start=0.0, node_share=share) for share in (1, 2))
    np.testing.assert_allclose(once.above, twice.above, rtol=0, atol=1e-13)
    np.testing.assert_allclose(once.below, twice.below, rtol=0, atol=1e-13)
    few, many = (endless(walk, step, start=0.0, node_share=share) for share in (1, 2))
    assert few.steps == pytest.approx(many.steps, rel=1e-12)
    assert few.above == pytest.approx(many.above, rel=1e-12)


@pytest.mark.parametrize("walk", [PAGE, WALD])
def test_an_endless_walk_is_the_limit_of_a_long_one(walk):
    step = Step(mean=0.2)
    long = ended(walk, [step] * 3000, start=0.0)
    leaves = long.above + long.below
    assert leaves.sum() == pytest.approx(1, abs=1e-12)
    limit = endless(walk, step, start=0.0)
    assert limit.steps == pytest.approx(leaves @ np.arange(1, 3001), rel=1e-10)
    assert limit.above == pytest.approx(long.above.sum(), rel=1e-10)


def test_a_drawn_walk_agrees():
    generator = np.random.default_rng(20)
    steps = [Step(mean=0.4, deviation=0.5 + 0.1 * number) for number in range(8)]
    exact = ended(PAGE, steps, start=0.0).above
    place, out = np.zeros(400_000), np.zeros(400_000, dtype=bool)
    seen = []
    for step in steps:
        place = np.maximum(0.0, place + generator.normal(step.mean, step.deviation, len(place)))
        seen.append((~out & (place > PAGE.upper)).mean())
        out |= place > PAGE.upper
    np.testing.assert_allclose(exact, seen, rtol=0, atol=5 * np.sqrt(0.25 / 400_000))


def test_a_long_run_keeps_its_digits():
    # The value of a computation with forty digits, of the same integral equation on 90 nodes.
    exact = 2071.572145310757269759216040926163
    assert endless(Walk(lower=0, upper=10, reflected=True), Step(mean=-0.25), start=0.0).steps == pytest.approx(
        exact, rel=1e-13
    )
