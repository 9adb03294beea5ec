"""The printed reports of an audit, as files: in every language a PDF and a DOCX of the same content."""

from collections.abc import Iterator, Sequence

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.anchors import slug
from proverka.reporting.paper.content import paper_of
from proverka.reporting.paper.imprint import NO_IMPRINT, Imprint
from proverka.reporting.paper.pdf import pdf_of
from proverka.reporting.paper.word import docx_of
from proverka.reporting.tongue import Language

FOLDER = "reports"


def paper_files(
    audit: Audit,
    changes: Changes | None,
    languages: Sequence[Language],
    imprint: Imprint = NO_IMPRINT,
) -> Iterator[tuple[str, bytes]]:
    """Yield the printed reports of an audit in some languages: the path of each file, and its bytes.

    Raises RefusedError (not-installed) where the libraries that set type are missing on this machine.
    """
    for language in languages:
        paper = paper_of(audit, changes, language, imprint)
        path = paper_path(audit, language)
        yield f"{path}.pdf", pdf_of(paper)
        yield f"{path}.docx", docx_of(paper)


def paper_path(audit: Audit, language: Language) -> str:
    """Return where the printed report of an audit in a language lies in an edition, without the ending of its name."""
    return f"{FOLDER}/{slug(audit.case.id)}-{audit.as_of}-{language.code}"
