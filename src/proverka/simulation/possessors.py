"""Who declared chemical weapons, how much, and how fast the world destroyed them: public figures.

Totals are those of the case material (cases/world_totals.csv there), by the OPCW and the possessors.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Possessor:
    """Who declared what: `tonnes` in all, at so many storage and destruction facilities, from `declared` on."""

    id: str
    name: str
    tonnes: int
    stores: int
    plants: int
    declared: date


# Tonnes as declared (OPCW, Russia and the United States in world totals as of 2013 to 2023); the rest of the 72,531
# tonnes of seven possessors is divided among the others, of which no public total is at hand.
POSSESSORS = (
    Possessor(id="russia", name="Russia", tonnes=39_967, stores=7, plants=7, declared=date(1997, 12, 5)),
    Possessor(id="united-states", name="United States", tonnes=27_769, stores=9, plants=9, declared=date(1997, 5, 29)),
    Possessor(id="syria", name="Syria", tonnes=1_308, stores=12, plants=5, declared=date(2013, 10, 24)),
    Possessor(id="albania", name="Albania", tonnes=17, stores=1, plants=1, declared=date(2003, 3, 1)),
    Possessor(id="possessor-a", name="A possessor", tonnes=1_200, stores=3, plants=2, declared=date(1997, 6, 1)),
    Possessor(id="possessor-b", name="Another possessor", tonnes=1_000, stores=2, plants=2, declared=date(1997, 7, 1)),
    Possessor(id="possessor-c", name="A third possessor", tonnes=1_270, stores=2, plants=2, declared=date(2004, 3, 5)),
)

# By which day which part of all that was declared was destroyed (the case material's world totals).
DESTROYED: tuple[tuple[date, float], ...] = (
    (date(1998, 1, 1), 0.0),
    (date(2007, 6, 30), 0.33),
    (date(2009, 4, 30), 0.44),
    (date(2010, 7, 8), 0.6005),
    (date(2013, 12, 31), 0.8069),
    (date(2017, 11, 27), 0.9625),
    (date(2019, 10, 31), 0.973),
    (date(2023, 7, 7), 1.0),
)
END = date(2023, 7, 7)
