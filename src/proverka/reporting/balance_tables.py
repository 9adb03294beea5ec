"""The material balances of an area: as text for people, as one JSON document, as one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.assessment.area_balance import (
    DETECTION_GOAL,
    AreaBalance,
    BalancePeriod,
    Detection,
    InventoryDifference,
    SubjectBalance,
    TestResult,
)
from proverka.exchange import Area, Balance, Period
from proverka.reporting.tables import Cell, table
from proverka.reporting.terminal import columns, heading, indented, plain

SCHEMA = "proverka/balance-evaluation/v1"

CSV_COLUMNS = (
    "subject", "unit", "begin", "end", "beginning", "receipts", "shipments", "ending", "muf", "deviation",
    "degrees_of_freedom", "unknown_count", "unknown_amount", "tested", "cumuf", "cumuf_deviation", "sitmuf", "page",
    "gemuf", "unexplained", "alarm",
)  # fmt: skip

BOOKS_SCHEMA = "proverka/book-balances/v1"
BOOK_COLUMNS = ("subject", "begin", "end", "beginning", "increases", "decreases", "ending")
PROVES_NOTHING = (
    "What ends each period is the book inventory, so that nothing is unaccounted for by construction: such a balance "
    "proves nothing. Count the area, and hand in the inventory."
)

# Below which amounts are shown in grams, in kilograms, in tonnes to the kilogram.
SHOWN_IN_GRAMS, SHOWN_IN_KILOGRAMS, SHOWN_TO_THE_KILOGRAM = 10**8, 10**10, 10**12

# The last of the inventories that close nothing: json has all of them.
PARTIAL_SHOWN_MAX = 5

TESTS: Mapping[str, str] = {"page": "Page's test of SITMUF", "cumuf": "CUMUF", "gemuf": "GEMUF"}


# Significant digits of statistics: more than anybody needs, and fewer than machines agree on.
DIGITS = 9


def balance_plain(found: AreaBalance) -> dict[str, object]:
    """Return the answer for programs: each subject's balances, tests and what they detect; None where not known."""
    told = {
        "schema": SCHEMA,
        "area": list(found.places),
        "as_of": found.as_of,
        "known_at": found.known,
        "false_alarm": found.terms.false_alarm,
        "detection_goal": DETECTION_GOAL,
        "units": "grams, or items of what is counted; deviations are one standard deviation",
        "subjects": [asdict(one) for one in found.balances],
        "partial_inventories": [asdict(one) for one in found.partial],
        "not_closed": list(found.not_closed),
        "contested_methods": list(found.contested),
        **({} if found.differences is None else {"differences": [asdict(one) for one in found.differences]}),
    }
    plain_values: dict[str, object] = _rounded(told)
    return plain_values


def balance_csv(found: AreaBalance) -> str:
    """Return a row for each balance of each subject, under a header."""
    rows = ([_csv_cell(one, period, name) for name in CSV_COLUMNS] for one in found.balances for period in one.periods)
    return table(CSV_COLUMNS, rows)


def balance_text(found: AreaBalance) -> Group:
    """Return the balances with what they mean in words."""
    parts: list[RenderableType] = []
    for one in found.balances:
        parts += [
            heading(plain(f"{one.subject.upper()}, in {one.unit}s")),
            *_subject_text(one, found.terms.false_alarm),
        ]
    if not found.balances:
        parts.append(Text("\nNo balance: no subject of the area was counted whole at two times."))
    if found.differences is not None:
        parts += _differences_text(found.differences)
    return Group(*_head(found), *parts, *_left_out(found))


def _differences_text(found: Sequence[InventoryDifference]) -> Iterator[RenderableType]:
    """Yield the difference statistic of each inventory, and the errors that the pairs themselves show."""
    yield heading("OPERATOR AGAINST INSPECTORS, in grams")
    if not found:
        yield Text("No inspectorate measured an item of these inventories itself, at the same instant.")
    for one in found:
        verdict = "no σ: an error is not stated"
        if one.deviation is not None and one.threshold is not None:
            verdict = f"σ {_number(one.deviation)}, threshold {_number(one.threshold)}: " + (
                "✗ alarm" if one.alarm else "✓ no alarm"
            )
        yield Text(plain(f"{one.subject}, {_instant(one.at)}, {one.inspector}: D = {one.total:,.0f}, {verdict}"))
        grid = columns("operator", "inspector", "pairs>", "of>", "D>", "own errors stated>", "as the pairs show>")
        for part in one.strata:
            stated = f"{_maybe(part.stated_operator)} / {_maybe(part.stated_inspector)}"
            shown = f"{_maybe(part.estimated_operator)} / {_maybe(part.estimated_inspector)}"
            names = (plain(part.operator_method or "no method"), plain(part.inspector_method or "no method"))
            grid.add_row(*names, str(part.measured), f"{part.items:,}", f"{part.difference:,.0f}", stated, shown)
        yield indented(grid)


def _maybe(value: float | None) -> str:
    return "?" if value is None else _number(value)


