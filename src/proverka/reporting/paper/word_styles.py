"""The styles of a Word document, by which it can be navigated, listed and changed in one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from docx.oxml.ns import qn

from proverka.reporting.chart_canvas import ROLES
from proverka.reporting.paper.word_xml import Xml, make, twips
from proverka.reporting.tongue import Language

TEXT_SIZE = 10.0
_MUTED, _INK, _LINE = (ROLES[role][1].removeprefix("#").upper() for role in ("muted", "ink", "line"))

# Fonts that word processors have, for Latin, Cyrillic and Greek; for Arabic; for Chinese.
LATIN, ARABIC, CHINESE = "Arial", "Arial", "Microsoft YaHei"

TABLE = "ReportTable"
_LINES = ("top", "bottom", "insideH")
_MARGINS = {"top": 30, "left": 40, "bottom": 20, "right": 70}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """A style of paragraphs: sizes and distances in points, `indent` and `hanging` in millimetres."""

    name: str
    based: str = "Normal"
    size: float = 0.0
    bold: bool = False
    colour: str = _INK
    before: float = 0.0
    after: float = 4.0
    indent: float = 0.0
    hanging: float = 0.0
    keep: bool = False
    level: int | None = None
    list: int = 0
    line: str = ""
    ground: str = ""


# By the identifier that paragraphs name. Those that Word knows under these names appear in its navigation and contents.
STYLES: Mapping[str, _Style] = {
    "Normal": _Style(name="Normal", based="", size=TEXT_SIZE),
    "Title": _Style(name="Title", size=24, bold=True, before=6, after=14),
    "Subtitle": _Style(name="Subtitle", size=12, colour=_MUTED, before=90, after=4),
    "Heading1": _Style(name="heading 1", size=15, bold=True, before=20, after=6, keep=True, level=0, line="top"),
    "Heading2": _Style(name="heading 2", size=12, bold=True, before=12, after=4, keep=True, level=1),
    "Heading3": _Style(name="heading 3", size=10.5, bold=True, before=9, after=2, keep=True, level=2),
    "ContentsHeading": _Style(name="Contents Heading", size=15, bold=True, after=8, keep=True),
    "Picture": _Style(name="Picture", after=2, keep=True),
    "Lead": _Style(name="Lead", size=12.5, after=12),
    "Caption": _Style(name="caption", size=9, bold=True, before=6, after=3, keep=True),
    "Note": _Style(name="Note", size=9, colour=_MUTED, after=6),
    "Warning": _Style(name="Warning", before=4, after=8, ground="FFF6DD"),
    "Side": _Style(name="Side", bold=True, before=6, after=2, keep=True, line="top"),
    "Item": _Style(name="Item", after=4),
    "ListBullet": _Style(name="List Bullet", after=3, indent=6, hanging=5, list=1),
    "ListNumber": _Style(name="List Number", size=8, after=2, indent=9, hanging=9, list=2),
    "TableText": _Style(name="Table Text", size=8, after=1),
    "TableGroup": _Style(name="Table Group", size=8, bold=True, after=1, keep=True),
    "AfterTable": _Style(name="After Table", size=4, after=6),
    "TOC1": _Style(name="toc 1", bold=True, before=3, after=1),
    "TOC2": _Style(name="toc 2", indent=6, after=1),
    "Header": _Style(name="header", size=8, colour=_MUTED, after=0),
    "Footer": _Style(name="footer", size=8, colour=_MUTED, after=0),
}


def styles_of(language: Language) -> list[Xml]:
    """Return the styles of a document in a language: what holds for all of it, its paragraphs, its tables."""
    fonts = make("rFonts", ascii=LATIN, hAnsi=LATIN, cs=ARABIC, eastAsia=CHINESE)
    chinese = language.code if language.code.startswith("zh") else "zh-CN"
    lang = make("lang", val=language.code, eastAsia=chinese, bidi=language.code if language.rtl else "ar")
    defaults = make("docDefaults", make("rPrDefault", make("rPr", fonts, lang)), make("pPrDefault", make("pPr")))
    return [defaults, *(_style(key, one, language) for key, one in STYLES.items()), *_others()]


def _style(key: str, one: _Style, language: Language) -> Xml:
    found = make("style", make("name", val=one.name), type="paragraph", styleId=key)
    if one.based:
        found.append(make("basedOn", val=one.based))
    else:
        found.set(qn("w:default"), "1")
    found.extend((make("qFormat"), _paragraph(one, rtl=language.rtl), _letters(one)))
    return found


def _paragraph(one: _Style, *, rtl: bool) -> Xml:
    """Return the properties of the paragraphs of a style, in the order that the format asks for."""
    found = make("pPr")
    if one.keep:
        found.extend((make("keepNext"), make("keepLines")))
    if one.list:
        found.append(make("numPr", make("numId", val=one.list)))
    if one.line:
        found.append(make("pBdr", make(one.line, val="single", sz=8, space=4, color=_LINE)))
    if one.ground:
        found.append(make("shd", val="clear", color="auto", fill=one.ground))
    if rtl:
        found.append(make("bidi"))
    found.append(make("spacing", before=round(one.before * 20), after=round(one.after * 20), line=264, lineRule="auto"))
    if one.indent:
        # In a paragraph from right to left, “left” is where it begins.
        found.append(make("ind", left=twips(one.indent), hanging=twips(one.hanging)))
    if one.level is not None:
        found.append(make("outlineLvl", val=one.level))
    return found


def _letters(one: _Style) -> Xml:
    found = make("rPr")
    if one.bold:
        found.extend((make("b"), make("bCs")))
    found.append(make("color", val=one.colour))
    if one.size:
        found.extend((make("sz", val=round(one.size * 2)), make("szCs", val=round(one.size * 2))))
    return found


def _others() -> list[Xml]:
    """Return the styles that are no paragraph's: of letters, of tables, of lists."""
    lines = make("tblBorders", *(make(side, val="single", sz=4, space=0, color=_LINE) for side in _LINES))
    margins = make("tblCellMar", *(make(side, w=width, type="dxa") for side, width in _MARGINS.items()))
    letters = make(
        "style", make("name", val="Default Paragraph Font"), type="character", styleId="DefaultParagraphFont"
    )
    plain = make("style", make("name", val="Normal Table"), type="table", styleId="TableNormal")
    none = make("style", make("name", val="No List"), type="numbering", styleId="NoList")
    for one in (letters, plain, none):
        one.set(qn("w:default"), "1")
    table = make(
        "style",
        make("name", val="Report Table"),
        make("basedOn", val="TableNormal"),
        make("tblPr", lines, margins),
        type="table",
        styleId=TABLE,
    )
    return [letters, plain, none, table]


def numbering() -> list[Xml]:
    """Return the two kinds of lists: with a dot before each item, and with numbers."""
    kinds = (("bullet", "•"), ("decimal", "%1."))
    kept = [
        make(
            "abstractNum",
            make("multiLevelType", val="singleLevel"),
            make("lvl", make("start", val=1), make("numFmt", val=kind), make("lvlText", val=shown), ilvl=0),
            abstractNumId=number,
        )
        for number, (kind, shown) in enumerate(kinds, start=1)
    ]
    return [*kept, *(make("num", make("abstractNumId", val=number), numId=number) for number in (1, 2))]
