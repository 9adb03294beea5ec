"""The words of a comparison: a stockpile, regimes that watch it, cheats that try them; as a file states them.

Amounts are in the stockpile's one unit, time in its periods (numbered from 1), money in its one unit, probabilities
from 0 to 1. See docs/reference/regimes.md, which says the same for the writer of a file.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.names import Name

PERIODS_MAX = 1_200
SITES_MAX = 200
ITEMS_MAX = 1_000_000

Share = Annotated[float, Meta(ge=0, le=1)]
Inside = Annotated[float, Meta(gt=0, lt=1)]
Positive = Annotated[float, Meta(gt=0, le=1e12)]
Amount = Annotated[float, Meta(ge=0, le=1e12)]
Period = Annotated[int, Meta(ge=1, le=PERIODS_MAX)]
Several = Annotated[int, Meta(ge=1, le=ITEMS_MAX)]

Manner = Literal["missing", "dummy"]
CheatKind = Literal["abrupt", "protracted", "spread", "hidden", "swap", "amendment"]
Test = Literal["page", "each", "end"]


class _Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has the fields that it states and no others."""


class Stockpile(_Words, frozen=True, kw_only=True):
    """What all regimes watch: the horizon, the goal, and the units of all numbers."""

    title: str
    unit: str
    period: str
    periods: Period
    goal_amount: Positive
    goal_periods: Period
    money: str
    team_day: Amount = 0.0


class Instrument(_Words, frozen=True, kw_only=True):
    """What measures an item, or looks at its seal: what it recognises, and what an item costs.

    `missing` and `dummy` are the probabilities that it recognises a missing item and a dummy in its place,
    `false_positive` that it takes a good item for falsified. `cost` is for each item; `per_day` is how many a team
    measures in a day.
    """

    id: Name
    title: str = ""
    kind: Literal["item", "seal"] = "item"
    missing: Share = 1.0
    dummy: Share = 0.0
    false_positive: Share = 0.0
    cost: Amount = 0.0
    per_day: Positive | None = None


class ErrorEffect(_Words, frozen=True, kw_only=True):
    """A source of error of measurement, as `proverka.accountancy.Effect` has it."""

    id: Name
    deviation: Amount
    relative: bool = True
    shared: bool = True


class Stratum(_Words, frozen=True, kw_only=True):
    """Like items at one site."""

    id: Name
    items: Several
    item_amount: Positive


class SiteBalance(_Words, frozen=True, kw_only=True):
    """The material balance of a site: what is measured, in how many parts, and which effects each measurement bears.

    `inventory` is what there is at the beginning, from which the rest follows, or one amount for each edge of a period
    (periods + 1); `receipts` and `shipments` are one amount for every period, or one for each.
    """

    inventory: Amount | tuple[Amount, ...]
    receipts: Amount | tuple[Amount, ...] = 0.0
    shipments: Amount | tuple[Amount, ...] = 0.0
    inventory_parts: Several = 1
    flow_parts: Several = 1
    inventory_effects: tuple[Name, ...] = ()
    flow_effects: tuple[Name, ...] = ()


class Site(_Words, frozen=True, kw_only=True):
    """A declared place: its strata, how long a team takes there before it measures anything, and its balance."""

    id: Name
    strata: tuple[Stratum, ...]
    setup_days: Amount = 0.0
    balance: SiteBalance | None = None


class Look(_Words, frozen=True, kw_only=True):
    """What is done in each stratum of a visited site: so many items, such a share, or for a goal probability.

    `goal` is the probability with which the goal quantity, missing from the stratum, is to be found; where no sample
    does that, all items are taken. So many positive items in a stratum as `alarm` says raise an alarm.
    """

    instrument: Name
    items: Annotated[int, Meta(ge=0, le=ITEMS_MAX)] | None = None
    share: Share | None = None
    goal: Inside | None = None
    alarm: Several = 1
    strata: tuple[Name, ...] | None = None


