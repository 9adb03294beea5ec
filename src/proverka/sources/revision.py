"""What another version of an article changes in its statements: pages are corrected, cut and rewritten."""

from collections.abc import Iterator
from dataclasses import dataclass

from proverka.sources.analysis import Reading
from proverka.sources.statement import FoundStatement

# Marks and blanks differ between versions without a word having changed.
_MARKS = str.maketrans("", "", "\"'“”‘’«»‹›,.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The numbers of statements, from 1: `gone` those of the version before, `new` those of this one.

    `altered` are pairs, before and after, of the same words with another speaker, relay or claim.
    """

    gone: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    altered: tuple[tuple[int, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no statement changed."""
        return not (self.gone or self.new or self.altered)


def revision_of(before: Reading, after: Reading) -> Revision:
    """Return what changed from one version to another; words count as the same whatever marks stand around them."""
    left = dict(_by_words(before))
    altered, new = [], []
    for words, number in _by_words(after):
        same = left.pop(words, None)
        if same is None:
            new.append(number)
        elif _told(before.statements[same - 1], before) != _told(after.statements[number - 1], after):
            altered.append((same, number))
    return Revision(gone=tuple(sorted(left.values())), new=tuple(new), altered=tuple(altered))


def _by_words(reading: Reading) -> Iterator[tuple[tuple[str, int], int]]:
    """Yield the statements by their words, and by which occurrence of them they are."""
    seen: dict[str, int] = {}
    for number, statement in enumerate(reading.statements, start=1):
        words = " ".join(part.of(reading.article.text) for part in statement.words)
        plain = " ".join(words.translate(_MARKS).casefold().split())
        seen[plain] = seen.get(plain, 0) + 1
        yield (plain, seen[plain]), number


def _told(statement: FoundStatement, reading: Reading) -> tuple[object, ...]:
    claim = statement.claim
    condition = claim.condition.of(reading.article.text) if claim.condition else ""
    speakers = tuple((one.name, one.party) for one in statement.speakers)
    return speakers, statement.relay, claim.kind, claim.stance, claim.hedged, claim.denied, condition
