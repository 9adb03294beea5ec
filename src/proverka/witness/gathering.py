"""The log's side of witnessing: what it asks, what it makes of the answer, and which lines are worth keeping."""

import re
from collections.abc import Callable, Iterable, Sequence

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import VerifierKey
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.http_exchange import HttpExchange, unreachable
from proverka.record.log import Log
from proverka.record.note import NOTE_BYTES_MAX, NoteSignature
from proverka.record.tiles import TREE_SIZE_MAX
from proverka.witness.checkpoint_request import CheckpointRequest, log_line, only_lines
from proverka.witness.cosignature import Cosignature, cosignatures, parse_cosignature_lines, with_cosignatures
from proverka.witness.cosigner import Cosigner
from proverka.witness.witness import CONFLICT, OK, SIZE_TYPE, UNPROCESSABLE, Response

# The first guess at where a witness stands may be wrong, and others may move it while we ask.
TRIES_MAX = 3

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")

# Asks a witness: the request, and what it answers.
Asking = Callable[[bytes], Response]


def request_for(log: Log, old: int) -> CheckpointRequest:
    """Return the request that a witness which stands at size `old` cosign the checkpoint at which `log` stands.

    Raises `RefusedError` (unknown-entry) where `old` is larger than the log.
    """
    bare = only_lines(log.signed_checkpoint, [log_line(log.signed_checkpoint, log.verifier_key)])
    return CheckpointRequest(old=old, path=log.consistency_proof(old), note=bare.note)


def ask_at(address: str) -> Asking:
    """Return how the witness at an address (its submission prefix) is asked; raise `MalformedError` (bad-value)."""
    exchange = HttpExchange(address)

    def ask(request: bytes) -> Response:
        answer = exchange.post("add-checkpoint", request, bytes_max=NOTE_BYTES_MAX)
        return Response(status=answer.status, content_type=answer.content_type, body=answer.body)

    return ask


def gather(ask: Asking, log: Log, *, old: int, where: str) -> tuple[NoteSignature, ...]:
    """Return the lines with which a witness cosigns the checkpoint of `log`; none of them is verified.

    `old` is where the witness is thought to stand; if it stands elsewhere, it is asked again from there. Raises
    `RefusedError`: backwards where it stands beyond this log, wrong-proof where it holds another history, unreachable
    for another answer than these; `MalformedError` for an answer of no known form.
    """
    for _ in range(TRIES_MAX):
        answer = ask(request_for(log, old).encode())
        if answer.status == OK:
            return parse_cosignature_lines(answer.body, where=where)
        if answer.status != CONFLICT or answer.content_type != SIZE_TYPE:
            break
        old = parse_size(answer.body, where=where)
        if old > log.size:
            raise beyond(where, old, log.size)
    if answer.status == UNPROCESSABLE:
        raise RefusedError(
            Refusal.WRONG_PROOF,
            where=where,
            expected=f"cosignatures on the checkpoint of {log.size} entries",
            got="the answer that it does not extend what the witness has cosigned",
            remedy="compare this log with what the witness holds: proverka monitor",
        )
    raise unreachable(where, f"HTTP status {answer.status}: {answer.body[:80].decode('utf-8', 'replace')}")


def parse_size(raw: bytes, *, where: str) -> int:
    """Return the size at which a witness says it stands (`text/x.tlog.size`); raise `MalformedError` (bad-value)."""
    match = _SIZE.fullmatch(raw)
    if match is None or int(match[1]) > TREE_SIZE_MAX:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where=where,
            expected="a decimal size and a newline",
            got=raw[:80].decode("utf-8", "replace"),
            remedy="ask the witness again; it should answer with the size that it stands at",
        )
    return int(match[1])


def beyond(where: str, stands_at: int, size: int) -> RefusedError:
    """Return the refusal for a witness that has cosigned more than the log now holds."""
    return RefusedError(
        Refusal.BACKWARDS,
        where=where,
        expected=f"a witness that stands at no more than the {size} entries of this log",
        got=f"one that has cosigned {stands_at}",
        remedy="this log is an older copy: restore the latest one, from a mirror if need be, and append nothing to it",
    )


def known_lines(
    signed: SignedCheckpoint, lines: Iterable[NoteSignature], keys: Sequence[Cosigner]
) -> tuple[Cosignature, ...]:
    """Return those of `lines` that are cosignatures on `signed` by one of `keys`.

    Lines of unknown keys are passed over (C2SP tlog-witness). Raises `RefusedError` (wrong-signature) for a line of a
    known key that does not verify.
    """
    return cosignatures(with_cosignatures(signed, lines), keys)


def bounded(signed: SignedCheckpoint, keys: Sequence[Cosigner]) -> SignedCheckpoint:
    """Return the checkpoint without those cosignatures by one of `keys` that are neither its earliest nor its latest.

    The two bound a time from both sides; those between say nothing more, and a note has room for a hundred. Lines of
    unknown keys stay: they may be of a witness whose key was another then.
    """
    found = cosignatures(signed, keys)
    needless: set[NoteSignature] = set()
    for key in keys:
        own = sorted((one for one in found if one.key == key), key=lambda one: one.time)
        needless.update(one.line for one in own[1:-1])
    return only_lines(signed, [line for line in signed.note.signatures if line not in needless])


def sound(signed: SignedCheckpoint, keys: Sequence[Cosigner], log_key: VerifierKey) -> SignedCheckpoint:
    """Return a checkpoint with its log's line and the cosignatures by `keys` that verify, bounded as `bounded` does.

    Whatever else a stranger put under it is left out: a line that is nobody's, or that does not verify.
    """
    own = log_line(signed, log_key)
    found = [line for line in signed.note.signatures if line != own and _verifies(signed, own, line, keys)]
    return bounded(only_lines(signed, [own, *found]), keys)


def _verifies(signed: SignedCheckpoint, own: NoteSignature, line: NoteSignature, keys: Sequence[Cosigner]) -> bool:
    try:
        return bool(cosignatures(only_lines(signed, [own, line]), keys))
    except RefusedError:
        return False


def is_size(raw: bytes) -> bool:
    """Return whether an answer that came as a file is a size: the witness stands elsewhere, and cosigned nothing."""
    return _SIZE.fullmatch(raw) is not None
