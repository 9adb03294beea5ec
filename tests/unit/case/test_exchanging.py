"""What a case gives to other forms: areas with all within them, identifiers, units; and files of pairs."""

from pathlib import Path
from unittest.mock import create_autospec

import pytest

from proverka.book import Ledger
from proverka.case.exchanging import account_area, counted_subjects, identifiers_of, read_events, read_pairs
from proverka.model.errors import ProverkaError
from proverka.model.vocabulary import Place, Subject, Vocabulary

PLACES = (
    Place(id="country", name="A country", kind="country"),
    Place(id="site", name="A site", kind="site", within="country"),
    Place(id="hall", name="A hall", kind="hall", within="site"),
    Place(id="abroad", name="Another", kind="country"),
)
WORDS = Vocabulary(
    case="quarry",
    title="Quarry",
    keeper="desk",
    places=PLACES,
    final=("dismantled",),
    subjects=(
        Subject(id="stock", name="Stock", kind="material", unit="tonne"),
        Subject(id="shells", name="Shells", kind="munitions", unit="item"),
    ),
)


def area(*places, codes=None):
    ledger = create_autospec(Ledger, instance=True)
    ledger.rows.return_value = [("hall",), ("ship",)]  # the places that its movements name
    return account_area(WORDS, ledger, places, codes=codes)


def test_an_area_is_a_place_with_all_that_is_within_it():
    assert area("country").places == ("country", "hall", "site")
    assert area("hall", "ship").places == ("hall", "ship")
    assert area().places == ("hall", "ship")


def test_an_area_knows_what_the_case_calls_final():
    assert area("hall").codes["dismantled"] == "DS"
    assert area("hall", codes={"dismantled": "LD"}).codes["dismantled"] == "LD"


def test_a_place_that_nobody_names_is_refused():
    with pytest.raises(ProverkaError, match="unknown-place"):
        area("nowhere")


def test_identifiers_stand_under_the_name_of_the_log():
    assert identifiers_of(WORDS).base == "https://proverka.example/quarry/"
    assert counted_subjects(WORDS) == ["shells"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad-syntax"),
        (b"uri\nx\n", "bad-syntax"),
        (b"name,uri\n", "bad-syntax"),
        (b"uri,name\nx\n", "bad-syntax"),
        (b'uri,name\n"x,y\n', "bad-syntax"),
        (b"uri,name\nx,y\nx,z\n", "duplicate-id"),
        (b"\xef\xbb\xbfuri,name\n", "byte-order-mark"),
        (b"uri,name\n\xff,y\n", "wrong-encoding"),
    ],
)
def test_a_broken_file_of_pairs_is_refused(data, code, tmp_path):
    (tmp_path / "names.csv").write_bytes(data)
    with pytest.raises(ProverkaError, match=code):
        read_pairs(tmp_path / "names.csv", ("uri", "name"))


def test_pairs_are_read(tmp_path):
    (tmp_path / "names.csv").write_bytes(b'uri,name\nurn:x:1,"a, b"\nurn:x:2,\n')
    assert read_pairs(tmp_path / "names.csv", ("uri", "name")) == {"urn:x:1": "a, b", "urn:x:2": ""}


def test_files_that_are_none_or_too_long_are_refused(tmp_path, monkeypatch):
    for path in (tmp_path / "absent", tmp_path, Path("/dev/null")):
        with pytest.raises(ProverkaError, match="missing-file"):
            read_events(path)
    monkeypatch.setattr("proverka.case.exchanging.DOCUMENT_BYTES_MAX", 4)
    (tmp_path / "long").write_bytes(b"12345")
    with pytest.raises(ProverkaError, match="too-large"):
        read_events(tmp_path / "long")
