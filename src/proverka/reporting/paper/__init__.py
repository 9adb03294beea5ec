"""The report on paper: as PDF for whoever reads it, as DOCX for whoever works on with it; both of one content.

It knows pages, type and word processors. What the report says it takes from the templates that all reports share.
"""

from proverka.reporting.paper.files import paper_files, render_docx, render_pdf
from proverka.reporting.paper.imprint import Imprint

__all__ = ["Imprint", "paper_files", "render_docx", "render_pdf"]
