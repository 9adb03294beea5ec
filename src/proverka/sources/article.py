"""An article as it was read: its version, its text, and the stories in it, apart from the page's own furniture."""

from dataclasses import dataclass
from typing import Literal

from proverka.model.span import Span
from proverka.sources.passage import Passage

# What a stretch of a page is. Only paragraphs belong to a story; all other kinds are never evidence.
BlockKind = Literal[
    "title", "byline", "date", "address", "credit", "paragraph", "caption", "related", "appeal", "furniture",
]  # fmt: skip
MediaType = Literal["text/plain", "text/html", "text/markdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The bytes that were read: pages change, so each version has its own SHA-256 (hex), `size` in bytes.

    `name` is the file or address under which it was found, `encoding` what its bytes were decoded by.
    """

    name: str
    sha256: str
    size: int
    media_type: MediaType
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the text and what it is; `rule` names why it was taken for that."""

    kind: BlockKind
    passage: Passage
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """When a story was published: a day, or the interval within which it must lie, and what says so.

    `span` is None where nothing bounds it. `zone` is the IANA name of the outlet's time zone, empty where unknown: an
    evening in New York is the next day elsewhere.
    """

    span: Span | None = None
    evidence: str = ""
    passage: Passage | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story: its `paragraphs` in order, and what is known of where it comes from.

    `dateline` is as printed (“BALI, Indonesia”); `relay` is the agency that the story as a whole is credited to. A
    field is empty where the text does not tell. Paragraphs begin after the dateline.
    """

    paragraphs: tuple[Passage, ...]
    title: str = ""
    outlet: str = ""
    address: str = ""
    byline: str = ""
    dateline: str = ""
    relay: str = ""
    published: Publication = Publication()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A file as it was read. Every passage is of `text`; `blocks` cover all of it that is not blank, in order.

    `repairs` says, for people, what was repaired in the text (encoding, characters that hide or turn others).
    """

    version: Version
    text: str
    blocks: tuple[Block, ...]
    stories: tuple[Story, ...]
    repairs: tuple[str, ...] = ()
