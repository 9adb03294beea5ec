"""Random records audited: grouping, later knowledge and the passing of days change only what they may."""

import importlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proverka.assessment import TRANSITIONS, Audit, ObligationResult, RecordState, audit, known_at
from proverka.inventory.book import balances, postings
from proverka.inventory.standing import Evidence
from proverka.mandate import Instrument
from proverka.model.entry import Entry
from proverka.model.reading import convert, encode_json
from proverka.model.span import Span
from proverka.model.submission import EVIDENCE_KINDS, Correction
from proverka.model.vocabulary import Vocabulary

DETERMINED = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None
)

FIRST = date(2014, 1, 1)
DAYS = 60
RECORD = RecordState(origin="proverka.example/property", size=0, root="")

# Obligations by how their statuses may move: judged by the table, following views, following occurrences or parts.
BY_TABLE = ("A/quantity", "A/two-bases", "A/paper", "A/two-papers", "A/issues", "A/after", "A/from", "P/plan")
CONDUCT = "A/conduct"
SERIES = "A/series"
COMPLIANCE = "B/comply"
PAPERS = ("A/paper", "A/two-papers", "A/after", "A/from", "A/series", "P/plan")


def _document(name: str, due: Mapping[str, object], **more: object) -> dict[str, object]:
    return _obligation(name, {"kind": "document", "what": "a paper"}, due, **more)


def _obligation(
    name: str, measure: Mapping[str, object], due: Mapping[str, object], **more: object
) -> dict[str, object]:
    return {
        "id": name,
        "debtors": ["state"],
        "action": name,
        "measure": measure,
        "deadline": {"text": "as stated", **due},
        **more,
    }


INSTRUMENTS = [
    {
        "id": "A",
        "adopted": FIRST,
        "obligations": [
            _obligation(
                "A/quantity",
                {"kind": "quantity", "bases": ["removed/first"], "fraction": "1.0"},
                {"on": date(2014, 1, 25)},
                unless=[{"id": "safety", "text": "it was not safe"}],
            ),
            _obligation(
                "A/two-bases",
                {"kind": "quantity", "bases": ["removed/first", "removed/second"], "fraction": "0.5"},
                {"on": date(2014, 2, 1)},
            ),
            _document("A/paper", {"on": date(2014, 1, 20)}),
            _obligation("A/two-papers", {"kind": "document", "what": "papers", "count": 2}, {"on": date(2014, 1, 31)}),
            _obligation("A/issues", {"kind": "issues", "open": "open/issues"}, {"on": date(2014, 2, 5)}),
            _document("A/after", {"on": date(2014, 2, 10)}, depends_on=["A/quantity"]),
            _document("A/from", {"after": "10 days", "anchor": "A/paper"}),
            _obligation("A/conduct", {"kind": "conduct", "what": "cooperation"}, {"open": "always"}),
            _obligation(
                "A/series",
                {"kind": "recurring", "what": "a report"},
                {"every": "1 week", "first": date(2014, 1, 8)},
            ),
        ],
    },
    {"id": "P", "adopted": FIRST, "obligations": [_document("P/plan", {"on": date(2014, 2, 3)})]},
    {
        "id": "B",
        "adopted": FIRST,
        "obligations": [_obligation("B/comply", {"kind": "compliance", "instrument": "A"}, {"open": "as A says"})],
    },
    {"id": "Q", "adopted": date(2014, 2, 15), "supersedes": ["P"]},
]


