"""A witness: it cosigns the checkpoints of logs, and only such as extend everything that it cosigned before.

Source: C2SP tlog-witness v1.0.0. No network, no clock and no randomness are in here: a request is bytes, the time is
handed in, and an answer is a status and bytes, which travel over HTTP or as files.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.encoding import encode_base64
from proverka.record.merkle import EMPTY_ROOT, verify_consistency
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Source
from proverka.record.storage import Folder
from proverka.witness.checkpoint_request import CheckpointRequest, log_line, only_lines
from proverka.witness.cosigner import TIME_MAX
from proverka.witness.cosigning import CosigningKey
from proverka.witness.equivocation import fork_in_files, fork_in_request
from proverka.witness.state import Held, LogState, WatchedLog

OK = 200
BAD_REQUEST = 400
FORBIDDEN = 403
NOT_FOUND = 404
CONFLICT = 409
UNPROCESSABLE = 422

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: the status that HTTP would give it, the media type, the body."""

    status: int
    content_type: str
    body: bytes


class Witness:
    """A witness in `folder`, with one key or several, for the `logs` that it knows.

    Any number of threads may ask; they are answered one at a time. Another process that uses the same folder is kept
    out by the folder's lock. Raises `RefusedError` (duplicate-id) for two logs of one origin.
    """

    __slots__ = ("_consulted", "_folder", "_keys", "_states", "_turn")

    def __init__(self, folder: Folder, keys: Sequence[CosigningKey], logs: Sequence[WatchedLog]) -> None:
        assert keys, "a witness has a key"
        self._folder = folder
        self._keys = tuple(keys)
        verifiers = tuple(key.verifier for key in keys)
        self._states = _by_origin([LogState(folder=folder, log=log, keys=verifiers) for log in logs])
        self._consulted: set[str] = set()
        self._turn = Lock()

    def add_checkpoint(self, request: bytes, *, now: int) -> Response:
        """Return the answer to a request; with status 200 what it says is durable here and in every mirror.

        `now` is in POSIX seconds. In this order, the first that applies:

        1. 400: the request or its checkpoint does not have the form of one.
        2. 404: its origin is of no log that is known here.
        3. 403: it carries no signature by that log's key, or one that does not verify.
        4. What a crash or a restored backup left is made good, from the mirrors too.
        5. 400: the old size is larger than the checkpoint's.
        6. 409, with the size that this witness stands at: the old size is another.
        7. 422: the proof does not prove, or the size is the same and the root is not.
        8. 200: a line by each key, after the checkpoint has become the latest.

        Under 5 to 7 the request is kept, and a fork that it proves becomes a file of evidence before it is answered.
        Raises `RefusedError` where the fault is not the request's: backwards for a clock behind the last cosignature,
        unreachable and missing-file for a mirror that cannot be asked, missing-file and backwards for a witness that
        has lost what it cosigned, busy; and what a damaged state is refused with.
        """
        assert 0 < now <= TIME_MAX, "a witness states a time, and zero would state none"
        try:
            parsed = CheckpointRequest.parse(request)  # 1
            checkpoint = _lenient_checkpoint(parsed.note.text)
        except MalformedError as error:
            return _refusal(BAD_REQUEST, error)
        state = self._states.get(checkpoint.origin)
        if state is None:  # 2
            return _text(NOT_FOUND, f"no log of origin {checkpoint.origin} is known here")
        try:
            parsed.note.verify([state.log.key])  # 3
        except ProverkaError as error:
            return _refusal(FORBIDDEN, error)
        with self._alone():
            self._settle(state)  # 4
            return self._judge(state, parsed, SignedCheckpoint(checkpoint=checkpoint, note=parsed.note), now)

    def checkpoint(self, folder: str) -> bytes | None:
        """Return the latest cosigned checkpoint of the log whose origin has the SHA-256 `folder`, in hexadecimal.

        `None` for a log that is not known or has none yet. Takes no lock: the file is replaced at one instant.
        """
        known = any(state.log.folder == folder for state in self._states.values())
        return self._folder.read(f"{folder}/checkpoint", bytes_max=NOTE_BYTES_MAX) if known else None

    def recover(self, note: bytes, *, where: str = "checkpoint") -> bool:
        """Take a checkpoint that this witness cosigned and no longer knows; return whether it was a later one.

        For a witness restored from a backup: whoever holds a note under its own cosignature can give it its memory
        back. Raises what notes raise; `RefusedError`: unknown-key for a note of no known log or without this witness's
        cosignature, wrong-proof for one that contradicts what is held here (the evidence is kept), backwards for a
        smaller tree cosigned at a later time: somebody else has used the key; and for a note that is older than what
        this witness knows that it cosigned, where it has lost that.
        """
        with self._alone():
            state = self._state_of(note, where)
            state.finish()
            found = state.read(note, where)
            if not found.time:
                raise _not_ours(where, self._keys[0].name)
            held = state.held()
            # A note that is too old to go on from is refused before anything is written.
            state.check_memory(found if held is None or held.size < found.size else held)
            return self._adopt(state, found, None)

    def settle(self) -> None:
        """Make good what crashes and restored backups left, for every log; what is raised is as in `add_checkpoint`.

        To be called before the folder is served, so that what is amiss is told when the witness starts.
        """
        with self._alone():
            for state in self._states.values():
                self._settle(state)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn, self._folder.exclusive():
            yield

    def _state_of(self, note: bytes, where: str) -> LogState:
        origin = note.split(b"\n", 1)[0].decode("utf-8", "replace")
        state = self._states.get(origin)
        if state is None:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=where,
                expected="a checkpoint of one of " + (", ".join(self._states) or "no log"),
                got=origin,
                remedy="trust the log first: proverka witness trust FOLDER VKEY",
            )
        return state

    def _settle(self, state: LogState) -> None:
        """Know all that was ever cosigned: the pending checkpoint always, the mirrors once in the life of this object.

        After that nothing but this object writes there, and it writes them before it answers.
        """
        state.finish()
        if state.log.key.name not in self._consulted:
            for found, tiles in state.remembered():
                self._adopt(state, found, tiles)
            state.copy_to_mirrors()
        state.check_memory(state.held())
        self._consulted.add(state.log.key.name)

    def _adopt(self, state: LogState, found: Held, tiles: Source | None) -> bool:
        """Make `found`, which is under this witness's own cosignature, the latest if it is later than what is held."""
        held = state.held()
        if held is not None:
            fork = fork_in_files(held.signed, found.signed, tiles)
            if fork is not None:
                raise _contradicted(state.keep_evidence(fork.encode()), held, found)
            if found.size < held.size and found.time > held.time:
                raise _used_elsewhere(held, found)
            if found.rank <= held.rank:
                return False
        own = {(key.name, key.key_id) for key in (state.log.key, *state.keys)}
        lines = [line for line in found.signed.note.signatures if (line.name, line.key_id) in own]
        state.keep(only_lines(found.signed, lines))
        return True

    def _judge(self, state: LogState, request: CheckpointRequest, asked: SignedCheckpoint, now: int) -> Response:
        held = state.held()
        refusal = _refusal_of(request, asked.checkpoint, held)  # 5 to 7
        if refusal is not None:
            _keep_rejected(state, request, asked, held)
            return refusal
        if held is not None and now < held.time:
            raise _clock_behind(held.time, now)
        lines = [key.cosign(request.note.text, time=now) for key in self._keys]
        state.keep(only_lines(asked, [log_line(asked, state.log.key), *lines]))  # 8
        state.drop_rejected(_name(asked))
        return Response(status=OK, content_type=TEXT_TYPE, body="".join(line.line for line in lines).encode())


