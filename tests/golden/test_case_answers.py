"""The questions that the worked cases must answer rightly, each with the evidence behind the answer.

The expected values were worked out by hand from the public sources, not copied from a run.
"""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from proverka.assessment import Audit, ObligationResult
from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case

TODAY = date(2026, 11, 22)
REMOVAL_COMPLETE = date(2014, 6, 23)


def _built(repository: Path, name: str, folder: Path) -> Case:
    authored = read_authored(repository / "cases" / name)
    build_case(authored, folder / name, demonstration_keyring(authored.words))
    return open_case(folder / name)


@pytest.fixture(scope="module")
def syria(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return _built(repository, "syria-2013", tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def today(syria: Case) -> Audit:
    return audit_case(syria, as_of=TODAY, known=TODAY)


def obligation(audit: Audit, name: str) -> ObligationResult:
    return next(o for o in audit.obligations if o.id == name)


def on(case: Case, day: date, known: date | None = None) -> Audit:
    return audit_case(case, as_of=day, known=known or day)


def test_all_53_obligations_are_there_under_their_shared_ids(today: Audit, shared: Path):
    text = (shared / "cases/syria/instruments.toml").read_text(encoding="utf-8")
    ids = [line.split('"')[1] for line in text.splitlines() if line.startswith("  id = ")]
    assert len(ids) == 53
    assert [o.id for o in today.obligations] == ids or sorted(o.id for o in today.obligations) == sorted(ids)


def test_every_fixed_deadline_is_that_of_the_shared_file(syria: Case, shared: Path):
    """Ours are computed from rules; the shared file states them."""
    data = tomllib.loads((shared / "cases/syria/instruments.toml").read_text(encoding="utf-8"))
    stated = {o["id"]: o for i in data["instrument"] for o in i["obligation"] if "deadline" in o}
    audit = on(syria, TODAY)
    for name, shared_obligation in stated.items():
        found = obligation(audit, name)
        expected = shared_obligation["deadline"]
        got = found.dates[0].date if found.measure == "recurring" else found.due
        if name == "EC-CWPF-2014-07/12":
            assert found.original_due == shared_obligation["deadline_earlier"][0]
        assert got == expected, name


@pytest.mark.parametrize(
    ("name", "due", "fulfilled", "days"),
    [
        ("EC-M-34/DEC.1/p1-removal", date(2013, 12, 31), REMOVAL_COMPLETE, 174),
        ("EC-M-34/DEC.1/p2-removal", date(2014, 2, 5), REMOVAL_COMPLETE, 138),
        ("EC-M-34/DEC.1/ipa-destroy", date(2014, 3, 1), date(2014, 5, 22), 82),
        ("EC-M-34/DEC.1/cwpf", date(2014, 3, 15), date(2019, 6, 24), 1927),
        ("EC-M-34/DEC.1/p1-destroy", date(2014, 3, 31), date(2014, 8, 18), 140),
        ("EC-M-34/DEC.1/all-destroy", date(2014, 6, 30), date(2016, 1, 4), 553),
        ("EC-M-34/DEC.1/effluent", date(2014, 12, 31), date(2015, 6, 12), 163),
    ],
)
def test_how_late_each_removal_and_destruction_deadline_was_met(today: Audit, name: str, due, fulfilled, days):
    found = obligation(today, name)
    assert (found.status, found.due, found.days_late) == ("met_late", due, days)
    assert found.fulfilled is not None
    assert found.fulfilled.latest == fulfilled
    assert found.evidence, "an answer has its evidence"
    assert found.missed


def test_unfilled_munitions_were_destroyed_in_time(today: Audit):
    found = obligation(today, "EC-M-34/DEC.1/munitions")
    assert (found.status, found.days_late) == ("met", 0)
    assert found.fulfilled is not None
    assert found.fulfilled.latest == date(2013, 12, 6)


def test_a_report_date_is_an_upper_bound(today: Audit):
    """The end of isopropanol was reported on 22 May; on 24 April it was at 93.1 percent."""
    found = obligation(today, "EC-M-34/DEC.1/ipa-destroy")
    assert found.fulfilled is not None
    assert found.fulfilled.earliest == date(2014, 4, 25)
    assert (found.days_late_least, found.days_late) == (55, 82)


@pytest.mark.parametrize(
    ("name", "percent", "basis"),
    [
        ("EC-M-34/DEC.1/p1-removal", "0", "removed/priority_1"),
        ("EC-M-34/DEC.1/p2-removal", "4", "removed/priority_2"),
        ("EC-M-34/DEC.1/ipa-destroy", "93", "destroyed/isopropanol"),
        ("EC-M-34/DEC.1/p1-destroy", "0", "destroyed/priority_1"),
    ],
)
def test_what_had_been_achieved_on_the_deadline_and_on_which_basis(today: Audit, name: str, percent: str, basis: str):
    at_due = obligation(today, name).at_due
    assert at_due is not None
    assert (str(at_due.value), at_due.unit, at_due.basis) == (percent, "percent", basis)


def test_known_on_5_february_2014_and_today(syria: Case):
    then, now = on(syria, date(2014, 2, 5)), on(syria, date(2014, 2, 5), TODAY)
    first = obligation(then, "EC-M-34/DEC.1/p1-removal")
    assert (first.status, first.days_late) == ("overdue", 36)
    assert first.achieved is not None
    assert str(first.achieved.value) == "4"
    assert obligation(then, "EC-M-34/DEC.1/p2-removal").status in ("at_risk", "on_track"), "due that very day"
    known_then = {figure.label for figure in then.figures}
    known_now = {figure.label for figure in now.figures}
    assert known_then < known_now
    assert "SY-H07" in known_then | known_now


def test_the_record_grows_by_what_was_learned_and_changes_nothing_before(syria: Case):
    whole = on(syria, date(2014, 3, 1), date(2014, 3, 1))
    cut = [e for e in syria.entries if e.known_day <= date(2014, 3, 1)]
    assert whole.record.entries_known == len(cut)


def test_sites_not_inspected_by_the_thirty_day_date_count_as_partly_met(today: Audit):
    found = obligation(today, "EC-M-33/DEC.1/2-inspect")
    assert found.status == "partly_met"
    assert found.at_due is not None
    assert (str(found.at_due.value), found.at_due.of) == ("21", "23 site")
    assert found.excused_by, "the finding that two sites could not be reached"
    assert found.achieved is not None
    assert str(found.achieved.value) == "22"
    assert found.missed


def test_the_print_that_contradicts_itself_is_noticed(today: Audit):
    found = [f for f in today.findings if f.rule == "percent-contradicts-amount"]
    assert [f.about for f in found] == ["destroyed/category_2"]
    assert "65.2" in found[0].got
    assert "62.5" in found[0].got
    sums = [f for f in today.findings if f.rule == "parts-do-not-add-up"]
    assert any("569.4" in f.got for f in sums)


def test_both_percentages_of_20_march_are_right(syria: Case):
    audit = on(syria, date(2014, 3, 20), TODAY)
    found = next(f for f in audit.findings if f.rule == "bases-differ" and "53.6" in f.got)
    assert {e.label for e in found.entries} >= {"SY-E100", "SY-E101"}
    assert "49.3" in found.expected


def test_a_published_figure_went_down(today: Audit):
    assert any(f.rule == "figure-went-down" and "92" in f.got for f in today.findings)


def test_what_each_side_said_in_the_week_of_30_january_2014(syria: Case):
    audit = on(syria, date(2014, 2, 6))
    start, end = "2014-01-27", "2014-02-02"
    week = [s for s in audit.statements if start <= s.date <= end and s.kind == "statement"]
    speakers = {s.speaker for s in week}
    assert {"Ban Ki-moon", "Robert Mikulak", "Jay Carney", "Chuck Hagel"} <= speakers
    assert all(s.relay != s.speaker for s in week)


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2020, 12, 31), 19), (date(2021, 12, 31), 20), (date(2022, 6, 1), 20), (date(2025, 7, 1), 19), (TODAY, 19)],
)
def test_how_many_declaration_issues_were_open(syria: Case, day: date, count: int):
    assert on(syria, day, TODAY).issues.open == count