@pytest.fixture(scope="module")
def words(repository: Path) -> Vocabulary:
    text = (repository / "tests/scenarios/words.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Vocabulary, where="words.toml")


def _instruments() -> list[Entry[object]]:
    entries = []
    for index, plain in enumerate(INSTRUMENTS, start=1):
        body = convert(
            {"zone": "UTC", "binding": "binding", "body": ["council"], "title": "An instrument", **plain},
            Instrument,
            where="instrument",
        )
        entries.append(_entry(index, "instrument", body, FIRST, FIRST, "council"))
    return entries


def _entry(  # noqa: PLR0917 - the columns of a log
    index: int,
    kind: str,
    body: object,
    on: date,
    known: date,
    by: str,
    *,
    bears_on: Sequence[str] = (),
    references: Sequence[int] = (),
    latest: date | None = None,
) -> Entry[object]:
    known_from = datetime.combine(known, time(), tzinfo=UTC)
    return Entry(
        index=index,
        leaf=f"{index:064x}",
        party=by,
        number=index,
        submitted_at=known_from,
        known_from=known_from,
        kind=kind,
        label=f"E{index}",
        span=Span(on, latest or on),
        by=by,
        bears_on=tuple(bears_on),
        source=None,
        confidence="",
        classification="unclassified",
        note="",
        references=tuple(references),
        body=body,
    )


PERCENTS = st.sampled_from(["0", "10", "49.9", "50", "100", "100"])


def _figures() -> st.SearchStrategy[tuple[str, dict[str, object]]]:
    removed = st.fixed_dictionaries(
        {
            "basis": st.sampled_from(["removed/first", "removed/first", "removed/second"]),
            "percent": PERCENTS,
            "bound": st.sampled_from(["exact", "exact", "about", "at_least", "at_most"]),
            "dating": st.sampled_from(["event", "report"]),
            "nature": st.sampled_from(["achieved", "achieved", "derived", "projection"]),
        }
    )
    issues = st.fixed_dictionaries(
        {
            "basis": st.just("open/issues"),
            "amount": st.sampled_from(["0", "0", "1", "7"]).map(lambda n: {"amount": n, "unit": "issue"}),
            "dating": st.sampled_from(["event", "report"]),
        }
    )
    return st.tuples(st.just("figure"), removed | issues)


def _effects() -> st.SearchStrategy[tuple[str, dict[str, object]]]:
    due = st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n))
    effect = st.builds(
        lambda name, what, day: {
            "obligation": name,
            "effect": what,
            "legal_basis": "an article",
            **({} if what == "waives" else {"due": day}),
        },
        st.sampled_from(BY_TABLE),
        st.sampled_from(["extends", "extends", "reschedules", "waives"]),
        due,
    )
    return st.tuples(
        st.just("decision"), st.lists(effect, min_size=1, max_size=2).map(lambda e: {"title": "D", "effects": e})
    )


def _kind(kind: str, fields: Mapping[str, st.SearchStrategy[object]]) -> st.SearchStrategy[tuple[str, object]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(dict(fields)))


BODIES = st.one_of(
    _figures(),
    _figures(),
    _effects(),
    _kind(
        "delivery",
        {"document": st.just("report"), "title": st.just("R"), "ordinal": st.sampled_from([None, None, 1, 2, 4])},
    ),
    _kind(
        "finding",
        {
            "outcome": st.sampled_from(["fulfilled", "not_fulfilled", "circumstance"]),
            "text": st.just("seen"),
            "conditions": st.sampled_from([[], ["safety"]]),
        },
    ),
    _kind(
        "statement",
        {
            "speaker": st.just("S"),
            "text": st.just("T"),
            "claim": st.just("assessment"),
            "stance": st.sampled_from(["favourable", "critical", "none"]),
        },
    ),
    _kind("assessment", {"view": st.sampled_from(["favourable", "critical"]), "reasons": st.just("R")}),
    _kind(
        "allegation",
        {
            "holder": st.just("group"),
            "text": st.just("T"),
            "level": st.sampled_from(["suspected", "unfounded"]),
            "thread": st.just("t"),
        },
    ),
    _kind(
        "movement",
        {
            "subject": st.sampled_from(["first", "second"]),
            "quantity": st.sampled_from(
                [
                    {"amount": "1.5", "unit": "tonne"},
                    {"amount": "0.123457", "unit": "pound"},
                    {"amount": "3", "unit": "munition"},
                    {"absence": "unknown", "unit": "tonne"},
                ]
            ),
            "origin": st.sampled_from(["depot", "port"]).map(lambda p: {"place": p, "disposition": "stored"}),
            "destination": st.sampled_from(["port", "plant"]).map(lambda p: {"place": p, "disposition": "removed"}),
            "consignment": st.sampled_from([None, 1, 2]),
        },
    ),
    st.tuples(st.just("objection"), st.just({"grounds": "no"})),
    st.tuples(st.just("correction"), st.sampled_from(["withdraw", "date", "body"])),
)


