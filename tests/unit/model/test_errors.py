import copy
from datetime import UTC, datetime, timedelta, timezone

import pytest

from proverka.model.entry import Entry
from proverka.model.errors import SHOWN_CHARACTERS_MAX, MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.span import Span


def error(got: str) -> MalformedError:
    return MalformedError(Refusal.BAD_VALUE, where="here", expected="a number", got=got, remedy="write one")


def test_a_message_says_where_what_was_expected_what_was_got_and_what_to_do():
    assert str(error("x")).splitlines() == [
        "here: bad-value: a value is not of the form that its field needs",
        "  expected: a number",
        "  got:      x",
        "  to do:    write one",
    ]


@pytest.mark.parametrize(
    ("got", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\r\n", "�[31mred��"),
        ("\u202etfel", "�tfel"),
        ("x" * SHOWN_CHARACTERS_MAX, "x" * SHOWN_CHARACTERS_MAX),
        ("x" * 1_000, "x" * SHOWN_CHARACTERS_MAX + "… (1000 characters)"),
    ],
)
def test_a_hostile_value_comes_back_short_and_printable(got: str, shown: str):
    assert error(got).fault.got == shown


def test_codes_are_words_and_each_is_used_once():
    codes = [refusal.code for refusal in Refusal]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code for code in codes)


def test_both_kinds_of_error_are_of_one_tree():
    assert issubclass(MalformedError, ProverkaError)
    assert issubclass(RefusedError, ProverkaError)
    assert not issubclass(MalformedError, RefusedError)


@pytest.mark.parametrize(
    ("known_from", "day"),
    [
        (datetime(2014, 1, 31, 23, 59, tzinfo=UTC), "2014-01-31"),
        (datetime(2014, 1, 31, 20, 0, tzinfo=timezone(timedelta(hours=-5))), "2014-02-01"),
        (datetime(2014, 2, 1, 1, 0, tzinfo=timezone(timedelta(hours=3))), "2014-01-31"),
    ],
)
def test_an_entry_is_known_from_a_day_in_utc(known_from: datetime, day: str):
    entry = Entry(
        index=1, leaf="", party="p", number=1, submitted_at=known_from, known_from=known_from, kind="event", label="E",
        span=Span.parse("2014"), by="p", bears_on=(), source=None, confidence="", classification="unclassified",
        note="", references=(), body=None,
    )  # fmt: skip
    assert entry.known_day.isoformat() == day


@pytest.mark.parametrize("kind", [MalformedError, RefusedError])
def test_an_error_crosses_between_processes_as_it_is(kind):
    error = kind(Refusal.BAD_VALUE, where="here", expected="this", got="that" * 100, remedy="mend it")
    again = copy.copy(error)  # by the same protocol
    assert type(again) is kind
    assert again.fault == error.fault
    assert str(again) == str(error)
