"""Where a statement was printed: the version of a text that was read, the place in it, and who else printed it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal

Version = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
# A longer text is no article; the place in it is a whole number that every reader of JSON holds exactly.
Place = Annotated[int, Meta(ge=0, le=1_000_000_000)]
PRINTINGS_MAX = 1000


class ReadPassage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where it was read: the SHA-256 of the version that was read, in hex, and the passage in the text made of it.

    Pages change; the version tells which one it was. Characters from `start` to `end`, without the last, of the text as
    Proverka reads it.
    """

    sha256: Version
    start: Place
    end: Place

    def __post_init__(self) -> None:
        """Refuse (meaningless) a passage that ends before it begins."""
        if self.end < self.start:
            raise MalformedError(
                Refusal.MEANINGLESS,
                where="passage",
                expected=f"an end at {self.start} or after",
                got=str(self.end),
                remedy="give the first character and the one after the last",
            )


class Printing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Another outlet that printed the same statement: it counts once, however many print it."""

    outlet: Annotated[str, Meta(min_length=1)]
    url: str = ""
    relay: str = ""
    passage: ReadPassage | None = None
