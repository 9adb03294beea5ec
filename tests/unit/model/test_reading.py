"""What is read from JSON or TOML is a value of its kind, or is refused in terms of its own."""

import pytest

from proverka.model.errors import MalformedError, Refusal
from proverka.model.reading import convert, decode_json
from proverka.model.submission import Envelope

ENVELOPE = b'{"kind":"figure","label":"F","submitted_at":"2024-05-01T00:00:00Z","body":{},"effective":%s}'


@pytest.mark.parametrize("effective", [b"2024", b"20.5", b"true", b"[]", b"{}", b'["2024"]'])
def test_a_date_that_is_no_text(effective):
    with pytest.raises(MalformedError) as caught:
        decode_json(ENVELOPE % effective, Envelope, where="entry 1")
    assert caught.value.fault.refusal is Refusal.BAD_VALUE
    assert "date" in caught.value.fault.got


def test_a_number_where_a_table_has_a_date():
    plain = {"kind": "figure", "label": "F", "submitted_at": "2024-05-01T00:00:00Z", "effective": 2024, "body": {}}
    with pytest.raises(MalformedError):
        convert(plain, Envelope, where="figure.csv")
