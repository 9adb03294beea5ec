"""Totals that would give a withheld part away."""

from proverka.inventory.suppression import Relation, determined, suppression

WHOLE = Relation(whole="whole", parts=("first", "second"))


def test_a_whole_and_all_parts_but_one_show_that_one():
    assert determined([WHOLE], {"whole", "first"}) == {"second"}
    assert determined([WHOLE], {"first", "second"}) == {"whole"}
    assert determined([WHOLE], {"whole"}) == set()


def test_the_difference_of_two_totals_shows_what_is_in_one_only():
    relations = [Relation(whole="all", parts=("a", "b", "c")), Relation(whole="most", parts=("a", "b"))]
    assert determined(relations, {"all", "most"}) == {"c"}


def test_a_whole_of_zero_shows_its_parts_and_theirs():
    relations = [WHOLE, Relation(whole="first", parts=("x", "y"))]
    assert determined(relations, {"whole"}, zeros={"whole"}) == {"first", "second", "x", "y"}


def test_the_total_is_suppressed_and_what_is_not_needed_stays():
    found = suppression([WHOLE], shown={"whole", "first"}, withheld={"second"}, removable={"whole"})
    assert (found.suppressed, found.revealed) == (("whole",), ())
    found = suppression([WHOLE], shown={"whole"}, withheld={"first", "second"}, removable={"whole"})
    assert (found.suppressed, found.revealed) == ((), ())


def test_what_cannot_be_suppressed_is_told():
    found = suppression([WHOLE], shown={"whole", "first"}, withheld={"second"}, removable=())
    assert (found.suppressed, found.revealed) == ((), ("second",))


def test_one_total_rather_than_two():
    relations = [Relation(whole="all", parts=("a", "secret")), Relation(whole="world", parts=("all", "rest"))]
    shown = {"all", "a", "world", "rest"}
    found = suppression(relations, shown=shown, withheld={"secret"}, removable={"a", "all", "world", "rest"})
    assert found.suppressed == ("a",)
    found = suppression(relations, shown=shown, withheld={"secret"}, removable={"all", "world"})
    assert found.suppressed == ("all", "world"), "the world less the rest would show the total again"


def test_a_value_that_is_shown_elsewhere_is_suppressed_there():
    found = suppression([], shown={"value"}, withheld={"value"}, removable={"value"})
    assert found.suppressed == ("value",)
