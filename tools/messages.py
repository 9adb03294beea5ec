"""Collects every message that the sources can say: from the syntax of modules and templates, and the model's types.

A message is a literal where it is said: in Python an argument of `sentence`, `counting`, `message`, `tongue.text` and
their like, in a template one of `_` and `n_`. What a name stands for is looked up in its function and its module. A
message that cannot be seen so is in `ELSEWHERE`, with the reason for which it is known all the same.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from jinja2 import nodes

from proverka.model.quantity import unit_forms, unit_word
from proverka.publication.environment import environment
from proverka.publication.map_sites import AREAS, PORTS, SHIPS, STATES, TOWNS
from proverka.reporting.terms import counted, terms

TEMPLATES = ("src/proverka/reporting/templates", "src/proverka/publication/templates")
# A page for whoever reads articles, which is in English alone.
NOT_TOLD = frozenset({"src/proverka/reporting/templates/reading.html"})
# Functions by their name, with the number of messages that they take first: one, or one and many.
FUNCTIONS = {"sentence": 1, "message": 1, "counting": 2, "counting_days": 2}
# Functions of one module, which others may have under the same name for something else.
OWN_FUNCTIONS = {
    "src/proverka/model/sentence.py": {"_listed": 1},
    "src/proverka/publication/data_places.py": {"_title": 1},
    "src/proverka/publication/pages.py": {"_title": 1},
}
# What a finding is made by, or is told by.
FINDINGS = frozenset({"Finding", "Check", "_Told"})
# Methods of a tongue.
METHODS = {"text": 1, "count": 2, "term": 1}
TONGUES = frozenset({"tongue", "NEUTRAL", "ENGLISH"})
# The modules whose tables stand in pages, with the name and description of each of their columns.
TABLES = frozenset({
    "chart_balance.py", "chart_burndown.py", "chart_issues.py", "chart_obligations.py", "chart_places.py",
    "map_chart.py", "changes_table.py",
})  # fmt: skip
# What is said without being seen as a literal, by file and expression, and where it is known from.
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "src/proverka/mandate/duration.py": {"one": "a unit of time: terms"},
    "src/proverka/model/quantity.py": {"one": "a unit: terms"},
    "src/proverka/model/sentence.py": {"pattern": "a literal of each that calls it"},
    "src/proverka/publication/downloads.py": {"one.title": "a title of a table: data_places"},
    "src/proverka/publication/pages.py": {"one.title": "a title of the menu"},
    "src/proverka/reporting/chart_balance.py": {
        "name": "an effect that no method names: messages",
        "unit_word(one.unit, None)": "a unit: terms",
    },
    "src/proverka/reporting/chart_burndown.py": {"note": "messages above"},
    "src/proverka/reporting/chart_obligations.py": {"_NOTE": "a message above"},
    "src/proverka/reporting/chart_places.py": {"unit_word(unit, None)": "a unit: terms"},
    "src/proverka/reporting/telling.py": {
        "basis": "the three that there are have messages",
        "kind": "the three that there are have messages",
        "unit_word(unit, None)": "a unit: terms",
    },
    "src/proverka/reporting/tongue.py": {"one.text": "a sentence: seen where it is made"},
    "src/proverka/reporting/wording.py": {
        "STATUS_WORDS.get(identifier, identifier.replace('_', ' '))": "a word of the vocabulary: terms",
        "achieved.absence or 'unknown'": "why there is no amount: terms",
        "figure.absence or 'blank'": "why there is no amount: terms",
        "one": "a unit: terms",
        "pattern": "bounds, of which model.quantity has the same",
    },
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message, the one for many where it counts, where it is said, and what a translator should know of it."""

    one: str
    many: str = ""
    places: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Collection:
    """Messages by their text, and what was said without being seen: expressions by the file in which they stand."""

    messages: dict[str, Message] = field(default_factory=dict)
    unseen: dict[str, set[str]] = field(default_factory=dict)

    def add(self, one: str, many: str = "", *, place: str = "", note: str = "") -> None:
        """Add a message; refuse one that counts in two ways, or counts here and not there."""
        before = self.messages.get(one, Message(one, many))
        if before.many != many:
            raise ValueError(f"{one!r} has two forms for many: {before.many!r} and {many!r}")
        self.messages[one] = Message(
            one, many, before.places | ({place} if place else set()), before.notes | ({note} if note else set())
        )


def collected(root: Path) -> Collection:
    """Return every message of a checkout. Raises ValueError where one message has two forms."""
    found = Collection()
    for path in sorted((root / "src" / "proverka").rglob("*.py")):
        _of_module(path, path.relative_to(root).as_posix(), found)
    for folder in TEMPLATES:
        for path in sorted((root / folder).rglob("*.html")):
            place = path.relative_to(root).as_posix()
            if place not in NOT_TOLD:
                _of_template(path, place, found)
    for word, note in terms().items():
        found.add(word, place="src/proverka/reporting/terms.py", note=note)
    for one, many in counted().items():
        found.add(one, many, place="src/proverka/reporting/terms.py")
    for word in (*STATES, "place", "movement"):
        found.add(word, place="src/proverka/publication/map_sites.py", note="in the table of a map")
    for word in sorted(AREAS | TOWNS | PORTS | SHIPS):
        found.add(word, place="src/proverka/publication/map_sites.py", note="kind of place")
    for path in sorted((root / "cases").glob("*/case.toml")):
        _of_case(tomllib.loads(path.read_text(encoding="utf-8")), path.relative_to(root).as_posix(), found)
    return found


