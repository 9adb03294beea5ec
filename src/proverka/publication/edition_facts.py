"""What an edition says of itself: which case, which record, as of when, under which licence, and how to cite it."""

from dataclasses import dataclass
from typing import Any

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.publication.addresses import file_name
from proverka.reporting.package import LICENCE
from proverka.reporting.tongue import RECORD_LANGUAGE

EDITION_SCHEMA = "proverka/edition-data/v1"

DEMONSTRATION = "The keys of this record are for demonstration: its signatures prove nothing about who wrote."


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """An edition: its audit, what changed since an earlier day, the record's keeper, the languages of its pages."""

    audit: Audit
    changes: Changes | None = None
    keeper: str
    languages: tuple[str, ...]

    @property
    def language(self) -> str:
        """The language of the data, and of the pages to which they lead: that in which parties wrote the record."""
        return RECORD_LANGUAGE

    @property
    def title(self) -> str:
        """The title of the case."""
        return self.audit.case.title

    @property
    def origin(self) -> str:
        """The origin of the record."""
        return self.audit.record.origin

    @property
    def zip_name(self) -> str:
        """The name of the file that holds the data package."""
        return f"{file_name(self.audit.case.id)}.zip"

    @property
    def demonstration(self) -> bool:
        """Whether the keys of the record are for everybody to see."""
        return self.audit.case.keys == "demonstration"

    @property
    def days(self) -> str:
        """The two days of the edition in words."""
        return f"as of {self.audit.as_of}, as known at {self.audit.known_at}"

    @property
    def citation(self) -> str:
        """How to cite the edition as a whole: the root of the record fixes every entry of it."""
        record = self.audit.record
        return (
            f"{self.title}. Public edition, {self.days}. Published by {self.keeper}. "
            f"Record {record.origin}, {record.size} entries, root {record.root}."
        )

    def cited(self, title: str, path: str, *, dated: bool) -> str:
        """Return how to cite a part of the edition; the day stands in it where the part may change from day to day."""
        days = f", {self.days}" if dated else ""
        return f"“{title}”. In: {self.title}. Public edition of the record {self.origin}{days}. {path}"

    @property
    def told(self) -> dict[str, Any]:
        """The content of `data/edition.json`: the one file of all data that every edition has anew."""
        audit = self.audit
        return {
            "schema": EDITION_SCHEMA,
            "case": audit.case,
            "keeper": self.keeper,
            "as_of": audit.as_of,
            "known_at": audit.known_at,
            "changes_since": self.changes.since_as_of if self.changes else None,
            "record": audit.record,
            "languages": self.languages,
            "licence": LICENCE,
            "citation": self.citation,
        }
