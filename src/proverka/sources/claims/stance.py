"""Stance: whether a judgement of how duties are kept, of cooperation or of progress is favourable, critical or both."""

from proverka.sources.claims.claim_lexicon import Hit
from proverka.sources.claims.signs import SPEECH, Signs
from proverka.sources.statement import Stance

_ALONE = ("favourable", "critical", "caution", "concern", "warning")
_WITH_TOPIC = {"good": "favourable", "bad": "critical"}


def stance_of(signs: Signs, act: Hit | None) -> tuple[Stance, list[Hit]]:
    """Return the stance and the hits that say so.

    A caution beside praise makes it mixed; alone it is critical of how far things are. Plain good and bad words count
    only where the statement speaks of duties, cooperation or progress.
    """
    told = {meaning: list(signs.main.get(meaning, ())) for meaning in _ALONE}
    if act is not None:
        meaning = act.meaning.removeprefix(SPEECH)
        if meaning in _ALONE:
            told[meaning].append(act)
    if "topic" in signs.main:
        for plain, meaning in _WITH_TOPIC.items():
            told[meaning] += signs.main.get(plain, ())
    favourable, against = told["favourable"], told["critical"] + told["caution"] + told["concern"] + told["warning"]
    found = sorted(favourable + against, key=lambda hit: hit.first)
    if found and ((favourable and against) or _turned(signs, found)):
        return "mixed", found
    if favourable:
        return "favourable", found
    return ("critical", found) if against else ("none", [])


def _turned(signs: Signs, found: list[Hit]) -> bool:
    """Whether praise or blame stands on one side of *but* only, so that the other side takes some of it back."""
    turn = signs.first("contrast")
    return turn is not None and turn.first > signs.begin
