from fractions import Fraction

import numpy as np
import pytest

from proverka.inspection.site_table import read_sites, read_ways
from proverka.model.errors import MalformedError

HEAD = "site,stratum,population,goal_items,rate_per_day,sensitivity,setup_days,days_max,closed,latitude,longitude\n"


def test_a_table_gives_sites_exactly():
    read = read_sites(
        HEAD + "A,drums,200,12,20,0.95,0.5,4,2;3,35.5,38\nA,casings,90,9,40.5,,,,,,\n\nB,drums,30,3,7,,,,,36,37\n",
        where="sites.csv",
    )
    first, second = read.sites
    assert [one.name for one in first.strata] == ["drums", "casings"]
    assert first.strata[0].sensitivity == Fraction(19, 20)
    assert first.strata[1].rate == Fraction(81, 2)
    assert (first.setup, first.days_max, first.closed) == (Fraction(1, 2), Fraction(4), frozenset({2, 3}))
    assert (second.setup, second.days_max, second.closed) == (Fraction(0), None, frozenset())
    assert read.places is not None
    assert read.places.degrees


def test_goal_items_follow_from_what_an_item_holds():
    text = "site,stratum,population,item_quantity,rate_per_day\nA,drums,200,0.3,20\n"
    assert read_sites(text, where="t", goal_quantity=Fraction(1)).sites[0].strata[0].goal == 4


def test_a_degree_of_the_equator_is_a_degree_of_a_great_circle():
    read = read_sites(HEAD + "A,d,9,1,1,,,,,0,0\nB,d,9,1,1,,,,,0,90\n", where="t")
    assert read.places is not None
    apart = read.places.distances((0.0, 180.0))
    quarter = 6371.0088 * np.pi / 2
    assert apart == pytest.approx(np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]]) * quarter)
    assert read.places.distances(None)[-1] == pytest.approx(np.zeros(3))
    assert read.places.plane(read.places.at)[1] == pytest.approx([quarter, 0])


def test_ways_are_as_long_in_both_directions_unless_the_table_says_otherwise():
    days = read_ways("from,to,days\nbase,A,1\nA,B,0.5\nB,A,2\nB,base,0\n", ["A", "B"], base="base", where="w")
    assert days.tolist() == [[0, 0.5, 1], [2, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: missing-field"),
        (HEAD, "missing-field"),
        ("site,stratum,population,goal_items,rate_per_day,colour\n", "line 1: unknown-field"),
        ("site,site,stratum,population,rate_per_day\n", "line 1: duplicate-id"),
        (HEAD + "A,d,9,1\n", "line 2: bad-syntax"),
        (HEAD + 'A,"d\n', "bad-syntax"),
        (HEAD + "A,,9,1,1,,,,,0,0\n", "line 2: stratum: missing-field"),
        (HEAD + "A,d,9.5,1,1,,,,,0,0\n", "line 2: population: bad-value"),
        (HEAD + "A,d,0,1,1,,,,,0,0\n", "line 2: population: bad-value"),
        (HEAD + "A,d,9,,1,,,,,0,0\n", "line 2: missing-field"),
        (HEAD + "A,d,9,1,0,,,,,0,0\n", "line 2: rate_per_day: bad-value"),
        (HEAD + "A,d,9,1,nan,,,,,0,0\n", "line 2: rate_per_day: bad-value"),
        (HEAD + "A,d,9,1,1,1.5,,,,0,0\n", "line 2: sensitivity: bad-value"),
        (HEAD + "A,d,9,1,1,,,,x,0,0\n", "line 2: closed: bad-value"),
        (HEAD + "A,d,9,1,1,,,,,95,0\n", "line 2: latitude: bad-value"),
        (HEAD + "A,d,9,1,1,,,,,0,0\nB,d,9,1,1,,,,,,\n", "line 3: missing-field"),
        (HEAD + "A,d,9,1,1,,1,,,0,0\nA,e,9,1,1,,2,,,,\n", "line 3: setup_days: meaningless"),
        (HEAD + "A,d,9,1,1,,,,,0,0\nA,d,9,1,1,,,,,,\n", "line 3: stratum: duplicate-id"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(text, words):
    with pytest.raises(MalformedError, match=rf"^sites\.csv.*{words}") as caught:
        read_sites(text, where="sites.csv")
    assert "to do:" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from,to\n", "missing-field"),
        ("from,to,days\nA,C,1\n", "line 2: to: unknown-name"),
        ("from,to,days\nA,B,-1\n", "line 2: days: bad-value"),
        ("from,to,days\nA,B,1\nbase,A,1\n", "missing-field"),
    ],
)
def test_what_is_wrong_with_ways_is_told(text, words):
    with pytest.raises(MalformedError, match=rf"^ways\.csv.*{words}"):
        read_ways(text, ["A", "B"], base="base", where="ways.csv")


def test_a_way_that_is_told_twice_is_refused():
    ways = "from,to,days\nbase,a,0.5\nbase,a,0.7\n"
    with pytest.raises(MalformedError, match=r"ways: line 3: duplicate-id"):
        read_ways(ways, ["a"], base="base", where="ways")
