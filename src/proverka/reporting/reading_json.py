"""What was found in articles as JSON, and the schema that it follows."""

from collections.abc import Iterable
from typing import Any

import msgspec

from proverka.model.errors import Fault
from proverka.model.reading import schema_hook
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.reporting.reading_document import (
    Article,
    Block,
    Claim,
    Cue,
    Dated,
    Group,
    Link,
    Place,
    Published,
    ReadingDocument,
    Refused,
    Speaker,
    Spot,
    Statement,
    Story,
    Version,
    Words,
)
from proverka.sources import article, gathered, statement
from proverka.sources.analysis import Reading
from proverka.sources.gathered import Gathered
from proverka.sources.passage import Passage

SCHEMA_ID = "https://proverka.example/schemas/reading/v1"


def reading_json(
    found: Gathered, *, language: str, glossary: Glossary = NO_GLOSSARY, refused: Iterable[Fault] = ()
) -> bytes:
    """Return articles with what was found in them as indented JSON; the same values give the same bytes."""
    document = ReadingDocument(
        language=language,
        articles=tuple(_article(reading, glossary) for reading, _ in found.articles),
        merged=tuple(_group(one) for one in found.groups),
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
        blocks=tuple(Block(kind=one.kind, place=_place(one.passage), rule=one.rule) for one in of.blocks),
        stories=tuple(_story(one) for one in of.stories),
        statements=tuple(_statement(n, one, text, glossary) for n, one in enumerate(reading.statements, start=1)),
    )


def _story(one: article.Story) -> Story:
    published = one.published
    return Story(
        title=one.title,
        outlet=one.outlet,
        address=one.address,
        byline=one.byline,
        dateline=one.dateline,
        relay=one.relay,
        published=Published(span=published.span, evidence=published.evidence, zone=published.zone),
        paragraphs=tuple(map(_place, one.paragraphs)),
    )


def _statement(number: int, one: statement.FoundStatement, text: str, glossary: Glossary) -> Statement:
    return Statement(
        number=number,
        story=one.story,
        quotation=one.quotation,
        words=tuple(_words(words, text) for words in one.words),
        sentence=_place(one.sentence),
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


def _place(passage: Passage) -> Place:
    return Place(start=passage.start, end=passage.end)


def _group(one: gathered.Group) -> Group:
    return Group(spots=tuple(map(_spot, one.spots)), possibly=tuple(map(_spot, one.possibly)))


def _spot(one: gathered.Spot) -> Spot:
    return Spot(article=one.article, statement=one.statement)
