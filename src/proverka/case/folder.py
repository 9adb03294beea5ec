"""Reading the files of a case folder: inside it only, within limits, UTF-8 without a byte-order mark."""

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.storage import held_folder, open_regular, sync_folder

# The largest authored text: a hundred thousand rows of figures. Larger tables travel as documents.
TEXT_BYTES_MAX = 64 * 1024 * 1024
# The largest document that is kept beside a log: a scanned report with its annexes.
DOCUMENT_BYTES_MAX = 1024 * 1024 * 1024

_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A folder out of which no name leads."""

    root: Path

    def path(self, name: str, *, where: str) -> Path:
        """Return the file called `name` in this folder; refuse (path-outside-case, missing-file)."""
        path = self.root / name
        try:
            inside = path.resolve().is_relative_to(self.root.resolve())
            there = path.is_file()
        except (OSError, ValueError, RuntimeError) as error:  # too long, a zero byte, a ring of symbolic links
            raise _missing(name, where) from error
        if not inside or Path(name).is_absolute():
            raise RefusedError(
                Refusal.PATH_OUTSIDE_CASE,
                where=where,
                expected="a file inside the case folder, symbolic links followed",
                got=repr(name),
                remedy="copy the file into the case folder and name it from there",
            )
        if not there:
            raise _missing(name, where)
        return path

    def text(self, name: str) -> str:
        """Return the text of a file; refuse what is too large, marked, or not UTF-8."""
        path = self.path(name, where=name)
        size = path.stat().st_size
        if size > TEXT_BYTES_MAX:
            raise too_large(name, size, TEXT_BYTES_MAX, "split it, or attach it as a document")
        return decode_text(path.read_bytes(), where=name)

    def toml(self, name: str) -> dict[str, object]:
        """Return a TOML file as plain data; refuse (bad-syntax) what is not TOML."""
        return parse_toml(self.text(name), where=name)

    def names(self, pattern: str) -> list[str]:
        """Return the names of files that match, sorted, so that every build reads them in one order."""
        return sorted(str(p.relative_to(self.root)) for p in self.root.glob(pattern) if p.is_file())


def read_limited(path: Path, bytes_max: int, *, remedy: str = "check the path") -> bytes:
    """Return the bytes of a file that a person names; refuse (missing-file, too-large)."""
    try:
        with open_regular(path) as file:
            data = file.read(bytes_max + 1)
    except OSError as error:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="a file that can be read",
            got=error.strerror or type(error).__name__,
            remedy=remedy,
        ) from error
    if len(data) > bytes_max:
        raise too_large(str(path), path.stat().st_size, bytes_max, "check that it is the right file")
    return data


def make_folder(folder: Path) -> None:
    """Make a folder that a person names, unless it is there; refuse (already-there, missing-file) where it cannot be.

    What is there and is no folder is left alone.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        there = folder.exists()
        raise RefusedError(
            Refusal.ALREADY_THERE if there else Refusal.MISSING_FILE,
            where=str(folder),
            expected="a folder, or a place where one can be made",
            got="something else of that name" if there else error.strerror or type(error).__name__,
            remedy="name another folder",
        ) from error


@contextmanager
def whole_folder(folder: Path, *, mode: int = 0o777, replace: bool = False) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of `folder` when it is left, durably: with all in it or not at all.

    Nothing may stand there yet, unless it is to be replaced: then it steps aside for the moment of the change, and is
    removed. Crash state: an unfinished folder beside the place, which the next try removes; or the one before beside
    it, where the crash came between the two steps of a replacement. Raises RefusedError (busy) where another process is
    filling it.
    """
    staging = folder.with_name(f".{folder.name}.making")
    if staging.exists():
        with held_folder(staging):
            shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=mode, parents=True)
    try:
        with held_folder(staging):
            yield staging
        sync_folder(staging)
        if replace:
            aside = folder.with_name(f".{folder.name}.before")
            shutil.rmtree(aside, ignore_errors=True)
            folder.rename(aside)
            staging.rename(folder)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            staging.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def write_durably(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a new file; when this returns its bytes are durable, and its name once its folder is synced."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def decode_text(data: bytes, *, where: str) -> str:
    """Return `data` as text; refuse (byte-order-mark, wrong-encoding)."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise MalformedError(
                Refusal.BYTE_ORDER_MARK,
                where=where,
                expected="UTF-8 without a byte-order mark",
                got=f"a {encoding} byte-order mark",
                remedy="save the file as 'UTF-8' instead of 'UTF-8 with BOM' or 'Unicode'",
            )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MalformedError(
            Refusal.WRONG_ENCODING,
            where=f"{where}: line {line}",
            expected="UTF-8",
            got=f"byte 0x{data[error.start]:02x}, which is not UTF-8 here",
            remedy="save the file as UTF-8",
        ) from error


def parse_toml(text: str, *, where: str) -> dict[str, object]:
    """Return TOML text as plain data; refuse (bad-syntax) what is not TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise MalformedError(
            Refusal.BAD_SYNTAX,
            where=where,
            expected="TOML",
            got=str(error),
            remedy="correct the file at the line and column named",
        ) from error


def too_large(where: str, size: int, limit: int, remedy: str) -> MalformedError:
    """Return the refusal of something over its limit, in bytes."""
    return MalformedError(
        Refusal.TOO_LARGE, where=where, expected=f"at most {limit} bytes", got=f"{size} bytes", remedy=remedy
    )


def _missing(name: str, where: str) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_FILE,
        where=where,
        expected="a file",
        got=f"no file {name!r} in the case folder",
        remedy="check the name, or add the file",
    )
