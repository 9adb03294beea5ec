"""Products of matrices on one thread: who draws has threads already, and those of a library wait for each other.

On a shared machine of two cores such a product took a hundred times as long with the library's own threads.
"""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which the libraries of matrices begin no threads."""
    limited: AbstractContextManager[object] = _libraries().limit(limits=1)
    return limited


@cache
def _libraries() -> ThreadpoolController:
    """Return what holds them: to find the libraries takes longer than to draw many a portion."""
    return ThreadpoolController()
