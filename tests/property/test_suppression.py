"""What follows from what is shown, against an oracle that tries every small solution."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from proverka.inventory.suppression import Relation, determined, suppression

NAMES = tuple("abcdef")


@st.composite
def relations(draw):
    found = []
    for _ in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
        found.append(Relation(whole=names[0], parts=tuple(names[1:])))
    return found


def oracle(found: list[Relation], shown: set[str]) -> set[str]:
    """A value follows unless solutions differ in it: unless one with all shown values zero has it other than zero.

    With at most four unknowns and coefficients of one, such a solution has one in whole numbers up to four.
    """
    unknown = sorted({n for r in found for n in (r.whole, *r.parts)} - shown)
    free: set[str] = set()
    for values in product(range(-4, 5), repeat=len(unknown)):
        at = dict(zip(unknown, values, strict=True))
        if all(at.get(r.whole, 0) == sum(at.get(p, 0) for p in r.parts) for r in found):
            free |= {name for name, value in at.items() if value}
    return set(unknown) - free


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
