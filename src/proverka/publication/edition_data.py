"""Everything of an edition that is data: what can be cited, the record, feeds, and the descriptions of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proverka.publication.chronicle import Turn
from proverka.publication.crate import CRATE_FILE, crate
from proverka.publication.data_files import DataFiles, File
from proverka.publication.datum import Datum
from proverka.publication.deadlines import CALENDAR_FILE, deadline_calendar
from proverka.publication.downloads import Downloads, downloads_of
from proverka.publication.drawings import pictures_of
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import FEED_FILE, change_feed
from proverka.publication.record_data import folder_files, part_files
from proverka.publication.record_entry import RecordEntry
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


@dataclass(slots=True)
class EditionData:
    """The data of one edition, made in the order in which they are told of: things, the record, and then the whole."""

    facts: EditionFacts
    charts: Sequence[Chart]
    listed: list[Datum] = field(default_factory=list)
    made: DataFiles = field(init=False)

    def __post_init__(self) -> None:
        self.made = DataFiles(facts=self.facts)

    def things(self) -> Iterator[File]:
        """Yield the files of every obligation, basis, table and chart."""
        audit, made = self.facts.audit, self.made
        yield from made.of(obligation_data(audit), made.shared("obligations/schema.json", OBLIGATION_TABLE))
        shown, whole = ("figures/schema.json", SHOWN_FIGURE_TABLE), ("figures/full.schema.json", FIGURE_TABLE)
        yield from made.of(figure_data(audit), made.shared(*shown), made.shared(*whole))
        yield from made.of(self._listing(table_data(audit, self.facts.changes)))
        yield from made.of(self._drawn(self._listing(chart_data(audit, self.charts))))
        yield from made.schemas()
        yield from folder_files(self.facts)

    def _listing(self, data: Iterator[Datum]) -> Iterator[Datum]:
        for datum in data:
            self.listed.append(datum)
            yield datum

    def _drawn(self, data: Iterator[Datum]) -> Iterator[Datum]:
        for datum, chart in zip(data, self.charts, strict=True):
            yield replace(datum, pictures=pictures_of(chart, self.facts))

    def part(self, held: Sequence[RecordEntry]) -> Iterator[File]:
        """Yield the files of a part of the record."""
        return part_files(self.made, held)

    def whole(self, turns: Sequence[Turn], sizes: Mapping[str, int]) -> Iterator[File]:
        """Yield what tells of all the others, whose sizes are given as they come to be."""
        yield from self.made.whole()
        yield FEED_FILE, change_feed(self.facts, turns)
        yield CALENDAR_FILE, deadline_calendar(self.facts)
        yield CRATE_FILE, crate(self.facts, sizes)

    def downloads(self, sizes: Mapping[str, int]) -> Downloads:
        """Return what the page of downloads lists."""
        return downloads_of(self.facts, self.listed, sizes)
