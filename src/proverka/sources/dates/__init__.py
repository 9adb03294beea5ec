"""Dates: expressions of time as intervals of days, each with the rule by which it was read.

It knows a calendar and the words for its parts; it does not know what happened.
"""

from proverka.sources.dates.dated import dates_in
from proverka.sources.dates.speaking import said_of

__all__ = ["dates_in", "said_of"]
