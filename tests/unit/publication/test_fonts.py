"""Fonts cover what pages say in six languages, are small, and are the same bytes each time."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from tools.messages import collected

from proverka.publication import fonts
from proverka.publication.fonts import FACES, NAMED, font_files, font_style
from proverka.reporting.catalogues import NAMES, languages

# What a page in Latin letters may load of fonts, and what any page may.
LATIN_MAX, ANY_MAX = 40_000, 400_000


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {path.rpartition("/")[2]: content for path, content in font_files(["a sign: 証"])}


def letters(font: bytes) -> set[str]:
    return {chr(point) for point in TTFont(io.BytesIO(font)).getBestCmap()}


def test_every_letter_of_every_language_has_its_font(made: dict[str, bytes], repository: Path):
    covered = set().union(*(letters(made[f"{face.name}.woff2"]) for face in FACES), letters(made["chinese.woff2"]))
    english = {sign for one in collected(repository).messages for sign in one}
    assert sorted(english - covered) == []
    for language in languages():
        told = {*language.messages.values(), *(form for forms in language.plurals.values() for form in forms)}
        signs = {sign for text in (*told, language.name, *language.months, language.digits) for sign in text}
        assert sorted(signs - covered - {"\n", "\u202f"}) == [], language.code


def test_a_chinese_sign_of_the_case_is_in_the_font(made: dict[str, bytes]):
    assert "証" in letters(made["chinese.woff2"])
    assert "臺" not in letters(made["chinese.woff2"])


def test_the_names_of_languages_need_no_other_font(made: dict[str, bytes]):
    for code in NAMED:
        assert set(NAMES[code]) <= letters(made[f"name-{code}.woff2"])
        assert len(made[f"name-{code}.woff2"]) < 8_000


def test_fonts_are_small(made: dict[str, bytes]):
    assert len(made["latin.woff2"]) + sum(len(made[f"name-{code}.woff2"]) for code in NAMED) < LATIN_MAX
    assert all(len(font) < ANY_MAX for font in made.values())


def test_the_same_letters_give_the_same_bytes(made: dict[str, bytes]):
    face = FACES[1]
    points = tuple(point for first, last in face.ranges for point in range(first, last + 1))
    assert fonts._cut.__wrapped__(face, points) == made["cyrillic.woff2"]


def test_weights_vary_and_nothing_else(made: dict[str, bytes]):
    axes = TTFont(io.BytesIO(made["latin.woff2"]))["fvar"].axes
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [("wght", 400, 700)]


def test_arabic_letters_join_and_figures_have_one_width(made: dict[str, bytes]):
    arabic, latin = (TTFont(io.BytesIO(made[f"{name}.woff2"])) for name in ("arabic", "latin"))
    assert {"init", "medi", "fina", "rlig"} <= {
        one.FeatureTag for one in arabic["GSUB"].table.FeatureList.FeatureRecord
    }
    cmap = latin.getBestCmap()
    assert len({latin["hmtx"][cmap[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_every_file_is_named_in_the_style_and_the_licence_goes_with_them(made: dict[str, bytes]):
    style = font_style()
    assert {name for name in made if name.endswith(".woff2")} == {
        part.partition('"')[0] for part in style.split('url("fonts/')[1:]
    }
    assert style.count("font-display: swap") == style.count("@font-face")
    licence = made["OFL.txt"].decode()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.startswith("Copyright 2022 The Noto Project Authors")
    assert "Adobe" in licence
