"""Whatever a clerk's table holds, reading it gives rows or a refusal, and a row gives a draft or a refusal."""

import csv
import io
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proverka.case.draft import draft_of
from proverka.case.table import CELL_CHARACTERS_MAX, Row, columns_of, read_table
from proverka.model.errors import MalformedError, ProverkaError
from proverka.model.printed import ReadPassage
from proverka.model.submission import EVIDENCE_KINDS, Figure, Statement

DETERMINED = settings(derandomize=True, deadline=None, max_examples=250, database=None)
KINDS = st.sampled_from(sorted(EVIDENCE_KINDS))

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "", " ", "2014-01-31", "2014-13", "0000-00-00", "2014-01-31T20:15:00-05:00",
            "unknown", "withheld", "NaN", "-1", "1E+999999", "49.3", "=1+1", "a;b;;c", "[",
            '{"basis": 1}', "\x00", "\u202e", "'; DROP TABLE", "1" * 400, "tonne", "true",
        ]
    ),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, kind: str) -> str:
    """Columns that the kind has, cells of any kind, and a few of the sensible ones at their place."""
    columns = draw(st.lists(st.sampled_from(columns_of(kind)), min_size=1, max_size=8, unique=True))
    columns = list(dict.fromkeys(["label", "known", "party", *columns]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow(columns)
    for number in range(draw(st.integers(1, 3))):
        sensible = {"label": f"L{number}", "known": "2014-01-31", "party": "desk"}
        hostile = draw(st.booleans())
        writer.writerow([draw(CELLS) if hostile or c not in sensible else sensible[c] for c in columns])
    return text.getvalue()


@st.composite
def kinds_and_texts(draw: st.DrawFn) -> tuple[str, str]:
    kind = draw(KINDS)
    raw = st.text(max_size=60) | st.text('",\n\r;ab\x00', max_size=30)
    return kind, draw(tables(kind) | raw | tables(kind).map(lambda t: t[: len(t) // 2]))


@DETERMINED
@given(kinds_and_texts())
@example(("figure", ""))
@example(("figure", '"'))
@example(("figure", 'label,known,party,basis,percent\n"a\n'))
@example(("figure", "label,label\nF,F\n"))
@example(("figure", "label,nonsense\nF,F\n"))
@example(("event", "label\n" + "x" * 200_000 + "\n"))
@example(("nothing", "label\nF\n"))
def test_any_table_gives_drafts_or_a_refusal(kind_and_text: tuple[str, str]):
    kind, text = kind_and_text
    try:
        rows = list(read_table(text, kind, where="t.csv"))
    except MalformedError as error:
        assert error.fault.where.startswith("t.csv")  # noqa: PT017 - either outcome is right
        return
    for row in rows:
        assert row.kind == kind
        drafted(row)


def drafted(row: Row) -> None:
    try:
        draft = draft_of(row)
    except ProverkaError as error:
        assert error.fault.where.startswith("t.csv")  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(draft.body, EVIDENCE_KINDS[row.kind])
        assert draft.submitted_at.tzinfo is not None


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20)


@DETERMINED
@given(
    note=PLAIN.filter(lambda text: text.strip() == text),
    percent=st.integers(0, 1000).map(lambda n: f"{n // 10}.{n % 10}"),
    day=st.dates(min_value=date(1900, 1, 1)),
    names=st.lists(st.sampled_from(["A/1", "B/2", "C"]), max_size=3),
)
def test_what_a_clerk_writes_is_what_is_read(note: str, percent: str, day: date, names: list[str]):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["label", "known", "date", "party", "bears_on", "note", "basis", "percent", "of", "of_unit"])
    writer.writerow(
        ["F1", "2014-01-31", day.isoformat(), "desk", "; ".join(names), note, "b", percent, "7.50", "tonne"]
    )
    (row,) = read_table(text.getvalue(), "figure", where="figure.csv")
    draft = draft_of(row)
    assert (draft.label, draft.party, draft.note, draft.bears_on) == ("F1", "desk", note, tuple(names))
    assert draft.effective is not None
    assert draft.effective.latest == day
    assert isinstance(draft.body, Figure)
    assert draft.body.of is not None
    assert (str(draft.body.percent), str(draft.body.of.amount)) == (percent, "7.50")


def test_a_passage_takes_three_columns_and_who_else_printed_it_none():
    columns = "label,known,party,speaker,text,claim,denied,condition,passage,passage_start,passage_end"
    text = f"{columns}\nS1,2014-01-31,desk,A. Minister,T,threat,true,if asked,{'0' * 64},12,34\n"
    (row,) = read_table(text, "statement", where="statement.csv")
    body = draft_of(row).body
    assert isinstance(body, Statement)
    assert (body.denied, body.condition) == (True, "if asked")
    assert body.passage == ReadPassage(sha256="0" * 64, start=12, end=34)
    with pytest.raises(MalformedError) as caught:
        list(read_table("label,also\nS1,The Post\n", "statement", where="statement.csv"))
    assert caught.value.code == "unknown-field"


def test_a_cell_over_the_limit_is_too_large_and_one_at_the_limit_is_not():
    for length, refused in ((CELL_CHARACTERS_MAX, False), (CELL_CHARACTERS_MAX + 1, True)):
        try:
            list(read_table("note\n" + "x" * length + "\n", "figure", where="t.csv"))
        except MalformedError as error:
            assert refused
            assert error.code == "too-large"  # noqa: PT017 - said by the case
        else:
            assert not refused
