"""The versions of articles that somebody keeps: each under its SHA-256, with its address and the instant of reading.

FOLDER/versions.jsonl      one line for each version of each place, in the order of reading
FOLDER/SHA256              its bytes, exactly as they were found

Pages change, and a statement is found again in the version from which it was taken.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from proverka.case.folder import make_folder, read_limited, write_durably
from proverka.model.errors import MalformedError, Refusal
from proverka.model.reading import decode_json, encode_json
from proverka.model.submission import Sha256
from proverka.record.storage import sync_folder

LIST = "versions.jsonl"
# A hundred thousand versions with long addresses.
LIST_BYTES_MAX = 64 * 1024 * 1024
VERSION_BYTES_MAX = 64 * 1024 * 1024


class KeptVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version: `place` is the address of its page, or the name of the file where the article tells none."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]
    place: str
    read_at: Annotated[datetime, Meta(tz=True)]


@dataclass(slots=True, kw_only=True)
class KeptVersions:
    """The versions in one folder. Owned by one process at a time."""

    folder: Path
    _latest: dict[str, KeptVersion] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> "KeptVersions":
        """Return the versions that a folder holds, which is made where it is not there.

        Raises what `make_folder` and `read_limited` raise, and what `decode_json` does for a line of another form.
        """
        make_folder(folder)
        path = folder / LIST
        text = read_limited(path, LIST_BYTES_MAX) if path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:  # a line was cut off while it was written, and counts as not written
            os.truncate(path, len(whole))
        kept = cls(folder=folder)
        for number, line in enumerate(whole.splitlines(), start=1):
            version = decode_json(line, KeptVersion, where=f"{path}: line {number}")
            kept._latest[version.place] = version
        return kept

    @property
    def latest(self) -> Mapping[str, KeptVersion]:
        """The last version that was read of each place."""
        return self._latest

    def keep(self, data: bytes, *, place: str, read_at: datetime) -> KeptVersion | None:
        """Keep the bytes that were read of a place, and return the version before, where that was another one.

        What is the same as before is not told twice. When this returns, bytes and line are durable. Crash states: bytes
        without a line, which the next time finds in their place; a line without its end, which is taken away when the
        folder is next opened.
        """
        digest = hashlib.sha256(data).hexdigest()
        before = self._latest.get(place)
        if before is not None and before.sha256 == digest:
            return None
        if not (self.folder / digest).exists():
            self._write(digest, data)
        version = KeptVersion(sha256=digest, size=len(data), place=place, read_at=read_at)
        self._append(version)
        self._latest[place] = version
        return before

    def read(self, version: KeptVersion) -> bytes:
        """Return the bytes of a version; refuse (missing-file, wrong-document) what is not there or not the same."""
        path = self.folder / version.sha256
        data = read_limited(path, VERSION_BYTES_MAX, remedy="put it back from a copy of the folder")
        if hashlib.sha256(data).hexdigest() != version.sha256:
            raise MalformedError(
                Refusal.WRONG_DOCUMENT,
                where=str(path),
                expected="bytes that hash to the name of the file",
                got=hashlib.sha256(data).hexdigest(),
                remedy="put it back from a copy of the folder",
            )
        return data

    def _write(self, digest: str, data: bytes) -> None:
        unfinished = self.folder / f".{digest}.unfinished"
        try:
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.folder / digest)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.folder)) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _append(self, version: KeptVersion) -> None:
        path = self.folder / LIST
        if not path.exists():
            write_durably(path, "")
        with path.open("ab") as file:
            file.write(encode_json(version) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
