"""What each section is made of: sorted and brought together, nothing judged anew."""

from datetime import date
from decimal import Decimal

import pytest

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit, DatedDue
from proverka.reporting.changes_table import changes_table
from proverka.reporting.charts import charts_of
from proverka.reporting.entries import cited_entries
from proverka.reporting.page import Page, by_party, occurrences
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
    assert page.holdings[0].dispositions == ("declared", "removed", "destroyed", "remaining", "shipped")


def test_known_and_unknown_movements_of_one_account_stand_together(page: Page):
    (balance,) = page.balance
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


def test_occurrences_are_counted_by_state(sample: Audit):
    recurring = next(o for o in sample.obligations if o.measure == "recurring")
    assert occurrences(recurring.dates) == (("met", 2), ("missed", 1))
    assert occurrences([DatedDue(date=sample.as_of, role="original", state="met", rule="")]) == ()


def test_every_entry_that_is_named_is_cited_once_and_in_order(sample: Audit, changes: Changes):
    indexes = [entry.index for entry in cited_entries(sample, changes)]
    assert indexes == sorted(set(indexes))
    assert {2, 20, 30, 31, 40, 45, 50, 60, 61} <= set(indexes)


def test_changes_are_rows(changes: Changes):
    assert [row[0] for row in changes_table(changes).rows] == [
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
