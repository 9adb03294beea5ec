"""The harness that runs the examples of a page of documentation.

A page is run as its reader would follow it: from top to bottom, in one folder with copies of `cases/` and `verifier/`,
with the commands of this environment on the PATH. On most pages `proverka` is a fork of a process that has loaded
its modules already (see `standby`); the page that a newcomer reads first runs the program itself. Two kinds of fenced
block are run:

- `python`: all blocks of a page share one namespace.
- `console`: each line that begins with `$ ` is a command; one that ends in a backslash goes on in a line that begins
  with `> `. Working directory and exported variables carry over. A command must succeed (show a failure with
  `; echo $?`). Where output is shown it must be the output: a line `...` stands for any lines, `...` within a line
  for any text. Where none is shown, none is compared.

`console no-run` marks commands that are shown only, such as `make test`, which would run themselves.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from tests.docs.standby import Standby

# A command of a tutorial that takes longer than this is not one that a reader would wait for.
COMMAND_SECONDS_MAX = 120

SHELL_STATE = ".shell-state"

# The page of which every command starts the program itself.
PROGRAM_PAGE = "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of a transcript, and the lines of output shown under it."""

    command: str
    shown: tuple[str, ...]


def steps(source: str) -> Iterator[Step]:
    """Yield the commands of a console block; text above the first command is an error of the page."""
    command: str | None = None
    shown: list[str] = []
    for line in source.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            if command is not None:
                yield Step(command=command, shown=tuple(shown))
            command, shown = line[2:], []
        elif command is not None and command.endswith("\\") and not shown and line.startswith("> "):
            command = f"{command}\n{line[2:]}"
        elif command is None:
            message = f"a console block begins with a `$ ` line, not with {line!r}"
            raise AssertionError(message)
        else:
            shown.append(line.rstrip())
    if command is not None:
        yield Step(command=command, shown=tuple(shown))


def agrees(shown: tuple[str, ...], output: str) -> bool:
    """Whether the output is what the page shows."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n" for line in shown
    )
    lines = "".join(f"{line.rstrip()}\n" for line in output.rstrip("\n").split("\n"))
    return re.fullmatch(pattern, lines) is not None


def run_step(step: Step, folder: Path) -> str | None:
    """Run one command in the page's shell; return what is wrong with it, if anything."""
    # A shell per command, so that each has its own output and status; what a shell remembers is handed on in a file.
    state = folder / SHELL_STATE
    script = (
        f'if [ -f "{state}" ]; then . "{state}"; fi\n'
        f"""trap '{{ declare -px; printf "cd %q\\n" "$PWD"; }} > "{state}"' EXIT\n"""
        f"{step.command}\n"
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS_MAX,
        check=False,
    )
    if done.returncode != 0:
        return f"$ {step.command}\nexit status {done.returncode}:\n{done.stdout}"
    if step.shown and not agrees(step.shown, done.stdout):
        return f"$ {step.command}\nshown:\n" + "\n".join(step.shown) + f"\n\ngot:\n{done.stdout}"
    return None


def run_console(example: Example) -> str | None:
    """Run a console block in the page's folder, which is the current one; return what is wrong, if anything."""
    for step in steps(example.parsed):
        wrong = run_step(step, Path.cwd())
        if wrong is not None:
            return wrong
    return None


@pytest.fixture(scope="session")
def parse_page() -> Callable[[Path], Document]:
    """Read a page into its examples, in page order."""
    sybil = Sybil(parsers=[PythonCodeBlockParser(), CodeBlockParser("console", run_console)])
    return sybil.parse


@pytest.fixture(scope="session")
def standby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standby]:
    """The program, kept ready for all pages."""
    with Standby(tmp_path_factory.mktemp("standby") / "ready") as ready:
        yield ready


@pytest.fixture
def run_page(
    parse_page: Callable[[Path], Document],
    standby: Standby,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Path], int]:
    """Run a page's examples, raising at the first that fails; return how many ran."""
    folder = tmp_path / "page"
    folder.mkdir()
    for name in ("cases", "verifier"):
        shutil.copytree(repository / name, folder / name)
    monkeypatch.chdir(folder)
    commands = tmp_path / "commands"
    commands.mkdir()
    # The same terminal for everybody: plain, of one width, with nobody's settings.
    for name, value in {
        "PATH": os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "TZ": "UTC",
    }.items():
        monkeypatch.setenv(name, value)

    def run(path: Path) -> int:
        if path.name != PROGRAM_PAGE:
            standby.link(commands / "proverka")
        count = 0
        for example in parse_page(path):
            example.evaluate()
            count += 1
        return count

    return run
