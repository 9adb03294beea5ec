"""An edition over HTTP, for its reader on the same machine: uvicorn speaks HTTP, Starlette sends files and ranges.

What is ours is which file an address stands for, what is said of it, and that small files come from memory. A server
for the world stands elsewhere: any one that sends files will do (see docs/how-to/publish-an-edition.md).
"""

import ipaddress
import os
import re
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

import uvicorn
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Receive, Scope, Send
from uvicorn.logging import AccessFormatter

from proverka.cli.static_folder import StaticFile, StaticFolder
from proverka.cli.static_headers import GZIP, Audience, headers_of, is_worth_gzipping
from proverka.cli.static_shelf import FILE_BYTES_MAX, Representation, Shelf

# A browser opens six connections. More at once than this are told to come back.
CONNECTIONS_MAX = 1000
KEEP_ALIVE_SECONDS = 30
# So long may a download go on after Ctrl-C.
ENDING_SECONDS = 3

# RFC 9110, 14.1.2; no file has a place of nineteen digits.
_RANGE = r"\s*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})\s*"
_RANGES = re.compile(rf"bytes=({_RANGE}(?:,{_RANGE})*)", re.ASCII | re.IGNORECASE)
_CODING = re.compile(r"\s*([a-z*]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.ASCII | re.IGNORECASE)

# What a browser on this machine calls this machine. A page of a stranger whose name was led to a loopback address
# afterwards (DNS rebinding) calls it by that name, and must not read what is served to its reader.
_LOOPBACK_NAME = re.compile(
    r"(?:localhost|[a-z0-9.-]+\.localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])\.?(?::[0-9]+)?", re.ASCII | re.IGNORECASE
)

_NOTHING_HERE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found</title>
</head>
<body>
<h1>Not found</h1>
<p>This edition has nothing at that address. <a href="/">Go to its first page</a>.</p>
</body>
</html>
"""


class StaticEdition:
    """The ASGI application: the files of a folder, by GET and HEAD."""

    def __init__(self, folder: StaticFolder, audience: Audience, *, loopback: bool) -> None:
        self._folder, self._audience, self._loopback = folder, audience, loopback
        self._shelf = Shelf(audience)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        response = self._refusal(scope, asked) or await self._answer(scope, asked) or _absent()
        await response(scope, receive, send)

    def _refusal(self, scope: Scope, asked: Mapping[str, str]) -> Response | None:
        host = asked.get("host")
        if self._loopback and host is not None and not _LOOPBACK_NAME.fullmatch(host):
            return PlainTextResponse("This server is called by the name of this machine alone.\n", 421)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Files are read here: GET or HEAD.\n", 405, {"allow": "GET, HEAD"})
        return None

    async def _answer(self, scope: Scope, asked: Mapping[str, str]) -> Response | None:
        address = scope["path"]
        # A stroke that was written as %2F is part of a name to some programs and a stroke to others; we have neither.
        if b"%2f" in scope["raw_path"].lower():
            return None
        file = self._folder.find(address)
        if file is None:
            return self._into_folder(scope, address)
        ranged = scope["method"] == "GET" and asks_for_ranges(asked.get("range", ""))
        if ranged or file.identity.size > FILE_BYTES_MAX:
            return await self._from_disk(file, asked, ranged=ranged)
        made = await self._representation(file, gzipped=accepts_gzip(asked.get("accept-encoding", "")))
        if made is None:
            return None
        return made.unchanged if _has_it(asked, made.tag, made.modified) else made.whole

    def _into_folder(self, scope: Scope, address: str) -> Response | None:
        """Lead who names a folder without a stroke into it: links on its page count from there."""
        if self._folder.find(f"{address}/") is None:
            return None
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{quote(address)}/{query and '?' + query}", headers={"cache-control": "no-cache"})

    async def _representation(self, file: StaticFile, *, gzipped: bool) -> Representation | None:
        """Return a file from memory, or read and kept; None where it cannot be read, or leads out of the folder."""
        gzipped = gzipped and is_worth_gzipping(file.name)
        kept = self._shelf.get(file, gzipped=gzipped)
        if kept is not None:
            return kept
        made = await to_thread.run_sync(self._read, file, gzipped)
        if made is not None:
            self._shelf.put(file, made, gzipped=gzipped)
        return made

    def _read(self, file: StaticFile, gzipped: bool) -> Representation | None:  # noqa: FBT001 - threads take no names
        try:
            return self._shelf.read(file, gzipped=gzipped) if self._folder.inside(file) else None
        except OSError:
            return None

    async def _from_disk(self, file: StaticFile, asked: Mapping[str, str], *, ranged: bool) -> Response | None:
        """Return the answer that reads a file while it is sent, whole or in ranges: as it is, in no coding."""
        if not await to_thread.run_sync(self._folder.inside, file):
            return None
        headers = headers_of(file, self._audience)
        if _has_it(asked, headers["etag"], headers["last-modified"]):
            return NotModifiedResponse(Headers(headers))
        return _FromDisk(file.path, headers=headers, media_type=headers["content-type"], ranged=ranged)


class _FromDisk(FileResponse):
    """A file that is read in large pieces while it is sent: all of it, or the ranges that were asked for."""

    chunk_size = 1 << 18

    def __init__(self, path: str, *, headers: Mapping[str, str], media_type: str, ranged: bool) -> None:
        super().__init__(path, headers=headers, media_type=media_type)
        self._ranged = ranged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._ranged:
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != b"range"]}
        await super().__call__(scope, receive, send)


def _has_it(asked: Mapping[str, str], tag: str, modified: str) -> bool:
    """Whether who asks has the file as it is (RFC 9110, 13.1).

    By its date only where that is the very same: what took its place may well be older.
    """
    tags = asked.get("if-none-match")
    if tags is None:
        return asked.get("if-modified-since") == modified
    return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))


def asks_for_ranges(stated: str) -> bool:
    """Whether a header `Range` asks for ranges that we know; one that does not is as if it were not there."""
    match = _RANGES.fullmatch(stated)
    if match is None:
        return False
    bounds = [one.strip().split("-") for one in match[1].split(",")]
    return all(not first or not last or int(first) <= int(last) for first, last in bounds)


@lru_cache(maxsize=256)  # There are as many as there are kinds of browsers.
def accepts_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` lets an answer come in gzip: by name, or by `*`, and not with the weight 0."""
    weights = {}
    for one in accepted.split(","):
        match = _CODING.fullmatch(one)
        if match:
            weights[match[1].lower()] = float(match[2] or 1)
    return weights.get(GZIP, weights.get("*", 0.0)) > 0


def _absent() -> Response:
    return HTMLResponse(_NOTHING_HERE, 404, {"cache-control": "no-cache", "x-content-type-options": "nosniff"})


def listen(host: str, ports: Sequence[int]) -> socket.socket:
    """Return a socket that listens at the first of some ports that is free; 0 stands for any.

    Raises OSError that names the address where there is none.
    """
    failed = OSError("no port was named")
    for port in ports:
        try:
            return _listening(host, port)
        except OSError as error:
            failed = error
    raise OSError(failed.errno, failed.strerror or str(failed), f"{host}:{ports[0]}") from failed


def _listening(host: str, port: int) -> socket.socket:
    # By the name of the protocol: only where it is stated does asyncio send what is small at once. Without, each
    # answer waits 40 ms, for the other side to acknowledge the headers before its body is sent.
    family, kind, protocol, _, place = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(CONNECTIONS_MAX)
    except OSError:
        listening.close()
        raise
    return listening


def is_loopback(listening: socket.socket) -> bool:
    """Whether a socket can be reached from this machine alone."""
    return ipaddress.ip_address(cast("str", listening.getsockname()[0])).is_loopback


def address_of(host: str, listening: socket.socket) -> str:
    """Return the address to open in a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"


def server_of(edition: StaticEdition, *, tell: bool) -> uvicorn.Server:
    """Return a server, which answers once it is run on a socket; it tells of each answer on standard error, or not."""
    return uvicorn.Server(
        uvicorn.Config(
            edition,
            lifespan="off",
            ws="none",
            interface="asgi3",
            access_log=tell,
            log_config=LOGGING,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=ENDING_SECONDS,
        )
    )


def serve_until_stopped(server: uvicorn.Server, listening: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM; then return when what had begun is answered, or cut after ENDING_SECONDS."""

    # While it runs, the server takes these signals itself, and hands them on to us when it has ended.
    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run(sockets=[listening])


class _Line(AccessFormatter):
    """A line of the journal: when, in UTC, who asked, what, the status.

    What was asked is in the form of an address, in which nothing moves a terminal.
    """

    converter = staticmethod(time.gmtime)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": _Line,
            "fmt": "%(asctime)s %(client_addr)s %(request_line)s %(status_code)s",
            "datefmt": "%Y-%m-%d %H:%M:%S",
            "use_colors": False,
        },
        "fault": {"format": "%(message)s"},
    },
    "handlers": {
        "line": {"class": "logging.StreamHandler", "formatter": "line"},
        "fault": {"class": "logging.StreamHandler", "formatter": "fault"},
    },
    "loggers": {
        "uvicorn.error": {"handlers": ["fault"], "level": "WARNING", "propagate": False},
        "uvicorn.access": {"handlers": ["line"], "level": "INFO", "propagate": False},
    },
}
