"""The catalogues hold every message that the sources can say, and nothing in them that would break a page."""

import gettext
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po
from tests.pseudo_language import strange
from tools.catalogues import FOLDER, faults_of, updated
from tools.messages import ELSEWHERE, Collection, collected

from proverka.reporting.catalogues import NAMES, catalogue_of, language_of, languages, translated
from proverka.reporting.language import ENGLISH_LANGUAGE, Number
from proverka.reporting.plurals import RULES

TRANSLATED = [code for code in NAMES if code != ENGLISH_LANGUAGE.code]


@pytest.fixture(scope="module")
def sources(repository: Path) -> Collection:
    return collected(repository)


@pytest.fixture(scope="module")
def texts(repository: Path) -> dict[str, str]:
    return {code: (repository / FOLDER / f"{code}.po").read_text(encoding="utf-8") for code in TRANSLATED}


def test_the_sources_say_many_things(sources: Collection):
    assert len(sources.messages) > 900
    for one in ("Skip to the page", "partly met", "{count} tonne", "date missed", "Due {due}, {count} day ago."):
        assert one in sources.messages
    assert sources.messages["{count} tonne"].many == "{count} tonnes"


def test_whatever_is_said_without_being_seen_is_known(sources: Collection):
    assert sources.unseen == {place: set(reasons) for place, reasons in ELSEWHERE.items()}


# What stands between the members of a list.
JOINTS = (", ", "; ")


def test_a_message_is_whole_text(sources: Collection):
    for message in sources.messages.values():
        for text in (message.one, message.many):
            assert not re.search(r"<[a-zA-Z/!]|&#?\w+;", text), "markup is a fact of a message"
            assert not re.search(r"[a-z]\.(?!txt\b)[a-z]|\d{4}-\d{2}", text), (
                "`prose` breaks hosts, and keeps days in one line"
            )
            assert text == text.strip() or text in JOINTS


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_has_what_the_sources_say(code: str, sources: Collection, texts: dict[str, str]):
    assert texts[code] == updated(texts[code], code, sources.messages), "`make catalogues` brings it up to date"


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_is_amiss_in_a_catalogue(code: str, texts: dict[str, str]):
    assert faults_of(texts[code], code) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_tools_of_gettext_read_a_catalogue(code: str, texts: dict[str, str]):
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(texts[code].encode()), locale=code), use_fuzzy=True)
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    for one, words in language_of(code).messages.items():
        assert found.gettext(one) == words
    rule = gettext.c2py(RULES[code][1])
    assert [RULES[code][2](n) for n in range(1_000)] == [rule(n) for n in range(1_000)]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_language_has_its_form_for_every_number(code: str):
    forms = {RULES[code][2](n) for n in range(200)}
    assert forms == set(range(RULES[code][0]))


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"
"X-Translated: {state}\\n"

msgid "due {{day}}"
msgstr "{day}"

