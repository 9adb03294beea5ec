"""Which kind of claim the signs make: by the act of speech where one is named, otherwise by order of precedence."""

from dataclasses import dataclass

from proverka.sources.claim_lexicon import Hit
from proverka.sources.signs import SPEECH, Signs
from proverka.sources.statement import ClaimKind

# Meanings in order of precedence, as (meaning, kind, denied). The first that has a sign decides.
PRECEDENCE: tuple[tuple[str, ClaimKind, bool], ...] = (
    ("threat", "threat", False),
    ("threat-denied", "threat", True),
    ("precondition-denied", "precondition", True),
    ("precondition", "precondition", False),
    ("denial", "denial", False),
    ("deed", "allegation", False),
    ("commitment", "commitment", False),
    ("commitment-denied", "commitment", True),
    ("demand", "demand", False),
    ("demand-denied", "demand", True),
    ("plan", "plan", False),
    ("plan-denied", "plan", True),
    ("favourable", "assessment", False),
    ("critical", "assessment", False),
    ("caution", "assessment", False),
    ("warning", "assessment", False),
    ("good", "assessment", False),
    ("bad", "assessment", False),
    ("judgement", "assessment", False),
    ("report", "report", False),
)
# What the act of speech decides, unless what is said is itself a threat or sets or denies a precondition.
SPEECH_KINDS: dict[str, tuple[ClaimKind, bool]] = {
    "threat": ("threat", False),
    "threat-denied": ("threat", True),
    "precondition": ("precondition", False),
    "precondition-denied": ("precondition", True),
    "denial": ("denial", False),
    "allegation": ("allegation", False),
    "allegation-denied": ("allegation", True),
    "commitment": ("commitment", False),
    "commitment-denied": ("commitment", True),
    "demand": ("demand", False),
    "call": ("demand", False),
    "demand-denied": ("demand", True),
    "favourable": ("assessment", False),
    "favourable-denied": ("assessment", False),
    "critical": ("assessment", False),
    "critical-denied": ("assessment", False),
    "judgement": ("assessment", False),
}
_ABOVE_SPEECH = ("threat", "threat-denied", "precondition-denied", "precondition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind, whether what it names is denied, and the hit that decided; none where no rule fired."""

    kind: ClaimKind = ""
    denied: bool = False
    hit: Hit | None = None


def kind_of(signs: Signs, act: Hit | None) -> Kind:
    """Return the kind: `act` is the act of speech that a reporter or the speaker names, None where it tells nothing."""
    if act is None:
        return _by_precedence(signs)
    for meaning, kind, denied in PRECEDENCE:
        if meaning in _ABOVE_SPEECH and (hit := signs.first(meaning)):
            return Kind(kind=kind, denied=denied, hit=hit)
    if act.meaning == SPEECH + "call" and signs.first("event") and (date := signs.first("scheduled")):
        # Who calls for a conference and says when it is to be held tells a plan.
        return Kind(kind="plan", hit=date)
    kind, denied = SPEECH_KINDS.get(act.meaning.removeprefix(SPEECH), ("", False))
    return Kind(kind=kind, denied=denied, hit=act)


def _by_precedence(signs: Signs) -> Kind:
    promise = signs.first("commitment")
    if promise and signs.first("warning"):
        # Who warns of what his side will do, threatens; who hopes for what others will do, promises nothing.
        return Kind(kind="threat", hit=promise)
    if promise and signs.first("hope") and not signs.first("demand", "threat", "precondition"):
        return Kind(kind="plan", hit=promise)
    for looked_at in (signs, signs.with_grounds() if signs.ground else None):
        if looked_at is None:
            continue
        for meaning, kind, denied in PRECEDENCE:
            if meaning in looked_at.main and (hit := looked_at.first(meaning)):
                return Kind(kind=kind, denied=denied, hit=hit)
    return Kind()


def kind_of_predicate(predicate: Hit | None) -> Kind:
    """Return the kind that the tense of the clause alone tells."""
    if predicate is None:
        return Kind()
    return _by_precedence(Signs(main={predicate.meaning: [predicate]}))
