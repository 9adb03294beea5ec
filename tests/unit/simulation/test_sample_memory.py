import numpy as np
import pytest

from proverka.simulation.sample_memory import SampleMemory

HISTORIES = 40_000
EVERYWHERE = np.arange(HISTORIES)


def test_what_a_sample_lacks_comes_of_what_is_not_in_it():
    chance, memory = np.random.default_rng(3), SampleMemory(8, HISTORIES)
    first = memory.take(chance, EVERYWHERE, 7, 4)
    second = memory.take(chance, EVERYWHERE, 7, 4)
    # Each leaves out one of eight items, of which four are falsified; the second never the one that the first left out.
    assert set(np.unique(first)) == set(np.unique(second)) == {3, 4}
    assert first.mean() == pytest.approx(3.5, abs=0.02)
    assert second[first == 3].mean() == pytest.approx(4 - 3 / 7, abs=0.02)
    assert second[first == 4].mean() == pytest.approx(4 - 4 / 7, abs=0.02)


def test_all_are_taken_before_any_is_taken_again():
    chance, memory = np.random.default_rng(3), SampleMemory(9, HISTORIES)
    held = sum(memory.take(chance, EVERYWHERE, 3, 5) for _ in range(3))
    assert np.all(held == 5)


def test_histories_that_were_not_visited_remember_nothing():
    chance, memory = np.random.default_rng(3), SampleMemory(6, HISTORIES)
    half = EVERYWHERE[::2]
    memory.take(chance, half, 3, 0)
    held = np.zeros(HISTORIES, np.int64)
    held[:] = memory.take(chance, EVERYWHERE, 3, 2)
    # Falsified since: two of six. Half of the histories take the other three, half take any three.
    assert held[::2].mean() == pytest.approx(1, abs=0.02)
    assert held[1::2].mean() == pytest.approx(1, abs=0.02)
    held[:] = memory.take(chance, EVERYWHERE, 3, 2)
    assert held[1::2].mean() == pytest.approx(1, abs=0.02)
