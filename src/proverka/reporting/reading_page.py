"""The page of an article: its text with what was found in it, and a form for each statement, to correct and confirm.

One file that asks the network for nothing. It is whole without JavaScript, but for the forms; with it, what a person
has confirmed is saved as the file that `proverka confirm` takes. Whatever the article says is escaped, and nothing but
the page's own style and script may take effect.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import get_args

from jinja2 import Environment

from proverka.model.submission import Statement
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.reporting.html import escaping_environment, hash_of, source_of
from proverka.reporting.reading_drafts import HEADER, DraftTerms
from proverka.reporting.reading_flow import ArticlePart, article_part
from proverka.reporting.reading_words import QUOTATION_WORDS
from proverka.reporting.wording import words
from proverka.sources.analysis import Reading
from proverka.sources.excerpt import QUOTED_WORDS_MAX
from proverka.sources.proposal import Proposal
from proverka.sources.statement import ClaimKind, Stance

CLAIMS = tuple(kind for kind in get_args(ClaimKind) if kind)
STANCES = get_args(Stance)


def reading_page(
    found: Iterable[tuple[Reading, Sequence[Proposal]]], terms: DraftTerms, glossary: Glossary = NO_GLOSSARY
) -> str:
    """Return the page of one article or of several; the same values give the same text.

    Each article comes with its proposals; `terms` are those of the drafts that the page writes.
    """
    parts = tuple(
        article_part(place, reading, proposals, terms, glossary) for place, (reading, proposals) in enumerate(found, 1)
    )
    template = _environment().get_template("reading.html")
    return template.render(parts=parts, terms=terms, glossary=glossary, title=_title(parts))


def _title(parts: Sequence[ArticlePart]) -> str:
    named = next((story.title for part in parts for story in part.reading.article.stories if story.title), "")
    named = named or (parts[0].reading.article.version.name if parts else "nothing")
    return named if len(parts) <= 1 else f"{named}, and {len(parts) - 1} more"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = escaping_environment()
    environment.filters["words"] = words
    style = "\n".join(source_of(environment, name) for name in ("base.css", "reading.css"))
    script = source_of(environment, "reading.js")
    assert set(CLAIMS) <= set(get_args(Statement.__annotations__["claim"])), "a record takes every kind that is found"
    environment.globals.update(
        style=style,
        script=script,
        style_hash=hash_of(style),
        script_hash=hash_of(script),
        claims=CLAIMS,
        stances=STANCES,
        header=HEADER,
        quotation_words=QUOTATION_WORDS,
        quoted_words_max=QUOTED_WORDS_MAX,
    )
    return environment
