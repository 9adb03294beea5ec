"""A folder as the web may see it: which file an address stands for, and that no address leads out of it."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

# What a reader means who names a folder: its page, or else what is said about it in plain words.
INDEXES = ("index.html", "README.txt")

# One part of an address. None is hidden (which `.` and `..` are too) or empty, and none has what takes another turn
# where Windows reads it: a backslash, the colon of a drive or stream, a dot or blank at the end.
_PART = re.compile(r"[^./\\:\x00-\x1f\x7f](?:[^/\\:\x00-\x1f\x7f]*[^./\\:\x00-\x1f\x7f ])?")

# No edition holds these. Should one lie here all the same, it is not for the web: the lock and the keys of a case.
_NEVER = {"keys", "lock"}
_NEVER_ENDING = ".key"


class Identity(NamedTuple):
    """What tells one content of a file from another without reading it."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Identity":
        """Return the identity of the file that has this status."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file by its name in the folder, with forward slashes; where it lies; and as it stood when it was found."""

    name: str
    path: str
    identity: Identity


class StaticFolder:
    """The files below one folder, by the path of their address.

    Nothing outside is ever found: a part of an address is a plain name, and a file that is reached by a symbolic link
    is none, wherever the link leads. The folder itself may be one; it is the one that it leads to now.
    """

    def __init__(self, root: Path) -> None:
        self.root = os.path.realpath(root)

    def find(self, address: str) -> StaticFile | None:
        """Return the file at an address, such as `/en/index.html` or `/en/`, in clear; None where there is none.

        Whoever reads the file asks `inside` first, unless it has read one of the same identity already.
        """
        first, *parts = address.split("/")
        if first or not parts:
            return None
        names = [[*parts[:-1], index] for index in INDEXES] if not parts[-1] else [parts]
        return next((found for one in names if (found := self._file(one)) is not None), None)

    def inside(self, file: StaticFile) -> bool:
        """Whether the path of a file is its real one, without any symbolic link on the way."""
        return os.path.realpath(file.path) == file.path

    def _file(self, parts: list[str]) -> StaticFile | None:
        if not all(map(_is_open, parts)):
            return None
        path = os.path.join(self.root, *parts)  # noqa: PTH118 - at every request, in a tenth of the time
        try:
            status = os.lstat(path)
        except (OSError, ValueError):  # none there, too long, or no name in the encoding of this disk
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return StaticFile(name="/".join(parts), path=path, identity=Identity.of(status))


def _is_open(part: str) -> bool:
    plain = part.casefold()
    return _PART.fullmatch(part) is not None and plain not in _NEVER and not plain.endswith(_NEVER_ENDING)
