"""Where the files of a log are kept: the few steps on a folder from which everything durable is built.

Each step is a method of its own so that a test can stop the world before or after any of them.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

from proverka.model.errors import Refusal, RefusedError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Damaged files and cut ends of journals: kept for whoever asks what happened, read by nothing here.
ASIDE = "aside"
_ASIDE_DIGITS = 16

# Below so many files threads cost more than they gain; more at once than this gains nothing on a single disk.
_SIDE_BY_SIDE_MIN = 16
_SYNCS_MAX = 16

# On Windows lines would be translated without the first; there is no such flag elsewhere, and no second there.
_BINARY = getattr(os, "O_BINARY", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)

_LOCK = "lock"
_NEW = ".new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Files under one root, by their path with forward slashes. Only the lock and `OSError` come from outside.

    `publish`, `replace`, `discard` and `set_aside` state what holds when they return; the steps (`write`, `write_at`,
    `sync`, `rename`, `sync_folder`, `remove`) promise nothing about a loss of power on their own.
    """

    root: Path

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        """Return the bytes at `path`, or `None` where there is no file.

        Raises `RefusedError`: too-large over `bytes_max`, missing-file where the system cannot read what is there.
        """
        try:
            # A proof reads a tile for every entry: objects around a descriptor would cost more than the read.
            descriptor, size = _open_regular(os.path.join(self.root, path))  # noqa: PTH118
            try:
                # A limit is generous, a file is mostly small: do not set memory aside for the limit.
                data = _read_up_to(descriptor, min(size, bytes_max) + 1)
            finally:
                os.close(descriptor)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _unreadable(path, error) from error
        if len(data) > bytes_max:
            raise _too_large(path, bytes_max)
        return data

    def has(self, path: str) -> bool:
        """Return whether there is a file at `path`."""
        return (self.root / path).is_file()

    def names(self, path: str) -> list[str]:
        """Return the names in the folder `path`, sorted; none where there is no such folder."""
        try:
            return sorted(entry.name for entry in (self.root / path).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unreadable(path, error) from error

    def publish(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write every file; when this returns, the bytes and the names of all of them are durable.

        A crash before that may leave any of them absent, cut or whole: none may be one that a reader needs already.
        """
        written = []
        for path, data in files:
            self.write(path, data)
            written.append(path)
        self._sync_all(written)
        for folder in _folders_of(written):
            self.sync_folder(folder)

    def _sync_all(self, paths: Sequence[str]) -> None:
        """Sync every file; many of them side by side, so that the disk makes them durable in fewer turns."""
        if len(paths) < _SIDE_BY_SIDE_MIN:
            for path in paths:
                self.sync(path)
            return
        with ThreadPoolExecutor(max_workers=_SYNCS_MAX) as pool:
            for done in [pool.submit(self.sync, path) for path in paths]:
                done.result()

    def replace(self, path: str, data: bytes) -> None:
        """Put `data` in the place of what is at `path`; when this returns it is durable.

        A crash before that leaves the old bytes or the new ones whole, never a mixture.
        """
        self.write(path + _NEW, data)
        self.sync(path + _NEW)
        self.rename(path + _NEW, path)
        # Until the folder itself is synced, a loss of power may still bring the old name back; and until the folders
        # above it are, a folder that this has made may be gone with all that is in it.
        for folder in _folders_of([path]):
            self.sync_folder(folder)

    def discard(self, paths: Sequence[str]) -> None:
        """Remove the files at `paths`; when this returns, none of them comes back after a loss of power."""
        for path in paths:
            self.remove(path)
        for folder in _folders_of(paths):
            with suppress(FileNotFoundError):  # It has gone with its last file: the folder above it tells.
                self.sync_folder(folder)

    def set_aside(self, path: str, *, digest: str) -> str:
        """Move the file at `path`, whose SHA-256 is `digest`, out of the way as evidence, and return where it lies.

        Its new name tells its content, so that two damaged files of one name are both kept. When this returns, the
        move is durable. A crash before that leaves the file in one of the two places.
        """
        aside = f"{ASIDE}/{path}.{digest[:_ASIDE_DIGITS]}"
        self.rename(path, aside)
        for folder in _folders_of([aside, path]):
            self.sync_folder(folder)
        return aside

    def write(self, path: str, data: bytes) -> None:
        """Write `data` at `path`, with the folders above it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def write_at(self, path: str, offset: int, data: bytes) -> None:
        """Write `data` into the file at `path` from `offset` on; offset 0 begins a new file, with nothing in it."""
        with self._opened(path, os.O_WRONLY | (0 if offset else os.O_CREAT | os.O_TRUNC)) as descriptor:
            os.lseek(descriptor, offset, os.SEEK_SET)
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]

    def read_at(self, path: str, offset: int, length: int) -> bytes:
        """Return up to `length` bytes of the file at `path` from `offset` on: fewer where it ends before."""
        with open_regular(self.root / path) as file:
            file.seek(offset)
            return file.read(length)

    def sync(self, path: str) -> None:
        """Ask that the bytes at `path` be durable."""
        with self._opened(path, os.O_RDWR) as descriptor:
            os.fsync(descriptor)

    @contextmanager
    def _opened(self, path: str, flags: int) -> Iterator[int]:
        """Give the descriptor of a file: the steps of a commit are so short that objects around it would cost more."""
        descriptor = os.open(os.path.join(self.root, path), flags | _BINARY, 0o666)  # noqa: PTH118
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def rename(self, source: str, target: str) -> None:
        """Give the file at `source` the name `target`, atomically, in the place of what was there.

        The folders above `target` are made where they are not there.
        """
        new = self.root / target
        new.parent.mkdir(parents=True, exist_ok=True)
        (self.root / source).replace(new)

    def sync_folder(self, path: str) -> None:
        """Ask that the names in the folder `path` be durable."""
        sync_folder(self.root / path)

    def remove(self, path: str) -> None:
        """Remove the file at `path`, if it is there, and its folder if that is then empty."""
        target = self.root / path
        target.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that is not there, or still holds something
            target.parent.rmdir()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the one lock for writing; raise `RefusedError` (busy) where another holds it.

        The system drops the lock when its holder dies, so a crash never leaves one behind; the file stays.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / _LOCK).open("ab") as file:
            try:
                _lock(file.fileno())
            except (BlockingIOError, PermissionError) as error:  # the second is Windows's way to say the first
                raise _busy(self.root / _LOCK) from error
            yield


