"""Pictures of other days: what a reader's browser draws from a plan is what the program draws of the same numbers."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from proverka.assessment.result import Audit
from proverka.publication.words import words_file
from proverka.reporting.catalogues import language_of
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.charts import charts_of
from proverka.reporting.tongue import NEUTRAL, Place, Speaker, localized

TEMPLATES = Path("src/proverka/publication/templates")
# Stands for what a page of an edition has; `drawn` draws a plan.
HARNESS = """
globalThis.proverka = { put: (name, value) => { (proverka.got ??= {})[name] = value; } };
globalThis.drawn = (html, words, day) => {
  document.body.innerHTML = html;
  proverka.got["assets/draw"](document.body, proverka.got[`words/${words}`], day);
};
"""
# Tells where in a picture what stands.
SEEN = """
globalThis.seen = () => {
  const svg = document.querySelector("svg.chart");
  const role = (value) => /--([\\w-]+)/.exec(value ?? "")?.[1] ?? "";
  const boxOf = (one) => one.getBoundingClientRect();
  const all = (selector) => [...svg.querySelectorAll(selector)];
  const axis = all("line").filter((one) => role(one.getAttribute("stroke")) === "muted")
    .map(boxOf).sort((a, b) => b.width - a.width)[0] ?? boxOf(svg);
  const roleOf = (one) => role(one.getAttribute("stroke")) || role(one.getAttribute("fill"));
  const marks = all("path[transform]").map((one) => {
    const box = boxOf(one);
    const across = (box.left + box.width / 2 - axis.left) / axis.width;
    return [roleOf(one), across, Math.round(axis.top - box.top - box.height / 2)];
  });
  const bars = all("line[stroke-width='10']").map((one) => [roleOf(one), boxOf(one).width]);
  const frame = boxOf(svg);
  const outside = all("text").filter((one) => {
    const { left, right, top, bottom } = boxOf(one);
    return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1;
  }).map((one) => one.textContent);
  const dashes = all("line[stroke-dasharray]:not([stroke-dasharray='1,0'])").map(roleOf).sort();
  return { marks, bars, dashes, outside, texts: all("text").map((one) => one.textContent) };
};
"""
PHONE, DESK = 328, 760


@pytest.fixture(scope="module")
def sample(repository: Path) -> Audit:
    return msgspec.json.decode((repository / "tests/golden/report-audit.json").read_bytes(), type=Audit)


@pytest.fixture(scope="module")
def page(browser: Browser, repository: Path) -> Iterator[Page]:
    """A page in the styles of an edition that holds nothing but a picture."""
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.set_content("<!DOCTYPE html><title>A picture</title><body style='margin:0; font-family:Noto Sans'></body>")
    page.add_script_tag(content=HARNESS + SEEN)
    page.add_script_tag(content=(repository / TEMPLATES / "tell.js").read_text(encoding="utf-8"))
    page.add_script_tag(content=(repository / TEMPLATES / "draw.js").read_text(encoding="utf-8"))
    for code in ("en", "ar"):
        page.add_script_tag(content=words_file(language_of(code)).decode())
    yield page
    page.close()


def drawn(page: Page, chart: Chart, code: str, day: date, width: int = DESK) -> dict[str, list[Any]]:
    """What is seen of the picture that a browser draws of a chart, on a place of some width."""
    assert chart.plan is not None
    neutral = NEUTRAL.drawing(chart.name, chart.plan().html(chart.title, ""))
    html = localized(neutral, language_of(code), Place(as_of=day, known_at=day))
    page.evaluate(
        "([html, code, day]) => drawn(html, code, day)", [f'<div style="width:{width}px">{html}</div>', code, str(day)]
    )
    seen: dict[str, list[Any]] = page.evaluate("seen()")
    return seen


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_picture_agrees_with_that_of_the_program(sample: Audit, page: Page, code: str):
    by_program = {chart.name: chart for chart in charts_of(sample, Speaker(language_of(code))).all}
    for chart in charts_of(sample, NEUTRAL).all:
        found = drawn(page, chart, code, sample.as_of)
        page.evaluate("(svg) => { document.body.innerHTML = svg; }", by_program[chart.name].wide)
        wanted = page.evaluate("seen()")
        assert found["outside"] == [], chart.name
        assert found["dashes"] == wanted["dashes"], chart.name
        assert_same_places(found["marks"], wanted["marks"])
        assert [bar[0] for bar in found["bars"]] == [bar[0] for bar in wanted["bars"]]
        share = [bar[1] / max(b[1] for b in found["bars"]) for bar in found["bars"]]
        assert share == pytest.approx([bar[1] / max(b[1] for b in wanted["bars"]) for bar in wanted["bars"]], abs=0.01)
        assert words_in(found["texts"]) == words_in(wanted["texts"]), chart.name


def assert_same_places(found: list[Any], wanted: list[Any]) -> None:
    """Marks of the same roles stand at the same places: as shares of the axis, and in pixels above it."""
    left = [*wanted]
    for role, across, above in found:
        near = [one for one in left if one[0] == role and abs(one[1] - across) < 0.012 and abs(one[2] - above) <= 2]
        assert near, (role, across, above)
        left.remove(near[0])
    assert left == []


def words_in(texts: list[str]) -> set[str]:
    """The words of a picture, without isolates, wherever lines are broken; of a text that is cut none."""
    whole = " ".join(text for text in texts if "…" not in text)
    return set(re.sub("[\u2066-\u2069\u200f]", "", whole).replace("\u00a0", " ").split())


def test_what_is_in_arabic_runs_its_own_way(sample: Audit, page: Page):
    for chart in charts_of(sample, NEUTRAL).all:
        texts = drawn(page, chart, "ar", sample.as_of)["texts"]
        arabic = [text for text in texts if re.search("[\u0621-\u064a]", text)]
        assert arabic
        assert all(text.startswith("\u2067") and text.endswith("\u2069") for text in arabic)
        assert page.locator("svg.chart").get_attribute("direction") == "ltr"


def test_a_picture_fits_a_phone_and_is_drawn_again_for_a_desk(sample: Audit, page: Page):
    for chart in charts_of(sample, NEUTRAL).all:
        found = drawn(page, chart, "en", sample.as_of, PHONE)
        assert found["outside"] == []
        assert page.evaluate("document.querySelector('svg.chart').width.baseVal.value") == PHONE
        page.evaluate("document.body.firstChild.style.width = '700px'")
        page.wait_for_function("document.querySelector('svg.chart').width.baseVal.value === 700")
        assert len(page.evaluate("seen()")["marks"]) == len(found["marks"])


def test_words_of_the_record_stay_words(sample: Audit, page: Page):
    hostile = '<img src=x onerror="document.title = 1"></template><script>document.title = 2</script>'
    holdings = tuple(msgspec.structs.replace(h, name=hostile) for h in sample.holdings)
    duties = tuple(msgspec.structs.replace(o, action=hostile) for o in sample.obligations)
    audit = msgspec.structs.replace(sample, holdings=holdings, obligations=duties)
    for chart in charts_of(audit, NEUTRAL).all:
        drawn(page, chart, "en", audit.as_of)
        assert page.locator("img, body script").count() == 0
        assert page.title() == "A picture"


def shown(page: Page, edition: Path, path: str, day: date) -> None:
    page.goto(f"{(edition / path).as_uri()}?on={day}")
    page.wait_for_selector("html[data-shown]", state="attached")


def test_pages_of_other_days_have_their_pictures(edition: Path, browser: Browser):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for code, day in (("en", date(2014, 2, 5)), ("ar", date(2014, 6, 29)), ("zh", date(2013, 11, 20))):
        shown(page, edition, f"{code}/index.html", day)
        figures = page.locator("main figure.chart-figure")
        assert figures.count() >= 1
        assert figures.locator("svg.chart").count() == figures.count()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for picture in figures.locator("svg.chart").all():
            assert picture.get_attribute("role") == "img"
            assert len(picture.locator("title").text_content() or "") > 5
            assert len(picture.locator("desc").text_content() or "") > 20
    assert wrong == []
    page.close()


def test_a_point_stands_at_its_share_and_each_row_has_one(edition: Path, browser: Browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    shown(page, edition, "en/charts/burn-down-removed.html", date(2014, 6, 29))
    head, *rows = page.evaluate(
        "[...document.querySelectorAll('main tr')].map((r) => [...r.cells].map((c) => c.innerText))"
    )
    named = [dict(zip(head, row, strict=True)) for row in rows]
    shares = sorted(float(Decimal(row["percent"])) for row in named if row["drawn"] == "yes")
    places = page.evaluate(
        """() => {
          const plot = document.querySelector("svg.chart svg").getBoundingClientRect();
          return [...document.querySelectorAll("svg.chart path.mark:not(.diamond):not([stroke])")].map((one) => {
            const box = one.getBoundingClientRect();
            return 100 * (plot.bottom - box.top - box.height / 2) / plot.height;
          }).sort((a, b) => a - b);
        }"""
    )
    assert len(shares) > 5
    assert places == pytest.approx(shares, abs=1)
    page.close()


def test_the_digits_of_an_arabic_number_stay_together_in_the_fonts_of_an_edition(edition: Path, browser: Browser):
    page = browser.new_page()
    shown(page, edition, "ar/index.html", date(2014, 2, 5))
    tonnes = "\u0661\u0669\u0660 \u0637\u0646"
    plan = Plan(kind="bars", items=(Item(kind="bar", facts={"role": "good", "amount": "190"}, texts=("", tonnes)),))
    places = page.evaluate(
        """([html, tonnes]) => {
          document.querySelector("main").innerHTML = html;
          proverka.held("assets/draw")(document, proverka.held("words/ar"), "2014-02-05");
          const text = document.querySelector("main svg.chart text[font-weight]");
          const first = text.textContent.indexOf(tonnes);
          return [0, 1, 2].map((i) => text.getExtentOfChar(first + i).x);
        }""",
        [localized(plan.html("", ""), language_of("en"), Place(as_of=date.max, known_at=date.max)), tonnes],
    )
    assert all(0 < after - before < 12 for before, after in pairwise(places)), places
    page.close()


def test_the_last_day_but_one_is_drawn_as_the_last(edition: Path, browser: Browser):
    """Of a chart of which nothing became another on the last day."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(SEEN)
    for name in ("burn-down-removed", "burn-down-destroyed", "obligations-GF-2013"):
        told = []
        for query in ("", "?on=2014-06-29"):
            page.goto(f"{(edition / 'en' / 'charts' / f'{name}.html').as_uri()}{query}")
            page.wait_for_selector("html[data-shown]", state="attached")
            told.append((page.locator("main table").inner_text(), page.evaluate("seen()")))
        (table, static), (table_before, drawn_again) = told
        assert table == table_before, name
        assert_same_places(drawn_again["marks"], static["marks"])
        assert drawn_again["dashes"] == static["dashes"]
    page.close()
