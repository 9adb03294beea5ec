"""Mentions: the noun phrases of a sentence by which somebody who may speak is named.

A mention is found by its pattern over the tags of a sentence (`lexicon`). Longest names come first: a role with its
name, a name with its role beside it, a role alone, a body, a State, a carrier, a document, a pronoun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from proverka.sources.attribution.sentences import Atom, Sentence

MentionKind = Literal["person", "role", "body", "state", "carrier", "document", "pronoun", "object", "pair"]

# Before a head without an article: U.S., Russia's, Foreign Ministry, Kremlin; “Russian and Syrian diplomats”.
_PRE = "(?:[DO]c{1,2}(?=[BrR]))?(?:(?:D,){0,2}D&(?=D)|O&(?=O))?[rDCOSNBMLjAg0U]{0,5}?"
_PRE_DET = (
    "[dp](?:(?:D,){0,2}D&(?=D))?(?:[rDCOSNMjcAgL0aU]|B(?!c)){0,6}?"  # with an article plain words may stand there too
)
_HEAD = "(?:R?[rBN]{1,2}&[rBN]{1,2})?r?R(?:r{0,3}R){0,2}"
# What a role is of: “of the OPCW mission in Syria”, “for the Syrian foreign minister”.
_OF = "(?:o[dp]?[rDCOSNBMjcHnRUL0A&]{0,7}(?:[CONBDMRULA]|r(?=[VahxT,.QNH(-])|c(?=[VahxT,.Q(-])|oa)){1,3}"
_NAME = "H{0,3}N(?:[nN-]{0,3}N){0,4}"
_PLURAL = f"(?:{_PRE_DET}|{_PRE})r?R{{0,2}}U"
# “One of the protesters”.
_ONE_OF = "[d0]o[dp][rDCSBMjcL0]{0,5}?R{0,2}U"
_ROLE = f"(?:{_PRE_DET}|{_PRE}){_HEAD}"

_PATTERN = re.compile(
    f"""(?P<titled>{_ROLE}(?:{_OF}(?<!N))?{_NAME}(?![BRNU]))
      | (?P<role_titled>(?:{_PRE_DET}|{_PRE}){_HEAD}(?:{_OF})?,{_ROLE}(?:{_OF})?{_NAME}(?=,))
      | (?P<role_name>{_ROLE}(?:{_OF})?,(?=H?N){_NAME}(?:{_OF})?(?=[,.]|$|&p[rDC]{{0,2}}K)
          |^{_ROLE}(?:{_OF})?,(?=H?N){_NAME}(?=V[^,.]))
      | (?P<name_role>(?<![od]){_NAME},(?={_ROLE}){_ROLE}(?:{_OF})?[^,.;()QVG]{{0,10}}(?=[,.);w]|$))
      | (?P<counterpart>[dp]?[rDCB]{{0,2}}K,?{_NAME})
      | (?P<named_role>(?:{_PRE_DET})[BR](?:{_OF})?,d?D?O(?=,))
      | (?P<called>{_ROLE}(?:{_OF})?,?w[Vch]{{1,2}}Zs?{_NAME}(?=[,.V]))
      | (?P<somebody>J|(?<![hCNRBOU])d(?=a?V))
      | (?P<pair>E[BRU]?|e(?=[ahT]{{0,2}}V)|[dp]?[rDCB]{{0,2}}K)
      | (?P<role>(?:{_ONE_OF}|{_PLURAL}|{_ROLE}(?![BA]))(?:{_OF})?)
      | (?P<document>(?:d?T0?{_PRE}|{_PRE_DET}|{_PRE})(?:Bo[rcN]{{1,2}})?Y(?:T?{_OF})?)
      | (?P<carrier_named>(?:[dp]|[DCS]{{1,2}})[DCSjcr]{{0,3}}[gA]{{1,2}},A(?=,))
      | (?P<carrier_unlisted>(?:[dp]|[DCS]{{1,2}})?[DCSjr]{{0,3}}g{{1,2}}[NO]{{1,3}}W?
          |dD?N{{1,3}}g{{1,2}}|d?[NDLCM]{{0,3}}W{{1,2}})
      | (?P<carrier>(?:[dp][DCSjcrR]{{0,3}}|[DCSjcr]{{0,3}})g{{0,2}}A{{1,2}}g{{0,2}})
      | (?P<named_body>(?:{_PRE_DET}|{_PRE})[BR](?:{_OF})?,d?D?(?:O|NN)(?=,))
      | (?P<body>(?:{_PRE_DET}|{_PRE})(?:R(?=B))?(?:[rBN]{{1,2}}&[rBN]{{1,2}})?B(?:[rB]{{0,2}}B)?(?:{_OF})?)
      | (?P<organisation>[dp]?D?O(?:S?r?B)?)
      | (?P<state>[CM])
      | (?P<name>{_NAME})
      | (?P<pronoun>[Pu])
      | (?P<object>I)
    """,
    re.VERBOSE,
)
_KINDS: dict[str, MentionKind] = {
    **dict.fromkeys(("titled", "role_titled", "role_name", "name_role", "name", "counterpart", "called"), "person"),
    **dict.fromkeys(("role", "somebody"), "role"),
    **dict.fromkeys(("body", "organisation", "named_body", "named_role"), "body"),
    **dict.fromkeys(("carrier", "carrier_named", "carrier_unlisted"), "carrier"),
    "document": "document",
    "state": "state",
    "pronoun": "pronoun",
    "object": "object",
    "pair": "pair",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A noun phrase: atoms `first` to `after` of its sentence, and the parts that the rules need.

    `name` are the atoms of a person's name, `role` those of the role, each as a range; empty where it has none.
    `apposed`: a comma within it or before it sets its two parts apart, and another one closes it.
    """

    kind: MentionKind
    first: int
    after: int
    name: tuple[int, int] = (0, 0)
    role: tuple[int, int] = (0, 0)
    apposed: bool = False

    @property
    def named(self) -> bool:
        """Whether it gives a person's name."""
        return self.name[1] > self.name[0]


