"""Numbers and arrays that a caller hands to the statistics, checked once where they come in.

The statistics of `inspection` and `accountancy` are called with numbers of any origin: a command's options, a table, a
notebook. What they cannot take is refused here, by the name of the argument, so that no formula is asked about a
probability of 1.2 and answers.
"""

from typing import NoReturn, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from proverka.model.errors import Refusal, RefusedError

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]
Truths = NDArray[np.bool_]
Number = TypeVar("Number", np.float64, np.int64)


def reals(where: str, values: ArrayLike, *, least: float = -np.inf, most: float = np.inf, bounds: str = "[]") -> Reals:
    """Return finite real numbers as an array of their own shape, from `least` to `most`.

    `bounds` says which ends belong: `[]`, `[)`, `(]` or `()`. Raises RefusedError (bad-value) by the name `where`.
    """
    found = _array(where, values, np.float64)
    above = found >= least if bounds[0] == "[" else found > least
    below = found <= most if bounds[1] == "]" else found < most
    inside = np.isfinite(found) & above & below
    if not np.all(inside):
        span = f"{bounds[0]}{least:g}, {most:g}{bounds[1]}"
        wanted = "a finite number" if span == "[-inf, inf]" else f"a finite number in {span}"
        refuse(where, wanted, _first(found, inside))
    return found


def counts(where: str, values: ArrayLike, *, least: int = 0, most: int = 2**53) -> Counts:
    """Return whole numbers as an array of their own shape, from `least` to `most`, both included.

    A float that is whole is one. Raises RefusedError (bad-value) by the name `where`.
    """
    found = reals(where, values)
    inside = (found == np.floor(found)) & (found >= least) & (found <= most)
    if not np.all(inside):
        refuse(where, f"a whole number from {least} to {most}", _first(found, inside))
    return found.astype(np.int64)


def probabilities(where: str, values: ArrayLike, *, bounds: str = "[]") -> Reals:
    """Return probabilities as an array of their own shape. Raises RefusedError (bad-value) by the name `where`."""
    return reals(where, values, least=0.0, most=1.0, bounds=bounds)


def freedom(where: str, values: ArrayLike) -> Reals:
    """Return degrees of freedom as an array of their own shape: above 0, infinite for what is known and not estimated.

    Raises RefusedError (bad-value) by the name `where`.
    """
    found = _array(where, values, np.float64)
    inside = found > 0
    if not np.all(inside):
        refuse(where, "a number above 0, or infinity", _first(found, inside))
    return found


def one_real(
    where: str, value: ArrayLike, *, least: float = -np.inf, most: float = np.inf, bounds: str = "[]"
) -> float:
    """Return one finite number, as `reals` does arrays. Raises RefusedError (bad-value) also for an array."""
    return float(_one(where, reals(where, value, least=least, most=most, bounds=bounds), "a number"))


def one_count(where: str, value: ArrayLike, *, least: int = 0, most: int = 2**53) -> int:
    """Return one whole number, as `counts` does arrays. Raises RefusedError (bad-value) also for an array."""
    return int(_one(where, counts(where, value, least=least, most=most), "a whole number"))


def one_probability(where: str, value: ArrayLike, *, bounds: str = "[]") -> float:
    """Return one probability. Raises RefusedError (bad-value) also for an array."""
    return one_real(where, value, least=0.0, most=1.0, bounds=bounds)


def refuse(where: str, expected: str, got: str, *, remedy: str = "", refusal: Refusal = Refusal.BAD_VALUE) -> NoReturn:
    """Raise RefusedError for an argument that the statistics cannot take."""
    raise RefusedError(refusal, where=where, expected=expected, got=got, remedy=remedy or f"give {expected}")


def _array(where: str, values: ArrayLike, kind: type[np.float64]) -> Reals:
    wanted = "a number, or an array of numbers"
    try:
        given = np.asarray(values)
        # Text, dates and complex numbers would be converted, and a mask would be dropped, without a word.
        if given.dtype.kind not in "biufO" or np.ma.is_masked(values):
            refuse(where, wanted, f"{values!r:.80}")
        return given.astype(kind)
    except (TypeError, ValueError):
        refuse(where, wanted, f"{values!r:.80}")
    except OverflowError:
        refuse(where, wanted, "a number too large to compute with")


def _one(where: str, found: NDArray[Number], expected: str) -> Number:
    if found.ndim:
        refuse(where, expected, f"an array of shape {found.shape}")
    return found.flat[0]


def _first(found: Reals, inside: Truths) -> str:
    return f"{found[~inside].flat[0]:.12g}"
