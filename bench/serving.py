"""What `proverka serve` answers in a second, beside nginx: the same files, the same client, the same run.

Requests to a CPU second of the server, over eight connections that are kept. The client is a process of its own; it
asks no more than some 20,000 times a second, so nginx waits for it, and CPU seconds are compared. The floor is uvicorn
with an application that answers the same bytes to everything. Starlette's own way to send files stands beside it: it is
why ours keeps files in memory. Without nginx (Debian: apt-get install nginx-light) the peer is Python's http.server.

`python bench/serving.py EDITION` measures an edition that is there; without one, that of the Syrian case is made first,
which takes a minute. Linux counts the CPU seconds.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import must
from table import Row, publish

CASE = Path("cases/syria-2013")
CONNECTIONS = 8
REQUESTS = 20_000
WARM = 2_000
START_SECONDS_MAX = 20.0
TICKS = os.sysconf("SC_CLK_TCK")

PROVERKA = [sys.executable, "-c", "from proverka.cli import main; main()"]
# Where Debian puts it is not on everybody's path.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

NGINX_CONFIGURATION = """\
daemon off; master_process off; pid {work}/pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; application/json json; }}
  default_type application/octet-stream;
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=10000;
  client_body_temp_path {work}/1; proxy_temp_path {work}/2; fastcgi_temp_path {work}/3;
  uwsgi_temp_path {work}/4; scgi_temp_path {work}/5;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""

# A request: the path, and headers.
Request = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs: what it is called, its process, its port."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    @property
    def cpu_seconds(self) -> float:
        """What it has taken so far, by all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Requests to a CPU second of the server, and to a second by the clock."""

    cpu: float
    wall: float


def main(arguments: Sequence[str]) -> None:
    """Measure an edition and publish the table."""
    if arguments:
        publish("serving", rows_of(Path(arguments[0])))
        return
    with tempfile.TemporaryDirectory() as work:
        built, edition = Path(work) / "built", Path(work) / "edition"
        for command in (["case", "build", CASE, built], ["publish", built, edition]):
            subprocess.run([*PROVERKA, *map(str, command)], check=True, stdout=subprocess.DEVNULL)
        publish("serving", rows_of(edition))


def rows_of(edition: Path) -> list[Row]:
    """Return every row for an edition."""
    pages = sorted(f"/{path.relative_to(edition)}" for path in edition.rglob("*.html"))
    script, first = "/assets/site.js", "/en/index.html"
    loads = {
        "a small script": [(script, ())],
        "the first page": [(first, ())],
        f"{len(pages)} pages in turn": [(page, ()) for page in pages],
    }
    with tempfile.TemporaryDirectory() as work, servers(edition, Path(work)) as (ours, peer, starlette, constant):
        rows = [against(peer, ours, load, requests, edition) for load, requests in loads.items()]
        rows.append(unchanged(peer, ours, first))
        packed = rate(ours, [(first, ["Accept-Encoding: gzip"])])
        rows.append(Row(measure="the first page, in gzip", unit="requests/CPU s", ours=packed.cpu,
                        note=f"compressed once, then from memory; by the clock {packed.wall:,.0f}/s"))  # fmt: skip
        rows.append(against(starlette, ours, "a small script", [(script, ())], edition))
        own, floor = rate(ours, [(script, ())]), rate(constant, [(script, ())])
        note = f"over uvicorn alone; {by_clock(own, floor)}"
        rows.append(Row(measure="a small script, over the floor", unit="requests/CPU s", ours=own.cpu,
                        floor=floor.cpu, ratio=own.cpu / floor.cpu, note=note))  # fmt: skip
    return rows


def against(peer: Server, ours: Server, load: str, requests: Sequence[Request], edition: Path) -> Row:
    """Return the row of a load, every answer whole."""
    sizes = [(edition / path[1:]).stat().st_size for path, _ in requests]
    own, other = (rate(one, requests, sizes=sizes) for one in (ours, peer))
    kilobytes = sum(sizes) / len(sizes) / 1000
    return row(f"{load} ({kilobytes:,.0f} kB)", own, other, peer)


