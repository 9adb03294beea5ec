"""The submissions of an inspection that is drawn by lot: its plan, commitments, reveals, the draw, what was opened.

How one follows from another is in `docs/spec/draw.md`; whether it does is for `proverka.case.drawing` to check.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal
from proverka.model.names import Name
from proverka.model.quantity import check_size
from proverka.model.span import utc

Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
# Base64 of 32 bytes, canonical: of the last group two bits are spare, and zero.
Root = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$(?!\n)")]
Number = Annotated[int, Meta(ge=1, le=2**32)]

# Strata and schedules of one plan, parties that draw together: more than any plan names, so that checking stays quick.
STRATA_MAX = 1_000
PARTIES_MAX = 16
# Items that one plan draws: more than any inspection opens. Whoever checks a published draw makes all of it again, so
# that without a bound one submission of a few lines would keep everybody busy for hours.
DRAWN_MAX = 100_000


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Drawer(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party that draws with others, and the instant after which the draw goes on without its reveal."""

    party: str
    reveal_by: Annotated[datetime, Meta(tz=True)]


class Stratum(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Items of one kind: the list from which is drawn, how many it has, and how many are drawn.

    `items` is the name of a document of the plan: one id a line, in rising order. `sample_refused` are drawn where a
    party was passed over; by default as many. `goal` and `probability` say what the sample is for: so many falsified
    items are found at least with that probability.
    """

    stratum: Name
    items: str
    population: Number
    sample: Number
    sample_refused: Number | None = None
    goal: Number | None = None
    probability: Decimal | None = None
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse more items drawn than there are, and fewer after a refusal."""
        if not self.sample <= self.after_refusal <= self.population:
            expected = f"samples that rise from {self.sample} to a population of {self.population} at most"
            raise _meaningless(f"stratum {self.stratum}", expected, f"{self.after_refusal} after a refusal")
        _check_probability(self.probability, where=f"stratum {self.stratum}")

    @property
    def after_refusal(self) -> int:
        """How many are drawn where a party was passed over."""
        return self.sample if self.sample_refused is None else self.sample_refused


class Schedule(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One of several ways to go about it, of which one is drawn: with `weight` chances of all their weights."""

    schedule: Name
    weight: Number
    text: str = ""
    places: tuple[str, ...] = ()


class InspectionPlan(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What is going to be drawn by lot, from which lists, by whom: everything that decides the draw but chance itself.

    `parties` draw together and reveal in this order; where the `inspected` one takes part it is the first, so that it
    says its secret before anything of the outcome can be known. Commitments are handed in by `commit_by`. A draw
    counts where at least `least` parties other than the inspected one have revealed.
    """

    title: str
    method: Literal["proverka/draw/v1"]
    parties: Annotated[tuple[Drawer, ...], Meta(min_length=2, max_length=PARTIES_MAX)]
    commit_by: Annotated[datetime, Meta(tz=True)]
    inspected: str = ""
    least: Number = 1
    strata: Annotated[tuple[Stratum, ...], Meta(max_length=STRATA_MAX)] = ()
    schedules: Annotated[tuple[Schedule, ...], Meta(max_length=STRATA_MAX)] = ()

    def __post_init__(self) -> None:
        """Refuse a plan that draws nothing, one that names something twice, and an order that gives a party sight."""
        if not self.strata and not self.schedules:
            raise _meaningless("plan", "strata, schedules or both to draw from", "neither")
        for what, names in (
            ("parties", self.names),
            ("strata", [one.stratum for one in self.strata]),
            ("schedules", [one.schedule for one in self.schedules]),
        ):
            _check_once(what, names)
        if "schedule" in [one.stratum for one in self.strata]:
            raise _meaningless("strata", "another name than that under which a schedule is drawn", "schedule")
        _check_rising([self.commit_by, *(one.reveal_by for one in self.parties)])
        if sum(one.after_refusal for one in self.strata) > DRAWN_MAX:
            got = f"{sum(one.after_refusal for one in self.strata)}"
            raise _meaningless("strata", f"at most {DRAWN_MAX} items drawn in all, after a refusal", got)
        if self.inspected in self.names[1:]:
            raise _meaningless("parties", f"{self.inspected}, which is inspected, as the first", ", ".join(self.names))
        if self.least > len(self.others):
            expected = f"at most {len(self.others)}, who draw besides the inspected"
            raise _meaningless("least", expected, f"{self.least}")

    @property
    def names(self) -> tuple[str, ...]:
        """The parties that draw, in their order."""
        return tuple(one.party for one in self.parties)

    def schedule_named(self, name: str) -> Schedule:
        """Return the schedule of that name."""
        return next(one for one in self.schedules if one.schedule == name)

    @property
    def others(self) -> tuple[str, ...]:
        """Those of them that are not inspected."""
        return tuple(name for name in self.names if name != self.inspected)


class DrawCommitment(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party commits to its secret for the plan named in `references`, before it can know anybody else's."""

    commitment: Hex32


class DrawReveal(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party says the secret that it committed to, once all commitments stand under a checkpoint (`size`, `root`)."""

    secret: Hex32
    size: Annotated[int, Meta(ge=1)]
    root: Root


class Draw(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What was drawn, as somebody made it out: it is refused where it is not what follows from plan and reveals.

    With it the draw is closed: who has not revealed yet is `passed_over`, each after its time. `selection` is the hash
    of all positions drawn.
    """

    seed: Hex32
    selection: Hex32
    passed_over: tuple[str, ...] = ()


class InspectionResults(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What was opened under the plan named in `references`, item by item.

    Its documents are CSV tables with the columns `stratum`, `item`, `outcome` (`as_declared`, `defect`,
    `inconclusive`), and as far as known `opened_at`, `declared`, `measured`, `uncertainty`, `seal`, `note`.
    """

    title: str
    text: str = ""


def _check_once(what: str, names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise _meaningless(what, "each once", ", ".join(names))


def _check_probability(probability: Decimal | None, *, where: str) -> None:
    """Refuse what is no probability: of no number nothing can be asked."""
    if probability is None:
        return
    if not probability.is_finite() or not 0 < probability < 1:
        raise _meaningless(where, "a probability above 0 and below 1", str(probability))
    check_size(probability, where=f"{where}: probability")


def _check_rising(instants: Iterable[datetime]) -> None:
    """Refuse a time to reveal that is not after the time of those before: they could see each other's."""
    for before, after in pairwise(utc(one, where="commit_by, reveal_by") for one in instants):
        if after <= before:
            raise _meaningless("reveal_by", f"an instant after {before.isoformat()}", after.isoformat())


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS,
        where=where,
        expected=expected,
        got=got,
        remedy="correct the plan; the kind is described in docs/reference/submissions.md",
    )