def _head(found: AreaBalance) -> Iterator[RenderableType]:
    yield Text(plain(f"Material balance of {', '.join(found.places) or 'no place'}"), style="bold")
    yield Text(f"as of {found.as_of}, as known on {found.known}; each period includes its beginning and not its end")


def _left_out(found: AreaBalance) -> Iterator[RenderableType]:
    if found.partial or found.not_closed or found.contested:
        yield heading("WHAT IS LEFT OUT")
    for one in found.partial[-PARTIAL_SHOWN_MAX:]:
        yield Text(
            plain(
                f"{one.subject}, counted {_instant(one.at)} by {one.party}: not {one.missed}, so it closes no balance"
            )
        )
    if (more := len(found.partial) - PARTIAL_SHOWN_MAX) > 0:
        yield Text(f"and {more:,} such inventories more: --format json has all of them")
    for subject in found.not_closed:
        yield Text(plain(f"{subject}: counted whole fewer than two times, so no balance closes"))
    for method in found.contested:
        yield Text(plain(f"method {method}: what was stated of its errors is contested, and is used as it stands"))


def _subject_text(one: SubjectBalance, false_alarm: float) -> Iterator[RenderableType]:
    begin = _instant(one.periods[0].begin)
    unit = _Scale.of(one).word
    amounts = f"; amounts in {unit}, MUF and σ in grams" if unit else ""
    yield Text(plain(f"between the physical inventories of {one.party}, from {begin}{amounts}"))
    yield indented(_amounts(one))
    yield from _unknown_text(one)
    if one.run is None:
        yield Text("Nothing is tested: every balance holds something of which nobody stated an error.")
        return
    yield indented(_scores(one))
    yield Text()
    for test in one.tests:
        yield _test_words(test, one, false_alarm)
    yield from _meaning(one)
    if one.detection is not None:
        yield from _detection_text(one.detection, one)
        yield from _sources_text(one)


def _amounts(one: SubjectBalance) -> RenderableType:
    scale = _Scale.of(one)
    names = ("beginning", "receipts", "shipments", "ending")
    grid = columns("to|", *(f"{name}>" for name in names), "MUF>", "σ>")
    for period in one.periods:
        least = "≥ " if period.unknown_count else ""
        cells = (scale.told(getattr(period, name)) for name in names)
        grid.add_row(_instant(period.end), *cells, f"{period.muf:,}", f"{least}{_number(period.deviation)}")
    return grid


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """In which unit amounts are shown, so that a screen of 80 columns holds six of them side by side."""

    grams: int
    digits: int
    word: str

    @classmethod
    def of(cls, one: SubjectBalance) -> "_Scale":
        largest = max(max(p.beginning, p.receipts, p.shipments, p.ending) for p in one.periods)
        if one.unit != "gram" or largest < SHOWN_IN_GRAMS:
            return cls(grams=1, digits=0, word="")
        if largest < SHOWN_IN_KILOGRAMS:
            return cls(grams=1_000, digits=0, word="kilograms")
        return cls(grams=1_000_000, digits=3 if largest < SHOWN_TO_THE_KILOGRAM else 0, word="tonnes")

    def told(self, amount: int) -> str:
        return f"{Decimal(amount) / self.grams:,.{self.digits}f}"


def _scores(one: SubjectBalance) -> RenderableType:
    grid = columns("to|", "CUMUF>", "σ>", "SITMUF>", "Page>", "")
    for period in one.periods:
        if not period.tested or period.cumuf is None:
            grid.add_row(_instant(period.end), "not tested", "", "", "", "")
            continue
        sitmuf = "∞" if period.unexplained else _score(period.sitmuf)
        page = _score(period.page) if period.page is not None else "∞"
        alarm = Text("✗ alarm", style="bold red") if period.alarm else ""
        grid.add_row(
            _instant(period.end), f"{period.cumuf:,}", _number(period.cumuf_deviation or 0.0), sitmuf, page, alarm
        )
    return grid


def _unknown_text(one: SubjectBalance) -> Iterator[RenderableType]:
    count = sum(period.unknown_count for period in one.periods)
    if not count:
        return
    amount = sum(period.unknown_amount for period in one.periods)
    few = sum(1 for period in one.periods if period.unknown_count)
    yield Text(
        f"{few} of {len(one.periods)} balances hold amounts of which nobody stated an error: {count:,} items or "
        f"quantities, {amount:,} {one.unit}s in all. Their σ is at least what is shown, and they are not tested."
    )


def _test_words(test: TestResult, one: SubjectBalance, false_alarm: float) -> Text:
    got = "no error of measurement explains it" if test.statistic is None else f"{test.statistic:.2f}"
    verdict, style = ("✗ alarm", "bold red") if test.alarm else ("✓ no alarm", "green")
    assert one.run is not None, "asked only where there is a run"
    size = one.run[1] - one.run[0] + 1
    said = f"{TESTS[test.test]}: {got}, threshold {test.threshold:.2f} (false alarms {false_alarm:.3g} over {size}): "
    return Text.assemble(plain(said), (verdict, style))


