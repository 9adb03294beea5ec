"""What is said of the future: whether *will* promises, threatens, demands or only foresees, by its subject and verb."""

import msgspec

from proverka.sources.lexicon import MARKS, Hit
from proverka.sources.wording import Wording

# How far before *will* its subject may begin, in words.
_SUBJECT_MAX = 14
# How many words of little weight may stand between *will* and its verb.
_ADVERBS_MAX = 4


class FutureWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the future; verbs by their bare form."""

    modals: frozenset[str]
    past_modals: frozenset[str]
    openers: frozenset[str]
    adverbs: frozenset[str]
    negations: frozenset[str]
    first_person: frozenset[str]
    third_person: frozenset[str]
    agents: frozenset[str]
    events: frozenset[str]
    things: frozenset[str]
    be: str
    continuing: frozenset[str]
    to: str
    none: frozenset[str]
    threats: frozenset[str]
    demands: frozenset[str]
    plans: frozenset[str]


def futures(wording: Wording, first: int, last: int, table: FutureWords, *, reported: bool) -> list[Hit]:
    """Return a hit for each *will*; `reported` where *would* stands for it, as in reported speech."""
    found = []
    words = wording.words
    for i in range(first, last):
        word = words[i]
        if word not in table.modals and not (reported and word in table.past_modals):
            continue
        verb, negated = _verb_after(words, i, last, table)
        if verb is None:
            continue
        meaning = _meaning(wording, verb, _subject(wording, i, first, table), table)
        if meaning:
            found.append(Hit(meaning + ("-denied" if negated else ""), i, verb + 1))
    return found


def _verb_after(words: list[str], i: int, last: int, table: FutureWords) -> tuple[int | None, bool]:
    negated, k = False, i + 1
    while k < last and k <= i + _ADVERBS_MAX:
        if words[k] in table.negations:
            negated = True
        elif words[k] in table.continuing and k + 1 < last and words[k + 1] == table.to:
            k += 1
        elif words[k] not in table.adverbs:
            return (None if words[k] in MARKS else k), negated
        k += 1
    return None, negated


def _meaning(wording: Wording, verb: int, subject: str, table: FutureWords) -> str:
    word = wording.words[verb]
    if word in table.none:
        return ""
    if word == table.be:
        progressive = verb + 1 < len(wording.words) and wording.words[verb + 1].endswith("ing")
        return "commitment" if progressive and subject in {"own", "agent"} else "plan"
    if subject in {"own", "agent"}:
        for meaning, verbs in (("threat", table.threats), ("demand", table.demands), ("plan", table.plans)):
            if word in verbs:
                return meaning
        return "commitment"
    return "plan"


def _subject(wording: Wording, i: int, first: int, table: FutureWords) -> str:
    """Return whose future it is: `own`, `agent` (another's, or the speaker's side by its name), `event`."""
    words, begin = wording.words, i
    while begin > max(first, i - _SUBJECT_MAX) and words[begin - 1] not in MARKS:
        begin -= 1
        if words[begin] in table.openers:
            begin += 1
            break
    for k in range(begin, i):
        word = words[k]
        if word in table.first_person:
            return "own"
        if word in table.things or word in table.events:
            return "event"
        if word in table.third_person or word in table.agents:
            return "agent"
        if wording.capital[k] and not word.endswith("'s") and _is_name(wording, k, i, first):
            return "agent"
    return "event"


def _is_name(wording: Wording, k: int, i: int, first: int) -> bool:
    """Whether a capital there is a name's; at the head of a sentence it is one only before the verb or another."""
    at_head = k == first or wording.words[k - 1] in MARKS
    return not at_head or k + 1 == i or wording.capital[k + 1]