@st.composite
def records(draw: st.DrawFn) -> list[Entry[object]]:
    """Instruments, then up to two dozen entries in the order in which they become known."""
    entries = _instruments()
    known = FIRST
    for _ in range(draw(st.integers(1, 24))):
        kind, plain = draw(BODIES)
        known += timedelta(days=draw(st.integers(0, 6)))
        on = min(known, FIRST + timedelta(days=draw(st.integers(0, DAYS))))
        latest = min(known, on + timedelta(days=draw(st.sampled_from([0, 0, 0, 5]))))
        evidence = [e for e in entries if e.kind not in ("instrument", "correction")]
        if kind in ("objection", "correction") and not evidence:
            continue
        target = draw(st.sampled_from(evidence)) if kind in ("objection", "correction") else None
        body = _correction(str(plain), target, on) if kind == "correction" else _body(kind, plain)
        names = {
            "delivery": PAPERS,
            "finding": ("A/quantity", "A/two-bases", "A/issues", "A/paper"),
            "allegation": (CONDUCT,),
            "statement": (CONDUCT, *BY_TABLE),
            "assessment": (CONDUCT, *BY_TABLE),
        }.get(kind)
        entries.append(
            _entry(
                len(entries) + 1,
                kind,
                body,
                on,
                known,
                draw(st.sampled_from(["inspectorate", "inspectorate", "state", "critic"])),
                bears_on=[draw(st.sampled_from(names))] if names else [],
                references=[target.index] if target else [],
                latest=latest,
            )
        )
    return entries


def _body(kind: str, plain: object) -> object:
    assert isinstance(plain, dict)
    return convert({k: v for k, v in plain.items() if v is not None}, EVIDENCE_KINDS[kind], where=kind)


def _correction(what: str, target: Entry[object] | None, on: date) -> Correction:
    assert target is not None
    if what == "date":
        return Correction(reason="another day", effective=Span.day(on))
    if what == "body" and target.kind == "figure":
        body = msgspec.structs.replace(target.body, bound="exact")  # type: ignore[type-var]  # figures are structs
        return Correction(reason="another bound", replacement=msgspec.Raw(encode_json(body)))
    return Correction(reason="withdrawn")


def answer(entries: Sequence[Entry[object]], words: Vocabulary, as_of: date, known: date = date.max) -> Audit:
    return audit(entries, words, as_of=as_of, known=known, record=RECORD)


ANY_DAY = st.integers(0, 2 * DAYS).map(lambda n: FIRST + timedelta(days=n))


@DETERMINED
@given(entries=records(), cuts=st.lists(st.integers(0, 20), max_size=4), as_of=ANY_DAY)
def test_folding_in_pieces_is_folding_whole(words: Vocabulary, entries: list[Entry[object]], cuts: list[int], as_of):
    pieces = _pieces(entries, cuts)
    whole = Evidence.of(entries)
    assert sum((Evidence.of(piece) for piece in pieces), Evidence()) == whole
    left = Evidence()
    for piece in pieces:  # grouped to the right within a piece, to the left between pieces
        inner = Evidence()
        for entry in reversed(piece):
            inner = Evidence.of([entry]) + inner
        left = left + inner
    assert left == whole
    expected = answer(entries, words, as_of)
    with mock.patch.object(importlib.import_module("proverka.assessment.audit"), "Evidence") as folded:
        folded.of.return_value = left
        assert answer(entries, words, as_of) == expected


def _pieces(entries: Sequence[Entry[object]], cuts: Sequence[int]) -> list[Sequence[Entry[object]]]:
    places = [0, *sorted(min(cut, len(entries)) for cut in cuts), len(entries)]
    return [entries[a:b] for a, b in pairwise(places)]


@DETERMINED
@given(entries=records(), known=ANY_DAY, as_of=ANY_DAY)
def test_later_entries_never_change_an_earlier_answer(
    words: Vocabulary, entries: list[Entry[object]], known: date, as_of: date
):
    then = [entry for entry in entries if entry.known_day <= known]
    assert list(known_at(entries, known)) == then
    assert answer(entries, words, as_of, known) == answer(then, words, as_of, known)


@DETERMINED
@given(entries=records(), dated=st.integers(-30, 0))
def test_a_backdated_entry_is_not_known_before_those_ahead_of_it(entries: list[Entry[object]], dated: int):
    last = entries[-1]
    late = replace(
        last,
        index=last.index + 1,
        submitted_at=last.submitted_at + timedelta(days=dated),
        known_from=max(last.known_from, last.submitted_at + timedelta(days=dated)),
    )
    record = [*entries, late]
    for day in (last.known_day - timedelta(days=1), last.known_day):
        assert (late in known_at(record, day)) == (last in known_at(record, day))


