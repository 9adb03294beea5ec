"""What several parties were shown of one case, gathered from wherever it lies, and what is wrong with it.

A place may be a case, a mirror of one, a log, or a witness, each as a folder or an address; or a file: a checkpoint, a
receipt, a bundle, or a submission that a party says it handed in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proverka.case.building import RECORD
from proverka.case.cosigned import CHECKPOINTS, is_size
from proverka.case.handed_in import HandedIn, LogCopy, Standing
from proverka.case.witnessing import SIZES, SIZES_BYTES_MAX
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record import Bundle, Carried, Folder, SignedCheckpoint, VerifierKey
from proverka.record.growth import CHECKPOINT
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Part, Source
from proverka.record.submission import SUBMISSION_TYPE
from proverka.record.tiles import TILE_BYTES_MAX, TILE_WIDTH, tile_at
from proverka.record.web import is_address, open_source
from proverka.witness import Proof, WitnessPolicy, verify_receipt
from proverka.witness.monitor import Comparison, History, Sighting, compare
from proverka.witness.proof import PROOF_BYTES_MAX
from proverka.witness.state import WatchedLog

_PROOF = b"c2sp.org/tlog-proof@"
_BUNDLE = b"PK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a monitor found: how the checkpoints agree, where each submission handed in stands, what could not be read.

    `unplaced` are submissions for which no copy of the log was at hand; `unread` holds a place and the refusal of it.
    """

    comparison: Comparison
    standings: tuple[Standing, ...]
    unplaced: tuple[HandedIn, ...]
    unread: tuple[tuple[str, ProverkaError], ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found that somebody has to answer for."""
        return not self.comparison.forks and all(one.clean for one in self.standings)


def watch(places: Sequence[str], policy: WitnessPolicy) -> Watch:
    """Return what the `places` show of the log of `policy`, compared with each other.

    A place that cannot be read, or is of another log, is told and stops nothing. Raises `RefusedError` (unreachable)
    where a server stops answering in the middle, and not-a-case for a policy of more than one log.
    """
    if len(policy.logs) != 1:
        raise RefusedError(
            Refusal.NOT_A_CASE,
            where="the policy",
            expected="one log",
            got=str(len(policy.logs)),
            remedy="give the policy of the case that is watched",
        )
    reading = _Reading(policy=policy, key=policy.logs[0])
    for place in places:
        try:
            reading.take(place)
        except (MalformedError, RefusedError) as error:
            reading.unread.append((place, error))
    comparison = compare(reading.sightings)
    copies = [_copy(history) for history in comparison.histories if reading.handed_in and history.tree]
    standings = [copy.standing(handed, policy) for copy in copies if copy for handed in reading.handed_in]
    return Watch(
        comparison=comparison,
        standings=tuple(standings),
        unplaced=() if standings else tuple(reading.handed_in),
        unread=tuple(reading.unread),
    )


def _copy(history: History) -> LogCopy | None:
    """Return the largest copy of a history; one that lags behind may lack what came later, and accuses nobody."""
    tree = history.tree
    if tree is None or tree.tiles is None:
        return None
    return LogCopy(where=tree.where, log=tree.tiles, size=tree.size, cosigned=history.sightings)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read so far of the places."""

    policy: WitnessPolicy
    key: VerifierKey
    sightings: list[Sighting] = field(default_factory=list)
    handed_in: list[HandedIn] = field(default_factory=list)
    unread: list[tuple[str, ProverkaError]] = field(default_factory=list)

    def take(self, place: str) -> None:
        """Read one place."""
        if is_address(place) or Path(place).is_dir():
            self._take_source(place, open_source(place))
        else:
            self._take_file(Path(place))

    def _take_source(self, place: str, source: Source) -> None:
        own = WatchedLog(key=self.key).folder
        candidates = (
            ("", source),
            (RECORD, Part(whole=source, folder=RECORD)),
            (own, Part(whole=source, folder=own)),
        )
        found = False
        for name, part in candidates:
            raw = part.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX)
            if raw is None:
                continue
            found = True
            where = f"{place}/{name}/{CHECKPOINT}" if name else f"{place}/{CHECKPOINT}"
            signed = SignedCheckpoint.parse(raw, self.key, where=where)
            # A witness has a checkpoint and no tiles; a mirror that is laid out like one has both.
            copy = _has_tiles(part, signed)
            self.sightings.append(Sighting(where=where, signed=signed, tiles=part if copy else None))
            if name == RECORD:
                self.sightings += self._beside(place, source)
        if not found:
            raise _nothing_there(place, "a checkpoint: of a case, a log, a mirror or a witness")

    def _beside(self, place: str, source: Source) -> Iterator[Sighting]:
        """Yield the cosigned checkpoints that a case keeps; one that is not the log's is told."""
        for size in _sizes(source):
            where = f"{place}/{CHECKPOINTS}/{size}"
            try:
                raw = source.read(f"{CHECKPOINTS}/{size}", bytes_max=NOTE_BYTES_MAX)
                if raw is not None:
                    yield Sighting(where=where, signed=SignedCheckpoint.parse(raw, self.key, where=where))
            except (MalformedError, RefusedError) as error:
                self.unread.append((where, error))

    def _take_file(self, path: Path) -> None:
        beginning = Folder(root=path.parent).read_at(path.name, 0, len(_PROOF)) if path.is_file() else b""
        if not beginning:
            raise _nothing_there(str(path), "a folder, an address or a file")
        if beginning.startswith(_BUNDLE):
            bundle = Bundle.read(path)
            self.handed_in += [
                HandedIn(where=f"{path}: submission {number}", carried=carried)
                for number, carried in enumerate(bundle.submissions, start=1)
            ]
            return
        raw = Folder(root=path.parent).read(path.name, bytes_max=PROOF_BYTES_MAX) or b""
        if raw.startswith(_PROOF):
            self._take_receipt(str(path), raw)
        elif raw.startswith(SUBMISSION_TYPE.encode()):
            self.handed_in.append(HandedIn(where=str(path), carried=Carried.parse(raw, where=str(path))))
        else:
            signed = SignedCheckpoint.parse(raw, self.key, where=str(path))
            self.sightings.append(Sighting(where=str(path), signed=signed))

    def _take_receipt(self, where: str, raw: bytes) -> None:
        """A receipt is a checkpoint that its holder was shown, and a submission that must be in every copy."""
        receipt = verify_receipt(Proof.parse(raw, where=where), policy=self.policy, where=where)
        self.sightings.append(Sighting(where=where, signed=receipt.proven.witnessed.signed))
        submission = receipt.submission
        self.handed_in.append(HandedIn(where=where, carried=Carried(submission=submission, note=submission.note)))


def _has_tiles(part: Source, signed: SignedCheckpoint) -> bool:
    """Return whether a log lies beside its checkpoint: an empty one is no copy that could tell anything."""
    size = signed.checkpoint.size
    address = tile_at(0, (size - 1) // TILE_WIDTH, size) if size else None
    paths = (address.path, address.full_path) if address else ()
    return any(part.read(path, bytes_max=TILE_BYTES_MAX) is not None for path in paths)


def _sizes(source: Source) -> list[int]:
    if isinstance(source, Folder):
        names = source.names(CHECKPOINTS)
    else:
        raw = source.read(SIZES, bytes_max=SIZES_BYTES_MAX) or b""
        names = raw.decode("utf-8", "replace").split("\n")
    return sorted({int(name) for name in names if is_size(name)})


def _nothing_there(place: str, expected: str) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_FILE,
        where=place,
        expected=expected,
        got="none",
        remedy="check the path or the address",
    )
