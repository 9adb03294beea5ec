"""A witness over HTTP: many at once, slow ones, wrong ones, and an end that loses no answer."""

import hashlib
import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from proverka.cli import witness_server
from proverka.cli.witness_server import WitnessServer
from proverka.model.errors import Refusal, RefusedError
from proverka.record import Folder, Log, SigningKey
from proverka.record.web import open_source
from proverka.witness import CosigningKey, cosignatures, with_cosignatures
from proverka.witness.gathering import ask_at, gather, request_for
from proverka.witness.state import WatchedLog
from proverka.witness.witness import Witness

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
KEY = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)
HEX = hashlib.sha256(LOG_KEY.name.encode()).hexdigest()


class Running:
    """A server in a thread of its own, and the address it listens on."""

    def __init__(self, folder, now=lambda: 1000):
        witness = Witness(Folder(root=folder), [KEY], [WatchedLog(key=LOG_KEY.verifier)])
        self.told: list[str] = []
        self.server = WitnessServer(("127.0.0.1", 0), witness, now=now, tell=self.told.append)
        self.port = self.server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self):
        if self.thread.is_alive():
            self.server.stop()
            self.thread.join()
            self.server.server_close()

    def raw(self, sent):
        """Send bytes as they are; return all that comes back until the server closes or is silent for a second."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(sent)
            got = b""
            while chunk := connection.recv(65_536):
                got += chunk
            return got


@pytest.fixture
def running(tmp_path):
    made = []

    def run(**more):
        made.append(Running(tmp_path / "witness", **more))
        return made[-1]

    yield run
    for one in made:
        one.stop()


@pytest.fixture
def log(tmp_path):
    log = Log.create(tmp_path / "log", LOG_KEY)
    log.append([b"a", b"b", b"c"], LOG_KEY)
    return log


def test_a_log_gathers_wherever_the_witness_stands(running, log):
    ask = ask_at(running().address)
    for old in (0, 3, 2, 1):  # the last two are wrong guesses
        lines = gather(ask, log, old=old, where="witness")
        signed = with_cosignatures(log.signed_checkpoint, lines)
        assert [one.time for one in cosignatures(signed, [KEY.verifier])] == [1000]
    log.append([b"d"], LOG_KEY)
    assert gather(ask, log, old=0, where="witness")


def test_the_latest_checkpoint_is_served(running, log):
    server = running()
    source = open_source(server.address)
    assert source.read(f"{HEX}/checkpoint", bytes_max=10_000) is None
    gather(ask_at(server.address), log, old=0, where="witness")
    raw = source.read(f"{HEX}/checkpoint", bytes_max=10_000)
    assert raw is not None
    assert raw.startswith(b"example.org/log\n3\n")
    for path in ("", "keys/ed25519.key", f"{HEX}/pending", f"{HEX}/rejected", "../log/checkpoint", "lock"):
        assert source.read(path, bytes_max=10_000) is None, path
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("HEAD", f"/{HEX}/checkpoint")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Length"), answer.read()) == (200, str(len(raw)), b"")
    connection.close()


def test_a_log_that_lags_behind_its_witness_is_told(running, tmp_path, log):
    older = Log.open(tmp_path / "log", LOG_KEY.verifier)
    log.append([b"d"], LOG_KEY)
    ask = ask_at(running().address)
    gather(ask, log, old=0, where="witness")
    with pytest.raises(RefusedError) as caught:
        gather(ask, older, old=0, where="witness")
    assert caught.value.fault.refusal is Refusal.BACKWARDS


def test_a_log_that_forked_is_told(running, tmp_path, log):
    ask = ask_at(running().address)
    gather(ask, log, old=0, where="witness")
    other = Log.create(tmp_path / "other", LOG_KEY)
    other.append([b"a", b"b", b"X", b"Y"], LOG_KEY)
    with pytest.raises(RefusedError) as caught:
        gather(ask, other, old=0, where="witness")
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF
    assert len(list((tmp_path / "witness/evidence").iterdir())) == 1


def test_many_at_once_are_answered_one_after_another(running, tmp_path, log):
    """Two histories race for the same witness: whatever the order, one of them wins for good."""
    other = Log.create(tmp_path / "other", LOG_KEY)
    other.append([b"a", b"b", b"X"], LOG_KEY)
    server = running()
    requests = [request_for(one, old).encode() for one in (log, other) for old in (0, 3)] * 10

    def post(raw):
        return ask_at(server.address)(raw).status

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(post, requests))
    assert set(statuses) <= {200, 409, 422}
    assert statuses.count(200) > 0
    signed = Log.open(tmp_path / "log", LOG_KEY.verifier).signed_checkpoint
    kept = (tmp_path / "witness" / HEX / "checkpoint").read_bytes()
    winner = log if kept.startswith(signed.note.message) else other
    loser = other if winner is log else log
    after = [post(request_for(one, 3).encode()) for one in (winner, loser)]
    assert after == [200, 422]
    assert len(list((tmp_path / "witness/evidence").iterdir())) == 1


WRONG = {
    "no length": (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", 411),
    "two lengths": (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 411),
    "chunks": (b"POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
    "a negative length": (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 411),
    "too large": (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 600000\r\n\r\n", 413),
    "elsewhere": (b"POST /else HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404),
    "another method": (b"DELETE / HTTP/1.1\r\n\r\n", 501),
    "no HTTP": (b"hello\r\n\r\n", 400),
    "nonsense": (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", 400),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_request_is_answered_and_let_go(what, running):
    sent, status = WRONG[what]
    got = running().raw(sent)
    # What is no HTTP at all is answered as the oldest HTTP was: without headers.
    assert got.startswith((b"HTTP/1.1 %d " % status, b"%d " % status)), got


def test_a_connection_is_kept_for_the_next_question(running, log):
    server = running()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    ports = set()
    for _ in range(3):
        connection.request("POST", "/add-checkpoint", body=request_for(log, 0).encode())
        connection.getresponse().read()
        ports.add(connection.sock.getsockname()[1])
    connection.close()
    assert len(ports) == 1


def test_one_that_trickles_is_cut_in_time(running, monkeypatch):
    monkeypatch.setattr(witness_server, "REQUEST_SECONDS_MAX", 0.3)
    server = running()
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\n")
        with suppress(OSError):
            while time.monotonic() - start < 5:
                connection.sendall(b"x")
                time.sleep(0.02)
    assert time.monotonic() - start < 3


def test_more_connections_than_it_takes_are_closed(running, monkeypatch, log):
    monkeypatch.setattr(witness_server, "CONNECTIONS_MAX", 2)
    server = running()
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(2)]
    time.sleep(0.1)
    with pytest.raises((RefusedError, OSError)):
        gather(ask_at(server.address), log, old=0, where="witness")
    for connection in held:
        connection.close()
    time.sleep(0.1)
    assert gather(ask_at(server.address), log, old=0, where="witness")


def test_a_witness_that_cannot_answer_says_so_and_tells_its_keeper(running, log):
    times = iter([1000, 999])
    server = running(now=lambda: next(times))
    ask = ask_at(server.address)
    request = request_for(log, 0).encode()
    assert ask(request).status == 200
    answer = ask(request_for(log, 3).encode())
    assert (answer.status, answer.body) == (503, b"this witness cannot cosign now: backwards\n")
    assert any("set the clock right" in line for line in server.told)


def test_stopping_lets_what_has_begun_end(running, log):
    server = running()
    idle = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    body = request_for(log, 0).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as busy:
        busy.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.2)
        start = time.monotonic()
        server.stop()
        assert time.monotonic() - start < 5
        assert b" 200 " in busy.recv(65_536).split(b"\r\n")[0]
    idle.close()
