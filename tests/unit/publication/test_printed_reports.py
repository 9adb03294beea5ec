"""Printed reports are part of an edition where they are asked for, and cost nothing where they are not."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from proverka.assessment.result import Audit
from proverka.publication import Published, site_files
from proverka.publication import site as edition
from proverka.publication.moment import Moment
from proverka.publication.past import Past
from proverka.reporting.paper import Imprint


@pytest.fixture
def published(repository: Path) -> Published:
    audit = msgspec.json.decode((repository / "tests/golden/report-audit.json").read_bytes(), type=Audit)
    return Published(present=Moment(audit=audit, changes=None), past=Past(days=[audit.as_of]))


def test_an_edition_has_the_printed_reports_that_it_is_asked_for(published: Published, monkeypatch):
    asked = []

    def made(audit, changes, languages, imprint, progress):
        asked.append((audit, changes, tuple(languages), imprint))
        yield "reports/sample.pdf", b"%PDF"

    monkeypatch.setattr(edition, "paper_files", made)
    without = dict(site_files(published))
    assert asked == []
    imprint = Imprint(keeper="Case desk", readers="public")
    files = dict(site_files(replace(published, imprint=imprint)))
    assert files.keys() - without.keys() == {"reports/sample.pdf"}
    audit = published.present.audit
    assert asked == [(audit, None, edition.LANGUAGES, imprint)]
