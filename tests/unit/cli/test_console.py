"""Progress shows on a terminal, once work takes a while; files take their place whole."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from proverka.cli import console
from proverka.model.errors import ProverkaError


def bar(monkeypatch, *, terminal: bool, seconds: float) -> str:
    screen = io.StringIO()
    ticks = iter([0.0, seconds, seconds])
    monkeypatch.setattr(console, "errors", lambda: Console(file=screen, force_terminal=terminal, width=80))
    monkeypatch.setattr("proverka.cli.console.time.monotonic", lambda: next(ticks, seconds))
    with console.progress("verifying entries") as report:
        report(1, 2)
        report(2, 2)
    return screen.getvalue()


def test_long_work_shows_a_bar(monkeypatch):
    assert "verifying entries" in bar(monkeypatch, terminal=True, seconds=1.5)


def test_quick_work_shows_none(monkeypatch):
    assert bar(monkeypatch, terminal=True, seconds=0.5) == ""


def test_nothing_is_drawn_where_there_is_no_terminal(monkeypatch):
    assert bar(monkeypatch, terminal=False, seconds=1.5) == ""


def test_a_file_takes_its_place_whole(tmp_path):
    target = tmp_path / "folder/report.html"
    with console.replacing(target) as unfinished:
        unfinished.write_text("one", encoding="utf-8")
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "one"


def test_a_failure_leaves_the_one_before(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("before", encoding="utf-8")

    def half() -> None:
        with console.replacing(target) as unfinished:
            unfinished.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("report.html", "before")]


def test_no_file_takes_the_place_of_what_is_none(tmp_path):
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "folder", Path("/dev/null"), Path()):
        with pytest.raises(ProverkaError, match=r"already-there|bad-value"), console.replacing(target):
            pass
    assert Path("/dev/null").is_char_device()
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far/report.html")
    with console.replacing(tmp_path / "link") as unfinished:
        unfinished.write_text("one", encoding="utf-8")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far/report.html").read_text(encoding="utf-8") == "one"


def test_what_cannot_be_written_is_told_by_the_name_that_was_given(tmp_path):
    target = tmp_path / "report.html"

    def full() -> None:
        with console.replacing(target) as unfinished:
            unfinished.touch()
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as refused:
        full()
    assert refused.value.filename == str(target)
    assert list(tmp_path.iterdir()) == []
