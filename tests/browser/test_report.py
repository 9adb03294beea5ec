"""The report in a real browser: phone and desk, light, dark, printed, without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

PHONE, DESK = 360, 1280
# A4 less its margins, in CSS pixels.
A4 = 688
HEIGHT = 900
Scheme = Literal["light", "dark"]

# The contrast ratio of WCAG 2.2 between an element's text and the ground under it.
CONTRAST = """
(selector) => {
  const channel = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const found = parts(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const ratio = (element) => {
    const ends = [light(parts(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    return (ends[0] + 0.05) / (ends[1] + 0.05);
  };
  return [...document.querySelectorAll(selector)].map((e) => [e.className, ratio(e)]);
}
"""
OPEN = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
SIZES = """
() => [...document.querySelectorAll("svg.chart")].map((e) => e.getBoundingClientRect()).map((r) => [r.width, r.height])
"""


@contextmanager
def opened(browser: Browser, report: Path, width: int, scheme: Scheme = "light", **options: Any) -> Iterator[Page]:
    """The report in a window of its own; fails at the end where it complained or asked for anything."""
    told: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, **options)
    page = context.new_page()
    page.on("request", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(report.as_uri())
    yield page
    context.close()
    assert told == [report.as_uri()], "the file is all that is asked for, and nothing is complained of"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_fits_its_window(browser: Browser, report: Path, screenshots: Path, width: int, scheme: Scheme):
    with opened(browser, report, width, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=screenshots / f"report-{width}-{scheme}.png")
        for name in ("overview", "summary", "obligations", "each-obligation", "compliance", "findings"):
            page.locator(f"#{name}").scroll_into_view_if_needed()
            page.evaluate("(name) => document.getElementById(name).scrollIntoView()", name)
            page.screenshot(path=screenshots / f"report-{width}-{scheme}-{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, report: Path, scheme: Scheme):
    with opened(browser, report, DESK, scheme) as page:
        ratios = page.evaluate(
            CONTRAST,
            ".chip, .bar-part, .sub, .tag, .late, .standing, .note, .warning, .count, .state, td a",
        )
        ratios += page.evaluate(CONTRAST, "button, summary, caption, thead th")
        assert len(ratios) > 100
        assert [(name, ratio) for name, ratio in ratios if ratio < 4.5] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_the_scheme(browser: Browser, report: Path, scheme: Scheme):
    with opened(browser, report, DESK, scheme) as page:
        read = "getComputedStyle(document.querySelector('#chart-burn-down-removed .wide path[stroke]')).stroke"
        assert page.evaluate(read) == {"light": "rgb(11, 83, 148)", "dark": "rgb(125, 184, 242)"}[scheme]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_each_chart_is_drawn_once_and_fits(browser: Browser, report: Path, width: int):
    with opened(browser, report, width) as page:
        page.evaluate(OPEN)
        sizes = page.evaluate(SIZES)
        shown = [size for size in sizes if size[0] > 0]
        assert len(sizes) == 2 * len(shown) > 10
        assert all(150 < across <= width and down > 60 for across, down in shown)
        assert page.locator("svg.chart title").count() == len(sizes)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_texts_of_a_chart_stay_inside_it(browser: Browser, report: Path, width: int):
    with opened(browser, report, width) as page:
        page.evaluate(OPEN)
        outside = page.evaluate("""() => [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].filter((t) => {
            const box = t.getBoundingClientRect();
            return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1);
          }).map((t) => t.textContent);
        })""")
        assert outside == []


def test_it_is_whole_without_javascript(browser: Browser, report: Path):
    with opened(browser, report, DESK, java_script_enabled=False) as page:
        assert page.locator("tr.row").count() == page.locator("details.obligation").count() > 40
        assert page.locator(".filter").is_hidden()
        assert page.locator("#obligations").inner_text().count("met late") > 2
        assert page.locator("svg.chart").first.is_visible()


def test_it_prints_light_and_whole(browser: Browser, report: Path, screenshots: Path, tmp_path: Path):
    with opened(browser, report, DESK, "dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator(".contents").is_hidden()
        assert page.locator("details.data table").first.is_visible()
        page.screenshot(path=screenshots / "report-print.png")
        printed = page.pdf(path=tmp_path / "report.pdf", format="A4")
        assert printed.startswith(b"%PDF")
        assert page.locator("details:not([open])").count() > 40, "what was closed is closed again"


def test_a_printed_page_has_no_folds_even_without_javascript(browser: Browser, report: Path):
    with opened(browser, report, A4, java_script_enabled=False) as page:
        assert page.locator("#entries tr").last.is_hidden()
        page.emulate_media(media="print")
        assert page.locator("#entries tr").last.is_visible()
        assert page.locator("details.obligation .body").last.is_visible()


@pytest.mark.parametrize("java_script", [True, False])
def test_a_link_opens_what_it_leads_into(browser: Browser, report: Path, java_script: bool):
    with opened(browser, report, DESK, java_script_enabled=java_script) as page:
        for link in ("#obligations tr.row a.id", "#summary td a.entry", "#summary td a.value"):
            followed = page.locator(link).first
            target = page.locator(f"[id='{(followed.get_attribute('href') or '')[1:]}']")
            assert target.is_hidden()
            followed.click()
            target.wait_for(state="visible")
            box = target.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < HEIGHT


def test_an_address_with_an_anchor_opens_it(browser: Browser, report: Path):
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT})
    page = context.new_page()
    page.goto(f"{report.as_uri()}#obligation-EC-M-34-DEC.1-p1-removal")
    assert page.locator("[id='obligation-EC-M-34-DEC.1-p1-removal']").is_visible()
    context.close()


def test_one_control_opens_and_closes_everything(browser: Browser, report: Path):
    with opened(browser, report, DESK) as page:
        closed = page.locator("main details:not([open])")
        before = closed.count()
        page.click("#open-all")
        assert closed.count() == 0
        assert page.locator("#entries tr").last.is_visible()
        page.click("#open-all")
        assert closed.count() >= before > 40


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_fits_its_window_with_everything_open(browser: Browser, report: Path, width: int):
    with opened(browser, report, width) as page:
        page.evaluate(OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_first_screens_tell_where_things_stand(browser: Browser, report: Path, width: int):
    with opened(browser, report, width) as page:
        for name in ("#late-now", "#next-due", "#chart-burn-down-removed", "#chart-burn-down-destroyed"):
            box = page.locator(name).bounding_box()
            assert box is not None
            assert box["y"] < 4 * HEIGHT
        assert page.evaluate("document.documentElement.scrollHeight") < 90 * HEIGHT


def test_a_phone_shows_summary_figures_without_scrolling_sideways(browser: Browser, report: Path):
    with opened(browser, report, PHONE) as page:
        for table in page.locator("#summary .scroll:has(table.stack)").all():
            assert table.evaluate("(e) => e.scrollWidth <= e.clientWidth")
        label = page.locator("table.holdings td[data-label]").first
        assert label.evaluate("(e) => getComputedStyle(e, '::before').content").startswith('"declared')


def test_a_printed_page_is_wide_enough(browser: Browser, report: Path, screenshots: Path):
    with opened(browser, report, A4) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= A4
        page.evaluate("document.getElementById('obligations').scrollIntoView()")
        page.screenshot(path=screenshots / "report-print-obligations.png")
        broken = """
        () => [...document.querySelectorAll("td.nowrap")].filter((e) => e.clientWidth < 20 && e.textContent).length
        """
        assert page.evaluate(broken) == 0


def test_the_list_of_obligations_narrows_down(browser: Browser, report: Path):
    with opened(browser, report, DESK) as page:
        everything = page.locator("tr.row:visible").count()
        page.select_option("#filter-status", "met_late")
        shown = page.locator("tr.row:visible")
        assert 0 < shown.count() < everything
        assert {shown.nth(i).get_attribute("data-status") for i in range(shown.count())} == {"met_late"}
        page.fill("#filter-text", "no such words")
        assert shown.count() == 0


def test_a_link_in_a_figure_leads_to_its_entry(browser: Browser, report: Path):
    with opened(browser, report, DESK) as page:
        link = page.locator("#summary td a.entry").first
        target = link.get_attribute("href")
        link.click()
        assert target is not None
        row = page.locator(f"[id='{target[1:]}']")
        assert row.is_visible()
        assert row.locator("a.source").count() == 1


def test_tables_scroll_inside_themselves_and_can_be_reached_by_key(browser: Browser, report: Path):
    with opened(browser, report, PHONE) as page:
        wide = "(e) => e.scrollWidth > e.clientWidth"
        page.locator("#figures summary").click()
        scrolling = page.locator("#figures .scroll").first
        assert scrolling.evaluate(wide)
        assert scrolling.get_attribute("tabindex") == "0"
        assert scrolling.get_attribute("aria-label")
