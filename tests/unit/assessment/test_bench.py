"""Obligations that lean on one another: chains longer than the stack, rings of compliance, long ladders."""

from datetime import UTC, date, datetime

import pytest

from proverka.assessment import RecordState, audit
from proverka.assessment.ladder import LADDER_STEPS_MAX
from proverka.mandate import ComplianceMeasure, Deadline, DocumentMeasure, Instrument, Obligation
from proverka.model.entry import Entry
from proverka.model.span import Span
from proverka.model.submission import Delivery
from proverka.model.vocabulary import Party, Vocabulary

LONG = 5_000
ADOPTED = date(2020, 1, 1)
DAY = Deadline(text="a day", on=date(2020, 6, 1))
WORDS = Vocabulary(case="case", title="Case", keeper="state", parties=(Party(id="state", name="S", kind="state"),))


def obligation(number: int, *, deadline: Deadline = DAY, **fields: object) -> Obligation:
    measure = fields.pop("measure", DocumentMeasure(what="a paper"))
    return Obligation(id=f"O{number}", debtors=("state",), action="act", deadline=deadline, measure=measure, **fields)  # type: ignore[arg-type]  # the fields of an obligation


def entry(index: int, kind: str, body: object, *bears_on: str) -> Entry[object]:
    at = datetime(2020, 1, 1, tzinfo=UTC)
    return Entry(
        index=index, leaf="", party="state", number=index, submitted_at=at, known_from=at, kind=kind, label=f"E{index}",
        span=Span.day(ADOPTED), by="state", bears_on=bears_on, source=None, confidence="",
        classification="unclassified", note="", references=(), body=body,
    )  # fmt: skip


def audited(obligations: list[Obligation], *others: Entry[object]):
    instrument = Instrument(
        id="I", title="I", body=("state",), adopted=ADOPTED, zone="UTC", binding="binding",
        obligations=tuple(obligations),
    )  # fmt: skip
    entries = (entry(1, "instrument", instrument), *others)
    state = RecordState(origin="o", size=2, root="")
    found = audit(entries, WORDS, as_of=date(2021, 1, 1), known=date(2021, 1, 1), record=state)
    return {o.id: o for o in found.obligations}


@pytest.mark.parametrize("forward", [True, False])
def test_a_chain_of_dependencies_longer_than_the_stack(forward):
    chain = [obligation(n, depends_on=(f"O{n - 1}",) if n else ()) for n in range(LONG)]
    found = audited(chain if forward else chain[::-1])
    assert len(found) == LONG


def test_a_chain_of_anchors_longer_than_the_stack():
    after = [Deadline(text="a day after", after="1 day", anchor=f"O{n - 1}") for n in range(1, LONG)]
    chain = [obligation(0), *(obligation(n, deadline=after[n - 1]) for n in range(1, LONG))]
    delivered = entry(2, "delivery", Delivery(document="letter", title="L"), "O0")
    found = audited(chain[::-1], delivered)
    assert found["O0"].status == "met"
    assert (found["O1"].due, found["O1"].status) == (date(2020, 1, 2), "no_evidence")
    assert (found["O2"].due, found["O2"].status) == (None, "pending")


def test_a_chain_of_compliance_longer_than_the_stack():
    chain = [obligation(0)]
    chain += [obligation(n, measure=ComplianceMeasure(obligations=(f"O{n - 1}",))) for n in range(1, LONG)]
    found = audited(chain[::-1], entry(2, "delivery", Delivery(document="letter", title="L"), "O0"))
    assert {o.status for o in found.values()} == {"met"}


def test_a_ring_of_compliance_ends():
    ring = [obligation(n, measure=ComplianceMeasure(obligations=(f"O{(n + 1) % 3}",))) for n in range(3)]
    assert {o.fulfilled for o in audited(ring).values()} == {None}


def test_a_ladder_is_told_so_far():
    chain = [obligation(n, on_breach=(f"O{n + 1}",) if n + 1 < 100 else ()) for n in range(100)]
    found = audited(chain)
    assert [s.obligation for s in found["O0"].ladder] == [f"O{n}" for n in range(1, LADDER_STEPS_MAX + 1)]
    assert [s.obligation for s in found["O98"].ladder] == ["O99"]
