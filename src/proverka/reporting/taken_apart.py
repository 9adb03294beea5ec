"""Neutral HTML taken apart at its marks: once for all the languages in which it is told."""

from dataclasses import dataclass
from functools import lru_cache

from proverka.reporting.marks import CLOSE, CUT, OPEN

# What stands before and after the record's own: its words, and what is read from left to right in every language.
EDGES = frozenset((f"{OPEN}w", f"w{CLOSE}", f"{OPEN}i", f"i{CLOSE}"))
_OWN = frozenset("wi")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Neutral HTML in pieces: `texts` are HTML and outermost marks in turn, HTML first and last.

    The record's own is HTML between two edges. `marks` are all marks and edges, each once.
    """

    texts: tuple[str, ...]
    marks: tuple[str, ...]


@lru_cache(maxsize=4)
def taken_apart(neutral: str) -> Pieces:
    """Return neutral HTML in pieces, without its cuts; what stands in a mark that is not closed is left out."""
    texts = _pieces(neutral.replace(CUT, ""))
    return Pieces(tuple(texts), tuple(dict.fromkeys(texts[1::2])))


def _pieces(neutral: str) -> list[str]:
    """Return HTML, a mark, HTML, and so on. Marks that stand in another are a part of it."""
    html, *after_openings = neutral.split(OPEN)
    texts = [html]
    depth, within = 0, ""
    for after in after_openings:
        depth += 1 - after.count(CLOSE)
        assert depth >= 0, "every mark of ours is opened before it is closed"
        if depth:
            within += OPEN + after
            continue
        # Nothing is open any more, so that what closed last is the mark that opened first.
        mark, _, html = after.rpartition(CLOSE)
        kind = mark[:1]
        if within:
            texts.append(f"{within}{OPEN}{mark}{CLOSE}")
            within = ""
        elif kind in _OWN:
            texts += (OPEN + kind, mark[2:], kind + CLOSE)
        else:
            texts.append(OPEN + mark + CLOSE)
        texts.append(html)
    return texts
