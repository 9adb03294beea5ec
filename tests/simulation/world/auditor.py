"""The auditor: what was acknowledged to whom, what may be in the record, who did what; all of it derived anew.

It is told what happened by those who did it, and reads the bytes that came of it. It shares no code with the record:
notes, tree and signatures are its own (`tree`), the rules of keys and policy those of the verifier that stands alone.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.simulation.world.tree import Key, ReadFile, Signed, Tree, Violation, demand, read_entries, times_of
from verifier import proverka_verify as alone


@dataclass(slots=True)
class Branch:
    """One history that the log's key signs: an honest log has one. `kept` tells that its keeper follows the rules."""

    kept: bool
    tree: Tree = field(default_factory=Tree)
    acknowledged: dict[int, bytes] = field(default_factory=dict)
    attempted: list[bytes] = field(default_factory=list)
    chains: alone.Chains = field(default_factory=alone.Chains)
    authority: alone.Authority | None = None


@dataclass(slots=True)
class Auditor:
    """The one who is told everything and believes nothing.

    `written` gives for each text that somebody may hand in who wrote it. `culprits` are names of keys that were used
    for what no honest owner does: only they can be proved guilty of anything.
    """

    log: Key
    witnesses: Mapping[str, Key]
    quorum: int
    branches: dict[str, Branch] = field(default_factory=dict)
    written: dict[bytes, str] = field(default_factory=dict)
    culprits: set[str] = field(default_factory=set)
    stolen_witnesses: set[str] = field(default_factory=set)
    cosigned: dict[str, list[tuple[int, bytes, int]]] = field(default_factory=dict)
    receipts: list[tuple[bytes, str]] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)

    # --- the log ---------------------------------------------------------------------------------------------------

    def acknowledge(self, branch: str, index: int, entry: bytes) -> None:
        """Note that somebody was told that an entry is in the log."""
        held = self.branches[branch].acknowledged
        demand(held.setdefault(index, entry) == entry, f"index {index} acknowledged for two entries")
        self.checks["entries acknowledged"] += 1

    def read(self, name: str, files: ReadFile, now: int) -> None:
        """Derive a branch anew from its files: nothing acknowledged is lost, nothing is in it that may not be."""
        branch = self.branches[name]
        raw = files("checkpoint")
        demand(raw, f"{name}: the checkpoint is gone")
        signed = Signed.read(raw or b"", self.log)
        entries = list(read_entries(files, signed.size))
        before = len(branch.tree.entries)
        demand(entries[:before] == branch.tree.entries[: len(entries)], f"{name}: entries were changed")
        demand(len(entries) >= before, f"{name}: {before - len(entries)} entries were taken back")
        for entry in entries[before:]:
            self._accept(branch, entry, now)
        demand(branch.tree.roots[signed.size] == signed.root, f"{name}: the signed root is not that of the entries")
        for index, entry in branch.acknowledged.items():
            demand(entries[index : index + 1] == [entry], f"{name}: entry {index} was acknowledged and is lost")
        self._all_or_nothing(branch, entries[before:], name)
        self.checks["readings of a log"] += 1

    def _all_or_nothing(self, branch: Branch, new: Sequence[bytes], name: str) -> None:
        if new and branch.kept:
            demand(
                list(new) == branch.attempted, f"{name}: {len(new)} entries of {len(branch.attempted)} were taken in"
            )
        branch.attempted = []

    def _accept(self, branch: Branch, entry: bytes, now: int) -> None:
        index = len(branch.tree.entries)
        branch.tree.add(entry)
        self.checks["entries accepted"] += 1
        if not branch.kept:
            return
        try:
            submission = alone.read_submission(entry)
            envelope = alone.unjson(submission.payload)
            if branch.authority is None:
                branch.authority = alone.Authority(submission, envelope)
            branch.chains.follow(index, submission)
            branch.authority.check(submission, envelope)
            branch.authority.take(envelope)
        except alone.WrongError as error:
            raise Violation(f"entry {index} was accepted wrongly: {error}") from error
        demand(
            submission.text_hash in self.written, f"entry {index} was accepted, and nobody wrote it: {entry[:200]!r}"
        )
        stated = datetime.fromisoformat(envelope["submitted_at"]).timestamp()
        demand(stated <= now, f"entry {index} was accepted and is dated after the clock of its keeper")

    # --- witnesses -------------------------------------------------------------------------------------------------

    def saw_cosigned(self, witness: str, raw: bytes) -> None:
        """Hold a cosigned checkpoint, which a witness has let out, against all that it let out before."""
        signed, times = Signed.read(raw, self.log), times_of(raw, self.witnesses[witness])
        demand(times, f"{witness} has not cosigned what it shows")
        held = self.cosigned.setdefault(witness, [])
        new = signed.size, signed.root, max(times)
        if new in held or witness in self.stolen_witnesses:
            return
        for size, root, time in held:
            demand(size <= signed.size, f"{witness} went backwards: from {size} entries to {signed.size}")
            demand(time <= new[2], f"{witness} cosigned at {new[2]} after it had at {time}")
            demand(self.consistent((size, root), new[:2]), f"{witness} cosigned two histories: {size}, {signed.size}")
        held.append(new)
        self.checks["cosignatures compared"] += 1

    def consistent(self, one: tuple[int, bytes], other: tuple[int, bytes]) -> bool:
        """Whether one history that is known holds both trees."""
        return one[0] == 0 or any(self._holds(b, *one) and self._holds(b, *other) for b in self.branches.values())

    @staticmethod
    def _holds(branch: Branch, size: int, root: bytes) -> bool:
        return size < len(branch.tree.roots) and branch.tree.roots[size] == root

    # --- receipts and evidence -------------------------------------------------------------------------------------

    def take_receipt(self, raw: bytes, branch: str, policy: alone.Policy) -> bool:
        """Verify a receipt alone and for good; return whether it counts, that is: whether a quorum stands behind it."""
        self.check_receipt(raw, branch, policy)
        self.receipts.append((raw, branch))
        try:
            alone.check_receipt(raw, policy)
        except alone.WrongError:
            return False
        return True

    def check_receipt(self, raw: bytes, branch: str, policy: alone.Policy) -> None:
        """Hold a receipt against the history that its holder was shown."""
        try:
            submission, _ = alone.check_receipt(raw, policy._replace(quorum=["none"]))
        except alone.WrongError as error:
            raise Violation(f"a receipt that does not verify: {error}") from error
        held = self.branches[branch].tree.entries
        index = int(raw.split(b"\nindex ", 1)[1].split(b"\n", 1)[0])
        there = index < len(held) and alone.read_submission(held[index]).text_hash == submission.text_hash
        demand(there, f"{branch}: a receipt for entry {index}, which is another")
        self.checks["receipts verified"] += 1

    def judge_fork(self, raw: bytes, policy: alone.Policy) -> None:
        """Judge evidence against the log; it must prove something, and against a key that did it."""
        try:
            alone.check_evidence(raw, policy, None)
        except alone.WrongError as error:
            raise Violation(f"evidence that proves nothing: {error}") from error
        demand(self.log.name in self.culprits, "evidence against a log that signed one history")
        self.checks["forks proved"] += 1

    def judge_double_number(self, raw: bytes, policy: alone.Policy, party_keys: Iterable[str]) -> None:
        """Judge evidence against a party; of two texts that it wrote itself an honest one never signs both.

        Where a thief wrote one of them its key did sign twice, and evidence is right. After a theft its own may clash.
        """
        for text in party_keys:
            key = alone.read_key(text, alone.PLAIN)
            try:
                alone.check_evidence(raw, policy, key)
            except alone.WrongError:
                continue
            both = [alone.read_submission(base64.b64decode(line.split()[1])) for line in raw.splitlines()[1:]]
            own = all(self.written.get(one.text_hash) == one.party for one in both)
            demand(text in self.culprits or not own, f"evidence against {key}, which signed every number once")
            self.checks["numbers used twice proved"] += 1
            return
        raise Violation("evidence of a number used twice that proves nothing")

    def must_fork(self, shown: Sequence[tuple[int, bytes]], trees: Iterable[str]) -> bool:
        """Whether two of the checkpoints that were shown contradict each other, as the histories `trees` tell."""
        known = [self.branches[name] for name in trees]
        return any(self._contradict(one, other, known) for one in shown for other in shown if one[0] <= other[0])

    def _contradict(self, one: tuple[int, bytes], other: tuple[int, bytes], known: Sequence[Branch]) -> bool:
        if one[0] in (0, other[0]):
            return one[0] == other[0] and one[1] != other[1]
        return any(self._holds(b, *other) and b.tree.roots[one[0]] != one[1] for b in known)

    def quorum_on(self, checkpoint: tuple[int, bytes], notes: Iterable[bytes]) -> bool:
        """Whether enough witnesses have cosigned a checkpoint, among the signed notes at hand."""
        found = set()
        for raw in notes:
            signed = Signed.read(raw, self.log)
            if (signed.size, signed.root) == checkpoint:
                found |= {name for name, key in self.witnesses.items() if times_of(raw, key, strict=False)}
        return len(found) >= self.quorum

    # --- time ------------------------------------------------------------------------------------------------------

    def dated_falsely(self, branch: str, kept: Iterable[bytes]) -> set[int]:
        """Return the entries whose stated date the cosigned checkpoints contradict, worked out anew."""
        proved = []
        for raw in kept:
            signed = Signed.read(raw, self.log)
            times = [found for key in self.witnesses.values() if (found := times_of(raw, key))]
            if len(times) >= self.quorum:
                first = sorted(map(min, times))[self.quorum - 1]
                last = sorted(map(max, times), reverse=True)[self.quorum - 1]
                proved.append((signed.size, first, last))
        false: set[int] = set()
        for index, entry in enumerate(self.branches[branch].tree.entries[1:], start=1):
            payload = json.loads(alone.read_submission(entry).payload)
            stated = datetime.fromisoformat(payload["submitted_at"]).timestamp()
            early = any(size <= index and stated < last for size, _, last in proved)
            late = any(size > index and stated > first for size, first, _ in proved)
            if early or late:
                false.add(index)
        return false
