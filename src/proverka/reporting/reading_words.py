"""How what was found in an article is said in words, on a terminal as on a page."""

from collections import Counter
from collections.abc import Iterable

from proverka.reporting.glossary import Glossary
from proverka.reporting.wording import words
from proverka.sources.article import Article, Publication, Story
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, FoundStatement, Speaker

QUOTATION_WORDS = {"direct": "quoted", "partial": "quoted in part", "indirect": "reported"}
BLOCK_WORDS = {
    "title": "title",
    "byline": "byline",
    "date": "date",
    "address": "address",
    "credit": "credit",
    "caption": "caption",
    "related": "link to another story",
    "appeal": "appeal to the reader",
    "furniture": "furniture of the page",
}
# What a story is made of, and what says where it comes from; all else on a page is set apart.
OWN_BLOCKS = frozenset({"title", "byline", "date", "address", "credit", "paragraph"})


def one_line(text: str) -> str:
    """Return a text with every stretch of blanks and ends of lines made one blank."""
    return " ".join(text.split())


def quoted_words(text: str, passage: Passage) -> str:
    """Return the words of a passage between marks."""
    return f"“{one_line(passage.of(text))}”"


def speaker_words(speaker: Speaker) -> str:
    """Return who spoke: name, role, and in brackets the party."""
    role = f", {speaker.role}" if speaker.role and speaker.role != speaker.name else ""
    return f"{speaker.name}{role}" + (f" ({speaker.party})" if speaker.party else "")


def who_spoke(found: FoundStatement) -> str:
    """Return the speakers of a statement, or that nobody can be sure, and why."""
    if found.speakers:
        return " and ".join(speaker_words(one) for one in found.speakers)
    return f"nobody can be sure: {found.abstained or 'the article does not tell who spoke'}"


def claim_words(claim: Claim, text: str) -> str:
    """Return what is claimed: the kind, and what limits it."""
    parts = [words(claim.kind) if claim.kind else "no sure kind"]
    if claim.denied:
        parts[0] += ", denied"
    if claim.stance != "none":
        parts.append(claim.stance)
    if claim.hedged:
        parts.append("hedged")
    if claim.condition:
        parts.append(f"on the condition {quoted_words(text, claim.condition)}")
    return ", ".join(parts)


def said_words(found: FoundStatement, published: Publication) -> str:
    """Return when a statement was said, or by when since it was published; empty where nothing tells."""
    if found.said and found.said.span:
        return f"said {found.said.span}"
    return f"published {published.span}" if published.span else ""


def about_words(found: FoundStatement, glossary: Glossary) -> tuple[str, ...]:
    """Return what a statement is about, each once, with its name in the case; duties first."""
    links = sorted(found.links, key=lambda link: link.kind != "obligation")
    return tuple(dict.fromkeys(glossary.words(link) for link in links))


def published_words(published: Publication) -> str:
    """Return the day of publication, or the interval, with what says so."""
    if published.span is None:
        return "nothing tells when it was published"
    day = str(published.span) if published.span.is_day else f"between {str(published.span).replace('/', ' and ')}"
    return f"{day}, by {published.evidence}" if published.evidence else day


def origin_rows(story: Story) -> tuple[tuple[str, str], ...]:
    """Return where a story comes from: names and values, the values empty where the text does not tell."""
    return (
        ("outlet", story.outlet),
        ("published", published_words(story.published)),
        ("zone", story.published.zone),
        ("dateline", story.dateline),
        ("byline", story.byline),
        ("carried by", story.relay),
        ("address", story.address),
    )


def set_apart(article: Article) -> str:
    """Return how much of which kind was set apart from the stories; empty where nothing was."""
    kinds = Counter(BLOCK_WORDS[block.kind] for block in article.blocks if block.kind not in OWN_BLOCKS)
    return ", ".join(f"{count} × {kind}" for kind, count in kinds.items())


def why_rows(found: FoundStatement, text: str) -> Iterable[tuple[str, str]]:
    """Yield by which rule each thing was found."""
    for speaker in found.speakers:
        yield "speaker", f"{speaker.name}: {speaker.rule}" if speaker.rule else speaker.name
    if found.cue:
        yield "verb", quoted_words(text, found.cue)
    for cue in found.claim.cues:
        yield cue.meaning, quoted_words(text, cue.passage)
    for date in found.dates:
        yield "date", f"{quoted_words(text, date.passage)} → {date.span or 'no day'}: {date.rule}"
    for link in found.links:
        yield link.kind, f"{link.id or link.text}: {link.rule}"
