"""Everything of an edition that is data: what can be cited, feeds, and the descriptions of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proverka.publication.chronicle import Turn
from proverka.publication.crate import CRATE_FILE, crate
from proverka.publication.data_files import DataFiles, File, Resource, zip_file
from proverka.publication.datum import Cited, Datum
from proverka.publication.deadlines import CALENDAR_FILE, deadline_calendar
from proverka.publication.downloads import Downloads, downloads_of
from proverka.publication.drawings import pictures_of
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import FEED_FILE, change_feed
from proverka.publication.record_data import folder_files
from proverka.publication.thing_data import (
    FIGURE_TABLE,
    OBLIGATION_TABLE,
    SHOWN_FIGURE_TABLE,
    chart_data,
    figure_data,
    obligation_data,
    table_data,
)
from proverka.reporting.chart_canvas import Chart


@dataclass(slots=True, kw_only=True)
class DataMade:
    """What is told of data that were made: each CSV as the package says of it, and what the page of downloads lists."""

    resources: list[Resource] = field(default_factory=list)
    listed: list[Cited] = field(default_factory=list)

    def add(self, later: "DataMade") -> None:
        """Add what is told of other data, which come after these."""
        self.resources += later.resources
        self.listed += later.listed


@dataclass(slots=True, kw_only=True)
class ThingFiles:
    """Makes the files of whatever can be cited, and remembers what is told of them."""

    facts: EditionFacts
    made: DataMade = field(default_factory=DataMade)

    def things(self) -> Iterator[File]:
        """Yield the files of every obligation, basis and table, and the package of all tables."""
        audit, files = self.facts.audit, self._files()
        yield from files.of(obligation_data(audit), files.shared("obligations/schema.json", OBLIGATION_TABLE))
        shown, whole = ("figures/schema.json", SHOWN_FIGURE_TABLE), ("figures/full.schema.json", FIGURE_TABLE)
        yield from files.of(figure_data(audit), files.shared(*shown), files.shared(*whole))
        yield from files.of(self._listing(table_data(audit, self.facts.changes)))
        yield from files.schemas()
        yield from folder_files(self.facts)
        yield zip_file(self.facts)

    def charts(self, charts: Sequence[Chart]) -> Iterator[File]:
        """Yield the files of charts: their numbers and their pictures."""
        data = zip(chart_data(self.facts.audit, charts), charts, strict=True)
        drawn = (replace(datum, pictures=pictures_of(chart, self.facts)) for datum, chart in data)
        return self._files().of(self._listing(drawn))

    def _files(self) -> DataFiles:
        return DataFiles(facts=self.facts, resources=self.made.resources)

    def _listing(self, data: Iterator[Datum]) -> Iterator[Datum]:
        for datum in data:
            self.made.listed.append(datum.cited)
            yield datum


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeData:
    """Tells of all data, once they were made."""

    facts: EditionFacts
    made: DataMade

    def files(self, turns: Sequence[Turn], sizes: Mapping[str, int]) -> Iterator[File]:
        """Yield what tells of all the others, whose sizes are given as they come to be."""
        yield from DataFiles(facts=self.facts, resources=self.made.resources).whole()
        yield FEED_FILE, change_feed(self.facts, turns)
        yield CALENDAR_FILE, deadline_calendar(self.facts)
        yield CRATE_FILE, crate(self.facts, sizes)

    def downloads(self, sizes: Mapping[str, int]) -> Downloads:
        """Return what the page of downloads lists."""
        return downloads_of(self.facts, self.made.listed, sizes)
