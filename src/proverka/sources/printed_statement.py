"""A statement and where it was printed, as it is compared with others of the same speaker."""

from dataclasses import dataclass
from datetime import date, timedelta

from proverka.model.span import Span
from proverka.sources.statement import FoundStatement

# What was printed on one day was said on it or shortly before, where the article does not tell.
DAYS_BEFORE_PRINT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedStatement:
    """A statement and where it was printed: which of several articles, by number, its `text`, time of publication."""

    statement: FoundStatement
    article: int
    text: str
    published: Span | None = None

    @property
    def words(self) -> str:
        """Its words as printed, stretches joined by a space."""
        return " ".join(passage.of(self.text) for passage in self.statement.words)

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
