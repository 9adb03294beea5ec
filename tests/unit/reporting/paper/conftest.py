"""The printed report of the made-up audit, in English and in two made-up languages: one from right to left."""

import ctypes.util
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.unit.reporting.paper.pdf_reader import Pdf

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.paper import Imprint, Paper, docx_of, paper_of, pdf_of
from proverka.reporting.tongue import Language

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
KEEPER = "Case desk of the harbour"

# Each Latin letter as another: no language, but letters that are written, and set, as theirs are.
_ARABIC = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
_CHINESE = "的一是在不了有和人这中大为上个国我以要他时来用们生"


class Respelled(dict[str, str]):
    """Messages in other letters; what stands in braces stays."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        super().__init__()
        self.spell = spell

    def get(self, message: str, _: object = None) -> str:
        parts = re.split(r"(\{\w+\})", message)
        return "".join(part if part.startswith("{") else self.spell(part) for part in parts)


class Counted(dict[str, tuple[str, ...]]):
    """Messages that count, in one form."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        super().__init__()
        self.messages = Respelled(spell)

    def get(self, one: str, _: object = None) -> tuple[str, ...]:
        return (self.messages.get(one),)


def _arabic(words: str) -> str:
    return "".join(_ARABIC.get(letter.lower(), letter) for letter in words)


def _chinese(words: str) -> str:
    return re.sub(r"[A-Za-z]+ ?", lambda m: "".join(_CHINESE[ord(c) % len(_CHINESE)] for c in m[0][:2]), words)


ARABIC = Language(
    code="ar",
    name="العربية",
    rtl=True,
    messages=Respelled(_arabic),
    plurals=Counted(_arabic),
    digits="٠١٢٣٤٥٦٧٨٩",
    reviewed=False,
)
CHINESE = Language(code="zh", name="中文", messages=Respelled(_chinese), plurals=Counted(_chinese), reviewed=False)


@pytest.fixture(scope="session")
def imprint() -> Imprint:
    return Imprint(keeper=KEEPER, readers="public")


@pytest.fixture(scope="session")
def paper(sample: Audit, changes: Changes, imprint: Imprint) -> Paper:
    return paper_of(sample, changes, imprint=imprint)


@pytest.fixture(scope="session")
def arabic(sample: Audit, changes: Changes, imprint: Imprint) -> Paper:
    return paper_of(sample, changes, ARABIC, imprint)


@pytest.fixture(scope="session")
def chinese(sample: Audit, changes: Changes, imprint: Imprint) -> Paper:
    return paper_of(sample, changes, CHINESE, imprint)


@pytest.fixture(scope="session")
def typesetting() -> None:
    """What sets type is there; a laptop may lack it, CI may not."""
    missing = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    if not missing:
        return
    reason = f"no library {' or '.join(missing)}: `make test` installs it where it may, otherwise install it by hand"
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Printed:
    """A PDF with what was told and warned of while it was set."""

    data: bytes
    told: list[tuple[int, int]]
    warned: list[str]


@pytest.fixture(scope="session")
def printed(typesetting: None, paper: Paper) -> Printed:
    told: list[tuple[int, int]] = []
    warned: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: warned.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("weasyprint")
    log.addHandler(listener)
    made = pdf_of(paper, lambda done, of: told.append((done, of)))
    log.removeHandler(listener)
    return Printed(made, told, [message for message in warned if not message.startswith("Step ")])


@pytest.fixture(scope="session")
def pdf(printed: Printed) -> Pdf:
    return Pdf(printed.data)


@pytest.fixture(scope="session")
def arabic_pdf(typesetting: None, arabic: Paper) -> Pdf:
    return Pdf(pdf_of(arabic))


@pytest.fixture(scope="session")
def chinese_pdf(typesetting: None, chinese: Paper) -> Pdf:
    return Pdf(pdf_of(chinese))


@pytest.fixture(scope="session")
def document(paper: Paper) -> bytes:
    return docx_of(paper)
