"""Every page in a language that nobody speaks: whatever is not strange in it is the record's own, or was forgotten."""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from lxml.html import tostring
from tests.pseudo_language import STRANGE, pseudo_language
from tools.messages import collected

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.case.moments import Moments
from proverka.case.opened import Case
from proverka.case.proving import checking_of
from proverka.case.public_record import PublicRecord
from proverka.publication import Published, edition_data, frame, map_panel, site, site_files
from proverka.publication.charts import charts_of
from proverka.publication.data_files import DataFiles
from proverka.publication.edition_data import ThingFiles
from proverka.publication.frame import Frame
from proverka.publication.keeper import Keeper
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import SheetMaker, sheets_of
from proverka.publication.past import past_of
from proverka.publication.periods import period_of
from proverka.publication.site import facts_of
from proverka.publication.site_parts import RecordFiles, day_files, day_sheets, report_files
from proverka.reporting import render_html
from proverka.reporting.language import Language
from proverka.reporting.paper import paper_of
from proverka.reporting.terms import terms
from proverka.reporting.tongue import END_ISOLATE, ISOLATE, Place, Speaker, localized

MONTH_BEFORE, DAY = date(2014, 5, 31), date(2014, 6, 30)
# Names that are the same in every language.
NAMES = {
    "Proverka", "MUF", "σ", "SITMUF", "CUMUF", "GEMUF", "SHA", "256", "UTC", "CC", "CC0", "WCAG", "CSV", "JSON", "SVG",
    "PNG",
}  # fmt: skip
# The attributes that a reader sees or hears.
READ = {"title", "aria-label", "placeholder", "alt", "data-label", "data-all", "data-some", "data-none"}
# Besides what is for machines, and commands.
SKIPPED = {"script", "style", "code"}
# English letters, and digits that were not written as a number of the language.
PLAIN = re.compile(r"[A-Za-z]+|[0-9]+")
# What is of no language: days, and names of files of the edition.
NO_WORDS = re.compile(r"\d{4}-\d{2}(-\d{2})?|[\d.]+|record/checkpoint|[\w./~-]+\.(html|json|txt|md|zip|atom|ics)")
# What is not strange, from its first to its last letter or digit.
PLAIN_RUN = re.compile(f"[A-Za-z0-9][^{STRANGE}⟦⟧]*[A-Za-z0-9]|[A-Za-z0-9]")


@dataclass
class Said:
    """What a page says: texts that are its own, texts of the record that it marks as such, and attributes."""

    own: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said = Said()
        self.open: list[tuple[str, bool]] = []
        # Whether this is a drawing, or what an entry says, member by member, word for word.
        self.verbatim = 0
        # Whether a line may end here, in the middle of a text.
        self.broken = False
        self.named = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.broken = tag == "wbr"
        # A link to a page in another language is the name of that language in it.
        self.named = tag == "a" and "lang" in found
        self.said.attributes += [value or "" for name, value in attrs if name in READ]
        within = bool(self.open) and self.open[-1][1]
        if tag not in {"meta", "link", "input", "br", "wbr", "path", "circle", "rect", "use"}:
            self.verbatim += tag in {"svg", "pre"} or (tag == "dl" and found.get("class") == "members")
            self.open.append((tag, within or (tag == "bdi" and ("lang" in found or found.get("dir") == "ltr"))))

    def handle_endtag(self, tag: str) -> None:
        self.verbatim -= tag in {"svg", "pre", "dl"} and self.verbatim
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, within = self.open[-1] if self.open else ("", False)
        if tag in SKIPPED or self.verbatim or not data.strip() or (tag == "a" and self.named):
            return
        # A title holds text alone, as an attribute does.
        said = self.said.attributes if tag == "title" else self.said.marked if within else self.said.own
        if self.broken and said:
            said[-1] += data
        else:
            said.append(data)
        self.broken = False


@pytest.fixture(scope="module")
def pseudo(repository: Path) -> Language:
    return pseudo_language(collected(repository).messages, rtl=True)


