"""Bytes become text in the encoding that they are in, and it is said which."""

import pytest

from proverka.model.errors import RefusedError
from proverka.sources.reading.decoding import BYTES_MAX, decode

SAID = "The minister said “it is so” – in Zürich."
RUSSIAN = "Министр сказал, что переговоры в Женеве были полезными и будут продолжены. " * 20


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAID.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SAID.encode(), "utf-8"),
        (SAID.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + SAID.encode("utf-16-be"), "utf-16-be"),
        (SAID.encode("utf-32"), "utf-32-le"),
        (SAID.encode("utf-16-be"), "utf-16-be"),
        (SAID.encode("utf-16-le"), "utf-16-le"),
        (SAID.encode("cp1252"), "windows-1252"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    decoded = decode(data, where="a.txt")
    assert (decoded.text, decoded.encoding) == (SAID, encoding)


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r"])
def test_a_page_declares_its_own(name: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>{RUSSIAN}'
    decoded = decode(page.encode(name), where="a.html")
    assert decoded.encoding == name
    assert RUSSIAN in decoded.text
    assert decoded.repairs == ()


def test_a_page_that_declares_latin_1_is_read_as_browsers_do() -> None:
    assert decode(b"<meta charset=iso-8859-1>\x93so\x94", where="a.html").text.endswith("“so”")


@pytest.mark.parametrize("name", ["utf-7", "zip", "unicode_escape", "idna", "no-such-thing", "rot13"])
def test_what_is_no_encoding_of_pages_is_not_believed(name: str) -> None:
    data = f"<meta charset={name}>\\u0041+ADw-script+AD4-\xe9".encode("latin-1")
    assert decode(data, where="a.html").encoding == "windows-1252"


def test_a_declaration_that_the_bytes_belie_is_not_believed() -> None:
    decoded = decode(b"<meta charset=shift_jis>" + SAID.encode("cp1252"), where="a.html")
    assert decoded.text.endswith(SAID) or decoded.encoding == "shift_jis"
    assert decode(b"<meta charset=utf-8>" + SAID.encode("cp1252"), where="a.html").encoding == "windows-1252"


def test_an_alphabet_without_a_declaration_is_detected() -> None:
    decoded = decode(RUSSIAN.encode("cp1251"), where="a.txt")
    assert decoded.text == RUSSIAN
    assert "cp1251" in decoded.repairs[0]


def test_stray_bytes_in_utf_8_are_those_of_windows() -> None:
    decoded = decode(SAID.encode() + b" \x93So\x94 " + SAID.encode(), where="a.txt")
    assert decoded.text == f"{SAID} “So” {SAID}"
    assert decoded.repairs == ("2 bytes outside UTF-8 read as windows-1252",)


def test_what_no_encoding_has_is_shown_and_told() -> None:
    decoded = decode(b"The minister said \x81 so", where="a.txt")
    assert decoded.text == "The minister said \ufffd so"
    assert decoded.repairs[-1].startswith("1 character that windows-1252 does not have")


def test_more_bytes_than_any_article_are_refused() -> None:
    decode(b" " * BYTES_MAX, where="a.txt")
    with pytest.raises(RefusedError, match="too-large") as refused:
        decode(b" " * (BYTES_MAX + 1), where="a.txt")
    assert refused.value.fault.where == "a.txt"
