"""One page of the web, fetched because somebody asked for it: bounded in bytes, seconds and redirections.

No cookie, no name of a user and nothing else is sent along. What comes back is a stranger's bytes, which readers take
for nothing else. Where a page on the public network leads to a machine that is not on it, nobody follows: the machine
that fetches may reach what its owner shows to no one else.
"""

import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.http_exchange import (
    BYTES_PER_SECOND_MIN,
    OK,
    SECONDS_MAX,
    URL_FORM,
    Deadline,
    body_within,
    unreachable,
)

REDIRECTS_MAX = 5
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
# What an article or a feed may come as. A server that says nothing of the type may mean any of them.
MEDIA_TYPES = frozenset({
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/xml", "application/xml",
    "application/rss+xml", "application/atom+xml",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """What an address led to: `address` is where it was found in the end, after `redirects` steps."""

    address: str
    redirects: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One answer on the way: a page, or the address that it leads to; and whether the public network gave it."""

    page: WebPage | None = None
    onwards: str = ""
    public: bool


def fetch_page(address: str, *, bytes_max: int, seconds_max: float = SECONDS_MAX) -> WebPage:
    """Return the page at an address, asked for once.

    Raises MalformedError (bad-value) for what is no address of a page, RefusedError: too-large for more than
    `bytes_max` bytes; unreachable where there is no page in time, where it is of another type than MEDIA_TYPES, and
    where more than REDIRECTS_MAX redirections, one to an unencrypted place or one out of the public network lead on.
    """
    at, public = address, False
    for redirects in range(REDIRECTS_MAX + 1):
        step = _step(at, redirects, bytes_max, seconds_max, inside=not public)
        if step.page is not None:
            return step.page
        public = public or step.public
        at = _onwards(at, step.onwards)
    raise unreachable(address, f"more than {REDIRECTS_MAX} redirections")


def _step(address: str, redirects: int, bytes_max: int, seconds_max: float, *, inside: bool) -> _Step:
    parts = _parts(address)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    assert parts.hostname, "a part of the form"
    connection = make(parts.hostname, parts.port, timeout=seconds_max)
    try:
        with Deadline(connection, seconds_max + bytes_max / BYTES_PER_SECOND_MIN) as deadline:
            connection.connect()
            deadline.socket = connection.sock
            public = _is_public(connection.sock)
            if not (public or inside):
                raise unreachable(address, "a redirection out of the public network, which nobody follows")
            target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            connection.request("GET", target, headers={"User-Agent": "proverka", "Accept-Encoding": "identity"})
            with connection.getresponse() as response:
                if response.status in _REDIRECTIONS and response.headers.get("Location"):
                    return _Step(onwards=response.headers["Location"], public=public)
                return _Step(page=_page(response, address, redirects, bytes_max), public=public)
    except (OSError, HTTPException, UnicodeError) as error:
        raise unreachable(address, str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _page(response: HTTPResponse, address: str, redirects: int, bytes_max: int) -> WebPage:
    if response.status != OK:
        raise unreachable(address, f"HTTP status {response.status}")
    stated = response.headers.get("Content-Type", "")
    media_type = response.headers.get_content_type() if stated else ""
    if media_type and media_type not in MEDIA_TYPES:
        raise unreachable(address, f"{media_type}, which is neither a page nor a feed")
    whole, body = body_within(response, bytes_max)
    if not whole:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where=address,
            expected=f"at most {bytes_max} bytes",
            got="more",
            remedy="check that it is the address of an article",
        )
    return WebPage(address=address, redirects=redirects, media_type=media_type, body=body)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _bad_address(address) from error
    if not URL_FORM.fullmatch(address) or not host or "@" in parts.netloc:
        raise _bad_address(address)
    return parts


def _onwards(at: str, location: str) -> str:
    """Return where a redirection leads; refuse (unreachable) one that gives up encryption or leaves HTTP."""
    try:
        onwards = urljoin(at, location)
        scheme = urlsplit(onwards).scheme
    except ValueError as error:
        raise unreachable(at, f"a redirection to {location!r}") from error
    if scheme not in {"http", "https"} or (urlsplit(at).scheme == "https" and scheme == "http"):
        raise unreachable(at, f"a redirection to {onwards!r}, which nobody follows")
    return onwards


def _is_public(connected: socket.socket) -> bool:
    return ip_address(connected.getpeername()[0].partition("%")[0]).is_global


def _bad_address(address: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE,
        where="the address of a page",
        expected="http:// or https:// and a host, in ASCII; no user",
        got=address,
        remedy="write the address as the browser shows it when it is copied, without a password in it",
    )
