"""Analysis: all that is found in an article, for a person to confirm: statements with their claims, dates and links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from proverka.model.span import Span
from proverka.sources.article import Article, Story
from proverka.sources.attribution import statements_of
from proverka.sources.attribution.lexicon import PartiesTable
from proverka.sources.attribution.people import KnownPerson
from proverka.sources.claims import claim_of
from proverka.sources.dates import dates_in
from proverka.sources.dates.speaking import said_of
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.links.linking import Context, links_in
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords, FoundStatement
from proverka.sources.undated import bounded

NOTHING_ADOPTED: Mapping[str, date] = MappingProxyType({})
# Days of publication whose office holders are kept: those of one folder of articles.
KNOWN_MAX = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with the statements that were found in it, those of its first story first."""

    article: Article
    statements: tuple[FoundStatement, ...]


def analyse(
    article: Article,
    aliases: Aliases = NO_ALIASES,
    *,
    adopted: Mapping[str, date] = NOTHING_ADOPTED,
    language: str = ENGLISH,
) -> Reading:
    """Return an article with its statements, in the order in which their words begin.

    `aliases` are the tables of the case that it is read for, `adopted` the days on which that case's instruments were
    adopted: an undated story is bounded by those of which it speaks.
    """
    stories = tuple(
        replace(story, published=bounded(article.text, story, aliases, adopted, language=language))
        for story in article.stories
    )
    article = replace(article, stories=stories)
    found = tuple(
        statement
        for number, story in enumerate(article.stories)
        for statement in _statements(article.text, story, number, aliases, language)
    )
    return Reading(article=article, statements=tuple(sorted(found, key=_place)))


def _place(statement: FoundStatement) -> tuple[int, int, int]:
    """Return where a statement stands: what reports others begins with them, and comes before."""
    return statement.story, statement.words[0].start, -statement.words[0].end


def _statements(text: str, story: Story, number: int, aliases: Aliases, language: str) -> Iterator[FoundStatement]:
    if not story.paragraphs:
        return
    published = story.published.span
    whole = Passage.over(story.paragraphs)
    known = known_people(aliases, published)
    dated: dict[tuple[str, ...], DatedWords] = {}
    for found in statements_of(text, story, number=number, language=language, known=known):
        claim = claim_of(
            text,
            sentence=found.sentence,
            words=found.words,
            quotation=found.quotation,
            language=language,
            verb=found.verb,
            cue=found.cue,
            others=_others(found.speakers[0].party if found.speakers else "", language),
        )
        who = tuple(speaker.name for speaker in found.speakers)
        said = _said(text, story, found, language)
        if said is not None:
            dated[who] = said
        elif who in dated:
            said = replace(dated[who], rule=f"{dated[who].rule}; on the occasion that the story dated before")
        quoted = found.quotation != "indirect"
        paragraph = next((one for one in story.paragraphs if quoted and one.meets(found.sentence)), None)
        yield replace(
            found,
            claim=claim,
            said=said,
            dates=dates_in(
                text,
                within=found.sentence,
                published=story.published,
                language=language,
                # In a speaker's own words “today” is the day of speaking; in a reporter's it is that of publication.
                spoken=said.span if said is not None and found.quotation == "direct" else None,
                dateline=story.dateline,
            ),
            links=links_in(
                text,
                within=found.sentence,
                aliases=aliases,
                published=published,
                context=Context(story=whole, paragraph=paragraph),
                language=language,
            ),
        )


@lru_cache(maxsize=KNOWN_MAX)
def _others(party: str, language: str) -> frozenset[str]:
    """Return the words that name another State than the party, none where that is unknown."""
    if not party:
        return frozenset()
    states = language_table(language, "parties", PartiesTable).states
    named = {state.name: {*state.names, *state.metonyms, *state.adjectives} for state in states}
    own = named.get(party, set())
    return frozenset(
        word.lower()
        for name, words in named.items()
        if name != party
        for word in words - own
        if " " not in word and word != "US"
    )


def _said(text: str, story: Story, found: FoundStatement, language: str) -> DatedWords | None:
    if found.cue is None:
        return None
    return said_of(
        text, sentence=found.sentence, verb=found.cue, words=found.words, published=story.published, language=language
    )


@lru_cache(maxsize=KNOWN_MAX)
def known_people(aliases: Aliases, published: Span | None) -> Mapping[str, KnownPerson]:
    """Return the people of a case by the forms of their names in lower case, with the offices held in that time."""
    found: dict[str, KnownPerson] = {}
    for one in aliases.people:
        roles = tuple(role.title for role in one.roles_in(published))
        person = KnownPerson(name=one.name, party=one.party, roles=roles)
        for form in (*one.full_names, *one.short_names):
            found.setdefault(form.lower(), person)
    return found
