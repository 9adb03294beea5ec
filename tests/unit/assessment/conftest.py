"""Entries as held, for tests of single steps of a judgement."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from proverka.inventory.standing import Held, Standing
from proverka.model.entry import Entry
from proverka.model.reading import convert
from proverka.model.span import Span
from proverka.model.submission import EVIDENCE_KINDS

MakeHeld = Callable[..., Held]


@pytest.fixture(scope="session")
def held() -> MakeHeld:
    def make(
        index: int, kind: str, on: str, *, by: str = "inspectorate", standing: Standing = "verified", **body: object
    ) -> Held:
        typed = convert(body, EVIDENCE_KINDS[kind], where="test")
        span = Span.parse(on)
        at = datetime(2014, 1, 1, tzinfo=UTC)
        entry: Entry[object] = Entry(
            index=index, leaf="", party=by, number=index, submitted_at=at, known_from=at, kind=kind, label=f"E{index}",
            span=span, by=by, bears_on=(), source=None, confidence="", classification="unclassified", note="",
            references=(), body=typed,
        )  # fmt: skip
        return Held(entry=entry, body=typed, span=span, standing=standing)

    return make
