"""Draws by lot as parties hold them: the drafts that they hand in, their secrets, and the items that were drawn."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.folder import decode_text, read_limited, write_durably
from proverka.case.opened import Case
from proverka.case.showing import entry_index
from proverka.disclosure.disclosure import SALT_BYTES
from proverka.draw import commitment_of
from proverka.inventory.drawing import Checkpoint, Drawing, Drawn
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.inspecting import Draw, Stratum
from proverka.model.submission import Document
from proverka.record.encoding import encode_base64

FORM = "proverka/draw-secret/v1"
SECRET_FILE_BYTES_MAX = 1_000
# A list of four million items with names of sixty characters.
LIST_BYTES_MAX = 2**28


def drawing_of(case: Case, what: str) -> Drawing:
    """Return the draw under the plan that `what` names, by index or label; refuse (unknown-entry, unknown-name)."""
    index = entry_index(case, what)
    found = case.reader.draws.drawings.get(index)
    if found is None:
        plans = ", ".join(one.label for one in case.reader.draws.drawings.values())
        raise RefusedError(
            Refusal.UNKNOWN_NAME,
            where="the plan",
            expected=f"an entry of the kind inspection_plan: {plans or 'the case has none'}",
            got=repr(what),
            remedy="name the plan by its label or index",
        )
    return found


# --- Secrets ---------------------------------------------------------------------------------------------------------


def secret_text(drawing: Drawing, party: str, secret: bytes) -> str:
    """Return what the file of a secret holds: for which plan it is, whose, and the secret itself."""
    return f"{FORM}\n{drawing.leaf}\n{party}\n{secret.hex()}\n"


def keep_secret(path: Path, drawing: Drawing, party: str, secret: bytes) -> None:
    """Write a secret to a new file that only its owner can read; refuse (already-there) to lose one that is there."""
    if path.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(path),
            expected="a file that does not exist yet",
            got="something of that name",
            remedy="a secret that is overwritten can never be revealed: keep it, or name another file",
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, secret_text(drawing, party, secret), mode=0o600)


def read_secret(path: Path, drawing: Drawing, party: str) -> bytes:
    """Return the secret in a file; refuse (missing-file, wrong-reveal) one of another plan or party, or no secret."""
    text = decode_text(read_limited(path, SECRET_FILE_BYTES_MAX), where=str(path))
    held = text.split("\n")
    secret = held[3] if text.startswith(secret_text(drawing, party, b"")[:-1]) and len(held) > 3 else ""  # noqa: PLR2004 - lines
    try:
        return bytes.fromhex(secret) if secret else _no_secret(path, drawing, party)
    except ValueError:
        return _no_secret(path, drawing, party)


def _no_secret(path: Path, drawing: Drawing, party: str) -> bytes:
    raise RefusedError(
        Refusal.WRONG_REVEAL,
        where=str(path),
        expected=f"the secret of {party} for {drawing.label}, as proverka inspect commit has written it",
        got="another file",
        remedy="name the file of that secret",
    )


# --- Drafts ----------------------------------------------------------------------------------------------------------


def commitment_draft(case: Case, drawing: Drawing, party: str, secret: bytes, *, at: datetime) -> str:
    """Return the commitment to a secret as a file of `[[entries]]`; refuse (not-permitted) who does not draw."""
    _check_draws(drawing, party)
    made = commitment_of(case=case.words.case, plan=bytes.fromhex(drawing.leaf), party=party, secret=secret)
    return _draft(drawing, "draw_commitment", f"COMMIT-{party}", party, {"commitment": made.hex()}, at=at)


def reveal_draft(case: Case, drawing: Drawing, party: str, secret: bytes, *, at: datetime) -> str:
    """Return the reveal of a secret as a file of `[[entries]]`, under the checkpoint that `checkpoint_for` gives."""
    _check_draws(drawing, party)
    under = checkpoint_for(case, drawing)
    body = {"secret": secret.hex(), "size": under.size, "root": under.root}
    return _draft(drawing, "draw_reveal", f"REVEAL-{party}", party, body, at=at)


def draw_draft(case: Case, drawing: Drawing, party: str, *, at: datetime) -> str:
    """Return what was drawn as a file of `[[entries]]`, by which a party publishes it and closes the draw."""
    _check_draws(drawing, party)
    if not drawing.reveals:
        raise _too_early(drawing)
    found = drawing.drawn(case.words.case)
    made = Draw(seed=found.seed.hex(), selection=found.selection.hex(), passed_over=drawing.passed_over)
    body: dict[str, object] = {"seed": made.seed, "selection": made.selection}
    if made.passed_over:
        body["passed_over"] = list(made.passed_over)
    return _draft(drawing, "draw", "DRAW", party, body, at=at)


def checkpoint_for(case: Case, drawing: Drawing) -> Checkpoint:
    """Return the checkpoint that the next reveal names: that of the first, else the newest that counts.

    Where the policy asks for witnesses it is one that they cosigned: without them nothing but the word of the log shows
    that all commitments came before any reveal. Raises RefusedError: out-of-turn where nobody has committed yet,
    unwitnessed.
    """
    if drawing.checkpoint is not None:
        return drawing.checkpoint
    if not drawing.commitments:
        raise _too_early(drawing)
    log = case.log
    if case.meaning.policy.quorum is None:
        return Checkpoint(size=log.checkpoint.size, root=encode_base64(log.checkpoint.root))
    last = max(made.index for made in drawing.commitments.values())
    signed = CosignedCheckpoints.of(case.root).newest_with(last, log, case.meaning)
    if signed is None:
        raise RefusedError(
            Refusal.UNWITNESSED,
            where=drawing.label,
            expected=f"a checkpoint with all commitments, up to entry {last}, that a quorum has cosigned",
            got="none yet",
            remedy="have the witnesses cosign (proverka witness gather) before anybody says a secret",
        )
    return Checkpoint(size=signed.checkpoint.size, root=encode_base64(signed.checkpoint.root))


def _draft(drawing: Drawing, kind: str, name: str, party: str, body: Mapping[str, object], *, at: datetime) -> str:
    lines = [
        "[[entries]]",
        f"kind = {_toml(kind)}",
        f"label = {_toml(f'{drawing.label}-{name}')}",
        f"known = {at.isoformat(timespec='seconds').replace('+00:00', 'Z')}",
        f"party = {_toml(party)}",
        f"refers_to = [{_toml(drawing.label)}]",
        *(f"body.{field} = {_toml(value)}" for field, value in body.items()),
    ]
    return "\n".join([*lines, ""])


def _toml(value: object) -> str:
    """Return a text, a number or a list of texts in TOML, which writes them as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _check_draws(drawing: Drawing, party: str) -> None:
    if party not in drawing.plan.names:
        raise RefusedError(
            Refusal.NOT_PERMITTED,
            where=drawing.label,
            expected=f"a party that draws under it: {', '.join(drawing.plan.names)}",
            got=party,
            remedy="name the party whose key signs",
        )


