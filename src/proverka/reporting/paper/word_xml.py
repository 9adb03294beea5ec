"""Elements of WordprocessingML (ISO/IEC 29500-1), made from their names and attributes."""

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

# An element of python-docx, which does not say the types of what it holds.
Xml = Any

TWIPS_PER_MM = 1440 / 25.4


def make(name: str, /, *children: Xml, **attributes: str | int) -> Xml:
    """Return an element of the namespace `w`, its attributes of the same."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point, as the format has it."""
    return round(millimetres * TWIPS_PER_MM)


def text_of(words: str) -> Xml:
    """Return text whose blanks at either end count."""
    element = make("t")
    element.text = words
    element.set(qn("xml:space"), "preserve")
    return element


def field(instruction: str, shown: str = "", *, dirty: bool = False) -> list[Xml]:
    """Return the runs of a field: what it computes, and what is shown until then; `dirty` asks for it on opening."""
    code = make("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    begin = make("fldChar", fldCharType="begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    return [
        make("r", begin),
        make("r", code),
        make("r", make("fldChar", fldCharType="separate")),
        make("r", text_of(shown)),
        make("r", make("fldChar", fldCharType="end")),
    ]
