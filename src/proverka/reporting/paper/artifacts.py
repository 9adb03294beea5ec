"""What stands at the head and foot of every page of a tagged PDF, marked as what nobody wants to have read out.

WeasyPrint tags it as text that hangs in no tree. PDF/UA-1 (ISO 14289-1, 7.8) asks that running heads and feet are
artifacts.
"""

from collections.abc import Iterator
from typing import Any


def mark_artifacts(_document: Any, pdf: Any) -> None:  # noqa: ANN401 - objects of WeasyPrint, which does not say its types
    """Make artifacts of all marked content that is not in the tree of a PDF; called before it is written."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    in_tree = set(_elements(pdf, root))
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    pages = [_object(pdf, reference) for reference in pdf.page_references]
    for page, owners in zip(pages, numbers[1 : 2 * len(pages) : 2], strict=True):
        outside = {place for place, owner in enumerate(owners) if _number(owner) not in in_tree}
        _release(_object(pdf, page["Contents"]).stream, outside)
        for place in outside:
            owners[place] = b"null"


def _elements(pdf: Any, root: Any) -> Iterator[int]:  # noqa: ANN401
    """Yield the numbers of the elements of the tree."""
    ahead = [*root["K"]]
    while ahead:
        kid = ahead.pop()
        if isinstance(kid, bytes) and (element := _object(pdf, kid)).get("Type") == "/StructElem":
            yield _number(kid)
            ahead += element["K"]


def _release(operators: list[Any], outside: set[int]) -> None:
    """Make artifacts of the pieces of a page with certain numbers."""
    for place in range(1, len(operators) - 1):
        properties = operators[place]
        if operators[place + 1] == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in outside:
            operators[place - 1] = "/Artifact"
            properties.clear()
            properties["Type"] = "/Pagination"


def _object(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
