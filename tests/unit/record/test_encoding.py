import pytest

from proverka.record.encoding import decode_base64, decode_hex, encode_base64


@pytest.mark.parametrize("text", ["AB==", "AA=", "AA", "A A=", "AA==\n", "AA__", "é", "====", "A"])
def test_other_texts_than_the_canonical_one_are_none(text):
    assert decode_base64(text) is None


@pytest.mark.parametrize("data", [b"", b"\0", b"\xfb\xff", bytes(32)])
def test_the_canonical_text_is_decoded(data):
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["0", "0A", "zz", " 00", "é0"])
def test_other_hexadecimal_is_none(text):
    assert decode_hex(text) is None
