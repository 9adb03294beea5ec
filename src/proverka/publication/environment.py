"""The templates of an edition: its own, and those that it shares with the report."""

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import ChoiceLoader, Environment, PackageLoader

from proverka.publication.addresses import PATHS, figure_anchor
from proverka.reporting.html import neutral_environment
from proverka.reporting.tongue import CUT, NEUTRAL


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates of an edition: its own, and those that it shares with the report."""
    made = neutral_environment(CUT)
    assert made.loader is not None, "made with one"
    made.loader = ChoiceLoader([PackageLoader("proverka.publication"), made.loader])
    made.filters["figure_anchor"] = figure_anchor
    made.filters["latest"] = latest
    made.globals.update(
        to=PATHS,
        as_of=NEUTRAL.today(),
        known_at=NEUTRAL.known_at(),
    )
    return made


# As many rows as a page shows of one list: some 300 kB. Who wants more takes the data.
ROWS_MAX = 400


def latest(items: Iterable[object]) -> tuple[object, ...]:
    """Return the last of a list in order of day, as many as a page shows."""
    return tuple(items)[-ROWS_MAX:]
