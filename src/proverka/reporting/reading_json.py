"""What was found in articles as JSON, and the schema that it follows.

A passage is told by its first character and the one after its last, counted in Unicode code points of `text`, and by
its words, so that nobody has to count.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from proverka.model.errors import Fault
from proverka.model.reading import schema_hook
from proverka.model.span import Span
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.sources import article, statement
from proverka.sources.analysis import Reading
from proverka.sources.passage import Passage

READING_SCHEMA = "proverka/reading/v1"
SCHEMA_ID = "https://proverka.example/schemas/reading/v1"


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Words(_Value, frozen=True, kw_only=True):
    """A passage: characters `start` to `end` (without the last) of the text of its article, and what they say."""

    start: int
    end: int
    text: str


class Block(_Value, frozen=True, kw_only=True):
    """A stretch of the text and what it is; only paragraphs belong to a story. `rule` says why it was taken for that."""

    kind: article.BlockKind
    words: Words
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
    paragraphs: tuple[Words, ...]


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
    sentence: Words
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


class Refused(_Value, frozen=True, kw_only=True):
    """What could not be read, and why: the parts of the message."""

    code: str
    where: str
    expected: str
    got: str
    to_do: str


class ReadingDocument(_Value, frozen=True, kw_only=True):
    """What `proverka read --format json` writes: the articles in the order given, and what was refused."""

    schema: Literal["proverka/reading/v1"] = READING_SCHEMA
    language: str
    articles: tuple[Article, ...]
    refused: tuple[Refused, ...]


def reading_json(
    found: Iterable[Reading], *, language: str, glossary: Glossary = NO_GLOSSARY, refused: Iterable[Fault] = ()
) -> bytes:
    """Return articles with what was found in them as indented JSON; the same values give the same bytes."""
    document = ReadingDocument(
        language=language,
        articles=tuple(_article(reading, glossary) for reading in found),
        refused=tuple(
            Refused(code=one.refusal.code, where=one.where, expected=one.expected, got=one.got, to_do=one.remedy)
            for one in refused
        ),
    )
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=2) + b"\n"


def reading_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `reading_json` writes."""
    (reference,), definitions = msgspec.json.schema_components(
        (ReadingDocument,), schema_hook=schema_hook, ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Articles as they were read",
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }


def _article(reading: Reading, glossary: Glossary) -> Article:
    of, text = reading.article, reading.article.text
    version = of.version
    return Article(
        version=Version(
            name=version.name,
            sha256=version.sha256,
            size=version.size,
            media_type=version.media_type,
            encoding=version.encoding,
        ),
        repairs=of.repairs,
        text=text,
        blocks=tuple(Block(kind=one.kind, words=_words(one.passage, text), rule=one.rule) for one in of.blocks),
        stories=tuple(_story(one, text) for one in of.stories),
        statements=tuple(_statement(n, one, text, glossary) for n, one in enumerate(reading.statements, start=1)),
    )


def _story(one: article.Story, text: str) -> Story:
    published = one.published
    return Story(
        title=one.title,
        outlet=one.outlet,
        address=one.address,
        byline=one.byline,
        dateline=one.dateline,
        relay=one.relay,
        published=Published(span=published.span, evidence=published.evidence, zone=published.zone),
        paragraphs=tuple(_words(paragraph, text) for paragraph in one.paragraphs),
    )


def _statement(number: int, one: statement.FoundStatement, text: str, glossary: Glossary) -> Statement:
    return Statement(
        number=number,
        story=one.story,
        quotation=one.quotation,
        words=tuple(_words(words, text) for words in one.words),
        sentence=_words(one.sentence, text),
        speakers=tuple(
            Speaker(name=by.name, role=by.role, party=by.party, words=_words(by.passage, text), rule=by.rule)
            for by in one.speakers
        ),
        abstained=one.abstained,
        relay=one.relay,
        verb=one.verb,
        cue=_words(one.cue, text) if one.cue else None,
        claim=_claim(one.claim, text),
        said=_dated(one.said, text) if one.said else None,
        dates=tuple(_dated(date, text) for date in one.dates),
        links=tuple(_link(link, text, glossary) for link in one.links),
    )


def _claim(claim: statement.Claim, text: str) -> Claim:
    return Claim(
        kind=claim.kind,
        stance=claim.stance,
        hedged=claim.hedged,
        denied=claim.denied,
        condition=_words(claim.condition, text) if claim.condition else None,
        cues=tuple(Cue(meaning=cue.meaning, words=_words(cue.passage, text)) for cue in claim.cues),
    )


def _dated(date: statement.DatedWords, text: str) -> Dated:
    return Dated(words=_words(date.passage, text), span=date.span, rule=date.rule)


def _link(link: statement.Link, text: str, glossary: Glossary) -> Link:
    return Link(
        kind=link.kind,
        id=link.id,
        name=glossary.name(link),
        amount=link.text,
        words=_words(link.passage, text),
        rule=link.rule,
    )


def _words(passage: Passage, text: str) -> Words:
    return Words(start=passage.start, end=passage.end, text=passage.of(text))
