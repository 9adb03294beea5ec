"""Another convention is data: what the case of the mines of Belarus must answer, from its sources and a calendar."""

from datetime import date
from pathlib import Path

import pytest

from proverka.assessment import Audit, ObligationResult, end_of
from proverka.book import holdings
from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.booked import breaches_of, ledger_of
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case

DESTROY, RETAIN, INITIAL, UPDATES, PLAN = (
    "APMBC-BLR/4", "APMBC-BLR/3", "APMBC-BLR/7.1", "APMBC-BLR/7.2", "MAPUTO-2014/5"
)  # fmt: skip
IN_FORCE, DUE, COMPLETE = date(2004, 3, 1), date(2008, 3, 1), date(2017, 4, 5)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def mines(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    authored = read_authored(repository / "cases" / "belarus-mines")
    out = tmp_path_factory.mktemp("built") / "belarus-mines"
    build_case(authored, out, demonstration_keyring(authored.words))
    return open_case(out)


def as_then(case: Case, day: date) -> Audit:
    return audit_case(case, as_of=day, known=day)


def duty(audit: Audit, name: str) -> ObligationResult:
    return next(o for o in audit.obligations if o.id == name)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (IN_FORCE, "pending"),
        (date(2006, 12, 31), "at_risk"),
        (DUE, "at_risk"),
        (date(2008, 3, 2), "overdue"),
        (date(2017, 4, 4), "overdue"),
        (date(2017, 4, 7), "met_late"),
        (TODAY, "met_late"),
    ],
)
def test_the_duty_to_destroy_as_it_was_known_on_the_day(mines: Case, day: date, status: str) -> None:
    found = duty(as_then(mines, day), DESTROY)
    assert (found.due, found.status) == (DUE, status)


def test_a_date_missed_by_nine_years_stays_missed(mines: Case) -> None:
    found = duty(as_then(mines, TODAY), DESTROY)
    assert found.fulfilled is not None
    assert (found.fulfilled.earliest, found.fulfilled.latest) == (COMPLETE, COMPLETE)
    assert found.days_late == (COMPLETE - DUE).days == 3322
    assert found.missed
    assert [(d.date, d.role, d.state) for d in found.dates] == [
        (DUE, "original", "missed"),
        (date(2013, 5, 31), "rescheduled", "missed"),
        (date(2016, 1, 27), "rescheduled", "missed"),
    ]


@pytest.mark.parametrize(
    ("day", "items", "percent"),
    [
        (date(2008, 3, 2), 220_813, "6.1"),  # of the 3,590,813 that were known then
        (date(2014, 6, 1), 298_435, "8.1"),  # the plant opens; nothing of the PFM type is destroyed yet
        (date(2016, 3, 1), 2_498_435, "68.1"),  # and 2,200,000 more
    ],
)
def test_what_is_destroyed_follows_from_the_tables_and_says_so(
    mines: Case, day: date, items: int, percent: str
) -> None:
    achieved = duty(as_then(mines, day), DESTROY).achieved
    assert achieved is not None
    assert achieved.fraction is not None
    assert achieved.value == items
    assert f"{achieved.fraction * 100:.1f}" == percent
    assert achieved.basis_name.endswith("; from the movement tables")


def test_mines_retained_are_not_owed_and_no_number_judges_them(mines: Case) -> None:
    audit = as_then(mines, TODAY)
    published = [f for f in audit.figures if "tables" not in f.basis_name]
    retained = [(f.as_of, str(f.amount)) for f in published if f.basis == "declared/retained"]
    assert retained == [("2004-07-01", "7530"), ("2006-12-31", "6000"), ("2009", "6030"), ("2010", "6030")]
    assert {f.amount for f in audit.figures if f.basis == "consumed/retained"} == {0}
    assert duty(audit, RETAIN).status == "no_evidence"
    assert duty(audit, DESTROY).status == "met_late", "with 6,030 mines still there"


def test_reports_to_the_depositary(mines: Case) -> None:
    then = as_then(mines, date(2005, 5, 9))
    assert (duty(then, INITIAL).status, duty(then, INITIAL).due) == ("met", date(2004, 8, 28))
    assert (duty(then, UPDATES).status, duty(then, UPDATES).days_late) == ("met_late", 9)
    assert duty(as_then(mines, date(2014, 5, 1)), UPDATES).status == "met"
    later = duty(as_then(mines, TODAY), UPDATES)
    assert later.status == "no_evidence", "silence of a record proves nothing"
    assert [d.state for d in later.dates] == ["met_late", *["met"] * 10, *["no_evidence"] * 11, "running"]


def test_the_plan_that_was_asked_for_came_two_days_early(mines: Case) -> None:
    found = duty(as_then(mines, date(2014, 12, 29)), PLAN)
    assert (found.status, found.due) == ("met", date(2014, 12, 31))


def test_without_an_inspectorate_nothing_is_verified(mines: Case) -> None:
    assert {f.standing for f in as_then(mines, TODAY).figures} == {"claimed"}


def test_contradictions_of_the_sources_are_kept(mines: Case) -> None:
    found = {(f.rule, f.about) for f in as_then(mines, TODAY).findings}
    assert found == {
        ("date-missed", DESTROY),
        ("parts-of-other-sources-do-not-add-up", "destroyed/non_pfm"),
        ("sources-differ", "remaining/pfm"),
        ("totals-differ", "declared/pfm"),
        ("totals-differ", "declared/retained"),
        # What the tables add up to beside what was published: rounded totals, and one campaign's other count.
        ("figure-differs-from-book", "declared/all"),
        ("figure-differs-from-book", "declared/article_4"),
        ("figure-differs-from-book", "declared/pfm"),
        ("figure-differs-from-book", "declared/retained"),
        ("figure-differs-from-book", "destroyed/non_pfm"),
    }


@pytest.mark.parametrize(
    ("as_of", "known", "held"),
    [
        (DUE, DUE, {"stockpiled": 3_370_000, "retained": 7_530, "destroyed": 220_813, "converted": 206_362}),
        (DUE, TODAY, {"stockpiled": 3_370_000, "retained": 7_530, "destroyed": 298_435, "converted": 206_362}),
        (
            date(2016, 3, 1),
            TODAY,
            {"stockpiled": 1_170_000, "retained": 7_530, "destroyed": 2_498_435, "converted": 206_362},
        ),
        (COMPLETE, TODAY, {"stockpiled": 0, "retained": 7_530, "destroyed": 3_668_435, "converted": 206_362}),
    ],
)
def test_the_book_of_the_reconstructed_tables(mines: Case, as_of: date, known: date, held: dict[str, int]) -> None:
    with ledger_of(mines) as ledger:
        lines = holdings(ledger, as_of=end_of(as_of), known=end_of(known))
    found: dict[str, int] = {}
    for line in lines:
        found[line.disposition] = found.get(line.disposition, 0) + line.held
    assert found == held
    assert not list(breaches_of(mines, known))