def test_before_any_count_none_is_given(syria: Case):
    assert on(syria, date(2015, 1, 1), TODAY).issues.open is None


def test_the_speech_of_a_minister_changes_no_status(syria: Case):
    """Syria's own words that it fulfilled everything stand beside a duty that is overdue."""
    audit = on(syria, TODAY)
    found = obligation(audit, "EC-94/DEC.2/5c")
    assert found.status == "overdue"
    assert found.achieved is not None
    assert (found.achieved.value, found.achieved.unit) == (Decimal(19), "issue")


def test_a_revised_plan_does_not_move_a_date(today: Audit):
    first = obligation(today, "SYR-PLAN-2014-02/all")
    assert first.status == "superseded"
    second = obligation(today, "SYR-PLAN-2014-03/all")
    assert (second.status, second.days_late) == ("met_late", (REMOVAL_COMPLETE - date(2014, 4, 27)).days)
    assert obligation(today, "EC-M-34/DEC.1/p1-removal").due == date(2013, 12, 31)


def test_twelve_structures_keep_their_first_date_in_sight(syria: Case):
    before = obligation(on(syria, date(2015, 1, 15), date(2015, 1, 15)), "EC-CWPF-2014-07/12")
    assert before.due == date(2014, 12, 31)
    after = obligation(on(syria, TODAY), "EC-CWPF-2014-07/12")
    assert (after.original_due, after.due) == (date(2014, 12, 31), date(2015, 6, 30))
    assert [d.state for d in after.dates[:2]] == ["missed", "missed"]


