"""The printed reports of an edition: a file of each form in each language, the same bytes from any process."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from tests.unit.reporting.paper.conftest import CHINESE

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.paper import Imprint, files, paper_files
from proverka.reporting.tongue import ENGLISH_LANGUAGE

PROGRAM = """
import hashlib, sys
from pathlib import Path
import msgspec
from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.paper import Imprint, paper_files
from proverka.reporting.tongue import ENGLISH_LANGUAGE
golden = Path(sys.argv[1])
audit = msgspec.json.decode((golden / "report-audit.json").read_bytes(), type=Audit)
changes = msgspec.json.decode((golden / "report-changes.json").read_bytes(), type=Changes)
imprint = Imprint(keeper="Case desk of the harbour", readers="public")
for path, made in paper_files(audit, changes, [ENGLISH_LANGUAGE], imprint):
    print(path, hashlib.sha256(made).hexdigest())
"""


def test_each_language_has_a_file_of_each_form(sample: Audit, changes: Changes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "pdf_of", lambda paper: f"%PDF in {paper.language.code}".encode())
    languages = (ENGLISH_LANGUAGE, CHINESE)
    imprint = Imprint(languages=languages)
    made = dict(paper_files(sample, changes, languages, imprint))
    stem = f"reports/sample-{sample.as_of}"
    assert list(made) == [f"{stem}-en.pdf", f"{stem}-en.docx", f"{stem}-zh.pdf", f"{stem}-zh.docx"]
    assert [made[f"{stem}-{code}.pdf"] for code in ("en", "zh")] == [b"%PDF in en", b"%PDF in zh"]
    cover = docx.Document(io.BytesIO(made[f"{stem}-en.docx"])).tables[0]
    assert CHINESE.name in "".join(cell.text for row in cover.rows for cell in row.cells)


def test_two_processes_write_the_same(typesetting: None, repository: Path, printed, document: bytes):
    golden = repository / "tests" / "golden"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "USER": "somebody-else"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(golden)], env=environment, capture_output=True, check=True, text=True
    )
    pdf, docx = (line.split()[1] for line in done.stdout.splitlines())
    assert pdf == hashlib.sha256(printed.data).hexdigest()
    assert docx == hashlib.sha256(document).hexdigest()
