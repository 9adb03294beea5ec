"""A session of appending: many submitters, one writer, one `fsync` for all that came while the last one ran.

Entries are acknowledged when they are durable in the journal; the files that readers see follow in larger steps.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.journal import FRAME_BYTES_MAX, Journal
from proverka.record.merkle import Frontier, leaf_hashes
from proverka.record.tiles import check_entry

# Published at the latest when so many entries, or so many bytes, wait in the journal and in memory: a second's work.
PENDING_ENTRIES_MAX = 1 << 16
PENDING_BYTES_MAX = 64 << 20

Sign = Callable[[Checkpoint], SignedCheckpoint]
# Publishes entries, the last of them counted by that checkpoint; when it returns they are durable and public.
Publish = Callable[[Sequence[bytes], SignedCheckpoint], None]


@dataclass(slots=True, eq=False)
class _Request:
    """What one caller asked to append, and where it stands when that is durable."""

    entries: Sequence[bytes]
    bytes: int
    at: range | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """The one writer of a log, made by `Log.session`. `append` may be called from many threads at once.

    Whoever finds no commit under way commits for all who wait: no thread of its own, no delay, and under load one
    `fsync` serves many. What is acknowledged survives a crash of the program and a loss of power at any moment.
    """

    origin: str
    frontier: Frontier
    sign: Sign
    publish_entries: Publish
    journal: Journal
    held: AbstractContextManager[object]
    # What is durable in the journal and not yet published: entries, the checkpoint that counts them, their bytes.
    pending: list[bytes] = field(default_factory=list)
    pending_bytes: int = 0
    signed: SignedCheckpoint | None = None
    closed: bool = False
    failure: BaseException | None = None
    waiting: list[_Request] = field(default_factory=list)
    queue: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def size(self) -> int:
        """The number of entries that are durable, published or not."""
        return self.frontier.size

    def append(self, entries: Sequence[bytes]) -> range:
        """Return the indices of `entries`, all durable and counted by a signed checkpoint, or none.

        Readers see them when they are published: see `publish`. Raises `RefusedError`: too-large for an entry over
        65,535 bytes or more than 64 MiB at once, busy where the session is closed. After an `OSError` from the disk
        the session refuses all more (`OSError` again): nobody knows what the disk holds of that commit. Whether these
        entries are in the log is seen when it is opened for appending again; what was acknowledged before is.
        """
        request = _Request(entries=tuple(entries), bytes=_size_of(entries))
        with self.queue:
            self.waiting.append(request)
        while request.at is None:
            with self.turn:
                if request.at is None:
                    self._check_open()
                    self._commit(self._next_portion())
        return request.at

    def publish(self) -> None:
        """Write what is pending as tiles under its checkpoint; when this returns, readers see it.

        Receipts and cosignatures are for checkpoints that were published. Raises what `Log.append` raises; nothing
        acknowledged is lost by it.
        """
        with self.turn:
            self._check_open()
            self._publish()

    def close(self) -> None:
        """Publish what is pending and give the log free; once more does nothing.

        Raises what `publish` raises. What could not be published stays in the journal, durable, for the next writer.
        """
        with self.turn:
            if self.closed:
                return
            try:
                self._check_open()
                self._publish()
            finally:
                self.closed = True
                self.held.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            # What went wrong first is what is told.
            with suppress(OSError, ProverkaError):
                self.close()

    def _next_portion(self) -> list[_Request]:
        """Take from the queue, in order, as much as one frame holds."""
        with self.queue:
            count, total = 0, 0
            for request in self.waiting:
                total += request.bytes
                if count and total > FRAME_BYTES_MAX:
                    break
                count += 1
            portion, self.waiting = self.waiting[:count], self.waiting[count:]
        return portion

    def _commit(self, portion: Sequence[_Request]) -> None:
        entries = [entry for request in portion for entry in request.entries]
        start = self.size
        if entries:
            try:
                self.signed = self.journal.commit(entries, self._signed)
                self.pending += entries
                self.pending_bytes += sum(request.bytes for request in portion)
            except BaseException as error:
                self.failure = error
                raise
        for request in portion:
            # From here on its caller may go on: it is durable.
            request.at = range(start, start + len(request.entries))
            start = request.at.stop
        if len(self.pending) >= PENDING_ENTRIES_MAX or self.pending_bytes >= PENDING_BYTES_MAX:
            with suppress(Exception):  # The append has succeeded; whoever asks next is told that the session failed.
                self._publish()

    def _signed(self, held: Sequence[bytes]) -> SignedCheckpoint:
        """Return the signed checkpoint over what is durable and the entries that the journal `held` just now."""
        grown = self.frontier.extended(leaf_hashes(held))
        signed = self.sign(Checkpoint(origin=self.origin, size=grown.size, root=grown.root))
        self.frontier = grown
        return signed

    def _publish(self) -> None:
        if self.signed is None:
            return
        try:
            self.publish_entries(self.pending, self.signed)
            self.journal.clear()
        except BaseException as error:
            # Nobody knows what the disk holds of it. The journal holds all, and the next writer begins from there.
            self.failure = error
            raise
        self.pending, self.pending_bytes, self.signed = [], 0, None

    def _check_open(self) -> None:
        if self.failure is not None:
            message = "an earlier commit of this session failed; nothing acknowledged is lost: open the log again"
            raise OSError(getattr(self.failure, "errno", None) or 0, message) from self.failure
        if self.closed:
            raise RefusedError(
                Refusal.BUSY,
                where="the log",
                expected="a session that is open",
                got="one that is closed",
                remedy="open another session; nothing was appended",
            )


def _size_of(entries: Sequence[bytes]) -> int:
    for entry in entries:
        check_entry(entry)
    total = sum(map(len, entries)) + 2 * len(entries)
    if total > FRAME_BYTES_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where="an append",
            expected=f"at most {FRAME_BYTES_MAX} bytes of entries at once",
            got=f"{total} bytes",
            remedy="append them in several portions, or with Log.append",
        )
    return total
