"""What a statement claims: its kind, stance, hedge, denial and condition, each by words that it names.

The steps, in order:

1. the words of the sentence (`wording`) and the phrases that mean something (`claim_lexicon`, the table `claims`);
2. the part of the sentence that belongs to the statement: the quoted words of a direct quotation, otherwise the clauses
   around, up to the next attribution (`clauses`);
3. the condition, which is then set aside with relative clauses and questions (`conditions`);
4. what is said of the future (`future`), and negation (`signs`);
5. the kind (`claim_kinds`) and the stance (`stance`).

Where nothing speaks for any kind with better than even odds, the kind is empty: a wrong kind is worse than none. On the
bare statement (*the storm has cost us three days*) careful readers differ; `predicates` has the rule that is followed.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import pairwise

import msgspec

from proverka.sources.claims.acts import ActVerbs, Named, act_of
from proverka.sources.claims.claim_kinds import Kind, kind_of, kind_of_predicate
from proverka.sources.claims.claim_lexicon import Hit, Lexicon
from proverka.sources.claims.clauses import ASIDE, Clauses, ClauseWords, clauses_of, part_of
from proverka.sources.claims.conditions import ConditionWords, condition_in
from proverka.sources.claims.future import FutureWords, Manner, futures
from proverka.sources.claims.predicates import PredicateWords, Told, predicate_in
from proverka.sources.claims.signs import SPEECH, Signs, Stops, signs_of
from proverka.sources.claims.stance import stance_of
from proverka.sources.claims.wording import Contractions, Wording, wording_of
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Cue, Quotation, Stance

# No sentence of a paper is longer, in characters. A text without full stops may hold thousands of statements in one,
# and only what is near each is read for it.
_SENTENCE_MAX = 2_000


class ClaimTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a language by which claims are told."""

    passed_over: frozenset[str]
    forms: tuple[str, ...]
    neutral: tuple[str, ...]
    perfect: frozenset[str]
    first_person: frozenset[str]
    nouns: frozenset[str]
    determiners: frozenset[str]
    later: frozenset[str]
    contractions: Contractions
    speech: dict[str, tuple[str, ...]]
    cues: dict[str, tuple[str, ...]]
    clauses: ClauseWords
    conditions: ConditionWords
    future: FutureWords
    predicates: PredicateWords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """A table made ready: the lexicon and the verbs of saying in all their forms."""

    table: ClaimTable
    lexicon: Lexicon
    conditions: Lexicon
    sayings: frozenset[str]
    verbs: ActVerbs
    stops: Stops


@cache
def _reader(language: str) -> _Reader:
    table = language_table(language, "claims", ClaimTable)
    phrases = table.cues | {SPEECH + meaning: phrases for meaning, phrases in table.speech.items()}
    lexicon = Lexicon(phrases, table.forms, table.passed_over, (SPEECH, "not-hedge"))
    openers = {"opens": table.conditions.opens, "not_opens": table.conditions.not_opens}
    neutral = frozenset(form for verb in table.neutral for form in lexicon.forms.get(verb, (verb,)))
    return _Reader(
        table=table,
        lexicon=lexicon,
        conditions=Lexicon(openers, table.forms, table.passed_over),
        sayings=neutral,
        stops=Stops(coordinators=table.conditions.coordinators, finite=table.clauses.finite),
        verbs=ActVerbs(
            lexicon=lexicon,
            neutral=neutral,
            perfect=table.perfect,
            first_person=table.first_person,
            nouns=table.nouns,
            determiners=table.determiners,
        ),
    )


@lru_cache(maxsize=2)
def _read(language: str, text: str, sentence: Passage) -> tuple[Wording, tuple[Hit, ...]]:
    """Return the words of a sentence and what they mean; statements of one sentence come one after another."""
    reader = _reader(language)
    wording = wording_of(text, sentence, reader.table.contractions)
    return wording, tuple(reader.lexicon.hits(wording))


def claim_of(
    text: str,
    *,
    sentence: Passage,
    words: tuple[Passage, ...],
    quotation: Quotation,
    language: str = ENGLISH,
    verb: str = "",
    cue: Passage | None = None,
    others: frozenset[str] = frozenset(),
) -> Claim:
    """Return what a statement claims; every passage of it lies in the sentence.

    `text` is the article's, `sentence` the sentence or sentences around, `words` the stretches between quotation marks,
    or for an indirect statement the sentence; `verb` is the verb that reports it, with its particle, in any form, empty
    where unknown, and `cue` where that stands, which tells two verbs of a sentence apart; `others` are words, in lower
    case, that name another State than the speaker's. Time is linear in the sentence; of one longer than 8,000
    characters only that much around the words is read.
    """
    reader = _reader(language)
    wording, found = _read(language, text, _near(sentence, words))
    if not wording.words:
        return Claim()
    sayings = _sayings(reader, wording, found)
    inside = wording.within(Passage.over(words)) if words else (0, len(wording.words))
    reporting = _reporting(reader, wording, verb, cue)
    anchor = reporting if reporting is not None and quotation == "indirect" else inside
    part = part_of(wording, anchor, sayings, reader.table.clauses)
    said = inside if quotation == "direct" else part
    clauses = clauses_of(wording, said, sayings, reader.table.clauses)
    if quotation == "direct":
        _set_interruptions_aside(wording, clauses, words)
    condition = _condition(reader, wording, said, part)
    if condition is not None:
        # The word that opens it stays: *only if* tells a precondition as well.
        clauses.put(condition[0] + 1, condition[1], ASIDE)
    manner = Manner(reported=quotation != "direct", conditional=condition is not None, others=others)
    ahead = futures(wording, *said, reader.table.future, manner)
    signs = signs_of([*found, *ahead], wording, clauses, reader.stops)
    named = Named(verb=verb, at=reporting[0] if cue is not None and reporting is not None else None)
    act = act_of(found, signs, wording, reader.verbs, named=named, quotation=quotation)
    kind = _kind(signs, act, inside, quotation)
    if not kind.kind and act is None:
        told = Told(
            within=said if quotation == "indirect" else inside,
            reporting=reporting if quotation == "indirect" else None,
            quotation=quotation,
        )
        predicate = predicate_in(wording, clauses, told, reader.table.predicates)
        kind = kind_of_predicate(predicate, signs, negated=_negated(found, said))
    if kind.kind == "plan" and kind.denied and _only_later(wording, kind, said, reader.table.later):
        kind = replace(kind, denied=False)
    judged: tuple[Stance, list[Hit]] = ("none", [])
    if kind.kind == "assessment":
        judged = stance_of(signs, act, inside if quotation == "partial" else None)
    return _claim(wording, signs, kind, condition, judged)


