"""An edition verifies itself in a reader's browser, from a disk and from a server; what was changed in it is named."""

import base64
import functools
import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from proverka.case.keyring import read_key
from proverka.case.opened import open_case
from proverka.case.publishing import publish
from proverka.publication.manifest import MANIFEST, SUMS, Ledger, hash_of_words, manifest_files
from proverka.record import Checkpoint, SignedNote, SigningKey
from proverka.reporting.catalogues import languages

STOCK, DONE, RECORD = "en/figures/declared~stock.html", "en/figures/destroyed~stock.html", "en/record/000.html"
DUTY, WHOLE = "en/obligations/AGREEMENT~all.html", "en/verify.html"
ENTRIES, TILE, HEAD, DISCLOSED = (
    "proof/entries/000.js",
    "proof/tile/0/000.p/10.js",
    "proof/record.js",
    "proof/disclosed/000.js",
)
WORDS = "The words of this page were changed: they are not those in the manifest."
WAYS = ("disk", "server")


def alternately(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Each kind of tampering one way or the other: how files are read has tests of its own."""
    return [(kind, WAYS[number % 2]) for number, kind in enumerate(kinds)]


PAGE_STEPS = ["checkpoint", "witnesses", "entries", "signatures", "figures", "words", "documents"]
WHOLE_STEPS = ["checkpoint", "entries", "submissions", "signatures", "witnesses", "disclosed", "files", "pages"]

Change = Callable[[Path], object]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of what is asked for."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass(frozen=True)
class Told:
    """What a panel says: its verdict, the alarm, and the state and words of each step."""

    state: str
    verdict: str
    alarm: str
    steps: dict[str, tuple[str, str]]
    complaints: list[str]

    @property
    def wrong(self) -> list[str]:
        return [name for name, (state, _) in self.steps.items() if state == "wrong"]


PANEL = """
(panel) => {
  const row = (one) => [one.dataset.step, [one.className.replace("check check-", ""), one.innerText]];
  return [
    panel.dataset.state,
    panel.querySelector("[role=status]").innerText,
    document.querySelector(`body > [data-of=${panel.id}]`).innerText,
    [...panel.querySelectorAll(".checks > li")].map(row),
  ];
}
"""


def read_panel(page: Page, panel: str, complaints: list[str]) -> Told:
    page.wait_for_selector(f"{panel}[data-state=holds], {panel}[data-state=wrong]", timeout=30_000)
    state, verdict, alarm, steps = page.eval_on_selector(panel, PANEL)
    assert page.is_visible(f"body > [data-of={panel[1:]}]") == (state == "wrong"), (
        "what does not hold is never to be missed"
    )
    return Told(state, verdict, alarm, {name: tuple(said) for name, said in steps}, complaints)


@contextmanager
def opened(browser: Browser, folder: Path, path: str, way: str) -> Iterator[tuple[Page, list[str]]]:
    """A page of an edition in a window of its own, with what the browser complains of."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    file, _, query = path.partition("?")
    with served(folder) if way == "server" else _disk(folder) as root:
        page.goto(f"{root}/{file}{'?' if query else ''}{query}")
        yield page, complaints
        context.close()


@contextmanager
def _disk(folder: Path) -> Iterator[str]:
    yield folder.as_uri()


def check_page(browser: Browser, folder: Path, path: str, way: str = "disk") -> Told:
    with opened(browser, folder, path, way) as (page, complaints):
        if "?on=" in path:
            page.wait_for_selector("html[data-shown]")
        page.click("#verify-page")
        return read_panel(page, "#verification", complaints)


def check_whole(
    browser: Browser, folder: Path, way: str = "disk", *, policy: Path | None = None, checkpoint: str = ""
) -> Told:
    with opened(browser, folder, WHOLE, way) as (page, complaints):
        page.wait_for_selector("#whole:not([hidden])")
        if policy or checkpoint:
            page.click("#whole summary")
            page.fill("#whole textarea", checkpoint)
        if policy:
            page.set_input_files("#whole input[name=policy]", policy)
        if way == "disk":
            page.set_input_files("#whole input[name=folder]", folder)
        else:
            page.click("#whole button[name=server]")
        return read_panel(page, "#whole", complaints)


@pytest.fixture(scope="session")
def unsigned(gauge: Path) -> Path:
    """The same edition, whose list of files nobody has signed."""
    publish(open_case(gauge), gauge.parent / "unsigned")
    return gauge.parent / "unsigned"


@pytest.fixture
def tampered(signed: Path, tmp_path: Path) -> Path:
    """A copy of the signed edition, to be changed."""
    return Path(shutil.copytree(signed, tmp_path / "tampered"))


def changed(path: str, before: str, after: str) -> Change:
    """Change a text in a file, which must be there."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert before in text, (path, before)
        (folder / path).write_text(text.replace(before, after), encoding="utf-8")

    return change


def flipped(path: str, at: int, bit: int = 0) -> Change:
    """Flip one bit of a file."""

    def change(folder: Path) -> None:
        file = _one(folder, path)
        data = bytearray(file.read_bytes())
        data[at] ^= 1 << bit
        file.write_bytes(data)

    return change


def altered(path: str, pattern: str) -> Change:
    """Flip the last bit of what is written as base64 where a pattern is found in a file."""

    def change(folder: Path) -> None:
        found = re.search(pattern, (folder / path).read_text(encoding="utf-8"))
        assert found is not None, (path, pattern)
        data = bytearray(base64.b64decode(found[1], validate=True))
        data[-1] ^= 1
        changed(path, found[1], base64.b64encode(data).decode())(folder)

    return change


def swapped(path: str, pattern: str) -> Change:
    """Swap two characters where a pattern is first found; `{list}` in a path is the list of the page of the stock."""

    def change(folder: Path) -> None:
        file = folder / path.format(list=hashlib.sha256(STOCK.encode()).hexdigest()[0])
        text = file.read_text(encoding="utf-8")
        places = (match for match in re.finditer(pattern, text) if match[1][0] != match[1][1])
        at = next(places).start(1)
        file.write_text(text[:at] + text[at + 1] + text[at] + text[at + 2 :], encoding="utf-8")

    return change


def moved(path: str, to: str) -> Change:
    """Put a copy of a file in another place."""
    return lambda folder: shutil.copy(folder / path, folder / to)


def cut_off(path: str) -> Change:
    """Take the last byte from a file."""
    return lambda folder: _one(folder, path).write_bytes(_one(folder, path).read_bytes()[:-1])


def removed(path: str) -> Change:
    """Remove a file."""
    return lambda folder: _one(folder, path).unlink()


def _one(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def relisted(folder: Path, sign: Callable[[str], bytes]) -> None:
    """List the files of an edition again, as whoever changed one would; `sign` makes the manifest of its new text."""
    old = (folder / MANIFEST).read_text(encoding="utf-8").split("\n")
    at = Checkpoint.parse("\n".join([*old[1:4], ""]))
    ledger, day = Ledger(), old[4].removeprefix("as-of ")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in (MANIFEST, SUMS, "proof/manifest.js") and not name.startswith("proof/lists/"):
            words = hash_of_words(path.read_text(encoding="utf-8")) if name.endswith(".html") else ""
            ledger.add(name, hashlib.sha256(path.read_bytes()).hexdigest(), words)
    for name, content in manifest_files(ledger, at, date.fromisoformat(day)):
        (folder / name).write_bytes(content)
    raw = sign((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_bytes(raw)
    script = f'proverka.put("proof/manifest", {json.dumps(raw.decode(), ensure_ascii=False)});\n'
    (folder / "proof/manifest.js").write_text(script, encoding="utf-8")


# --- What holds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_every_page_of_a_good_edition_holds(browser, signed, way):
    # A chart to be embedded has no script: the lists cover its file.
    pages = sorted(
        path.relative_to(signed).as_posix() for path in (signed / "en").rglob("*.html") if path.parent.name != "embed"
    )
    assert len(pages) > 20
    pages = pages if way == "disk" else pages[::4]
    with opened(browser, signed, WHOLE, way) as (page, complaints):
        root = page.url.removesuffix(WHOLE)
        for path in pages:
            page.goto(root + path)
            page.click("#verify-page")
            told = read_panel(page, "#verification", complaints)
            assert (told.state, told.wrong, list(told.steps)) == ("holds", [], PAGE_STEPS), (path, told)
            assert "signed by The Inspectorate" in told.steps["words"][1], path
        # A server that has no icon of its own says so once.
        assert [line for line in complaints if "404" not in line or way == "disk"] == []


@pytest.mark.parametrize("code", [one.code for one in languages() if one.code != "en"])
def test_pages_hold_in_every_language(browser, signed, code):
    with opened(browser, signed, WHOLE, "disk") as (page, complaints):
        for path in (STOCK, DONE, RECORD, DUTY, f"{DONE}?on=2024-03-15"):
            file, _, query = path.replace("en/", f"{code}/", 1).partition("?")
            page.goto(f"{(signed / file).as_uri()}{'?' if query else ''}{query}")
            page.wait_for_selector("html[data-shown]" if query else "html")
            page.click("#verify-page")
            told = read_panel(page, "#verification", complaints)
            assert (told.state, told.wrong, list(told.steps)) == ("holds", [], PAGE_STEPS), (path, told)
        assert complaints == []


# Pages of every kind, with hundreds of entries and figures, declarations, corrections, charts.
WORKED = (
    "index.html", "obligations/index.html", "holdings.html", "places.html", "inspections.html", "changes.html",
    "statements.html", "findings.html", "figures/index.html", "figures/removed~all.html", "record/index.html",
    "record/001.html", "sources.html", "instruments/EC-M-34~DEC.1.html", "holdings.html?on=2014-02-05",
    "changes.html?on=2013-12-31",
)  # fmt: skip


def test_pages_of_the_worked_case_hold(browser, edition):
    figures = 0
    with opened(browser, edition, WHOLE, "disk") as (page, complaints):
        for path in WORKED:
            file, _, query = path.partition("?")
            page.goto(f"{(edition / 'en' / file).as_uri()}{'?' if query else ''}{query}")
            page.wait_for_selector("html[data-shown]")
            page.click("#verify-page")
            told = read_panel(page, "#verification", complaints)
            assert (told.state, told.wrong) == ("holds", []), (path, told)
            counted = re.search(r"own: ([0-9,]+)\.", told.steps["figures"][1])
            figures += int(counted[1].replace(",", "")) if counted else 0
        assert complaints == []
    assert figures > 100


def test_a_page_says_what_it_rests_on(browser, signed):
    told = check_page(browser, signed, RECORD, "server")
    assert "10 entries" in told.steps["checkpoint"][1]
    assert "9 entries, by inspectorate (2024-06-01), council (2024-06-01)" in told.steps["witnesses"][1]
    assert "the keeper of the log alone" in told.steps["witnesses"][1]
    assert "takes a figure from: 10." in told.steps["entries"][1]
    assert "for demonstration" in told.steps["signatures"][1]
    assert "member by member: " in told.steps["figures"][1]
    assert "fit what was committed to: 1." in told.steps["documents"][1]
    assert "disclosed: 1. Each is the one that was named." in told.steps["documents"][1]
    assert [name for name, (state, _) in told.steps.items() if state == "remark"] == ["witnesses", "signatures"]


def test_from_a_disk_a_page_says_what_it_could_not_read(browser, signed):
    told = check_page(browser, signed, RECORD)
    assert "Its file could not be read" in told.steps["words"][1]
    assert "They could not be read, and were not checked." in told.steps["documents"][1]
    assert (told.steps["words"][0], told.steps["documents"][0]) == ("remark", "remark")


def test_from_a_disk_with_its_folder_a_page_checks_everything(browser, signed):
    with opened(browser, signed, RECORD, "disk") as (page, complaints):
        page.click("#verify-page")
        read_panel(page, "#verification", complaints)
        page.set_input_files("#verification input[type=file]", signed)
        page.wait_for_selector("li[data-step=documents].check-holds")
        told = read_panel(page, "#verification", complaints)
    assert (told.state, told.steps["words"][0], told.steps["documents"][0]) == ("holds", "holds", "holds")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("day", "shown"), [("2024-03-15", "65.2"), ("2024-04-15", "at least 62.5")])
def test_another_day_is_verified_as_it_was_known(browser, signed, way, day, shown):
    path = f"{DONE}?on={day}"
    with opened(browser, signed, path, way) as (page, complaints):
        page.wait_for_selector("html[data-shown]")
        assert shown in page.inner_text("[data-figure]")
        page.click("#verify-page")
        told = read_panel(page, "#verification", complaints)
    assert (told.state, told.steps["figures"][0]) == ("holds", "holds"), told
    assert f"told for {day} are in that manifest too" in told.steps["words"][1]


@pytest.mark.parametrize("way", WAYS)
def test_the_whole_of_a_good_edition_holds(browser, signed, way):
    told = check_whole(browser, signed, way)
    assert (told.state, list(told.steps)) == ("holds", WHOLE_STEPS), told
    assert "Documents: 1; openings of sealed entries: 1; documents withheld: 0." in told.steps["disclosed"][1]
    listed = len((signed / SUMS).read_text(encoding="utf-8").splitlines())
    assert f"as the edition lists them: {listed}." in told.steps["files"][1]
    assert "computed, and not computed again here: 0" in told.steps["pages"][1]


def test_nobody_having_signed_the_words_is_said(browser, unsigned):
    told = check_page(browser, unsigned, DONE)
    assert (told.state, told.steps["words"][0]) == ("holds", "remark")
    assert "nobody has signed" in told.steps["words"][1]
    assert check_whole(browser, unsigned).steps["files"][0] == "remark"


def test_words_are_those_of_the_specification(browser, signed, repository):
    given = json.loads((repository / "docs" / "spec" / "vectors" / "edition.json").read_text(encoding="utf-8"))["words"]
    parsed = "(page) => proverka.wordsOf(new DOMParser().parseFromString(page, 'text/html').body)"
    with opened(browser, signed, STOCK, "disk") as (page, _):
        assert [page.evaluate(parsed, one["page"]) for one in given] == [one["words"] for one in given]


def test_it_works_by_keyboard_and_is_announced(browser, signed):
    with opened(browser, signed, DONE, "disk") as (page, complaints):
        page.focus("#verify-page")
        page.keyboard.press("Enter")
        assert page.eval_on_selector("#verify-page", "(button) => button.getAttribute('aria-expanded')") == "true"
        read_panel(page, "#verification", complaints)
        assert page.eval_on_selector("#verification", "(panel) => panel.contains(document.activeElement)")
        assert page.get_by_role("status").filter(has_text="Nothing that was checked was changed.").count() == 1
        page.focus("#verification [data-close]")
        page.keyboard.press("Enter")
        assert page.query_selector("#verification") is None
        assert page.evaluate("document.activeElement.id") == "verify-page"
        assert complaints == []


def test_a_page_without_cryptography_says_what_to_do(browser, signed):
    with opened(browser, signed, DONE, "disk") as (page, _):
        page.evaluate("Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })")
        page.click("#verify-page")
        page.wait_for_selector("#verification")
        page.get_by_text("save the whole folder and open the page from your disk").wait_for()


# --- What was changed, on a page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tampering:
    """A change to an edition, the page that is then verified, and what is said of it: in which step, in which words."""

    change: Change
    step: str
    says: str
    page: str = STOCK


PAGE_TAMPERINGS = {
    "an entry": Tampering(
        changed(ENTRIES, r"\"12345.50\"", r"\"12345.51\""), "entries", "entry #2: It is not in the tree"
    ),
    "the signature of an entry": Tampering(
        altered(ENTRIES, r"gauge/state ([^\\]+)\\n"), "signatures", "entry #2: The signature"
    ),
    "a tile": Tampering(altered(TILE, r'", "([^"]+)"'), "entries", "It is not in the tree that the log has signed."),
    "a tile, cut off": Tampering(
        changed(TILE, '/10", "', '/10", "AAAA'), "entries", "A tile of hashes is too long or too short."
    ),
    "the size of the checkpoint": Tampering(
        changed(HEAD, r"gauge\n10\n", r"gauge\n11\n"), "checkpoint", "does not verify"
    ),
    "the root of the checkpoint": Tampering(altered(HEAD, r"gauge\\n10\\n([^\\]+)"), "checkpoint", "does not verify"),
    "the signature of the checkpoint": Tampering(
        altered(HEAD, r"— proverka.example/gauge ([^\\]+)"), "checkpoint", "does not verify"
    ),
    "a cosignature": Tampering(altered(HEAD, r"council/witness ([^\\]+)\\n\""), "witnesses", "council/witness"),
    "the policy": Tampering(
        changed(HEAD, "group quorum 2", "group quorum 1"), "signatures", "does not ask for the witnesses"
    ),
    "an opening": Tampering(swapped(DISCLOSED, r"WyJ.{5}(..)"), "documents", "entry #3: ", RECORD),
    "a figure": Tampering(
        changed(STOCK, "12,345.50", "12,345.05"),
        "figures",
        "The page shows “about 12,345.05 tonnes”; the entry says 12345.50.",
    ),
    "a bound": Tampering(
        changed(STOCK, ">about 12,345.50", ">12,345.50"), "figures", "the bound that was signed is: about"
    ),
    "a correction left out": Tampering(
        changed(DONE, ' data-corrected="6"', ""), "figures", "the entry says 65.2", DONE
    ),
    "what an entry says": Tampering(
        changed(RECORD, "<dd>12345.50</dd>", "<dd>12345.05</dd>"), "figures", "amount.amount", RECORD
    ),
    "a status word": Tampering(changed(DUTY, "</svg>on track</span>", "</svg>met</span>"), "words", WORDS, DUTY),
    "a banner": Tampering(
        changed(STOCK, '<div class="frame">', '<p>All is well.</p><div class="frame">'), "words", WORDS
    ),
    "a page in another's place": Tampering(
        moved(DUTY, "en/obligations/other.html"), "words", "not where it belongs", "en/obligations/other.html"
    ),
    "a list": Tampering(
        swapped("proof/lists/{list}.js", r'"([0-9a-f]{2})'), "words", "of the files of the edition was changed"
    ),
    "the manifest": Tampering(
        changed("proof/manifest.js", "as-of 2024-05-01", "as-of 2024-05-02"), "words", "gauge/inspectorate"
    ),
    "the past": Tampering(
        changed(f"past/{DONE[3:]}.js", "65.2", "65.1"),
        "words",
        f"The file past/{DONE[3:]}.js was changed",
        f"{DONE}?on=2024-03-15",
    ),
    "the words of a language": Tampering(
        changed("assets/words/en.js", "January", "Janvier"),
        "words",
        "assets/words/en.js was changed",
        f"{DONE}?on=2024-03-15",
    ),
    "a proof that is gone": Tampering(removed(ENTRIES), "entries", f"The file {ENTRIES} is not there."),
}


@pytest.mark.parametrize(("what", "way"), alternately(PAGE_TAMPERINGS))
def test_a_page_that_was_tampered_with_says_so_loudly(browser, tampered, what, way):
    one = PAGE_TAMPERINGS[what]
    one.change(tampered)
    told = check_page(browser, tampered, one.page, way)
    assert told.state == "wrong"
    assert one.step in told.wrong, told
    assert one.says in told.steps[one.step][1], told
    assert told.alarm.startswith("Do not rely on this copy: something in it does not hold."), told


SERVED_TAMPERINGS = {
    "a mark": Tampering(
        changed(DUTY, 'href="#mark-on_track"', 'href="#mark-met"'), "words", f"The file {DUTY} was changed", DUTY
    ),
    "a document": Tampering(
        flipped("documents/sha256/0a/*", 3), "documents", "was changed: its bytes have the SHA-256", RECORD
    ),
    "a document, cut off": Tampering(cut_off("documents/sha256/0a/*"), "documents", "was changed", RECORD),
    "a document that is gone": Tampering(removed("documents/sha256/0a/*"), "documents", "is not there", RECORD),
    "the checkpoint of the record": Tampering(
        flipped("record/checkpoint", -5), "checkpoint", "not the one in record/checkpoint"
    ),
}


@pytest.mark.parametrize("what", SERVED_TAMPERINGS)
def test_where_files_can_be_read_these_are_found_too(browser, tampered, what):
    one = SERVED_TAMPERINGS[what]
    one.change(tampered)
    told = check_page(browser, tampered, one.page, "server")
    assert told.state == "wrong"
    assert one.says in told.steps[one.step][1], told


def test_a_figure_is_found_also_where_the_lists_were_made_again(browser, tampered):
    changed(STOCK, "12,345.50", "12,345.05")(tampered)
    relisted(tampered, str.encode)
    told = check_page(browser, tampered, STOCK)
    assert (told.wrong, told.steps["words"][0]) == (["figures"], "remark"), told
    whole = check_whole(browser, tampered)
    assert whole.wrong == ["pages"], whole


def test_lists_made_again_without_the_key_are_found(browser, tampered):
    changed(DUTY, "</svg>on track</span>", "</svg>met</span>")(tampered)
    lines = (tampered / MANIFEST).read_text(encoding="utf-8").partition("\n\n")[2]
    relisted(tampered, lambda text: f"{text}\n{lines}".encode())
    told = check_page(browser, tampered, DUTY)
    assert told.wrong == ["words"]
    assert "gauge/inspectorate" in told.steps["words"][1]
    assert check_whole(browser, tampered).wrong == ["files", "pages"]


def test_lists_made_again_under_a_strangers_key_are_found(browser, tampered):
    stranger = SigningKey.from_seed("proverka.example/gauge/inspectorate", bytes(32))
    relisted(tampered, lambda text: SignedNote.sign(text, [stranger]).raw)
    told = check_page(browser, tampered, STOCK)
    assert told.wrong == ["words"]
    assert "signed by nobody whose key is in force in the record" in told.steps["words"][1]


def test_lists_under_a_key_that_is_no_longer_in_force_are_found(browser, gauge, tampered):
    rotated_away = read_key(gauge / "keys" / "state.key")
    relisted(tampered, lambda text: SignedNote.sign(text, [rotated_away]).raw)
    assert "signed by nobody whose key is in force" in check_page(browser, tampered, STOCK).steps["words"][1]


# --- What was changed, in the whole ----------------------------------------------------------------------------------

WHOLE_TAMPERINGS = {
    "an entry": Tampering(
        flipped("record/tile/entries/000.p/10", 4000),
        "entries",
        "It was changed, or its hash in record/tile/0/000.p/10 was.",
    ),
    "the length of an entry": Tampering(flipped("record/tile/entries/000.p/10", 1), "entries", ""),
    "a tile": Tampering(
        flipped("record/tile/0/000.p/10", 40),
        "entries",
        "entry #1: It was changed, or its hash in record/tile/0/000.p/10 was.",
    ),
    "a tile that is gone": Tampering(
        removed("record/tile/0/000.p/10"), "entries", "record/tile/0/000.p/10 is not there"
    ),
    "the size of the checkpoint": Tampering(
        changed("record/checkpoint", "\n10\n", "\n9\n"), "checkpoint", "does not verify"
    ),
    "the signature of the checkpoint": Tampering(
        altered("record/checkpoint", "— proverka.example/gauge (.+)\n"), "checkpoint", "does not verify"
    ),
    "a cosignature": Tampering(
        altered("checkpoints/9", "council/witness (.+)\n"), "witnesses", "checkpoints/9: The signature under the key"
    ),
    "a cosigner's name": Tampering(
        changed("checkpoints/9", "council/witness", "council/witless"), "witnesses", "that the record does not state"
    ),
    "a checkpoint of another size": Tampering(
        moved("record/checkpoint", "checkpoints/9"), "witnesses", "not of as many as it is kept for"
    ),
    "the policy": Tampering(
        changed("policy.txt", "group quorum 2", "group quorum 1"), "signatures", "does not ask for"
    ),
    "a document": Tampering(flipped("documents/sha256/0a/*", 3), "disclosed", "was changed"),
    "a document that is gone": Tampering(removed("documents/sha256/0a/*"), "disclosed", "is not there"),
    "an opening": Tampering(flipped("openings/*", 9), "disclosed", "openings/"),
    "a figure": Tampering(changed(STOCK, "12,345.50", "12,345.05"), "pages", "The page shows “about 12,345.05 tonnes”"),
    "a status": Tampering(changed(DUTY, "</svg>on track</span>", "</svg>met</span>"), "files", f"{DUTY} was changed"),
    "a script": Tampering(
        changed("assets/verify/page.js", "wrong", "right"), "files", "assets/verify/page.js was changed"
    ),
    "the sums": Tampering(flipped("SHA256SUMS", 3), "files", "SHA256SUMS was changed"),
    "the manifest": Tampering(
        changed("manifest", "as-of 2024-05-01", "as-of 2024-05-02"), "files", "gauge/inspectorate"
    ),
    "a list": Tampering(swapped("proof/lists/{list}.js", r'"([0-9a-f]{2})'), "files", "was changed"),
    "a file that is gone": Tampering(removed("en/about.html"), "files", "The file en/about.html is not there."),
}


@pytest.mark.parametrize(("what", "way"), alternately(WHOLE_TAMPERINGS))
def test_an_edition_that_was_tampered_with_says_so_loudly(browser, tampered, what, way):
    one = WHOLE_TAMPERINGS[what]
    one.change(tampered)
    told = check_whole(browser, tampered, way)
    assert told.state == "wrong"
    assert one.step in told.wrong, told
    assert one.says in told.steps[one.step][1], told
    assert told.alarm.startswith("Do not rely on this copy"), told


def test_a_flipped_bit_anywhere_is_found(browser, signed, tmp_path):
    chance = random.Random(20260301)  # which bits: the same each time
    files = sorted(path.relative_to(signed).as_posix() for path in signed.rglob("*") if path.is_file())
    # What checks is not what is checked: a script of the checker that is changed may do anything.
    places = [path for path in files if not path.startswith("assets/") and path not in {WHOLE, "proof/manifest.js"}]
    with opened(browser, signed, WHOLE, "disk") as (page, complaints):
        page.wait_for_selector("#whole:not([hidden])")
        for number, path in enumerate(chance.sample(places, 6)):
            copy = Path(shutil.copytree(signed, tmp_path / str(number)))
            flipped(path, chance.randrange((copy / path).stat().st_size), chance.randrange(8))(copy)
            page.eval_on_selector("#whole", "(whole) => { delete whole.dataset.state; }")
            page.set_input_files("#whole input[name=folder]", copy)
            assert read_panel(page, "#whole", complaints).state == "wrong", path


def test_a_file_that_nobody_listed_is_told(browser, tampered):
    (tampered / "en" / "news.html").write_text("<p>News</p>", encoding="utf-8")
    told = check_whole(browser, tampered)
    assert (told.state, told.steps["files"][0]) == ("holds", "remark")
    assert "that the edition does not list, and that were not looked at: 1 (en/news.html)" in told.steps["files"][1]


def test_a_folder_without_an_edition_is_refused(browser, signed):
    with opened(browser, signed, WHOLE, "disk") as (page, complaints):
        page.wait_for_selector("#whole:not([hidden])")
        page.set_input_files("#whole input[name=folder]", signed / "en")
        told = read_panel(page, "#whole", complaints)
    assert "There is no edition in the folder that you chose." in told.alarm


def test_a_policy_from_elsewhere_is_held_against_it(browser, signed, tmp_path):
    policy = signed / "policy.txt"
    assert "against the policy that you brought" in check_whole(browser, signed, policy=policy).steps["checkpoint"][1]
    other = tmp_path / "policy.txt"
    other.write_text(policy.read_text(encoding="utf-8").replace("group quorum 2", "group quorum 3"), encoding="utf-8")
    told = check_whole(browser, signed, policy=other)
    assert (told.wrong, told.steps["files"][0]) == (["checkpoint"], "skipped")
    assert "not the one that you brought" in told.alarm


def test_a_checkpoint_from_elsewhere_is_compared(browser, signed, gauge):
    kept = (signed / "checkpoints" / "9").read_text(encoding="utf-8")
    told = check_whole(browser, signed, checkpoint=kept)
    assert "The checkpoint of 9 entries that you brought is one of this history." in told.steps["compared"][1]
    log = read_key(gauge / "keys" / "log.key")
    fork = SignedNote.sign(Checkpoint(origin=log.name, size=9, root=bytes(32)).text, [log]).raw.decode()
    told = check_whole(browser, signed, checkpoint=fork)
    assert told.wrong == ["compared"]
    assert "Two histories: the log has signed another tree of 9 entries." in told.alarm
    newer = SignedNote.sign(Checkpoint(origin=log.name, size=99, root=bytes(32)).text, [log]).raw.decode()
    assert "this copy is older" in check_whole(browser, signed, checkpoint=newer).steps["compared"][1]
