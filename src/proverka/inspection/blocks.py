"""Arrays of plans taken a block at a time, so that a million of them need no more memory than a block does."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from proverka.model.numeric import Reals

# As many plans as have all their intermediate arrays in a processor's own memory: a third faster than all at once.
BLOCK = 2**14

Number = TypeVar("Number", np.float64, np.int64)


def floats(*values: ArrayLike) -> tuple[Reals, ...]:
    """Return values as arrays of double numbers of their common shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, np.float64) for value in values)))


def blockwise(
    function: Callable[..., NDArray[Number]], kind: type[Number], *values: NDArray[np.generic]
) -> NDArray[Number]:
    """Return what `function` makes of arrays that broadcast, in their common shape, a block of plans at a time."""
    shape = np.broadcast_shapes(*(value.shape for value in values))
    flat = [np.broadcast_to(value, shape).reshape(-1) for value in values]
    result = np.empty(int(np.prod(shape, dtype=np.int64)), kind)
    for first in range(0, result.size, BLOCK):
        result[first : first + BLOCK] = function(*(value[first : first + BLOCK] for value in flat))
    return result.reshape(shape)
