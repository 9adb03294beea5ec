"""Quantities, against whole numbers: grams are exact, and no number of a party's choosing does harm."""

from decimal import Decimal
from fractions import Fraction

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proverka.model.errors import MalformedError
from proverka.model.quantity import DIGITS_MAX, EXPONENT_MAX, GRAMS_IN, Bound, Quantity, rounding
from proverka.model.reading import decode_json, encode_json

DETERMINED = settings(derandomize=True, deadline=None, max_examples=300, database=None)


@st.composite
def amounts(draw: st.DrawFn) -> Decimal:
    """Every amount that a quantity may hold: digits and a place for the point."""
    digits = draw(st.integers(0, 10 ** draw(st.integers(1, DIGITS_MAX)) - 1))
    exponent = draw(st.integers(-EXPONENT_MAX, max(-EXPONENT_MAX, EXPONENT_MAX + 1 - len(str(digits)))))
    return Decimal(digits).scaleb(exponent)


# The international pound, from the definition and not from the table under test.
GRAMS = {
    "gram": Fraction(1),
    "kilogram": Fraction(1000),
    "tonne": Fraction(1_000_000),
    "pound": Fraction(45359237, 100_000),
    "short_ton": 2000 * Fraction(45359237, 100_000),
}


def test_every_unit_of_mass_has_an_oracle():
    assert set(GRAMS) == set(GRAMS_IN)


@DETERMINED
@given(amount=amounts(), unit=st.sampled_from(sorted(GRAMS)))
@example(amount=Decimal(10**DIGITS_MAX - 1).scaleb(-EXPONENT_MAX), unit="short_ton")
@example(amount=Decimal("0.5"), unit="gram")
def test_grams_are_the_nearest_whole_number_of_the_exact_value(amount: Decimal, unit: str):
    grams = Quantity(unit=unit, amount=amount).grams
    assert grams == round(Fraction(amount) * GRAMS[unit])


@DETERMINED
@given(amount=amounts(), unit=st.sampled_from([*sorted(GRAMS), "item"]))
def test_the_digits_of_the_source_survive_writing_and_reading(amount: Decimal, unit: str):
    quantity = Quantity(unit=unit, amount=amount)
    read = decode_json(encode_json(quantity), Quantity, where="quantity")
    assert read == quantity
    assert read.amount is not None
    assert read.amount.as_tuple() == amount.as_tuple()


@DETERMINED
@given(st.text("0123456789.eE+-naifNAIF_ ", max_size=30) | st.decimals().map(str))
@example("1E+999999")
@example("1E-999999")
@example("NaN")
@example("sNaN")
@example("-Infinity")
@example("-0")
@example("9" * (DIGITS_MAX + 1))
def test_any_printed_amount_is_reckoned_with_or_refused(text: str):
    try:
        quantity = decode_json(msgspec.json.encode({"unit": "tonne", "amount": text}), Quantity, where="quantity")
    except MalformedError as error:
        assert error.code in ("bad-value", "too-large", "meaningless")  # noqa: PT017 - either outcome is right
    else:
        assert quantity.amount is not None
        assert quantity.grams is not None
        assert 0 <= quantity.grams < 10 ** (EXPONENT_MAX + 1 + 6)
        assert rounding(quantity.amount, "exact") > 0


@DETERMINED
@given(amount=amounts(), bound=st.sampled_from(["exact", "about", "at_least", "at_most"]))
def test_what_rounds_to_the_printed_amount_lies_within_its_rounding(amount: Decimal, bound: Bound):
    slack = rounding(amount, bound)
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    last_digit = Fraction(10) ** exponent
    assert Fraction(slack) >= last_digit / 2
    if bound == "exact" or not amount:
        assert Fraction(slack) == last_digit / 2
    else:
        # Half a unit of the second significant digit: from 0.5 to 5 percent of the amount.
        assert Fraction(slack) == last_digit / 2 or Fraction(amount) / 200 <= Fraction(slack) <= Fraction(amount) / 20
