"""The fonts of a printed report: those of the packages that this product brings along, and no other of the machine.

Noto Sans has Latin, Cyrillic and Greek; Noto Sans Arabic and Noto Sans SC (simplified Chinese) the rest of the six
languages of the United Nations.
"""

from dataclasses import dataclass
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import pylopdf_fonts_zh_cn

from proverka.reporting.tongue import Language

LATIN, ARABIC, CHINESE = "Noto Sans", "Noto Sans Arabic", "Noto Sans SC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A file of a font: its family, and whether it is slanted. Where it can, it holds all weights."""

    family: str
    path: Path
    slanted: bool = False

    @property
    def rule(self) -> str:
        """The rule of CSS that makes the face known."""
        style = "italic" if self.slanted else "normal"
        return f'@font-face {{ font-family: "{self.family}"; font-style: {style}; src: url("{self.path.as_uri()}") }}'


FACES = (
    Face(family=LATIN, path=fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"),
    Face(family=LATIN, path=fontpkg_noto_sans.ROOT / "files" / "NotoSans-Italic[wdth,wght].ttf", slanted=True),
    Face(family=ARABIC, path=fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf"),
    Face(family=CHINESE, path=pylopdf_fonts_zh_cn.sans_path()),
)
FONT_FOLDERS = tuple(dict.fromkeys(face.path.parent for face in FACES))


def families_of(language: Language) -> tuple[str, ...]:
    """Return the families for a language, in the order in which a letter is looked for in them.

    Chinese comes first in Chinese, because the quotation marks and dots of both have one code and two widths.
    """
    return (CHINESE, LATIN, ARABIC) if language.code.startswith("zh") else (LATIN, ARABIC, CHINESE)
