"""Charts: placed without overlap, named for those who do not see them, coloured by the page."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from proverka.assessment.result import Audit
from proverka.book import MonthEnds
from proverka.reporting.chart_burndown_lines import groups_of, share_of
from proverka.reporting.chart_canvas import ROLES, Chart, spread, time_axis, wrapped
from proverka.reporting.chart_issues import conflicts
from proverka.reporting.chart_month_ends import month_ends_chart
from proverka.reporting.charts import charts_of
from proverka.reporting.language import Language
from proverka.reporting.tongue import Speaker


@pytest.fixture(scope="module")
def charts(sample: Audit) -> tuple[Chart, ...]:
    return charts_of(sample).all


def test_the_sample_has_one_of_each_sort(charts: tuple[Chart, ...]):
    assert [chart.name for chart in charts] == ["burn-down-removed", "obligations-PACT", "places-tonne", "issues"]


def test_a_drawing_is_one_named_image_in_the_colours_of_the_page(charts: tuple[Chart, ...]):
    for chart in charts:
        for svg in (chart.wide, chart.narrow):
            assert svg.startswith("<svg ")
            assert 'role="img"' in svg
            assert f'<title id="{chart.name}-{"wide" if svg == chart.wide else "narrow"}-title">' in svg
            assert "<desc " in svg
            assert [drawn for drawn, _ in ROLES.values() if drawn in svg] == []
            assert set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', svg)) <= {"#fff"}
            assert "var(--" in svg


def test_a_chart_is_the_same_whatever_was_drawn_before_it(sample: Audit):
    first = {chart.name: chart.wide for chart in charts_of(sample).all}
    again = {chart.name: chart.wide for chart in reversed(charts_of(sample).all)}
    assert first == again


def test_a_burn_down_names_its_lines_and_its_deadlines(charts: tuple[Chart, ...]):
    burndown = charts[0]
    for told in ("material of the first", "34.80 %", "82.0 %", "due 2014-02-28", "due 2014-03-01"):
        assert told in burndown.wide
    assert "due 2014-02-28" in burndown.description


def test_a_date_is_drawn_though_nothing_is_achieved(sample: Audit, charts: tuple[Chart, ...]):
    assert "due 2014-06-30" in charts[0].wide
    assert "third: no figure yet (due 2014-06-30)" in charts[0].description
    unowed = tuple(msgspec.structs.replace(o, bases=(), achieved=None) for o in sample.obligations)
    (group, *_) = groups_of(msgspec.structs.replace(sample, obligations=unowed))
    assert [line.basis for line in group.lines] == ["removed/first", "removed/second"]


@pytest.mark.parametrize(
    ("amount", "of", "share"),
    [("11", "12", "91.7"), ("22", "23", "95.7"), ("12", "12", "100"), ("1", "0", None), ("1", None, None)],
)
def test_a_share_is_computed_only_over_a_printed_whole(sample: Audit, amount: str, of: str | None, share: str | None):
    figure = msgspec.structs.replace(sample.figures[10], amount=Decimal(amount), of=Decimal(of) if of else None)
    assert share_of(figure) == (None if share is None else Decimal(share))


def counted(sample: Audit, *days: int) -> Audit:
    """The sample with sites counted on some days of March, of 23."""
    first = next(f for f in sample.figures if f.basis == "inspected/sites")
    more = (msgspec.structs.replace(first, on=date(2014, 3, day), amount=Decimal(day)) for day in days)
    return msgspec.structs.replace(sample, figures=(*sample.figures, *more))


def test_counts_over_a_printed_whole_are_drawn_and_marked_as_computed(sample: Audit):
    chart = next(c for c in charts_of(counted(sample, 22, 23)).burndowns if c.name == "burn-down-inspected-facilities")
    names = [field.name for field in chart.table.fields]
    rows = [dict(zip(names, row, strict=True)) for row in chart.table.rows]
    assert [(r["percent"], r["computed"], r["amount"], r["of"]) for r in rows if str(r["what"]) == "figure"] == [
        (Decimal("95.7"), True, Decimal(22), Decimal(23)),
        (Decimal("95.7"), True, Decimal(22), Decimal(23)),
        (Decimal(100), True, Decimal(23), Decimal(23)),
    ]
    assert "A square is a share computed here" in chart.note


def test_printed_shares_come_before_computed_ones(sample: Audit):
    audit = counted(sample, 20, 22, 23)
    printed = tuple(
        msgspec.structs.replace(f, percent=Decimal(50)) if f.on == date(2014, 3, 22) else f for f in audit.figures
    )
    lines = [line for group in groups_of(msgspec.structs.replace(audit, figures=printed)) for line in group.lines]
    sites = next(line for line in lines if line.basis == "inspected/sites")
    assert [(p.percent, p.computed) for p in sites.steps if p.figure.on == date(2014, 3, 22)] == [(Decimal(50), False)]
    every = tuple(
        msgspec.structs.replace(f, percent=Decimal(50)) if f.basis == "inspected/sites" else f for f in audit.figures
    )
    lines = [line for group in groups_of(msgspec.structs.replace(audit, figures=every)) for line in group.lines]
    assert {p.computed for line in lines for p in line.points} == {False}


def test_many_lines_are_parted_with_the_dated_ones_first(sample: Audit):
    copies = tuple(
        msgspec.structs.replace(f, basis=f"removed/{n}", subject=f"class {n}")
        for n in range(8) for f in sample.figures if f.basis == "removed/first"
    )  # fmt: skip
    groups = [g for g in groups_of(msgspec.structs.replace(sample, figures=copies)) if g.disposition == "removed"]
    assert [(g.part, len(g.lines), all(line.deadlines for line in g.lines)) for g in groups] == [
        (0, 3, True), (1, 6, False), (2, 2, False),
    ]  # fmt: skip


def test_the_table_under_a_chart_has_the_figures_drawn(charts: tuple[Chart, ...]):
    for chart in charts:
        assert chart.table.rows
        assert chart.table.name == chart.name


def test_counts_that_disagree_on_a_day_are_marked():
    day, next_day = date(2014, 2, 10), date(2014, 2, 11)
    assert conflicts([(day, 20, "a"), (day, 24, "b"), (next_day, 20, "a"), (next_day, 20, "b")]) == {day}


def test_a_record_that_says_nothing_has_no_charts(bare: Audit):
    assert charts_of(bare).all == ()


@pytest.mark.parametrize("places", [[], [10.0], [0.0, 1.0, 2.0], [50.0, 50.0, 51.0, 99.0]])
def test_labels_are_moved_apart(places: list[float]):
    moved = spread(places, [14.0] * len(places), 0, 100)
    assert all(second - first >= 13.999 for first, second in pairwise(moved))
    assert all(7 <= place <= 93 for place in moved)


def test_texts_break_between_words():
    assert wrapped("chemicals to be removed", 12) == ["chemicals to", "be removed"]
    assert wrapped("indivisible", 4) == ["indivisible"]


@pytest.mark.parametrize(("last", "yearly"), [(date(2014, 6, 30), False), (date(2026, 4, 1), True)])
def test_an_axis_is_ticked_at_beginnings(last: date, yearly: bool):
    axis = time_axis([date(2013, 9, 14), last], 9)
    assert axis.yearly is yearly
    assert 2 <= len(axis.ticks) <= 9
    assert {tick.day for tick in axis.ticks} == {1}
    assert axis.share(axis.first) == 0
    assert axis.share(axis.last) == 1


def test_month_ends_are_drawn_in_six_lines_to_a_unit_and_nothing_is_lost():
    days = [date(2024, 1, 31), date(2024, 2, 29)]
    accounts = [
        MonthEnds(place=place, disposition=f"state {n}", subject=subject, held=(n * 10**6, -n))
        for n in range(8)
        for place, subject in (("store", "stock"), ("plant", "stock"), ("store", "shells"))
    ]
    chart = month_ends_chart(accounts, days, {"stock": "gram", "shells": "item"})
    for unit, whole in (("tonne", 2 * sum(range(8))), ("item", 10**6 * sum(range(8)))):
        first = {row[1]: Decimal(str(row[2])) for row in chart.table.rows if (row[0], row[3]) == (days[0], unit)}
        assert list(first) == [*(f"state {n}" for n in (7, 6, 5, 4, 3)), "all other"]
        assert sum(first.values()) == whole
    assert chart.alone.startswith('<svg font-family="sans-serif"')
    assert set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', chart.alone)) <= {"#fff"}


def test_labels_run_from_right_to_left_where_their_words_do(sample: Audit):
    """A drawing runs from left to right in every language, so each label says by itself in which direction it runs."""
    digits = "".join(chr(0x660 + n) for n in range(10))
    arabic = Language(code="ar", rtl=True, messages={"met": "\u0645\u0646\u062c\u0632"}, digits=digits)
    labels = set(re.findall("<text[^>]*>([^<]*)<", "".join(c.wide for c in charts_of(sample, Speaker(arabic)).all)))
    assert "\u2067\u200f\u0645\u0646\u062c\u0632\u2069" in labels
    numbers = {
        label for label in labels if set(label) & set(digits) and not set(label) & set("\u0645\u0646\u062c\u0632")
    }
    assert numbers
    assert all(label[0] == label[-1] == "\u200f" for label in numbers if not re.search("[a-z]", label))
    assert {label for label in labels if label.startswith("1: Do what")}
