"""Analysis: all that is found in an article, for a person to confirm: each statement with its claim, dates and links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from proverka.model.span import Span
from proverka.sources.aliases import NO_ALIASES, Aliases
from proverka.sources.article import Article, Story
from proverka.sources.attribution import statements_of
from proverka.sources.claims import claim_of
from proverka.sources.dates import dates_in
from proverka.sources.language import ENGLISH
from proverka.sources.linking import Context, links_in
from proverka.sources.passage import Passage
from proverka.sources.people import KnownPerson
from proverka.sources.statement import FoundStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with the statements that were found in it, those of its first story first."""

    article: Article
    statements: tuple[FoundStatement, ...]


def analyse(article: Article, aliases: Aliases = NO_ALIASES, *, language: str = ENGLISH) -> Reading:
    """Return an article with its statements; `aliases` are the tables of the case that it is read for."""
    found = tuple(
        statement
        for number, story in enumerate(article.stories)
        for statement in _statements(article.text, story, number, aliases, language)
    )
    return Reading(article=article, statements=found)


def _statements(text: str, story: Story, number: int, aliases: Aliases, language: str) -> Iterator[FoundStatement]:
    if not story.paragraphs:
        return
    published = story.published.span
    whole = Passage.over(story.paragraphs)
    known = known_people(aliases, published)
    for found in statements_of(text, story, number=number, language=language, known=known):
        claim = claim_of(
            text,
            sentence=found.sentence,
            words=found.words,
            quotation=found.quotation,
            language=language,
            verb=found.verb,
        )
        quoted = found.quotation != "indirect"
        paragraph = next((one for one in story.paragraphs if quoted and one.meets(found.sentence)), None)
        yield replace(
            found,
            claim=claim,
            dates=dates_in(text, within=found.sentence, published=story.published, language=language),
            links=links_in(
                text,
                within=found.sentence,
                aliases=aliases,
                published=published,
                context=Context(story=whole, paragraph=paragraph),
                language=language,
            ),
        )


def known_people(aliases: Aliases, published: Span | None) -> Sequence[KnownPerson]:
    """Return the people of a case, with the offices that they held when a story was published."""
    return tuple(
        KnownPerson(
            name=one.name,
            aliases=(*one.aliases, *one.short_names),
            party=one.party,
            roles=tuple(role.title for role in one.roles_in(published)),
        )
        for one in aliases.people
    )
