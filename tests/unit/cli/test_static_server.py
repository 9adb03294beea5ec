"""An edition over HTTP: what each file is said to be, ranges, what need not be sent again, and what is never served."""

import gzip
import http.client
import os
import socket
import threading
import time
from email.utils import formatdate

import pytest

from proverka.cli import static_shelf
from proverka.cli.static_folder import StaticFolder
from proverka.cli.static_headers import Audience, headers_of, media_type
from proverka.cli.static_server import (
    StaticEdition,
    accepts_gzip,
    address_of,
    asks_for_ranges,
    is_loopback,
    listen,
    server_of,
)
from proverka.cli.static_shelf import FILE_BYTES_MAX, Shelf
from proverka.record.web import open_source

SECRET = b"what nobody may read"
PAGE = b"<!DOCTYPE html><title>Page</title>" + b"<p>The same again.</p>" * 100
DOCUMENT = "documents/" + "ab" * 32

FILES = {
    "index.html": b"<!DOCTYPE html><title>First</title>",
    "README.txt": b"Beside the page.",
    "edition.json": b"{}",
    "en/index.html": PAGE,
    "en/letters.html": bytes(range(97, 123)),
    "empty.txt": b"",
    "record/README.txt": b"No page here.",
    "record/checkpoint": b"example.org/log\n1\n",
    "record/tile/0/000": bytes(8192),
    "record/tile/entries/000": b"\x00\x04entry" * 300,
    "record/lock": SECRET,
    "record/keys/log": SECRET,
    "keys/log.key": SECRET,
    "en/log.key": SECRET,
    ".hidden": SECRET,
    "en/.git/config": SECRET,
    "figures/picture.png": b"\x89PNG" + bytes(2000),
    "figures/removed~all.csv": b"day,share\n" * 100,
    "figures/Übersicht/index.html": b"<!DOCTYPE html><title>Overview</title>",
    DOCUMENT: SECRET,
}