def _of_case(case: Mapping[str, object], place: str, found: Collection) -> None:
    """Add the units and the states of a case that comes with the product."""
    units, bases, places = (_rows(case, name) for name in ("units", "bases", "places"))
    for unit in units:
        one, many = unit_forms(unit)
        found.add(one, many, place=place)
        found.add(unit_word(unit, None), place=place, note="unit of a case")
        found.add(unit_word(unit, 1), place=place, note="unit of a case")
    for basis in bases:
        found.add(basis["disposition"].replace("_", " "), place=place, note="state of what is counted")
    for one in places:
        found.add(one["kind"].replace("_", " "), place=place, note="kind of place")


def _rows(case: Mapping[str, object], name: str) -> list[Any]:
    rows = case.get(name, [])
    assert isinstance(rows, list), "checked when the case is built"
    return rows


def _of_template(path: Path, place: str, found: Collection) -> None:
    for call in environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "n_"):
            count = 1 if call.node.name == "_" else 2
            said = [one.value for one in call.args[:count] if isinstance(one, nodes.Const)]
            if len(said) == count:
                found.add(*said, place=place)


def _of_module(path: Path, place: str, found: Collection) -> None:
    tree = ast.parse(path.read_bytes(), str(path))
    module = Scope(tree)
    for scope in (module, *(Scope(one, module) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))):
        for call in scope.calls():
            if path.name in TABLES and _is_column(call):
                _of_column(call, place, found)
            elif isinstance(call.func, ast.Name) and call.func.id in FINDINGS:
                _of_finding(call, scope, place, found)
            elif count := _messages_of(call, place):
                _of_call(call, count, scope, place, found)


def _of_call(call: ast.Call, count: int, scope: "Scope", place: str, found: Collection) -> None:
    texts = [scope.literals(argument) for argument in call.args[:count]]
    if len(texts) == count and all(texts) and len({len(one) for one in texts}) == 1:
        for said in zip(*texts, strict=True):
            found.add(*said, place=place)
    else:
        found.unseen.setdefault(place, set()).add(ast.unparse(call.args[0]) if call.args else "")


def _of_column(call: ast.Call, place: str, found: Collection) -> None:
    """Add what a column is called, its name as words where it has no title, and its description."""
    name, _, description, *_ = call.args
    name = next((one.value for one in call.keywords if one.arg == "title"), name)
    assert isinstance(name, ast.Constant), "columns are named by literals"
    assert isinstance(description, ast.Constant), "and described by them"
    found.add(str(name.value).replace("_", " "), place=place, note="name of a column")
    found.add(str(description.value), place=place, note="description of a column")


def _of_finding(call: ast.Call, scope: "Scope", place: str, found: Collection) -> None:
    """Add the rule of a finding, as words."""
    for one in call.keywords:
        for rule in scope.literals(one.value) if one.arg == "rule" else ():
            found.add(rule.replace("-", " "), place=place, note="rule of a finding")


def _is_column(call: ast.Call) -> bool:
    target = call.func.value if isinstance(call.func, ast.Subscript) else call.func
    return isinstance(target, ast.Name) and target.id == "Column"


def _messages_of(call: ast.Call, place: str) -> int:
    """Return how many messages a call takes first, 0 where it says nothing."""
    target = call.func
    if isinstance(target, ast.Name):
        return FUNCTIONS.get(target.id, 0) or OWN_FUNCTIONS.get(place, {}).get(target.id, 0)
    if isinstance(target, ast.Attribute) and target.attr in METHODS:
        speaker = target.value
        name = (
            speaker.id if isinstance(speaker, ast.Name) else speaker.attr if isinstance(speaker, ast.Attribute) else ""
        )
        return METHODS[target.attr] if name in TONGUES else 0
    return 0


class Scope:
    """A module or a function, in which a name may stand for literals."""

    def __init__(self, tree: ast.Module | ast.FunctionDef, outer: "Scope | None" = None) -> None:
        self.tree = tree
        self.outer = outer

    def calls(self) -> Iterator[ast.Call]:
        """Yield the calls in it, those of functions within it left out."""
        ahead = [*ast.iter_child_nodes(self.tree)]
        while ahead:
            node = ahead.pop()
            if isinstance(node, ast.Call):
                yield node
            if not isinstance(node, ast.FunctionDef):
                ahead += ast.iter_child_nodes(node)

    def literals(self, value: ast.expr) -> tuple[str, ...]:
        """Return the texts that an expression may stand for; none where that cannot be seen."""
        match value:
            case ast.Constant(value=str() as text):
                return (text,)
            case ast.IfExp(body=body, orelse=orelse):
                both = self.literals(body), self.literals(orelse)
                return (*both[0], *both[1]) if all(both) else ()
            case ast.Name(id=name):
                return self.named(name)
            case _:
                return ()

    def named(self, name: str) -> tuple[str, ...]:
        """Return the texts that a name may stand for here, or else around here."""
        found = tuple(text for value in self._values(name) for text in self.literals(value))
        return found or (self.outer.named(name) if self.outer else ())

    def _values(self, name: str) -> Iterator[ast.expr]:
        """Yield what a name is set to here, one by one where several are set at once."""
        for node in ast.walk(self.tree) if isinstance(self.tree, ast.FunctionDef) else self.tree.body:
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif _are_several(target) and _are_several(node.value):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def _are_several(node: ast.expr) -> TypeGuard[ast.Tuple]:
    return isinstance(node, ast.Tuple)
