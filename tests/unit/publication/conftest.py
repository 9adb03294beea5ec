"""The worked case, built once, and its past over some weeks."""

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
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.pace import Pace
from proverka.publication.past import Past, past_of
from proverka.publication.site import frame_of, record_files, search_files
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
def published(syria: Case, moments: Moments, past: Past) -> Published:
    """What the edition of LAST is made of."""
    return Published(
        present=moments.on(LAST),
        past=past,
        pace=Pace.DAY,
        periods=(),
        record=lambda: PublicRecord(syria).entries(),
        beside={"record/": 0, "edition.json": 2, "policy.txt": 1},
        checking=checking_of(syria),
        # Charts are drawn in English alone; pages in other languages are tested without.
        pictures={one.code: {"": ""} for one in languages() if one.code != "en"},
    )


@pytest.fixture(scope="session")
def edition(published: Published) -> dict[str, bytes]:
    """Every file of the edition of LAST, by its path."""
    record = record_files(frame_of(published), published.present, published.record())
    search = search_files(published.present.audit, published.record())
    return {**dict(site_files(published)), **dict(search), **dict(record)}


@pytest.fixture(scope="session")
def facts(published: Published) -> EditionFacts:
    """What the edition of LAST says of itself."""
    return EditionFacts(audit=published.present.audit, keeper="Case desk", languages=("en",))
