"""Bundles: submissions on their way, with what they rest on, in one file that any means may carry.

A bundle is an uncompressed ZIP archive, so that ordinary programs open it. It proves nothing by itself: submissions
are signed, documents are named by their hash, and what reads a bundle checks both.
"""

import errno
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self, cast

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record.keys import SigningKey
from proverka.record.note import SignedNote
from proverka.record.storage import Folder, open_regular
from proverka.record.submission import Submission, SubmissionText
from proverka.record.tiles import ENTRY_BYTES_MAX

# All of a bundle but its documents is held in memory: as many entries of the largest size as four thousand.
READ_BYTES_MAX = 1 << 28
# Four digits number the submissions; a party that hands in more at once sends two bundles.
SUBMISSIONS_MAX = 9_999
# A bundle is read whole but for its documents; this bounds the list of its files.
FILES_MAX = 30_000
# The disclosures of one sealed submission, which itself is no larger than an entry.
OPENING_BYTES_MAX = 1_000_000

_SUBMISSION = re.compile(r"submissions/(?P<name>[0-9]{4})\.note", re.ASCII)
_DOCUMENT = re.compile(r"documents/(?P<name>[0-9a-f]{64})", re.ASCII)
_OPENING = re.compile(r"openings/(?P<name>[0-9a-f]{64})", re.ASCII)
_ENCRYPTED = 0x1
# The record that ends an archive, which here carries no comment.
_END, _END_BYTES = b"PK\x05\x06", 22
_UNIX, _READABLE = 3, 0o644

# How the bytes of a document are opened.
Opener = Callable[[], AbstractContextManager[BinaryIO]]

