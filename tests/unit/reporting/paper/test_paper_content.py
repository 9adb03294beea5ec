"""What is printed: everything that a meeting needs, nothing that only a screen can show, and no claim of its own."""

import re
from datetime import date
from itertools import pairwise

import msgspec
import pytest
from tests.unit.reporting.paper.conftest import KEEPER

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting import render_html
from proverka.reporting.paper import Imprint, Paper, content, paper_of


def words(paper: Paper) -> str:
    return " ".join(paper.body.text_content().split())


def test_every_section_of_the_outline_stands_there_in_its_order_and_then_the_annexes(paper: Paper):
    numbers = [heading.number for heading in paper.headings if heading.number]
    assert numbers == [*map(str, range(1, 16)), *(f"Annex {letter}" for letter in "ABCDEFG")]


def test_headings_step_down_one_at_a_time(paper: Paper):
    levels = [int(heading.tag[1]) for heading in paper.body.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_nothing_is_left_that_only_a_screen_can_show(paper: Paper):
    tags = {element.tag for element in paper.body.iter() if isinstance(element.tag, str)}
    assert tags & {"details", "summary", "form", "script", "button", "svg", "dl", "q", "wbr", "template"} == set()
    assert paper.body.xpath("//*[@title or @tabindex or @data-label or @aria-label]") == []


def test_every_link_inside_leads_somewhere(paper: Paper):
    ids = set(paper.body.xpath("//@id"))
    inside = [href[1:] for href in paper.body.xpath("//a/@href") if href.startswith("#")]
    assert len(inside) > 50
    assert [name for name in inside if name not in ids] == []
    assert len(ids) == len(paper.body.xpath("//@id"))


def test_what_lies_in_an_annex_is_said_to_lie_there(paper: Paper):
    (link,) = paper.body.xpath("//section[@id='summary']//a[@href='#findings']")
    assert link.tail.startswith(" (Annex C)")
    (link,) = paper.body.xpath("//section[@id='obligations']//a[@href='#annex-obligations']")
    assert "(" not in link.tail


def test_links_out_lead_to_sources_only(paper: Paper):
    outside = [href for href in paper.body.xpath("//a/@href") if not href.startswith("#")]
    assert outside
    assert [href for href in outside if not href.startswith("https://example.org/")] == []


def test_every_entry_that_is_cited_has_its_source_named(paper: Paper, sample: Audit):
    cited = {link.text for link in paper.body.xpath("//a[@class='entry']")}
    listed = {mark.text for mark in paper.body.xpath("//*[@class='cited']")}
    assert cited == listed
    assert len(cited) > 20
    sources = {entry.source for entry in sample.entries if f"#{entry.index}" in cited}
    shown = " ".join(item.text_content() for item in paper.body.xpath("//ol[@class='sources']/li"))
    assert [source for source in sources if source not in shown.replace("\u200b", "")] == []


def test_every_summary_figure_of_the_page_is_printed(paper: Paper, sample: Audit, changes: Changes):
    page = render_html(sample, changes)
    summary = page[page.index('id="summary"') : page.index('id="reconciled"')]
    figures = [
        re.sub(r"<[^>]*>|&nbsp;", "", found).replace(" ", "")
        for found in re.findall(r'<strong class="num">(.*?)</strong>', summary, re.DOTALL)
    ]
    printed = re.sub(r"\s", "", words(paper))
    assert len(figures) > 5
    assert [figure for figure in figures if figure not in printed] == []


def test_paragraphs_are_numbered_in_one_row_and_annexes_are_not(paper: Paper):
    marks = [mark.text for mark in paper.body.xpath("//*[@class='par-number']")]
    assert marks == [f"{number}." for number in range(1, len(marks) + 1)]
    assert len(marks) > 10
    assert paper.body.xpath("//div[contains(@class, 'annex')]//*[@class='par-number']") == []


def test_the_cover_says_what_is_known_and_leaves_out_what_is_not(paper: Paper, sample: Audit, changes: Changes):
    (cover,) = paper.body.xpath("//section[@id='cover']")
    told = " ".join(cover.text_content().split())
    for known in (
        KEEPER,
        str(changes.since_as_of),
        str(sample.as_of),
        sample.record.root,
        "public",
        sample.case.debtor,
    ):
        assert known in told
    assert "Transmitted" not in told
    bare = paper_of(sample)
    assert [name for name in ("Given out by", "Period", "Class") if name in words(bare)] == []
    full = paper_of(sample, imprint=Imprint(symbol="X/2", number="Nine", transmittal="by note", readers="council"))
    (cover,) = full.body.xpath("//section[@id='cover']")
    told = cover.text_content()
    assert [name for name in ("X/2", "Nine", "by note", "for council") if name not in told] == []


def test_a_language_that_nobody_reviewed_says_so(paper: Paper, arabic: Paper):
    assert "drafted by a machine" not in words(paper)
    assert len(arabic.body.xpath("//p[@class='warning']")) == len(paper.body.xpath("//p[@class='warning']")) + 1


def test_what_a_party_wrote_is_text(paper: Paper):
    assert "<script>document.title" in paper.body.text_content()
    assert paper.body.xpath("//script") == []
    assert [href for href in paper.body.xpath("//@href") if "javascript" in href] == []


def test_an_audit_that_says_nothing_is_printed_too(bare: Audit):
    paper = paper_of(bare)
    assert [heading.number for heading in paper.headings if heading.number][-1] == "Annex G"
    assert paper.pictures == {}
    assert "None is on record." in words(paper)


def test_every_chart_has_its_place_and_its_words(paper: Paper):
    places = paper.body.xpath("//*[@class='picture']/@data-chart")
    assert places
    assert len(places) == len(set(places))
    for name in places:
        picture = paper.pictures[name]
        assert picture.description in picture.alternative
        assert "var(" not in picture.svg
        assert picture.named.count("<title") == 1


def test_every_table_has_the_widths_of_all_its_columns(paper: Paper):
    for table in paper.body.xpath("//table[not(@class='facts')]"):
        row = max(table.iter("tr"), key=len)
        columns = sum(int(cell.get("colspan", "1")) for cell in row)
        widths = [float(style[7:-1]) for style in table.xpath("colgroup/col/@style")]
        assert len(widths) == columns
        assert sum(widths) == pytest.approx(100, abs=0.1)
        assert min(widths) > 0


def test_of_a_long_case_the_latest_is_printed_and_the_rest_is_counted(sample: Audit, monkeypatch):
    monkeypatch.setattr(content, "ROWS_MAX", 6)
    found = paper_of(sample)
    (annex,) = found.body.xpath("//section[@id='chronology']")
    rows = annex.xpath(".//tbody/tr")
    assert len(rows) == 6
    assert f"The latest 6 of {len(sample.timeline)}" in annex.text_content()
    last = sample.timeline[-1].entry
    assert last.text in rows[-1].text_content()


def test_a_table_of_many_rows_is_cut_whatever_stands_in_it(sample: Audit, monkeypatch):
    monkeypatch.setattr(content, "ROWS_MAX", 2)
    found = paper_of(sample)
    for table in found.body.xpath("//table[not(@class='facts') and not(@class='counts')]"):
        assert len(table.xpath("tbody/tr[not(contains(@class, 'group'))]")) <= 2
    (annex,) = found.body.xpath("//section[@id='annex-obligations']")
    assert f"The latest 2 of {len(sample.obligations)}" in annex.text_content()


def test_the_same_audit_gives_the_same_content(paper: Paper, sample: Audit, changes: Changes, imprint: Imprint):
    again = paper_of(sample, changes, imprint=imprint)
    assert again.body.text_content() == paper.body.text_content()
    assert again.pictures == paper.pictures


def test_another_day_is_another_report(sample: Audit):
    later = msgspec.structs.replace(sample, as_of=date(2031, 1, 31))
    assert "as of 2031-01-31" in paper_of(later).running