def _refusal_of(request: CheckpointRequest, new: Checkpoint, held: Held | None) -> Response | None:
    """Return the refusal of a checkpoint that does not extend what is held by the proof given, if it is refused."""
    at = held.signed.checkpoint if held else Checkpoint(origin=new.origin, size=0, root=EMPTY_ROOT)
    if request.old > new.size:
        return _text(BAD_REQUEST, f"the old size {request.old} is larger than the checkpoint's, {new.size}")
    if request.old != at.size:
        return Response(status=CONFLICT, content_type=SIZE_TYPE, body=b"%d\n" % at.size)
    try:
        verify_consistency(old=at.size, new=new.size, old_root=at.root, new_root=new.root, path=request.path)
    except ProverkaError as error:
        return _refusal(UNPROCESSABLE, error)
    return None


def _lenient_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint in `text`, one of size zero with a root that is not the empty tree's as well.

    The specification has it refused as inconsistent (422), after the signature has been judged, and not as malformed.
    """
    try:
        return Checkpoint.parse(text)
    except MalformedError:
        lines = text.split("\n")
        if len(lines) < 4 or lines[1] != "0":  # noqa: PLR2004 - origin, size, root, and what follows the last newline
            raise
        empty = Checkpoint.parse("\n".join([*lines[:2], encode_base64(EMPTY_ROOT), *lines[3:]]))
        as_one = Checkpoint.parse("\n".join([lines[0], "1", *lines[2:]]))
        return replace(empty, root=as_one.root)


def _keep_rejected(state: LogState, request: CheckpointRequest, asked: SignedCheckpoint, held: Held | None) -> None:
    """Keep a request that was not granted, and the fork that it proves, before it is answered."""
    line = log_line(asked, state.log.key)
    reduced = replace(request, note=only_lines(asked, [line]).note)
    state.keep_rejected(_name(asked), reduced.encode())
    fork = fork_in_request(held.signed, reduced, only_lines(asked, [line]), state.log.key) if held else None
    if fork is not None:
        state.keep_evidence(fork.encode())


def _name(asked: SignedCheckpoint) -> str:
    """Return the name under which a rejected request is kept: one to a checkpoint, however often it is sent."""
    return hashlib.sha256(asked.note.message).hexdigest()


def _by_origin(states: Sequence[LogState]) -> Mapping[str, LogState]:
    found: dict[str, LogState] = {}
    for state in states:
        origin = state.log.key.name
        if found.setdefault(origin, state) is not state:
            raise RefusedError(
                Refusal.DUPLICATE_ID,
                where="the logs of the witness",
                expected="one key for each origin",
                got=f"two keys for {origin}",
                remedy="keep the line of the key that the log signs with now",
            )
    return MappingProxyType(found)


def _text(status: int, message: str) -> Response:
    return Response(status=status, content_type=TEXT_TYPE, body=f"{message}\n".encode())


def _refusal(status: int, error: ProverkaError) -> Response:
    return _text(status, str(error))


def _clock_behind(last: int, now: int) -> RefusedError:
    return RefusedError(
        Refusal.BACKWARDS,
        where="the clock of the witness",
        expected=f"a time not before the last cosignature, {last}",
        got=str(now),
        remedy="set the clock right; if it was ahead when that was cosigned, wait, or go on under a new key",
    )


def _used_elsewhere(held: Held, found: Held) -> RefusedError:
    return RefusedError(
        Refusal.BACKWARDS,
        where="a checkpoint under this witness's own cosignature",
        expected=f"none after {held.time} that is smaller than {held.size} entries",
        got=f"one of {found.size} entries, cosigned at {found.time}",
        remedy="somebody else has this witness's key, or a copy of it runs elsewhere: stop, and go on under a new key",
    )


def _contradicted(evidence: str, held: Held, found: Held) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_PROOF,
        where="a checkpoint under this witness's own cosignature",
        expected=f"one that is consistent with the {held.size} entries that it holds",
        got=f"another history, of {found.size} entries",
        remedy=f"the log has signed both: {evidence} proves it. Hand it to every party; cosign nothing more for it",
    )


def _not_ours(where: str, name: str) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected=f"a cosignature by {name}",
        got="none by this witness's keys",
        remedy="recover from a checkpoint that this witness cosigned itself; nobody else's word will do",
    )
