"""Analysis: all that is found in an article, for a person to confirm: statements with claims, dates and links."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from proverka.model.errors import Refusal, RefusedError
from proverka.model.span import Span
from proverka.sources.article import Article, Story
from proverka.sources.attribution import statements_of
from proverka.sources.attribution.case_names import CaseNames, KnownCarrier, KnownPerson
from proverka.sources.attribution.lexicon_tables import PartiesTable
from proverka.sources.claims import claim_of
from proverka.sources.dates import dates_in
from proverka.sources.dates.speaking import said_of
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.links.linking import Context, links_in
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords, FoundStatement, Link
from proverka.sources.undated import bounded

NOTHING_ADOPTED: Mapping[str, date] = MappingProxyType({})
# A page of news in brief has a few dozen.
STORIES_MAX = 100
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
    adopted: an undated story is bounded by those of which it speaks. Raises RefusedError (too-large) for a file of
    more stories than a paper prints on a page, and for a text that is nothing but statements.
    """
    if len(article.stories) > STORIES_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where=article.version.name,
            expected=f"at most {STORIES_MAX} stories in a file",
            got=f"{len(article.stories)} stories",
            remedy="save each article alone",
        )
    stories = tuple(
        replace(story, published=bounded(article.text, story, aliases, adopted, language=language))
        for story in article.stories
    )
    article = replace(article, stories=stories)
    found = tuple(
        statement
        for number, story in enumerate(article.stories)
        for statement in _statements(article, story, number, aliases, language)
    )
    return Reading(article=article, statements=tuple(sorted(found, key=_place)))


def _place(statement: FoundStatement) -> tuple[int, int, int]:
    """Return where a statement stands: what reports others begins with them, and comes before."""
    return statement.story, statement.words[0].start, -statement.words[0].end


def _statements(
    article: Article, story: Story, number: int, aliases: Aliases, language: str
) -> Iterator[FoundStatement]:
    if not story.paragraphs:
        return
    text, where = article.text, article.version.name
    names = case_names(aliases, story.published.span)
    analysed = _StoryAnalysis(text, story, aliases, language)
    for found in statements_of(text, story, number=number, language=language, names=names, where=where):
        yield analysed.statement(found)


class _StoryAnalysis:
    """What the statements of one story claim, when and about what.

    A sentence is searched once for dates and links, however many statements it holds: otherwise the time of a paragraph
    that is nothing but quotations would grow with the square of its length.
    """

    def __init__(self, text: str, story: Story, aliases: Aliases, language: str) -> None:
        self.text, self.story, self.aliases, self.language = text, story, aliases, language
        self.whole = Passage.over(story.paragraphs)
        self.dated: dict[tuple[str, ...], DatedWords] = {}
        self.dates: dict[tuple[Passage, Span | None], tuple[DatedWords, ...]] = {}
        self.links: dict[tuple[Passage, Passage | None], tuple[Link, ...]] = {}

    def statement(self, found: FoundStatement) -> FoundStatement:
        """Return a statement with its claim, dates and links."""
        claim = claim_of(
            self.text,
            sentence=found.sentence,
            words=found.words,
            quotation=found.quotation,
            language=self.language,
            verb=found.verb,
            cue=found.cue,
            others=_others(found.speakers[0].party if found.speakers else "", self.language),
        )
        said = self._said(found)
        # In a speaker's own words “today” is the day of speaking; in a reporter's it is that of publication.
        spoken = said.span if said is not None and found.quotation == "direct" else None
        paragraph = self._paragraph(found.sentence) if found.quotation != "indirect" else None
        return replace(
            found,
            claim=claim,
            said=said,
            dates=self._dates(found.sentence, spoken),
            links=self._links(found.sentence, paragraph),
        )

    def _said(self, found: FoundStatement) -> DatedWords | None:
        """Return when it was said: as its sentence tells, else as the story told of that speaker before."""
        who = tuple(speaker.name for speaker in found.speakers)
        said = None
        if found.cue is not None:
            said = said_of(
                self.text,
                sentence=found.sentence,
                verb=found.cue,
                words=found.words,
                published=self.story.published,
                language=self.language,
            )
        if said is not None:
            self.dated[who] = said
            return said
        before = self.dated.get(who)
        return before and replace(before, rule=f"{before.rule}; on the occasion that the story dated before")

    def _paragraph(self, sentence: Passage) -> Passage:
        at = bisect_right(self.story.paragraphs, sentence.start, key=lambda one: one.start)
        return self.story.paragraphs[max(at - 1, 0)]

    def _dates(self, sentence: Passage, spoken: Span | None) -> tuple[DatedWords, ...]:
        if (sentence, spoken) not in self.dates:
            self.dates[sentence, spoken] = dates_in(
                self.text,
                within=sentence,
                published=self.story.published,
                language=self.language,
                spoken=spoken,
                dateline=self.story.dateline,
            )
        return self.dates[sentence, spoken]

    def _links(self, sentence: Passage, paragraph: Passage | None) -> tuple[Link, ...]:
        if (sentence, paragraph) not in self.links:
            self.links[sentence, paragraph] = links_in(
                self.text,
                within=sentence,
                aliases=self.aliases,
                published=self.story.published.span,
                context=Context(story=self.whole, paragraph=paragraph),
                language=self.language,
            )
        return self.links[sentence, paragraph]


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


@lru_cache(maxsize=KNOWN_MAX)
def case_names(aliases: Aliases, published: Span | None) -> CaseNames:
    """Return the people of a case, with the offices held in that time, and the agencies and outlets that it names.

    A surname that two people have stands for neither.
    """
    people: dict[str, KnownPerson] = {}
    surnames: dict[str, list[KnownPerson]] = {}
    for one in aliases.people:
        person = KnownPerson(
            name=one.name,
            party=one.party,
            roles=tuple(role.title for role in one.roles_in(published)),
            offices=tuple(
                role.title for role in one.roles if published is not None and role.held_throughout(published)
            ),
        )
        people.update(dict.fromkeys((form.lower() for form in one.full_names), person))
        for form in one.short_names:
            surnames.setdefault(form.lower(), []).append(person)
    for form, persons in surnames.items():
        if all(one is persons[0] for one in persons):
            people.setdefault(form, persons[0])
    carriers = [KnownCarrier(one.name, one.aliases) for one in aliases.agencies]
    carriers += [KnownCarrier(one.name, one.aliases) for one in aliases.outlets]
    return CaseNames(people=people, carriers=tuple(carriers))
