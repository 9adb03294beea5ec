"""What a public edition costs: to build and to bring up to date at scale, to load over a slow line, to be served.

`python bench/edition.py 100000` publishes a case of about so many entries (bench/edition_case.py), brings the edition
up to date after ten more, and makes it a second time elsewhere, to hold the bytes together; reports for printing are
left out. The floor is copying the same files. Then the Syrian case: what a reader's first page weighs and when
something stands on it, in Chromium behind a line of 1.6 Mbit/s with 150 ms to and fro, the processor slowed down four
times, which is what Lighthouse calls a slow 4G phone; and what `proverka serve` answers, beside nginx.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from edition_case import add_rows, write_case
from measure import Cost, cost_of, must
from serving import PROVERKA, await_port, free_port, rows_of
from serving import Server as Serving
from table import OUT, Row, publish

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring

ENTRIES = 100_000
MORE = 10
SYRIA = Path("cases/syria-2013")
BAR_SECONDS = 120
FIRST_PAGE = "/en/index.html"
WIRE_BAR_KB = 1000
PAINT_BAR_SECONDS = 1.0
SECONDS_MAX = 3600
# What Lighthouse calls a slow 4G phone: bytes to a second, seconds to and fro, how many times slower the processor is.
LINE_BYTES = 1_638_400 / 8
LINE_DELAY = 0.150
PROCESSOR = 4
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def main(entries: int = ENTRIES) -> None:
    """Measure a large edition and the Syrian one, and publish the table."""
    work = OUT / f"edition-{entries}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    built = built_case(write_case(work / "case", entries), work / "built")
    rows = [*scale_rows(work, built)]
    edition = work / "syria"
    built_case(SYRIA, work / "syria-built")
    rows.append(syria_row(work / "syria-built", edition))
    rows += first_page_rows(edition)
    rows += rows_of(edition)
    publish("edition", rows)


def built_case(case: Path, out: Path) -> Path:
    """Build a case, and return its folder."""
    authored = read_authored(case)
    build_case(authored, out, demonstration_keyring(authored.words))
    return out


def scale_rows(work: Path, built: Path) -> Iterator[Row]:
    """Yield what a large edition costs to build, to bring up to date, and to make again."""
    out = work / "edition"
    entries = int(re.findall(r"^\d+$", (built / "record" / "checkpoint").read_text(encoding="utf-8"), re.MULTILINE)[0])
    cost, files, _ = published(built, out)
    floor = copied(out, work / "copy")
    note = f"bar {BAR_SECONDS} s; {files:,} files, {size_mb(out):,.0f} MB; floor: copying them; ratio over the floor"
    yield Row(measure=f"an edition of {entries:,} entries", unit="s", ours=cost.wall, floor=floor,
              ratio=cost.wall / floor, note=f"{note}; {cost.cpu:.0f} CPU s", peak_mb=cost.peak_mb)  # fmt: skip
    before = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    add_rows(work / "case", MORE, "2026-11-01")
    more = built_case(work / "case", work / "built-more")
    again, count, changed = published(more, out)
    kept = sum(1 for path, inode in before.items() if path.exists() and path.stat().st_ino == inode)
    must(kept + changed >= count)
    note = f"peer: the first time; {again.cpu:.0f} CPU s"
    yield Row(measure=f"brought up to date after {MORE} entries", unit="s", ours=again.wall, peer=cost.wall,
              ratio=again.wall / cost.wall, note=note, peak_mb=again.peak_mb)  # fmt: skip
    yield Row(measure="files that this touched", unit="files", ours=changed, peer=count, ratio=changed / count,
              note=f"peer: all files; {kept:,} files are the very same on the disk")  # fmt: skip
    published(more, work / "elsewhere")
    sums = [(folder / "SHA256SUMS").read_bytes() for folder in (out, work / "elsewhere")]
    yield Row(measure="the same bytes, made elsewhere from nothing", unit="", ours=float(sums[0] == sums[1]),
              note="1: every file is the same")  # fmt: skip
    for folder in ("copy", "elsewhere"):
        shutil.rmtree(work / folder)


def published(built: Path, out: Path) -> tuple[Cost, int, int]:
    """Publish a case; return what it cost, and how many files there are and are new."""
    command = [*PROVERKA, "publish", built, out, "--no-papers"]
    cost = cost_of([str(one) for one in command], seconds_max=SECONDS_MAX)
    must(cost)
    assert cost is not None
    told = re.search(r"([\d,]+) files, ([\d,]+) of them new", cost.out)
    assert told is not None, cost.out
    files, changed = (int(number.replace(",", "")) for number in told.groups())
    return cost, files, changed


def copied(folder: Path, to: Path) -> float:
    """Return how many seconds it takes to copy a folder."""
    began = time.perf_counter()
    shutil.copytree(folder, to)
    return time.perf_counter() - began


def size_mb(folder: Path) -> float:
    """Return the size of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def syria_row(built: Path, edition: Path) -> Row:
    """Return what the Syrian edition costs, with every day of its thirteen years."""
    cost, files, _ = published(built, edition)
    floor = copied(edition, edition.with_name("syria-copy"))
    note = f"{files:,} files, {size_mb(edition):,.0f} MB; floor: copying them; {cost.cpu:.0f} CPU s"
    return Row(measure="the Syrian edition", unit="s", ours=cost.wall, floor=floor, ratio=cost.wall / floor,
               note=note, peak_mb=cost.peak_mb)  # fmt: skip


def first_page_rows(edition: Path) -> Iterator[Row]:
    """Yield what the first page weighs over the wire, and when something stands on it; without a browser, say so."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        yield Row(measure="the first page", unit="", ours=0, note="not measured: no Chromium (make debian-packages)")
        return
    port = free_port()
    command = [str(one) for one in (*PROVERKA, "serve", edition, "--port", port, "--quiet")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        await_port(Serving(name="ours", process=process, port=port))
        first, whole, kilobytes = loaded(browser, f"http://127.0.0.1:{port}{FIRST_PAGE}")
        process.terminate()
    yield Row(measure="the Syrian first page over the wire, with all it needs", unit="kB", ours=kilobytes,
              note=f"bar {WIRE_BAR_KB} kB")  # fmt: skip
    yield Row(measure="first content on a slow 4G phone", unit="s", ours=first, floor=2 * LINE_DELAY,
              ratio=first / (2 * LINE_DELAY), note=f"bar {PAINT_BAR_SECONDS:g} s; floor: two round trips")  # fmt: skip
    yield Row(measure="everything there on a slow 4G phone", unit="s", ours=whole, floor=kilobytes * 1000 / LINE_BYTES,
              ratio=whole * LINE_BYTES / kilobytes / 1000, note="floor: the bytes alone over that line")  # fmt: skip


def loaded(browser: str, url: str) -> tuple[float, float, float]:
    """Return when a page first shows something and when all of it is there, in seconds, and the kilobytes it took."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not every machine that measures has it

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = running.new_page(viewport={"width": 412, "height": 823})
        session = page.context.new_cdp_session(page)
        took = [0.0]
        session.on("Network.loadingFinished", lambda done: took.append(done["encodedDataLength"]))
        session.send("Network.enable")
        line = {"downloadThroughput": LINE_BYTES, "uploadThroughput": LINE_BYTES / 2, "latency": 1000 * LINE_DELAY}
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
        page.goto(url, wait_until="load")
        page.wait_for_timeout(500)
        first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        whole = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        running.close()
    return first / 1000, whole / 1000, sum(took) / 1000


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main(*map(int, sys.argv[1:]))
