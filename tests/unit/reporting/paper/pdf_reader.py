"""A small reader of PDF files (ISO 32000-1), which shares no line with what writes them: objects, structure, text."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_TOKEN = re.compile(
    rb"(?P<hex><[0-9A-Fa-f\s]*>)|(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\s/<>\[\]()]*)"
    rb"|(?P<ref>\d+ \d+ R)\b|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<word>[^\s/<>\[\]()]+)|(?P<string>\()"
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Ref:
    """A reference to an object."""

    number: int


class Name(str):
    """A name, without its stroke."""

    __slots__ = ()


@dataclass
class Stream:
    """A stream: its dictionary and its bytes, decompressed."""

    dictionary: dict[str, Any]
    content: bytes


def tokens(data: bytes) -> Iterator[Any]:
    """Yield the values in some bytes; an operator or keyword is a str."""
    stack: list[list[Any]] = []
    at = 0
    while (found := _TOKEN.search(data, at)) is not None:
        at, kind, raw = found.end(), found.lastgroup, found[0]
        value: Any
        if kind == "open":
            stack.append([raw])
            continue
        if kind == "close":
            opened, *items = stack.pop()
            value = items if opened == b"[" else dict(zip(items[::2], items[1::2], strict=True))
        elif kind == "string":
            value, at = _literal(data, at)
        else:
            value = _plain(kind, raw)
        if stack:
            stack[-1].append(value)
        else:
            yield value


def _plain(kind: str | None, raw: bytes) -> Any:
    match kind:
        case "hex":
            digits = re.sub(rb"\s", b"", raw[1:-1])
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        case "name":
            return Name(re.sub(r"#([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), raw[1:].decode("latin-1")))
        case "ref":
            return Ref(int(raw.split()[0]))
        case "number":
            return float(raw) if b"." in raw else int(raw)
        case _:
            return {b"true": True, b"false": False, b"null": None}.get(raw, raw.decode("latin-1"))


def _literal(data: bytes, at: int) -> tuple[bytes, int]:
    out, depth = bytearray(), 1
    while True:
        letter = data[at : at + 1]
        at += 1
        if letter == b"\\":
            escaped = data[at : at + 1]
            octal = re.match(rb"[0-7]{1,3}", data[at : at + 3])
            out += bytes([int(octal[0], 8)]) if octal else _ESCAPES.get(escaped, escaped)
            at += len(octal[0]) if octal else 1
            continue
        depth += {b"(": 1, b")": -1}.get(letter, 0)
        if not depth:
            return bytes(out), at
        out += letter


def text(raw: bytes) -> str:
    """Return a text string: UTF-16 with its mark, or Latin."""
    return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


@dataclass
class Pdf:
    """A PDF file, read whole."""

    data: bytes
    objects: dict[int, Any] = field(default_factory=dict)
    trailer: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for found in re.finditer(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", self.data, re.DOTALL):
            self.objects[int(found[1])] = self._object(found[2])
        for value in list(self.objects.values()):
            kind = value.dictionary.get("Type") if isinstance(value, Stream) else None
            if kind == "ObjStm":
                self._unpack(value)
            elif kind == "XRef":
                self.trailer = value.dictionary

    def _object(self, raw: bytes) -> Any:
        head, divider, rest = raw.partition(b"\nstream\n")
        value = next(tokens(head))
        if not divider:
            return value
        content = rest.removesuffix(b"\nendstream")
        return Stream(value, zlib.decompress(content) if value.get("Filter") == "FlateDecode" else content)

    def _unpack(self, stream: Stream) -> None:
        first = stream.dictionary["First"]
        numbers = list(tokens(stream.content[:first]))
        starts = [*numbers[1::2], len(stream.content) - first]
        for number, start, end in zip(numbers[::2], starts, starts[1:], strict=False):
            self.objects[number] = next(tokens(stream.content[first + start : first + end]), None)

    def of(self, value: Any) -> Any:
        """Return what a reference leads to, or the value itself."""
        return self.objects[value.number] if isinstance(value, Ref) else value

    @property
    def catalog(self) -> Any:
        return self.of(self.trailer["Root"])

    @property
    def info(self) -> Any:
        return self.of(self.trailer["Info"])

    @property
    def pages(self) -> list[dict[str, Any]]:
        return [self.of(kid) for kid in self.of(self.catalog["Pages"])["Kids"]]

    def bookmarks(self, parent: Any = None, depth: int = 1) -> Iterator[tuple[int, str]]:
        """Yield the bookmarks with their depth, in order."""
        one = self.of((parent or self.of(self.catalog["Outlines"])).get("First"))
        while one:
            yield depth, text(one["Title"])
            yield from self.bookmarks(one, depth + 1)
            one = self.of(one.get("Next"))

    def elements(self, element: Any = None) -> Iterator[dict[str, Any]]:
        """Yield the elements of the structure tree, in the order in which they are read."""
        kids = (element or self.of(self.catalog["StructTreeRoot"])).get("K", [])
        for kid in map(self.of, kids if isinstance(kids, list) else [kids]):
            if isinstance(kid, dict) and kid.get("Type") == "StructElem":
                yield kid
                yield from self.elements(kid)

    def children(self, element: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the elements directly inside an element."""
        return [kid for kid in map(self.of, element.get("K", [])) if isinstance(kid, dict) and "S" in kid]

    @property
    def fonts(self) -> list[dict[str, Any]]:
        return [self.of(font) for font in self.of(self.of(self.pages[0]["Resources"])["Font"]).values()]

    @cached_property
    def _pieces(self) -> list[dict[int, str]]:
        return [self.marked(page) for page in self.pages]

    def words(self) -> str:
        """Return all text that is to be read, in the order of the structure, blanks folded."""
        numbers = {kid.number: place for place, kid in enumerate(self.of(self.catalog["Pages"])["Kids"])}
        root = self.of(self.catalog["StructTreeRoot"])
        return " ".join("".join(self._read(root, numbers)).split())

    def _read(self, element: dict[str, Any], numbers: dict[int, int]) -> Iterator[str]:
        yield " " if element.get("S") in _BLOCKS else ""
        page = numbers[element["Pg"].number] if "Pg" in element else None
        for kid in element.get("K", []):
            if isinstance(kid, int) and page is not None:
                yield self._pieces[page].get(kid, "")
            elif isinstance(inner := self.of(kid), dict) and inner.get("Type") == "StructElem":
                yield from self._read(inner, numbers)

    def artifacts(self) -> str:
        """Return all text that is not to be read, such as running heads."""
        return " ".join(page.get(-1, "") for page in self._pieces)

    def marked(self, page: dict[str, Any]) -> dict[int, str]:
        """Return the text of a page by the number of its marked content, -1 for artifacts."""
        fonts = self.of(self.of(page["Resources"])["Font"])
        found: dict[int, str] = {}
        maps: dict[str, dict[int, str]] = {}
        marks, operands, font, told = [-1], [], "", False
        for operator in tokens(self.of(page["Contents"]).content):
            if not isinstance(operator, str) or isinstance(operator, Name):
                operands.append(operator)
                continue
            if operator in ("BDC", "BMC"):
                properties = operands[-1] if isinstance(operands[-1], dict) else {}
                marks.append(properties.get("MCID", -1))
                if told := "ActualText" in properties:
                    found[marks[-1]] = text(properties["ActualText"])
            elif operator == "EMC":
                marks.pop()
                told = False
            elif operator == "Tf":
                font = operands[-2]
                maps.setdefault(font, self.letters(self.of(fonts[font])))
            elif operator in ("TJ", "Tj") and not told:
                shown = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
                glyphs = b"".join(piece for piece in shown if isinstance(piece, bytes))
                letters = "".join(
                    maps[font].get(int.from_bytes(glyphs[n : n + 2]), "\ufffd") for n in range(0, len(glyphs), 2)
                )
                found[marks[-1]] = found.get(marks[-1], "") + letters
            operands = []
        return found

    def letters(self, font: dict[str, Any]) -> dict[int, str]:
        """Return the letters of a font by glyph."""
        cmap = self.of(font["ToUnicode"]).content
        pairs = re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", cmap.partition(b"beginbfchar")[2])
        return {int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs}


_BLOCKS = frozenset(
    {"P", "H1", "H2", "H3", "H4", "TD", "TH", "LI", "LBody", "Caption", "Figure", "Div", "Sect", "Link", "NonStruct"}
)
