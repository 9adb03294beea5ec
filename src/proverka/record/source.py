"""Where the files of a log are read from, for reading alone: a folder, a place on the web, a part of either.

A source promises nothing. Whoever reads from one verifies what it got, and a source that lies is found out.
"""

from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """Files by their path with forward slashes. `Folder` is one, and so is `web.WebSource`."""

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        """Return the bytes at `path`, or `None` where there is no file.

        Raises `RefusedError`: too-large over `bytes_max`, missing-file for a file that cannot be read, unreachable for
        a server that does not answer.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The files below one folder of another source."""

    whole: Source
    folder: str

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        """Return the bytes at `path` below the folder; see `Source`."""
        return self.whole.read(f"{self.folder}/{path}", bytes_max=bytes_max)
