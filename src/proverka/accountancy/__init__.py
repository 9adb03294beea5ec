"""Accountancy: what a material balance that does not close says, and how sure that makes us.

It knows numbers and arrays alone: measured quantities, effects of measurement, balance periods, thresholds. It knows no
case, no record and no clock, so that a mathematician can review it by itself.
"""

__all__: list[str] = []
