"""Every command of the program is described in docs/reference."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer


def cli_app(modules: dict[str, ast.Module]) -> typer.Typer:
    """The program's commands; skips only while no module of the command line exists."""
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in modules]
    names = [name for name in names if name == "proverka.cli" or name.startswith("proverka.cli.")]
    if not names:
        pytest.skip("proverka.cli does not exist yet")
    app = getattr(importlib.import_module("proverka.cli"), "app", None)
    assert isinstance(app, typer.Typer), "proverka.cli offers `app`, the typer.Typer that `main` runs"
    return app


def command_names(command: Any, name: str) -> Iterator[str]:
    """Yield the full name of each command that is not hidden, without the groups that only hold others."""
    if command.hidden:
        return
    children = getattr(command, "commands", {})
    if not children or getattr(command, "invoke_without_command", False):
        yield name
    for child_name, child in sorted(children.items()):
        yield from command_names(child, f"{name} {child_name}")


def documented_commands(text: str) -> set[str]:
    """The commands that have a heading of their own: a heading's code that begins with the program's name."""
    return {match[1].strip() for match in re.finditer(r"^#+ .*?`(proverka(?: [a-z][a-z-]*)*)", text, re.MULTILINE)}


def test_every_command_has_a_heading_in_the_reference(modules: dict[str, ast.Module], repository: Path) -> None:
    commands = set(command_names(typer.main.get_command(cli_app(modules)), "proverka"))
    assert commands
    pages = sorted((repository / "docs" / "reference").rglob("*.md"))
    documented = set().union(*(documented_commands(page.read_text(encoding="utf-8")) for page in pages))
    assert sorted(commands - documented) == [], "each command has a heading such as: ## `proverka audit`"
    assert sorted(documented - commands - {"proverka"}) == [], "the reference describes what does not exist"


def test_commands_are_found_in_groups() -> None:
    app, case = typer.Typer(), typer.Typer()
    app.add_typer(case, name="case")
    case.command("build")(lambda: None)
    case.command("open")(lambda: None)
    app.command("audit")(lambda: None)
    app.command("debug", hidden=True)(lambda: None)
    names = list(command_names(typer.main.get_command(app), "proverka"))
    assert names == ["proverka audit", "proverka case build", "proverka case open"]


def test_headings_are_read() -> None:
    text = "# Commands\n\n## `proverka audit CASE [--as-of D]`\n\nSee `proverka verify`.\n\n### `proverka case build`\n"
    assert documented_commands(text) == {"proverka audit", "proverka case build"}