# What zipfile raises for archives that are none, or that use what no bundle needs.
_NO_ARCHIVE = (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, NotImplementedError, OverflowError, KeyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A submission on its way: its text, and the lines of those who have signed it so far, none for a draft."""

    submission: SubmissionText
    note: SignedNote | None

    @classmethod
    def parse(cls, raw: bytes, *, where: str) -> Self:
        """Return the submission in `raw`: a text, a blank line, and any number of signature lines.

        Raises `MalformedError`: what notes and submissions raise.
        """
        text, separator, lines = raw.rpartition(b"\n\n")
        if separator and not lines:
            try:
                return cls(submission=SubmissionText.read(text.decode() + "\n", where=where), note=None)
            except UnicodeDecodeError as error:
                raise _not_utf8(where, error) from None
        note = SignedNote.parse(raw, where=where)
        return cls(submission=SubmissionText.read(note.text, where=where), note=note)

    @classmethod
    def drafted(cls, submission: SubmissionText) -> Self:
        """Return a draft, which nobody has signed."""
        return cls(submission=submission, note=None)

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Return a submission that is signed."""
        return cls(submission=SubmissionText.read(submission.text), note=submission.note)

    @property
    def raw(self) -> bytes:
        """The bytes that a bundle carries."""
        return self.note.raw if self.note else f"{self.submission.text}\n".encode()

    @property
    def signers(self) -> tuple[str, ...]:
        """The names on its signature lines."""
        return tuple(line.name for line in self.note.signatures) if self.note else ()

    def signed_by(self, key: SigningKey) -> Self:
        """Return this submission with one more signature line; the same where the key has signed already."""
        note = self.note.signed_by(key) if self.note else SignedNote.sign(self.submission.text, [key])
        return type(self)(submission=self.submission, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle at `path` holds: submissions in their order, documents by name, disclosures by text hash.

    Of documents it holds the sizes in bytes; they are read when they are asked for.
    """

    path: Path
    submissions: tuple[Carried, ...]
    documents: Mapping[str, int]
    openings: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the bundle in a file.

        Raises `RefusedError` (missing-file), `MalformedError` (bad-bundle, too-large, and what submissions raise).
        """
        with _archive(path) as archive:
            infos = _infos(archive, path)
            openings = _content(archive, infos, _OPENING, OPENING_BYTES_MAX)
            notes = _content(archive, infos, _SUBMISSION, ENTRY_BYTES_MAX)
        return cls(
            path=path,
            submissions=tuple(
                Carried.parse(raw, where=f"{path.name}: submissions/{name}.note") for name, raw in notes.items()
            ),
            documents={m["name"]: infos[name].file_size for name in infos if (m := _DOCUMENT.fullmatch(name))},
            openings=openings,
        )

    @contextmanager
    def document(self, name: str) -> Iterator[BinaryIO]:
        """Give the bytes of a document to read; what they hash to is for the reader to check."""
        with _archive(self.path) as archive, archive.open(f"documents/{name}") as file:
            yield cast("BinaryIO", file)

    def replaced_by(self, submissions: Sequence[Carried]) -> None:
        """Put other forms of its submissions, such as signed ones, into the file: all of them or none."""
        held = {name: partial(self.document, name) for name in self.documents}
        write_bundle(self.path, submissions, documents=held, openings=self.openings)


def write_bundle(
    path: Path, submissions: Sequence[Carried], *, documents: Mapping[str, Opener], openings: Mapping[str, bytes]
) -> None:
    """Write a bundle in the place of what is at `path`; when this returns it is durable.

    `documents` says for each name how its bytes are opened. The same content gives the same file. Raises `RefusedError`
    (too-large) for more submissions than a bundle holds. Crash state: the old file or the new one, whole, and perhaps
    an unfinished one beside it.
    """
    if len(submissions) > SUBMISSIONS_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where=str(path),
            expected=f"at most {SUBMISSIONS_MAX} submissions",
            got=str(len(submissions)),
            remedy="send them in several bundles",
        )
    folder, new = Folder(root=path.parent), f"{path.name}.new"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(path.parent / new, "w", zipfile.ZIP_STORED) as archive:
            for number, carried in enumerate(submissions, start=1):
                archive.writestr(_info(_note_name(number)), carried.raw)
            for name, opened in sorted(documents.items()):
                with opened() as source, archive.open(_info(f"documents/{name}"), "w", force_zip64=True) as copy:
                    shutil.copyfileobj(source, copy)
            for name, content in sorted(openings.items()):
                archive.writestr(_info(f"openings/{name}"), content)
        folder.sync(new)
        folder.rename(new, path.name)
    finally:
        (path.parent / new).unlink(missing_ok=True)
    folder.sync_folder(".")


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever is wrong with its form, then or while it is read, is one refusal."""
    try:
        file = open_regular(path)
    except OSError as error:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="a bundle",
            got=error.strerror or type(error).__name__,
            remedy="check the path of the bundle",
        ) from error
    try:
        with file, zipfile.ZipFile(file) as archive:
            _check_end(file, path)
            yield archive
    except ProverkaError:
        raise
    except _NO_ARCHIVE as error:
        raise _no_archive(path, error) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise _no_archive(path, error) from error  # a place before the beginning of the file


def _check_end(file: BinaryIO, path: Path) -> None:
    """Refuse a comment and anything else after the list of files, which readers of archives pass over unseen."""
    file.seek(-_END_BYTES, os.SEEK_END)
    end = file.read(_END_BYTES)
    if not end.startswith(_END) or not end.endswith(b"\x00\x00"):
        raise _bad_bundle(str(path), "nothing after the list of files", "something, such as a comment")


def _infos(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by name; refuse what a bundle does not have."""
    infos = archive.infolist()
    if len(infos) > FILES_MAX:
        raise _bad_bundle(str(path), f"at most {FILES_MAX} files", str(len(infos)))
    if infos and min(info.header_offset for info in infos) != 0:
        raise _bad_bundle(str(path), "an archive from the first byte on", "something before it")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        # The name as it stands there: the library cuts it at a zero byte.
        where, name = f"{path.name}: {info.orig_filename}", info.orig_filename
        if not any(form.fullmatch(name) for form in (_SUBMISSION, _DOCUMENT, _OPENING)):
            raise _bad_bundle(where, "submissions/0001.note, documents/SHA-256 or openings/SHA-256", name)
        if name in found:
            raise _bad_bundle(where, "every file once", "a second file of that name")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & _ENCRYPTED or info.comment:
            raise _bad_bundle(where, "a file neither compressed nor encrypted nor commented", "another")
        if info.file_size != info.compress_size:
            raise _bad_bundle(where, f"{info.file_size} bytes", f"{info.compress_size}")
        found[name] = info
    _check_numbers(sorted(name for name in found if _SUBMISSION.fullmatch(name)), path)
    return found


def _check_numbers(notes: Sequence[str], path: Path) -> None:
    if not notes or notes != [_note_name(number) for number in range(1, len(notes) + 1)]:
        expected = "submissions numbered from 0001 without a gap"
        raise _bad_bundle(str(path), expected, ", ".join(notes[:3]) or "none")


def _content(
    archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], form: re.Pattern[str], bytes_max: int
) -> dict[str, bytes]:
    """Return the files whose names have a form, by their own part of the name and in its order."""
    matches = [match for name in sorted(infos) if (match := form.fullmatch(name))]
    whole = sum(infos[match[0]].file_size for match in matches)
    if whole > READ_BYTES_MAX:
        raise _too_large("the bundle without its documents", whole, READ_BYTES_MAX)
    for match in matches:
        if infos[match[0]].file_size > bytes_max:
            raise _too_large(match[0], infos[match[0]].file_size, bytes_max)
    return {match["name"]: archive.read(infos[match[0]]) for match in matches}


def _too_large(where: str, size: int, limit: int) -> MalformedError:
    return MalformedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {limit} bytes",
        got=f"{size} bytes",
        remedy="put what is large into a document, or send two bundles",
    )


def _not_utf8(where: str, error: UnicodeDecodeError) -> MalformedError:
    return MalformedError(
        Refusal.WRONG_ENCODING,
        where=where,
        expected="UTF-8",
        got=f"byte {error.object[error.start]:#04x} at offset {error.start}",
        remedy="have the bundle made and sent again",
    )


def _no_archive(path: Path, error: Exception) -> MalformedError:
    return _bad_bundle(str(path), "an uncompressed ZIP archive, whole", str(error) or type(error).__name__)


def _note_name(number: int) -> str:
    return f"submissions/{number:04}.note"


def _info(name: str) -> zipfile.ZipInfo:
    """Return the entry of a file without time and place: the same content gives the same archive."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = _UNIX, _READABLE << 16
    return info


def _bad_bundle(where: str, expected: str, got: str) -> MalformedError:
    remedy = "have the bundle made and sent again; it may have been cut or repacked on its way"
    return MalformedError(Refusal.BAD_BUNDLE, where=where, expected=expected, got=got, remedy=remedy)