class Schedule(_Words, frozen=True, kw_only=True):
    """Sites that are visited together, with the weight of this choice among the others."""

    weight: Positive
    sites: tuple[Name, ...]


class Inspections(_Words, frozen=True, kw_only=True):
    """A series of rounds: when, which sites, what is done there.

    When: `every` so many periods at their end, or at a period drawn evenly within them (`drawn`); `at` stated periods;
    or in each period with a `chance`. Which: all, or a `number` drawn evenly, or each with a chance of its own
    (`chances`), or in `turns`, or one of weighted `schedules`. `notice`: the site is told before. `repeat` false: an
    item is not measured again before all others of its stratum were.
    """

    looks: tuple[Look, ...]
    every: Period | None = None
    drawn: bool = False
    at: tuple[Period, ...] | None = None
    chance: Share | None = None
    number: Annotated[int, Meta(ge=0, le=SITES_MAX)] | None = None
    chances: dict[Name, Share] | None = None
    turns: tuple[tuple[Name, ...], ...] | None = None
    schedules: tuple[Schedule, ...] | None = None
    notice: bool = True
    repeat: bool = True


class BalanceTest(_Words, frozen=True, kw_only=True):
    """How the balances of all sites that have one are tested: by which test, with which false alarms in the horizon.

    `page`: Page's test of SITMUF with reference value 0.5; `each`: the largest SITMUF; `end`: CUMUF, once, at the end.
    A balance is struck `every` so many periods. `assumed` are deviations of effects that the test takes for true in
    place of those of the file. `cost` and `days` are for each balance of a site.
    """

    test: Test = "page"
    false_alarm: Inside = 0.05
    every: Period = 1
    assumed: dict[Name, Amount] = {}
    cost: Amount = 0.0
    days: Amount = 0.0


class Search(_Words, frozen=True, kw_only=True):
    """How declarations are checked for completeness: an undeclared place is found with a `chance` in each period."""

    chance: Share
    cost: Amount = 0.0
    days: Amount = 0.0


class FollowUp(_Words, frozen=True, kw_only=True):
    """What an alarm at a site leads to: a visit `delay` periods later, whose looks must confirm it."""

    looks: tuple[Look, ...]
    delay: Annotated[int, Meta(ge=0, le=PERIODS_MAX)] = 1


class Regime(_Words, frozen=True, kw_only=True):
    """Who inspects what, when, with which instruments; how balances and declarations are tested.

    `late_amendment`: whether an amendment after an inspection was notified is an alarm, or accepted as if made before.
    """

    id: Name
    title: str
    inspections: tuple[Inspections, ...] = ()
    balance: BalanceTest | None = None
    search: Search | None = None
    late_amendment: Literal["alarm", "accepted"] = "alarm"
    follow_up: FollowUp | None = None


class Cheat(_Words, frozen=True, kw_only=True):
    """What a cheat wants; what it does not state, it chooses.

    `abrupt`: an amount in one period at one site. `protracted`: the same over `over` periods. `spread`: at
    `sites_count` sites or the stated `sites`, in one period. `swap`: as abrupt, with dummies in the place of items.
    `hidden`: the amount was never declared, and lies at `places` undeclared places. `amendment`: as abrupt; when an
    inspection of the site is notified, what it would find is declared.
    """

    id: Name
    title: str
    kind: CheatKind
    amount: Positive
    site: Name | None = None
    sites: tuple[Name, ...] | None = None
    sites_count: Annotated[int, Meta(ge=1, le=SITES_MAX)] | None = None
    stratum: Name | None = None
    begins: Period | None = None
    over: Period | None = None
    places: Several | None = None


class Comparison(_Words, frozen=True, kw_only=True):
    """All that one comparison is about: each list may come from several files."""

    stockpile: Stockpile
    instruments: tuple[Instrument, ...] = ()
    effects: tuple[ErrorEffect, ...] = ()
    sites: tuple[Site, ...]
    regimes: tuple[Regime, ...]
    cheats: tuple[Cheat, ...]
