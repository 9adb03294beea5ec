"""Instruments: every reason to refuse one, and the days that follow from those that are accepted."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from proverka.mandate import Instrument, Mandate, adopted_day_in, bases_of, check_instrument, own_anchor
from proverka.model.errors import ProverkaError
from proverka.model.reading import convert
from proverka.model.vocabulary import Vocabulary

PAPER = {"kind": "document", "what": "a paper"}
DUE = {"text": "by June", "on": "2014-06-30"}


@pytest.fixture(scope="module")
def words(repository: Path) -> Vocabulary:
    text = (repository / "tests/scenarios/words.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Vocabulary, where="words.toml")


def owed(name: str = "A/1", **changed: object) -> dict[str, object]:
    return {"id": name, "debtors": ["state"], "action": "a", "measure": PAPER, "deadline": DUE, **changed}


def instrument(**changed: object) -> Instrument:
    plain = {"id": "A", "title": "A", "body": ["council"], "adopted": "2014-01-31", "zone": "UTC", "binding": "binding"}
    return convert({**plain, **changed}, Instrument, where="test")


EARLIER = instrument(id="E", obligations=[owed("E/1")], days=[{"id": "entry", "day": "2014-02-10", "text": "t"}])


def check(found: Instrument, words: Vocabulary) -> None:
    check_instrument(found, Mandate(instruments=(EARLIER, found)), words, where="test")


def measured(**measure: object) -> dict[str, object]:
    return {"obligations": [owed(measure=measure)]}


def quantity(**changed: object) -> dict[str, object]:
    return measured(**{"kind": "quantity", "bases": ["removed/first"], "fraction": "1", **changed})


def due(**deadline: object) -> dict[str, object]:
    return {"obligations": [owed(deadline={"text": "t", **deadline})]}


def series(**deadline: object) -> dict[str, object]:
    return {"obligations": [owed(measure={"kind": "recurring", "what": "w"}, deadline={"text": "t", **deadline})]}


def step(fraction: str, **deadline: object) -> dict[str, object]:
    return {"fraction": fraction, "deadline": {"text": "t", **deadline}}


ACCEPTED: list[dict[str, object]] = [
    {},
    {"adopted_at": "2014-01-31T23:30:00Z"},
    {"zone": "America/New_York", "adopted_at": "2014-02-01T02:00:00Z"},
    {"in_force": "2014-01-31"},
    {"rests_on": ["E"], "supersedes": ["E"], "amends": ["E"], "endorses": ["E"]},
    {"obligations": [owed(debtors=["group"], depends_on=["E/1"])]},
    {"obligations": [owed(on_breach=["LATER/1"])]},
    due(after="1 month", rounding="last_day"),
    due(after="2 months"),
    due(after="1 month", anchor="entry"),
    due(after="30 days", anchor="E/1"),
    due(after="30 days", anchor="in_force"),
    due(by="2014-01"),
    quantity(),
    quantity(fraction=None, amount="5", unit="tonne") | {"title": "by amount"},
    quantity(steps=[step("0.2", on="2014-03-01"), step("0.45", after="1 year", anchor="entry")]),
    quantity(increments={"years": 5, "start": "2014-03-01"}),
    series(every="1 year", first="2014-12-31"),
    series(every="1 month", first="2014-03-28"),
    series(every="1 month", first="2014-03-31", rounding="last_day"),
    series(every="1 month", first="2014-11-30", until="2015-01-31"),
    measured(kind="compliance", instrument="E"),
    measured(kind="compliance", obligations=["E/1"]),
]  # fmt: skip

REFUSED: list[tuple[str, dict[str, object]]] = [
    ("bad-value", {"zone": "Atlantis"}),
    ("bad-value", {"zone": "../../etc/passwd"}),
    ("meaningless", {"adopted_at": "2014-02-01T00:00:00Z"}),
    ("meaningless", {"adopted_at": "2014-01-31T12:00:00"}),
    ("meaningless", {"adopted_at": "0001-01-01T00:00:00Z", "zone": "America/New_York"}),
    ("before-its-instrument", {"in_force": "2014-01-30"}),
    ("unknown-party", {"body": ["nobody"]}),
    ("unknown-obligation", {"rests_on": ["NONE"]}),
    ("unknown-obligation", {"supersedes": ["NONE"]}),
    ("duplicate-id", {"id": "E"}),
    ("duplicate-id", {"obligations": [owed("E/1")]}),
    ("duplicate-id", {"obligations": [owed(), owed()]}),
    ("duplicate-id", {"obligations": [owed("A")]}),
    ("duplicate-id", {"obligations": [owed()], "steps": [{"id": "A/1", "title": "t"}]}),
    ("unknown-party", {"obligations": [owed(debtors=["nobody"])]}),
    ("unknown-party", {"obligations": [owed(creditors=["nobody"])]}),
    ("unknown-party", {"obligations": [owed(confirmed_by=["nobody"])]}),
    ("unknown-party", {"steps": [{"id": "s", "title": "t", "participants": ["nobody"]}]}),
    (
        "unknown-party",
        {"steps": [{"id": "s", "title": "t", "preconditions": [{"party": "nobody", "stance": "puts", "text": "t"}]}]},
    ),
    ("unknown-obligation", {"obligations": [owed(depends_on=["NONE"])]}),
    ("self-dependency", {"obligations": [owed(depends_on=["A/1"])]}),
    ("self-dependency", {"obligations": [owed(depends_on=["A/2"]), owed("A/2", depends_on=["A/1"])]}),
    (
        "self-dependency",
        {
            "obligations": [
                owed(depends_on=["A/2"]),
                owed("A/2", deadline={"text": "t", "after": "1 day", "anchor": "A/1"}),
            ]
        },
    ),
    ("unknown-basis", quantity(bases=["removed/nothing"])),
    ("unknown-basis", quantity(also_shown_by=["removed/nothing"])),
    ("unknown-basis", measured(kind="issues", open="nothing")),
    ("meaningless", quantity(fraction=None)),
    ("meaningless", quantity(amount="5", unit="tonne")),
    ("unknown-unit", quantity(fraction=None, amount="5", unit="barrel")),
    ("meaningless", quantity(fraction=None, amount="0", unit="tonne")),
    ("meaningless", quantity(fraction=None, amount="NaN", unit="tonne")),
    ("too-large", quantity(fraction=None, amount="1E+99", unit="tonne")),
    ("meaningless", quantity(fraction="0")),
    ("meaningless", quantity(fraction="1.01")),
    ("meaningless", quantity(fraction="NaN")),
    ("meaningless", quantity(steps=[step("0.5", on="2014-03-01"), step("0.2", on="2014-04-01")])),
    ("meaningless", quantity(steps=[step("0.5", on="2014-03-01"), step("0.5", on="2014-04-01")])),
    ("meaningless", quantity(steps=[step("0.5")])),
    ("ambiguous-month", quantity(steps=[step("0.5", after="1 month")])),
    ("unknown-obligation", quantity(steps=[step("0.5", after="1 year", anchor="NONE")])),
    ("meaningless", quantity(steps=[step("0.5", after="1 year", anchor="E/1")])),
    ("before-its-instrument", quantity(steps=[step("0.5", on="2013-12-31")])),
    ("ambiguous-month", quantity(increments={"years": 5, "start": "2016-02-29"})),
    ("meaningless", measured(kind="recurring", what="w")),
    ("meaningless", measured(kind="compliance")),
    ("meaningless", measured(kind="compliance", instrument="E", obligations=["E/1"])),
    ("unknown-obligation", measured(kind="compliance", instrument="NONE")),
    ("unknown-obligation", measured(kind="compliance", obligations=["NONE"])),
    ("meaningless", due()),
    ("meaningless", due(on="2014-06-30", after="1 day")),
    ("meaningless", due(first="2014-06-30")),
    ("meaningless", due(on="2014-06-30", not_before="2014-07-01")),
    ("bad-value", due(after="a week")),
    ("bad-value", due(after="0 days")),
    ("bad-date", due(by="November")),
    ("unknown-obligation", due(after="1 day", anchor="NONE")),
    ("before-its-instrument", due(on="2014-01-30")),
    ("ambiguous-month", due(after="1 month")),
    ("ambiguous-month", series(every="1 month", first="2014-03-31")),
    ("ambiguous-month", series(every="1 month", first="2014-11-30")),
    ("ambiguous-month", series(every="1 year", first="2016-02-29")),
    ("bad-value", series(every="now and then", first="2014-03-31")),
]  # fmt: skip


def _without_none(plain: object) -> object:
    if isinstance(plain, Mapping):
        return {key: _without_none(value) for key, value in plain.items() if value is not None}
    return [_without_none(item) for item in plain] if isinstance(plain, list) else plain


@pytest.mark.parametrize("changed", ACCEPTED)
def test_an_instrument_that_can_be_meant_is_accepted(changed: dict[str, object], words: Vocabulary):
    plain = _without_none(changed)
    assert isinstance(plain, dict)
    check(instrument(**plain), words)


@pytest.mark.parametrize(("code", "changed"), REFUSED)
def test_an_instrument_that_cannot_be_meant_is_refused(code: str, changed: dict[str, object], words: Vocabulary):
    plain = _without_none(changed)
    assert isinstance(plain, dict)
    found = instrument(**plain)
    with pytest.raises(ProverkaError) as caught:
        check(found, words)
    assert caught.value.code == code
    assert caught.value.fault.where.startswith(f"test: instrument {found.id}")


def test_one_instant_is_another_day_elsewhere():
    found = instrument(adopted="2013-09-27", zone="America/New_York", adopted_at="2013-09-27T20:38:00-04:00")
    assert adopted_day_in(found, "America/New_York") == date(2013, 9, 27)
    assert adopted_day_in(found, "UTC") == date(2013, 9, 28)
    assert adopted_day_in(instrument(adopted="2013-09-27"), "Asia/Tokyo") == date(2013, 9, 27)


@pytest.mark.parametrize(
    ("anchor", "day"),
    [("adopted", date(2014, 1, 31)), ("in_force", date(2014, 3, 1)), ("entry", date(2014, 2, 10)), ("E/1", None)],
)
def test_what_a_deadline_may_count_from(anchor: str, day: date | None):
    found = instrument(in_force="2014-03-01", **due(after="1 day", anchor=anchor))
    deadline = found.obligations[0].deadline
    assert own_anchor(deadline, found, Mandate(instruments=(EARLIER, found))) == day


@pytest.mark.parametrize(
    ("measure", "bases"),
    [
        ({"kind": "quantity", "bases": ["b", "c"], "fraction": "1", "also_shown_by": ["d"]}, ("b", "c", "d")),
        ({"kind": "count", "bases": ["b"]}, ("b",)),
        ({"kind": "issues", "open": "o", "resolved": "r"}, ("o", "r")),
        (PAPER, ()),
    ],
)
def test_which_bases_speak_to_a_duty(measure: dict[str, object], bases: tuple[str, ...]):
    assert bases_of(instrument(**measured(**measure)).obligations[0]) == bases


def test_a_duty_without_a_name_of_its_own_is_its_obligation():
    found = instrument(obligations=[owed(), owed("A/2", duty="shared")])
    mandate = Mandate(instruments=(found,))
    assert [mandate.duty_of(o) for o in found.obligations] == ["A/1", "shared"]
    assert mandate.knows("A")
    assert mandate.knows("A/2")
    assert not mandate.knows("shared")