def mentions_of(sentence: Sentence) -> list[Mention]:
    """Return the mentions of a sentence, in order and without overlap but for owners: “the president's spokesman”."""
    found: list[Mention] = []
    for match in _PATTERN.finditer(sentence.tags):
        mention = _mention(match.lastgroup or "", match.start(), match.end(), sentence)
        if sentence.tags[mention.first] == "S" and found and found[-1].after == mention.first:
            mention = replace(mention, first=found[-1].first)
        found.append(mention)
    return found


def persons_within(sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    """Yield the persons with names that a longer mention tells of: “talks with Foreign Minister Ivan Petrov”."""
    of = sentence.tags.find("o", mention.first, mention.after)
    named = range(*mention.name)
    if of < 0 or mention.kind not in ("role", "body", "document", "person"):
        return
    for match in _PATTERN.finditer(sentence.tags, of + 1, mention.after):
        inner = _mention(match.lastgroup or "", match.start(), match.end(), sentence)
        if inner.named and inner.name[0] not in named:
            yield inner


_NAME_END = re.compile(f"{_NAME}$")
_NAME_WITHIN = re.compile(_NAME)


def _mention(group: str, first: int, after: int, sentence: Sentence) -> Mention:
    kind, tags = _KINDS[group], sentence.tags
    if group in _NAMED_AT_END:
        return _named_at_end(group, first, after, tags)
    if group == "name_role":
        comma = tags.index(",", first)
        return Mention(kind=kind, first=first, after=after, name=(first, comma), role=(comma + 1, after), apposed=True)
    if group == "name":
        return Mention(kind=kind, first=first, after=after, name=(first, after))
    if group in ("named_body", "named_role", "carrier_named"):
        return Mention(kind=kind, first=tags.rindex(",", first, after) + 1, after=after, apposed=True)
    role = (first, after) if group in ("role", "pair", "somebody") else (0, 0)
    return Mention(kind=kind, first=first, after=after, role=role)


# Patterns whose name stands behind the role, and behind which tag at the latest.
_NAMED_AT_END = {"titled": "R", "role_name": "R", "role_titled": "R", "called": "Z", "counterpart": "K"}


def _named_at_end(group: str, first: int, after: int, tags: str) -> Mention:
    """Return a mention whose name follows its role: its first name behind the head, with what the person is of."""
    comma = tags.index(",", first) if group == "role_name" else first
    head = tags.rfind(_NAMED_AT_END[group], first, comma if group == "role_name" else after)
    match = _NAME_WITHIN.search(tags, max(head, comma) + (group != "titled"), after)
    if group == "titled":
        match = _NAME_END.search(tags, head + 1, after)
    assert match is not None, "the pattern holds a name"
    stop = {"role_name": comma, "called": tags.find("w", first), "counterpart": first}.get(group, match.start())
    return Mention(
        kind="person",
        first=first,
        after=after,
        name=(match.start(), match.end()),
        role=(first, stop),
        apposed="," in tags[first : match.start()] or group == "called",
    )


def words_of(atoms: tuple[Atom, ...], span: tuple[int, int]) -> str:
    """Return the words of some atoms as printed, possessives joined to their words."""
    return " ".join(atom.text for atom in atoms[span[0] : span[1]]).replace(" '", "'").replace(" ’", "’")
