"""Neutral HTML is taken apart at its outermost marks, and nothing of it is lost."""

from proverka.reporting.taken_apart import EDGES, taken_apart
from proverka.reporting.tongue import CLOSE, DIVIDE, NEUTRAL, OPEN, own


def test_html_and_marks_take_turns():
    day = NEUTRAL.text("due {day}", day=NEUTRAL.today())
    pieces = taken_apart(f"<p>{day}</p>{day}")
    assert pieces.texts == ("<p>", day, "</p>", day, "")
    assert pieces.marks == (day,)


def test_what_is_the_records_own_stands_between_two_edges():
    pieces = taken_apart(f"{own('a & b')}{own('12')}")
    assert pieces.texts == ("", f"{OPEN}w", "a &amp; b", f"w{CLOSE}", "", f"{OPEN}i", "12", f"i{CLOSE}", "")
    assert set(pieces.marks) == EDGES


def test_marks_stand_in_marks_however_deep():
    deep = "x"
    for _ in range(40):
        deep = NEUTRAL.text("{some}; more", some=deep)
    assert taken_apart(f"a{deep}b").texts == ("a", deep, "b")


def test_what_is_not_closed_is_left_out():
    assert taken_apart(f"a{OPEN}t{DIVIDE}b").texts == ("a",)
    assert taken_apart("").texts == ("",)
