"""What is said of the future: whether *will* promises, threatens, demands or only foresees, by its subject and verb."""

from dataclasses import dataclass

import msgspec

from proverka.sources.claims.claim_lexicon import MARKS, Hit
from proverka.sources.claims.wording import Wording

# How far before *will* its subject may begin, in words.
_SUBJECT_MAX = 14
# How many words of little weight may stand between *will* and its verb.
_ADVERBS_MAX = 4
# How far after a verb the duty that it meets may be named, in words.
_OBJECT_MAX = 3
# Subjects that can promise and threaten.
_SIDES = frozenset({"own", "agent"})


class FutureWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the future; verbs by their bare form.

    `modals` are *will* and its like, `past_modals` stand for them in reported speech, `orders` demand of all but the
    speaker; `openers` begin the clause of a subject, `adverbs`, `negations` and `continuing` with `to` stand before the
    verb. Subjects: `first_person`, `third_person` (the speaker's side in reported speech), `agents` and `possessives`
    of them, `events`, `things`, and what `exists`. Verbs: `none` tell nothing, `threats`, `demands` and `plans` what
    they say, `leaving` is a threat under a condition, `happenings` are plans of things, `duties` what one can meet.
    What follows `be` and `have` is told by `participle_endings`, `progressive`, `places` and `able`; after `articles`
    a modal is a noun. `bound` before `to_do` is a future of agents. A subject ends at one of `prepositions`, as far as
    names go; one that begins with `no`, or *there will be* before it, says that something will not be.
    """

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
    to: frozenset[str]
    to_do: str
    able: str
    exists: str
    have: str
    places: frozenset[str]
    leaving: frozenset[str]
    none: frozenset[str]
    threats: frozenset[str]
    demands: frozenset[str]
    plans: frozenset[str]
    duties: frozenset[str]
    happenings: frozenset[str]
    orders: frozenset[str]
    bound: frozenset[str]
    prepositions: frozenset[str]
    no: frozenset[str]
    articles: frozenset[str]
    possessives: frozenset[str]
    participle_endings: tuple[str, ...]
    progressive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a statement is made: `reported` where *would* stands for *will*, `conditional` where it has a condition.

    `others` are words that name another State than the speaker's: what that will do is not his to promise.
    """

    reported: bool
    conditional: bool
    others: frozenset[str]


def futures(wording: Wording, first: int, last: int, table: FutureWords, manner: Manner) -> list[Hit]:
    """Return a hit for each *will*; to leave or to stop is a threat where it is conditional."""
    found = []
    words, modals, bound = wording.words, table.modals, table.bound
    if manner.reported:
        modals |= table.past_modals
    for i in range(first, last):
        if words[i] in modals:
            meaning, end = _future(wording, i, (first, last), table, manner)
        elif words[i] in bound and words[i + 1 : i + 2] == [table.to_do]:
            meaning, end = _bound(wording, i, (first, last), table, manner)
        else:
            continue
        if meaning:
            found.append(Hit(meaning, i, end))
    return found


def _bound(wording: Wording, i: int, within: tuple[int, int], table: FutureWords, manner: Manner) -> tuple[str, int]:
    """Return what *is to* tells before a verb: *Germany is to destroy it* has been taken on."""
    first, last = within
    binding = i + 2 < last and _binds(wording.words[i + 2], table)
    binding = binding and _subject(wording, i, first, table, manner) in _SIDES
    return "commitment" if binding else "", min(last, i + 3)


def _future(wording: Wording, i: int, within: tuple[int, int], table: FutureWords, manner: Manner) -> tuple[str, int]:
    """Return what a word says of the future, empty where nothing, and where its verb ends."""
    words, (first, last) = wording.words, within
    verb, negated = _verb_after(words, i, last, table)
    if verb is None or (i > first and words[i - 1] in table.articles):
        return "", i
    subject = _subject(wording, i, first, table, manner)
    if words[i] in table.orders and subject != "own":
        return "demand", verb + 1
    if manner.conditional and subject in _SIDES and words[verb] in table.leaving:
        return "threat", verb + 1
    meaning = _meaning(words, verb, subject, table)
    return _negated(meaning, negated=negated, nothing=_nothing(words, i, verb, table)), verb + 1


def _negated(meaning: str, *, negated: bool, nothing: bool) -> str:
    """Return what a future means under a negation, or with no subject: that harm will not be is promised."""
    if (meaning == "threat" and negated) or (meaning in {"plan", "prospect"} and nothing):
        return "forbearance"
    return meaning + "-denied" if negated and meaning not in {"", "prospect"} else meaning


def _verb_after(words: list[str], i: int, last: int, table: FutureWords) -> tuple[int | None, bool]:
    """Return where the verb stands after its adverbs, and whether it is negated; None at a mark."""
    negated, k = False, i + 1
    while k < last and k <= i + _ADVERBS_MAX:
        if words[k] in table.negations:
            negated = True
        elif words[k] in table.continuing and k + 1 < last and words[k + 1] in table.to:
            k += 1
        elif words[k] not in table.adverbs:
            return (None if words[k] in MARKS else k), negated
        k += 1
    return None, negated


def _binds(verb: str, table: FutureWords) -> bool:
    """Whether *Germany is to do it* tells what Germany has taken upon itself, by its verb."""
    return verb != table.be and not any(verb in told for told in (table.plans, table.happenings, table.none))


def _nothing(words: list[str], i: int, verb: int, table: FutureWords) -> bool:
    """Whether it is promised that something will not be: *no container will be opened*, *there will be no storage*."""
    if i and words[i - 1] == table.exists:
        return any(word in table.no for word in words[verb + 1 : verb + 2])
    begin = _clause_begin(words, i, 0, table)
    return words[begin] in table.no and words[verb] == table.be


def _meaning(words: list[str], verb: int, subject: str, table: FutureWords) -> str:
    """Return what a verb of the future means with such a subject; empty where it tells nothing."""
    word, following = words[verb], words[verb + 1] if verb + 1 < len(words) else ""
    if word in table.none:
        return ""
    if word == table.be:
        return _being(following, subject, table)
    if subject not in _SIDES:
        return "plan" if subject in {"event", "other"} or word in table.happenings else "prospect"
    if any(near in table.duties for near in words[verb + 1 : verb + 1 + _OBJECT_MAX]):
        return "commitment"
    if word == table.have and not following.endswith(table.participle_endings):
        return "plan"
    kinds = (("threat", table.threats), ("demand", table.demands), ("plan", table.plans))
    return next((meaning for meaning, verbs in kinds if word in verbs), "commitment")


def _being(following: str, subject: str, table: FutureWords) -> str:
    """Return what *will be* means before that word: *will be held*, *will be working*, *will be difficult*."""
    if following.endswith(table.participle_endings):
        return "commitment" if subject in _SIDES and following.endswith(table.progressive) else "plan"
    if following == table.able or subject == "exists" or (following in table.places and subject != "own"):
        return "plan"
    return "commitment" if subject == "own" else "prospect"


def _subject(wording: Wording, i: int, first: int, table: FutureWords, manner: Manner) -> str:
    """Return whose future it is: `own`, `agent`, `other`, `event`, `exists` or `thing`.

    An agent is a State, an organ or a person, `other` a State that is not the speaker's.
    """
    words = wording.words
    begin = _clause_begin(words, i, first, table)
    if begin == i and i - 1 > first:
        # *Turkey supports it and will go on*: the subject is that of the clause before, and may be its first word.
        begin = _clause_begin(words, i - 1, first, table)
        if wording.capital[begin] and not _class_of(words[begin], table, manner):
            return "thing" if words[begin] in table.articles else "agent"
    nearest = _class_of(words[i - 1], table, manner) if i > first else ""
    if nearest in {"own", "exists"}:
        return nearest
    # Names count before a preposition: a line between two States is no State.
    found, heads = "thing", True
    for k in range(begin, i):
        kind = _class_of(words[k], table, manner)
        heads = heads and words[k] not in table.prepositions
        if kind == "agent" or (not kind and heads and _is_name(wording, k, i, first)):
            found = "agent"
        elif kind:
            return kind
    return found


def _class_of(word: str, table: FutureWords, manner: Manner) -> str:
    """Return what a word in a subject makes of it; empty where it decides nothing."""
    if word in manner.others:
        return "other"
    if word in table.third_person:
        return "agent" if manner.reported else "thing"
    classes = (
        ("own", table.first_person),
        ("exists", (table.exists,)),
        ("event", table.events),
        ("thing", table.things),
        ("agent", table.agents),
        ("agent", table.possessives),
    )
    return next((name for name, words in classes if word in words), "")


def _clause_begin(words: list[str], i: int, first: int, table: FutureWords) -> int:
    begin = i
    while begin > max(first, i - _SUBJECT_MAX) and words[begin - 1] not in MARKS:
        if words[begin - 1] in table.openers:
            break
        begin -= 1
    return begin


def _is_name(wording: Wording, k: int, i: int, first: int) -> bool:
    """Whether a capital there is a name's; at the head of a sentence it is one only before the verb or another."""
    if not wording.capital[k] or wording.words[k].endswith(("'s", "s'")):
        return False
    at_head = k == first or wording.words[k - 1] in MARKS
    return not at_head or k + 1 == i or wording.capital[k + 1]
