"""One page of the web: fetched once, within its limits, and followed only where nobody is led astray."""

import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from proverka.model.errors import MalformedError, RefusedError
from proverka.record import web_page
from proverka.record.web_page import REDIRECTS_MAX, fetch_page

PAGE = b"<html><body><p>The envoy spoke.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, dict[str, str]]]]

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        if self.path.startswith("/to/"):
            self.answer(302, b"", {"Location": self.path.removeprefix("/to/")})
        elif self.path == "/round":
            self.answer(301, b"", {"Location": "/round"})
        elif self.path == "/picture":
            self.answer(200, b"x", {"Content-Type": "image/png"})
        elif self.path == "/silent":
            self.answer(200, PAGE, {})
        elif self.path == "/slow":
            time.sleep(0.5)
            self.answer(200, PAGE, {})
        elif self.path == "/gone":
            self.answer(404, b"", {})
        else:
            self.answer(200, PAGE, {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": "who=me"})

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)


@contextmanager
def serving():
    class Asked(Handler):
        asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", Asked.asked
        finally:
            server.shutdown()
            thread.join()


def test_a_page_is_asked_for_once_and_without_anything_about_the_reader():
    with serving() as (base, asked):
        page = fetch_page(f"{base}/2014/page.html?id=7", bytes_max=1000)
    assert (page.body, page.media_type, page.redirects) == (PAGE, "text/html", 0)
    ((path, headers),) = asked
    assert path == "/2014/page.html?id=7"
    assert set(headers) == {"Host", "User-Agent", "Accept-Encoding"}


def test_a_redirection_is_followed_and_no_cookie_goes_along():
    with serving() as (base, asked):
        page = fetch_page(f"{base}/to//page", bytes_max=1000)
    assert (page.address, page.redirects) == (f"{base}/page", 1)
    assert all("Cookie" not in headers for _, headers in asked)


def test_a_server_that_says_nothing_of_the_type_is_believed():
    with serving() as (base, _):
        assert fetch_page(f"{base}/silent", bytes_max=1000).media_type == ""


@pytest.mark.parametrize(
    ("path", "got"),
    [
        ("/round", f"more than {REDIRECTS_MAX} redirections"),
        ("/picture", "image/png"),
        ("/gone", "HTTP status 404"),
        ("/to/ftp://h.example/", "ftp://h.example/"),
        ("/to/file:///etc/passwd", "file:///etc/passwd"),
        ("/to/http://[broken", "redirection"),
    ],
)
def test_what_is_no_page_is_refused(path, got):
    with serving() as (base, asked), pytest.raises(RefusedError, match="unreachable") as refused:
        fetch_page(f"{base}{path}", bytes_max=1000)
    assert got in str(refused.value)
    assert len(asked) <= REDIRECTS_MAX + 1


def test_a_large_page_is_refused():
    with serving() as (base, _), pytest.raises(RefusedError, match="too-large"):
        fetch_page(f"{base}/page", bytes_max=len(PAGE) - 1)


@pytest.mark.parametrize(
    "address",
    ["ftp://h.example/", "file:///etc/passwd", "http://me:secret@h.example/", "http://", "http://[x/", "http://h/ é"],
)
def test_what_is_no_address_of_a_page_is_refused(address):
    with pytest.raises(MalformedError, match="bad-value"):
        fetch_page(address, bytes_max=1000)


def test_nobody_is_led_from_the_public_network_to_a_machine_that_is_not_on_it(monkeypatch):
    seen = iter([True, False])
    monkeypatch.setattr(web_page, "_is_public", lambda _: next(seen))
    with serving() as (base, asked), pytest.raises(RefusedError, match="out of the public network"):
        fetch_page(f"{base}/to//page", bytes_max=1000)
    assert [path for path, _ in asked] == ["/to//page"], "the second is connected to, and not asked"


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
def test_encryption_is_not_given_up(scheme):
    with pytest.raises(RefusedError, match="nobody follows"):
        web_page._onwards(f"{scheme}://h.example/a", "http://h.example/a")
    assert web_page._onwards("http://h.example/a", "https://h.example/b") == "https://h.example/b"


def test_time_is_limited():
    with serving() as (base, _), pytest.raises(RefusedError, match="unreachable"):
        fetch_page(f"{base}/slow", bytes_max=0, seconds_max=0.2)
