"""A strict reader of iCalendar (RFC 5545), which refuses whatever a calendar program might."""

import re
from dataclasses import dataclass, field

_LINE = re.compile(r"^(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=[^;:,\"]+)*):(?P<value>.*)$", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
TEXTS = ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "UID", "PRODID")


@dataclass
class Component:
    """A component: its name, its properties with parameters, and those inside it."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> str:
        """The value of a property that there must be exactly once."""
        (value,) = [found for known, _, found in self.properties if known == name]
        return value


def read(raw: bytes) -> Component:
    """Return the calendar in `raw`; an assertion fails for anything that the standard does not allow."""
    text = raw.decode()
    assert text.endswith("\r\n")
    physical = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 for line in physical)
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", "".join(physical)), "no control character but the tab"
    lines = text[:-2].replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    stack: list[Component] = [Component("")]
    for line in lines:
        found = _LINE.match(line)
        assert found, line
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            assert done.name == value
            stack[-1].inner.append(done)
        else:
            stack[-1].properties.append((name, found["params"], unescaped(name, value)))
    assert len(stack) == 1
    (calendar,) = stack[0].inner
    return calendar


def unescaped(name: str, value: str) -> str:
    """The value of a text; one that needs escaping and has none is refused."""
    if name not in TEXTS:
        return value
    bare = _ESCAPED.sub("", value)
    assert all(escaped in "\\;,nN" for escaped in _ESCAPED.findall(value)), value
    assert not set(bare) & set("\\;,"), value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