def _names(parties: Iterable[str]) -> str:
    return ", ".join(parties) or "nobody"


def _too_early(drawing: Drawing) -> RefusedError:
    return RefusedError(
        Refusal.OUT_OF_TURN,
        where=drawing.label,
        expected="all commitments, and then reveals",
        got=f"commitments of {_names(drawing.commitments)}, reveals of {_names(drawing.reveals)}",
        remedy="see whose turn it is with proverka inspect draw",
    )


# --- What was drawn --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnItem:
    """An item that was drawn: from which stratum, as which of its draw, at which position of the list, by its id."""

    stratum: str
    order: int
    position: int
    item: str


def drawn_items(case: Case, drawing: Drawing, drawn: Drawn) -> list[DrawnItem]:
    """Return the items that were drawn, in the order in which they were; raise what `items_of` raises."""
    found = []
    for stratum in drawing.plan.strata:
        items = items_of(case, drawing, stratum)
        found += [
            DrawnItem(stratum=stratum.stratum, order=order, position=position, item=items[position - 1])
            for order, position in enumerate(drawn.positions[stratum.stratum], start=1)
        ]
    return found


def items_of(case: Case, drawing: Drawing, stratum: Stratum) -> list[str]:
    """Return the list of a stratum, in its order.

    Raises RefusedError: missing-document, wrong-document; MalformedError: what `read_list` raises.
    """
    named: tuple[Document, ...] = case.documents.get(drawing.index, ())
    (document,) = (one for one in named if one.name == stratum.items and one.table is None)
    content = case.document_store.get(document.sha256)
    text = decode_text(content[SALT_BYTES if document.salted else 0 :], where=stratum.items)
    return read_list(text, stratum, where=stratum.items)


def read_list(text: str, stratum: Stratum, *, where: str) -> list[str]:
    """Return the items of a list: one a line, rising by their bytes, so that none is there twice.

    Raises MalformedError (bad-value) for another order, a blank line or a missing newline, and for another number of
    items than the stratum has.
    """
    *items, end = text.split("\n")
    before = ""
    for number, item in enumerate(items, start=1):
        if item.encode() <= before.encode():
            raise _bad_list(f"{where}: line {number}", f"an item after {before!r} in the order of bytes", repr(item))
        before = item
    if end:
        raise _bad_list(where, "a newline at the end of the last line", repr(end[-40:]))
    if len(items) != stratum.population:
        raise _bad_list(where, f"{stratum.population} items, as stratum {stratum.stratum} says", f"{len(items)}")
    return items


def _bad_list(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE,
        where=where,
        expected=expected,
        got=got,
        remedy="write the list anew, sorted by bytes (LC_ALL=C sort -u), and make a new plan with it",
    )
