"""Draw: chance that nobody can bend, made again by anybody: commitments, a seed, a selection.

It knows texts, hashes and numbers; it knows no case and no log, and no statistics, so that whoever checks a record with
draws in it loads none.
"""

from proverka.draw.lot import choose, commitment_of, seed_of, select, selection_hash

__all__ = ["choose", "commitment_of", "seed_of", "select", "selection_hash"]
