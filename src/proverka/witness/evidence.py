"""Evidence that anyone can judge offline: a log that forked, a party that used one number for two submissions.

An evidence file holds signed bytes, as they were signed, and nothing that has to be believed. Whoever holds the key of
the accused can judge it; an honest owner of a key cannot be accused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.keys import VerifierKey
from proverka.record.merkle import SubtreeRoot, consistency_proof, verify_consistency
from proverka.record.submission import Submission, beginning
from proverka.witness.evidence_text import EvidenceLines, written

FORK_TYPE = "proverka/fork/v1"
DOUBLE_NUMBER_TYPE = "proverka/double-number/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """A log signed `smaller` and `larger`; the first leaves of the larger tree have another root, `root`."""

    key: VerifierKey
    smaller: Checkpoint
    larger: Checkpoint
    root: bytes

    def __str__(self) -> str:
        at = self.smaller.size
        return (
            f"{self.key.name} signed two histories: one in which the first {at} entries have the root "
            f"{self.smaller.root.hex()}, and one of {self.larger.size} entries in which the first {at} have the root "
            f"{self.root.hex()}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleNumber:
    """A party signed two submissions to one log under one of its numbers, `first` and `second`, with one key."""

    key: VerifierKey
    first: Submission
    second: Submission

    def __str__(self) -> str:
        number = f"submission {self.first.number} of {self.first.party} to {self.first.case}"
        texts = f"{self.first.text_hash.hex()} and {self.second.text_hash.hex()}"
        return f"{self.key.name} signed two different texts as {number}, with the SHA-256 {texts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkEvidence:
    """Two signed checkpoints of one log, the root of the larger tree at the smaller one's size, and its path.

    `path` is the consistency proof from the smaller size to the larger one within the larger tree, so that nobody has
    to be believed about `root`. For equal sizes it is empty, and `root` is the larger one's.
    """

    smaller: bytes
    larger: bytes
    root: bytes
    path: tuple[bytes, ...] = ()

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "evidence") -> Self:
        """Return the evidence in `raw`; raise `MalformedError` (too-large, bad-evidence) for other bytes."""
        lines = EvidenceLines.parse(raw, FORK_TYPE, where=where)
        found = cls(
            smaller=lines.take("smaller"),
            larger=lines.take("larger"),
            root=lines.take_hash("root"),
            path=lines.take_hashes("hash"),
        )
        lines.end()
        return found

    def encode(self) -> bytes:
        """Return the evidence as the bytes of a file."""
        path = [("hash", value) for value in self.path]
        return written(FORK_TYPE, [("smaller", self.smaller), ("larger", self.larger), ("root", self.root), *path])

    def judge(self, log_key: VerifierKey, *, where: str = "evidence") -> Fork:
        """Return what this proves against the owner of `log_key`.

        It proves a fork if (1) both checkpoints are signed by that key under its origin, (2) the first is not larger
        than the second, (3) the path proves `root` to be that of the larger tree at the smaller size, and (4) the
        smaller checkpoint states another root. Otherwise raises `RefusedError` (wrong-evidence).
        """
        try:
            smaller = SignedCheckpoint.parse(self.smaller, log_key, where="the smaller checkpoint").checkpoint
            larger = SignedCheckpoint.parse(self.larger, log_key, where="the larger checkpoint").checkpoint
            verify_consistency(
                old=smaller.size, new=larger.size, old_root=self.root, new_root=larger.root, path=self.path
            )
        except ProverkaError as error:
            raise _because(where, error) from None
        if self.root == smaller.root:
            raise _wrong(where, "two roots at one size", f"one tree: the first {smaller.size} entries are the same")
        return Fork(key=log_key, smaller=smaller, larger=larger, root=self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleNumberEvidence:
    """Two signed submissions of one party under one number."""

    first: bytes
    second: bytes

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "evidence") -> Self:
        """Return the evidence in `raw`; raise `MalformedError` (too-large, bad-evidence) for other bytes."""
        lines = EvidenceLines.parse(raw, DOUBLE_NUMBER_TYPE, where=where)
        found = cls(first=lines.take("first"), second=lines.take("second"))
        lines.end()
        return found

    def encode(self) -> bytes:
        """Return the evidence as the bytes of a file."""
        return written(DOUBLE_NUMBER_TYPE, [("first", self.first), ("second", self.second)])

    def judge(self, party_keys: Iterable[VerifierKey], *, where: str = "evidence") -> DoubleNumber:
        """Return what this proves against the party that holds `party_keys`.

        It proves a number used twice if (1) both are submissions, signed by one of the keys, the same for both, (2) of
        one party to one log (its case and first text) under one number, and (3) their texts differ: more or other
        signatures on one text are no offence, and two first texts are of two logs. Otherwise raises `RefusedError`
        (wrong-evidence).
        """
        keys = tuple(party_keys)
        try:
            first = Submission.parse(self.first, where="the first submission")
            second = Submission.parse(self.second, where="the second submission")
            signers = first.note.verify(keys, where="the first submission")
            others = second.note.verify(keys, where="the second submission")
        except ProverkaError as error:
            raise _because(where, error) from None
        both = [key for key in signers if key in others]
        if not both:
            raise _wrong(where, "one key that signed both", f"{signers[0].name} and {others[0].name}")
        if _number(first) != _number(second):
            raise _wrong(where, f"one number twice: {_number(first)}", _number(second))
        if first.note.text == second.note.text:
            raise _wrong(where, "two different texts", "the same text twice")
        return DoubleNumber(key=both[0], first=first, second=second)


def parse_evidence(raw: bytes, *, where: str = "evidence") -> ForkEvidence | DoubleNumberEvidence:
    """Return the evidence in `raw`, of either kind; `MalformedError` (too-large, bad-evidence) for other bytes."""
    if raw.startswith(f"{DOUBLE_NUMBER_TYPE}\n".encode()):
        return DoubleNumberEvidence.parse(raw, where=where)
    return ForkEvidence.parse(raw, where=where)


def fork_between(smaller: SignedCheckpoint, larger: SignedCheckpoint, subtree_root: SubtreeRoot) -> ForkEvidence | None:
    """Return the evidence that two checkpoints of one log are of different histories, or `None` where they agree.

    Both have been verified under one key, and `smaller` is not larger. `subtree_root(start, end)` gives roots within
    the larger tree, and is not asked where the sizes are equal. Raises `RefusedError` (wrong-proof) where what it
    gives is not of the tree that `larger` states: a damaged copy accuses nobody.
    """
    old, new = smaller.checkpoint, larger.checkpoint
    assert old.origin == new.origin, "checkpoints of one log are compared"
    assert old.size <= new.size, "the smaller one comes first"
    if old.size == 0:
        return None
    root, path = new.root, tuple[bytes, ...]()
    if old.size < new.size:
        root, path = subtree_root(0, old.size), consistency_proof(old.size, new.size, subtree_root)
    verify_consistency(old=old.size, new=new.size, old_root=root, new_root=new.root, path=path)
    if root == old.root:
        return None
    return ForkEvidence(smaller=smaller.note.raw, larger=larger.note.raw, root=root, path=path)


def _number(submission: Submission) -> str:
    return f"{beginning(submission.case, submission.log_hash)}, {submission.party} {submission.number}"


def _because(where: str, error: ProverkaError) -> RefusedError:
    """Return the refusal of evidence of which a part does not hold."""
    fault = error.fault
    return _wrong(where, fault.expected, f"{fault.where}: {fault.refusal.meaning}: {fault.got}")


def _wrong(where: str, expected: str, got: str) -> RefusedError:
    remedy = "accuse nobody on the strength of this file; ask whoever made it for the signed bytes that it rests on"
    return RefusedError(Refusal.WRONG_EVIDENCE, where=where, expected=expected, got=got, remedy=remedy)
