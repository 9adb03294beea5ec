"""A made-up list of suspected sites, to try plans of visits on: no place in it exists, and no number is anybody's."""

from collections.abc import Iterator

import numpy as np

SITES_MAX = 1_000
HEADER = "site,stratum,population,goal_items,rate_per_day,sensitivity,setup_days,days_max,latitude,longitude"
# What a stratum is, how many items it has, how many of a hundred reach a goal quantity, how many are opened in a day.
_KINDS = (
    ("drums", (40, 400), (4, 25), (12, 30)),
    ("containers", (10, 80), (8, 40), (4, 10)),
    ("unfilled casings", (200, 2_000), (3, 15), (40, 90)),
)
# Half of the sites lie around these, in degrees, the others anywhere between: roads lead from one to the next.
_CENTRES = ((34.6, 36.9), (35.3, 38.3), (33.4, 38.9), (36.1, 37.4))


def site_list(*, sites: int, seed: int) -> str:
    """Return the table of so many sites, as `proverka.inspection.site_table` reads it; the same seed gives the same.

    Most sites have one stratum, some have two.
    """
    chance = np.random.default_rng(seed)
    lines = [HEADER]
    for number in range(1, sites + 1):
        lines.extend(_site(chance, f"site-{number:03}"))
    return "\n".join([*lines, ""])


def _site(chance: np.random.Generator, name: str) -> Iterator[str]:
    place = _place(chance)
    setup = chance.choice(["0.5", "1"])
    longest = int(chance.integers(2, 6))
    strata = chance.permutation(len(_KINDS))[: 1 + int(chance.random() < 0.3)]  # noqa: PLR2004 - three of ten
    for kind in strata:
        stratum, items, percent, rate = _KINDS[kind]
        population = int(chance.integers(*items))
        goal = max(1, round(population * chance.integers(*percent) / 100))
        opened, sensitivity = int(chance.integers(*rate)), chance.choice(["0.9", "0.95", "1"])
        yield f"{name},{stratum},{population},{goal},{opened},{sensitivity},{setup},{longest},{place}"


def _place(chance: np.random.Generator) -> str:
    if chance.random() < 0.5:  # noqa: PLR2004 - every other
        centre = _CENTRES[int(chance.integers(len(_CENTRES)))]
        north, east = chance.normal(centre, 0.25)
    else:
        north, east = chance.uniform((33.0, 36.3), (36.6, 40.0))
    return f"{north:.3f},{east:.3f}"
