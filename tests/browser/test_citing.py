"""What is cited and embedded has an address that holds outside of the page, wherever the edition lies."""

import re
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.publishing import publish
from proverka.case.scaffold import write_scaffold

CHART = "en/charts/obligations-AGREEMENT.html"
EMBED = "en/embed/obligations-AGREEMENT.html"
OBLIGATION = "en/obligations/DESTROY-ALL.html"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it; a browser asks for an icon unbidden."""

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("citing")
    write_scaffold(folder / "quarry", "quarry")
    authored = read_authored(folder / "quarry")
    build_case(authored, folder / "built", demonstration_keyring(authored.words))
    publish(open_case(folder / "built"), folder / "public")
    return folder / "public"


@pytest.fixture(scope="module")
def address(edition: Path) -> Iterator[str]:
    """Where the edition is served, in a folder of a site that has other pages too."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(edition.parent)))
    running = Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}/{edition.name}/"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must neither complain nor ask for anything outside of where it lies."""
    told: list[str] = []
    context = browser.new_context()
    opened = context.new_page()
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    yield opened
    context.close()
    assert told == []


def test_a_citation_names_the_address_at_which_it_was_read(page: Page, address: str):
    page.goto(address + OBLIGATION)
    assert page.inner_text("[data-address]") == address + OBLIGATION


def test_on_another_day_it_names_that_day(page: Page, address: str):
    page.goto(f"{address}{OBLIGATION}?on=2024-03-01")
    page.wait_for_selector("html[data-shown='2024-03-01']")
    assert page.inner_text("[data-address]") == f"{address}{OBLIGATION}?on=2024-03-01"
    assert "as of 2024-03-01, as known at 2024-03-01" in page.inner_text(".citation")
    assert page.is_visible(".of-edition")


def test_the_code_to_embed_a_chart_shows_that_chart(page: Page, address: str, edition: Path):
    page.goto(address + CHART)
    code = page.inner_text("pre.code")
    assert f'src="{address}{EMBED}"' in code
    found = re.search(r'height="(\d+)"', code)
    assert found
    (edition.parent / "other.html").write_text(f"<!DOCTYPE html><title>Another page</title>{code}", encoding="utf-8")
    page.goto(address + "../other.html")
    frame = page.frame_locator("iframe")
    frame.locator("svg:visible").wait_for()
    assert frame.locator("svg:visible").count() == 1
    assert frame.locator(".source-line").inner_text().startswith("Source: ")
    content = frame.locator("html").evaluate("(root) => root.scrollHeight")
    assert content <= int(found[1])


def test_from_a_disk_it_names_the_place_within_the_edition(page: Page, edition: Path):
    page.goto((edition / OBLIGATION).as_uri())
    assert page.inner_text("[data-address]") == "obligations/DESTROY-ALL.html"


def test_without_scripts_everything_is_there(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address + CHART)
    assert opened.inner_text("[data-address]") == "charts/obligations-AGREEMENT.html"
    assert "<iframe" in opened.inner_text("pre.code")
    assert [link.inner_text() for link in opened.locator(".downloads a").all()][:5] == [
        "CSV", "CSV, every column", "JSON", "SVG", "PNG",
    ]  # fmt: skip
    context.close()


def test_a_download_is_a_file(page: Page, address: str):
    page.goto(address + OBLIGATION)
    with page.expect_download() as found:
        page.click(".downloads a >> text=CSV")
    assert found.value.suggested_filename == "DESTROY-ALL.csv"
