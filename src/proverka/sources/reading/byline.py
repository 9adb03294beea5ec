"""Lines that say who wrote or carried a story: bylines, and the credits of agencies."""

import re

from proverka.sources.reading.daystamps import is_date_line
from proverka.sources.reading.pagewords import PageWords, bare
from proverka.sources.reading.phrases import PlainText, plainly

_BYLINE_MAX = 160
_CREDIT_MAX = 400
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_IN_BRACKETS = re.compile(r"\(([^()]{2,120})\)\s{0,3}$")
_AFTER_DASH = re.compile(r"(?<=[.!?\"”’'])\s{1,3}(?:--|[-–—])\s{0,3}([^.!?\"“”]{2,60})\.?$")
_DASHES = re.compile("[-–—]")
_CREDIT_TAIL = 130
_SEPARATORS = re.compile(r"[|•·/,;]| [-–—] ")


def agency_in(text: str, words: PageWords) -> str:
    """Return the agency that a credit names, by the name it goes by; the first of several, empty where it is none.

    >>> from proverka.sources.reading.pagewords import page_words
    >>> agency_in("(AP, Reuters)", page_words("en"))
    'The Associated Press'
    """
    for part in re.split(r"[,/;|&]| and ", text):
        name = bare(part)
        if name in words.agencies:
            return words.agencies[name]
    return ""


def trailing_credit(text: str, words: PageWords) -> int:
    """Return where the credit that ends a paragraph begins, 0 where none does.

    A credit is an agency in brackets or behind a dash after the end of a sentence, or who reported and edited.
    """
    tail = text[-_CREDIT_TAIL:]
    likely = (_IN_BRACKETS,) if tail.rstrip().endswith(")") else (_AFTER_DASH,) if _DASHES.search(tail) else ()
    for pattern in likely:
        found = pattern.search(text, max(len(text) - _CREDIT_TAIL, 0))
        if found and found.start() and _credits(found[1], words) and _ends_sentence(text[: found.start()]):
            return found.start()
    return 0


def _credits(inside: str, words: PageWords) -> bool:
    return bool(agency_in(inside, words)) or plainly(f"({inside}").startswith(words.table.credit_openers)


def _ends_sentence(before: str) -> bool:
    return before.rstrip()[-1:] in set(".!?\"”’'…)")


def is_credit(stretch: PlainText, words: PageWords) -> bool:
    """Whether a stretch says who made the story: an agency alone, or who reported, wrote and edited it."""
    text, plain = stretch.text, stretch.plain
    if len(text) > _CREDIT_MAX:
        return False
    if bare(text) in words.agencies or (text.startswith("(") and text.endswith(")") and agency_in(text[1:-1], words)):
        return True
    if plain.startswith(words.table.credit_openers):
        return True
    if any(mark in text for mark in '"“”'):
        return False
    of_story = len(text) <= _BYLINE_MAX and words.story_phrase.within(stretch) and words.agency.within(stretch)
    return bool(of_story) or bool(words.credit_phrase.within(stretch))


def is_byline(stretch: PlainText, words: PageWords) -> bool:
    """Whether a line says who wrote the story: “By” and names, or a name beside what its bearer is."""
    text, plain = stretch.text, stretch.plain
    if len(text) > _BYLINE_MAX or text.endswith(('."', ".”", "?", "!", ":")):
        return False
    opener = next((o for o in words.table.byline_openers if plain.startswith((f"{o} ", f"{o}: ", f"{o}: "))), "")
    if opener:
        return _names(text[len(opener) :].lstrip(" :"), words)
    name, _, carrier = text.partition(", ")
    if is_name(name) and (plainly(carrier) in words.agencies or words.outlet.fullmatch(carrier)):
        return True
    return text.count(" ") <= 8 and bool(words.byline_phrase.within(stretch)) and _names(text, words)  # noqa: PLR2004


def _names(text: str, words: PageWords) -> bool:
    """Whether a text is names and nothing else, but for dates and what small words join them."""
    parts = [part.strip() for part in _SEPARATORS.split(text) if part and part.strip()]
    named = [part for part in parts if not is_date_line(part, words)]
    found = _WORD.findall(" ".join(named))
    if not found or len(found) > 16:  # noqa: PLR2004 - four authors with what they are
        return False
    small = sum(word[0].islower() and word not in words.byline_tokens for word in found)
    begins: str = found[0]
    return begins[0].isupper() and small <= len(found) // 4


def is_name(text: str) -> bool:
    """Whether a line is the name of one person and nothing else: two to four words, each with a capital."""
    parts = text.split()
    return 2 <= len(parts) <= 4 and len(text) <= 40 and all(re.fullmatch(r"[A-Z][\w.'’-]*", part) for part in parts)  # noqa: PLR2004
