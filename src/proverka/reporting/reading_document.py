"""The JSON of articles as they were read: its form, from which its schema is made.

A passage is told by its first character and the one after its last, counted in Unicode code points of the article's
`text`; most are given with their words as well, so that nobody has to count.
"""

from typing import Literal

import msgspec

from proverka.model.span import Span
from proverka.sources import article, statement

READING_SCHEMA: Literal["proverka/reading/v1"] = "proverka/reading/v1"


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Place(_Value, frozen=True, kw_only=True):
    """Characters `start` to `end` (without the last) of the text of its article."""

    start: int
    end: int


class Words(_Value, frozen=True, kw_only=True):
    """A passage: characters `start` to `end` (without the last) of the text of its article, and what they say."""

    start: int
    end: int
    text: str


class Block(_Value, frozen=True, kw_only=True):
    """A stretch of the text and what it is; only paragraphs belong to a story. `rule` says why it was taken so."""

    kind: article.BlockKind
    place: Place
    rule: str


class Published(_Value, frozen=True, kw_only=True):
    """When a story was published: a day, or an interval within which it must lie, and what says so; null if nothing."""

    span: Span | None
    evidence: str
    zone: str


class Story(_Value, frozen=True, kw_only=True):
    """One story. What the text does not tell is empty; `relay` is the agency that all of it is credited to."""

    title: str
    outlet: str
    address: str
    byline: str
    dateline: str
    relay: str
    published: Published
    paragraphs: tuple[Place, ...]


class Speaker(_Value, frozen=True, kw_only=True):
    """Who spoke, the party by its name, where the attribution stands, and the rule by which it was found."""

    name: str
    role: str
    party: str
    words: Words
    rule: str


class Cue(_Value, frozen=True, kw_only=True):
    """Words that made a reader take the statement for something, and what for."""

    meaning: str
    words: Words


class Claim(_Value, frozen=True, kw_only=True):
    """What is claimed; `denied`: what the kind names is denied. An empty kind is one that is not sure."""

    kind: statement.ClaimKind
    stance: statement.Stance
    hedged: bool
    denied: bool
    condition: Words | None
    cues: tuple[Cue, ...]


class Dated(_Value, frozen=True, kw_only=True):
    """An expression of time, the interval that it stands for or null, and the rule by which."""

    words: Words
    span: Span | None
    rule: str


class Link(_Value, frozen=True, kw_only=True):
    """What a passage is about: a thing of the case by its id and name; of a quantity, the amount and nothing else."""

    kind: statement.LinkKind
    id: str
    name: str
    amount: str
    words: Words
    rule: str


class Statement(_Value, frozen=True, kw_only=True):
    """One statement. `number` counts from 1, `story` from 0. Without a sure speaker, `abstained` says why."""

    number: int
    story: int
    quotation: statement.Quotation
    words: tuple[Words, ...]
    sentence: Place
    speakers: tuple[Speaker, ...]
    abstained: str
    relay: str
    verb: str
    cue: Words | None
    claim: Claim
    said: Dated | None
    dates: tuple[Dated, ...]
    links: tuple[Link, ...]


class Version(_Value, frozen=True, kw_only=True):
    """The bytes that were read, by their SHA-256 in hex; `size` in bytes."""

    name: str
    sha256: str
    size: int
    media_type: article.MediaType
    encoding: str


class Article(_Value, frozen=True, kw_only=True):
    """One article as it was read. Every passage is of `text`; `repairs` says, for people, what was repaired in it."""

    version: Version
    repairs: tuple[str, ...]
    text: str
    blocks: tuple[Block, ...]
    stories: tuple[Story, ...]
    statements: tuple[Statement, ...]


class Spot(_Value, frozen=True, kw_only=True):
    """A statement by the place of its article in this document and its number there, both from 1."""

    article: int
    statement: int


class Group(_Value, frozen=True, kw_only=True):
    """One statement that several articles print, the fullest print first; `possibly` are others that may be it."""

    spots: tuple[Spot, ...]
    possibly: tuple[Spot, ...]


class Refused(_Value, frozen=True, kw_only=True):
    """What could not be read, and why: the parts of the message."""

    code: str
    where: str
    expected: str
    got: str
    to_do: str


class ReadingDocument(_Value, frozen=True, kw_only=True):
    """What `proverka read --format json` writes: articles in the order given, what several print, what was refused."""

    schema: Literal["proverka/reading/v1"] = READING_SCHEMA
    language: str
    articles: tuple[Article, ...]
    merged: tuple[Group, ...]
    refused: tuple[Refused, ...]
