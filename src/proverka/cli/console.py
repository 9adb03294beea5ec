"""Where output goes: answers to standard output, progress and errors to standard error."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from proverka.case.folder import make_folder
from proverka.model.errors import MalformedError, Refusal, RefusedError

Report = Callable[[int, int], None]

# Work that is done before a reader looks up needs no bar.
BAR_AFTER_SECONDS = 1.0


def answers() -> Console:
    """Return the console for answers: as wide as the terminal, or as COLUMNS says, or 80 columns in a file."""
    return Console(highlight=False, markup=False, emoji=False)


def say(answer: RenderableType) -> None:
    """Print an answer; what is to be copied in one piece may be wider than the screen.

    In a file or pipe no line ends in the blanks that a table is filled up with.
    """
    console = answers()
    if console.is_terminal:
        console.print(answer, crop=False)
        return
    with console.capture() as captured:
        console.print(answer, crop=False)
    typer.echo("\n".join(line.rstrip() for line in captured.get().split("\n")), nl=False)


def errors() -> Console:
    """Return the console for errors and progress."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Yield a callback (done, total) that draws a bar once the work has taken a second, and then removes it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=errors(), transient=True, refresh_per_second=5)
    task = bar.add_task(what, total=None)
    began = time.monotonic()

    def report(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if not bar.live.is_started and bar.console.is_terminal and time.monotonic() - began > BAR_AFTER_SECONDS:
            bar.start()

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def check_target(target: Path) -> None:
    """Refuse what no file can take the place of: bad-value for no name of a file, already-there for a folder or device.

    A folder would be left as it is with a puzzling message; a device, such as a terminal, would be replaced by a file.
    """
    if not target.name:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where="the file to write",
            expected="the name of a file",
            got=repr(str(target)),
            remedy="name a file to write to",
        )
    if target.exists() and not target.is_file():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(target),
            expected="a file to write, new or in the place of another file",
            got="a folder" if target.is_dir() else "something that is no file",
            remedy="name a file to write to",
        )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to, which takes its place in the end; a failure leaves `target` alone.

    Where `target` is a symbolic link, it stays one, and what it leads to is replaced. Raises what `check_target` and
    `make_folder` raise, and OSError that names `target` where it cannot be written.
    """
    check_target(target)
    place = Path(os.path.realpath(target))
    make_folder(place.parent)
    unfinished = place.with_name(f".{place.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(place)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename not in {None, str(unfinished)}:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        unfinished.unlink(missing_ok=True)
