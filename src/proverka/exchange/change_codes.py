"""The codes of inventory changes: how something comes into an account area or goes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sign = Literal[1, -1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCode:
    """A kind of inventory change: whether it adds (1) or takes (-1), what it means, and what stands nearest.

    `nearest` are the keywords of the IAEA's model subsidiary arrangement, Code 10, that mean nearly the same.
    """

    sign: Sign
    meaning: str
    nearest: str


CHANGES: Mapping[str, ChangeCode] = {
    "EN": ChangeCode(sign=1, meaning="enters the book: declared for the first time", nearest="RN, RS"),
    "RC": ChangeCode(sign=1, meaning="receipt: comes from an account outside the area", nearest="RD, RF"),
    "GA": ChangeCode(sign=1, meaning="gain: enters the book as found", nearest="GA"),
    "RE": ChangeCode(sign=1, meaning="return: comes back from what had left the inventory", nearest="FW, DU"),
    "SH": ChangeCode(sign=-1, meaning="shipment: goes to an account outside the area", nearest="SD, SF"),
    "DS": ChangeCode(sign=-1, meaning="destruction: goes into a disposition that nothing leaves again", nearest="TU"),
    "LA": ChangeCode(sign=-1, meaning="loss by accident or theft", nearest="LA"),
    "LD": ChangeCode(sign=-1, meaning="discard: measured, and given up as waste", nearest="LD"),
}

ENTRY, RECEIPT, GAIN, RETURN, SHIPMENT, DESTRUCTION = "EN", "RC", "GA", "RE", "SH", "DS"

# What is made of a disposition where nobody says otherwise; those that a case names as final are destruction.
DISPOSITIONS: Mapping[str, str] = {
    "destroyed": DESTRUCTION,
    "lost": "LA",
    "stolen": "LA",
    "discarded": "LD",
    "found": GAIN,
}
