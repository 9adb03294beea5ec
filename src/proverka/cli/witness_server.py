"""A witness over HTTP, on the standard library's server.

A party runs this for decades on a machine of its own, and has to trust all of it: two small requests are no reason for
a framework and its releases. What a public server needs besides is here: limits on bytes, seconds and connections, and
an end that loses no answer. Encryption is for the proxy in front; nothing here is secret.
"""

import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from proverka import __version__
from proverka.model.errors import ProverkaError
from proverka.witness.checkpoint_request import REQUEST_BYTES_MAX
from proverka.witness.witness import TEXT_TYPE, Response, Witness

# A log asks a few times an hour, a monitor as often. More at once are not logs.
CONNECTIONS_MAX = 64
# From the wait for a request to the last byte of its answer. A request has a few kilobytes.
REQUEST_SECONDS_MAX = 30.0

_CHECKPOINT_PATH = re.compile(r"/([0-9a-f]{64})/checkpoint")
_LENGTH = re.compile(r"[0-9]{1,10}", re.ASCII)

# Told of each answer: who asked, what, the status, and what was wrong with the witness itself, if anything.
Journal = Callable[[str], None]


class WitnessServer(ThreadingHTTPServer):
    """Serves `POST /add-checkpoint` and `GET /<hex sha256(origin)>/checkpoint`, a thread to a connection.

    `serve_forever` until `stop` is called from another thread; then `server_close` returns when every request that had
    begun is answered, after at most `REQUEST_SECONDS_MAX`.
    """

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], witness: Witness, *, now: Callable[[], int], tell: Journal) -> None:
        self.witness, self.now, self.tell = witness, now, tell
        self._slots = threading.BoundedSemaphore(CONNECTIONS_MAX)
        self._open: set[socket.socket] = set()
        self._changing = threading.Lock()
        self.stopping = False
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Begin a thread for a connection, or close it where there are `CONNECTIONS_MAX` already."""
        if not self._slots.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._changing:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Serve a connection in its own thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changing:
                self._open.discard(request)
            self._slots.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of a fault of our own; a connection that breaks is the asker's affair."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.tell(f"a fault of this program, in {request} of {client_address}: {error!r}")

    def stop(self) -> None:
        """End `serve_forever`, and let connections that are only kept open end at once."""
        self.stopping = True
        self.shutdown()
        with self._changing:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)


class _Handler(BaseHTTPRequestHandler):
    """One connection. Every answer has its length, so that the connection can be kept."""

    protocol_version = "HTTP/1.1"
    timeout = REQUEST_SECONDS_MAX
    error_content_type = TEXT_TYPE
    error_message_format = "%(code)d %(message)s\n"
    # Which method, at which path, does what.
    server: WitnessServer
    _length_required: ClassVar = (HTTPStatus.LENGTH_REQUIRED, "say the length of the request: Content-Length")

    def handle_one_request(self) -> None:
        """Serve one request within `REQUEST_SECONDS_MAX`, however slowly it comes in."""
        with _cut_after(self.connection, REQUEST_SECONDS_MAX):
            super().handle_one_request()
        if self.server.stopping:
            self.close_connection = True

    def do_POST(self) -> None:
        """Answer a request for a cosignature."""
        length = self._length()
        if length is None:
            return
        if self.path != "/add-checkpoint":
            self._refuse(HTTPStatus.NOT_FOUND, "a checkpoint is posted to /add-checkpoint")
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self._refuse(HTTPStatus.BAD_REQUEST, "the request ends before its end")
            return
        try:
            self._answer(self.server.witness.add_checkpoint(body, now=self.server.now()))
        except (ProverkaError, OSError) as error:
            self._unable(error)

    def do_GET(self) -> None:
        """Answer with the latest cosigned checkpoint of a log."""
        self._show(body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers of the same."""
        self._show(body=False)

    def _show(self, *, body: bool) -> None:
        match = _CHECKPOINT_PATH.fullmatch(self.path)
        try:
            raw = self.server.witness.checkpoint(match[1]) if match else None
        except (ProverkaError, OSError) as error:
            self._unable(error)
            return
        if raw is None:
            self._answer(_text(HTTPStatus.NOT_FOUND, "no checkpoint here"), body=body)
        else:
            self._answer(Response(status=HTTPStatus.OK, content_type=TEXT_TYPE, body=raw), body=body)

    def _length(self) -> int | None:
        """Return the length of the body, or `None` after an answer to a request that does not say one that will do."""
        stated = self.headers.get_all("Content-Length", [])
        if self.headers.get("Transfer-Encoding") or len(stated) != 1 or not _LENGTH.fullmatch(stated[0]):
            self._refuse(*self._length_required)
        elif int(stated[0]) > REQUEST_BYTES_MAX:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {REQUEST_BYTES_MAX} bytes")
        else:
            return int(stated[0])
        return None

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer without having read the body, after which the connection is of no more use."""
        self.close_connection = True
        self._answer(_text(status, message))

    def _unable(self, error: Exception) -> None:
        """Answer that the fault is here. The asker is told its kind, whoever runs the witness all of it."""
        code = error.code if isinstance(error, ProverkaError) else "no access to its own files"
        self.server.tell(f"cannot answer: {error}")
        self._answer(_text(HTTPStatus.SERVICE_UNAVAILABLE, f"this witness cannot cosign now: {code}"))

    def _answer(self, response: Response, *, body: bool = True) -> None:
        self.send_response(response.status)
        kind = response.content_type
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind == TEXT_TYPE else kind)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection or self.server.stopping:
            self.send_header("Connection", "close")
        self.end_headers()
        if body:
            self.wfile.write(response.body)

    def version_string(self) -> str:
        """Return what the header `Server` says: no more than anybody can find out."""
        return f"proverka/{__version__}"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        """Tell what was asked and answered, in one line."""
        self.server.tell(f"{self.address_string()} {self.command or '-'} {getattr(self, 'path', '-')} {int(code)}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Tell what the server itself has to say, in one line."""
        self.server.tell(f"{self.address_string()} {format % args}")


def _text(status: HTTPStatus, message: str) -> Response:
    return Response(status=status, content_type=TEXT_TYPE, body=f"{message}\n".encode())


@contextmanager
def _cut_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Cut a connection after so many seconds: its own time-out begins anew with every byte that trickles in."""

    def cut() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
