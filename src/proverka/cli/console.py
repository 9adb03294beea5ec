"""Where output goes: answers to standard output, progress and errors to standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Report = Callable[[int, int], None]


def answers() -> Console:
    """Return the console for answers; wide enough for a table where the output is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


def errors() -> Console:
    """Return the console for errors and progress."""
    return Console(stderr=True, highlight=False)


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Yield a callback (done, total) that draws a bar once the work has taken a while, and then removes it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, refresh_per_second=5) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report