def _negated(found: tuple[Hit, ...], said: tuple[int, int]) -> bool:
    return any(hit.meaning == "negator" and said[0] <= hit.first < said[1] for hit in found)


def _only_later(wording: Wording, kind: Kind, said: tuple[int, int], later: frozenset[str]) -> bool:
    """Whether *not before* or *not until* puts a plan off and denies it not."""
    return kind.hit is not None and not later.isdisjoint(wording.words[kind.hit.first : said[1]])


def _near(sentence: Passage, words: tuple[Passage, ...]) -> Passage:
    """Return the sentence, or so much of a very long one as may tell of the words."""
    if sentence.end - sentence.start <= _SENTENCE_MAX:
        return sentence
    start = max(sentence.start, words[0].start - _SENTENCE_MAX // 4 if words else 0)
    return Passage(start, max(start, min(sentence.end, start + _SENTENCE_MAX)))


def _kind(signs: Signs, act: Hit | None, inside: tuple[int, int], quotation: Quotation) -> Kind:
    if act is None or act.meaning != SPEECH + "judgement" or quotation != "partial":
        return kind_of(signs, act)
    # What somebody called a thing stands between the marks; the thing itself may be anything.
    kind = kind_of(signs.within(*inside))
    return kind if kind.kind else kind_of(Signs(), act)


def _claim(
    wording: Wording,
    signs: Signs,
    kind: Kind,
    condition: tuple[int, int] | None,
    judged: tuple[Stance, list[Hit]],
) -> Claim:
    """Return the claim with its cues: what told the kind, the stance, the hedge and the condition."""
    stance, why = judged
    hedge = signs.first("hedge")
    told = [(kind.kind, kind.hit), *((_judgement(hit), hit) for hit in why), ("hedge", hedge)]
    cues = [Cue(meaning=meaning, passage=wording.passage(hit.first, hit.last)) for meaning, hit in told if hit]
    where = None if condition is None else wording.passage(*condition)
    if where is not None:
        cues.append(Cue(meaning="condition", passage=where))
    return Claim(
        kind=kind.kind,
        stance=stance,
        hedged=hedge is not None,
        denied=kind.denied,
        condition=where,
        cues=tuple(dict.fromkeys(cues)),
    )


def _reporting(reader: _Reader, wording: Wording, verb: str, cue: Passage | None) -> tuple[int, int] | None:
    """Return the words of the verb that reports a statement, where it is known and there."""
    if cue is not None and (place := wording.within(cue)) != (0, 0):
        return place
    lemma = reader.lexicon.lemma_of(verb)
    for i, word in enumerate(wording.words):
        if verb and reader.lexicon.lemma_of(word) == lemma:
            return i, i + 1
    return None


def _sayings(reader: _Reader, wording: Wording, hits: tuple[Hit, ...]) -> frozenset[int]:
    """Return where verbs of saying stand."""
    capital = wording.capital
    neutral = {i for i, word in enumerate(wording.words) if word in reader.sayings and not (capital[i] and i)}
    return frozenset(neutral | {hit.first for hit in hits if hit.meaning.startswith(SPEECH)})


def _condition(
    reader: _Reader, wording: Wording, said: tuple[int, int], part: tuple[int, int]
) -> tuple[int, int] | None:
    """Return the condition of what is said; one that the reporter adds counts where it stands next to the words."""
    within = partial(condition_in, lexicon=reader.conditions, table=reader.table.conditions)
    condition = within(wording, *said)
    if condition is None and part[0] < said[0]:
        condition = within(wording, part[0], said[0])
    if condition is None and said[1] < part[1]:
        after = within(wording, said[1], part[1])
        condition = after if after is not None and after[0] <= said[1] + 1 else None
    return condition


def _set_interruptions_aside(wording: Wording, clauses: Clauses, words: tuple[Passage, ...]) -> None:
    """What stands between two stretches of one quotation is the reporter's."""
    for left, right in pairwise(words):
        between = wording.within(Passage(left.end, max(left.end, right.start)))
        clauses.put(*between, ASIDE)


def _judgement(hit: Hit) -> str:
    """Return what a hit of a judgement tells, by the name of its stance."""
    meaning = hit.meaning.removeprefix(SPEECH)
    return {"good": "favourable", "bad": "critical", "concern": "critical", "timely": "favourable"}.get(
        meaning, meaning
    )
