"""Claims: what a statement claims: its kind, its stance, whether it is hedged, denied or under a condition.

It knows cue words and their scope within a sentence; it does not know who speaks.
"""

from proverka.sources.claims.claim import ClaimTable, claim_of

__all__ = ["ClaimTable", "claim_of"]
