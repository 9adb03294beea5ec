"""A newspaper that names itself: in a notice of rights, an appeal, a line of its own, or beside its author."""

import re

from proverka.sources.reading.dateline import labelled_line
from proverka.sources.reading.pagewords import PageWords
from proverka.sources.reading.phrases import plainly

_RIGHTS = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright|COPYRIGHT)[\s©,\d–-]{0,20}([A-Z][^.,;|©\d]{2,60}?)(?=[.,;|]|\s{1,3}(?:All|\d)|$)"
)
_HOST = re.compile(r"(?:www\.)?((?:[A-Za-z0-9-]{2,40}\.){1,3}[A-Za-z]{2,6})")
_NAME = re.compile(r"(?:[Tt]he\s)?((?:[A-Z][\w'’.-]{1,20}\s?){1,5})")
_LINE_MAX = 300


def self_named(line: str, words: PageWords, *, credit: bool = False) -> str:
    """Return the newspaper that a line of furniture, an appeal, a byline or dates names as itself; else nothing.

    In a `credit` only “CNN's Jane Roe contributed” does; what else it names are agencies.

    >>> from proverka.sources.reading.pagewords import page_words
    >>> self_named("© 2014 Kama Regional News Service. All rights reserved.", page_words("en"))
    'Kama Regional News Service'
    """
    line = line[:_LINE_MAX]
    if credit:
        found = words.outlet.match(line)
        return found[0] if found and plainly(line[found.end() :]).startswith("'s ") else ""
    label = labelled_line(line, words)
    if label is not None and label.outlet:
        return label.outlet
    if (found := words.outlet.search(line)) and plainly(found[0]) not in words.agencies:
        return found[0]
    if found := _HOST.fullmatch(line.strip()):
        return found[1]
    if (found := _RIGHTS.search(line)) and plainly(found[1]) not in words.agencies:
        return found[1].strip()
    return _after_opener(line, words) or _last_part(line, words)


def _after_opener(line: str, words: PageWords) -> str:
    """Return the name behind “sign up for” and the like, where it ends as names of newspapers do."""
    plain = plainly(line)
    for opener in words.table.outlet_openers:
        at = plain.find(f"{opener} ")
        found = _NAME.match(line, at + len(opener) + 1) if at >= 0 else None
        if found and _is_newspaper(found[1], words):
            return found[1].strip(" .")
    return ""


def _last_part(line: str, words: PageWords) -> str:
    """Return the newspaper behind the author and a comma."""
    last = line.rsplit(",", 1)[-1].strip() if "," in line else line.strip()
    found = _NAME.fullmatch(last)
    return last if found and " " in last and _is_newspaper(found[1], words) else ""


def _is_newspaper(name: str, words: PageWords) -> bool:
    return plainly(name).strip(" .").rsplit(" ", 1)[-1] in words.table.outlet_endings
