from fractions import Fraction
from math import comb

import pytest

from proverka.simulation.opening import BLOCK, Opening, visiting
from proverka.simulation.regime import Instrument, Look


def exactly(population, defects, sample, *, seen, wrong, alarm):
    """The same by counting the samples that hold so many falsified items, and the positives among both."""
    return sum(
        Fraction(comb(defects, held) * comb(population - defects, sample - held), comb(population, sample))
        * trials(held, right, seen)
        * trials(sample - held, false, wrong)
        for held in range(sample + 1)
        for right in range(alarm)
        for false in range(alarm - right)
    )


def trials(number, positive, chance):
    return comb(number, positive) * chance**positive * (1 - chance) ** (number - positive) if positive <= number else 0


@pytest.mark.parametrize("population", [1, 5, 9])
@pytest.mark.parametrize("alarm", [1, 2])
def test_silence_is_that_of_every_sample_counted(population, alarm):
    for seen in (Fraction(1), Fraction(4, 5), Fraction(0)):
        for wrong in (Fraction(0), Fraction(1, 50)):
            instrument = Instrument(id="i", missing=float(seen), false_positive=float(wrong))
            look = Opening(instrument=instrument, alarm=alarm, sizes=())
            for defects in range(population + 1):
                for sample in range(population + 1):
                    found = look.silent(population, sample, defects, "missing")
                    expected = exactly(population, defects, sample, seen=seen, wrong=wrong, alarm=alarm)
                    assert found == pytest.approx(float(expected), abs=1e-12)


def test_many_falsified_items_are_as_exact_as_few():
    look = Opening(instrument=Instrument(id="i"), alarm=1, sizes=())
    for falsified in (1, BLOCK, BLOCK + 1, 4 * BLOCK):
        expected = Fraction(comb(300 - falsified, 2), comb(300, 2))
        assert look.silent(300, 2, falsified, "missing") == pytest.approx(float(expected), rel=1e-12)


def test_looks_have_their_sizes(read):
    comparison = read()
    looks = [
        Look(instrument="count", items=6),
        Look(instrument="count", share=0.25),
        Look(instrument="measure", goal=0.5, strata=("drums",)),
    ]
    made = visiting(comparison, looks)
    assert [one.sizes for one in made.items] == [((6,), (5, 6)), ((2,), (2, 3)), ((3,), (2, 0))]
    # 20 kg are two drums: of 8, a sample of 3 finds one of them with 0.8 sensitivity in more than half of cases.
    assert 1 - exactly(8, 2, 3, seen=Fraction(4, 5), wrong=0, alarm=1) >= 0.5
    assert 1 - exactly(8, 2, 2, seen=Fraction(4, 5), wrong=0, alarm=1) < 0.5


def test_a_goal_beyond_reach_takes_all_items(read):
    made = visiting(read(), [Look(instrument="measure", goal=0.99)])
    assert made.items[0].sizes[0] == (8,)


def test_a_visit_takes_days_and_money(read):
    made = visiting(read(), [Look(instrument="count", items=6)])
    assert made.days(0) == pytest.approx(1 + 0.6)
    assert made.money(0) == pytest.approx(2 * 1.6 + 6 * 0.5)
    assert made.days(1) == pytest.approx(1.1)


def test_seals_and_items_are_two_looks(read):
    made = visiting(read(), [Look(instrument="count", items=4), Look(instrument="seal", share=1.0)])
    by_items, by_seals = made.silent(0, 0, 2, "missing")
    assert by_items == pytest.approx(6 / 28)
    assert by_seals == pytest.approx(0.3**2)
    assert made.silent(0, 0, 2, "dummy") == pytest.approx((1.0, 0.3**2))
