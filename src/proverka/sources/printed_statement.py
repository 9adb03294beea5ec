"""A statement and where it was printed, as it is compared with others of the same speaker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from proverka.model.printed import ReadPassage
from proverka.model.span import Span
from proverka.sources.article import Article
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

# What was printed on one day was said on it or shortly before, where the article does not tell.
DAYS_BEFORE_PRINT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedStatement:
    """A statement and where it was printed: the `text` of its article, `outlet`, `address`, time of publication.

    `version` is the SHA-256 of the file that was read, empty where it is not known.

    Where the outlet is not known, the name of the file stands for it: two files are two prints.
    """

    statement: FoundStatement
    text: str
    outlet: str = ""
    address: str = ""
    version: str = ""
    published: Span | None = None

    @property
    def words(self) -> str:
        """Its words as printed, stretches joined by a space."""
        return " ".join(passage.of(self.text) for passage in self.statement.words)

    @property
    def passage(self) -> ReadPassage | None:
        """Where its words stand in the version that was read, from the first to the last."""
        place = Passage.over(self.statement.words)
        return ReadPassage(sha256=self.version, start=place.start, end=place.end) if self.version else None

    @property
    def when(self) -> Span | None:
        """When it was said, as far as known: the time told, or that of publication and the days before it."""
        said = self.statement.said
        if said is not None and said.span is not None:
            return said.span
        if self.published is None:
            return None
        before = max(0, self.published.earliest.toordinal() - date.min.toordinal())
        days = timedelta(days=min(DAYS_BEFORE_PRINT, before))
        return Span(self.published.earliest - days, self.published.latest)


def printed_in(article: Article, statements: Iterable[FoundStatement]) -> tuple[PrintedStatement, ...]:
    """Return the statements found in an article, each with what is known of the story in which it was printed."""
    return tuple(
        PrintedStatement(
            statement=one,
            text=article.text,
            outlet=article.stories[one.story].outlet or article.version.name,
            version=article.version.sha256,
            address=article.stories[one.story].address,
            published=article.stories[one.story].published.span,
        )
        for one in statements
    )
