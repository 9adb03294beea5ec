"""HTTP, as far as a record needs it: a question to one place and its answer, bounded in bytes and in seconds.

What is fetched is never believed: every reader verifies it. What a stranger's server can still do is to answer without
end, slowly, or from elsewhere; hence the limits, and no redirection is followed.
"""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

from proverka.model.errors import MalformedError, Refusal, RefusedError

# A whole answer, from the first byte sent to the last one received: a tile takes a second on the slowest line, and a
# server that needs longer is one that does not answer. What may be large has longer, at the rate of a slow line.
SECONDS_MAX = 30.0
BYTES_PER_SECOND_MIN = 100_000
# What a server says beside another status than 200 is for people, or a size; of a longer page the beginning will do.
ERROR_BYTES_MAX = 65_536

OK = 200

URL_FORM = re.compile(r"https?://[!-~]+", re.ASCII | re.IGNORECASE)
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: the status, the media type without its parameters, the body."""

    status: int
    content_type: str
    body: bytes


class HttpExchange:
    """One place on the web, `http://` or `https://`. The connection is kept from one question to the next.

    Owned by one thread. Raises `MalformedError` (bad-value) for an address of another form.
    """

    __slots__ = ("_base", "_connection", "_host", "_path", "_port", "_seconds_max", "_secure")

    def __init__(self, base: str, *, seconds_max: float = SECONDS_MAX) -> None:
        try:
            parts = urlsplit(base)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise _bad_address(base) from error
        if not URL_FORM.fullmatch(base) or not host or parts.query or parts.fragment or "@" in parts.netloc:
            raise _bad_address(base)
        self._base = base
        self._host, self._port, self._path = host, port, parts.path.rstrip("/")
        self._secure = parts.scheme == "https"
        self._seconds_max = seconds_max
        self._connection: HTTPConnection | None = None

    def __str__(self) -> str:
        return self._base

    def get(self, path: str, *, bytes_max: int) -> Answer:
        """Return what the server has at `path` below this place; raise as `post` does."""
        return self._exchange("GET", path, None, bytes_max)

    def post(self, path: str, body: bytes, *, bytes_max: int) -> Answer:
        """Return what the server answers to `body`, sent to `path` below this place.

        Raises `RefusedError`: unreachable where there is no answer in time or not one in HTTP, too-large where it has
        the status 200 and more than `bytes_max` bytes. Every status is an answer, a redirection too.
        """
        return self._exchange("POST", path, body, bytes_max)

    def close(self) -> None:
        """Give up the connection; the next question makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        # Sources are handed from layer to layer like folders, which nobody closes; the connection goes with its owner.
        if getattr(self, "_connection", None) is not None:
            self.close()

    def _exchange(self, method: str, path: str, body: bytes | None, bytes_max: int) -> Answer:
        kept = self._connection is not None
        try:
            try:
                return self._ask(method, path, body, bytes_max)
            except (ConnectionError, HTTPException):
                # A server may close a kept connection at any time: that says nothing of what it would answer now.
                if not kept:
                    raise
                self.close()
                return self._ask(method, path, body, bytes_max)
        except (OSError, HTTPException, UnicodeError) as error:
            self.close()
            raise unreachable(f"{self._base}/{path}", str(error) or type(error).__name__) from error
        except RefusedError:
            self.close()  # The rest of the answer is still under way on it.
            raise

    def _ask(self, method: str, path: str, body: bytes | None, bytes_max: int) -> Answer:
        connection = self._connection = self._connection or self._connect()
        where = f"{self._base}/{path}"
        with Deadline(connection, self._seconds_max + bytes_max / BYTES_PER_SECOND_MIN) as deadline:
            if connection.sock is None:
                connection.connect()
            # An answer that ends where the connection ends takes the socket out of the connection with it.
            deadline.socket = connection.sock
            headers = {"User-Agent": "proverka", "Accept-Encoding": "identity"}
            connection.request(method, f"{self._path}/{quote(path)}", body=body, headers=headers)
            with connection.getresponse() as response:
                whole, data = body_within(response, bytes_max if response.status == OK else ERROR_BYTES_MAX)
        if not whole and response.status == OK:
            raise _too_large(where, bytes_max)
        if not whole or response.will_close:
            self.close()
        return Answer(status=response.status, content_type=response.headers.get_content_type(), body=data)

    def _connect(self) -> HTTPConnection:
        make = HTTPSConnection if self._secure else HTTPConnection
        return make(self._host, self._port, timeout=self._seconds_max)


class Deadline:
    """Cuts a connection after so many seconds: the time-out of a socket begins anew with every byte that trickles in.

    Leaving it late raises `TimeoutError`, whatever came of the cut: an answer that ends where the connection ends would
    otherwise pass as whole.
    """

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self.socket: socket.socket | None = None
        self._connection, self._seconds, self._expired = connection, seconds, False
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._expired and (error is None or isinstance(error, OSError | HTTPException)):
            raise TimeoutError(f"no whole answer within {self._seconds:.0f} seconds") from error

    def _cut(self) -> None:
        self._expired = True
        # While it is being made, a connection has only its own socket.
        cut = self.socket or self._connection.sock
        if cut is not None:
            with suppress(OSError):
                cut.shutdown(socket.SHUT_RDWR)


def body_within(response: HTTPResponse, bytes_max: int) -> tuple[bool, bytes]:
    """Return whether a body has at most `bytes_max` bytes, and these; no memory is set aside ahead of them."""
    chunks, size = [], 0
    while chunk := response.read1(_CHUNK_BYTES):
        chunks.append(chunk)
        size += len(chunk)
        if size > bytes_max:
            return False, b"".join(chunks)[:bytes_max]
    if response.length:
        raise HTTPException(f"the answer ends {response.length} bytes before its end")
    return True, b"".join(chunks)


def _too_large(where: str, bytes_max: int) -> RefusedError:
    return RefusedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {bytes_max} bytes",
        got="more",
        remedy="ask the operator of that server what it serves there, or fetch the file from another copy",
    )


def unreachable(where: str, got: str) -> RefusedError:
    """Return the refusal to go on without an answer."""
    return RefusedError(
        Refusal.UNREACHABLE,
        where=where,
        expected="an answer",
        got=got,
        remedy="check the address and the connection, and try again; or carry the files by hand",
    )


def _bad_address(base: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE,
        where="the address of a place on the web",
        expected="http:// or https://, a host, perhaps a port and a path; no user, no query",
        got=base,
        remedy="write the address as its owner gave it, without a password in it",
    )
