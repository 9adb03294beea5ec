"""A plan of visits as `proverka inspect effort` writes it, made the schedules of an inspection plan: one is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal
from proverka.model.inspecting import STRATA_MAX, Number, Schedule

SCHEMA: Literal["proverka/effort/v1"] = "proverka/effort/v1"
# Bytes of such a plan: a thousand schedules of some hundred visits each.
PLAN_BYTES_MAX = 64_000_000

# Bytes that schedules may take of the payload of an entry, of at most 60,000: the rest is for its other fields.
SCHEDULES_BYTES_MAX = 58_000

Whole = Annotated[int, Meta(ge=1)]


class _Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of a plan; what else it says is left alone."""


class Opening(_Given, frozen=True, kw_only=True):
    """How many items of a stratum are to be opened."""

    stratum: str
    open: int


class Visit(_Given, frozen=True, kw_only=True):
    """A visit to a site."""

    site: str
    strata: tuple[Opening, ...]


class Tour(_Given, frozen=True, kw_only=True):
    """The visits of one team in one round, in their order."""

    round: Whole
    team: Whole
    visits: tuple[Visit, ...]


class Weighted(_Given, frozen=True, kw_only=True):
    """A schedule: what all teams do, and its weight among all."""

    weight: Number
    tours: tuple[Tour, ...]

    @property
    def text(self) -> str:
        """What is done, round by round and team by team."""
        several = self.tours[-1].round > 1 if self.tours else False
        return "; ".join(_told(tour, rounds=several) for tour in self.tours)

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that are visited, each once, in their order."""
        return tuple(dict.fromkeys(visit.site for tour in self.tours for visit in tour.visits))


class VisitPlan(_Given, frozen=True, kw_only=True):
    """A plan of visits: what it makes sure of, and its schedules."""

    schema: Literal["proverka/effort/v1"]
    guarantee: Decimal
    schedules: Annotated[tuple[Weighted, ...], Meta(min_length=1, max_length=STRATA_MAX)]

    def __post_init__(self) -> None:
        """Refuse a guarantee that is no probability."""
        if not self.guarantee.is_finite() or not 0 <= self.guarantee <= 1:
            msg = f"a guarantee from 0 to 1, not {self.guarantee}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSchedule:
    """A schedule under the name by which it is drawn."""

    name: str
    weighted: Weighted


def visit_plan(data: bytes, *, where: str) -> VisitPlan:
    """Return the plan of visits that a file holds.

    Raises MalformedError: too-large; bad-syntax for what is no JSON; bad-value for what is no such plan.
    """
    if len(data) > PLAN_BYTES_MAX:
        raise _malformed(Refusal.TOO_LARGE, where, f"at most {PLAN_BYTES_MAX} bytes", f"{len(data)} bytes")
    try:
        return msgspec.json.decode(data, type=VisitPlan)
    except msgspec.ValidationError as error:
        raise _malformed(Refusal.BAD_VALUE, where, f"an answer with the schema {SCHEMA}", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(Refusal.BAD_SYNTAX, where, "one JSON object", str(error)) from None


def named_schedules(plan: VisitPlan) -> tuple[NamedSchedule, ...]:
    """Return its schedules under names that sort as they stand."""
    width = len(str(len(plan.schedules)))
    return tuple(
        NamedSchedule(name=f"schedule-{number:0{width}}", weighted=one)
        for number, one in enumerate(plan.schedules, start=1)
    )


def planned_schedules(schedules: tuple[NamedSchedule, ...]) -> tuple[Schedule, ...]:
    """Return the schedules as an inspection plan has them, with as much of what is done as one entry can hold.

    With their text and places; or, where that is too much, with their places; or with neither. The plan of visits is a
    document of the inspection plan, and says it all.
    """
    for text, places in ((True, True), (False, True)):
        made = tuple(_schedule(one, text=text, places=places) for one in schedules)
        if len(msgspec.json.encode(made)) <= SCHEDULES_BYTES_MAX:
            return made
    return tuple(_schedule(one, text=False, places=False) for one in schedules)


def _schedule(one: NamedSchedule, *, text: bool, places: bool) -> Schedule:
    return Schedule(
        schedule=one.name,
        weight=one.weighted.weight,
        text=one.weighted.text if text else "",
        places=one.weighted.sites if places else (),
    )


def schedule_lines(schedules: tuple[Schedule, ...]) -> Iterator[str]:
    """Yield the schedules as an inspection plan in TOML has them."""
    for one in schedules:
        yield ""
        yield "[[entries.body.schedules]]"
        yield f"schedule = {_toml(one.schedule)}"
        yield f"weight = {one.weight}"
        if one.text:
            yield f"text = {_toml(one.text)}"
        if one.places:
            yield f"places = {_toml(one.places)}"


def _told(tour: Tour, *, rounds: bool) -> str:
    visits = (
        f"{visit.site} ({', '.join(f'{part.stratum} {part.open}' for part in visit.strata)})" for visit in tour.visits
    )
    when = f"round {tour.round}, " if rounds else ""
    return f"{when}team {tour.team}: {', '.join(visits)}"


def _toml(value: object) -> str:
    """Return a text or a list of texts in TOML: as in JSON, which alone lets the character 127 stand as it is."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def _malformed(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    remedy = "write it with: proverka inspect effort SITES.csv --format json"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)
