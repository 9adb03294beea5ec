"""The page holds everything that the audit says, nothing that a party smuggles in, and needs nothing from outside."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import msgspec

from proverka.assessment.result import Audit
from proverka.reporting import render_html
from proverka.reporting.anchors import entry_anchor, figure_anchors, obligation_anchor
from proverka.reporting.html import breakable, prose
from proverka.reporting.tongue import ENGLISH_LANGUAGE, Place, localized


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, name: str, tag: str = "") -> list[str]:
        return [value for found, attrs in self.found if not tag or found == tag if (value := attrs.get(name))]


def test_every_obligation_figure_and_entry_has_its_place(sample: Audit, html: str):
    ids = set(Elements(html).values("id"))
    assert {obligation_anchor(o.id) for o in sample.obligations} <= ids
    assert set(figure_anchors(sample.figures).values()) <= ids
    assert {entry_anchor(entry.index) for entry in sample.entries} <= ids


def test_no_two_elements_share_an_anchor(html: str):
    assert [name for name, times in Counter(Elements(html).values("id")).items() if times > 1] == []


def test_every_link_inside_the_page_leads_somewhere(html: str):
    elements = Elements(html)
    ids = set(elements.values("id"))
    inside = [href[1:] for href in elements.values("href") if href.startswith("#")]
    assert len(inside) > 100
    assert [name for name in inside if name not in ids] == []


def test_links_out_go_to_sources_only_and_by_the_web(html: str):
    outside = [href for href in Elements(html).values("href", "a") if not href.startswith("#")]
    assert outside
    assert [href for href in outside if not href.startswith("https://example.org/")] == []


def test_nothing_is_fetched(html: str):
    elements = Elements(html)
    assert elements.values("src") == []
    assert {tag for tag, _ in elements.found} & {"link", "img", "iframe", "object", "embed", "base"} == set()
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []


def test_words_of_an_audit_are_escaped_and_break_where_they_may():
    assert told(prose("<b> 22 of 23 sites by 2014-06-30 (www.a.org)")) == (
        '&lt;b&gt; 22 of 23 sites by <span class="nowrap">2014-06-30</span> (www.<wbr>a.<wbr>org)'
    )
    assert told(breakable('a/b_c"')) == "a/<wbr>b_<wbr>c&#34;"


def told(neutral: str) -> str:
    day = date(2014, 6, 30)
    return localized(neutral, ENGLISH_LANGUAGE, Place(as_of=day, known_at=day))


def test_words_of_a_party_stay_words(sample: Audit, html: str):
    assert "<script>document.title" not in html
    assert "&lt;script&gt;document.title" in html
    assert Counter(tag for tag, _ in Elements(html).found)["script"] == 1
    assert "made up for tests &amp; for &lt;tags&gt;" in html
    assert sample.statements[1].source == "javascript:alert(document.domain)"
    assert 'href="javascript:' not in html


def test_hostile_names_stay_inside_a_drawing(sample: Audit):
    hostile = '</title><script>alert(1)</script>"'
    instruments = tuple(msgspec.structs.replace(i, id=i.id + hostile) for i in sample.instruments)
    obligations = tuple(
        msgspec.structs.replace(o, id=o.id + hostile, instrument=o.instrument + hostile) for o in sample.obligations
    )
    page = render_html(msgspec.structs.replace(sample, instruments=instruments, obligations=obligations))
    assert Counter(tag for tag, _ in Elements(page).found)["script"] == 1


def test_headings_step_down_one_at_a_time(html: str):
    levels = [int(tag[1]) for tag, _ in Elements(html).found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_each_entry_tells_its_author_its_day_and_its_leaf_and_links_its_source(sample: Audit, html: str):
    entry = sample.entries[4]
    row = html[html.index(f'id="{entry_anchor(entry.index)}"') :]
    row = row[: row.index("</tr>")]
    for told in (entry.by_name, str(entry.known), entry.text, f">{entry.leaf[:12]}<", f'href="{entry.source}"'):
        assert told in row


def test_a_reconciled_sum_says_whether_it_holds_and_leads_to_its_finding(html: str):
    first, second = (html[html.index(f'id="check-{n}"') :].partition("</tr>")[0] for n in (1, 2))
    assert ">holds<" in first.replace("</svg>", ">")
    assert "8 tonnes (E10) + 4.5 tonnes (E09) = 12.5" in first
    assert "finding" not in first
    assert "does not hold" in second
    assert "−5.304 points" in second
    assert 'href="#finding-1"' in second


def test_a_total_in_the_summary_names_the_sum_that_proves_it(html: str):
    summary = html[html.index('id="summary"') : html.index('id="reconciled"')]
    assert summary.count('href="#check-1"') == 1


def test_the_first_screens_tell_what_is_late_and_what_is_next(html: str):
    overview = html[html.index('id="overview"') : html.index('id="mandate"')]
    for told in (
        "#obligation-PACT-2",
        "#obligation-PACT-3",
        "2014-04-30",
        "chart-burn-down-removed",
        "obligations-PACT",
    ):
        assert told in overview


def test_long_lists_are_folded_with_their_counts(sample: Audit, html: str):
    counts = re.findall(r'<details class="fold"><summary>([^<]+) <span class="count">(\d+)', html)
    assert ("Entries", str(len(sample.entries))) in counts
    assert (f"Every figure published up to {sample.as_of}", str(len(sample.figures))) in counts


def test_each_obligation_is_folded_and_its_anchor_lies_within(sample: Audit, html: str):
    for o in sample.obligations:
        before = html[: html.index(f'<div class="body" id="{obligation_anchor(o.id)}"')]
        assert before.count("<details") > before.count("</details>")


def test_a_state_without_a_figure_is_a_dash_or_no_column(html: str):
    summary = html[html.index('id="summary"') : html.index('id="reconciled"')]
    assert "no figure</span>" not in summary
    assert summary.count(">–<") > 0


def test_views_of_parties_stand_side_by_side(html: str):
    block = html[html.index('id="obligation-PACT-1"') : html.index('id="obligation-PACT-2"')]
    assert re.findall(r'<p class="side-name">([^<]+)', block) == ["State", "Neighbour", "Inspectorate"]


def test_an_obligation_tells_its_dates_and_what_was_reached(html: str):
    block = html[html.index('id="obligation-PACT-1"') : html.index('id="obligation-PACT-2"')]
    for told in ("2014-01-31", "extended by C-1", "2014-03-05 to 2014-03-10", "5–10", "29.5&nbsp;%", "taken: no"):
        assert told in block


def test_digits_and_kinds_of_absence_are_kept(html: str):
    for told in ("34.80 %", "about 1292.70 tonnes", "41,000 kilograms", "withheld", "unknown", "60.5 tonnes"):
        assert told in html


def test_a_demonstration_is_called_one(sample: Audit, html: str):
    held = msgspec.structs.replace(sample, case=msgspec.structs.replace(sample.case, keys="held"))
    assert "Demonstration keys" in html
    assert "Demonstration keys" not in render_html(held)


def test_a_record_that_says_nothing_makes_a_page(bare: Audit):
    page = render_html(bare)
    assert "<svg xmlns" not in page, "no chart is empty"
    assert "No instrument was in being" in page


def test_a_statement_shows_at_a_glance_who_said_it_what_it_is_and_who_carried_it(html: str):
    """Beside the duty and in the list of all: kind, denial, hedge, stance, condition, agency, every outlet."""
    start = html.index('<li class="view stance-favourable">')
    shown = [html[start : html.index("</li>", start)], html[html.index('id="statements"') :]]
    for part in shown:
        for words in (
            '<span class="tag">assessment denied</span> <span class="tag">hedged</span>',
            '<span class="tag stance">stance: favourable</span>',
            "Condition: if &lt;b&gt;nobody&lt;/b&gt; objects.",
            "relayed by Agency, printed in Outlet",
            "also relayed by Second agency, printed in Second outlet",
            "also printed in Third &lt;i&gt;outlet&lt;/i&gt;",
        ):
            assert words in part, words
        assert 'href="javascript' not in part
    assert "partial quotation" in shown[0]
