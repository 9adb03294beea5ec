"""Bundles: submissions on their way, with what they rest on, in one file that any means may carry.

A bundle is an uncompressed ZIP archive, so that ordinary programs open it. It proves nothing by itself: submissions
are signed, documents are named by their hash, and what reads a bundle checks both.
"""

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
from proverka.record.note import NOTE_BYTES_MAX, SignedNote
from proverka.record.storage import Folder
from proverka.record.submission import SubmissionText

# Four digits number the submissions; a party that hands in more at once sends two bundles.
SUBMISSIONS_MAX = 9_999
# A bundle is read whole but for its documents; this bounds the list of its files.
FILES_MAX = 30_000
# The disclosures of one sealed submission, which itself is no larger than an entry.
OPENING_BYTES_MAX = 1_000_000

_SUBMISSION = re.compile(r"submissions/(?P<number>[0-9]{4})\.note", re.ASCII)
_DOCUMENT = re.compile(r"documents/(?P<name>[0-9a-f]{64})", re.ASCII)
_OPENING = re.compile(r"openings/(?P<name>[0-9a-f]{64})", re.ASCII)
_ENCRYPTED = 0x1
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
            except UnicodeDecodeError:
                raise _bad_bundle(where, "a text in UTF-8", repr(text[:40])) from None
        note = SignedNote.parse(raw, where=where)
        return cls(submission=SubmissionText.read(note.text, where=where), note=note)

    @classmethod
    def drafted(cls, submission: SubmissionText) -> Self:
        """Return a draft, which nobody has signed."""
        return cls(submission=submission, note=None)

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
    """What a bundle at `path` holds: submissions in their order, the names of documents, disclosures by text hash."""

    path: Path
    submissions: tuple[Carried, ...]
    documents: tuple[str, ...]
    openings: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the bundle in a file.

        Raises `RefusedError` (missing-file), `MalformedError` (bad-bundle, too-large, and what submissions raise).
        """
        with _archive(path) as archive:
            infos = _infos(archive, path)
            notes = [name for name in infos if _SUBMISSION.fullmatch(name)]
            expected = [_note_name(number) for number in range(1, len(notes) + 1)]
            if sorted(notes) != expected or not notes:
                raise _bad_bundle(
                    str(path), "submissions numbered from 0001 without a gap", ", ".join(notes[:3]) or "none"
                )
            return cls(
                path=path,
                submissions=tuple(
                    Carried.parse(_content(archive, infos[name], NOTE_BYTES_MAX), where=f"{path}: {name}")
                    for name in expected
                ),
                documents=tuple(sorted(m["name"] for name in infos if (m := _DOCUMENT.fullmatch(name)))),
                openings={
                    m["name"]: _content(archive, infos[name], OPENING_BYTES_MAX)
                    for name in sorted(infos)
                    if (m := _OPENING.fullmatch(name))
                },
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
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="a bundle",
            got="no such file",
            remedy="check the path of the bundle",
        ) from error
    except ProverkaError:
        raise
    except _NO_ARCHIVE as error:
        raise _bad_bundle(
            str(path), "an uncompressed ZIP archive, whole", str(error) or type(error).__name__
        ) from error


def _infos(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by name; refuse what a bundle does not have."""
    infos = archive.infolist()
    if len(infos) > FILES_MAX:
        raise _bad_bundle(str(path), f"at most {FILES_MAX} files", str(len(infos)))
    if archive.comment:
        raise _bad_bundle(str(path), "no comment", repr(archive.comment[:40]))
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        where, name = f"{path}: {info.filename}", info.filename
        if not any(form.fullmatch(name) for form in (_SUBMISSION, _DOCUMENT, _OPENING)):
            raise _bad_bundle(where, "submissions/0001.note, documents/SHA-256 or openings/SHA-256", name)
        if name in found:
            raise _bad_bundle(where, "every file once", "a second file of that name")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & _ENCRYPTED:
            raise _bad_bundle(where, "a file neither compressed nor encrypted", "another")
        found[name] = info
    return found


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bytes_max: int) -> bytes:
    if info.file_size > bytes_max:
        raise MalformedError(
            Refusal.TOO_LARGE,
            where=info.filename,
            expected=f"at most {bytes_max} bytes",
            got=f"{info.file_size} bytes",
            remedy="put what is large into a document",
        )
    return archive.read(info)


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
