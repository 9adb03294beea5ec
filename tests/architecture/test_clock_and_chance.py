"""Below the entry points nothing reads a clock or draws a number that its caller did not hand in."""

import ast
from collections.abc import Iterator

import pytest

ENTRY_POINTS = ("proverka/cli/", "proverka/portal/")

CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
CHANCE = {"os.getrandom", "os.urandom", "uuid.uuid1", "uuid.uuid4"}
CHANCE_MODULES = ("numpy.random.", "random.", "secrets.")
# Generators: sound where they are given a seed, types where they are named in an annotation.
GENERATORS = {
    "numpy.random.Generator",
    "numpy.random.SFC64",
    "numpy.random.SeedSequence",
    "numpy.random.default_rng",
    "random.Random",
}
TYPES = {"numpy.random.Generator", "random.Random"}


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for, in full."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """The full dotted name that an expression refers to, or nothing where it refers to no import."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        parent = full_name(node.value, names)
        return f"{parent}.{node.attr}" if parent else ""
    return ""


def uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, full name) of each use of a clock or of chance."""
    names = imported_names(tree)
    seeded = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and (node.args or node.keywords)}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr):
            continue
        name = full_name(node, names)
        if name in CLOCKS | CHANCE:
            yield node.lineno, name
        elif name.startswith(CHANCE_MODULES):
            sound = (name in GENERATORS and id(node) in seeded) or (name in TYPES and id(node) not in called)
            if not sound:
                yield node.lineno, name


def test_the_clock_and_chance_are_parameters(modules: dict[str, ast.Module]) -> None:
    found = [
        f"{path}:{line}: {name}"
        for path, tree in modules.items()
        if not path.startswith(ENTRY_POINTS)
        for line, name in uses(tree)
    ]
    assert found == [], "take the time or the generator as a parameter; an entry point chooses it"


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime as moment\nmoment.now()",
        "from datetime import date\ndate.today()",
        "import time as clock\nclock.time()",
        "from time import time\ntime()",
        "import random\nrandom.choice([1])",
        "from random import Random\nRandom()",
        "import secrets\nsecrets.token_bytes(32)",
        "import os\nkey = os.urandom",
        "import numpy as np\nnp.random.default_rng()",
        "import numpy as np\nnp.random.rand(3)",
    ],
)
def test_a_use_is_found(source: str) -> None:
    assert list(uses(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\ndate.fromisoformat('2014-06-30')",
        "from random import Random\nRandom(7)",
        "from random import Random\ndef draw(chance: Random) -> int: ...",
        "import numpy as np\nnp.random.default_rng(seed=7)",
        "import numpy as np\ndef draw(chance: np.random.Generator) -> int: ...",
        "def audit(now): return now.date()",
    ],
)
def test_a_seed_or_a_parameter_is_none(source: str) -> None:
    assert list(uses(ast.parse(source))) == []
