"""Characters that deceive are removed and told; what a reader sees stays."""

import pytest

from proverka.sources.reading.characters import repaired


@pytest.mark.parametrize(
    ("found", "read", "told"),
    [
        ("Ivanov \u202edias vorvaL\u202c", "Ivanov dias vorvaL", "2 bidirectional controls removed"),
        ("\u2067Lavrov\u2069", "Lavrov", "2 bidirectional controls removed"),
        ("\u200fLavrov", "Lavrov", "1 bidirectional control removed"),
        ("Lav\u200brov", "Lavrov", "1 invisible character removed"),
        ("Lav\u00adrov\ufeff", "Lavrov", "2 invisible characters removed"),
        ("Lav\U000e0041rov", "Lavrov", "1 invisible character removed"),
        ("Lav\0rov\x1b[31m", "Lavrov[31m", "2 control characters removed"),
        ("â€œsoâ€\x9d", "“so”", "characters that were decoded in a wrong encoding before put right"),
        ("\x93so\x94", "“so”", "characters that were decoded in a wrong encoding before put right"),
        ("ﬁrst Ｌavrov", "first Lavrov", "letters in full width, in ligatures or of a mathematical alphabet replaced"),
        ("𝐋avrov", "Lavrov", "letters in full width, in ligatures or of a mathematical alphabet replaced"),
        ("a" + "\u0301" * 200, "á" + "\u0301" * 29, "more than 30 marks on one letter removed"),
    ],
)
def test_what_deceives_is_removed_and_told(found: str, read: str, told: str) -> None:
    text, repairs = repaired(found)
    assert text == read
    assert [repair for repair in repairs if repair.startswith(told)]


@pytest.mark.parametrize(
    "text", ["“so,” he said – ‘it’s’…", "«так», сказал он", "Erdoğan, São Paulo, Łódź", "قال لافروف", "外交部发言人"]
)
def test_what_a_reader_sees_stays(text: str) -> None:
    assert repaired(text) == (text, ())


def test_line_ends_and_spaces_are_of_one_kind() -> None:
    assert repaired("a\r\nb\rc\u2028d\x0ce\u00a0f\tg") == ("a\nb\nc\nd\ne f g", ())
    assert repaired("e\u0301") == ("é", ())


def test_a_name_in_mixed_alphabets_is_told_and_left() -> None:
    text, repairs = repaired("Kеrry and Лавров met Lavrov")  # the first has a Cyrillic letter, the second no Latin one
    assert text.startswith("Kеrry")
    assert repairs == ("“Kеrry” mixes alphabets (cyrillic small letter ie): it may pose as another word",)


def test_many_mixed_names_are_counted() -> None:
    names = " ".join(f"{letter}е" for letter in "abcdefgh")
    assert repaired(names)[1][-1] == "3 more words mix alphabets"


def test_references_are_read_and_what_they_hide_is_removed() -> None:
    text, repairs = repaired("&ldquo;Lav&#8203;rov&#x202E;&rdquo; AT&T &unknown;", entities=True)
    assert text == "“Lavrov” AT&T &unknown;"
    assert len(repairs) == 3
    assert repaired("&amp;")[0] == "&amp;"
