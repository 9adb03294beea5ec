"""The templates of an edition: its own, and those that it shares with the report."""

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
    made.globals.update(
        to=PATHS,
        as_of=NEUTRAL.today(),
        known_at=NEUTRAL.known_at(),
    )
    return made
