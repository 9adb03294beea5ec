"""Evidence for tests of the inventory: entries from plain data, over the words of the scenarios."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from proverka.inventory.figures import FigureBook
from proverka.inventory.standing import Evidence
from proverka.model.entry import Entry
from proverka.model.reading import convert, decode_json, encode_json
from proverka.model.span import Span
from proverka.model.submission import EVIDENCE_KINDS, Source
from proverka.model.vocabulary import Vocabulary

Row = dict[str, object]
MakeEvidence = Callable[[Sequence[Row]], Evidence]
MakeBook = Callable[[Sequence[Row]], FigureBook]


@pytest.fixture(scope="session")
def words(repository: Path) -> Vocabulary:
    text = (repository / "tests/scenarios/words.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Vocabulary, where="words.toml")


def entry(index: int, row: Row) -> Entry[object]:
    """Make a row an entry: kind, on, by, url, refers_to (indices), and the rest as its body."""
    plain = dict(row)
    kind = str(plain.pop("kind", "figure"))
    span = Span.parse(str(plain.pop("on", "2014-03-01")))
    by = str(plain.pop("by", "inspectorate"))
    party = str(plain.pop("party", by))
    url = str(plain.pop("url", ""))
    tier = plain.pop("tier", "")
    confidence = plain.pop("confidence", "")
    refers_to = plain.pop("refers_to", ())
    assert isinstance(refers_to, tuple)
    at = datetime.combine(date(2014, 1, 1), time(), tzinfo=UTC)
    return Entry(
        index=index, leaf=f"{index:064x}", party=party, number=index, submitted_at=at, known_from=at, kind=kind,
        label=f"E{index}", span=span, by=by, bears_on=(), confidence=confidence,  # type: ignore[arg-type]  # by the row
        source=Source(url=url, tier=tier) if url else None,  # type: ignore[arg-type]  # by the row
        classification="unclassified", note="", references=refers_to,
        body=decode_json(encode_json(plain), EVIDENCE_KINDS[kind], where=f"row {index}"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def evidence_of() -> MakeEvidence:
    return lambda rows: Evidence.of(entry(index, row) for index, row in enumerate(rows, start=1))


@pytest.fixture(scope="session")
def book_of(evidence_of: MakeEvidence, words: Vocabulary) -> MakeBook:
    return lambda rows: FigureBook.of(evidence_of(rows), words)
