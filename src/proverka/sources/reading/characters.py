"""Characters that deceive or disturb: what is mended in a text, and what is told of it.

Nothing here changes what a reader sees, but for characters that only pretend: a bidirectional override can show a name
in another place than where it stands, a zero-width character can make two names of one. Curly quotation marks stay as
they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import unescape

_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb]")
_LINE_ENDS = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
# Letters that are another letter in a different dress: full width, ligatures, the mathematical alphabets.
_DRESSED = re.compile("[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]+")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
# Mojibake is two characters above ASCII side by side, the second sometimes a space; or a control of ISO 8859-1.
_MOJIBAKE = re.compile("[^\0-\x7f][^\0-\x7f]|[\x80-\x9f]|Ã[ \xa0]")
# One letter of another alphabet within a Latin word. Words are cut first: each is looked at once.
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13f5]")
_WORD = re.compile(r"[^\W\d_]{2,60}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# UAX #15: no text that means something has more marks on one letter; sorting them takes the square of their number.
_MARKS_MAX = 30
# Marks lie here, among other things; the letters and the typography of Europe do not.
_MAY_BE_MARK = re.compile("[\u0300-\u036f\u0483-\u1dff\u20d0-\u20ff\u2c00-\uffff\U00010000-\U0001ffff]")
_NAMES_TOLD_MAX = 5


def repaired(text: str, *, entities: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return a text without characters that deceive or disturb, in NFC, and what was mended, each kind told once.

    Line ends become line feeds, other spaces a space. `entities` also reads the character references of HTML, for text
    that came out of a page. Takes time linear in the text.
    """
    if text.isascii() and not _CONTROLS.search(text) and not (entities and "&" in text):
        return _SPACES.sub(" ", _LINE_ENDS.sub("\n", text)), ()
    repairs: list[str] = []
    for step in (_read_references if entities else None, _mend_mojibake, _remove_hidden, _undress, _compose):
        if step is not None:
            text = step(text, repairs)
    repairs.extend(_mixed_names(text))
    return _SPACES.sub(" ", text), tuple(repairs)


def _read_references(text: str, repairs: list[str]) -> str:
    if not _ENTITY.search(text):
        return text
    repairs.append("character references of HTML read as the characters they stand for")
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def _mend_mojibake(text: str, repairs: list[str]) -> str:
    if not _MOJIBAKE.search(text):
        return text
    from ftfy import fix_encoding  # noqa: PLC0415 - few texts need it, and it takes 70 ms to load

    # Line by line: a file that was pasted together holds lines of different histories.
    lines = [fix_encoding(line) if _MOJIBAKE.search(line) else line for line in text.split("\n")]
    mended = "\n".join(lines)
    if mended != text:
        repairs.append("characters that were decoded in a wrong encoding before put right")
    return mended


def _remove_hidden(text: str, repairs: list[str]) -> str:
    text = _LINE_ENDS.sub("\n", text)
    for pattern, told in (
        (_BIDIRECTIONAL, "bidirectional control"),
        (_INVISIBLE, "invisible character"),
        (_CONTROLS, "control character"),
    ):
        text, count = pattern.subn("", text)
        if count:
            repairs.append(f"{count} {told}{'' if count == 1 else 's'} removed")
    return text


def _undress(text: str, repairs: list[str]) -> str:
    mended = _DRESSED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if mended != text:
        repairs.append("letters in full width, in ligatures or of a mathematical alphabet replaced by plain ones")
    return mended


def _compose(text: str, repairs: list[str]) -> str:
    thinned = _long_marks().sub(lambda found: found[0][:_MARKS_MAX], text) if _MAY_BE_MARK.search(text) else text
    if thinned != text:
        repairs.append(f"more than {_MARKS_MAX} marks on one letter removed")
    return unicodedata.normalize("NFC", thinned)


@cache
def _long_marks() -> re.Pattern[str]:
    marks = "".join(mark for mark in map(chr, range(0x300, 0x1E94B)) if unicodedata.combining(mark))
    return re.compile(f"[{marks}]{{{_MARKS_MAX + 1},}}")


def _mixed_names(text: str) -> Iterator[str]:
    """Yield a warning for words in which Latin letters stand among those of another alphabet that look like them."""
    if not _OTHER_ALPHABET.search(text):
        return
    mixed = dict.fromkeys(w for w in _WORD.findall(text) if _OTHER_ALPHABET.search(w) and _LATIN.search(w))
    for word in list(mixed)[:_NAMES_TOLD_MAX]:
        letter = _OTHER_ALPHABET.search(word)
        assert letter is not None, "the word was chosen for it"
        told = unicodedata.name(letter[0], "a letter").lower()
        yield f"“{word}” mixes alphabets ({told}): it may pose as another word"
    if len(mixed) > _NAMES_TOLD_MAX:
        yield f"{len(mixed) - _NAMES_TOLD_MAX} more words mix alphabets"
