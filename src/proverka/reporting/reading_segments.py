"""A paragraph cut where statements begin and end, so that each piece knows to which of them its words belong."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

Numbered = tuple[int, FoundStatement]

# A mark that opens a quotation belongs to it: the number stands before the mark.
_OPENING_MARKS = "\"'“‘«„‹"


class StatementIndex:
    """The statements of an article by where their words begin: what is asked of each paragraph takes no second look."""

    def __init__(self, statements: Sequence[FoundStatement]) -> None:
        begun = ((words.start, number) for number, one in enumerate(statements, start=1) for words in one.words)
        self._begun = sorted(begun)
        self._statements = statements

    def within(self, paragraph: Passage) -> tuple[Numbered, ...]:
        """Return the statements some words of which begin in a paragraph, with their numbers, in that order."""
        first = bisect_left(self._begun, (paragraph.start, 0))
        after = bisect_left(self._begun, (paragraph.end, 0))
        numbers = dict.fromkeys(number for _, number in self._begun[first:after])
        return tuple((number, self._statements[number - 1]) for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Characters that belong to the same statements. `opens` are those whose words begin here, at its first character.

    `quoted` is the number of the statement that quotes them, `reported` that of the one that reports them; 0 for none.
    """

    text: str
    opens: tuple[int, ...] = ()
    quoted: int = 0
    reported: int = 0
    partial: bool = False


def segments_of(text: str, paragraph: Passage, numbered: Iterable[Numbered]) -> tuple[Segment, ...]:
    """Return a paragraph in pieces, in order and without a gap; blanks and ends of lines are as they were."""
    opens: dict[int, list[int]] = {}
    spans: list[tuple[Passage, int, FoundStatement]] = []
    for number, found in numbered:
        for words in found.words:
            if words.meets(paragraph):
                inside = Passage(max(words.start, paragraph.start), min(words.end, paragraph.end))
                opens.setdefault(_opening(text, inside, paragraph), []).append(number)
                spans.append((inside, number, found))
    ends = (end for inside, _, _ in spans for end in (inside.start, inside.end))
    cuts = sorted({paragraph.start, paragraph.end, *opens, *ends})
    return tuple(_segment(text, Passage(start, end), opens.get(start, ()), spans) for start, end in pairwise(cuts))


def _segment(
    text: str, piece: Passage, opens: Sequence[int], spans: Iterable[tuple[Passage, int, FoundStatement]]
) -> Segment:
    over = [(number, found) for words, number, found in spans if words.holds(piece)]
    quoted = next((one for one in over if one[1].quotation != "indirect"), None)
    return Segment(
        text=piece.of(text),
        opens=tuple(opens),
        quoted=quoted[0] if quoted else 0,
        reported=next((number for number, found in over if found.quotation == "indirect"), 0),
        partial=quoted is not None and quoted[1].quotation == "partial",
    )


def _opening(text: str, words: Passage, paragraph: Passage) -> int:
    """Return where the number of a statement stands: before the mark that opens its words, within the paragraph."""
    before = words.start - 1
    return before if before >= paragraph.start and text[before] in _OPENING_MARKS else words.start