def _meaning(one: SubjectBalance) -> Iterator[RenderableType]:
    if not one.alarms:
        yield Text("What is unaccounted for is no more than the stated errors of measurement explain.")
        return
    when = [_instant(period.end) for period in one.periods if period.alarm]
    where = f", first in the balance that ends {when[0]}" if when else ""
    yield Text(
        f"More is unaccounted for than the stated errors of measurement explain{where}: a loss, an error that nobody "
        "stated, or a wrong row. It proves none of them."
    )


def _detection_text(found: Detection, one: SubjectBalance) -> Iterator[RenderableType]:
    yield Text(
        f"A loss of {_number(found.smallest_cumuf)} {one.unit}s, however it is spread over these balances, is detected "
        f"with probability {DETECTION_GOAL:g} by CUMUF"
        + (
            "."
            if found.smallest_page is None
            else f"; one of {_number(found.smallest_page)} {one.unit}s at once, in whichever period, by Page's test."
        )
    )
    if found.goal is not None and found.goal_cumuf is not None:
        yield Text(
            f"Of {_number(found.goal)} {one.unit}s: by CUMUF with probability {found.goal_cumuf:.3f}; lost at once in "
            f"one period by Page's test {_range(found.goal_page)}, by the best possible test {_range(found.goal_best)}."
        )


def _sources_text(one: SubjectBalance) -> Iterator[RenderableType]:
    assert one.run is not None, "asked only where there is a run"
    last = one.periods[one.run[1]]
    whole = (last.cumuf_deviation or 0.0) ** 2
    yield Text("\nWhere the uncertainty comes from (one standard deviation, and its share of the variance):")
    grid = columns("effect", "last balance>", "CUMUF>", "of its variance>")
    parts = last.cumulative_contributions or {}
    for name, deviation in sorted(parts.items(), key=lambda pair: (-pair[1], pair[0])):
        share = 100 * deviation**2 / whole if whole else 0.0
        single = last.contributions.get(name, 0.0)
        grid.add_row(plain(name), _number(single), _number(deviation), f"{share:.1f} %")
    yield indented(grid)


def _range(values: Sequence[float]) -> str:
    least, most = min(values), max(values)
    return f"{least:.3f}" if f"{least:.3f}" == f"{most:.3f}" else f"{least:.3f} to {most:.3f}"


def _instant(at: datetime) -> str:
    return str(at.date()) if at == datetime.combine(at.date(), datetime.min.time()) else f"{at:%Y-%m-%d %H:%M}"


def _number(value: float) -> str:
    """Return grams for people: whole ones, or where there are few with three significant digits."""
    return f"{value:,.0f}" if value >= 100 or value == 0 else f"{value:.3g}"  # noqa: PLR2004 - the digits shown


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _csv_cell(one: SubjectBalance, period: BalancePeriod, name: str) -> Cell:
    value = getattr(one if name in ("subject", "unit") else period, name)
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return Decimal(repr(_rounded(value))) if isinstance(value, float) else value


def _rounded(value: object) -> Any:  # noqa: ANN401 - what comes in goes out
    """Return a value with the digits of its numbers that do not depend on the machine; times are UTC."""
    match value:
        case float():
            return float(f"{value:.{DIGITS}g}")
        case datetime():
            return f"{value.isoformat()}Z"
        case dict():
            return {name: _rounded(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_rounded(inner) for inner in value]
        case _:
            return value


Books = Sequence[tuple[Period, Sequence[Balance]]]


def books_plain(area: Area, books: Books, known: date) -> dict[str, object]:
    """Return balances by the book alone, for programs."""
    return {
        "schema": BOOKS_SCHEMA,
        "area": list(area.places),
        "known_at": known,
        "note": PROVES_NOTHING,
        "balances": [dict(zip(BOOK_COLUMNS, row, strict=True)) for row in _book_rows(books)],
    }


def books_csv(books: Books) -> str:
    """Return a row for each subject and period, under a header."""
    return table(BOOK_COLUMNS, _book_rows(books))


def books_text(area: Area, books: Books, known: date) -> Group:
    """Return balances by the book alone, and that they prove nothing."""
    grid = columns("subject", "from|", "to|", "beginning>", "came>", "went>", "ending>")
    for subject, begin, end, *amounts in _book_rows(books):
        grid.add_row(plain(subject), str(begin), str(end), *(f"{amount:,}" for amount in amounts))
    return Group(
        Text(plain(f"Book balance of {', '.join(area.places) or 'no place'}"), style="bold"),
        Text(f"as known on {known}; grams, or items of what is counted; each period ends before the day under “to”"),
        Text(),
        grid if grid.row_count else Text("Nothing: no movement table speaks of that area and time."),
        Text(f"\n{PROVES_NOTHING}"),
    )


def _book_rows(books: Books) -> list[tuple[str, date, date, int, int, int, int]]:
    rows = [
        (one.subject, period.begin.date(), period.end.date(), one.beginning, one.increases, one.decreases, one.ending)
        for period, balances in books
        for one in balances
    ]
    return sorted(rows)
