"""The public edition: whole or not at all, the same each time, only what changed made anew, and no secret in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.leaks import contents, found_in, secrets_of

from proverka.case import publishing
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.edition import make_edition
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case, opened_copy
from proverka.case.publishing import publish
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.fleet import Pool
from proverka.model.errors import RefusedError

NOW = datetime(2026, 1, 1, tzinfo=UTC)

# Of every class above the public's: a number and words, in a figure, a statement and a document.
MARKS = {
    "restricted": ("8800.11", "heron restricted words"),
    "protected": ("7700.22", "osprey protected words"),
    "highly_protected": ("6600.33", "kestrel highly words"),
}
CLASSED = "".join(
    f"""
[[entries]]
kind = "figure"
label = "SECRET-{classed}"
known = 2024-02-01
party = "state"
class = "{classed}"
body = {{ basis = "declared/{subject}", amount = {{ amount = "{amount}", unit = "tonne" }}, text = "{words}" }}

[[entries]]
kind = "statement"
label = "SAID-{classed}"
known = 2024-02-02
party = "state"
class = "{classed}"
bears_on = ["AGREEMENT/all"]
body = {{ speaker = "A Minister of the {words}", text = "Speaks of {words}.", claim = "commitment", stance = "none" }}

[[entries]]
kind = "delivery"
label = "PAPER-{classed}"
known = 2024-03-03
party = "state"
body = {{ document = "report", title = "A report with an annex" }}
documents = [{{ file = "documents/{file}", class = "{classed}" }}]
"""
    for (classed, (amount, words)), subject, file in zip(
        MARKS.items(), ("all", "first", "second"), ("plan.txt", "plan.txt", "plan.txt"), strict=True
    )
)

FIGURE = """\
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-05-0{day}
party = "inspectorate"
body = {{ basis = "destroyed/first", percent = {percent} }}
"""


@pytest.fixture
def classed_case(build_with: Callable[..., Path], tmp_path: Path) -> Path:
    """A case with a secret of every class in figures, statements and documents."""
    (tmp_path / "case").mkdir()
    return build_with(tmp_path / "case", CLASSED)


# Bodies in clear, with files that are not for everybody.
CLEAR = """
[[entries]]
kind = "delivery"
label = "PAPER"
known = 2024-03-03
party = "state"
body = { document = "report", title = "A report with an annex" }
documents = [
    { file = "documents/plan.txt", class = "protected" },
    { file = "documents/sites.csv", class = "restricted", table = true },
]
"""


def published(case: Path, out: Path, as_of: date | None = None) -> Path:
    publish(open_case(case), out, as_of=as_of)
    return out


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def inodes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_the_folder_is_an_edition_that_verifies_and_has_pages(secrets_case, tmp_path):
    out = published(secrets_case, tmp_path / "out")
    assert verify_case(out).sound
    assert verify_case(out).checkpoint == verify_case(secrets_case).checkpoint
    made = files_of(out)
    assert {"index.html", "en/index.html", "en/obligations/AGREEMENT~all.html", "en/record/000.html"} <= made.keys()
    assert {"past/index.html.js", "assets/site.css", "search/index.js"} <= made.keys()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_no_secret_of_any_class_is_in_any_byte_of_it(classed_case, tmp_path):
    out = published(classed_case, tmp_path / "out")
    words = [text for texts in MARKS.values() for text in texts] + ["north gate"]
    secrets = secrets_of(classed_case, words)
    haystack = [inner for raw in files_of(out).values() for inner in contents(raw)]
    haystack += [name.encode() for name in files_of(out)]
    assert found_in(haystack, secrets) == set()
    # The same look finds every one of them in the whole case.
    everything = [inner for raw in files_of(classed_case).values() for inner in contents(raw)]
    assert {*words} <= found_in(everything, secrets)


def test_no_file_that_is_withheld_is_in_it_where_every_body_is_in_clear(build_with, tmp_path):
    (tmp_path / "case").mkdir()
    case = build_with(tmp_path / "case", CLEAR)
    assert open_case(case).reader.sealed == []
    secrets = {words: words.encode() for words in ("north gate", "north hall", "south hall")}
    haystack = [inner for raw in files_of(published(case, tmp_path / "out")).values() for inner in contents(raw)]
    assert found_in(haystack, secrets) == set()
    everything = [inner for raw in files_of(case).values() for inner in contents(raw)]
    assert found_in(everything, secrets) == secrets.keys()


def test_what_is_withheld_is_told_as_withheld(classed_case, tmp_path):
    out = published(classed_case, tmp_path / "out")
    page = (out / "en" / "record" / "000.html").read_text(encoding="utf-8")
    assert page.count(">highly protected<") == 2
    assert "sealed member" in page


def test_the_same_inputs_give_the_same_bytes_whatever_runs_them(secrets_case, tmp_path):
    first = files_of(published(secrets_case, tmp_path / "a"))
    again = files_of(published(secrets_case, tmp_path / "b"))
    assert first == again
    publish(open_case(secrets_case), tmp_path / "c", executor=Pool(2))
    assert files_of(tmp_path / "c") == first


def test_where_nothing_is_sealed_an_edition_is_the_case_that_was_read(repository, secrets_case, tmp_path):
    authored = read_authored(repository / "cases" / "syria-2013")
    build_case(authored, tmp_path / "open", demonstration_keyring(authored.words))
    for case, same in ((open_case(tmp_path / "open"), True), (open_case(secrets_case), False)):
        out = tmp_path / f"edition-{same}"
        make_edition(case, out, readers="public")
        opened, read = opened_copy(case, out), open_case(out)
        assert opened.entries == read.entries
        assert opened.documents == read.documents
        assert opened.root == read.root == out
        assert opened.log.checkpoint == read.log.checkpoint
        assert (opened.reader is case.reader) is same


def test_ten_new_entries_touch_only_what_they_change(build_with, tmp_path):
    (tmp_path / "case").mkdir()
    case = build_with(tmp_path / "case")
    out = published(case, tmp_path / "out", as_of=date(2024, 6, 30))
    before, places = files_of(out), inodes(out)
    texts = [FIGURE.format(label=f"NEW-{n}", day=1 + n % 9, percent=40 + n) for n in range(10)]
    (tmp_path / "new.toml").write_text("\n".join(sorted(texts, key=lambda t: t.split("known = ")[1])), encoding="utf-8")
    submit(open_case(case), read_drafts(tmp_path / "new.toml"), CaseFolder(tmp_path), now=NOW)
    made = publish(open_case(case), out, as_of=date(2024, 6, 30))
    after = files_of(out)
    record = ("record/", "checkpoints/", "documents/", "openings/", "policy.txt", "edition.json", "README.txt")
    pages = {name for name in after if not name.startswith(record)}
    touched = {name for name in pages if before.get(name) != after[name]}
    assert made.changed == len(touched)
    assert {"en/figures/destroyed~first.html", "en/record/000.html", "en/index.html"} <= touched
    untouched = {"en/instruments/AGREEMENT.html", "en/figures/declared~first.html", "assets/site.css", "en/about.html"}
    assert not untouched & touched - {"en/about.html"}  # it cites the root of the record
    assert {name for name in pages if places.get(name) == inodes(out)[name]} == pages - touched


def test_what_is_there_is_not_written_over(secrets_case, tmp_path, build_with):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(RefusedError, match="already-there"):
        published(secrets_case, tmp_path / "there")
    make_edition(open_case(secrets_case), tmp_path / "members", readers="members")
    with pytest.raises(RefusedError, match="already-there"):
        published(secrets_case, tmp_path / "members")
    with pytest.raises(RefusedError, match="meaningless"):
        published(secrets_case, secrets_case / "public")
    assert (tmp_path / "there" / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_a_day_before_all_that_is_known_has_no_edition(secrets_case, tmp_path):
    with pytest.raises(RefusedError, match="meaningless"):
        publish(open_case(secrets_case), tmp_path / "out", as_of=date(1999, 1, 1))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_filled(secrets_case, tmp_path):
    (tmp_path / "out").mkdir()
    assert (published(secrets_case, tmp_path / "out") / "en" / "index.html").is_file()


def test_a_failure_leaves_the_edition_before_as_it_was(secrets_case, tmp_path, monkeypatch):
    out = published(secrets_case, tmp_path / "out")
    before = files_of(out)

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_files", failing)
    with pytest.raises(OSError, match="No space"):
        published(secrets_case, out)
    assert files_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
