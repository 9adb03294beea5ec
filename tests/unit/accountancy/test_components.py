import numpy as np
import pytest

from proverka.accountancy import grouped_precision, paired_precision
from proverka.model.errors import RefusedError


def test_paired_precision_by_hand():
    found = paired_precision([1.0, 2.0, 3.0, 4.0], [1.1, 1.9, 3.3, 3.7])
    own, other = np.var([1, 2, 3, 4], ddof=1), np.var([1.1, 1.9, 3.3, 3.7], ddof=1)
    both = np.cov([1, 2, 3, 4], [1.1, 1.9, 3.3, 3.7])[0, 1]
    assert found.operator.variance == pytest.approx(own - both)
    assert found.inspector.variance == pytest.approx(other - both)
    assert found.items == pytest.approx(both)
    assert found.bias == pytest.approx(0.0, abs=1e-12)


def test_paired_precision_is_unbiased_and_knows_its_own_error():
    generator = np.random.default_rng(10)
    found = []
    for _ in range(2_000):
        items = generator.normal(100, 5, 30)
        found.append(paired_precision(items + generator.normal(0, 0.5, 30), items + generator.normal(2, 2, 30)))
    for who, true in (("operator", 0.25), ("inspector", 4.0)):
        variances = np.array([getattr(one, who).variance for one in found])
        stated = np.mean([getattr(one, who).standard_error for one in found])
        assert variances.mean() == pytest.approx(true, abs=5 * variances.std() / np.sqrt(len(found)))
        assert stated == pytest.approx(variances.std(), rel=0.1)
    assert np.mean([one.bias for one in found]) == pytest.approx(-2.0, abs=0.05)


def test_a_variance_below_zero_is_shown_and_not_used():
    found = paired_precision([1.0, 2.0, 3.0], [0.0, 2.0, 4.0])
    assert found.operator.variance == pytest.approx(-1.0)
    assert found.operator.usable == 0.0


def test_grouped_precision_of_equal_groups_by_hand():
    found = grouped_precision([[1.0, 3.0], [5.0, 7.0], [3.0, 5.0]])
    assert found.within == pytest.approx(2.0)
    assert (found.within_degrees, found.mean) == (3, 4.0)
    assert found.between == pytest.approx((8.0 - 2.0) / 2)
    # Satterthwaite: (8/2 - 2/2)^2 / ((8/2)^2/2 + (2/2)^2/3).
    assert found.between_degrees == pytest.approx(9 / (8 + 1 / 3))


def test_grouped_precision_of_unequal_groups_is_unbiased():
    generator = np.random.default_rng(11)
    found = [
        grouped_precision([generator.normal(generator.normal(0, 0.7), 0.5, size) for size in (3, 5, 8, 2, 6, 6)])
        for _ in range(3_000)
    ]
    assert np.mean([one.within for one in found]) == pytest.approx(0.25, abs=0.01)
    assert np.mean([one.between for one in found]) == pytest.approx(0.49, abs=0.04)


def test_groups_that_do_not_differ():
    found = grouped_precision([[1.0, -1.0], [1.0, -1.0]])
    assert found.between < 0
    assert found.between_degrees == 0
    assert found.total == found.within


@pytest.mark.parametrize(
    "call",
    [
        lambda: paired_precision([1.0, 2.0], [1.0, 2.0]),
        lambda: paired_precision([1.0, 2.0, 3.0], [1.0, 2.0]),
        lambda: grouped_precision([[1.0, 2.0]]),
        lambda: grouped_precision([[1.0], [2.0]]),
        lambda: grouped_precision([[1.0, 2.0], []]),
    ],
)
def test_too_few_are_refused(call):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.code == "meaningless"
