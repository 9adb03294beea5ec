"""Draws as the record holds them: what was committed to, revealed and closed under each plan, and what follows."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from proverka.draw import choose, seed_of, select, selection_hash
from proverka.model.entry import Entry
from proverka.model.inspecting import Draw, DrawCommitment, DrawReveal, InspectionPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A submission as the draw sees it: its place in the log, whose it is, when the record held it, what it says."""

    index: int
    party: str
    at: datetime
    body: object

    @classmethod
    def of(cls, entry: Entry[object]) -> "Step":
        """Return an entry as a step."""
        return cls(index=entry.index, party=entry.party, at=entry.known_from, body=entry.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A commitment or a secret in hex, and the entry and instant in which its party handed it in."""

    value: str
    index: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The size of a log and its root in base64, as reveals name it."""

    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a draw gives: its seed, the positions of each stratum from 1 in the order drawn, and the schedule, if any.

    `selection` is the hash that stands for all of it.
    """

    seed: bytes
    positions: Mapping[str, tuple[int, ...]]
    schedule: str
    selection: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One draw as far as it has come. A party reveals after those before it in the plan, and never after one behind it.

    So each knows, when it speaks, of no secret but those that were said before it.
    """

    plan: InspectionPlan
    index: int
    leaf: str
    party: str
    label: str
    commitments: Mapping[str, Made] = field(default_factory=dict)
    reveals: Mapping[str, Made] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    closed: int | None = None

    def after(self, step: Step) -> "Drawing":
        """Return the draw after a step that was admitted; other submissions leave it as it is."""
        match step.body:
            case DrawCommitment() as body:
                made = Made(value=body.commitment, index=step.index, at=step.at)
                return replace(self, commitments={**self.commitments, step.party: made})
            case DrawReveal() as body:
                made = Made(value=body.secret, index=step.index, at=step.at)
                named = Checkpoint(size=body.size, root=body.root)
                return replace(self, reveals={**self.reveals, step.party: made}, checkpoint=self.checkpoint or named)
            case Draw():
                return replace(self, closed=step.index)
            case _:
                return self

    def behind(self, party: str) -> tuple[str, ...]:
        """Return the parties that reveal after one."""
        names = self.plan.names
        return names[names.index(party) + 1 :]

    def before(self, party: str) -> tuple[str, ...]:
        """Return the parties that reveal before one."""
        names = self.plan.names
        return names[: names.index(party)]

    @property
    def awaited(self) -> tuple[str, ...]:
        """The parties that have committed, have not revealed, and still can: nobody behind them has revealed yet."""
        if self.closed is not None:
            return ()
        return tuple(
            party
            for party in self.plan.names
            if party in self.commitments
            and party not in self.reveals
            and not any(later in self.reveals for later in self.behind(party))
        )

    @property
    def settled(self) -> bool:
        """Whether the draw can no longer change: somebody has revealed, and nobody else is awaited."""
        return bool(self.reveals) and not self.awaited

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The parties without a reveal, in the order of the plan: of a settled draw those who refused."""
        return tuple(party for party in self.plan.names if party not in self.reveals)

    @property
    def counts(self) -> bool:
        """Whether enough parties have revealed that are not the inspected one."""
        return sum(1 for party in self.plan.others if party in self.reveals) >= self.plan.least

    def instant_of(self, party: str) -> datetime:
        """Return the instant after which the draw goes on without a party."""
        return next(one.reveal_by for one in self.plan.parties if one.party == party)

    def late_ones(self, at: datetime) -> tuple[str, ...]:
        """Return the parties that are still awaited at an instant at which their time has passed."""
        return tuple(party for party in self.awaited if at > self.instant_of(party))

    def drawn(self, case: str) -> Drawn:
        """Return what follows from the reveals so far, every party without one being passed over.

        With a party passed over each stratum has its larger sample.
        """
        assert self.checkpoint is not None, "a draw is asked for once somebody has revealed"
        secrets = {party: bytes.fromhex(made.value) for party, made in self.reveals.items()}
        seed = seed_of(
            case=case,
            plan=bytes.fromhex(self.leaf),
            size=self.checkpoint.size,
            root=decode_root(self.checkpoint.root),
            reveals=[(party, secrets.get(party)) for party in self.plan.names],
        )
        refused = bool(self.passed_over)
        positions = {
            one.stratum: tuple(
                place + 1
                for place in select(seed, one.stratum, one.population, one.after_refusal if refused else one.sample)
            )
            for one in self.plan.strata
        }
        schedules = self.plan.schedules
        schedule = schedules[choose(seed, (one.weight for one in schedules))].schedule if schedules else ""
        told: list[tuple[str, tuple[int | str, ...]]] = list(positions.items())
        told += [("schedule", (schedule,))] if schedule else []
        return Drawn(seed=seed, positions=positions, schedule=schedule, selection=selection_hash(told))


def decode_root(text: str) -> bytes:
    """Return the 32 bytes of a root, whose form was checked when it was read."""
    return b64decode(text)


def drawings_of(entries: Iterable[Entry[object]]) -> dict[int, Drawing]:
    """Return every draw of a record, by the index of its plan, as `entries` leave it."""
    found: dict[int, Drawing] = {}
    for entry in entries:
        if isinstance(entry.body, InspectionPlan):
            found[entry.index] = Drawing(
                plan=entry.body, index=entry.index, leaf=entry.leaf, party=entry.party, label=entry.label
            )
        elif isinstance(entry.body, DrawCommitment | DrawReveal | Draw):
            (plan,) = entry.references
            found[plan] = found[plan].after(Step.of(entry))
    return found
