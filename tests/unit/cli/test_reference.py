"""The reference pages of commands, statuses and findings are what the source says.

The first two are made here: `REGENERATE=1 .venv/bin/pytest tests/unit`. The page of findings is written by
hand; here it is held to the rules that the source has.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import typer

from proverka.assessment import TRANSITIONS, status
from proverka.assessment.result import Status
from proverka.cli import app
from proverka.reporting.terminal import STATUS_FORM

CLI_PAGE = """\
# Commands

<!-- Made from the source by `REGENERATE=1 .venv/bin/pytest tests/unit/cli`. -->

Every command says what it does with `--help`. Answers go to standard output, errors and progress to standard error; a
bar appears where work takes more than a second, on a terminal only. Colour is left out where the output is no terminal
or `NO_COLOR` is set; nothing is said by colour alone. Text is as wide as the terminal, or as `COLUMNS` says.
`proverka --install-completion` teaches the shell to complete commands, options and the names in a case.

A day is written 2014-02-05; a month (2014-02) or a year stands for its last day. Days are days in UTC, ends included.

| exit status | meaning |
|---|---|
| 0 | done |
| 1 | the answer is no: a record does not verify |
| 2 | refused, with one message on standard error ([refusals](refusals.md)); nothing is half written |
| 130 | interrupted; nothing is half written |

Three forms of an answer, with `--format`: `text`; `json`, exactly one document; `csv`, one table with a header, in
which a text that a spreadsheet would run as a formula begins with an apostrophe. The JSON of an audit follows
[audit.json](schemas/audit.json); decimals keep the digits that they were written with.
"""


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield each command with its full name, in the order of the help."""
    children = getattr(command, "commands", {})
    if not children:
        yield name, command
    for child_name, child in children.items():
        yield from commands(child, f"{name} {child_name}")


def section_of(name: str, command: Any) -> str:
    """Return the section of a command: usage, what it does, arguments and options."""
    parameters = [p for p in command.params if p.name != "help"]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    usage = " ".join([name, *(p.metavar for p in arguments)]) + (" [OPTION]…" if options else "")
    parts = [f"## `{usage}`\n", f"{inspect.cleandoc(command.help)}\n"]
    if parameters:
        rows = [f"| `{p.metavar}` | {p.help} |" for p in arguments]
        rows += [f"| `{', '.join(p.opts)}{_value(p)}` | {p.help}{_default(p)} |" for p in options]
        parts.append("\n".join(["| | |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _value(option: Any) -> str:
    if option.is_flag:
        return ""
    assert option.metavar, f"{option.name} says in `metavar` what it takes"
    return " " + str(option.metavar).replace("|", r"\|")


def _default(option: Any) -> str:
    return f" Default: {option.default}." if option.default not in (None, False, "") else ""


def test_the_page_of_commands_is_what_the_program_offers(generated: Callable[[str, str], None]) -> None:
    found = list(commands(typer.main.get_command(app), "proverka"))
    assert {name for name, _ in found} >= {"proverka audit", "proverka case new", "proverka diff"}
    generated("docs/reference/cli.md", "\n".join([CLI_PAGE, *(section_of(*one) for one in found)]))


def test_every_parameter_is_explained() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands(typer.main.get_command(app), "proverka")
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_every_command_has_an_example_and_its_exit_statuses() -> None:
    for name, command in commands(typer.main.get_command(app), "proverka"):
        assert f"Example: `{name} " in command.help, name
        assert command.epilog.startswith("Exit status: 0 done;"), name


STATUS_PAGE = """\
# Statuses

<!-- Made from src/proverka/assessment/status.py by `REGENERATE=1 .venv/bin/pytest tests/unit/cli`. -->

Every obligation has one status as of a day and as known on a day. The first row that applies decides.
"""

BETWEEN = """
A sign and a word stand for each, so that none rests on colour:

| status | shown as |
|---|---|
"""

TRANSITION_WORDS = """
## From one day to the next

With one state of knowledge, and the day moving forward, a status goes only where this table says. What was fulfilled
stays fulfilled: a finding of a later day may still show that it was late, and nothing takes it back. Two kinds of entry
reset the table. A decision that extends the due date makes the duty one that is not due yet. Duties of conduct follow
the latest views, a duty that comes again its latest occurrence, and complying with others what these come to. A later
correction may change what is known of any day: that is another question, which [`proverka diff`](cli.md) answers.

| from | to, besides staying |
|---|---|
"""

RECURRING = """
## A duty that comes again

Each occurrence is judged by its own date; the series stands as its latest occurrence that is due. A numbered paper
shows that those before it came by then, and says nothing of how late. An occurrence that nothing shows has no evidence:
silence of a record made from public sources does not prove that nothing was delivered.

## A duty after each inspection

Each inspection that ends starts a clock of its own, by the instant of its end where that is known, else by its last
day.
The duty is overdue while a paper is owed; else met late if one was late, since what was late stays so; else met.
Before the first is due it is pending. By days alone a paper is late only where even its first hour was.

## A way of acting

Conduct has no number, and no due date. Its status says what the parties' latest views come to, from the adoption of its
instrument on: only favourable, on track; critical, at risk; both, contested; none, no evidence. What is alleged counts
as critical until it is found unfounded. What the debtor says of itself contests criticism, and shows nothing by itself.

## Complying with other duties

It is met when every part that has an end is, and late if one was. After the last date it is overdue while a part is,
and partly met where of a part only the evidence lacks. Ways of acting and duties that come again have no end, and are
left out.
"""


def test_the_page_of_statuses_is_what_the_source_says(generated: Callable[[str, str], None]) -> None:
    table = "\n".join(line for line in (status.__doc__ or "").split("\n") if line.startswith("|"))
    signs = "\n".join(f"| {name} | {' '.join(STATUS_FORM[name][:2])} |" for name in get_args(Status))
    moves = "\n".join(
        f"| {name} | {', '.join(sorted(TRANSITIONS[name] - {name})) or 'nothing'} |" for name in get_args(Status)
    )
    generated(
        "docs/reference/statuses.md",
        f"{STATUS_PAGE}\n{table}\n{BETWEEN}{signs}\n{TRANSITION_WORDS}{moves}\n{RECURRING}",
    )


def test_every_status_has_its_sign_its_row_and_its_transitions() -> None:
    assert set(STATUS_FORM) == set(get_args(Status)) == set(TRANSITIONS)
    assert all(re.search(rf"\| [^|]*\b{name}\b", status.__doc__ or "") for name in get_args(Status))


def rules(source: Path) -> Iterator[str]:
    """Yield the name of every rule for which a finding is made."""
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "Check", "_Told"):
                (value,) = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
                yield from (
                    n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                )


def test_the_page_of_findings_has_every_rule(repository: Path) -> None:
    page = (repository / "docs/reference/findings.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### `([a-z-]+)`\n\n(.+?)(?=\n##|\Z)", page, re.MULTILINE | re.DOTALL)
    assert sorted(name for name, _ in sections) == sorted(set(rules(repository / "src" / "proverka")))
    assert [name for name, text in sections if not re.search(r"^Example( \([^)]+\))?: ", text, re.MULTILINE)] == []
