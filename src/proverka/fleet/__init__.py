"""The same book asked by several processes, of this machine or of a cluster: each answers for a part of it.

It knows parts and how to run them: here, in a pool of processes, as Ray tasks. What the parts are `book` says; a case
it does not know. A lost worker costs a retry of what it was at. What comes out is the same to the byte as from one
process.
"""

from proverka.fleet.cluster import cluster
from proverka.fleet.executor import LOSSES_MAX, Executor, Here
from proverka.fleet.pool import Pool
from proverka.fleet.striking import strike

__all__ = [
    "LOSSES_MAX",
    "Executor",
    "Here",
    "Pool",
    "cluster",
    "strike",
]
