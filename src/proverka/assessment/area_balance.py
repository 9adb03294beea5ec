"""The material balances of an area as an answer has them: periods, tests, and what the tests would detect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from proverka.book.material_balance import PhysicalInventory

# The probability with which each test alarms where nothing is lost, unless somebody asks for another.
FALSE_ALARM = 0.05
# The probability with which a loss is to be detected: the goal of IAEA safeguards.
DETECTION_GOAL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceTerms:
    """What the balances are held against: the false alarm probability of each test, and a goal quantity in grams."""

    false_alarm: float = FALSE_ALARM
    goal: float | None = None


# An audit makes three tests of each subject of an area, which together alarm with no more than FALSE_ALARM.
AUDIT_TERMS = BalanceTerms(false_alarm=FALSE_ALARM / 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancePeriod:
    """One balance: what was there and came in, less what went out and is there, in grams or items.

    `deviation` is one standard deviation of `muf`, or the least that it is where `unknown_count` items or quantities,
    of `unknown_amount` together, have no stated error. `contributions` are the standard deviations by effect, and
    `cumulative_contributions` those of CUMUF. What follows `tested` is None where the balance is not in the tested run;
    `sitmuf` is None too where nothing is uncertain, and `unexplained` says that no error of measurement explains it.
    """

    begin: datetime
    end: datetime
    beginning: int
    receipts: int
    shipments: int
    ending: int
    muf: int
    deviation: float
    degrees_of_freedom: float | None
    contributions: Mapping[str, float]
    unknown_count: int
    unknown_amount: int
    entries: tuple[int, ...]
    tested: bool = False
    cumuf: int | None = None
    cumuf_deviation: float | None = None
    cumulative_contributions: Mapping[str, float] | None = None
    sitmuf: float | None = None
    page: float | None = None
    gemuf: float | None = None
    unexplained: bool = False
    alarm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """A test of all periods of the run: the threshold that its statistic must not exceed, and whether it alarms.

    The statistic of CUMUF is in its standard deviations. None stands for what no error of measurement explains.
    """

    test: str
    statistic: float | None
    threshold: float
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What the tests would detect of a loss, with the false alarm probability of the terms.

    `smallest_cumuf` is the loss, however spread over the run, that CUMUF detects with probability DETECTION_GOAL, in
    grams; `smallest_page` that which Page's test detects if it is lost at once, in whichever period. Of the goal
    quantity: the probability by CUMUF however it is lost, and by Page's and the best possible test if it is lost at
    once in each period.
    """

    smallest_cumuf: float
    smallest_page: float | None
    goal: float | None = None
    goal_cumuf: float | None = None
    goal_page: tuple[float, ...] = ()
    goal_best: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectBalance:
    """The balances of one subject, in order of time; `unit` is gram, or what is counted.

    `run` are the first and last number of the periods that are tested, from 0; None where there is none.
    """

    subject: str
    unit: str
    party: str
    periods: tuple[BalancePeriod, ...]
    run: tuple[int, int] | None = None
    tests: tuple[TestResult, ...] = ()
    detection: Detection | None = None

    @property
    def alarms(self) -> bool:
        """Whether any test alarms."""
        return any(test.alarm for test in self.tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumDifference:
    """Items of one inventory that operator and inspectors measured by the same two methods, in grams.

    `difference` is what all `items` are short of by the inspectors' measurement of those `measured`. Each party's own
    (random) error as stated, and as estimated from the pairs: None where nobody stated it, or there are too few pairs.
    `bias` is the mean of operator less inspector.
    """

    operator_method: str
    inspector_method: str
    items: int
    measured: int
    difference: float
    stated_operator: float | None
    stated_inspector: float | None
    estimated_operator: float | None
    estimated_inspector: float | None
    bias: float
    bias_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDifference:
    """The difference statistic D of one inventory; without deviation and threshold where an error is not stated."""

    subject: str
    at: datetime
    inspector: str
    strata: tuple[StratumDifference, ...]
    total: float
    deviation: float | None = None
    threshold: float | None = None
    alarm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaBalance:
    """The material balances of an area, as of one day and as known on another.

    `partial` are physical inventories that are not of all that the area held, `not_closed` subjects that were not
    counted whole twice, and `contested` the methods of which a statement is contested; `methods` are the entries that
    state any. `differences` are None where nobody asked for them.
    """

    places: tuple[str, ...]
    as_of: date
    known: date
    terms: BalanceTerms
    balances: tuple[SubjectBalance, ...]
    partial: tuple[PhysicalInventory, ...]
    not_closed: tuple[str, ...]
    contested: tuple[str, ...]
    methods: tuple[int, ...] = ()
    differences: tuple[InventoryDifference, ...] | None = None