def unchanged(peer: Server, ours: Server, path: str) -> Row:
    """Return the row of a reader who has the page already."""
    own, other = (
        rate(one, [(path, [f"If-Modified-Since: {header(one, path, 'Last-Modified')}"])], status=304)
        for one in (ours, peer)
    )
    return row("the first page, unchanged (304)", own, other, peer)


def row(measure: str, own: Rate, other: Rate, peer: Server) -> Row:
    """Return a row of ours over a peer."""
    note = f"over {peer.name}; {by_clock(own, other)}"
    ratio = own.cpu / other.cpu
    return Row(measure=measure, unit="requests/CPU s", ours=own.cpu, peer=other.cpu, ratio=ratio, note=note)


def by_clock(own: Rate, other: Rate) -> str:
    """Say the rates by the clock."""
    return f"by the clock {own.wall:,.0f}/s and {other.wall:,.0f}/s"


def rate(
    server: Server,
    requests: Sequence[Request],
    *,
    status: int = 200,
    sizes: Sequence[int] = (),
    count: int = REQUESTS,
) -> Rate:
    """Return how many requests a server answers, once each was asked; stop where an answer is not what it should be."""
    ask(server, requests, max(WARM, len(requests)))
    count -= count % len(requests)
    began = server.cpu_seconds
    told = ask(server, requests, count)
    must(told["statuses"] == {str(status): count})
    must(not sizes or told["bytes"] == sum(sizes) * (count // len(requests)))
    return Rate(cpu=count / (server.cpu_seconds - began), wall=count / told["seconds"])


def ask(server: Server, requests: Sequence[Request], count: int) -> dict[str, Any]:
    """Return what the client tells of so many requests."""
    client = [sys.executable, str(Path(__file__).with_name("serving_client.py"))]
    numbers = [str(server.port), str(count), str(CONNECTIONS)]
    lines = "".join(f"{json.dumps(one)}\n" for one in requests)
    done = subprocess.run([*client, *numbers], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def header(server: Server, path: str, name: str) -> str:
    """Return a header of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("HEAD", path)
    value = connection.getresponse().headers[name]
    connection.close()
    return value or ""


@contextmanager
def servers(edition: Path, work: Path) -> Iterator[list[Server]]:
    """Yield what serves an edition: ours, the peer, Starlette, and the floor."""
    started = []
    try:
        for name, command in commands(edition, work):
            port = free_port()
            told = [str(one).replace("PORT", str(port)) for one in command]
            if name == "nginx":
                text = NGINX_CONFIGURATION.format(work=work, port=port, folder=edition.resolve())
                (work / "nginx.conf").write_text(text, encoding="utf-8")
            process = subprocess.Popen(told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            started.append(Server(name=name, process=process, port=port))
            await_port(started[-1])
        yield started
    finally:
        for one in started:
            one.process.terminate()
            one.process.wait()


def commands(edition: Path, work: Path) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield the name and the command of each server; PORT stands for its port."""
    yield "ours", [*PROVERKA, "serve", edition, "--port", "PORT", "--quiet"]
    if NGINX:
        yield "nginx", [NGINX, "-p", work, "-c", work / "nginx.conf"]
    else:
        options = ["--bind", "127.0.0.1", "--protocol", "HTTP/1.1", "--directory", edition]
        yield "Python's http.server", [sys.executable, "-m", "http.server", "PORT", *options]
    peers = Path(__file__).with_name("serving_peers.py")
    yield "Starlette's StaticFiles", [sys.executable, peers, "starlette", "PORT", edition]
    yield "uvicorn", [sys.executable, peers, "constant", "PORT", edition]


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def await_port(server: Server) -> None:
    """Wait until a server answers; stop where it has ended or takes too long."""
    ends = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port)).close()
        except OSError:
            if server.process.poll() is not None or time.monotonic() > ends:
                raise SystemExit(f"{server.name} does not start") from None
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
