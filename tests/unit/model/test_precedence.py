"""Several faults of one input: the first of the table is raised, whichever was found first."""

import random

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.precedence import Faults


def fault(refusal, got="it"):
    return RefusedError(refusal, where="here", expected="this", got=got, remedy="that")


def test_the_first_of_the_table_is_raised_whatever_the_order_of_the_checks():
    refusals = list(Refusal)
    for seed in range(50):
        some = random.Random(seed).sample(refusals, 4)
        faults = Faults()
        for refusal in some:
            with faults:
                raise fault(refusal)
        with pytest.raises(RefusedError) as caught:
            faults.raise_first()
        assert caught.value.fault.refusal is min(some, key=refusals.index)


def test_of_one_code_twice_the_one_found_first_is_raised():
    faults = Faults()
    for got in ("first", "second"):
        with faults:
            raise fault(Refusal.BAD_VALUE, got)
    with pytest.raises(RefusedError, match="first"):
        faults.raise_first()


def test_nothing_gathered_raises_nothing_and_our_own_errors_go_through():
    faults = Faults()
    with faults:
        pass
    faults.raise_first()
    assert not faults
    with pytest.raises(ZeroDivisionError), faults:
        _ = 1 // 0
    with faults:
        raise MalformedError(Refusal.BAD_NOTE, where="", expected="", got="", remedy="")
    assert faults
