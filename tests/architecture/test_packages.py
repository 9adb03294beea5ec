"""A package says what it knows and what it offers; a module is named by a noun of the domain."""

import ast
import re
from pathlib import Path

import pytest

DRAWERS = {"common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def packages(modules: dict[str, ast.Module]) -> dict[str, ast.Module]:
    return {path: tree for path, tree in modules.items() if path.endswith("/__init__.py")}


def declared_all(tree: ast.Module) -> list[str] | None:
    """The names in `__all__`, or None where there is none; anything but a literal list is an error."""
    for node in tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            names = ast.literal_eval(node.value)
            assert isinstance(names, (list, tuple))
            return list(names)
    return None


def bound_names(tree: ast.Module) -> set[str]:
    """The public names that a package's `__init__` defines or imports."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return {name for name in names if not name.startswith("_")}


def test_every_folder_of_modules_is_a_package(modules: dict[str, ast.Module]) -> None:
    folders = {str(Path(path).parent) for path in modules}
    assert sorted(folder for folder in folders if f"{folder}/__init__.py" not in modules) == []


def test_every_package_says_what_it_knows(modules: dict[str, ast.Module]) -> None:
    silent = [
        path
        for path, tree in packages(modules).items()
        if path != "proverka/__init__.py" and not re.search(r"\bknow", ast.get_docstring(tree) or "")
    ]
    assert silent == [], "the docstring says what the package knows and what it does not"
    assert ast.get_docstring(modules["proverka/__init__.py"])


def test_every_package_declares_what_it_offers(modules: dict[str, ast.Module]) -> None:
    # Only a package that holds nothing but its docstring may do without. Ruff (RUF022) judges the order.
    for path, tree in packages(modules).items():
        offered = declared_all(tree)
        if offered is None:
            assert bound_names(tree) == set(), f"{path} binds names but declares no `__all__`"
        else:
            assert len(offered) == len(set(offered)), f"{path}: a name twice in `__all__`"
            assert set(offered) <= bound_names(tree), f"{path}: `__all__` names what it does not bind"


def test_no_module_is_a_drawer(modules: dict[str, ast.Module]) -> None:
    parts = {path: set(Path(path).with_suffix("").parts) for path in modules}
    assert [path for path, names in parts.items() if names & DRAWERS] == []


def test_nothing_is_left_to_be_done_later(repository: Path) -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{path.relative_to(repository)}:{number}"
        for path in sorted((repository / "src").rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1)
        if later.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('"""It knows."""', None),
        ('"""It knows."""\n__all__ = ["a", "b"]', ["a", "b"]),
        ('"""It knows."""\n__all__: list[str] = []', []),
    ],
    ids=["none", "plain", "annotated"],
)
def test_all_is_read_from_the_source(source: str, names: list[str] | None) -> None:
    assert declared_all(ast.parse(source)) == names
