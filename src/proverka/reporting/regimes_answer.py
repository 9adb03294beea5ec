"""A comparison of regimes as text for people and as comma-separated values."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from proverka.model.comparison import Compared, PairFound, Probability, RegimeFound
from proverka.reporting.tables import table
from proverka.reporting.terminal import columns, fields, heading, plain

PAIR_COLUMNS = (
    "regime", "cheat", "in_time", "in_time_low", "in_time_high", "mean_in_time", "by_horizon", "by_horizon_low",
    "by_horizon_high", "given_up", "median_periods", "mean_periods", "item", "seal", "amendment", "balance", "search",
    "where", "begins", "complete", "choices", "method", "histories", "regime_cost", "regime_false_alarm",
)  # fmt: skip
MEANS = ("item", "seal", "amendment", "balance", "search")
# A screen is read from the top; csv has all of them.
PAIRS_SHOWN_MAX = 60
# A mixture that adds less than this to the best single regime is not worth a draw.
WORTH = 0.0005
# What stands before a probability that was drawn.
DRAWN_SIGN = "~"
# What exact probabilities may be off by.
ROUNDING = 1e-9


def regimes_csv(found: Compared) -> str:
    """Return every pair, one to a row."""
    regimes = {one.id: one for one in found.regimes}
    return table(PAIR_COLUMNS, (_row(pair, regimes[pair.regime]) for pair in found.pairs))


def regimes_text(found: Compared) -> Group:
    """Return which regime finds which cheat in time, at what cost, how soon and by what, and what a draw would add."""
    return Group(
        *_summary(found),
        heading(f"FOUND WITHIN {_periods(found, found.goal_periods)}, IF THE CHEAT CHOOSES WORST"),
        _matrix(found),
        heading(f"COST IN {plain(found.money)}, FALSE ALARMS AND WORST CHEAT IN PER CENT"),
        *_costs(found),
        heading("EACH PAIR"),
        *_pairs(found),
        heading("A REGIME DRAWN FROM SEVERAL"),
        *_mixtures(found),
        heading("HOW THIS WAS COME BY"),
        *_methods(found),
    )


def percent(value: float) -> str:
    """Return a probability in per cent with one digit; what is not quite 0 or 100 does not look so."""
    told = f"{100 * value:.1f}"
    if value > ROUNDING and told == "0.0":
        return "<0.1"
    return ">99.9" if value < 1 - ROUNDING and told == "100.0" else told


def _row(pair: PairFound, regime: RegimeFound) -> tuple[str | int | None, ...]:
    return (
        pair.regime, pair.cheat, *_bounds(pair.in_time), _number(pair.mean_in_time), *_bounds(pair.by_horizon),
        _number(pair.given_up), pair.median_periods, _number(pair.mean_periods),
        *(_number(pair.means.get(name, 0.0)) for name in MEANS),
        where_of(pair), pair.begins, pair.complete, pair.choices, pair.method, pair.histories or None,
        _number(regime.cost), _number(regime.false_alarm.value),
    )  # fmt: skip


def _bounds(told: Probability) -> tuple[str | None, ...]:
    return _number(told.value), _number(told.low), _number(told.high)


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.10g}"


def where_of(pair: PairFound) -> str:
    """Return the places of a pair in words."""
    return ", ".join(f"{place.site} ({place.stratum})" for place in pair.places) or "undeclared"


def _summary(found: Compared) -> Iterator[RenderableType]:
    counts = f"{_many(len(found.regimes), 'regime')}, {_many(len(found.cheats), 'cheat')}"
    yield Text(f"{plain(found.title)}: {counts}, {_periods(found, found.periods)}")
    best = max(found.regimes, key=lambda one: (one.worst, -one.cost))
    yield Text(
        f"{plain(best.id)} is surest: every cheat is found in time with {percent(best.worst)} % or more, "
        f"for {best.cost:,.1f} {plain(found.money)}.",
        "bold",
    )


def _matrix(found: Compared) -> RenderableType:
    grid = columns("per cent|", *(f"{plain(one.id)}>" for one in found.cheats), "worst>")
    by = {(pair.regime, pair.cheat): pair for pair in found.pairs}
    for regime in found.regimes:
        cells = (_cell(by[regime.id, cheat.id]) for cheat in found.cheats)
        grid.add_row(plain(regime.id), *cells, percent(regime.worst))
    return grid


def _cell(pair: PairFound) -> str:
    return (DRAWN_SIGN if pair.method == "drawn" else "") + percent(pair.in_time.value)


def _costs(found: Compared) -> Iterator[RenderableType]:
    names = ("cost>", "days>", "visits>", "balances>", "search>", "follow-up>", "false>", "worst>")
    grid = columns("|", *names)
    for one in sorted(found.regimes, key=lambda one: (one.cost, -one.worst)):
        parts = (one.cost, one.team_days, one.inspections, one.balances, one.search, one.follow_up)
        alarm = (DRAWN_SIGN if one.method == "drawn" else "") + percent(one.false_alarm.value)
        grid.add_row(plain(one.id), *(f"{part:,.1f}" for part in parts), alarm, percent(one.worst))
    yield grid
    frontier = ", ".join(plain(one.id) for one in found.regimes if not one.dominated)
    yield Text(f"Without any that costs no more and finds its worst cheat no less: {frontier}.")


def _pairs(found: Compared) -> Iterator[RenderableType]:
    grid = columns("regime|", "cheat|", "in time>", "blind>", "ever>", "median>", "by|", "worst choice")
    for pair in found.pairs[:PAIRS_SHOWN_MAX]:
        where = ", ".join(plain(place.site) for place in pair.places)
        grid.add_row(
            plain(pair.regime),
            plain(pair.cheat),
            _cell(pair),
            "" if pair.mean_in_time is None else percent(pair.mean_in_time),
            percent(pair.by_horizon.value),
            "never" if pair.median_periods is None else str(pair.median_periods),
            _by(pair),
            f"{where} from {pair.begins}" if where else "undeclared",
        )
    yield grid
    if len(found.pairs) > PAIRS_SHOWN_MAX:
        yield Text(f"and {len(found.pairs) - PAIRS_SHOWN_MAX} more: --format csv has every pair", style="dim")


def _by(pair: PairFound) -> str:
    """Return how it ends most often."""
    shares = {**pair.means, "given up": pair.given_up}
    name = max(shares, key=lambda name: shares[name])
    return name if shares[name] > 0 else ""


def _mixtures(found: Compared) -> Iterator[RenderableType]:
    worth = [one for one in found.mixtures if one.guarantee > one.alone + WORTH]
    if not worth:
        yield Text("No mixture makes sure of more than the best single regime of its cost.")
        return
    grid = columns("expected cost up to>", "makes sure of %>", "best single %>", "draw")
    for one in worth:
        shares = ", ".join(f"{plain(name)} {percent(share)} %" for name, share in one.shares.items())
        grid.add_row(f"{one.cost_max:,.1f}", percent(one.guarantee), percent(one.alone), shares)
    yield grid


def _methods(found: Compared) -> Iterator[RenderableType]:
    drawn = [pair for pair in found.pairs if pair.method == "drawn"]
    exact = len(found.pairs) - len(drawn)
    widest = max((pair.in_time.high - pair.in_time.low for pair in drawn), default=0.0)
    yield fields(
        [
            ("exact", f"{_many(exact, 'pair')}, to {found.tolerance:.0e}" if exact else ""),
            (f"drawn ({DRAWN_SIGN})", _drawn(found, drawn, widest)),
            ("because", "; ".join(sorted({pair.why for pair in drawn}))),
            ("blind", "a cheat that chooses place and time evenly, knowing nothing; not told where it is drawn"),
        ]
    )


def _drawn(found: Compared, drawn: Sequence[PairFound], widest: float) -> str:
    if not drawn:
        return ""
    return (
        f"{_many(len(drawn), 'pair')}, {found.histories:,} histories each, seed {found.seed}; "
        f"{found.confidence:.0%} bounds at most {100 * widest:.1f} points apart"
    )


def _periods(found: Compared, count: int) -> str:
    return _many(count, plain(found.period))


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
