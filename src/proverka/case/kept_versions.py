"""The versions of articles that somebody keeps: each under its SHA-256, with its address and the instant of reading.

FOLDER/versions.jsonl      one line for each version of each place, in the order of reading
FOLDER/SHA256              its bytes, exactly as they were found

Pages change, and a statement is found again in the version from which it was taken.
"""

import hashlib
import os
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
from proverka.sources.reading.decoding import BYTES_MAX

LIST = "versions.jsonl"
# A hundred thousand versions with long addresses.
LIST_BYTES_MAX = 64 * 1024 * 1024


class KeptVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version: `place` is the address of its page, or the name of the file where the article tells none."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]
    place: str
    read_at: Annotated[datetime, Meta(tz=True)]


@dataclass(slots=True, kw_only=True)
class KeptVersions:
    """The versions in one folder. Owned by one process at a time.

    `keep` each version and `settle` when what changed has been told: until then, the next time tells it again. Crash
    states: bytes without a line, which the next time finds in their place; a line without its end, which is taken away
    when the folder is next opened.
    """

    folder: Path
    _latest: dict[str, KeptVersion] = field(default_factory=dict)
    _unlisted: list[KeptVersion] = field(default_factory=list)

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

    def latest(self, place: str) -> KeptVersion | None:
        """Return the last version that was read of a place."""
        return self._latest.get(place)

    def keep(self, data: bytes, *, place: str, read_at: datetime) -> None:
        """Keep the bytes that were read of a place, where they are not its latest version: they are durable then."""
        digest = hashlib.sha256(data).hexdigest()
        before = self.latest(place)
        if before is not None and before.sha256 == digest:
            return
        if not (self.folder / digest).exists():
            self._write(digest, data)
        version = KeptVersion(sha256=digest, size=len(data), place=place, read_at=read_at)
        self._unlisted.append(version)
        self._latest[place] = version

    def settle(self) -> None:
        """List what was kept: it is the version before, the next time. When this returns, its lines are durable."""
        if not self._unlisted:
            return
        path = self.folder / LIST
        if not path.exists():
            write_durably(path, "")
        with path.open("ab") as file:
            file.writelines(encode_json(version) + b"\n" for version in self._unlisted)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
        self._unlisted.clear()

    def read(self, version: KeptVersion) -> bytes:
        """Return the bytes of a version; refuse (missing-file, wrong-document) what is not there or not the same."""
        path = self.folder / version.sha256
        data = read_limited(path, BYTES_MAX, remedy="put it back from a copy of the folder")
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
            sync_folder(self.folder)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.folder)) from error
        finally:
            unfinished.unlink(missing_ok=True)
