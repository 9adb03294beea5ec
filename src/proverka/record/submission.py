"""Submissions: the header under which a party hands something in. What it hands in is opaque here.

The text of the note has five lines: the type, the case with the SHA-256 of the text that its log begins with, the
party and its running number, the SHA-256 of the text of that party's previous submission (`-` for its first), and one
line of payload. A submission that is withheld from a reader therefore leaves a gap that the reader can prove. Since the
chain runs over texts, a party can number and sign far from the log, and nobody who adds, drops or reorders signature
lines on the way can break it. Since every text names the beginning of its log, what was signed for one log is nothing
in another, whatever either calls its case.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypedDict

from proverka.model.errors import MalformedError, Refusal
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.keys import SigningKey
from proverka.record.merkle import HASH_BYTES, leaf_hash
from proverka.record.note import SignedNote
from proverka.record.tiles import check_entry

SUBMISSION_TYPE = "proverka/submission/v1"

# A name of a case or a party is typed, printed and used in links; it needs no more.
NAME_CHARACTERS_MAX = 64
# One party, a submission each second, for three hundred years.
NUMBER_MAX = 9_999_999_999

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_LINES = 5
_NONE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionText:
    """What the signers of a submission sign: its header read, its payload untouched. A draft is this alone.

    `genesis` is the 32-byte SHA-256 of the text of the log's first entry, or `None` in that entry itself. `number` runs
    from 1 for each party; `previous` is the 32-byte SHA-256 of the text of that party's submission before, or `None`
    for its first; `payload` is one line of UTF-8 without its newline.
    """

    case: str
    genesis: bytes | None
    party: str
    number: int
    previous: bytes | None
    payload: bytes
    text: str

    @classmethod
    def read(cls, text: str, *, where: str = "submission") -> Self:
        """Return the submission whose text is `text`.

        Raises `MalformedError` (bad-note) for another header, and for a number, a previous text and a first entry that
        cannot go together.
        """
        return cls(**_fields(text, where))

    @property
    def text_hash(self) -> bytes:
        """The SHA-256 of the text: what the party's next submission names."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def log_hash(self) -> bytes:
        """The SHA-256 of the text that its log begins with: its own, where it is that text."""
        return self.genesis or self.text_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(SubmissionText):
    """A submission as received, an entry of a log: its text and its signatures, which are not judged yet."""

    note: SignedNote

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "submission") -> Self:
        """Return the submission in `raw`, an entry of a log.

        Raises what notes and `SubmissionText.read` raise, and `RefusedError` (too-large) over the size of an entry.
        """
        check_entry(raw)
        note = SignedNote.parse(raw, where=where)
        return cls(**_fields(note.text, where), note=note)

    @property
    def leaf_hash(self) -> bytes:
        """The hash of the whole note as a leaf of the log: with its index, what names the entry for ever."""
        return leaf_hash(self.note.raw)

    def signed_by(self, key: SigningKey) -> Self:
        """Return this submission with one more signature: a joint one. It must not be in a log yet."""
        return self.parse(self.note.signed_by(key).raw)


def compose(
    *,
    case: str,
    genesis: bytes | None,
    party: str,
    number: int,
    previous: bytes | None,
    payload: bytes,
    keys: Sequence[SigningKey],
) -> Submission:
    """Return a new submission signed by each of `keys`, one or several, in that order.

    Raises what `Submission.parse` raises: what cannot be read back is never made.
    """
    drafted = draft(case=case, genesis=genesis, party=party, number=number, previous=previous, payload=payload)
    where = f"submission {number} of {party}"
    return Submission.parse(SignedNote.sign(drafted.text, keys, where=where).raw, where=where)


def draft(
    *, case: str, genesis: bytes | None, party: str, number: int, previous: bytes | None, payload: bytes
) -> SubmissionText:
    """Return a new submission that nobody has signed yet; raise what `SubmissionText.read` raises."""
    where = f"submission {number} of {party}"
    begins, follows = (_NONE if named is None else encode_base64(named) for named in (genesis, previous))
    try:
        line = payload.decode()
    except UnicodeDecodeError:
        raise _bad_header(where, "a payload in UTF-8", repr(payload[:80])) from None
    text = f"{SUBMISSION_TYPE}\n{case} {begins}\n{party} {number}\n{follows}\n{line}\n"
    return SubmissionText.read(text, where=where)


def beginning(case: str, genesis: bytes | None) -> str:
    """Return in words which log a submission is for: its case, and the SHA-256 of the text that the log begins with."""
    return f"{case}, the first entry of its log" if genesis is None else f"{case}, the log that begins {genesis.hex()}"


class _Fields(TypedDict):
    case: str
    genesis: bytes | None
    party: str
    number: int
    previous: bytes | None
    payload: bytes
    text: str


def _fields(text: str, where: str) -> _Fields:
    lines = text[:-1].split("\n")
    if not text.endswith("\n") or len(lines) != _LINES or lines[0] != SUBMISSION_TYPE:
        raise _bad_header(where, f"{_LINES} lines, the first of them {SUBMISSION_TYPE}", lines[0])
    case, _, begins = lines[1].partition(" ")
    genesis = _parse_hash(begins, "the first text of the log", where)
    party, number = _parse_party(lines[2], where)
    previous = _parse_hash(lines[3], "the previous text", where)
    if (number == 1) != (previous is None) or (genesis is None and number != 1):
        raise _wrong_number(where, lines)
    if not lines[4]:
        raise _bad_header(where, "a payload", "an empty line")
    return {
        "case": _parse_name(case, where),
        "genesis": genesis,
        "party": party,
        "number": number,
        "previous": previous,
        "payload": lines[4].encode(),
        "text": text,
    }


def _parse_name(text: str, where: str) -> str:
    if len(text) > NAME_CHARACTERS_MAX or not _NAME.fullmatch(text):
        expected = f"a name of at most {NAME_CHARACTERS_MAX} letters, digits, '.', '_' and '-'"
        raise _bad_header(where, expected, text)
    return text


def _parse_party(line: str, where: str) -> tuple[str, int]:
    party, _, number = line.partition(" ")
    if not _NUMBER.fullmatch(number):
        raise _bad_header(where, "a party and its running number from 1, without a leading zero", line)
    return _parse_name(party, where), int(number)


def _parse_hash(text: str, of: str, where: str) -> bytes | None:
    if text == _NONE:
        return None
    value = decode_base64(text)
    if value is None or len(value) != HASH_BYTES:
        raise _bad_header(where, f"base64 of the {HASH_BYTES}-byte SHA-256 of {of}, or '-'", text)
    return value


def _bad_header(where: str, expected: str, got: str) -> MalformedError:
    remedy = "compose the submission with this program, or as docs/spec/submission.md says, and sign it again"
    return MalformedError(Refusal.BAD_NOTE, where=where, expected=expected, got=got, remedy=remedy)


def _wrong_number(where: str, lines: Sequence[str]) -> MalformedError:
    return MalformedError(
        Refusal.BAD_NOTE,
        where=where,
        expected="the hash of the previous text for every number but 1 and '-' for 1; that of the log's first text "
        "everywhere but in number 1 of its keeper",
        got=" / ".join(lines[1:4]),
        remedy="number the submission after the party's last one, and name the SHA-256 of that one's text",
    )
