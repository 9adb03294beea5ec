"""The public edition in a browser: every page in every language, any day, by keyboard, without a script, in print."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from proverka.assessment import Audit
from proverka.case.auditing import audit_case
from proverka.case.opened import Case, open_case

# Days on which duties are pending, at risk, overdue, met and met late; on the last of them much is known.
DAYS = (
    date(2013, 9, 14),
    date(2013, 12, 31),
    date(2014, 2, 5),
    date(2014, 2, 16),
    date(2014, 4, 28),
    date(2014, 6, 29),
)
P1 = "EC-M-34~DEC.1~p1-removal"
# One page of each kind.
LOOKED_AT = (
    "index", "obligations/index", f"obligations/{P1}", "holdings", "places", "views", "record/000", "search", "about",
    "reports/index", "changes", "figures/index", "instruments/index", "verify", "issues", "sources",
)  # fmt: skip
# Of them, those that differ by the direction of a language, by its letters or by the colours of the night.
LOOKED_AT_AGAIN = dict.fromkeys(("es", "fr", "ru", "zh"), ("index",)) | dict.fromkeys(
    ("ar", "en"), ("index", f"obligations/{P1}", "search")
)
AXE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def address(edition: Path) -> Iterator[str]:
    """The address at which the edition is served."""
    command = [
        sys.executable,
        "-c",
        "from proverka.cli import main; main()",
        "serve",
        str(edition),
        "--port",
        "0",
        "--quiet",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://[^/]+", server.stdout.readline())
        assert found
        yield found[0]
        server.terminate()


@pytest.fixture(scope="module")
def case(edition: Path) -> Case:
    return open_case(edition)


def audited(case: Case, day: date) -> Audit:
    return audit_case(case, as_of=day, known=day)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def _given_up(asked: Request) -> bool:
    """Whether the browser gave a request up because the next page was asked for."""
    return asked.failure == "net::ERR_ABORTED"


def watched(page: Page, address: str) -> list[str]:
    """What goes wrong on a page from now on: errors, messages, missing files, requests that leave the edition."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(f"outside: {asked.url}"))
    page.on("requestfailed", lambda asked: None if _given_up(asked) else wrong.append(f"failed: {asked.url}"))
    page.on("response", lambda answer: wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    return wrong


def shown(page: Page, url: str) -> Page:
    """Open a page and wait until it shows the day that is asked for."""
    page.goto(url)
    page.wait_for_selector("html[data-shown]", state="attached")
    return page


def pages_of(edition: Path, language: str) -> list[str]:
    return sorted(str(path.relative_to(edition)) for path in (edition / language).rglob("*.html"))


def languages_of(edition: Path) -> list[str]:
    return sorted(path.parent.name for path in edition.glob("*/about.html"))


def test_every_page_in_every_language_loads_with_no_error_and_no_request_outside(edition, address, signed, browser):
    """Every page of the small edition in every language, and every page of the worked case in English.

    PROVERKA_LANGUAGES=all: of that in every language too. Of its kinds of pages all are looked at further below.
    """
    every = languages_of(edition)
    assert every == languages_of(signed)
    chosen = every if os.environ.get("PROVERKA_LANGUAGES") == "all" else ["en"]
    for folder, root, languages in ((edition, address, chosen), (signed, signed.as_uri(), every)):
        # How pages look at their sizes is looked at further below; a small window takes a fifth less time.
        page = browser.new_page(viewport={"width": 400, "height": 300})
        wrong = watched(page, root)
        for language in languages:
            paths = pages_of(folder, language)
            assert len(paths) > 30
            for path in paths:
                page.goto(f"{root}/{path}")
                assert page.locator("h1").count() == 1, path
        assert wrong == []
        page.close()


def test_what_verifies_a_page_is_ready_on_pages_with_parts_of_many_names(address, page):
    wrong = watched(page, address)
    for path in ("downloads", "verify"):
        shown(page, f"{address}/en/{path}.html")
        page.wait_for_load_state("networkidle")
        assert page.locator("#verify-failed").is_hidden(), path
    assert page.locator("#whole").is_visible()
    assert wrong == []


def test_no_digit_of_an_arabic_picture_is_set_apart_from_its_number(address, page):
    # Where Chromium tears the first digit from a label, it has no width where it belongs.
    torn = """() => [...document.querySelectorAll("svg.chart text")].filter((label) => label.getClientRects().length)
      .filter((label) => [...label.textContent].some(
        (sign, i) => "\u0660" <= sign && sign <= "\u0669" && label.getExtentOfChar(i).width === 0
      )).map((label) => label.textContent)"""
    count = 0
    for path in ("places", "index", "holdings"):
        shown(page, f"{address}/ar/{path}.html")
        count += page.locator("svg.chart text").filter(has_text=re.compile("[\u0660-\u0669]")).count()
        assert page.evaluate(torn) == [], path
    assert count > 20


def test_the_first_page_leads_to_english_and_names_the_languages(address, page):
    wrong = watched(page, address)
    page.goto(address)
    page.wait_for_url("**/en/index.html")
    assert wrong == []


def statuses_of(page: Page) -> dict[str, str]:
    rows = page.locator("tr.row")
    return {
        re.sub(r"\s", "", row.locator("th").inner_text()): row.get_attribute("data-status") or "" for row in rows.all()
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_page_as_of_a_day_agrees_with_an_audit_of_that_day(case, address, page, day):
    wrong = watched(page, address)
    audit = audited(case, day)
    shown(page, f"{address}/en/obligations/index.html?on={day}")
    assert statuses_of(page) == {o.id: o.status for o in audit.obligations}
    shown(page, f"{address}/en/index.html?on={day}")
    assert f"As of {day}, as known at {day}" in page.locator("main").inner_text()
    counts = {
        item.locator(".chip").inner_text().strip(): int(item.locator(".num").inner_text())
        for item in page.locator("main .counts li").all()
    }
    assert counts == {name.replace("_", " "): count for name, count in audit.summary.statuses.items()}
    for o in audit.obligations:
        if o.status in ("overdue", "partly_met", "at_risk"):
            shown(page, f"{address}/en/obligations/{o.id.replace('/', '~')}.html?on={day}")
            told = page.locator("p.why").inner_text().removeprefix(f"Why {o.status.replace('_', ' ')}: ")
            assert told.replace("\u00a0", " ") == o.why
    shown(page, f"{address}/en/figures/index.html?on={day}")
    assert page.locator("main tbody tr").count() == len({f.basis for f in audit.figures})
    shown(page, f"{address}/en/findings.html?on={day}")
    assert page.locator("tr.finding").count() == len(audit.findings)
    assert wrong == []


def test_days_go_on_where_nothing_else_changes(address, page):
    for day, days in ((date(2014, 1, 2), 2), (date(2014, 1, 3), 3), (date(2014, 2, 5), 36)):
        shown(page, f"{address}/en/obligations/{P1}.html?on={day}")
        assert page.locator(".verdict .late").inner_text() == f"{days} days past due"


def test_a_day_is_kept_from_page_to_page_and_given_up_at_will(address, page):
    wrong = watched(page, address)
    shown(page, f"{address}/en/index.html")
    assert page.locator("#other-day").is_hidden()
    page.fill("#day", "2014-02-05")
    page.click("#on-day button")
    page.wait_for_selector("html[data-shown='2014-02-05']", state="attached")
    assert page.locator("#other-day").is_visible()
    page.click("nav.contents a:has-text('Obligations')")
    page.wait_for_selector("html[data-shown='2014-02-05']", state="attached")
    page.click(f"main a[href*='{P1}']")
    page.wait_for_selector("html[data-shown='2014-02-05']", state="attached")
    assert page.locator(".verdict .chip").inner_text().strip() == "overdue"
    page.click("#other-day a")
    page.wait_for_selector("html[data-shown]", state="attached")
    assert page.locator("#other-day").is_hidden()
    assert wrong == []


def test_a_page_that_was_not_yet_says_so(address, page):
    shown(page, f"{address}/en/instruments/SYR-PLAN-2014-02.html?on=2013-10-01")
    assert "did not exist on that day" in page.locator("main").inner_text()


@pytest.mark.parametrize("day", ["2014-13-01", "1999-01-01", "<script>", "2999-01-01"])
def test_a_day_that_is_none_is_not_asked_for(address, page, day):
    wrong = watched(page, address)
    page.goto(f"{address}/en/index.html?on={day}")
    page.wait_for_selector("html[data-shown]", state="attached")
    assert page.locator("#other-day").is_hidden()
    assert wrong == []


def test_entries_known_later_are_not_shown_on_an_earlier_day(case, address, page):
    day = date(2013, 10, 1)
    shown(page, f"{address}/en/record/000.html?on={day}")
    visible = [
        int(item.get_attribute("id").removeprefix("entry-")) for item in page.locator("article.logged:visible").all()
    ]
    assert visible == [0, *(e.index for e in case.entries if e.known_day <= day and e.index < 64)]


def test_search_finds_by_words_and_beginnings_and_keeps_the_day(address, page):
    wrong = watched(page, address)
    shown(page, f"{address}/en/search.html?q=cape+ray")
    page.wait_for_selector("#found li")
    assert "Cape Ray" in page.locator("#found").inner_text()
    page.fill("#search", "hydrolys")
    page.wait_for_function("!document.getElementById('found').innerText.includes('Cape Ray sails')")
    shown(page, f"{address}/en/search.html?q=cape+ray&on=2014-01-28")
    page.wait_for_selector("#found li")
    links = [link.get_attribute("href") for link in page.locator("#found a").all()]
    assert links
    assert all("on=2014-01-28" in link for link in links)
    assert "Cape Ray reaches Rota" not in page.locator("#found").inner_text()
    assert wrong == []


def test_search_from_any_page_leads_to_the_search_page(address, page):
    shown(page, f"{address}/en/obligations/{P1}.html")
    page.fill("#look", "latakia")
    page.press("#look", "Enter")
    page.wait_for_selector("#found li")
    assert "search.html?q=latakia" in page.url


def test_everything_is_there_without_a_script(browser, address, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in (
        "en/index.html",
        "en/obligations/index.html",
        f"en/obligations/{P1}.html",
        "en/record/000.html",
        "en/holdings.html",
    ):
        page.goto(f"{address}/{path}")
        assert page.locator("main h1").is_visible()
        assert page.locator("#on-day").is_hidden()
        assert page.locator("nav.contents a").first.is_visible()
    page.goto(f"{address}/en/reports/index.html")
    page.click("main table a")
    assert "as known at" in page.locator("main").inner_text()
    context.close()


def test_a_status_on_the_first_page_leads_to_its_obligations_alone(address, page):
    wrong = watched(page, address)
    shown(page, f"{address}/en/index.html?on=2014-04-28")
    page.click(".counts a:has(.chip-met_late)")
    page.wait_for_url("**/obligations/index.html?*status=met_late*")
    page.wait_for_selector("html[data-shown='2014-04-28']", state="attached")
    visible = page.locator("tr.row:visible")
    assert 0 < visible.count() < page.locator("tr.row").count()
    assert {row.get_attribute("data-status") for row in visible.all()} == {"met_late"}
    page.select_option("#filter-status", "")
    assert page.locator("tr.row:visible").count() == page.locator("tr.row").count()
    assert wrong == []


def test_every_page_can_be_reached_by_keyboard_from_the_first(address, page):
    shown(page, f"{address}/en/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    shown(page, f"{address}/en/index.html")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        # The parts of a date field, and the button of its calendar, show their focus themselves.
        assert outlined != "none" or page.evaluate("document.activeElement.type") == "date", reached[-1]
    for wanted in ("Obligations", "Holdings", "Record", "Search", "About this edition", "Show"):
        assert wanted in reached, wanted


def test_axe_finds_nothing(edition, address, browser):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only this test wants it

    found: list[str] = []
    for scheme, width, languages in (("light", 1280, languages_of(edition)), ("dark", 360, ["en"])):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        for language in languages:
            for path in LOOKED_AT if (scheme, language) == ("light", "en") else LOOKED_AT_AGAIN[language]:
                shown(page, f"{address}/{language}/{path}.html")
                answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(AXE)}}).response
                found += [
                    f"{scheme} {language}/{path}: {rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
                    for rule in answer["violations"]
                ]
        context.close()
    assert found == [], json.dumps(found, indent=1)


def test_no_page_is_wider_than_a_phone(edition, address, browser):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    paths = [f"{language}/{path}.html" for language in languages_of(edition) for path in LOOKED_AT]
    for path in paths:
        page.goto(f"{address}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path}: {width}"
    context.close()


def test_a_page_opened_from_a_disk_is_the_same(edition, page):
    wrong = watched(page, "file://")
    shown(page, f"{(edition / 'en' / 'obligations' / f'{P1}.html').as_uri()}?on=2014-02-05")
    assert page.locator(".verdict .late").inner_text() == "36 days past due"
    shown(page, f"{(edition / 'en' / 'search.html').as_uri()}?q=latakia")
    page.wait_for_selector("#found li")
    assert wrong == []
