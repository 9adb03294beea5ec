"""The report on paper: as PDF for whoever reads it, as DOCX for whoever works on with it; both of one content.

It knows pages, type and word processors. What the report says it takes from the templates that all reports share.
"""

from proverka.reporting.paper.content import Paper, paper_of
from proverka.reporting.paper.files import paper_files, paper_path
from proverka.reporting.paper.imprint import Imprint
from proverka.reporting.paper.pdf import pdf_of
from proverka.reporting.paper.word import docx_of

__all__ = ["Imprint", "Paper", "docx_of", "paper_files", "paper_of", "paper_path", "pdf_of"]
