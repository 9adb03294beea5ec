"""Documents: files beside the log, each under the SHA-256 of its own bytes, so that an entry can name it for good."""

import errno
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.encoding import decode_hex
from proverka.record.storage import open_regular, sync_folder

_DIGEST_BYTES = 32
_SHARD_DIGITS = 2
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStore:
    """The documents in a folder, at `sha256/<first two digits>/<name>`. A name is 64 lower-case hexadecimal digits.

    Documents may be larger than memory; all but `get` and `put` stream them.
    """

    folder: Path

    def put(self, content: bytes) -> str:
        """Return the name of `content`, which is durable under it when this returns.

        Doing so again changes nothing. Raises `RefusedError` (wrong-document) where damaged bytes stand under the
        name: they are evidence, and are not overwritten.
        """
        return self.put_chunks([content])

    def put_file(self, source: Path) -> str:
        """Return the name of a copy of the file `source`, as `put` does. The file is read once."""
        with open_regular(source) as file:
            return self.put_chunks(chunks_of(file))

    def put_as(self, name: str, source: BinaryIO) -> None:
        """Make what `source` gives from here to its end durable under `name`, as `put` does.

        Raises `RefusedError` (wrong-document) unless the very bytes that were written hash to it; nothing is kept then.
        """
        self._put(chunks_of(source), name)

    def get(self, name: str) -> bytes:
        """Return the document `name`, hashed again; raise as `check` does."""
        try:
            with open_regular(self.path(name)) as file:
                content = file.read()
        except OSError as error:
            raise _missing(name, error) from error
        if (got := hashlib.sha256(content).hexdigest()) != name:
            raise _wrong(name, got)
        return content

    def check(self, name: str) -> int:
        """Return the size in bytes of the document `name`, after hashing it again.

        Raises `RefusedError`: missing-document where it is not there, wrong-document where it hashes otherwise;
        `MalformedError` (bad-value) where `name` is no name.
        """
        try:
            with open_regular(self.path(name)) as file:
                got = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise _missing(name, error) from error
        if got != name:
            raise _wrong(name, got)
        return size

    def standing(self, name: str) -> Path:
        """Return where the document `name` stands, its bytes unread; raise as `check` does where it is not there."""
        path = self.path(name)
        if not path.is_file():
            raise _missing(name, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        return path

    def path(self, name: str) -> Path:
        """Return where the document `name` stands or would stand, for reading; raise `MalformedError` (bad-value)."""
        digest = decode_hex(name)
        if digest is None or len(digest) != _DIGEST_BYTES:
            raise MalformedError(
                Refusal.BAD_VALUE,
                where="the name of a document",
                expected=f"{2 * _DIGEST_BYTES} lower-case hexadecimal digits",
                got=name,
                remedy="name the document by the SHA-256 of its bytes",
            )
        return self.folder / "sha256" / name[:_SHARD_DIGITS] / name

    def names(self) -> Iterator[str]:
        """Yield the name of every file in the store in order, damaged ones included; unfinished writes are not."""
        for path in sorted((self.folder / "sha256").glob("*/*")):
            yield path.name

    def __contains__(self, name: str) -> bool:
        return self.path(name).is_file()

    def put_chunks(self, chunks: Iterable[bytes]) -> str:
        """Return the name of the document that `chunks` make one after another, as `put` does. They are read once.

        The name is that of the bytes which were written, even where their source changes meanwhile. Crash state: an
        unfinished file that `names` passes over.
        """
        return self._put(chunks, None)

    def _put(self, chunks: Iterable[bytes], expected: str | None) -> str:
        new = self._new_path()
        new.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with new.open("wb") as copy:
                for chunk in chunks:
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            name = digest.hexdigest()
            if expected is not None and expected != name:
                raise _wrong(expected, name)
            self._keep(new, name)
        finally:
            new.unlink(missing_ok=True)
        return name

    def _keep(self, new: Path, name: str) -> None:
        path = self.path(name)
        if path.exists():
            self.check(name)
            return
        path.parent.mkdir(exist_ok=True)
        new.replace(path)
        # Up to the folder that holds the store: the store itself may be new.
        for folder in path.parents[:4]:
            sync_folder(folder)

    def _new_path(self) -> Path:
        # A path of this thread of this process: another may be putting a document at this moment.
        return self.folder / "sha256" / f"{os.getpid()}-{threading.get_ident()}.new"


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is in a file, in pieces that fit into memory."""
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def _missing(name: str, error: OSError) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_DOCUMENT,
        where=name,
        expected="a document in the store",
        got=error.strerror or type(error).__name__,
        remedy="fetch the document from any copy of the record: its name proves that it is the right one",
    )


def _wrong(name: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_DOCUMENT,
        where=name,
        expected=f"bytes whose SHA-256 is {name}",
        got=got,
        remedy="set the damaged file aside as evidence and fetch the document from another copy",
    )
