"""Totals that would give a withheld part away."""

from fractions import Fraction

from proverka.inventory.suppression import Relation, Relations, Share, determined, suppression

WHOLE = Relation(whole="whole", parts=("first", "second"))


def test_a_whole_and_all_parts_but_one_show_that_one():
    assert determined(Relations(sums=[WHOLE]), {"whole", "first"}) == {"second"}
    assert determined(Relations(sums=[WHOLE]), {"first", "second"}) == {"whole"}
    assert determined(Relations(sums=[WHOLE]), {"whole"}) == set()


def test_the_difference_of_two_totals_shows_what_is_in_one_only():
    relations = Relations(sums=[Relation(whole="all", parts=("a", "b", "c")), Relation(whole="most", parts=("a", "b"))])
    assert determined(relations, {"all", "most"}) == {"c"}


def test_a_whole_of_zero_shows_its_parts_and_theirs():
    relations = Relations(sums=[WHOLE, Relation(whole="first", parts=("x", "y"))])
    assert determined(relations, {"whole"}, zeros={"whole"}) == {"first", "second", "x", "y"}


def test_the_total_is_suppressed_and_what_is_not_needed_stays():
    found = suppression(Relations(sums=[WHOLE]), shown={"whole", "first"}, withheld={"second"}, removable={"whole"})
    assert (found.suppressed, found.revealed) == (("whole",), ())
    found = suppression(Relations(sums=[WHOLE]), shown={"whole"}, withheld={"first", "second"}, removable={"whole"})
    assert (found.suppressed, found.revealed) == ((), ())


def test_what_cannot_be_suppressed_is_told():
    found = suppression(Relations(sums=[WHOLE]), shown={"whole", "first"}, withheld={"second"}, removable=())
    assert (found.suppressed, found.revealed) == ((), ("second",))


def test_one_total_rather_than_two():
    relations = Relations(
        sums=[Relation(whole="all", parts=("a", "secret")), Relation(whole="world", parts=("all", "rest"))]
    )
    shown = {"all", "a", "world", "rest"}
    found = suppression(relations, shown=shown, withheld={"secret"}, removable={"a", "all", "world", "rest"})
    assert found.suppressed == ("a",)
    found = suppression(relations, shown=shown, withheld={"secret"}, removable={"all", "world"})
    assert found.suppressed == ("all", "world"), "the world less the rest would show the total again"


def test_a_value_that_is_shown_elsewhere_is_suppressed_there():
    found = suppression(Relations(sums=[]), shown={"value"}, withheld={"value"}, removable={"value"})
    assert found.suppressed == ("value",)


def test_a_percentage_and_its_whole_show_the_part_and_any_two_the_third():
    relations = Relations(sums=[], shares=[Share(name="%", part="part", whole="all", fraction=Fraction(2, 5))])
    assert determined(relations, {"%", "all"}) == {"part"}
    assert determined(relations, {"%", "part"}) == {"all"}
    assert determined(relations, {"part", "all"}) == {"%"}
    assert determined(relations, {"all"}) == set()


def test_two_percentages_of_unknown_wholes_and_two_totals_show_the_wholes():
    sums = [Relation(whole="all", parts=("a", "b")), Relation(whole="done", parts=("x", "y"))]
    half = Share(name="%a", part="x", whole="a", fraction=Fraction(1, 2))
    shown = {"%a", "%b", "all", "done"}
    quarter = Share(name="%b", part="y", whole="b", fraction=Fraction(1, 4))
    assert determined(Relations(sums=sums, shares=[half, quarter]), shown) == {"a", "b", "x", "y"}
    same = Share(name="%b", part="y", whole="b", fraction=Fraction(1, 2))
    assert determined(Relations(sums=sums, shares=[half, same]), shown) == set(), "half of all is no news of a or b"
