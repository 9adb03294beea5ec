from decimal import Decimal
from fractions import Fraction

import pytest

from proverka.model.errors import MalformedError
from proverka.model.quantity import Absence, Bound, Quantity, rounding, told


@pytest.mark.parametrize(
    ("amount", "unit", "grams"),
    [
        ("0", "tonne", 0),
        ("1300", "tonne", 1_300_000_000),
        ("62.5", "kilogram", 62_500),
        ("31500", "short_ton", 28_576_319_310),
        ("1", "pound", 454),
        ("0.5", "gram", 0),
        ("1.5", "gram", 2),
        ("7", "item", None),
    ],
)
def test_grams(amount: str, unit: str, grams: int | None):
    assert Quantity(unit=unit, amount=Decimal(amount)).grams == grams


@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        ("12345.123456789012345", False),
        ("123456.123456789012345", True),
        ("1E+15", False),
        ("1E+16", True),
        ("1E-15", False),
        ("1E-16", True),
    ],
)
def test_an_amount_has_so_many_digits_that_its_grams_are_exact(amount: str, refused: bool):
    if refused:
        with pytest.raises(MalformedError, match="too-large"):
            Quantity(unit="tonne", amount=Decimal(amount))
    else:
        assert Quantity(unit="tonne", amount=Decimal(amount)).grams == round(Fraction(amount) * 1_000_000)


def test_blank_zero_unknown_and_withheld_are_four_values():
    four = [Quantity(unit="tonne", amount=Decimal(0)), *(Quantity(unit="tonne", absence=a) for a in Absence)]
    assert len(set(four)) == 4
    assert [q.grams for q in four] == [0, None, None, None]


@pytest.mark.parametrize(
    ("amount", "bound", "slack"),
    [
        ("1300", "exact", "0.5"),
        ("62.5", "exact", "0.05"),
        ("0", "exact", "0.5"),
        ("1.3E+3", "exact", "50"),
        ("1300", "about", "50"),
        ("1290", "about", "50"),
        ("5", "about", "0.5"),
        ("62.5", "about", "0.5"),
        ("0.00", "about", "0.005"),
        ("1300", "at_least", "50"),
    ],
)
def test_how_far_the_true_value_may_lie_from_the_printed_one(amount: str, bound: Bound, slack: str):
    assert rounding(Decimal(amount), bound) == Decimal(slack)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(unit="site", amount=Decimal(1)), "1 site"),
        (Quantity(unit="facility", amount=Decimal(12)), "12 facilities"),
        (Quantity(unit="short_ton", amount=Decimal("0.5")), "0.5 short tons"),
        (Quantity(unit="tonne", amount=Decimal("1.0")), "1.0 tonne"),
        (Quantity(unit="tonne", absence=Absence.WITHHELD), "withheld tonnes"),
    ],
)
def test_a_quantity_in_words_keeps_its_digits(quantity, text):
    assert told(quantity).english == text
