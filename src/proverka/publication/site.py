"""What an edition has once: what all pages share, its past, and what tells of the whole, when all parts are made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from proverka.publication.edition_data import DataMade, WholeData
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.environment import environment
from proverka.publication.frame import File, Frame
from proverka.publication.moment import Moment
from proverka.publication.pages import standing_sheets
from proverka.publication.past import Past
from proverka.publication.periods import Period
from proverka.publication.record_pages import RecordPart
from proverka.publication.search import first_days_file
from proverka.publication.sources import sources_of
from proverka.publication.verify_page import Checking
from proverka.reporting.catalogues import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an edition tells of the whole, with its printed reports, if any.

    All else of it is made in parts (`site_parts`): `record` are the pages of its entries in short, `data` is what is
    told of its data, `sizes` are those of all files so far, by their paths; a folder of which more is not told has a
    stroke at the end.
    """

    frame: Frame
    present: Moment
    keeper: str
    past: Past
    periods: Sequence[Period]
    record: Sequence[RecordPart]
    data: DataMade
    checking: Checking
    papers: Sequence[File] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


def facts_of(moment: Moment, keeper: str) -> EditionFacts:
    """Return what an edition says of itself."""
    codes = tuple(language.code for language in languages())
    return EditionFacts(audit=moment.audit, changes=moment.changes, keeper=keeper, languages=codes)


def site_files(published: Published) -> Iterator[File]:
    """Yield every file of the edition that no part of it has: its path and its bytes. What tells of others is last."""
    sizes = dict(published.sizes)
    for path, content in _files(published, sizes):
        sizes[path] = len(content)
        yield path, content


def _files(published: Published, sizes: Mapping[str, int]) -> Iterator[File]:
    """Yield the files. `sizes` has, whenever one is asked for, the sizes of those before."""
    frame, audit = published.frame, published.present.audit
    data = WholeData(facts=facts_of(published.present, published.keeper), made=published.data)
    yield "index.html", _doors(audit.case.title).encode()
    yield from published.past.files()
    yield first_days_file(published.past)
    yield from published.papers
    yield from data.files(published.past.chronicle.turns, sizes)
    values = {
        "record": published.record,
        "sources": sources_of(audit),
        "periods": published.periods,
        "downloads": data.downloads(sizes),
        "checking": published.checking,
    }
    yield from frame.pages(standing_sheets(published.present, **values))


def _doors(name: str) -> str:
    """Return the first page of all: it leads to the English one, and names the other languages."""
    return environment().get_template("root.html").render(name=name, languages=languages())
