"""Functions are short: the models that STYLE follows have under 3 % over 50 lines."""

import ast
from collections.abc import Iterator

import pytest

LINES_MAX = 50
SHARE_OVER_MAX = 0.03


def lengths(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (lines, place) of each function, its docstring included, its decorators not."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            yield node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}"


def test_few_functions_are_long(modules: dict[str, ast.Module], capsys: pytest.CaptureFixture[str]) -> None:
    found = sorted((measured for path, tree in modules.items() for measured in lengths(path, tree)), reverse=True)
    over = [f"{place}: {lines} lines" for lines, place in found if lines > LINES_MAX]
    share = len(over) / len(found)
    with capsys.disabled():
        print(  # noqa: T201 - the quota is to be seen in every run
            f"\nfunctions: {len(found)}, over {LINES_MAX} lines: {len(over)} ({share:.1%}, must be under "
            f"{SHARE_OVER_MAX:.0%}), median {found[len(found) // 2][0]} lines"
        )
    assert share < SHARE_OVER_MAX, "\n".join(over)
