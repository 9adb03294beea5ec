"""What runs from left to right in a page that does not is marked so, and the signs around it are not."""

import pytest
from lxml import html

from proverka.reporting.paper.directions import isolated, mark_directions
from proverka.reporting.paper.word_runs import stretches


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>حتى 2014-06-30 فقط</p>", '<p>حتى <span dir="ltr">2014-06-30</span> فقط</p>'),
        ("<p>Signed by nobody.</p>", '<p><span dir="ltr">Signed by nobody.</span></p>'),
        ("<p>A note <b>ب</b></p>", '<p><span dir="ltr">A note</span> <b>ب</b></p>'),
        ("<p><b>ب</b> by hand <i>ت</i></p>", '<p><b>ب</b> <span dir="ltr">by hand</span> <i>ت</i></p>'),
        ("<p>2014-06</p>", '<p><span dir="ltr">2014-06</span></p>'),
        ("<p>95.7 % · #12</p>", "<p>95.7 % · #12</p>"),
        ("<p>من OPCW إلى</p>", "<p>من OPCW إلى</p>"),
    ],
)
def test_foreign_words_and_days_are_marked(page: str, marked: str):
    root = html.fromstring(f"<div>{page}</div>")
    mark_directions(root)
    assert html.tostring(root, encoding="unicode") == f"<div>{marked}</div>"


def test_a_day_is_set_apart_where_no_mark_can_be():
    assert isolated("x 2014-06-30") == "x \u20662014-06-30\u2069"
    assert isolated("A-2014-06-30") == "A-2014-06-30"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []),
        ("نص", [("نص", True)]),
        ("OPCW", [("OPCW", False)]),
        ("من OPCW.", [("من ", True), ("OPCW", False), (".", True)]),
        ("OPCW and UN، ثم", [("OPCW and UN", False), ("، ثم", True)]),
        ("12 % من 30", [("12 % من 30", True)]),
        ("EC-33 في", [("EC-33", False), (" في", True)]),
        ("في 2014-06-30.", [("في ", True), ("2014-06-30", False), (".", True)]),
    ],
)
def test_words_are_divided_where_their_direction_changes(words: str, found: list[tuple[str, bool]]):
    assert list(stretches(words)) == found