@pytest.fixture(scope="module")
def pages(syria: Case, moments: Moments, pseudo: Language) -> dict[str, str]:
    """Every page of an edition of the Syrian case as of the end of June 2014."""
    period = period_of(moments.since(MONTH_BEFORE, DAY), "2014-06")
    assert period is not None
    present, entries = moments.on(DAY), [*PublicRecord(syria).entries()]
    around = Frame(audit=present.audit, pace=Pace.DAY)
    things = ThingFiles(facts=facts_of(present, entries[0].party_name))
    record = RecordFiles(frame=around, maker=SheetMaker(present, Keeper()), data=DataFiles(facts=things.facts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "languages", lambda: (pseudo,))
        patch.setattr(frame, "languages", lambda: (pseudo,))
        # Pictures are looked at by themselves.
        patch.setattr(edition_data, "pictures_of", lambda *_: {})
        made = dict(
            chain(
                things.things(),
                things.charts(charts_of(present.audit).all),
                record.of(entries),
                report_files(around, (period,)),
            )
        )
        made |= dict(day_files(around, day_sheets(present), pseudo, {}))
        published = Published(
            frame=around,
            present=present,
            keeper=things.facts.keeper,
            past=past_of(moments.on, [DAY], DAY),
            periods=(period,),
            record=record.pages,
            data=things.made,
            checking=checking_of(syria),
            sizes={path: len(content) for path, content in made.items()},
        )
        made |= dict(site_files(published))
    return {path: content.decode() for path, content in made.items() if path.endswith(".html") and "/" in path}


@pytest.fixture(scope="module")
def recorded(syria: Case) -> str:
    """All that the record says, in one text."""
    texts: list[str] = [syria.log.checkpoint.origin, base64.b64encode(syria.log.checkpoint.root).decode()]
    texts += [key.text for key in checking_of(syria).keys]
    for entry in PublicRecord(syria).entries():
        texts += [entry.text.decode(), entry.ref.leaf, *entry.signers, entry.party_name, entry.note]
        texts += [text for pair in entry.said for text in pair]
        texts += _strings(json.loads(json.dumps(entry.body, default=str)))
    return " ".join(" ".join(texts).split()).replace("_", " ")


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def plain_words(texts: Sequence[str]) -> set[str]:
    return {word for text in texts for word in PLAIN.findall(text)} - NAMES


def is_recorded(text: str, recorded: str) -> bool:
    """Whether a text is of the record: in one piece, or several of them in a list."""
    words = " ".join(text.split()).replace("_", " ")
    parts = (part.strip(" .,:;#()…") for part in re.split("; |, |: ", words))
    return all(part in recorded for part in (words, *parts)[words not in recorded :])


def test_no_page_says_what_is_neither_a_message_nor_the_records_own(pages: dict[str, str]):
    assert len(pages) > 100
    left = {path: found for path, html in pages.items() if (found := plain_words(Reader(html).said.own))}
    assert left == {}


def test_no_report_says_what_is_neither_a_message_nor_the_records_own(repository: Path, pseudo: Language):
    """The report in one file, of an audit in which there is something of every kind."""
    golden = repository / "tests" / "golden"
    audit = msgspec.json.decode((golden / "report-audit.json").read_bytes(), type=Audit)
    changes = msgspec.json.decode((golden / "report-changes.json").read_bytes(), type=Changes)
    annexes = set("ABCDEFG")
    assert plain_words(Reader(render_html(audit, changes, pseudo)).said.own) - annexes == set()
    printed = paper_of(audit, changes, pseudo)
    # The list of contents repeats headings, of which some are the record's.
    printed.body.get_element_by_id("contents").drop_tree()
    body = tostring(printed.body, encoding="unicode")
    assert plain_words(Reader(body).said.own) - annexes == set()
    assert plain_words([printed.numbering]) == {"number", "count"}
    sheets = [*sheets_of(Moment(audit=audit, changes=changes), Keeper())]
    assert len(sheets) > 20
    place = Place(as_of=audit.as_of, known_at=audit.known_at)
    told = {sheet.path: localized("".join(sheet.parts), pseudo, place) for sheet in sheets}
    left = {path: found for path, html in told.items() if (found := plain_words(Reader(html).said.own))}
    assert left == {}


def test_what_a_page_marks_as_the_records_own_is_so(pages: dict[str, str], recorded: str):
    # What a party itself wrote: the role of a speaker, a note, the label of an entry.
    vocabulary = set(terms()) - {"mission", "removed or destroyed", "genesis"}
    left: dict[str, set[str]] = {}
    for path, html in pages.items():
        for text in set(Reader(html).said.marked) - NAMES:
            if text.replace("_", " ") in vocabulary or not (NO_WORDS.fullmatch(text) or is_recorded(text, recorded)):
                left.setdefault(path, set()).add(text)
    assert left == {}


def test_attributes_hold_messages_and_what_the_record_says(pages: dict[str, str], recorded: str):
    left: dict[str, set[str]] = {}
    for path, html in pages.items():
        for text in Reader(html).said.attributes:
            for own in PLAIN_RUN.findall(re.sub(r"\{\w+\}", "", text)):  # scripts fill these places in
                if own not in NAMES and not is_recorded(own, recorded):
                    left.setdefault(path, set()).add(own)
    assert left == {}


def test_charts_say_messages_and_what_the_record_says(moments: Moments, pseudo: Language, recorded: str):
    audit = moments.on(DAY).audit
    vocabulary = set(terms())
    left = set()
    with pytest.MonkeyPatch.context() as patch:
        # What States are called is in tables of languages, and this is none.
        patch.setattr(map_panel, "Locale", SimpleNamespace(parse=lambda _: SimpleNamespace(territories={})))
        drawn = [chart.wide + chart.narrow for chart in charts_of(audit, Speaker(pseudo)).all]
    assert len(drawn) > 5
    for svg in drawn:
        texts = re.findall(r"<(?:text|title|desc)[^>]*>([^<]+)<", svg)
        assert texts
        for text in texts:
            isolated = re.findall(f"{ISOLATE}([^{ISOLATE}{END_ISOLATE}]*){END_ISOLATE}", text)
            rest = re.sub(f"{ISOLATE}[^{ISOLATE}{END_ISOLATE}]*{END_ISOLATE}", "", text)
            left |= {one for one in isolated if one in vocabulary}
            left |= {one for one in PLAIN_RUN.findall(rest) if not is_recorded(one, recorded) and one not in NAMES}
    assert left == set()


def test_english_that_was_forgotten_is_found(pseudo: Language, recorded: str):
    said = Reader('<p title="Late">Due <bdi lang="en">met late</bdi> ⟦Ďúé⟧ 12</p>').said
    assert plain_words(said.own) == {"Due", "12"}
    assert said.marked == ["met late"]
    assert said.attributes == ["Late"]
    assert not is_recorded("Skip to the page", recorded)
    assert is_recorded("Syrian Arab Republic; Russian Federation", recorded)