FULFILLED = ("met", "met_late")
CONDUCT_STATUSES = {"no_evidence", "on_track", "at_risk", "contested"}
SERIES_STATUSES = {"pending", "met", "met_late", "no_evidence", "contested"}


@DETERMINED
@given(entries=records())
def test_statuses_move_only_as_documented(words: Vocabulary, entries: list[Entry[object]]):
    """With all known, day by day: see the comment at TRANSITIONS for what an extension may do."""
    before: dict[str, ObligationResult] = {}
    for n in range(DAYS + 30):
        day = FIRST + timedelta(days=n)
        now = {o.id: o for o in answer(entries, words, day).obligations}
        for name in BY_TABLE:
            if name in before:
                check_move(before[name], now[name], day)
        assert now[CONDUCT].status in CONDUCT_STATUSES
        assert now[SERIES].status in SERIES_STATUSES
        before = now


def check_move(old: ObligationResult, new: ObligationResult, day: date) -> None:
    extended = len([d for d in new.dates if d.role == "extended"]) > len([d for d in old.dates if d.role == "extended"])
    if extended and old.status not in (*FULFILLED, "superseded"):
        return
    assert new.status in TRANSITIONS[old.status], f"{day} {new.id}: {old.status} → {new.status} ({new.why})"
    if old.fulfilled is not None:
        assert new.fulfilled is not None, f"{day} {new.id}: fulfilment taken back"
        assert new.fulfilled.latest == old.fulfilled.latest, f"{day} {new.id}: {old.fulfilled} {new.fulfilled}"


@DETERMINED
@given(entries=records(), as_of=ANY_DAY)
def test_bounds_and_days_agree_with_the_dates(words: Vocabulary, entries: list[Entry[object]], as_of: date):
    for o in answer(entries, words, as_of).obligations:
        if o.fulfilled is not None:
            assert o.fulfilled.earliest <= o.fulfilled.latest <= as_of, o.id
        if o.id in BY_TABLE:
            check_days(o, as_of)


def check_days(o: ObligationResult, as_of: date) -> None:
    if o.status == "met_late":
        assert o.fulfilled is not None
        assert o.due is not None
        assert o.due < o.fulfilled.earliest
        assert o.days_late == (o.fulfilled.latest - o.due).days
        assert o.days_late_least == (o.fulfilled.earliest - o.due).days
    elif o.status == "met":
        assert o.fulfilled is not None
        assert o.due is None or o.fulfilled.earliest <= o.due
        assert o.days_late == (None if o.due is None else max(0, (o.fulfilled.latest - o.due).days))
    elif o.status in ("overdue", "partly_met"):
        assert o.due is not None
        assert o.days_late == (as_of - o.due).days > 0
    else:
        assert o.days_late is None
    if o.status in ("overdue", "partly_met", "met_late"):
        assert o.missed


@DETERMINED
@given(entries=records(), as_of=ANY_DAY)
def test_the_book_is_closed_on_every_day(words: Vocabulary, entries: list[Entry[object]], as_of: date):
    found = balances(postings(Evidence.of(entries), words), as_of, words)
    nets: dict[tuple[str, str], int] = {}
    unknown = 0
    for balance in found:
        key = (balance.subject, balance.unit)
        nets[key] = nets.get(key, 0) + balance.net
        unknown += balance.received_unknown - balance.sent_unknown
    assert all(net == 0 for net in nets.values()), nets
    assert unknown == 0


@DETERMINED
@given(entries=records(), as_of=ANY_DAY)
def test_an_audit_can_be_written_and_its_findings_rest_on_entries(
    words: Vocabulary, entries: list[Entry[object]], as_of: date
):
    result = answer(entries, words, as_of)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Audit) == result
    labels = {entry.label for entry in entries}
    assert {e.label for f in result.findings for e in f.entries} <= labels
    assert result.summary.statuses == {
        status: sum(1 for o in result.obligations if o.status == status) for status in result.summary.statuses
    }
    assert all(isinstance(f.percent, Decimal | None) for f in result.figures)
