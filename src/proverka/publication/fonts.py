"""The fonts of an edition: Noto Sans for six languages, cut to what its pages need, so that none looks elsewhere.

They come as packages under the SIL Open Font License. Each script is a file of its own, and a browser loads those whose
letters a page has (`unicode-range`). What is in a file does not depend on a case, but for Chinese: there it is the
signs that the catalogue and the case have, since all of them are eight megabytes. A letter that no file has is set in a
font of the reader's own. The same letters give the same bytes.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from proverka.reporting.catalogues import NAMES, language_of

# Weights between these two are used; no width but the normal one.
AXES = {"wdth": 100, "wght": (400, 700)}
# Kerning, joining, marks above and below, and figures of one width.
FEATURES = (
    "calt", "ccmp", "curs", "fina", "init", "isol", "kern", "liga", "locl", "lnum", "mark", "medi", "mkmk", "rlig",
    "tnum",
)  # fmt: skip
# Kept of a font's names: its copyright, family, style and licence.
NAME_IDS = (0, 1, 2, 13, 14)

HAN = re.compile(r"[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HAN_RANGES = "U+2E80-2FDF, U+3000-30FF, U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+FF00-FFEF"
# Signs that Chinese sets in its own width, and Latin in another.
_HAN_PUNCTUATION = "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7"

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font of an edition: its file, its family and weight, where it comes from, and which letters it is for."""

    name: str
    family: str
    package: str
    source: str
    ranges: Ranges = ()
    variable: bool = True


# What European languages write, with the punctuation, the signs and the few Greek letters of the pages.
LATIN: Ranges = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2BC, 0x2BC), (0x394, 0x394), (0x3BC, 0x3BC), (0x3C3, 0x3C3),
    (0x2010, 0x2027), (0x202F, 0x203A), (0x2044, 0x2044), (0x2070, 0x2089), (0x20AC, 0x20AC), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265),
)  # fmt: skip
CYRILLIC: Ranges = ((0x400, 0x45F), (0x490, 0x491))
# Arabic, with the letters that Persian and Urdu add.
ARABIC: Ranges = (
    (0x600, 0x671), (0x679, 0x67E), (0x686, 0x688), (0x691, 0x698), (0x6A9, 0x6AF), (0x6BA, 0x6BE), (0x6C0, 0x6D5),
    (0x6F0, 0x6F9),
)  # fmt: skip

# No other of the fonts has them.
ARROWS: Ranges = ((0x2190, 0x2193),)

_SANS = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
_ARABIC = ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf")
_CHINESE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")

FACES = (
    Face(name="latin", family="Noto Sans", package=_SANS[0], source=_SANS[1], ranges=LATIN),
    Face(name="cyrillic", family="Noto Sans", package=_SANS[0], source=_SANS[1], ranges=CYRILLIC),
    Face(name="arabic", family="Noto Sans", package=_ARABIC[0], source=_ARABIC[1], ranges=ARABIC),
    Face(name="arrows", family="Noto Sans", package=_CHINESE[0], source=_CHINESE[1], ranges=ARROWS, variable=False),
)
CHINESE = Face(name="chinese", family="Noto Sans SC", package=_CHINESE[0], source=_CHINESE[1], variable=False)
# The names of the languages stand on every page: their letters alone, so that no page loads another script for them.
NAMES_FAMILY = "Noto Sans Names"
NAMED = {"ar": _ARABIC, "ru": _SANS, "zh": _CHINESE}


def font_files(texts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the fonts and the licences under which they are; `texts` are those in which Chinese signs may stand."""
    for face in FACES:
        yield _path(face), _cut(face, tuple(point for first, last in face.ranges for point in range(first, last + 1)))
    yield _path(CHINESE), _cut(CHINESE, _signs(texts))
    for code in NAMED:
        face = _face_of_name(code)
        yield _path(face), _cut(face, tuple(sorted({ord(letter) for letter in NAMES[code]})))
    yield "assets/fonts/OFL.txt", _licence()


def font_style() -> str:
    """Return the rules by which a page finds its fonts."""
    rules = [_rule(face, _unicode_range(face.ranges)) for face in FACES]
    rules.append(_rule(CHINESE, f"{_HAN_RANGES}, {_points(_HAN_PUNCTUATION)}"))
    rules += [_rule(_face_of_name(code), _points(NAMES[code])) for code in NAMED]
    return "\n".join(rules)


def _face_of_name(code: str) -> Face:
    package, source = NAMED[code]
    return Face(name=f"name-{code}", family=NAMES_FAMILY, package=package, source=source, variable=code != "zh")


def _path(face: Face) -> str:
    return f"assets/fonts/{face.name}.woff2"


def _rule(face: Face, unicode_range: str) -> str:
    # Faces of one family are taken together where they are for the same weights.
    weight = "400" if face is CHINESE else "400 700"
    return (
        f'@font-face {{ font-family: "{face.family}"; src: url("fonts/{face.name}.woff2") format("woff2"); '
        f"font-weight: {weight}; font-display: swap; unicode-range: {unicode_range}; }}"
    )


def _unicode_range(ranges: Ranges) -> str:
    return ", ".join(f"U+{first:04X}-{last:04X}" for first, last in ranges)


def _points(text: str) -> str:
    return ", ".join(f"U+{point:04X}" for point in sorted({ord(letter) for letter in text}))


def _signs(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the Chinese signs of texts and of the catalogue, with the punctuation that stands between them."""
    chinese = language_of("zh")
    told = (*chinese.messages.values(), *(form for forms in chinese.plurals.values() for form in forms))
    found = {sign for text in (*told, chinese.name, chinese.day_form, *texts) for sign in HAN.findall(text)}
    return tuple(sorted(map(ord, found | set(_HAN_PUNCTUATION))))


@lru_cache(maxsize=16)
def _cut(face: Face, letters: tuple[int, ...]) -> bytes:
    """Return a font with these letters and nothing else, as WOFF2. It takes a second or two, so each is made once."""
    font = _font(face.package, face.source)
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    if face.variable:
        font = instantiateVariableFont(font, AXES, inplace=True)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _options() -> Options:
    options = Options()
    options.layout_features = [*FEATURES]
    options.name_IDs = [*NAME_IDS]
    options.hinting = False
    options.desubroutinize = True
    options.recalc_timestamp = False
    options.drop_tables = [*options.drop_tables, "DSIG"]
    return options


def _licence() -> bytes:
    """Return the licence of the fonts, which asks to go with them, under what each says of who made it."""
    made = [_font(package, source)["name"].getDebugName(0) for package, source in (_SANS, _ARABIC, _CHINESE)]
    _, _, text = (files(_SANS[0]) / "LICENSE").read_text(encoding="utf-8").partition("\n")
    return ("\n".join(dict.fromkeys(made)) + "\n" + text).encode()


def _font(package: str, source: str) -> TTFont:
    with (files(package) / source).open("rb") as file:
        return TTFont(io.BytesIO(file.read()), recalcTimestamp=False, lazy=True)
