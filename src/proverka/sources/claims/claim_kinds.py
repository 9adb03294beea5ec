"""Which kind of claim the signs make.

The order is fixed, and the first that applies decides:

1. a threat or a precondition in what is said, whatever the act of speech (`_ABOVE_ACTS`);
2. the act of speech that a reporter or the speaker names (*accused*, *promised*): `ACTS`;
3. signs that mean another thing together than each alone: `TOGETHER`;
4. single signs, the more specific kind first: `PRECEDENCE`, first in the main clause, then with grounds and purposes;
5. the bare form of the clause (`predicates`).
"""

from dataclasses import dataclass
from typing import NamedTuple

from proverka.sources.claims.claim_lexicon import Hit
from proverka.sources.claims.signs import SPEECH, Signs
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
    # Who promises that harm will not be done promises, and denies nothing.
    ("forbearance", "commitment", False),
    ("demand", "demand", False),
    ("demand-denied", "demand", True),
    ("plan", "plan", False),
    ("plan-denied", "plan", True),
    # Who claims what nobody has shown, charges somebody with it more often than not.
    ("claim", "allegation", False),
    # What another promised or demanded before is told, not promised or demanded.
    ("told", "report", False),
    ("favourable", "assessment", False),
    ("critical", "assessment", False),
    ("caution", "assessment", False),
    ("concern", "assessment", False),
    ("warning", "assessment", False),
    ("good", "assessment", False),
    ("bad", "assessment", False),
    ("judgement", "assessment", False),
    ("assurance", "assessment", False),
    ("prospect", "assessment", False),
    ("report", "report", False),
    ("timely", "assessment", False),
)
# What an act of speech decides, unless what is said is itself a threat or sets or denies a precondition.
ACTS: dict[str, tuple[ClaimKind, bool]] = {
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
    "cause": ("report", False),
}
_ABOVE_ACTS = PRECEDENCE[:4]
# What may be told to have been promised, and what counts more than that.
_AHEAD = ("plan", "plan-denied", "commitment", "commitment-denied", "forbearance", "demand")
_ABOVE_TOLD = ("threat", "threat-denied", "precondition", "precondition-denied", "denial", "deed")


class _Together(NamedTuple):
    """Two signs that are both there, and none of the others: what they make, told by the first of them."""

    signs: tuple[str, str]
    without: tuple[str, ...]
    kind: ClaimKind


_STRONGER = (*_ABOVE_TOLD, "demand")
TOGETHER = (
    # Who warns of what his side will do, threatens.
    _Together(("commitment", "warning"), (), "threat"),
    _Together(("plan", "warning"), ("critical", "bad", "caution"), "threat"),
    # What nobody will or can do until something else is done, has that for its precondition.
    _Together(("barred", "until"), ("threat", "demand"), "precondition"),
    _Together(("commitment-denied", "until"), ("threat", "demand"), "precondition"),
    # Who is ready to come without preconditions promises to come.
    _Together(("commitment", "precondition-denied"), ("threat", "precondition", "demand"), "commitment"),
    # Who hopes for a conference, or expects what others will do, tells what is foreseen and promises nothing; who hopes
    # that others will do it, asks it of them.
    _Together(("hope", "event"), _STRONGER, "plan"),
    _Together(("commitment", "wish"), _STRONGER, "demand"),
    _Together(("commitment", "hope"), _STRONGER, "plan"),
    # Who doubts that a date will be met, judges.
    _Together(("concern", "plan"), (*_STRONGER, "commitment"), "assessment"),
    # Who is sure of what will come, judges; so does who has no reason to suspect a change.
    _Together(("assurance", "plan"), _STRONGER, "assessment"),
    _Together(("assurance", "commitment"), _STRONGER, "assessment"),
    # What will be so at a stated time is a plan; without a time it is a judgement of what will come.
    _Together(("prospect", "scheduled"), (*_STRONGER, "commitment"), "plan"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind, whether what it names is denied, and the hit that decided; none where no rule fired."""

    kind: ClaimKind = ""
    denied: bool = False
    hit: Hit | None = None


def kind_of(signs: Signs, act: Hit | None = None) -> Kind:
    """Return the kind: `act` is the act of speech that a reporter or the speaker names, None where it tells nothing."""
    if act is None:
        return _together(signs) or _single(signs) or _single(signs.with_grounds()) or Kind()
    for meaning, kind, denied in _ABOVE_ACTS:
        if hit := signs.first(meaning):
            return Kind(kind=kind, denied=denied, hit=hit)
    if act.meaning == SPEECH + "call" and signs.first("event") and (date := signs.first("scheduled")):
        # Who calls for a conference and says when it is to be held tells a plan.
        return Kind(kind="plan", hit=date)
    kind, denied = ACTS[act.meaning.removeprefix(SPEECH)]
    return Kind(kind=kind, denied=denied, hit=act)


def kind_of_predicate(predicate: Hit | None, signs: Signs, *, negated: bool) -> Kind:
    """Return the kind that the bare form of a clause tells, which nothing but the signs of time and denial alter.

    `negated` where a negation stands in what is said: who insists that something was not so, denies it.
    """
    if predicate is None:
        return Kind()
    if predicate.meaning == "possible":
        meaning = "plan" if "scheduled" in signs.main else "judgement"
        predicate = predicate._replace(meaning=meaning)
    if predicate.meaning == "report" and negated and (insisted := signs.first("insistence")):
        return Kind(kind="denial", hit=insisted)
    return _single(Signs(main={predicate.meaning: [predicate]})) or Kind()


def _together(signs: Signs) -> Kind | None:
    main = signs.main
    for rule in TOGETHER:
        first, second = rule.signs
        if first in main and signs.has(second) and main.keys().isdisjoint(rule.without):
            return Kind(kind=rule.kind, hit=signs.first(rule.signs[0]))
    return None


def _single(signs: Signs) -> Kind | None:
    if "told" in signs.main and (told := _told_ahead(signs)):
        return told
    for meaning, kind, denied in PRECEDENCE:
        if meaning in signs.main and (hit := signs.first(meaning)):
            return Kind(kind=kind, denied=denied, hit=hit)
    return None


def _told_ahead(signs: Signs) -> Kind | None:
    """Return a report where what is foreseen is what another promised: *they promised that it would be done*."""
    told, ahead = signs.first("told"), signs.first(*_AHEAD)
    if told is None or ahead is None or ahead.first < told.first or any(one in signs.main for one in _ABOVE_TOLD):
        return None
    return Kind(kind="report", hit=told)
