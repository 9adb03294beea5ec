"""What lies beside a log for its sealed entries, verified: disclosures, sealed tables, what an edition withholds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from proverka.case.building import DOCUMENTS
from proverka.case.edition import EDITION_FILE
from proverka.case.openings import OPENINGS, Openings
from proverka.case.sealing import UNCLASSIFIED
from proverka.disclosure.disclosure import SealedObject, is_sealed
from proverka.disclosure.sealed_document import SealedTable
from proverka.model.errors import MalformedError, ProverkaError, Refusal
from proverka.model.submission import Document, Envelope
from proverka.record import DocumentStore, Submission
from proverka.record.storage import open_regular


@dataclass(slots=True, kw_only=True)
class Beside:
    """The openings and documents of one record, asked for its entries in the order of the log.

    In an edition a document above unclassified that is not there is withheld, and not missing: `withheld` names it.
    The class is the one under which it was named first, as for who may have it.
    """

    openings: Openings
    store: DocumentStore
    is_edition: bool
    first: dict[str, Document] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path) -> "Beside":
        """Return what lies beside the log of the case or edition in `root`."""
        return cls(
            openings=Openings(folder=root / OPENINGS),
            store=DocumentStore(folder=root / DOCUMENTS),
            is_edition=(root / EDITION_FILE).is_file(),
        )

    def needed(self, envelope: Envelope) -> Iterator[tuple[str, int]]:
        """Yield name and size of the documents of an entry that must be here."""
        for document in envelope.documents:
            first = self.first.setdefault(document.sha256, document)
            may_be_withheld = self.is_edition and first.classification != UNCLASSIFIED
            if may_be_withheld and document.sha256 not in self.store:
                self.withheld.add(document.sha256)
            else:
                yield document.sha256, document.size

    def faults(self, index: int, submission: Submission, envelope: Envelope) -> Iterator[ProverkaError]:
        """Yield what is wrong with the disclosures and the sealed tables of an entry, as far as they are here."""
        try:
            self._check_openings(index, submission, envelope)
        except ProverkaError as error:
            yield error
        for document in envelope.documents:
            try:
                self._check_table(index, document)
            except ProverkaError as error:
                yield error

    def _check_openings(self, index: int, submission: Submission, envelope: Envelope) -> None:
        if is_sealed(envelope.body):
            held = self.openings.of(submission.text_hash)
            SealedObject.parse(bytes(envelope.body), where=f"entry {index}").opened(held, where=f"entry {index}")

    def _check_table(self, index: int, document: Document) -> None:
        """Refuse (wrong-document) a table of which the entry states another root or another number of rows."""
        if document.table is None or document.sha256 not in self.store:
            return
        where = f"entry {index}: {document.name}"
        with open_regular(self.store.path(document.sha256)) as file:
            found = SealedTable.read(file, where=where)
        stated = document.table
        if (found.root.hex(), found.rows) != (stated.root, stated.rows):
            raise MalformedError(
                Refusal.WRONG_DOCUMENT,
                where=where,
                expected=f"{stated.rows} rows under the root {stated.root}",
                got=f"{found.rows} rows under {found.root.hex()}",
                remedy="ask the submitter which table was meant: its rows and its commitment contradict each other",
            )
