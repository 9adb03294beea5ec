"""An article as it runs down a page: heads of stories, lines, paragraphs with their statements, what was set apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from proverka.reporting.glossary import Glossary
from proverka.reporting.reading_drafts import DraftTerms, Value, comment_of, draft_values, toml_value
from proverka.reporting.reading_segments import Segment, StatementIndex, segments_of
from proverka.reporting.reading_words import (
    BLOCK_WORDS,
    OWN_BLOCKS,
    about_words,
    claim_words,
    one_line,
    origin_rows,
    said_words,
    set_apart,
    speaker_words,
    who_spoke,
    why_rows,
)
from proverka.sources.analysis import Reading
from proverka.sources.article import Article, Block, Story
from proverka.sources.proposal import Proposal
from proverka.sources.statement import FoundStatement

# So many colours tell neighbours apart; the number tells all.
COLOURS = 6
# What a person corrects in the form; all else of a draft goes along as it is.
EDITED = frozenset({
    "known", "party", "by", "date", "bears_on", "note", "body.speaker", "body.text", "body.role", "body.relay",
    "body.quote", "body.claim", "body.stance", "body.hedged", "body.denied", "body.condition",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One proposal, as its form shows it. `values` are those of its draft; `along` the ones nobody edits, in TOML."""

    proposal: Proposal
    anchor: str
    colour: int
    words: str
    who: str
    claim: str
    said: str
    about: tuple[str, ...]
    why: tuple[tuple[str, str], ...]
    values: Mapping[str, Value]
    along: tuple[tuple[str, str], ...]
    comment: str

    @property
    def found(self) -> FoundStatement:
        """The statement that it is a proposal for."""
        return self.proposal.statement

    @property
    def same_as(self) -> str:
        """The anchor of the statement of another article that this one is; empty where it stands for itself."""
        if self.proposal.same_as is None:
            return ""
        article, place = self.proposal.same_as
        return f"a{article}-s{place}{self.proposal.letter}"

    @property
    def linked(self) -> tuple[str, ...]:
        """The papers and duties that the statement names, those on which it is proposed to bear first."""
        ids = (link.id for link in self.found.links if link.kind in {"obligation", "instrument"})
        return tuple(dict.fromkeys((*self.proposal.bears_on, *ids)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing on the way down the page; which fields it has is told by its kind."""

    kind: Literal["head", "line", "paragraph", "apart"]
    text: str = ""
    label: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    segments: tuple[Segment, ...] = ()
    cards: tuple[Card, ...] = ()
    apart: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePart:
    """One article of a page: what runs down its text, and the forms beside it. `place` counts articles from 1."""

    place: int
    reading: Reading
    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    people: tuple[tuple[str, str, str], ...]

    @property
    def anchors(self) -> Mapping[int, Card]:
        """The first form of each statement, by the statement's number."""
        return {card.proposal.place: card for card in reversed(self.cards)}

    @property
    def set_apart(self) -> str:
        """How much of which kind was set apart."""
        return set_apart(self.reading.article)


def article_part(
    place: int, reading: Reading, proposals: Sequence[Proposal], terms: DraftTerms, glossary: Glossary
) -> ArticlePart:
    """Return an article as a page shows it; `place` keeps the anchors of several articles apart."""
    cards = tuple(_card(place, reading, one, terms, glossary) for one in proposals)
    people = {card.proposal.speaker: (card.proposal.role, card.proposal.by) for card in cards if card.proposal.speaker}
    return ArticlePart(
        place=place,
        reading=reading,
        pieces=tuple(_pieces(reading, cards)),
        cards=cards,
        people=tuple((name, role, by) for name, (role, by) in people.items()),
    )


def _card(place: int, reading: Reading, one: Proposal, terms: DraftTerms, glossary: Glossary) -> Card:
    text, found = reading.article.text, one.statement
    values = draft_values(reading, one, terms)
    return Card(
        proposal=one,
        anchor=f"a{place}-s{one.number}",
        colour=(one.place - 1) % COLOURS + 1,
        words=one_line(" … ".join(words.of(text) for words in found.words)),
        who=speaker_words(one.named) if one.named else who_spoke(found),
        claim=claim_words(found.claim, text),
        said=said_words(found, reading.article.stories[found.story].published),
        about=about_words(found, glossary),
        why=tuple(why_rows(found, text)),
        values=values,
        along=tuple((key, toml_value(value)) for key, value in values.items() if key not in EDITED),
        comment=comment_of(reading, one),
    )


def _pieces(reading: Reading, cards: Sequence[Card]) -> Iterator[Piece]:
    article = reading.article
    index, heads = StatementIndex(reading.statements), _heads(article)
    by_place: dict[int, list[Card]] = {}
    for card in cards:
        by_place.setdefault(card.proposal.place, []).append(card)
    for apart, blocks in groupby(article.blocks, key=lambda block: block.kind not in OWN_BLOCKS):
        run = tuple(blocks)
        if apart:
            yield Piece(kind="apart", apart=tuple(_apart(article, block) for block in run), label=_label(run))
            continue
        for block in run:
            story = heads.get(block)
            if story is not None:
                yield Piece(kind="head", text=one_line(story.title), rows=origin_rows(story))
            if block.kind == "paragraph":
                here = index.within(block.passage)
                begun = {place for place, found in here if block.passage.start <= found.words[0].start}
                yield Piece(
                    kind="paragraph",
                    segments=segments_of(article.text, block.passage, here),
                    cards=tuple(card for place in sorted(begun) for card in by_place.get(place, ())),
                )
            elif block.kind != "title" or story is None:
                yield Piece(kind="line", label=BLOCK_WORDS[block.kind], text=one_line(block.passage.of(article.text)))


def _heads(article: Article) -> dict[Block, Story]:
    """Return the block over which the head of each story stands: its title, or else its first paragraph."""
    heads: dict[Block, Story] = {}
    passed = 0
    for story in article.stories:
        blocks = article.blocks[passed:]
        first = next((n for n, b in enumerate(blocks) if b.passage.meets(story.paragraphs[0])), None)
        if first is None:
            continue
        titles = (b for b in blocks[: first + 1] if b.kind == "title" and b.passage.of(article.text) == story.title)
        heads[next(titles, blocks[first])] = story
        passed += first + 1
    return heads


def _apart(article: Article, block: Block) -> tuple[str, str, str]:
    return BLOCK_WORDS[block.kind], block.rule, one_line(block.passage.of(article.text))


def _label(blocks: Sequence[Block]) -> str:
    kinds = dict.fromkeys(BLOCK_WORDS[block.kind] for block in blocks)
    return ", ".join(kinds)
