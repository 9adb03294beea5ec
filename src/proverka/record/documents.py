"""Documents: files beside the log, each under the SHA-256 of its own bytes, so that an entry can name it for good."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.encoding import decode_hex
from proverka.record.storage import sync_folder

_DIGEST_BYTES = 32
_SHARD_DIGITS = 2
_NEW = ".new"


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
        name = hashlib.sha256(content).hexdigest()
        if not self._stands(name):
            with self._new_file(name).open("xb") as file:
                file.write(content)
            self._keep(name)
        return name

    def put_file(self, source: Path) -> str:
        """Return the name of a copy of the file `source`, as `put` does."""
        with source.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()
        if not self._stands(name):
            with source.open("rb") as file, self._new_file(name).open("xb") as copy:
                shutil.copyfileobj(file, copy)
            self._keep(name)
            self.check(name)  # The source may have changed between the two readings.
        return name

    def get(self, name: str) -> bytes:
        """Return the document `name`, hashed again; raise as `check` does."""
        try:
            content = self.path(name).read_bytes()
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
            with self.path(name).open("rb") as file:
                got = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise _missing(name, error) from error
        if got != name:
            raise _wrong(name, got)
        return size

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
            if not path.name.endswith(_NEW):
                yield path.name

    def __contains__(self, name: str) -> bool:
        return self.path(name).is_file()

    def _stands(self, name: str) -> bool:
        if name not in self:
            return False
        self.check(name)
        return True

    def _new_file(self, name: str) -> Path:
        """Return a free path to write `name` at first."""
        new = self._new_path(name)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)  # left by a crashed process that had the same number
        return new

    def _new_path(self, name: str) -> Path:
        # A path of this process, since another may be putting the same bytes at this moment.
        return self.path(name).with_name(f"{name}.{os.getpid()}{_NEW}")

    def _keep(self, name: str) -> None:
        """Make the new file durable and give it its name. Crash state: an unfinished file that `names` passes over."""
        path, new = self.path(name), self._new_path(name)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
        for folder in path.parents[:3]:
            sync_folder(folder)


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
