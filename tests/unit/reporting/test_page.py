"""What each section is made of: sorted and brought together, nothing judged anew."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit, DatedDue
from proverka.reporting.changes_table import changes_table
from proverka.reporting.charts import charts_of
from proverka.reporting.entries import known_entries
from proverka.reporting.page import Page
from proverka.reporting.page_figures import balance_of, headline_of, holdings_of
from proverka.reporting.page_views import by_day, by_party, latest_stances, occurrences
from proverka.reporting.table import cell_text, csv_text


@pytest.fixture(scope="module")
def page(sample: Audit) -> Page:
    return Page(audit=sample, charts=charts_of(sample), changes=None)


def test_what_is_due_within_sixty_days_is_sorted_by_day(page: Page):
    due = [(day, o.id) for day, o in page.due_soon]
    assert due == [(date(2014, 4, 30), "PACT/3"), (date(2014, 5, 1), "PACT/8")]


def test_the_next_period_holds_what_stands_over(page: Page):
    assert [o.id for o in page.next_period] == ["PACT/2", "PACT/3"]


def test_facilities_have_a_summary_of_their_own(page: Page):
    assert [holdings.title for holdings in page.holdings] == ["Chemicals and other materials", page.facilities_title]


def test_a_state_that_few_subjects_have_shares_a_column(sample: Audit):
    (materials, *_) = holdings_of(sample)
    assert materials.dispositions == ("declared", "removed", "destroyed", "remaining", "shipped")
    lines = tuple(msgspec.structs.replace(h, figures=h.figures[:1]) for h in sample.holdings if h.unit == "tonne")
    twice = holdings_of(msgspec.structs.replace(sample, holdings=(*lines, *lines[1:])))
    assert twice[0].dispositions == ("removed",)
    assert [[f.disposition for f in row.others] for row in twice[0].rows] == [["declared"], [], [], [], []]


@pytest.mark.parametrize(
    ("exact", "counts", "shown"),
    [
        ("1308", "1300", "1308"),
        ("1308.0", "1300", "1308.0"),
        ("1360", "1300", "1300"),
        ("700", "1300", "1300"),
    ],
)
def test_the_first_page_shows_the_last_exact_figure_that_the_one_that_counts_only_rounds(
    sample: Audit, exact: str, counts: str, shown: str
):
    line = next(line for line in sample.holdings if line.figures and line.unit == "tonne")
    of = next(f for f in line.figures if f.disposition == "declared")
    now = msgspec.structs.replace(of, amount=Decimal(counts), bound="about", on=date(2015, 1, 1), percent=None)
    then = msgspec.structs.replace(now, amount=Decimal(exact), bound="exact", on=date(2014, 1, 1), entry=0)
    audit = msgspec.structs.replace(
        sample, figures=(then, now), holdings=(msgspec.structs.replace(line, figures=(now,)),)
    )
    (head,) = headline_of(audit)
    assert head.figure.amount == Decimal(shown)
    assert (head.rounded is None) == (shown == counts)
    for gone in ({"withdrawn": True}, {"standing": "contested"}, {"nature": "estimate"}, {"unit": "site"}):
        other = msgspec.structs.replace(then, **gone)
        (head,) = headline_of(msgspec.structs.replace(audit, figures=(other, now)))
        assert head.figure == now


def figures_of_main(sample: Audit, *told: tuple[str, date, str]) -> Audit:
    """Return an audit of which the first subject has these figures alone: a disposition, a day, a share in percent."""
    line = next(line for line in sample.holdings if line.figures and line.unit == "tonne")
    figures = tuple(
        msgspec.structs.replace(line.figures[0], disposition=what, on=on, percent=Decimal(share), current=True, entry=n)
        for n, (what, on, share) in enumerate(told)
    )
    line = msgspec.structs.replace(line, figures=figures)
    return msgspec.structs.replace(sample, figures=figures, holdings=(line,))


def test_what_was_removed_before_more_was_removed_or_destroyed_is_no_figure_of_the_first_page(sample: Audit):
    early, late = date(2014, 2, 5), date(2014, 4, 27)
    both = ("removed_or_destroyed", late, "92.5")
    heads = headline_of(figures_of_main(sample, ("removed", early, "4"), both))
    assert [head.figure.disposition for head in heads] == ["removed_or_destroyed"]
    heads = headline_of(figures_of_main(sample, ("destroyed", date(2016, 1, 4), "100"), both))
    assert [head.figure.disposition for head in heads] == ["removed_or_destroyed", "destroyed"]


def test_what_was_left_is_followed_by_all_of_it_or_of_the_whole(sample: Audit):
    day, later = date(2014, 5, 8), date(2014, 6, 23)
    audit = figures_of_main(sample, ("remaining", day, "8"), ("destroyed", later, "100"))
    left, whole = audit.figures
    others = [
        (msgspec.structs.replace(left, subject="containers", unit="item"), whole),
        (msgspec.structs.replace(left, subject="buildings", unit="facility"), None),
        (msgspec.structs.replace(left, on=date(2014, 7, 1)), None),
    ]
    for one, followed in ((left, whole), *others):
        page = Page(audit=msgspec.structs.replace(audit, figures=(one, whole)), charts=charts_of(audit), changes=None)
        assert page.left == ((one, followed),)
    own = msgspec.structs.replace(whole, subject="containers", unit="item", disposition="removed", entry=7)
    page = Page(
        audit=msgspec.structs.replace(audit, figures=(others[0][0], whole, own)), charts=charts_of(audit), changes=None
    )
    assert page.left == ((others[0][0], own),)


def test_stances_stand_under_each_party_the_latest_first(page: Page):
    assert [party for party, _ in page.compared_by_party] == sorted({p for _, found in page.compared for p, _ in found})
    for party, taken in page.compared_by_party:
        assert [view.date for _, view in taken] == sorted((view.date for _, view in taken), reverse=True)
        assert {(o.id, view.entry) for o, view in taken} == {
            (o.id, view.entry) for o, found in page.compared for who, view in found if who == party
        }
    assert page.last_said is not None
    assert page.last_said[2].date == max(view.date for _, found in page.compared for _, view in found)


def test_known_and_unknown_movements_of_one_account_stand_together(page: Page):
    (balance,) = page.balance
    assert page.balance == balance_of(page.audit)
    assert balance.known is not None
    assert (balance.known.net, balance.received_unknown, balance.sent_unknown) == (60_500_000, 3, 1)
    assert balance.entries == (60, 61)


def test_revised_figures_are_those_with_a_later_word_on_them(page: Page):
    assert sorted(figure.entry for figure in page.revised) == [6, 7, 10]


def test_views_stand_under_the_party_that_spoke(sample: Audit):
    assert [(party, len(views)) for party, views in by_party(sample.statements)] == [
        ("State", 1),
        ("Neighbour", 1),
        ("Inspectorate", 1),
    ]


def test_the_last_stance_of_each_party_stands_for_it_and_the_latest_comes_first(sample: Audit):
    first, second, third = sample.statements
    silent = msgspec.structs.replace(first, stance="none", text="later, without a stance")
    turned = msgspec.structs.replace(second, stance="mixed")
    assert [view for _, view in latest_stances((first, second, third, turned, silent))] == [third, turned, first]


def test_what_one_speaker_said_on_one_day_stands_together(sample: Audit):
    first, second, _ = sample.statements
    later = msgspec.structs.replace(first, date="2014-03-16")
    again = msgspec.structs.replace(first, entry=99)
    days = by_day((first, second, again, later))
    assert [(day, [[v.entry for v in said.views] for said in speakers]) for day, speakers in days] == [
        ("2014-03-15", [[20, 99], [21]]),
        ("2014-03-16", [[20]]),
    ]


def test_a_sum_is_joined_to_the_finding_on_the_same_entries(page: Page, sample: Audit):
    assert [(r.number, r.check.holds, r.finding) for r in page.reconciled] == [(1, True, 0), (2, False, 1)]
    assert page.proofs == {(8, "destroyed/all"): 1}
    elsewhere = tuple(msgspec.structs.replace(c, entries=(8,)) for c in sample.checks)
    other = Page(audit=msgspec.structs.replace(sample, checks=elsewhere), charts=page.charts, changes=None)
    assert [r.finding for r in other.reconciled] == [0, 0]


def test_the_overview_leads_with_removal_and_the_main_instrument(page: Page):
    assert [chart.name for chart in page.overview] == ["burn-down-removed", "obligations-PACT"]
    assert [o.id for o in page.late] == ["PACT/2"]
    assert [o.id for o in page.at_risk] == ["PACT/3"]


def test_a_forecast_that_has_passed_foretells_nothing(page: Page, sample: Audit):
    duty = sample.obligations[0]
    asked = [msgspec.structs.replace(duty, forecast=date(2014, 3, day)) for day in (30, 31)]
    assert [page.forecast(o) for o in asked] == [None, None]
    assert page.forecast(msgspec.structs.replace(duty, forecast=date(2014, 4, 1))) == date(2014, 4, 1)


def test_occurrences_are_counted_by_state(sample: Audit):
    recurring = next(o for o in sample.obligations if o.measure == "recurring")
    assert occurrences(recurring.dates) == (("met", 2), ("missed", 1))
    assert occurrences([DatedDue(date=sample.as_of, role="original", state="met", rule="")]) == ()


def test_every_entry_that_is_named_is_cited_once_and_in_order(sample: Audit, changes: Changes):
    indexes = [entry.index for entry in known_entries(sample, changes)]
    assert indexes == list(range(62))


def test_what_only_a_comparison_names_is_known_too(bare: Audit, changes: Changes):
    assert known_entries(bare) == ()
    assert [entry.index for entry in known_entries(bare, changes)] == [3, 4]


def test_changes_are_rows(changes: Changes):
    assert [str(row[0]) for row in changes_table(changes).rows] == [
        "status",
        "due date",
        "current figure",
        "revised figure",
        "new finding",
        "new entry",
    ]
    assert changes_table(None).rows == ()


def test_csv_quotes_what_it_must(changes: Changes):
    header, first, *_ = csv_text(changes_table(changes)).split("\n")
    assert header == "change,about,before,after,why,entries"
    assert first == "status,PACT/2,pending,overdue,The date passed.,"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1E+3"), "1000"),
        (date(2014, 3, 1), "2014-03-01"),
    ],
)
def test_cells_are_written_plainly(cell: bool | int | Decimal | date | None, text: str):
    assert cell_text(cell) == text
