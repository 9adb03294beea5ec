"""Stance: whether a judgement of how duties are kept, of cooperation or of progress is favourable, critical or both."""

import sys

from proverka.sources.claims.claim_lexicon import Hit
from proverka.sources.claims.signs import SPEECH, Signs
from proverka.sources.statement import Stance

_ALONE = ("favourable", "timely", "critical", "caution", "concern", "warning")
# Acts of speech that may be about anything: who condemns an attack judges no progress.
_OF_ANYTHING = frozenset({"critical", "concern"})
_WITH_TOPIC = {"good": "favourable", "bad": "critical"}


def stance_of(signs: Signs, act: Hit | None, inside: tuple[int, int] | None) -> tuple[Stance, list[Hit]]:
    """Return the stance and the hits that say so.

    A caution beside praise makes it mixed, as does *but* within what is said; alone it is critical of how far things
    are. Plain good and bad words count only where the statement speaks of duties, cooperation or progress, or turns;
    blame by an act of speech only where it speaks of them. `inside` are the words of a partial quotation, which alone
    can turn there.
    """
    told = {meaning: list(signs.main.get(meaning, ())) for meaning in _ALONE}
    if act is not None:
        meaning = act.meaning.removeprefix(SPEECH)
        if meaning in _ALONE and (meaning not in _OF_ANYTHING or "topic" in signs.main):
            told[meaning].append(act)
    turned = _turned(signs, inside)
    if turned or "topic" in signs.main:
        for plain, meaning in _WITH_TOPIC.items():
            told[meaning] += signs.main.get(plain, ())
    favourable = told["favourable"] + told["timely"]
    against = told["critical"] + told["caution"] + told["concern"] + told["warning"]
    found = sorted(favourable + against, key=lambda hit: hit.first)
    if found and (turned or (favourable and against)):
        return "mixed", found
    if favourable:
        return "favourable", found
    return ("critical", found) if against else ("none", [])


def _turned(signs: Signs, inside: tuple[int, int] | None) -> bool:
    """Whether what is said turns, so that one side takes back some of the praise or blame on the other."""
    first, last = inside or (signs.begin + 1, sys.maxsize)
    return any(first <= hit.first < last for hit in signs.main.get("contrast", ()))
