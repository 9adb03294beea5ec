"""Acts of speech: what a reporting verb (*accused*, *promised*, *called for*) tells of the kind, whatever the words."""

from collections.abc import Mapping

from proverka.sources.claim_kinds import SPEECH_KINDS
from proverka.sources.lexicon import Hit, Lexicon
from proverka.sources.signs import SPEECH, Signs
from proverka.sources.wording import Wording

# An act that decides nothing by itself counts as a cue of this meaning; as does any act named within what is said.
_AS_CUE: Mapping[str, str] = {
    "allegation": "deed",
    "concern": "critical",
    "favourable-denied": "critical",
    "critical-denied": "favourable",
    "denial-denied": "",
    "allegation-denied": "",
    "concern-denied": "favourable",
    "caution-denied": "",
    "report-denied": "denial",
}


def act_of(
    wording: Wording, signs: Signs, lexicon: Lexicon, *, verb: str, neutral: frozenset[str], perfect: frozenset[str]
) -> Hit | None:
    """Return the act by which the statement was made if it decides the kind; all other acts become cues in the signs.

    The act is the one that `verb` names; where that is not known, the first in the sentence that no verb of mere saying
    precedes.
    """
    acts = sorted((hit for key in signs.main if key.startswith(SPEECH) for hit in signs.main[key]), key=_place)
    head = _named(acts, wording, lexicon, verb) if verb else _first(acts, wording, signs, neutral)
    if head is not None and head.meaning.removeprefix(SPEECH) not in SPEECH_KINDS:
        head = None
    for act in acts:
        if act is not head:
            _count(act, wording, signs, perfect)
    return head


def _place(hit: Hit) -> int:
    return hit.first


def _named(acts: list[Hit], wording: Wording, lexicon: Lexicon, verb: str) -> Hit | None:
    """Return the act that the verb names, by its place in the sentence if it is there."""
    lemma = lexicon.lemma_of(verb)
    for act in acts:
        if lexicon.lemma_of(wording.words[act.first]) == lemma:
            return act
    return None


def _first(acts: list[Hit], wording: Wording, signs: Signs, neutral: frozenset[str]) -> Hit | None:
    if not acts:
        return None
    before = wording.words[signs.begin : acts[0].first]
    return None if any(word in neutral for word in before) else acts[0]


def _count(act: Hit, wording: Wording, signs: Signs, perfect: frozenset[str]) -> None:
    """Count an act named within what is said as a cue: what another has promised is a report of his promise."""
    meaning = act.meaning.removeprefix(SPEECH)
    cue = _AS_CUE.get(meaning, meaning)
    if act.first and wording.words[act.first - 1] in perfect and meaning in {"commitment", "demand", "threat"}:
        cue = "report"
    if cue:
        signs.main.setdefault(cue, []).append(act)