def test_the_first_report_to_the_security_council_was_a_day_late(syria: Case):
    found = obligation(on(syria, date(2013, 11, 1)), "UNSCR-2118/12")
    assert (found.status, found.days_late) == ("met_late", 1)


def test_the_earliest_binding_date_of_a_shared_duty_is_marked(today: Audit):
    found = obligation(today, "GF-2013/3").shared_duty
    assert found is not None
    assert (found.earliest_binding, found.earliest_binding_in) == (date(2013, 11, 1), "EC-M-33/DEC.1/1d")


def test_a_new_york_evening_is_the_next_day_elsewhere(today: Audit):
    resolution = next(i for i in today.instruments if i.id == "UNSCR-2118")
    assert (resolution.adopted, resolution.adopted_utc) == (date(2013, 9, 27), date(2013, 9, 28))


def test_the_rule_binds_every_party(today: Audit):
    found = obligation(today, "UNSCR-2118/5")
    assert "all parties in Syria" in found.debtor
    assert any(a.holder == "syrian-opposition" and a.level == "suspected" for a in today.allegations)


def test_a_conference_with_its_doubts_and_preconditions(today: Audit):
    step = next(s for s in today.steps if "conference" in s.title.lower())
    assert "November 2013" in step.planned
    assert step.doubt
    assert any(p.party == "russia" and p.stance == "rejects" for p in step.preconditions)


def test_the_ladder_after_a_breach_ends_with_a_further_decision(today: Audit):
    ladder = obligation(today, "EC-M-34/DEC.1/p1-removal").ladder
    assert ladder[0].step == "council"
    assert ladder[0].taken
    assert ladder[-1].obligation == "UNSCR-2118/21"
    assert not ladder[-1].taken


def test_known_at_is_monotone_on_the_real_record(syria: Case):
    """An audit as known on a day is the same whether the record was cut there or goes on."""
    for day in (date(2013, 10, 28), date(2014, 2, 5), date(2014, 7, 1), date(2020, 12, 31)):
        cut = replace(syria, entries=tuple(e for e in syria.entries if e.known_day <= day))
        assert on(cut, day + timedelta(days=10), day) == on(syria, day + timedelta(days=10), day)


@pytest.fixture(scope="module")
def united_states(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return _built(repository, "united-states", tmp_path_factory.mktemp("built"))


def test_the_second_case_needs_no_code(united_states: Case):
    audit = on(united_states, date(2024, 1, 1), TODAY)
    found = obligation(audit, "CWC/US-original")
    assert found.original_due == date(2007, 4, 29)
    assert found.due == date(2012, 4, 29), "the extension in time; the Convention allows none past fifteen years"
    assert (found.status, found.days_late) == ("met_late", (date(2023, 7, 7) - date(2012, 4, 29)).days)
    states = {(d.date, d.role): d.state for d in found.dates}
    assert states[date(2007, 4, 29), "original"] == "replaced"
    assert states[date(2012, 4, 29), "extended"] == "missed"
    assert states[date(2023, 9, 30), "rescheduled"] == "met"


def test_the_45_percent_date_was_missed_and_the_day_it_was_reached_is_bounded(united_states: Case):
    found = obligation(on(united_states, TODAY), "CWC/US-45")
    assert found.status == "met_late"
    assert found.fulfilled is not None
    assert found.fulfilled.latest == date(2009, 4, 30)
    assert found.fulfilled.earliest > date(2004, 4, 27)
