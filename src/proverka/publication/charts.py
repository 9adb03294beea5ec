"""The charts of an edition: those of the report, and the map, which only an edition has."""

from dataclasses import replace

from proverka.assessment.result import Audit
from proverka.publication.map_chart import place_map
from proverka.publication.map_drawing import Mapped
from proverka.reporting import charts
from proverka.reporting.charts import Charts
from proverka.reporting.tongue import ENGLISH, Tongue


def charts_of(audit: Audit, tongue: Tongue = ENGLISH) -> Charts:
    """Return the charts of an audit, with its map."""
    found = place_map(Mapped(audit=audit), tongue)
    return replace(charts.charts_of(audit, tongue), maps=(found,) if found else ())
