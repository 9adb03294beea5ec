"""Movement tables: what is converted, what is refused, and that the same rows give the same bytes."""

import hashlib

import duckdb
import pytest

from proverka.book import COLUMNS, check_table, convert_csv
from proverka.model.errors import MalformedError

HEAD = "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,seal\n"
ROW = "2024-02-01T08:00:00+02:00,A-1,stock,500000,store,stored,ship,on board,S-1\n"
OPENING = "2024-01-01,A-1,stock,500000,,,store,stored,\n"


@pytest.fixture
def converted(tmp_path):
    def convert(text: str, name: str = "t") -> list[dict[str, object]]:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        count = convert_csv(tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet", where="table.csv")
        with duckdb.connect() as connection:
            relation = connection.read_parquet(str(tmp_path / f"{name}.parquet"))
            rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
        assert len(rows) == count
        return rows

    return convert


def test_a_table_has_every_column_and_times_in_utc(converted):
    opening, row = converted(HEAD + OPENING + ROW)
    assert list(row) == [name for name, column in COLUMNS.items() if not column.recent]
    assert str(row["moved_at"]) == "2024-02-01 06:00:00"
    assert (row["item"], row["quantity"], row["seal"], row["note"]) == ("A-1", 500_000, "S-1", None)
    assert (opening["origin_place"], opening["seal"]) == (None, None)


def test_a_recent_column_is_there_where_it_is_used(converted):
    named = HEAD.replace("seal\n", "seal,measured,method\n")
    (row,) = converted(named + OPENING.replace("\n", ",499000,scale\n"))
    assert (row["measured"], row["method"]) == (499_000, "scale")
    assert set(row) == set(COLUMNS)


def test_a_method_needs_a_measurement(converted):
    named = HEAD.replace("seal\n", "seal,method\n")
    with pytest.raises(MalformedError, match="a measurement, where there is a method"):
        converted(named + OPENING.replace("\n", ",scale\n"))


def test_the_same_rows_give_the_same_bytes(converted, tmp_path):
    text = HEAD + OPENING + ROW * 5000
    for name in ("one", "two"):
        converted(text, name)
    one, two = (hashlib.sha256((tmp_path / f"{name}.parquet").read_bytes()).digest() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "missing-field", "none"),
        (HEAD.replace("seal", "colour") + ROW, "unknown-field", "colour"),
        (HEAD.replace("quantity,", "") + ROW.replace("500000,", ""), "missing-field", "quantity"),
        (HEAD + ROW.replace("500000", "half"), "bad-value", "half"),
        (HEAD + ROW.replace("500000", "1.5"), "bad-value", "1.5"),
        (HEAD + ROW.replace("500000", "-1"), "bad-value", "row 1"),
        (HEAD + ROW + ROW.replace("store,stored", "store,"), "bad-value", "row 2"),
        (HEAD + ROW.replace("ship,", ","), "bad-value", "row 1"),
        (HEAD + ROW.replace("2024-02-01", "2024-02-31"), "bad-value", "2024-02-31"),
        (HEAD + ROW[:-5] + "\n", "bad-syntax", ""),
    ],
    ids=["nothing", "a column of another name", "no quantity", "words", "half a gram", "below zero", "half an origin",
         "no destination", "no such day", "a cell too few"],
)  # fmt: skip
def test_what_cannot_be_booked_is_refused_by_its_place(converted, text, code, told):
    with pytest.raises(MalformedError) as caught:
        converted(text)
    assert caught.value.code == code
    assert told in str(caught.value)
    assert "table.csv" in caught.value.fault.where


def test_what_is_no_parquet_or_has_other_types_is_refused(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(MalformedError) as caught:
        check_table(tmp_path / "t.parquet", where="t")
    assert caught.value.code == "bad-syntax"
    with duckdb.connect() as connection:
        columns = ", ".join(f"NULL::VARCHAR AS {name}" for name in COLUMNS)
        connection.execute(f"COPY (SELECT {columns}) TO '{tmp_path / 'u.parquet'}' (FORMAT parquet)")
    with pytest.raises(MalformedError) as caught:
        check_table(tmp_path / "u.parquet", where="u")
    assert (caught.value.code, caught.value.fault.where) == ("bad-value", "u: moved_at")


def test_a_mark_before_the_first_byte_is_no_part_of_a_name(converted):
    assert len(converted("\ufeff" + HEAD + OPENING)) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("moved_at", "TIMESTAMP '1066-10-14'"), ("moved_at", "TIMESTAMP '290000-01-01'"),
        ("moved_at", "'infinity'::TIMESTAMP"), ("quantity", "9000000000000000000"),
        ("container", "''"), ("destination_disposition", "''"),
    ],
)  # fmt: skip
def test_what_no_question_could_be_asked_of_is_refused(tmp_path, column, value):
    values = {
        "moved_at": "TIMESTAMP '2024-01-01'", "subject": "'stock'", "quantity": "1::BIGINT",
        "destination_place": "'store'", "destination_disposition": "'stored'", column: value,
    }  # fmt: skip
    with duckdb.connect() as connection:
        row = ", ".join(f"{text} AS {name}" for name, text in values.items())
        connection.execute(f"COPY (SELECT {row}) TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    with pytest.raises(MalformedError) as caught:
        check_table(tmp_path / "t.parquet", where="t")
    assert (caught.value.code, caught.value.fault.where) == ("bad-value", "t: row 1")
