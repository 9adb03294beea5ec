"""A part of a page: a stretch, with what it was taken for."""

from dataclasses import dataclass

from proverka.sources.article import BlockKind
from proverka.sources.reading.phrases import PlainText
from proverka.sources.reading.stretch import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch, its words ready to be searched, what it is, and the rule by which."""

    stretch: Stretch
    plain: PlainText
    kind: BlockKind
    rule: str
