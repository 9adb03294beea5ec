"""The cosigned checkpoints that a case keeps, one file for each size: what they prove, and whether they hold."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from proverka.case.meaning import Meaning, Ruled
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.logged import Cosigned, LogTimes, Witnessing
from proverka.model.policy import Group, Policy
from proverka.model.sentence import Sentence, commas, sentence
from proverka.record import Folder, Log, SignedCheckpoint, VerifierKey
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.tiles import TREE_SIZE_MAX
from proverka.witness import Cosigner, cosignatures, parse_cosigner_key

CHECKPOINTS = "checkpoints"


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignedCheckpoints:
    """The folder `checkpoints` of a case: under each size a signed checkpoint with the cosignatures on it."""

    folder: Folder

    @classmethod
    def of(cls, root: Path) -> "CosignedCheckpoints":
        """Return those of the case in `root`."""
        return cls(folder=Folder(root=root / CHECKPOINTS))

    def sizes(self) -> list[int]:
        """Return the sizes of which a checkpoint is kept, in rising order; other files are passed over."""
        names = self.folder.names(".")
        return sorted(int(name) for name in names if is_size(name))

    def read(self, size: int, log: Log) -> SignedCheckpoint:
        """Return the checkpoint of a size, signed by the log and of the tree that the log has at that size.

        Raises MalformedError and RefusedError: what checkpoints raise, bad-checkpoint where the file is of another
        size, wrong-root where the log has another tree: then it has signed the evidence against itself.
        """
        where = f"{CHECKPOINTS}/{size}"
        raw = self.folder.read(str(size), bytes_max=NOTE_BYTES_MAX) or b""
        signed = SignedCheckpoint.parse(raw, log.verifier_key, where=where)
        at = signed.checkpoint
        if at.size != size:
            raise MalformedError(
                Refusal.BAD_CHECKPOINT,
                where=where,
                expected=f"the checkpoint of size {size}, as the file is called",
                got=f"size {at.size}",
                remedy="give the file its own name back, or get it again",
            )
        if size > len(log):
            raise _taken_back(where, size, len(log))
        held = log.root(size)
        if at.root != held:
            raise RefusedError(
                Refusal.WRONG_ROOT,
                where=where,
                expected=f"root {held.hex()}, of the log at that size",
                got=at.root.hex(),
                remedy="keep both: the log has signed two histories; make evidence of it with proverka monitor",
            )
        return signed

    def check(self, log: Log, meaning: Meaning) -> Iterator[ProverkaError]:
        """Yield what is wrong with the checkpoints that are kept, and with the cosignatures on the log's own.

        Only witnesses of the record cosign here, so that a line whose name has changed is found too.
        """
        try:
            _check_lines(log.signed_checkpoint, log.verifier_key, meaning, where="checkpoint")
        except ProverkaError as error:
            yield error
        for size in self.sizes():
            yield from self.check_one(size, log, meaning)

    def check_one(self, size: int, log: Log, meaning: Meaning) -> Iterator[ProverkaError]:
        """Yield what is wrong with the checkpoint that is kept for a size, and with the cosignatures on it."""
        try:
            _check_lines(self.read(size, log), log.verifier_key, meaning, where=f"{CHECKPOINTS}/{size}")
        except ProverkaError as error:
            yield error

    def short_of_quorum(self, log: Log, meaning: Meaning) -> Iterator[ProverkaError]:
        """Yield the fault (unwitnessed) of a log of which the quorum in force has not cosigned the last entry."""
        found = self.witnessing(log, meaning)
        if found.asked and found.size < len(log):
            yield RefusedError(
                Refusal.UNWITNESSED,
                where="checkpoint",
                expected=f"all {len(log)} entries cosigned by {found.asked}",
                got=f"{found.size} of them: those after them do not count yet",
                remedy="ask the keeper to gather cosignatures (proverka witness gather), or wait for them",
            )

    def witnessing(self, log: Log, meaning: Meaning) -> Witnessing:
        """Return how far the log is witnessed, each checkpoint by the policy in force at its size."""
        asked = _asked(meaning, len(log))
        counted = self.times(log, meaning).cosigned if asked else ()
        if not counted:
            return Witnessing(asked=asked)
        newest = counted[-1]
        return Witnessing(asked=asked, met=_asked(meaning, newest.size), size=newest.size, since=newest.first)

    def newest_with(self, index: int, log: Log, meaning: Meaning) -> SignedCheckpoint | None:
        """Return the largest sound one that a quorum cosigned and that counts the entry `index`; `None` without one."""
        for size in reversed(self.sizes()):
            if size <= index:
                return None
            try:
                signed = self.read(size, log)
                if _cosigned(signed, meaning.ruled_at(size)) is not None:
                    return signed
            except ProverkaError:
                continue  # for the verification to tell
        return None

    def times(self, log: Log, meaning: Meaning) -> LogTimes:
        """Return what the sound ones among them prove of when entries were logged, by the policy in force at each.

        So does the log's own checkpoint, of whose size a copy may keep no other.
        """
        found: dict[int, Cosigned] = {}
        for signed in self._sound(log):
            size = signed.checkpoint.size
            with suppress(ProverkaError):  # for the verification to tell
                one = _cosigned(signed, meaning.ruled_at(size)) if size and size not in found else None
                found |= {size: one} if one else {}
        return LogTimes(cosigned=tuple(found[size] for size in sorted(found)))

    def _sound(self, log: Log) -> Iterator[SignedCheckpoint]:
        for size in self.sizes():
            with suppress(ProverkaError):  # for the verification to tell
                yield self.read(size, log)
        yield log.signed_checkpoint


def _asked(meaning: Meaning, size: int) -> Sentence | None:
    """Return in words which quorum the policy in force at a size asks for; None where it asks for none."""
    quorum = meaning.ruled_at(max(1, size)).policy.quorum
    if quorum is None:
        return None
    return sentence("at least {number} of {parties}", number=quorum.least, parties=commas(quorum.of))


def _check_lines(signed: SignedCheckpoint, log_key: VerifierKey, meaning: Meaning, *, where: str) -> None:
    """Refuse (unknown-key, wrong-signature) a checkpoint with a line that is neither the log's nor a witness's."""
    keys = witnesses_at(meaning, signed.checkpoint.size)
    cosignatures(signed, keys, where=where)
    known = {(key.name, key.key_id) for key in (*keys, log_key)}
    for line in signed.note.signatures:
        if (line.name, line.key_id) not in known:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=where,
                expected="lines by the log and by witnesses that the record states",
                got=f"one by {line.name}, {line.key_id.hex()}",
                remedy="take the line out, or get the file again from another copy",
            )


def _taken_back(where: str, kept: int, size: int) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=where,
        expected=f"a log of at least {kept} entries, which it has signed before",
        got=f"{size} entries: the log was taken back to an older state",
        remedy="bring a mirror up to date with proverka mirror; a keeper restores record/ from one before all else",
    )


def is_size(name: str) -> bool:
    """Return whether a file is called as a checkpoint that is kept: a size from 1, decimal, without a leading zero."""
    # Of a longer number the digits are not even turned into one.
    return name.isascii() and name.isdecimal() and str(int(name[:20])) == name and 0 < int(name) <= TREE_SIZE_MAX


def witnesses_at(meaning: Meaning, size: int) -> tuple[Cosigner, ...]:
    """Return the keys of the witnesses that the record states when it has `size` entries."""
    return tuple(_cosigners(meaning.ruled_at(max(1, size))).values())


def _cosigners(ruled: Ruled) -> Mapping[str, Cosigner]:
    return {party: parse_cosigner_key(key) for party, key in ruled.witnesses.items()}


def _cosigned(signed: SignedCheckpoint, ruled: Ruled) -> Cosigned | None:
    """Return when a quorum had cosigned a checkpoint; `None` where no quorum has, or the policy asks for none."""
    quorum = ruled.policy.quorum
    if quorum is None:
        return None
    keys = _cosigners(ruled)
    by_key = {key: party for party, key in keys.items()}
    times: dict[str, list[int]] = {}
    for cosignature in cosignatures(signed, keys.values()):
        times.setdefault(by_key[cosignature.key], []).append(cosignature.time)
    return cosigned_at(signed.checkpoint.size, ruled.policy, quorum, times)


def cosigned_at(size: int, policy: Policy, quorum: Group, times: Mapping[str, Sequence[int]]) -> Cosigned | None:
    """Return when a quorum had cosigned the checkpoint of a size; `None` where none has.

    `times` are the POSIX seconds of all cosignatures on it, by party; a party may have given several.
    """
    latest: dict[str, int] = {}
    lasts: list[tuple[datetime, datetime]] = []
    for time, party in sorted((time, party) for party, given in times.items() for time in given):
        latest[party] = time
        last = _reached(policy, quorum, {other: -held for other, held in latest.items()})
        if last is None:
            continue
        step = (_instant(time), _instant(-last))
        if lasts and lasts[-1][0] == step[0]:
            lasts.pop()  # two of one second: what is known then is both
        if not lasts or lasts[-1][1] != step[1]:
            lasts.append(step)
    return Cosigned(size=size, first=lasts[0][0], lasts=tuple(lasts)) if lasts else None


def _reached(policy: Policy, quorum: Group, times: Mapping[str, int]) -> int | None:
    """Return the smallest of `times` (by party) by which enough of the quorum have theirs."""
    parties: set[str] = set()
    for time, party in sorted((time, party) for party, time in times.items()):
        parties.add(party)
        if policy.met(quorum, parties):
            return time
    return None


def _instant(seconds: int) -> datetime:
    """Return POSIX seconds as an instant, at the end of the calendar where they lie beyond it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