msgid "{{count}} day"
msgid_plural "{{count}} days"
msgstr[0] "{one}"
msgstr[1] "{few}"
msgstr[2] "{many}"
"""


@pytest.mark.parametrize(
    ("state", "day", "forms", "faults"),
    [
        ("complete", "срок {day}", ("{count} день", "{count} дня", "{count} дней"), 0),
        ("complete", "срок {day}", ("день", "{count} дня", "{count} дней"), 0),
        ("in part", "", ("", "", ""), 0),
        ("complete", "", ("", "", ""), 2),
        ("complete", "срок", ("{count} день", "{count} дня", "{count} дней"), 1),
        ("in part", "срок {den}", ("{count} день", "{count} дня", "{count} дней"), 2),
        ("in part", "срок {day}", ("{count} день", "", "{count} дней"), 1),
        ("in part", "срок <b>{day}</b>", ("{count} день", "{count} дня", "{count} дней"), 1),
        ("in part", "срок&nbsp;{day}", ("{count} день", "{count} дня", "{count} дней"), 1),
    ],
)
def test_what_is_amiss_is_found(state: str, day: str, forms: tuple[str, str, str], faults: int):
    one, few, many = forms
    assert len(faults_of(PO.format(state=state, day=day, one=one, few=few, many=many), "ru")) == faults


def test_a_catalogue_that_lacks_one_word_is_not_complete(sources: Collection):
    """What a complete catalogue must stand: English in strange letters does, and without one message it does not."""
    empty = updated("", "fr", sources.messages).replace("X-Translated: in part", "X-Translated: complete")
    whole = in_strange_letters(empty)
    assert faults_of(whole, "fr") == []
    assert len(faults_of(empty, "fr")) == len(sources.messages)
    lacking = whole.replace(f'msgstr "{strange("Skip to the page")}"', 'msgstr ""')
    assert [fault.partition(":")[0] for fault in faults_of(lacking, "fr")] == ["Skip to the page"]


def in_strange_letters(empty: str) -> str:
    """A catalogue with a translation of every message into the language that nobody speaks."""
    catalogue = read_po(io.BytesIO(empty.encode()), locale="fr")
    for message in catalogue:
        if message.id:
            message.string = strange(message.id) if isinstance(message.id, str) else tuple(map(strange, message.id))
    head, _, _ = empty.partition("\n\n")
    return f"{head}\n\n{''.join(generate_po(catalogue, omit_header=True))}"


def test_a_translation_stays_while_its_message_does(sources: Collection):
    messages = {one: sources.messages[one] for one in ("Skip to the page", "Sources", "{count} day")}
    before = updated("", "fr", messages).replace('msgid "Sources"\nmsgstr ""', '#, fuzzy\nmsgid "Sources"\nmsgstr "S"')
    fewer = {one: message for one, message in messages.items() if one != "Sources"}
    without = updated(before, "fr", fewer)
    assert '#~ msgid "Sources"' in without
    again = updated(without, "fr", messages)
    assert '#, fuzzy\nmsgid "Sources"\nmsgstr "S"' in again
    assert "#~" not in again


def test_six_languages_in_the_order_of_the_united_nations():
    assert [language.code for language in languages()] == ["ar", "zh", "en", "fr", "ru", "es"]
    assert [language.code for language in languages() if language.rtl] == ["ar"]


@pytest.mark.parametrize(
    ("code", "number", "day"),
    [
        ("ar", "-٤١٬٠٠٠٫٥٠", "٥ فبراير ٢٠١٤"),
        ("zh", "-41,000.50", "2014年2月5日"),
        ("en", "-41,000.50", "5 February 2014"),
        ("fr", "-41\u202f000,50", "5 février 2014"),
        ("ru", "-41\u00a0000,50", "5 февраля 2014\u202fг."),
        ("es", "-41.000,50", "5 de febrero de 2014"),
    ],
)
def test_numbers_and_days_as_a_language_writes_them(code: str, number: str, day: str):
    language = language_of(code)
    assert language.number(Decimal("-41000.50")) == number
    assert language.day(date(2014, 2, 5)) == day


@pytest.mark.parametrize(
    ("code", "number", "form"),
    [
        ("ar", 0, 0), ("ar", 1, 1), ("ar", -2, 2), ("ar", 103, 3), ("ar", 11, 4), ("ar", 100, 5), ("ar", 102, 5),
        ("ar", Decimal("1.5"), 5), ("zh", 7, 0), ("fr", 0, 0), ("fr", Decimal("1.99"), 0), ("fr", 2, 1), ("fr", -1, 0),
        ("ru", 21, 0), ("ru", 11, 2), ("ru", 24, 1), ("ru", 14, 2), ("ru", Decimal("1.0"), 1), ("ru", Decimal(5), 2),
        ("es", 1, 0), ("es", 0, 1), ("es", Decimal("0.5"), 1),
    ],
)  # fmt: skip
def test_the_form_for_a_number(code: str, number: Number, form: int):
    assert RULES[code][2](number) == form


def test_a_message_that_is_fuzzy_is_used_and_makes_its_language_unreviewed():
    catalogue = read_po(io.BytesIO(b'#, fuzzy\nmsgid "Due"\nmsgstr "D"\n\nmsgid "Late"\nmsgstr ""\n'), locale="fr")
    assert translated(catalogue) == ({"Due": "D"}, {})
    for code in TRANSLATED:
        fuzzy = any(message.fuzzy for message in catalogue_of(code) if message.id)
        assert language_of(code).reviewed is not fuzzy
