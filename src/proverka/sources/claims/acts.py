"""Acts of speech: what a reporting verb (*accused*, *promised*, *called for*) tells of the kind, whatever the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proverka.sources.claims.claim_kinds import ACTS
from proverka.sources.claims.claim_lexicon import Hit, Lexicon
from proverka.sources.claims.signs import SPEECH, Signs
from proverka.sources.claims.wording import Wording
from proverka.sources.statement import Quotation

# An act that decides nothing by itself counts as a cue of this meaning; as does any act named within what is said.
_AS_CUE: Mapping[str, str] = {
    "allegation": "deed",
    "call": "demand",
    "call-denied": "demand-denied",
    "favourable-denied": "critical",
    "critical-denied": "favourable",
    "denial-denied": "",
    "allegation-denied": "",
    "concern-denied": "favourable",
    "caution-denied": "",
    "report-denied": "denial",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActVerbs:
    """The verbs by which acts are told: `neutral` ones of mere saying, `perfect` ones before what was done earlier.

    `nouns` are none where one of the `determiners` stands before them, or before a capital before them.
    What speakers of `first_person` did before is their own act still.
    """

    lexicon: Lexicon
    neutral: frozenset[str]
    perfect: frozenset[str]
    first_person: frozenset[str]
    nouns: frozenset[str]
    determiners: frozenset[str]

    def is_noun(self, wording: Wording, i: int) -> bool:
        """Whether the word stands there as a noun: *a pledge*, *its offer*, *the Syrian promise*."""
        words = wording.words
        if words[i] not in self.nouns or not i:
            return False
        return words[i - 1] in self.determiners or (wording.capital[i - 1] and words[max(0, i - 2)] in self.determiners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The verb that reports a statement, empty where unknown, and at which word it stands, None where unknown."""

    verb: str
    at: int | None


def act_of(
    hits: Sequence[Hit], signs: Signs, wording: Wording, verbs: ActVerbs, *, named: Named, quotation: Quotation
) -> Hit | None:
    """Return the act by which the statement was made if it decides the kind; all other acts become cues in the signs.

    The act is the one that the verb names, wherever it stands in the sentence; where no verb is known, the first that
    no verb of mere saying precedes; in a direct quotation, none that others did before.
    """
    told = (hit for key in signs.main if key.startswith(SPEECH) for hit in signs.main[key])
    acts = sorted((hit for hit in told if not verbs.is_noun(wording, hit.first)), key=_place)
    head = _named(acts, hits, wording, verbs, named) if named.verb else _first(acts, wording, signs, verbs)
    if head is not None and quotation == "direct" and head in acts and _is_of_others(head, wording, verbs):
        head = None
    for act in acts:
        if act is not head or act.meaning.removeprefix(SPEECH) not in ACTS:
            _count(act, wording, signs, verbs.perfect)
    return head if head is not None and head.meaning.removeprefix(SPEECH) in ACTS else None


def _place(hit: Hit) -> int:
    return hit.first


def _named(acts: list[Hit], hits: Sequence[Hit], wording: Wording, verbs: ActVerbs, named: Named) -> Hit | None:
    """Return the act that the verb names: one that counts, otherwise one that stands outside the words."""
    lemma = verbs.lexicon.lemma_of(named.verb)
    every = (*acts, *(hit for hit in hits if hit.meaning.startswith(SPEECH)))
    for act in every:
        if act.first == named.at:
            return act
    for act in every:
        if verbs.lexicon.lemma_of(wording.words[act.first]) == lemma:
            return act
    return None


def _first(acts: list[Hit], wording: Wording, signs: Signs, verbs: ActVerbs) -> Hit | None:
    if not acts:
        return None
    before = range(signs.begin, acts[0].first)
    # A capital within a sentence is no verb's: the Secretary of State.
    said = any(wording.words[i] in verbs.neutral and not (wording.capital[i] and i) for i in before)
    return None if said else acts[0]


def _count(act: Hit, wording: Wording, signs: Signs, perfect: frozenset[str]) -> None:
    """Count an act named within what is said as a cue: what another has promised is a report of his promise."""
    meaning = act.meaning.removeprefix(SPEECH)
    cue = _AS_CUE.get(meaning, meaning)
    if _is_past(act, wording, perfect):
        cue = "told"
    if cue:
        signs.main.setdefault(cue, []).append(act)


def _is_past(act: Hit, wording: Wording, perfect: frozenset[str]) -> bool:
    """Whether an act that binds or demands is told as one that was done before."""
    binding = act.meaning.removeprefix(SPEECH) in {"commitment", "demand", "call", "threat"}
    return binding and act.first > 0 and wording.words[act.first - 1] in perfect


def _is_of_others(act: Hit, wording: Wording, verbs: ActVerbs) -> bool:
    own = act.first > 1 and wording.words[act.first - 2] in verbs.first_person
    return _is_past(act, wording, verbs.perfect) and not own
