"""The command `proverka serve`: what it serves, what it refuses to, and how it starts and ends."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from proverka.case.edition import Edition, edition_of
from proverka.cli.serving import PORT, edition_to_serve
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import encode_json

COMMAND = [sys.executable, "-c", "from proverka.cli import main; main()", "serve"]

EDITION = Edition(
    schema="proverka/edition/v1",
    readers="public",
    highest="unclassified",
    origin="example.org/log",
    size=1,
    root="00" * 32,
    entries_withheld=0,
    documents=0,
    documents_withheld=0,
    suppressed=(),
)


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "edition"
    folder.mkdir()
    (folder / "edition.json").write_bytes(encode_json(EDITION))
    (folder / "index.html").write_bytes(b"<!DOCTYPE html><title>First</title>")
    return folder


def test_an_edition_is_served(edition):
    assert edition_to_serve(edition) == edition_of(edition) == EDITION


def test_a_folder_that_is_no_edition_is_refused(edition):
    (edition / "edition.json").unlink()
    with pytest.raises(RefusedError) as caught:
        edition_to_serve(edition)
    assert caught.value.fault.refusal is Refusal.WRONG_EDITION


def test_a_folder_with_keys_is_refused_whatever_it_says_of_itself(edition):
    (edition / "keys").mkdir()
    with pytest.raises(RefusedError) as caught:
        edition_to_serve(edition)
    assert caught.value.fault.refusal is Refusal.WRONG_EDITION
    assert "keys/" in caught.value.fault.got


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RefusedError) as caught:
        edition_to_serve(tmp_path / "nowhere")
    assert caught.value.fault.refusal is Refusal.MISSING_FILE


def test_an_edition_that_cannot_be_read_is_refused(edition):
    (edition / "edition.json").write_text("{", encoding="utf-8")
    with pytest.raises(MalformedError):
        edition_to_serve(edition)


def started(*arguments):
    """Start the program; return it and the line that it says first."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "100"}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().rstrip()


def port_in(line):
    return int(line.rstrip("/").rpartition(":")[2])


def statuses(connection, *paths):
    found = []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append(answer.status)
    return found


def statuses_at(port, *paths):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        return statuses(connection, *paths)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_and_ends_when_it_is_stopped(edition, number):
    process, line = started(edition, "--port", 0)
    match = re.fullmatch(rf"Serving {re.escape(str(edition))} on http://127\.0\.0\.1:([0-9]+)/", line)
    assert match, line
    port = int(match[1])
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    assert statuses(kept, "/", "/nothing.html?a=%1b") == [200, 404]
    process.send_signal(number)  # while a connection is kept open
    told, journal = process.communicate(timeout=20)
    kept.close()
    assert (process.returncode, told) == (0, "Stopped.\n")
    when = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} 127\.0\.0\.1:[0-9]+"
    lines = rf"{when} GET / HTTP/1\.1 200 OK\n{when} GET /nothing\.html\?a=%1b HTTP/1\.1 404 Not Found\n"
    assert re.fullmatch(lines, journal), journal


def test_a_port_that_was_asked_for_and_is_taken_is_refused(edition):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process, line = started(edition, "--port", port)
        _, told = process.communicate(timeout=20)
    assert (process.returncode, line) == (2, "")
    assert f"127.0.0.1:{port}: Address already in use" in told


def test_without_a_port_the_next_that_is_free_is_taken_quietly(edition):
    servers = [started(edition, "--quiet") for _ in range(2)]
    ports = [port_in(line) for _, line in servers]
    assert PORT <= ports[0] < ports[1]
    assert [statuses_at(port, "/", "/nothing.html") for port in ports] == [[200, 404], [200, 404]]
    for process, _ in servers:
        process.send_signal(signal.SIGTERM)
    assert [process.communicate(timeout=20) for process, _ in servers] == [("Stopped.\n", "")] * 2


def test_who_lets_others_read_is_warned(edition):
    process, line = started(edition, "--port", 0, "--quiet", "--host", "0.0.0.0")  # noqa: S104 - the case in question
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=20)
    assert line.startswith(f"Serving {edition} on http://0.0.0.0:")
    assert told == (
        "Warning: every machine that reaches this one can read the edition, which is for everybody, and nothing is "
        "encrypted.\n"
    )
