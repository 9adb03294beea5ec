"""A plan of visits as `proverka inspect effort` writes it, made the schedules of an inspection plan: one is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal
from proverka.model.inspecting import STRATA_MAX

SCHEMA: Literal["proverka/effort/v1"] = "proverka/effort/v1"
# Bytes of such a plan: a thousand schedules of some hundred visits each.
PLAN_BYTES_MAX = 64_000_000

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

    weight: Whole
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
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _malformed(Refusal.BAD_SYNTAX, where, "one JSON object", str(error)) from None


def named_schedules(plan: VisitPlan) -> tuple[NamedSchedule, ...]:
    """Return its schedules under names that sort as they stand."""
    width = len(str(len(plan.schedules)))
    return tuple(
        NamedSchedule(name=f"schedule-{number:0{width}}", weighted=one)
        for number, one in enumerate(plan.schedules, start=1)
    )


def schedule_lines(schedules: tuple[NamedSchedule, ...]) -> Iterator[str]:
    """Yield the schedules as an inspection plan in TOML has them."""
    for one in schedules:
        yield ""
        yield "[[entries.body.schedules]]"
        yield f"schedule = {_toml(one.name)}"
        yield f"weight = {one.weighted.weight}"
        yield f"text = {_toml(one.weighted.text)}"
        yield f"places = {_toml(one.weighted.sites)}"


def _told(tour: Tour, *, rounds: bool) -> str:
    visits = (
        f"{visit.site} ({', '.join(f'{part.stratum} {part.open}' for part in visit.strata)})" for visit in tour.visits
    )
    when = f"round {tour.round}, " if rounds else ""
    return f"{when}team {tour.team}: {', '.join(visits)}"


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _malformed(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    remedy = "write it with: proverka inspect effort SITES.csv --format json"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)
