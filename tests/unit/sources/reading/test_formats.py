"""Files of other formats are refused before anything is read in them; damaged text is none of those."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.errors import MalformedError
from proverka.sources.reading import read_article
from proverka.sources.reading.formats import check_text

SAID = "The minister said that the stock would be gone by July.\n" * 20
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8_r", "gb18030"]


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b"%PDF-1.7\n(The minister said)", "a PDF"),
        (b"\n\n%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04\x14\0word/document.xml", "an archive, as of a word processor or an e-book"),
        (rb"{\rtf1\ansi The minister said}", "a document in RTF"),
        (b"\x1f\x8b\x08\0", "a gzip file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"GIF89a\1\0", "a picture"),
        (random.Random(1).randbytes(5000), "bytes that are no text"),
        (bytes(2000), "bytes that are no text"),
    ],
)
def test_what_is_no_text_is_refused(data, got):
    with pytest.raises(MalformedError, match="wrong-encoding") as refused:
        read_article(data, name="paper.txt")
    assert (refused.value.fault.where, refused.value.fault.got) == ("paper.txt", got)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_any_encoding_is_text(encoding):
    check_text(SAID.encode(encoding), where="a.txt")


def test_a_text_with_some_damage_is_text():
    check_text(SAID.replace("minister", "min\0ister\x1b[31m").encode(), where="a.txt")
    check_text(b"\0\1\2", where="a.txt")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_whatever_people_write_is_text(text):
    check_text(text.encode(), where="a.txt")
