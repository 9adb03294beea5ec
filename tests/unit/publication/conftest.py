"""The worked case, built once, and its past over some weeks."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.moments import Moments
from proverka.case.opened import Case, open_case
from proverka.case.proving import checking_of
from proverka.case.public_record import PublicRecord
from proverka.publication import Published, site_files
from proverka.publication.charts import charts_of
from proverka.publication.data_files import DataFiles
from proverka.publication.drawings import Drawings
from proverka.publication.edition_data import DataMade, ThingFiles
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.frame import Frame
from proverka.publication.keeper import Keeper
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import SheetMaker
from proverka.publication.past import Past, past_of
from proverka.publication.record_entry import RecordEntry
from proverka.publication.record_pages import RecordPart
from proverka.publication.site import facts_of
from proverka.publication.site_parts import (
    RecordFiles,
    day_files,
    day_sheets,
    search_files,
    shared_files,
)
from proverka.reporting.catalogues import languages

# A decision extends a date, figures are corrected, and four duties go from pending to overdue or met.
FIRST, LAST = date(2014, 1, 20), date(2014, 3, 10)


@pytest.fixture(scope="session")
def syria(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The Syrian case."""
    folder = tmp_path_factory.mktemp("syria") / "case"
    authored = read_authored(repository / "cases" / "syria-2013")
    build_case(authored, folder, demonstration_keyring(authored.words))
    return open_case(folder)


@pytest.fixture(scope="session")
def moments(syria: Case) -> Moments:
    """The Syrian case on any day."""
    return Moments(syria)


@pytest.fixture(scope="session")
def past(moments: Moments) -> Past:
    """Every page as of every day from FIRST to LAST."""
    return past_from(moments, FIRST, LAST)


def past_from(moments: Moments, first: date, last: date) -> Past:
    """Return every page as of every day from one to another."""
    return past_of(moments.on, [first, *(day for day in moments.days(last) if day > first)], last)


@pytest.fixture(scope="session")
def entries(syria: Case) -> tuple[RecordEntry, ...]:
    """The entries of the record as its pages show them."""
    return tuple(PublicRecord(syria).entries())


@dataclass(kw_only=True)
class InParts:
    """Files that were made in parts, and what is told of them."""

    present: Moment
    files: dict[str, bytes] = field(default_factory=dict)
    data: DataMade = field(default_factory=DataMade)
    record: list[RecordPart] = field(default_factory=list)


@pytest.fixture(scope="session")
def parts(moments: Moments, frame: Frame, entries: tuple[RecordEntry, ...]) -> InParts:
    """What is made in parts of the edition of LAST."""
    present = moments.on(LAST)
    facts = facts_of(present, entries[0].party_name)
    made, things, data = InParts(present=present), ThingFiles(facts=facts), DataFiles(facts=facts)
    record = RecordFiles(frame=frame, maker=SheetMaker(present, Keeper()), data=data)
    sheets, charts = day_sheets(present), charts_of(present.audit).all
    for language in languages():
        # Charts are drawn in English alone; pages in other languages are tested without.
        pictures = Drawings(charts) if language.code == "en" else {}
        made.files |= dict(day_files(frame, sheets, language, pictures))
    made.files |= {**dict(things.things()), **dict(things.charts(charts)), **dict(record.of(entries))}
    made.files |= {
        **dict(search_files(present.audit, entries)),
        **dict(shared_files(present.audit, Pace.DAY, [FIRST, LAST])),
    }
    made.data, made.record = things.made, record.pages
    made.data.resources += data.resources
    return made


@pytest.fixture(scope="session")
def frame(moments: Moments) -> Frame:
    """What stands around the pages of the edition of LAST."""
    return Frame(audit=moments.on(LAST).audit, pace=Pace.DAY)


@pytest.fixture(scope="session")
def published(syria: Case, past: Past, frame: Frame, parts: InParts, entries: tuple[RecordEntry, ...]) -> Published:
    """What the edition of LAST tells of the whole."""
    beside = {"record/": 0, "edition.json": 2, "policy.txt": 1}
    return Published(
        frame=frame,
        present=parts.present,
        keeper=entries[0].party_name,
        past=past,
        periods=(),
        record=parts.record,
        data=parts.data,
        checking=checking_of(syria),
        sizes=beside | {path: len(content) for path, content in parts.files.items()},
    )


@pytest.fixture(scope="session")
def edition(published: Published, parts: InParts) -> dict[str, bytes]:
    """Every file of the edition of LAST, by its path."""
    return {**dict(site_files(published)), **parts.files}


@pytest.fixture(scope="session")
def facts(published: Published) -> EditionFacts:
    """What the edition of LAST says of itself."""
    return EditionFacts(audit=published.present.audit, keeper="Case desk", languages=("en",))
