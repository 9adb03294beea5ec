"""The markers of Markdown: taken out of a text, with what they say of its layout.

Not a whole CommonMark: articles are saved as plain text with traces of it, in which four spaces are no program and a
lone asterisk is an asterisk. Every pattern is bounded, so that hostile text costs no more time than any other.
"""

import re

from proverka.sources.reading.stretch import Layout

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.{1,400}?)[ \t#]*$")
_ITEM = re.compile(r"\s{0,8}(?:[-*+•‣·▪]|\d{1,3}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?){1,8}")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?(?:[ \t]+\"[^\"\n]{0,300}\")?\)"
)
_AUTOLINK = re.compile(r"<((?:https?|ftp)://[^<>\s]{1,2000})>")
_STRONG = re.compile(
    r"(?<![\w*\\])\*\*(?=[^\s*])([^*\n]{1,600})(?<=[^\s*\\])\*\*(?![\w*])"
    r"|(?<![\w\\])__(?=[^\s_])([^_\n]{1,600})(?<=[^\s\\])__(?!\w)"
)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,600})(?<=[^\s*\\])\*(?![\w*])"
    r"|(?<![\w\\])_(?=[^\s_])([^_\n]{1,600})(?<=[^\s_\\])_(?!\w)"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~-])")
_EMPHASISED_TAIL = re.compile(r"(?:\*\*([^*\n]{2,80})\*\*|(?<!\*)\*([^*\n]{2,80})\*|(?<!\w)_([^_\n]{2,80})_)\s{0,3}$")


def without_markers(line: str) -> str:
    """Return a line as it would be read: emphasis, links and images are their words, escapes their characters.

    >>> without_markers("Kerry met [Lavrov](#) on *Monday*. **A. Photographer**")
    'Kerry met Lavrov on Monday. A. Photographer'
    """
    if not any(mark in line for mark in "*_[<\\"):
        return line
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    line = _AUTOLINK.sub(r"\1", line)
    line = _EMPHASIS.sub(r"\1\2", _STRONG.sub(r"\1\2", line))
    return _ESCAPE.sub(r"\1", line)


def layout(line: str) -> tuple[Layout, str]:
    """Return what the marker at the beginning of a line says, and the line without it.

    >>> layout("## What was said")
    ('heading', 'What was said')
    """
    if _is_rule(line):
        return "rule", line.strip()
    line = line[found.end() :] if (found := _QUOTE.match(line)) else line
    if heading := _HEADING.match(line):
        return "heading", heading[1].rstrip()
    if item := _ITEM.match(line):
        return "item", line[item.end() :]
    return "plain", line


def _is_rule(line: str) -> bool:
    """Whether a line divides: three or more of one sign, or the `-30-` by which newspapers end a story."""
    signs = line.replace(" ", "").replace("\t", "")
    return signs == "-30-" or (len(signs) >= 3 and signs[0] in "*-_=#~" and not signs.strip(signs[0]))  # noqa: PLR2004


def is_link(line: str) -> bool:
    """Whether all of a line, but for its marker, is one link."""
    return _LINK.fullmatch(line.strip()) is not None


def emphasised_tail(line: str) -> str:
    """Return the last words of a line where they, and not all of it, are emphasised.

    >>> emphasised_tail("Ministers in Moscow. **A. Photographer**")
    'A. Photographer'
    """
    found = _EMPHASISED_TAIL.search(line[-90:])
    if found is None or (found.start() == 0 and len(line) <= 90):  # noqa: PLR2004 - the part that was searched
        return ""
    return (found[1] or found[2] or found[3]).strip()


def image_words(line: str) -> str | None:
    """Return what a line that is one image says in its place, or None where it is none."""
    found = _IMAGE.fullmatch(line.strip())
    return found[1].strip() if found else None
