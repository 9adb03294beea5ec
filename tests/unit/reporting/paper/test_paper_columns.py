"""Columns have room for what is never broken, and more of it where more stands in them."""

import pytest
from lxml import html

from proverka.reporting.paper.columns import set_widths


def widths(*rows: str, kind: str = "") -> list[float]:
    root = html.fromstring(f"<div><table{kind}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></div>")
    set_widths(root)
    return [float(style[7:-1]) for style in root.xpath("//col/@style")]


def test_all_of_a_page_is_given_out():
    assert sum(widths("<td>a</td><td>b</td>")) == pytest.approx(100, abs=0.1)


def test_columns_alike_are_as_wide_as_each_other():
    first, second = widths("<td>one word</td><td>one word</td>")
    assert first == second


def test_more_words_have_more_room():
    short, long_ = widths("<td>a few words</td><td>as many words as a sentence of some length has, and a few more</td>")
    assert long_ > 2 * short


def test_what_stays_in_one_line_has_room_in_it():
    filler = "words and words and more words, as many as would push everything else aside " * 4
    (day, _) = widths(f"<td><time>2014-06-30</time></td><td>{filler}</td>")
    assert day * 126 / 100 > len("2014-06-30")
    (chip, _) = widths(f"<td><span class='chip'>does not hold</span></td><td>{filler}</td>")
    assert chip * 126 / 100 > len("does not hold") + 1


def test_ideographs_take_two_places_and_are_not_spelled():
    (chinese, _) = widths("<td>外部检查</td><td>word after word after word after word after word, and again</td>")
    assert chinese * 126 / 100 >= 8


def test_cells_that_span_columns_or_rows_put_the_others_in_their_place():
    found = widths(
        "<td rowspan='2'>left</td><td>b</td>", "<td>as many words as a sentence has</td>", "<td colspan='2'>x</td>"
    )
    assert len(found) == 2
    assert found[1] > found[0]


def test_a_list_of_facts_is_left_to_its_style():
    assert widths("<th>a</th><td>b</td>", kind=" class='facts'") == []
