"""What is fetched over HTTP, and how a server that does not behave is left."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Folder, Log, verify_record
from proverka.record.http_exchange import HttpExchange
from proverka.record.source import Part
from proverka.record.web import WebSource, is_address, open_source
from proverka.witness.mirror import mirror_log


class QuietHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@contextmanager
def serving(folder):
    class Handler(QuietHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(folder))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def answering(*pieces, pause=0.0):
    """Serve one raw answer to every connection, piece by piece, until the client goes."""
    listener = socket.create_server(("127.0.0.1", 0))
    ending = threading.Event()

    def serve():
        while not ending.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    for piece in pieces:
                        connection.sendall(piece)
                        if ending.wait(pause):
                            return
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ending.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def refusal_of(call):
    with pytest.raises((RefusedError, MalformedError)) as caught:
        call()
    return caught.value.fault.refusal


def test_a_folder_that_is_served_is_read_like_one_at_hand(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").write_bytes(b"content")
    (tmp_path / "empty").write_bytes(b"")
    with serving(tmp_path) as address:
        source = open_source(address)
        for one in (source, Folder(root=tmp_path)):
            assert one.read("a/b", bytes_max=7) == b"content"
            assert one.read("empty", bytes_max=7) == b""
            assert one.read("a/c", bytes_max=7) is None
            assert Part(whole=one, folder="a").read("b", bytes_max=7) == b"content"
            assert refusal_of(lambda one=one: one.read("a/b", bytes_max=6)) is Refusal.TOO_LARGE
        # After each of these the same source still answers.
        assert source.read("a/b", bytes_max=7) == b"content"


def test_a_log_is_mirrored_over_http(tmp_path, log_key):
    log = Log.create(tmp_path / "log", log_key)
    log.append([b"entry %d" % number for number in range(700)], log_key)
    with serving(tmp_path / "log") as address:
        done = mirror_log(open_source(address), Folder(root=tmp_path / "mirror"), log_key.verifier)
    assert done.after == 700
    assert list(Log.open(tmp_path / "mirror", log_key.verifier).entries()) == list(log.entries())
    assert verify_record(tmp_path / "mirror", log_key.verifier).entries == 700


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http:///path",
        "http://user:secret@example.org",
        "http://example.org/?query",
        "http://example.org/#part",
        "http://exa mple.org",
        "http://example.org:port",
        "http://[::1",
        "http://example.org/\r\nX: y",
        "ftp://example.org",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_refused(address):
    assert refusal_of(lambda: HttpExchange(address)) is Refusal.BAD_VALUE


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert not is_address("ftp://example.org")
    assert is_address("HTTPS://example.org")
    assert refusal_of(lambda: open_source(str(tmp_path / "nowhere"))) is Refusal.MISSING_FILE
    assert refusal_of(lambda: open_source("file:///etc")) is Refusal.MISSING_FILE


HEAD = b"HTTP/1.1 200 OK\r\n"
ANSWERS = {
    "nothing": (b"",),
    "no HTTP": (b"hello\r\n\r\n",),
    "another status": (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",),
    "a redirection": (b"HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",),
    "a body cut short": (HEAD + b"Content-Length: 10\r\n\r\nshort",),
    "chunks cut short": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",),
    "a length that is none": (HEAD + b"Content-Length: ten\r\nConnection: close\r\n\r\n" + b"x" * 200,),
    "endless headers": (HEAD + b"X: y\r\n" * 1000,),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_an_answer_that_is_none_is_refused(what):
    with answering(*ANSWERS[what]) as address:
        found = refusal_of(lambda: open_source(address).read("checkpoint", bytes_max=100))
    assert found is (Refusal.TOO_LARGE if what == "a length that is none" else Refusal.UNREACHABLE)


def test_nobody_there_is_unreachable():
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    assert refusal_of(lambda: open_source(f"http://127.0.0.1:{port}").read("x", bytes_max=1)) is Refusal.UNREACHABLE


@pytest.mark.parametrize("where", ["in the headers", "in the body", "before anything"])
def test_a_server_that_trickles_is_left_in_time(where):
    begun = {"in the headers": HEAD + b"X: ", "in the body": HEAD + b"\r\n", "before anything": b""}[where]
    with answering(begun, *[b"a"] * 1000, pause=0.05) as address:
        source = WebSource(exchange=HttpExchange(address, seconds_max=0.5))
        start = time.monotonic()
        assert refusal_of(lambda: source.read("checkpoint", bytes_max=10_000)) is Refusal.UNREACHABLE
        assert time.monotonic() - start < 5


def test_an_endless_answer_is_cut(tmp_path):
    with answering(HEAD + b"\r\n", *[b"x" * 65_536] * 1000) as address:
        assert refusal_of(lambda: open_source(address).read("checkpoint", bytes_max=100_000)) is Refusal.TOO_LARGE