class Running:
    """A server in a thread of its own."""

    def __init__(self, folder, *, public=True):
        app = StaticEdition(StaticFolder(folder), Audience(public=public, lasting=False), loopback=True)
        self.server = server_of(app, tell=False)
        self.listening = listen("127.0.0.1", (0,))
        self.port = self.listening.getsockname()[1]
        self.address = address_of("127.0.0.1", self.listening)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listening]})
        self.thread.start()

    def stop(self):
        self.server.should_exit = True
        self.thread.join()

    def ask(self, path, method="GET", **headers):
        """Return the answer and its body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def raw(self, target):
        """Return all that comes back for a request whose target is sent as it is."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            got = b""
            while chunk := connection.recv(65_536):
                got += chunk
            return got


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder that is served, with links in it, and a secret beside it."""
    outer = tmp_path_factory.mktemp("outer")
    folder = outer / "edition"
    write(folder, FILES)
    write(outer, {"secret.txt": SECRET, "beside/secret.txt": SECRET})
    (folder / "large.csv").write_bytes(b"0123456789abcdef" * (FILE_BYTES_MAX // 16 + 1))
    (folder / "link.txt").symlink_to(outer / "secret.txt")
    (folder / "linked").symlink_to(outer / "beside")
    (folder / "inner.html").symlink_to(folder / "index.html")
    (folder / "climbing.txt").symlink_to("../secret.txt")
    os.mkfifo(folder / "pipe.txt")
    return folder


@pytest.fixture(scope="module")
def running(folder):
    server = Running(folder)
    yield server
    server.stop()


@pytest.fixture
def fresh(tmp_path):
    """A folder that a test may change, and its server."""
    folder = tmp_path / "edition"
    write(folder, FILES)
    server = Running(folder)
    yield folder, server
    server.stop()


# --- which file an address stands for ----------------------------------------------------------------------------

FOUND = {
    "/": "index.html",
    "/index.html": "index.html",
    "/en/": "en/index.html",
    "/en/index.html?on=2014-02-05": "en/index.html",
    "/record/": "record/README.txt",
    "/record/checkpoint": "record/checkpoint",
    "/figures/removed~all.csv": "figures/removed~all.csv",
    "/figures/removed%7Eall.csv": "figures/removed~all.csv",
    "/figures/%C3%9Cbersicht/": "figures/Übersicht/index.html",
    "/empty.txt": "empty.txt",
}


@pytest.mark.parametrize(("address", "name"), FOUND.items())
def test_an_address_stands_for_a_file(running, address, name):
    answer, body = running.ask(address)
    assert (answer.status, body) == (200, FILES[name])
    assert answer.getheader("Content-Length") == str(len(FILES[name]))


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/en", "/en/"),
        ("/en?on=2014-02-05", "/en/?on=2014-02-05"),
        ("/figures/%C3%9Cbersicht", "/figures/%C3%9Cbersicht/"),
    ],
)
def test_who_names_a_folder_is_led_into_it(running, address, led_to):
    answer, _ = running.ask(address)
    assert (answer.status, answer.getheader("Location")) == (307, led_to)


HOSTILE = [
    *("/../secret.txt", "/en/../../secret.txt", "/en/../index.html", "/./index.html", "/en/./index.html"),
    *("/%2e%2e/secret.txt", "/%2E%2E/secret.txt", "/.%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt"),
    *("/..%5csecret.txt", "/..\\secret.txt", "/%252e%252e/secret.txt", "/..%c0%afsecret.txt"),
    *("/%c0%ae%c0%ae/secret.txt", "/%e0%80%ae./secret.txt"),
    *("//etc/passwd", "/%2fetc/passwd", "/etc/passwd", "/en//index.html", "/en%2findex.html"),
    *("/link.txt", "/linked/secret.txt", "/linked/", "/linked", "/inner.html", "/climbing.txt", "/pipe.txt"),
    *("/.hidden", "/%2ehidden", "/en/.git/config", "/en/.git/", "/..", "/...", "/%2e"),
    *("/keys/log.key", "/KEYS/log.key", "/keys/", "/keys", "/record/keys/log", "/en/log.key", "/en/LOG.KEY"),
    *("/record/lock", "/record/LOCK", "/record/lock/", "/record/lock."),
    *("/index.html/", "/index.html/x", "/index.html.", "/index.html%20", "/index.html::$DATA", "/C:/secret.txt"),
    *("/%00", "/index.html%00", "/index.html%00.txt", "/index.html%0a", "/index.html%7f", "/%ff%fe", "/%ud83d"),
    *("/" + "a" * 5000, "/" + "a/" * 2000, "/nothing.html", "/en/nothing/", "/figures/", "/figures"),
    *("http://127.0.0.1/../secret.txt", "*", "secret.txt", "../secret.txt"),
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE, ids=lambda target: target[:40])
def test_nothing_else_is_served(running, target):
    got = running.raw(target.encode())
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.split(b" ")[1] in (b"404", b"400"), head
    assert not any(content and content in body for content in (SECRET, FILES["index.html"], b"root:"))


def test_the_page_for_nothing_leads_to_the_first(running):
    answer, body = running.ask("/nothing.html")
    assert (answer.status, answer.getheader("Content-Type")) == (404, "text/html; charset=utf-8")
    assert b'<a href="/">' in body


def test_a_folder_may_itself_be_a_link(folder, tmp_path):
    (tmp_path / "now").symlink_to(folder)
    found = StaticFolder(tmp_path / "now")
    file = found.find("/index.html")
    assert file is not None
    assert found.inside(file)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_done_but_read(running, method):
    answer, _ = running.ask("/index.html", method=method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize("address", ["/", "/en/letters.html", "/large.csv", "/nothing.html", "/en"])
def test_head_says_what_get_says(running, address):
    one, _ = running.ask(address)
    other, body = running.ask(address, method="HEAD")
    assert body == b""
    assert one.status == other.status
    heads = [{name: value for name, value in answer.getheaders() if name != "date"} for answer in (one, other)]
    assert heads[0] == heads[1]


# --- what is said of it ------------------------------------------------------------------------------------------

TYPES = {
    "en/index.html": "text/html; charset=utf-8",
    "assets/site.css": "text/css; charset=utf-8",
    "assets/site.js": "text/javascript; charset=utf-8",
    "assets/search.json": "application/json",
    "figures/a.csv": "text/csv; charset=utf-8",
    "figures/a.CSV": "text/csv; charset=utf-8",
    "charts/a.svg": "image/svg+xml; charset=utf-8",
    "charts/a.png": "image/png",
    "assets/noto.woff2": "font/woff2",
    "reports/2014-02.pdf": "application/pdf",
    "reports/2014-02.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "downloads/package.zip": "application/zip",
    "changes.atom": "application/atom+xml; charset=utf-8",
    "deadlines.ics": "text/calendar; charset=utf-8",
    "policy.txt": "text/plain; charset=utf-8",
    "record/proofs/7.tlog-proof": "text/plain; charset=utf-8",
    "record/checkpoint": "text/plain; charset=utf-8",
    "checkpoints/616": "text/plain; charset=utf-8",
    "openings/" + "0f" * 32: "text/plain; charset=utf-8",
    "record/tile/0/000": "application/octet-stream",
    "record/tile/0/x001/x234/067.p/12": "application/octet-stream",
    "record/tile/entries/001": "application/octet-stream",
    DOCUMENT: "application/octet-stream",
    "documents/checkpoint": "application/octet-stream",
    "strange.exe": "application/octet-stream",
    "html": "application/octet-stream",
}


@pytest.mark.parametrize(("name", "expected"), TYPES.items())
def test_every_kind_of_file_has_its_type(name, expected):
    assert media_type(name) == expected


def headers(folder, name, *, public=True, lasting=True):
    write(folder, {name: b"anything"})
    file = StaticFolder(folder).find(f"/{name}")
    assert file is not None
    return headers_of(file, Audience(public=public, lasting=lasting))


FOR_EVER = "max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("name", "lasting", "expected"),
    [
        ("en/index.html", True, "no-cache"),
        ("assets/site.js", True, "no-cache"),
        ("record/checkpoint", True, "no-cache"),
        ("record/tile/0/000.p/12", True, "no-cache"),
        ("record/tile/0/000", True, f"public, {FOR_EVER}"),
        ("record/tile/0/x001/x234/067", True, f"public, {FOR_EVER}"),
        ("record/tile/entries/001", True, f"public, {FOR_EVER}"),
        # On a loopback address another record may stand tomorrow, of which a kept tile would prove nothing.
        ("record/tile/0/000", False, "no-cache"),
        (DOCUMENT, False, f"public, {FOR_EVER}"),
    ],
)
def test_only_what_cannot_change_is_kept_for_ever(tmp_path, name, lasting, expected):
    assert headers(tmp_path, name, lasting=lasting)["cache-control"] == expected


def test_anybody_may_build_upon_what_is_public(tmp_path):
    told = headers(tmp_path, "charts/a.svg")
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert told["cross-origin-resource-policy"] == "cross-origin"
    assert told["access-control-allow-origin"] == "*"
    assert "frame-ancestors" not in told["content-security-policy"]
    assert "script-src 'self';" in told["content-security-policy"]


def test_what_is_not_public_stays_among_its_own_pages(tmp_path):
    told = headers(tmp_path, "charts/a.svg", public=False)
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in told
    assert told["content-security-policy"].endswith("frame-ancestors 'self'")
    assert headers(tmp_path, DOCUMENT, public=False)["cache-control"] == f"private, {FOR_EVER}"


def test_a_page_is_told_whole(running):
    answer, _ = running.ask("/en/letters.html")
    told = dict(answer.getheaders())
    tag, modified = told.pop("etag"), told.pop("last-modified")
    assert tag.startswith('"')
    assert modified.endswith(" GMT")
    assert told.pop("content-security-policy").startswith("default-src 'self'; ")
    assert told.pop("date")
    assert told == {
        "content-type": "text/html; charset=utf-8",
        "content-length": "26",
        "vary": "accept-encoding",
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("127.0.0.1", 200), ("127.0.0.1:9", 200), ("localhost:8750", 200), ("LOCALHOST", 200), ("[::1]:1", 200)),
        *(("case.localhost", 200), ("rebound.example", 421), ("127.0.0.1.rebound.example", 421), ("", 421)),
        *(("localhost.rebound.example", 421), ("notlocalhost", 421), ("192.0.2.1", 421)),
    ],
)
def test_a_name_that_was_led_here_is_not_answered(running, host, status):
    answer, _ = running.ask("/index.html", Host=host)
    assert answer.status == status


# --- ranges ------------------------------------------------------------------------------------------------------

LETTERS = FILES["en/letters.html"]

RANGES = [
    ("bytes=0-0", 206, b"a", "bytes 0-0/26"),
    ("bytes=2-4", 206, b"cde", "bytes 2-4/26"),
    ("bytes=24-", 206, b"yz", "bytes 24-25/26"),
    ("bytes=24-999", 206, b"yz", "bytes 24-25/26"),
    ("bytes=-3", 206, b"xyz", "bytes 23-25/26"),
    ("bytes=-999", 206, LETTERS, "bytes 0-25/26"),
    ("Bytes= 1-2 ", 206, b"bc", "bytes 1-2/26"),
    ("bytes=26-", 416, None, "bytes */26"),
    ("bytes=-0", 416, None, "bytes */26"),
    # What is no range that we know is as if it were not there (RFC 9110, 14.2).
    ("bytes=4-2", 200, LETTERS, None),
    ("bytes=", 200, LETTERS, None),
    ("bytes=-", 200, LETTERS, None),
    ("bytes=a-b", 200, LETTERS, None),
    ("bytes=1-2;3-4", 200, LETTERS, None),
    ("letters=1-2", 200, LETTERS, None),
    ("bytes=" + "9" * 6000 + "-", 200, LETTERS, None),
]


@pytest.mark.parametrize(("asked", "status", "body", "told"), RANGES, ids=lambda value: str(value)[:20])
def test_a_range_is_answered_with_its_bytes(running, asked, status, body, told):
    answer, got = running.ask("/en/letters.html", Range=asked, Accept_Encoding="gzip")
    assert (answer.status, answer.getheader("Content-Range")) == (status, told)
    if body is not None:
        assert got == body
        assert answer.getheader("Content-Encoding") is None
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_several_ranges_come_in_one_answer(running):
    answer, body = running.ask("/en/letters.html", Range="bytes=0-1, 24-")
    assert answer.status == 206
    assert answer.getheader("Content-Type").startswith("multipart/byteranges; boundary=")
    assert b"Content-Range: bytes 0-1/26\r\n\r\nab\r\n" in body
    assert b"Content-Range: bytes 24-25/26\r\n\r\nyz\r\n" in body


def test_a_range_of_a_large_file(running):
    size = (FILE_BYTES_MAX // 16 + 1) * 16
    answer, body = running.ask("/large.csv", Range=f"bytes={size - 20}-")
    assert (answer.status, body) == (206, b"cdef0123456789abcdef")
    answer, body = running.ask("/large.csv", Accept_Encoding="gzip")
    assert (answer.status, len(body), answer.getheader("Content-Encoding")) == (200, size, None)


def test_head_has_no_range(running):
    for address in ("/en/letters.html", "/large.csv"):
        answer, _ = running.ask(address, method="HEAD", Range="bytes=0-1")
        assert (answer.status, answer.getheader("Content-Range")) == (200, None)


def test_a_range_is_of_what_its_asker_has(running):
    def status(validator):
        return running.ask("/en/index.html", Range="bytes=0-1", If_Range=validator)[0].status

    plain, _ = running.ask("/en/index.html")
    packed, _ = running.ask("/en/index.html", Accept_Encoding="gzip")
    assert status(plain.getheader("ETag")) == 206
    assert status(plain.getheader("Last-Modified")) == 206
    assert status(packed.getheader("ETag")) == 200
    assert status('"another"') == 200
    assert status("W/" + plain.getheader("ETag")) == 200
    assert status(formatdate(0, usegmt=True)) == 200


def test_which_ranges_are_known():
    assert asks_for_ranges("bytes=0-1,5-")
    assert not any(map(asks_for_ranges, ("", "bytes", "bytes=0-1,", "bytes=0-1,9-2", "bytes=0-1 2-3", "bytes=٣-")))


# --- what need not be sent again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/en/index.html", "/large.csv"])
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_who_has_it_is_told_so(running, address, accepted):
    first, _ = running.ask(address, Accept_Encoding=accepted)
    tag, modified = first.getheader("ETag"), first.getheader("Last-Modified")

    def status(**asked):
        answer, body = running.ask(address, Accept_Encoding=accepted, **asked)
        assert (body == b"") == (answer.status == 304)
        assert answer.getheader("ETag") == tag
        assert answer.getheader("Vary") == "accept-encoding"
        assert answer.getheader("Cache-Control") == "no-cache"
        return answer.status

    assert status(If_None_Match=tag) == 304
    assert status(If_None_Match=f'"other", W/{tag}') == 304
    assert status(If_None_Match="*") == 304
    assert status(If_None_Match='"other"') == 200
    assert status(If_Modified_Since=modified) == 304
    # By its date only if that is the very same: what took a file's place may be older.
    assert status(If_Modified_Since=formatdate(2**32, usegmt=True)) == 200
    assert status(If_None_Match='"other"', If_Modified_Since=modified) == 200
    assert status(If_None_Match=tag, Range="bytes=0-1") == 304 if accepted == "identity" else True


def test_each_coding_has_a_tag_of_its_own(running):
    plain, _ = running.ask("/en/index.html")
    packed, _ = running.ask("/en/index.html", Accept_Encoding="gzip")
    assert plain.getheader("ETag") != packed.getheader("ETag")
    answer, _ = running.ask("/en/index.html", If_None_Match=packed.getheader("ETag"))
    assert answer.status == 200


def test_what_changes_is_seen_at_once(fresh):
    folder, server = fresh
    place = folder / "en/letters.html"
    for content in (b"a" * 26, b"b" * 26, b"c" * 26):
        place.write_bytes(content)  # in place: the same inode and size, within a tick of the clock perhaps
        assert server.ask("/en/letters.html")[1] == content
    before, _ = server.ask("/en/letters.html")
    other = folder / "other"
    other.write_bytes(b"d" * 26)
    os.utime(other, (0, 0))
    other.replace(place)
    after, body = server.ask("/en/letters.html", If_None_Match=before.getheader("ETag"))
    assert (after.status, body) == (200, b"d" * 26)
    place.unlink()
    assert server.ask("/en/letters.html")[0].status == 404


def test_an_edition_that_takes_the_place_of_another_is_served(fresh):
    folder, server = fresh
    assert server.ask("/en/")[1] == PAGE
    write(folder.parent / "next", {**FILES, "en/index.html": b"A later day."})
    folder.rename(folder.parent / "before")
    assert server.ask("/en/")[0].status == 404
    (folder.parent / "next").rename(folder)
    assert server.ask("/en/")[1] == b"A later day."


def test_a_folder_that_becomes_a_link_leads_nowhere(fresh):
    folder, server = fresh
    settle(folder / "en/index.html")
    assert server.ask("/en/index.html")[1] == PAGE
    (folder / "en").rename(folder.parent / "moved")
    (folder / "en").symlink_to(folder.parent / "moved")
    write(folder.parent / "moved", {"new.html": SECRET})
    assert server.ask("/en/new.html")[0].status == 404


def settle(path):
    """Wait until a file was written so long ago that it may be kept."""
    while time.time_ns() - path.stat().st_ctime_ns < static_shelf.SETTLED_NS:
        time.sleep(0.01)


def test_what_is_kept_is_bounded(folder, monkeypatch):
    shelf = Shelf(Audience(public=True, lasting=False))
    found = StaticFolder(folder)
    files = [file for name in FILES if (file := found.find(f"/{name}")) is not None]
    settle(folder / "large.csv")
    monkeypatch.setattr(static_shelf, "SHELF_BYTES_MAX", 30_000)
    for file in files * 2:
        made = shelf.read(file, gzipped=False)
        assert made is not None
        shelf.put(file, made, gzipped=False)
        assert shelf.get(file, gzipped=False) is made
    kept = [one for file in files if (one := shelf.get(file, gzipped=False)) is not None]
    assert 1 < len(kept) < len(files)
    assert sum(one.cost for one in kept) <= 30_000


def test_a_file_that_changed_since_it_was_found_is_not_taken_for_it(tmp_path):
    write(tmp_path, {"a.txt": b"one"})
    file = StaticFolder(tmp_path).find("/a.txt")
    assert file is not None
    write(tmp_path, {"a.txt": b"another"})
    assert Shelf(Audience(public=True, lasting=False)).read(file, gzipped=False) is None


# --- compressed on its way ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/en/index.html", "/figures/removed~all.csv", "/record/tile/entries/000"])
def test_what_gets_smaller_is_compressed_for_who_can_read_it(running, address):
    plain, whole = running.ask(address)
    assert plain.getheader("Content-Encoding") is None
    assert plain.getheader("Vary") == "accept-encoding"
    for _ in range(2):  # read, and from memory
        answer, body = running.ask(address, Accept_Encoding="gzip, deflate, br")
        assert (answer.getheader("Content-Encoding"), answer.getheader("Vary")) == ("gzip", "accept-encoding")
        assert gzip.decompress(body) == whole
        assert len(body) < len(whole)


@pytest.mark.parametrize("address", ["/figures/picture.png", "/record/tile/0/000", "/empty.txt", "/en/letters.html"])
def test_what_does_not_get_smaller_is_sent_as_it_is(running, address):
    answer, body = running.ask(address, Accept_Encoding="gzip")
    assert answer.getheader("Content-Encoding") is None
    assert body == running.ask(address)[1]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        *(("gzip", True), ("GZIP", True), ("deflate, gzip;q=0.5, br", True), ("*", True), ("br, *;q=0.1", True)),
        *(("", False), ("br", False), ("gzip;q=0", False), ("gzip; q=0.000", False), ("*;q=0", False)),
        *(
            ("gzip;q=0, *", False),
            ("*;q=0, gzip", True),
            ("gzip;q=2", False),
            ("gzip;level=9", False),
            ("gzippy", False),
        ),
    ],
)
def test_gzip_is_sent_to_who_accepts_it(accepted, expected):
    assert accepts_gzip(accepted) is expected


# --- listening ---------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_passed_over():
    with listen("127.0.0.1", (0,)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"Address already in use: '127.0.0.1:{port}'"):
            listen("127.0.0.1", (port,))
        with listen("127.0.0.1", (port, 0)) as other:
            assert other.getsockname()[1] not in (0, port)


def test_who_can_reach_it_is_known():
    with listen("127.0.0.1", (0,)) as here, listen("0.0.0.0", (0,)) as everywhere:  # noqa: S104 - the case in question
        assert is_loopback(here)
        assert not is_loopback(everywhere)


def test_a_record_can_be_read_from_it(running):
    source = open_source(f"{running.address}record")
    assert source.read("checkpoint", bytes_max=1000) == FILES["record/checkpoint"]
    assert source.read("tile/entries/000", bytes_max=10_000) == FILES["record/tile/entries/000"]
    assert source.read("tile/0/001", bytes_max=1000) is None


def test_small_answers_are_sent_at_once(running):
    """Where a socket does not say that it is TCP, each answer waits 40 ms for the other side's acknowledgement."""
    assert running.listening.proto == socket.IPPROTO_TCP
