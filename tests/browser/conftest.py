"""The report of the worked case, and a browser that may not leave it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.gauge import build_gauge

from proverka.case.auditing import audit_case, compare_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring, read_key
from proverka.case.opened import open_case
from proverka.case.publishing import publish
from proverka.fleet import Pool
from proverka.reporting import render_html

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BEFORE = (date(2014, 5, 31), date(2014, 6, 5))
DAY = (date(2014, 6, 30), date(2014, 7, 5))


@pytest.fixture(scope="session")
def report(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the Syrian case as of the end of June 2014, with what changed in the month."""
    folder = tmp_path_factory.mktemp("report")
    authored = read_authored(repository / "cases" / "syria-2013")
    build_case(authored, folder / "case", demonstration_keyring(authored.words))
    case = open_case(folder / "case")
    audit = audit_case(case, as_of=DAY[0], known=DAY[1])
    page = folder / "report.html"
    page.write_text(render_html(audit, compare_case(case, since=BEFORE, until=DAY)), encoding="utf-8")
    return page


@pytest.fixture(scope="session")
def gauge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small built case with everything that a reader's browser verifies; tests only read it."""
    return build_gauge(tmp_path_factory.mktemp("gauge"))


@pytest.fixture(scope="session")
def signed(gauge: Path) -> Path:
    """An edition whose list of files the inspectorate has signed."""
    publish(open_case(gauge), gauge.parent / "signed", key=read_key(gauge / "keys" / "inspectorate.key"))
    return gauge.parent / "signed"


@pytest.fixture(scope="session")
def edition(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public edition of the Syrian case as of the end of June 2014."""
    folder = tmp_path_factory.mktemp("edition")
    authored = read_authored(repository / "cases" / "syria-2013")
    build_case(authored, folder / "case", demonstration_keyring(authored.words))
    publish(open_case(folder / "case"), folder / "public", as_of=date(2014, 6, 30), executor=Pool(2))
    return folder / "public"


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def screenshots(repository: Path) -> Path:
    folder = repository / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
