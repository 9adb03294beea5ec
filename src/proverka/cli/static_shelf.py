"""Files as they go over the wire, kept in memory between requests: read once, compressed once, and never stale.

What a file holds is asked of the disk at every request by its identity, and the file is read again where that is
another. To read each file anew, as Starlette does by itself, costs five to eight times as much (`bench/serving.py`).
"""

import gzip
import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse

from proverka.cli.static_folder import Identity, StaticFile
from proverka.cli.static_headers import GZIP, Audience, entity_tag, headers_of
from proverka.record.storage import open_regular

# The largest file that is kept: beyond it reading weighs little against sending.
FILE_BYTES_MAX = 4 * 1024 * 1024
# All that is kept: the edition of a large case has more pages than anybody reads in a day.
SHELF_BYTES_MAX = 128 * 1024 * 1024
# Headers, names and so on, to each file: an edition of empty files must not fill the memory either.
OVERHEAD_BYTES = 4096

# A clock of the disk ticks every few milliseconds: two writings within a tick may leave the same identity. What was
# written so shortly ago is answered with, and not kept.
SETTLED_NS = 100_000_000

# A page is compressed about as quickly as it is read; higher levels take longer and gain a hundredth.
GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A file as it is, or compressed: its whole answer, and the one to who has it already."""

    identity: Identity
    tag: str
    modified: str
    whole: Response
    unchanged: Response

    @property
    def cost(self) -> int:
        """The bytes that it takes up."""
        return len(self.whole.body) + OVERHEAD_BYTES


class Shelf:
    """Representations of files, those asked for last; owned by one thread but for `read`."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._kept: OrderedDict[tuple[str, bool], Representation] = OrderedDict()
        self._bytes = 0

    def get(self, file: StaticFile, *, gzipped: bool) -> Representation | None:
        """Return what is kept of a file as it stands now; None where it is to be read."""
        key = (file.name, gzipped)
        found = self._kept.get(key)
        if found is None or found.identity != file.identity:
            return None
        self._kept.move_to_end(key)
        return found

    def put(self, file: StaticFile, made: Representation, *, gzipped: bool) -> None:
        """Keep a representation, unless its file was written just now; let go of those not asked for longest."""
        if time.time_ns() - made.identity.changed_ns < SETTLED_NS:
            return
        key = (file.name, gzipped)
        before = self._kept.pop(key, None)
        self._bytes += made.cost - (before.cost if before else 0)
        self._kept[key] = made
        while self._bytes > SHELF_BYTES_MAX:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.cost

    def read(self, file: StaticFile, *, gzipped: bool) -> Representation | None:
        """Return a file as it is read now, compressed where that makes it smaller; None where it changed meanwhile.

        Raises OSError where it cannot be read.
        """
        with open_regular(Path(file.path)) as opened:
            if Identity.of(os.fstat(opened.fileno())) != file.identity:
                return None
            body = opened.read(FILE_BYTES_MAX)
        if gzipped:
            smaller = gzip.compress(body, GZIP_LEVEL, mtime=0)
            if len(smaller) < len(body):
                return self._made(file, smaller, GZIP)
        return self._made(file, body, "")

    def _made(self, file: StaticFile, body: bytes, coding: str) -> Representation:
        headers = headers_of(file, self._audience, coding)
        whole = Response(body, headers=headers)
        return Representation(
            identity=file.identity,
            tag=entity_tag(file, coding),
            modified=headers["last-modified"],
            whole=whole,
            unchanged=NotModifiedResponse(whole.headers),
        )
