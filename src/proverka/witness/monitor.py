"""What different parties were shown of one log, held against each other.

Two checkpoints agree if the smaller tree is the beginning of the larger one, which a copy of the larger tree tells.
Agreement with one tree is agreement among all that agree with it, so each checkpoint is compared with each history
that is known so far, and not with every other checkpoint.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from proverka.model.errors import ProverkaError, Refusal
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.source import Source
from proverka.record.stored_tree import StoredTree
from proverka.witness.equivocation import fork_in_files
from proverka.witness.evidence import ForkEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A checkpoint that somebody was shown: where, and the tiles of its tree where a copy of the log is there too.

    All sightings that are compared have been verified under one key of the log.
    """

    where: str
    signed: SignedCheckpoint
    tiles: Source | None = None

    @property
    def size(self) -> int:
        """The number of entries that it counts."""
        return self.signed.checkpoint.size


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Sightings that agree with each other, the largest first. Different histories of one log may still be one.

    `tree` is the largest of them whose tiles are at hand; all smaller ones have been held against it.
    """

    sightings: tuple[Sighting, ...]
    tree: Sighting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFork:
    """Two sightings that contradict each other, and the evidence of it."""

    one: Sighting
    other: Sighting
    evidence: ForkEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison found: histories, the largest first; forks between them; what could not be decided.

    `undecided` holds pairs of sightings, each the largest of its history, which may agree or not: a copy of the larger
    tree would tell. `damaged` holds copies whose tiles are not what their checkpoint says.
    """

    histories: tuple[History, ...]
    forks: tuple[FoundFork, ...]
    undecided: tuple[tuple[Sighting, Sighting], ...]
    damaged: tuple[Sighting, ...]


def compare(sightings: Iterable[Sighting]) -> Comparison:
    """Return how the sightings of one log agree, all of them with all others.

    1. A copy whose tiles do not give the root that its checkpoint states is no copy; its checkpoint still counts.
    2. From the largest tree down, each sighting joins the history that it agrees with, or begins another.
    3. Where it contradicts one, that is a fork; where nothing at hand tells, the pair is undecided.

    Raises `RefusedError` (unreachable) where tiles are on a server that stops answering.
    """
    work = _Work()
    for sighting in sorted(map(work.checked, sightings), key=lambda one: (-one.size, one.tiles is None)):
        work.place(sighting)
    return Comparison(
        histories=tuple(History(sightings=tuple(one.sightings), tree=one.tree) for one in work.histories),
        forks=tuple(work.forks),
        undecided=tuple(work.undecided),
        damaged=tuple(work.damaged),
    )


@dataclass(slots=True)
class _Growing:
    """A history under way; `stored` is the tree of `tree`, kept for its tiles."""

    sightings: list[Sighting]
    tree: Sighting | None = None
    stored: StoredTree | None = None
    # The first of its sightings of each size.
    at: dict[int, Sighting] = field(default_factory=dict)

    def root(self, size: int) -> bytes | None:
        """Return the root that this history has at a size, where it is known."""
        if (one := self.at.get(size)) is not None:
            return one.signed.checkpoint.root
        if self.stored is None or size > self.stored.size:
            return None
        return self.stored.subtree_root(0, size)


@dataclass(slots=True)
class _Work:
    """The state of a comparison."""

    histories: list[_Growing] = field(default_factory=list)
    forks: list[FoundFork] = field(default_factory=list)
    undecided: list[tuple[Sighting, Sighting]] = field(default_factory=list)
    damaged: list[Sighting] = field(default_factory=list)

    def checked(self, sighting: Sighting) -> Sighting:
        """Return a sighting, without its tiles where they are not of its tree."""
        if sighting.tiles is None:
            return sighting
        try:
            root = StoredTree(sighting.tiles, sighting.size).frontier().root
        except ProverkaError as error:
            if error.fault.refusal is Refusal.UNREACHABLE:
                raise
            root = None
        if root == sighting.signed.checkpoint.root:
            return sighting
        self.damaged.append(sighting)
        return Sighting(where=sighting.where, signed=sighting.signed)

    def place(self, sighting: Sighting) -> None:
        """Put a sighting, no larger than those before it, into the history that it belongs to."""
        own: _Growing | None = None
        against: list[FoundFork] = []
        unknown: list[Sighting] = []
        for history in self.histories:
            root = history.root(sighting.size) if sighting.size else sighting.signed.checkpoint.root
            if root == sighting.signed.checkpoint.root:
                own = own or history
            elif root is None:
                unknown.append(history.sightings[0])
            elif (found := _fork(sighting, history)) is not None:
                against.append(found)
            else:
                unknown.append(history.sightings[0])
                self._distrust(history)
        if own is None:
            own = _Growing(sightings=[])
            self.histories.append(own)
            self.forks += against
            self.undecided += [(one, sighting) for one in unknown]
        own.sightings.append(sighting)
        own.at.setdefault(sighting.size, sighting)
        if own.tree is None and sighting.tiles is not None:
            own.tree, own.stored = sighting, StoredTree(sighting.tiles, sighting.size)

    def _distrust(self, history: _Growing) -> None:
        """Do without a tree whose tiles contradict each other: what they give below its root proves nothing."""
        if history.tree is not None and history.tree not in self.damaged:
            self.damaged.append(history.tree)
        history.tree = history.stored = None


def _fork(sighting: Sighting, history: _Growing) -> FoundFork | None:
    """Return the fork between a sighting and a history with another root at its size; `None` from damaged tiles."""
    other = history.at.get(sighting.size) or history.tree
    assert other is not None, "a root is known from a sighting of that size, or from a tree"
    evidence = fork_in_files(sighting.signed, other.signed, other.tiles)
    return None if evidence is None else FoundFork(one=sighting, other=other, evidence=evidence)