def open_regular(path: Path) -> BufferedReader:
    """Return the file at `path`, open for reading; raise `OSError` where there is none that can be read.

    What is no regular file is never waited for: a pipe that nobody writes to would hold up its reader for ever, and a
    device would never end.
    """
    return os.fdopen(_open_regular(str(path))[0], "rb")


def _open_regular(path: str) -> tuple[int, int]:
    """Return the descriptor of a regular file, open for reading, and its size."""
    descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | _BINARY)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status.st_size
    os.close(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "Not a regular file", path)


def _read_up_to(descriptor: int, length: int) -> bytes:
    """Return what a file holds from where it stands, up to `length` bytes."""
    data = os.read(descriptor, length)
    while len(data) < length and (more := os.read(descriptor, length - len(data))):
        data += more
    return data


def sync_folder(path: Path) -> None:
    """Ask that the names in the folder `path` be durable."""
    if sys.platform == "win32":
        return  # A folder cannot be opened there; NTFS journals its names itself.
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held_folder(path: Path) -> Iterator[None]:
    """Hold a folder as the one process that fills it; refuse (busy) where another does. It ends with the process."""
    if sys.platform == "win32":
        yield  # A folder cannot be opened there.
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            _lock(descriptor)
        except BlockingIOError as error:
            raise _busy(path) from error
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _folders_of(paths: Iterable[str]) -> list[str]:
    """Return every folder that a new file may have made or changed, the deepest first."""
    folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
    return sorted(folders, key=lambda folder: (-len(PurePosixPath(folder).parts), folder))


def _busy(lock: Path) -> RefusedError:
    return RefusedError(
        Refusal.BUSY,
        where=str(lock),
        expected="a place that nobody else is writing to",
        got="a lock that another process holds",
        remedy="wait until the other process has finished, then try again",
    )


def _unreadable(path: str, error: OSError) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_FILE,
        where=path,
        expected="a file that can be read",
        got=error.strerror or type(error).__name__,
        remedy="check the permissions and the disk, or fetch the file again from another copy",
    )


def _too_large(path: str, bytes_max: int) -> RefusedError:
    return RefusedError(
        Refusal.TOO_LARGE,
        where=path,
        expected=f"at most {bytes_max} bytes",
        got="more",
        remedy="fetch the file again from the log or from any copy of it",
    )
