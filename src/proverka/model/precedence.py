"""Several things wrong with one input: the first in the order of `Refusal` is reported, whichever was found first."""

from types import TracebackType
from typing import Self

from proverka.model.errors import ProverkaError, Refusal

_ORDER = {refusal: place for place, refusal in enumerate(Refusal)}


class Faults:
    """What is wrong with one input, gathered check by check: `with faults: check(...)`, and `raise_first` at the end.

    What a check would have given is missing where it was refused: only checks that do without it may follow.
    """

    __slots__ = ("_gathered",)

    def __init__(self) -> None:
        self._gathered: list[ProverkaError] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep a refusal and go on; let every other error through."""
        if isinstance(error, ProverkaError):
            self._gathered.append(error)
            return True
        return False

    def __bool__(self) -> bool:
        return bool(self._gathered)

    def raise_first(self) -> None:
        """Raise the fault that stands first in `Refusal`, of several such the one that was found first; or return."""
        if self._gathered:
            raise min(self._gathered, key=lambda error: _ORDER[error.fault.refusal])
