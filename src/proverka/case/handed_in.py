"""Whether a submission that a party says it handed in is in a copy of the log; and if not, since when it is missing.

Since when is told by witnesses: the first time after the date that the submission states at which one of them had seen
the log without it. A date before that is the party's word alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from proverka.model.errors import ProverkaError
from proverka.model.policy import KEY_KIND
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.record import Carried, Submission, SubmissionText, VerifierKey
from proverka.record.source import Source
from proverka.record.stored_tree import StoredTree
from proverka.witness import DoubleNumberEvidence, WitnessPolicy, cosignatures
from proverka.witness.monitor import Sighting

# A log as its submissions name it: by its case, and the SHA-256 of the text that it begins with.
_LogName = tuple[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A submission, or the draft of one, that somebody holds."""

    where: str
    carried: Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a submission stands in one copy of the log: at `index`, or missing.

    `signed` tells whether its own party has signed it, under a key that the record states. What nobody signed anybody
    can have made: that the log is without it proves nothing, and is nobody's fault.

    Missing `since` and `until` are the first and the last cosigned time at which the log was without it, after the
    date that it states; `None` where no witness of the policy cosigned a tree without it since. `evidence` proves that
    its party used its number twice, where the log holds another text under it.
    """

    handed: HandedIn
    log: str
    size: int
    index: int | None
    signed: bool = True
    since: datetime | None = None
    until: datetime | None = None
    evidence: DoubleNumberEvidence | None = None

    @property
    def clean(self) -> bool:
        """Whether the log holds it, or need not."""
        return self.index is not None or not self.signed


class _KeyStated(msgspec.Struct, frozen=True):
    """The part of an entry that states a new key."""

    key: str = ""


@dataclass(slots=True, kw_only=True)
class LogCopy:
    """The largest copy of the log in one history; its entries are read once.

    `cosigned` is all that was seen of that history: cosignatures under it tell times.
    """

    where: str
    log: Source
    size: int
    cosigned: tuple[Sighting, ...]
    _index: Mapping[bytes, int] | None = None
    _by_number: dict[tuple[_LogName, str, int], bytes] = field(default_factory=dict)
    _keys: set[VerifierKey] = field(default_factory=set)
    _named: _LogName | None = None

    def standing(self, handed: HandedIn, policy: WitnessPolicy) -> Standing:
        """Return where a submission stands in this copy.

        Only the text counts: lines of further signers do not make it another. Raises what a damaged copy is refused
        with, and `RefusedError` (unreachable).
        """
        if self._index is None:
            self._index = dict(self._read())
        carried = handed.carried
        index = self._index.get(carried.submission.text_hash)
        if index is not None:
            return Standing(handed=handed, log=self.where, size=self.size, index=index)
        evidence = self._double_number(carried)
        if evidence is None and not self._signed(carried):
            return Standing(handed=handed, log=self.where, size=self.size, index=None, signed=False)
        times = sorted(time for time in self._times(policy) if time >= _stated(carried))
        return Standing(
            handed=handed,
            log=self.where,
            size=self.size,
            index=None,
            since=times[0] if times else None,
            until=times[-1] if times else None,
            evidence=evidence,
        )

    def _read(self) -> Iterator[tuple[bytes, int]]:
        """Yield the hash of each entry's text with its index; note its number and the keys that it states."""
        for index, raw in enumerate(StoredTree(self.log, self.size).entries(0, self.size)):
            try:
                submission = Submission.parse(raw, where=f"entry {index}")
                self._keys.update(_keys_stated(submission, index))
            except ProverkaError:
                continue  # An entry that is no submission is none that a party handed in.
            # Where the first entry cannot be read, what the next one names stands for it.
            self._named = self._named or _log_of(submission)
            self._by_number[_log_of(submission), submission.party, submission.number] = raw
            yield submission.text_hash, index

    def _signed(self, carried: Carried) -> bool:
        """Return whether the party has signed, with a key of its own that an entry states, and no line is wrong.

        A party's key is named after it: another party's line vouches for nothing here. A keeper rightly refuses a
        submission with a wrong line, whosever it is.
        """
        if carried.note is None or _log_of(carried.submission) != self._named:
            return False
        try:
            signers = carried.note.verify(self._keys)
        except ProverkaError:
            return False
        return any(key.name.endswith(f"/{carried.submission.party}") for key in signers)

    def _times(self, policy: WitnessPolicy) -> Iterator[datetime]:
        for sighting in self.cosigned:
            try:
                found = cosignatures(sighting.signed, tuple(policy.cosigners.values()))
            except ProverkaError:
                continue  # A line that does not verify proves no time.
            yield from (_instant(one.time) for one in found)

    def _double_number(self, carried: Carried) -> DoubleNumberEvidence | None:
        """Return the evidence that the party signed another text under this number, if it proves that."""
        handed = carried.submission
        held = self._by_number.get((_log_of(handed), handed.party, handed.number))
        if held is None or carried.note is None:
            return None
        found = DoubleNumberEvidence(first=held, second=carried.note.raw)
        signers = {(line.name, line.key_id) for line in carried.note.signatures}
        try:
            found.judge([key for key in self._keys if (key.name, key.key_id) in signers])
        except ProverkaError:
            return None
        return found


def _log_of(submission: SubmissionText) -> _LogName:
    """Return which log a submission is for."""
    return submission.case, submission.log_hash


def _keys_stated(submission: Submission, index: int) -> Iterator[VerifierKey]:
    """Yield the keys under which parties submit that an entry states: those of all in the first, one in a later one."""
    envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
    if index == 0:
        words = decode_json(envelope.body, Vocabulary, where="entry 0")
        texts = [party.key for party in words.parties]
    elif envelope.kind == KEY_KIND:
        texts = [decode_json(envelope.body, _KeyStated, where=f"entry {index}").key]
    else:
        return
    for text in texts:
        with suppress(ProverkaError):  # a witness's key, or none
            yield VerifierKey.parse(text)


def _stated(carried: Carried) -> datetime:
    """Return when a submission says that it was handed in; the earliest of times where it cannot be read."""
    try:
        return decode_json(carried.submission.payload, Envelope, where="submission").submitted_at
    except ProverkaError:
        return datetime.min.replace(tzinfo=UTC)


def _instant(seconds: int) -> datetime:
    """Return POSIX seconds as an instant, at the end of the calendar where they lie beyond it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
