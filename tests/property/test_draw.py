"""A draw by lot: uniform, the same by a slow oracle, and never worth refusing."""

import hashlib
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.draw import choose, seed_of, select
from proverka.inspection import detection_despite_refusal, detection_probability, refusal_proof_samples, smallest_sample

SEEDS = st.binary(min_size=32, max_size=32)


def slow_select(seed: bytes, stratum: str, population: int, sample: int) -> list[int]:
    """The page's rule, word for word: places that hold positions, a list of all of them."""
    places = list(range(population))
    drawn = []
    for i in range(1, sample + 1):
        text = f"proverka/draw-step/v1\n{seed.hex()}\n{stratum}\n{i}\n"
        at = int(hashlib.sha256(text.encode()).hexdigest(), 16) % len(places)
        drawn.append(places[at])
        places[at] = places[-1]
        del places[-1]
    return drawn


@given(SEEDS, st.integers(1, 60), st.data())
def test_a_draw_is_what_the_page_says(seed, population, data):
    sample = data.draw(st.integers(0, population))
    drawn = select(seed, "s", population, sample)
    assert drawn == slow_select(seed, "s", population, sample)
    assert len(set(drawn)) == sample
    # A larger sample begins with the smaller one: what is opened first does not depend on how much is opened.
    assert select(seed, "s", population, population)[:sample] == drawn


@given(SEEDS, st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_a_schedule_is_drawn_by_its_ticket(seed, weights):
    text = f"proverka/draw-step/v1\n{seed.hex()}\nschedule\n1\n"
    tickets = [place for place, weight in enumerate(weights) for _ in range(weight)]
    ticket = int(hashlib.sha256(text.encode()).hexdigest(), 16) % len(tickets)
    assert choose(seed, weights) == tickets[ticket]


def test_every_pair_of_items_is_drawn_equally_often():
    # Of 15 pairs in 30,000 draws each comes 2,000 times; chi-square with 14 degrees of freedom is below 36.1 in 99.9 %.
    found = dict.fromkeys(combinations(range(6), 2), 0)
    for number in range(30_000):
        one, other = sorted(select(number.to_bytes(32, "big"), "s", 6, 2))
        found[one, other] += 1
    assert sum((count - 2000) ** 2 / 2000 for count in found.values()) < 36.1


def missed(population: int, defects: int, drawn: tuple[int, ...]) -> bool:
    """Whether a sample opens none of the falsified items, which are the first ones."""
    return all(item >= defects for item in drawn) and defects <= population


@pytest.mark.parametrize(("population", "defects", "sample", "refused"), [(6, 2, 2, 3), (5, 1, 2, 4), (7, 3, 1, 2)])
def test_an_informed_refuser_chooses_the_better_of_two_draws(population, defects, sample, refused):
    """Every pair of draws, equally likely: a cheat who sees both is found only where both find something."""
    pairs = list(product(combinations(range(population), sample), combinations(range(population), refused)))
    found = sum(not any(missed(population, defects, drawn) for drawn in pair) for pair in pairs)
    exact = Fraction(found, len(pairs))
    assert len(pairs) == comb(population, sample) * comb(population, refused)
    stated = float(detection_despite_refusal(population, defects, sample, refused, 1))
    assert stated == pytest.approx(float(exact), abs=1e-12)


def test_two_informed_refusers_choose_among_four():
    population, defects, sample, refused = 5, 2, 1, 2
    others = list(combinations(range(population), refused))
    draws = list(product(combinations(range(population), sample), others, others, others))
    found = sum(not any(missed(population, defects, drawn) for drawn in four) for four in draws)
    stated = float(detection_despite_refusal(population, defects, sample, refused, 2))
    assert stated == pytest.approx(float(Fraction(found, len(draws))), abs=1e-12)


@given(st.integers(2, 2000), st.data(), st.floats(0.01, 0.999), st.integers(0, 4))
def test_no_refusal_takes_detection_below_the_plan(population, data, probability, informed):
    defects = data.draw(st.integers(1, population))
    first, refused = (int(n) for n in refusal_proof_samples(population, defects, probability, informed))
    kept = float(detection_despite_refusal(population, defects, first, refused, informed))
    assert kept >= probability - 1e-12
    assert first <= refused <= population - defects + 1
    # A blind refusal changes one draw for another alike, with the larger sample.
    assert detection_probability(population, defects, refused) >= detection_probability(population, defects, first)
    if refused > first:
        fewer = float(detection_despite_refusal(population, defects, first, refused - 1, informed))
        assert fewer < probability + 1e-12
    if informed == 0:
        assert first == refused == int(smallest_sample(population, defects, probability))


def test_plans_are_sized_all_at_once():
    populations, informed = np.array([[100], [500]]), np.arange(3)
    first, refused = refusal_proof_samples(populations, 10, 0.95, informed)
    assert first.shape == refused.shape == (2, 3)
    assert (first[1, 1], refused[1, 1]) == tuple(int(n) for n in refusal_proof_samples(500, 10, 0.95, 1))


PARTIES = ("state", "inspectorate", "third")
RUNS = 3000


def seeds_of(number: int, silent: tuple[str, ...]) -> bytes:
    """Return the seed of one simulated draw in which some keep silent; the secrets are random, the log is chosen."""
    secrets = {party: hashlib.sha256(f"{number} {party}".encode()).digest() for party in PARTIES}
    reveals = [(party, None if party in silent else secrets[party]) for party in PARTIES]
    return seed_of(case="c", plan=bytes(32), size=9, root=bytes(32), reveals=reveals)


def test_with_the_real_hashes_the_best_coalition_does_not_win():
    """The State hides 10 of 100; of two inspecting parties the second is its friend, and reveals last, or is silent."""
    population, defects, goal = 100, 10, 0.8
    sample, refused = (int(n) for n in refusal_proof_samples(population, defects, goal, 1))
    blind, best, bare = 0, 0, 0
    for number in range(RUNS):
        full = select(seeds_of(number, ()), "s", population, sample)
        after = select(seeds_of(number, ("third",)), "s", population, refused)
        small = select(seeds_of(number, ("third",)), "s", population, sample)
        unseen = select(seeds_of(number, ("state",)), "s", population, refused)
        best += any(missed(population, defects, tuple(drawn)) for drawn in (full, after))
        bare += any(missed(population, defects, tuple(drawn)) for drawn in (full, small))
        blind += missed(population, defects, tuple(unseen))
    sigma = (goal * (1 - goal) / RUNS) ** 0.5
    assert best / RUNS <= 1 - goal + 4 * sigma
    # The State is silent first, without sight: it meets the larger sample, and is found more often than without.
    assert blind / RUNS <= 1 - goal
    # Without a larger sample the friend would have won: the test sees what it is there to see.
    assert bare / RUNS > 1 - goal + 4 * sigma
