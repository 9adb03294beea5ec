"""What follows from what is shown, against an oracle that tries every small solution."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from proverka.inventory.suppression import Relation, Relations, Share, determined, suppression

NAMES = tuple("abcdef")


@st.composite
def relations(draw):
    found = []
    for _ in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
        found.append(Relation(whole=names[0], parts=tuple(names[1:])))
    return Relations(sums=found)


@st.composite
def tied(draw):
    """Sums, and percentages of which one value is of another: of each pair at most one."""
    pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map(tuple)
    shares = [
        Share(
            name=f"%{part}{whole}", part=part, whole=whole, fraction=draw(st.sampled_from((Fraction(1), Fraction(2))))
        )
        for part, whole in draw(st.lists(pairs, min_size=1, max_size=3, unique=True))
    ]
    return Relations(sums=draw(relations()).sums, shares=shares)


def oracle(found: Relations, shown: set[str], reach: int = 4) -> set[str]:
    """A value follows unless solutions differ in it: unless one with all shown values zero has it other than zero.

    With at most four unknowns and coefficients of one, such a solution has one in whole numbers up to four; with three
    and coefficients up to two, up to eight. A percentage that is not shown ties nothing.
    """
    ties = [share for share in found.shares if share.name in shown]
    every = {n for r in found.sums for n in (r.whole, *r.parts)} | {n for s in found.shares for n in (s.part, s.whole)}
    unknown = sorted(every - shown)
    free: set[str] = set()
    for values in product(range(-reach, reach + 1), repeat=len(unknown)):
        at = dict(zip(unknown, values, strict=True))
        fits = all(at.get(r.whole, 0) == sum(at.get(p, 0) for p in r.parts) for r in found.sums)
        if fits and all(at.get(s.part, 0) == s.fraction * at.get(s.whole, 0) for s in ties):
            free |= {name for name, value in at.items() if value}
    return set(unknown) - free


@given(tied(), st.sets(st.sampled_from(NAMES), min_size=3), st.data())
def test_what_follows_with_percentages_is_what_all_solutions_agree_on(found, shown, data):
    shown = shown | data.draw(st.sets(st.sampled_from([share.name for share in found.shares])))
    follows = oracle(found, shown, reach=8)
    told = {s.name for s in found.shares if {s.part, s.whole} <= shown | follows} - shown
    assert determined(found, shown) == follows | told


@given(relations(), st.sets(st.sampled_from(NAMES), min_size=2))
def test_what_follows_is_what_all_solutions_agree_on(found, shown):
    assert determined(found, shown) == oracle(found, shown)


@given(relations(), st.data())
def test_nothing_withheld_follows_that_suppression_can_prevent_and_nothing_is_suppressed_in_vain(found, data):
    shown = data.draw(st.sets(st.sampled_from(NAMES), min_size=2))
    withheld = set(NAMES) - shown
    removable = data.draw(st.sets(st.sampled_from(sorted(shown))))
    answer = suppression(found, shown=shown, withheld=withheld, removable=removable)
    suppressed = set(answer.suppressed)
    assert suppressed <= removable
    assert set(answer.revealed) == determined(found, shown - suppressed) & withheld
    # Without all that may be suppressed as much follows as now: no larger set would have hidden more.
    assert set(answer.revealed) == determined(found, shown - removable) & withheld
    for name in suppressed:
        assert not determined(found, shown - suppressed | {name}) & withheld <= set(answer.revealed)
