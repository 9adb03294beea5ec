"""The client of `bench/serving.py`, a process of its own: it asks over connections that are kept, one request on each.

Standard input has the requests as lines of JSON, `[path, [header, ...]]`, which are asked in turn. Prints one JSON
object: seconds, the number of answers with each status, and the bytes of their bodies.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

READ_BYTES = 1 << 20


@dataclass
class Connection:
    """A connection, and what has come of the answer that it waits for."""

    socket: socket.socket
    head: bytes = b""
    missing: int | None = None  # bytes of the body; None until the head is read

    def ask(self, request: bytes) -> None:
        """Send the next request."""
        self.head, self.missing = b"", None
        self.socket.sendall(request)

    def receive(self) -> tuple[int, int] | None:
        """Take in what has come; return the status and the bytes of the body once all of it has."""
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise SystemExit("the server closed a connection")
        if self.missing is not None:
            self.missing -= len(data)
        else:
            self.head += data
            head, end, rest = self.head.partition(b"\r\n\r\n")
            if not end:
                return None
            self.head, self.missing = head, length_of(head) - len(rest)
        if self.missing:
            return None
        return int(self.head[9:12]), length_of(self.head)


def length_of(head: bytes) -> int:
    """Return the bytes of the body that a head announces, none where it is the answer that nothing changed."""
    if head[9:12] == b"304":
        return 0
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    if not found:
        raise SystemExit("an answer does not say how long it is")
    return int(rest.partition(b"\r\n")[0])


def measured(port: int, count: int, width: int, requests: Iterator[bytes]) -> dict[str, object]:
    """Ask `count` requests over `width` connections."""
    statuses: Counter[int] = Counter()
    received = 0
    with selectors.DefaultSelector() as waiting:
        for _ in range(width):
            one = Connection(socket.create_connection(("127.0.0.1", port)))
            one.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(one.socket, selectors.EVENT_READ, one)
        began, asked = time.perf_counter(), 0
        for key in [*waiting.get_map().values()]:
            key.data.ask(next(requests))
            asked += 1
        while sum(statuses.values()) < count:
            for key, _ in waiting.select():
                answer = key.data.receive()
                if answer is None:
                    continue
                statuses[answer[0]] += 1
                received += answer[1]
                if asked < count:
                    key.data.ask(next(requests))
                    asked += 1
        return {"seconds": time.perf_counter() - began, "statuses": statuses, "bytes": received}


def request_of(line: str, port: int) -> bytes:
    """Return a request as it is sent."""
    path, headers = json.loads(line)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    return "".join(f"{one}\r\n" for one in [*lines, ""]).encode()


if __name__ == "__main__":
    asked_port, asked_count, asked_width = map(int, sys.argv[1:])
    told = [request_of(line, asked_port) for line in sys.stdin]
    print(json.dumps(measured(asked_port, asked_count, asked_width, cycle(told))))
