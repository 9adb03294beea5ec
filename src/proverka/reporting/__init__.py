"""An audit made readable: terminal, page, data package. It knows how results look; it judges nothing.

Everything here is a function of an `Audit`, and of the `Changes` since an earlier one: no file, clock or network is
read, and the same values give the same bytes.
"""

from proverka.reporting.audit_json import audit_schema, render_json
from proverka.reporting.html import render_html
from proverka.reporting.package import write_package

__all__ = ["audit_schema", "render_html", "render_json", "write_package"]
