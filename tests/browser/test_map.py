"""The map as a browser draws it: no name over another, nothing cut off, by any width, light and direction.

The pictures are left in `build/screenshots` for a person to look at.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.publication.environment import environment
from proverka.publication.map_chart import place_map
from proverka.publication.map_drawing import Mapped
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.html import source_of

DAYS = {
    "syria-2013": (date(2014, 2, 5), date(2014, 7, 20), date(2026, 11, 22)),
    "belarus-mines": (date(2016, 3, 1),),
    "united-states": (date(2023, 10, 1),),
}
# A letter may reach a little into the line of another.
TOUCH_MAX = 1.5

# The boxes of all texts that are seen, with what they say; halos behind them are hidden from readers.
TEXTS = """svg => [...svg.querySelectorAll("text")].filter(t => !t.closest("[aria-hidden]")).map(t => {
  const box = t.getBoundingClientRect(), all = svg.getBoundingClientRect();
  return [t.textContent, box.left - all.left, box.top - all.top + 2, box.right - all.left, box.bottom - all.top - 3];
})"""


@pytest.fixture(scope="module")
def charts(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, date], Chart]:
    folder, found = tmp_path_factory.mktemp("map"), {}
    for name, days in DAYS.items():
        authored = read_authored(repository / "cases" / name)
        build_case(authored, folder / name, demonstration_keyring(authored.words))
        case = open_case(folder / name)
        for day in days:
            chart = place_map(Mapped(audit=audit_case(case, as_of=day, known=day)))
            assert chart is not None
            found[name, day] = chart
    return found


@pytest.fixture(
    params=[(name, day) for name, days in DAYS.items() for day in days], ids=lambda one: f"{one[0]}-{one[1]}"
)
def chart(request: pytest.FixtureRequest, charts: dict[tuple[str, date], Chart]) -> Chart:
    return charts[request.param]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    yield page
    page.close()


def shown(page: Page, svg: str, direction: str = "ltr") -> list[tuple[str, float, float, float, float]]:
    styles = "\n".join(source_of(environment(), name) for name in ("base.css", "map.css"))
    page.set_content(f'<html dir="{direction}"><style>{styles}</style><body style="padding: 12px">{svg}</body></html>')
    found: list[Any] = page.locator("svg.chart").evaluate(TEXTS)
    return [tuple(one) for one in found]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_text_stands_over_another_or_is_cut_off(page: Page, chart: Chart, width: str):
    svg: str = getattr(chart, width)
    texts = shown(page, svg)
    assert len(texts) > 8
    room = page.locator("svg.chart").bounding_box()
    assert room is not None
    for text, left, top, right, bottom in texts:
        assert left >= -1, text
        assert top >= -1, text
        assert right <= room["width"] + 1, text
        assert bottom <= room["height"] + 1, text
    pairs = [(one, other) for number, one in enumerate(texts) for other in texts[number + 1 :]]
    over = [
        (one[0], other[0])
        for one, other in pairs
        if min(one[3], other[3]) - max(one[1], other[1]) > TOUCH_MAX
        and min(one[4], other[4]) - max(one[2], other[2]) > TOUCH_MAX
    ]
    assert over == []


def test_a_page_from_right_to_left_has_the_same_map(page: Page, charts: dict[tuple[str, date], Chart]):
    svg = charts["syria-2013", date(2026, 11, 22)].wide
    for one, other in zip(shown(page, svg, "rtl"), shown(page, svg), strict=True):
        assert one[0] == other[0]
        assert one[1:] == pytest.approx(other[1:], abs=0.1)


def test_the_marks_are_seen_by_light_and_in_the_dark(
    browser: Browser, charts: dict[tuple[str, date], Chart], screenshots: Path
):
    chart = charts["syria-2013", date(2026, 11, 22)]
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 800, "height": 900}, color_scheme=scheme)
        shown(page, chart.wide)
        colours = page.evaluate(
            "() => ['text', 'rect', 'path'].map(n => getComputedStyle(document.querySelector(`svg.chart ${n}`)).fill)"
        )
        assert len(set(colours)) == 3
        page.screenshot(path=screenshots / f"map-{scheme}.png", full_page=True)
        page.close()
    page = browser.new_page(viewport={"width": 360, "height": 900})
    shown(page, chart.narrow)
    page.screenshot(path=screenshots / "map-narrow.png", full_page=True)
    page.close()
