"""An annotated article: what a careful reader finds in it, as `articles/*.toml` says it (see README.md)."""

import tomllib
from pathlib import Path

import msgspec

from proverka.model.span import Span
from proverka.sources.statement import ClaimKind, Quotation, Stance


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    quotation: Quotation
    words: tuple[str, ...]
    speakers: tuple[str, ...]
    story: int = 1
    role: str = ""
    party: str = ""
    relay: str = ""
    kind: ClaimKind = ""
    stance: Stance = "none"
    hedged: bool = False
    denied: bool = False
    condition: str = ""
    said: str = ""


class Dated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    interval: str

    @property
    def span(self) -> Span:
        return Span.parse(self.interval)


class Annotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str = ""
    outlet: str = ""
    published: str = ""
    dateline: str = ""
    address: str = ""
    furniture: tuple[str, ...] = ()
    relay_of_story: str = ""
    statements: tuple[Statement, ...] = ()
    dates: tuple[Dated, ...] = ()


ARTICLES = Path(__file__).parent / "articles"


def annotations(of: str = "", folder: Path = ARTICLES) -> list[tuple[Path, Annotation]]:
    """Every article of a folder whose name begins so, with its annotation, in order of name."""
    found = []
    for path in sorted(folder.glob(f"{of}*.toml")):
        article = next(one for one in sorted(path.parent.glob(f"{path.stem}.*")) if one.suffix != ".toml")
        found.append((article, msgspec.convert(tomllib.loads(path.read_text("utf-8")), Annotation)))
    return found
