"""Salted documents and sealed tables: one row opens alone, and no hash tells what is in them."""

import io

import pytest

from proverka.disclosure.sealed_document import (
    SealedTable,
    content_of,
    parse_commitment,
    parse_row,
    row_at,
    row_commitment,
    salted,
    sealed_row,
)
from proverka.model.errors import ProverkaError
from proverka.record.merkle import EMPTY_ROOT, leaf_hash, verify_inclusion

COLUMNS = ("site", "count")


def salts(first: int):
    return (bytes([first, n]) * 16 for n in range(100))


def lines(*rows: tuple[str, str]) -> list[bytes]:
    return [sealed_row(COLUMNS, row, salts(number)) for number, row in enumerate(rows)]


def read(raw: bytes) -> SealedTable:
    return SealedTable.read(io.BytesIO(raw), where="table")


def refusal_of(action, *arguments, **named) -> str:
    with pytest.raises(ProverkaError) as caught:
        action(*arguments, **named)
    return caught.value.code


def test_a_salt_stands_before_the_content():
    stored = salted(b"content", salt=b"s" * 32)
    assert content_of(stored, where="document") == b"content"
    assert refusal_of(content_of, b"short", where="document") == "bad-opening"


def test_every_row_is_proved_alone():
    rows = [(f"site {n}", str(n)) for n in range(7)]
    found = lines(*rows)
    table = read(b"".join(found))
    assert table.rows == 7
    for number, line in enumerate(found):
        commitment = row_commitment(parse_row(line, where="row"))
        verify_inclusion(leaf=leaf_hash(commitment), index=number, size=7, path=table.path(number), root=table.root)
        opened = parse_commitment(commitment, where="row").opened(parse_row(line, where="row"), where="row")
        assert opened.members == {"site": b'"site %d"' % number, "count": b'"%d"' % number}


def test_a_row_is_found_by_its_number():
    raw = b"".join(lines(("a", "1"), ("b", "2")))
    found = row_at(io.BytesIO(raw), 1, where="table")
    assert found is not None
    assert [d.value for d in found] == [b'"b"', b'"2"']
    assert row_at(io.BytesIO(raw), 2, where="table") is None


def test_equal_rows_have_unequal_commitments():
    table = read(b"".join(lines(("a", "1"), ("a", "1"))))
    assert len(set(table.leaves)) == 2


def test_a_table_without_rows():
    assert (read(b"").rows, read(b"").root) == (0, EMPTY_ROOT)


@pytest.mark.parametrize(
    "raw", [b"\n", b"abc\n", b"abc~", b"~\n", b"abc~~\n", "é~\n".encode(), b"abc~abc~\n", b"~" * 9]
)
def test_lines_of_another_form_are_refused(raw):
    assert refusal_of(read, raw) == "bad-opening"


def test_a_commitment_has_one_form():
    commitment = row_commitment(parse_row(lines(("a", "1"))[0], where="row"))
    assert parse_commitment(commitment, where="row").encode() == commitment
    for other in (commitment.replace(b":", b": "), commitment[:-1] + b',"clear":1}', b"{}"):
        assert refusal_of(parse_commitment, other, where="row") == "bad-opening"
