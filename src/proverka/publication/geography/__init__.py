"""The shape of the world: coasts and borders as data, and how they become lines on a flat map.

It knows longitudes, latitudes, projections and pixels. It does not know what a case is, nor what stands on a map.
"""

from proverka.publication.geography.atlas import Atlas, world
from proverka.publication.geography.ground import Ground, ground_of
from proverka.publication.geography.projection import Flat, Projection, fitting, kilometres

__all__ = ["Atlas", "Flat", "Ground", "Projection", "fitting", "ground_of", "kilometres", "world"]
