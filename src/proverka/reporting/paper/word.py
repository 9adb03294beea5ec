"""A printed report as a Word document (DOCX): real headings, tables, lists and fields, the same bytes each time.

It is made for whoever works on with it: headings make its contents and its navigation, a change of a style changes all
that has it, and the pictures have their words.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section
from docx.shared import Mm, Twips

from proverka.reporting.paper.content import Paper
from proverka.reporting.paper.flat import Element
from proverka.reporting.paper.fonts import families_of
from proverka.reporting.paper.outline import Heading
from proverka.reporting.paper.word_flow import Flow
from proverka.reporting.paper.word_links import Links
from proverka.reporting.paper.word_runs import Look
from proverka.reporting.paper.word_styles import TEXT_SIZE, numbering, styles_of
from proverka.reporting.paper.word_table import write_table
from proverka.reporting.paper.word_xml import Xml, make, twips
from proverka.reporting.paper.word_xml import field as field_of
from proverka.reporting.paper.zipped import rezipped
from proverka.reporting.tongue import Language

# A4 and its margins, in millimetres.
LONG, SHORT, MARGIN, TOP = 297, 210, 16, 24
# What the template of python-docx brings along, and a report has no use for.
_BAGGAGE = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "fontTable")
_APP = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Proverka</Application></Properties>"
)


def docx_of(paper: Paper) -> bytes:
    """Return a report as a Word document; the same content gives the same bytes."""
    document = docx.Document()
    _clear(document)
    _set_styles(document, paper)
    _set_properties(document, paper)
    _Writer(document, paper).write()
    out = io.BytesIO()
    document.save(out)
    return rezipped(out.getvalue())


class _Writer:
    """Writes the content of a report into a document: page by page, upright or on its side."""

    def __init__(self, document: Document, paper: Paper) -> None:
        self.document, self.paper = document, paper
        self.wide = False
        anchors = [heading.anchor for heading in paper.headings]
        self.flow = Flow(
            container=document.element.body,
            links=Links.of(document.part, paper.body, anchors),
            look=Look(size=TEXT_SIZE, rtl=paper.language.rtl),
            specials={
                "nav": self._contents,
                "table": self._table,
                "colgroup": lambda _element, _flow: None,
                ".annex": self._annex,
                ".picture": self._picture,
            },
        )

    def write(self) -> None:
        """Write all of it."""
        self._margins()
        for part in self.paper.body:
            self.flow.write(part)

    @property
    def width(self) -> int:
        """How wide the text is, in twentieths of a point."""
        return twips((LONG if self.wide else SHORT) - 2 * MARGIN)

    def _margins(self) -> None:
        """Write what stands at the head and the foot of each page but the first."""
        section = self.document.sections[0]
        _turn(section, wide=False)
        section.different_first_page_header_footer = True
        section.header.paragraphs[0]._p.extend(self.flow.look.runs(self.paper.running))  # noqa: SLF001
        section.footer.paragraphs[0]._p.extend(self._numbering())  # noqa: SLF001 - python-docx writes no fields

    def _numbering(self) -> Iterator[Xml]:
        fields = {"{number}": "PAGE", "{count}": "NUMPAGES"}
        for part in re.split(r"(\{\w+\})", self.paper.numbering):
            yield from field_of(fields[part], "1") if part in fields else self.flow.look.runs(part)

    def _contents(self, nav: Element, flow: Flow) -> None:
        """Write the list of contents: a field, which Word fills with the numbers of pages, with the headings in it."""
        _break_page(flow)
        flow.begin("ContentsHeading").extend(flow.look.runs(nav.findtext("h2")))
        begin, code, separate, _, end = field_of('TOC \\o "1-2" \\h \\z \\u', dirty=True)
        lines = [self._line(heading, flow) for heading in self.paper.headings]
        for place, run in enumerate((begin, code, separate), start=1):
            lines[0].insert(place, run)
        lines[-1].append(end)
        for note in nav.findall("p"):
            flow.write(note)
        _break_page(flow)

    def _line(self, heading: Heading, flow: Flow) -> Xml:
        line = flow.begin(f"TOC{heading.depth}")
        link = flow.links.link(f"#{heading.anchor}")
        link.extend(flow.look.runs(f"{heading.number} {heading.words}".strip()))
        line.append(link)
        return line

    def _annex(self, annex: Element, flow: Flow) -> None:
        """Begin an annex on a page of its own, turned as it asks."""
        classes = annex.get("class").split()
        wide = "wide" in classes
        if wide != self.wide:
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = False
            _turn(section, wide=wide)
            self.wide = wide
        elif "follows" not in classes:
            _break_page(flow)
        for child in annex:
            flow.write(child)

    def _table(self, table: Element, flow: Flow) -> None:
        write_table(table, flow, width=self.width)

    def _picture(self, place: Element, flow: Flow) -> None:
        """Write a picture, as wide as the text, with what is read out in its place."""
        picture = self.paper.pictures[place.get("data-chart")]
        png = io.BytesIO(picture.png(families_of(self.paper.language)))
        inline = self.document.part.new_pic_inline(png, width=Twips(self.width))
        inline.docPr.set("name", picture.title)
        inline.docPr.set("descr", picture.alternative)
        flow.begin("Picture").append(make("r", make("drawing", inline)))
        flow.close()


def _break_page(flow: Flow) -> None:
    flow.append(make("p", make("r", make("br", type="page"))))


def _turn(section: Section, *, wide: bool) -> None:
    """Give the pages of a section their size and margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if wide else (Mm(SHORT), Mm(LONG))
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(TOP)
    section.header_distance = section.footer_distance = Mm(TOP / 2)


def _clear(document: Document) -> None:
    """Take out what the template of python-docx brings along: pictures, settings, traces of who made it."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _BAGGAGE:
                del relations[key]
            elif relation.reltype.endswith("/extended-properties"):
                relation.target_part._blob = _APP  # noqa: SLF001 - the only way to replace a part that is kept as bytes


def _set_styles(document: Document, paper: Paper) -> None:
    language = paper.language
    for part, made in (
        (document.styles.element, styles_of(language)),
        (document.part.numbering_part.element, numbering()),
        (document.settings.element, _settings(language)),
    ):
        part[:] = made


def _settings(language: Language) -> list[Xml]:
    lang = make("themeFontLang", val=language.code)
    mode = make("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    return [make("defaultTabStop", val=twips(12)), make("compat", mode), lang]


def _set_properties(document: Document, paper: Paper) -> None:
    """State what the document is and of when; the day is that of the report, never of the clock."""
    day = datetime.combine(paper.as_of, time(), UTC).replace(tzinfo=None)
    found = document.core_properties
    found.title, found.language, found.identifier = paper.title, paper.language.code, paper.root
    found.author = found.last_modified_by = paper.keeper
    found.created = found.modified = day
    found.comments = found.subject = found.keywords = found.category = ""
    found.revision = 1
