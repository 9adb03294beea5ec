"""The verifier stands alone: one file, the standard library, and one library for signatures."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

# What a suspicious reader gets through in an hour; the figure stands in verifier/README.md.
LINES_MAX = 1250


@pytest.fixture(scope="module")
def source(repository: Path) -> str:
    return (repository / "verifier" / "proverka_verify.py").read_text(encoding="utf-8")


def test_it_imports_nothing_of_proverka(source):
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).split(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert not imported & {"importlib", "subprocess", "socket", "urllib", "http", "ctypes", "pickle"}


def test_it_writes_nothing_and_runs_nothing(source):
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr.replace("compile", "re.compile")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute))
    }
    assert not called & {
        "eval",
        "exec",
        "compile",
        "write",
        "write_text",
        "write_bytes",
        "unlink",
        "mkdir",
        "__import__",
    }
    modes = [
        argument.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    ]
    assert set(modes) == {"rb"}


def test_it_can_be_read_in_an_hour(source):
    assert source.count("\n") <= LINES_MAX


def test_no_part_of_the_package_is_copied_into_it(source, repository):
    """No run of six lines of code stands in both: agreement would otherwise say nothing."""

    def runs(text: str) -> set[tuple[str, ...]]:
        lines = [line.strip() for line in text.split("\n")]
        lines = [line for line in lines if line and not line.startswith(("#", '"""'))]
        return {tuple(lines[i : i + 6]) for i in range(len(lines) - 5)}

    ours = set().union(*(runs(p.read_text(encoding="utf-8")) for p in (repository / "src").rglob("*.py")))
    shared = runs(source) & ours
    assert shared == set()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["log"], 2),
        (["log", "{built}"], 2),
        (["log", "{built}", "--policy", "{built}/no-such-file"], 2),
        (["log", "{built}/no-such-folder", "--policy", "{built}/policy.txt"], 2),
        (["log", "{built}", "--policy", "{built}/record/checkpoint"], 2),
        (["receipt", "{built}/no-such-file", "--policy", "{built}/policy.txt"], 2),
        (["evidence", "{built}/policy.txt", "--policy", "{built}/policy.txt", "--party-key", "nonsense"], 2),
        (["receipt", "{built}/policy.txt", "--policy", "{built}/policy.txt"], 1),
        (["receipt", "{built}/record/checkpoint", "--policy", "{built}/policy.txt"], 1),
        (["evidence", "{built}/policy.txt", "--policy", "{built}/policy.txt"], 1),
        (["opening", "{built}/policy.txt", "--policy", "{built}/policy.txt"], 1),
        (["log", "{built}/documents", "--policy", "{built}/policy.txt"], 1),
        (["log", "{built}", "--policy", "{built}/policy.txt"], 0),
        (["log", "{built}/record", "--policy", "{built}/policy.txt"], 0),
    ],
)
def test_exit_status(arguments, status, built, repository):
    program = repository / "verifier" / "proverka_verify.py"
    given = [argument.replace("{built}", str(built)) for argument in arguments]
    # Isolated: no path of this project, no variable of this environment.
    done = subprocess.run([sys.executable, "-I", program, *given], capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    said = {0: "Everything that was checked holds.", 1: "WRONG.", 2: "usage:" if not done.stdout else ""}[status]
    assert said in done.stdout + done.stderr or done.stderr.startswith("Nothing was checked: ")
