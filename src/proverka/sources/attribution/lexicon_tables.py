"""The forms of the tables that attribution needs of a language: `attribution.toml`, `parties.toml`, `agencies.toml`."""

from collections.abc import Mapping

import msgspec


class _Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    finite: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    base: tuple[str, ...] = ()


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    describing: tuple[str, ...]
    articles: tuple[str, ...]
    ranks: frozenset[str]
    in_capitals: tuple[str, ...]
    honorifics: tuple[str, ...]
    feminine_honorifics: frozenset[str]
    masculine_honorifics: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    never: frozenset[str]
    months_days: frozenset[str]
    months: frozenset[str]
    given_masculine: frozenset[str]
    given_feminine: frozenset[str]


class _Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    compounds: tuple[str, ...]
    heads: tuple[str, ...]
    in_capitals: Mapping[str, str]
    plural: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    modifiers: tuple[str, ...]
    of_government: Mapping[str, tuple[str, ...]]
    altering: frozenset[str]
    anybody: frozenset[str]
    anyone: frozenset[str]
    same: Mapping[str, frozenset[str]]
    unique: Mapping[str, frozenset[str]]
    short: Mapping[str, frozenset[str]]


class Syntax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules know of the grammar of a language, as words."""

    inverted: frozenset[str]
    relaying: frozenset[str]
    naming: frozenset[str]
    uncertain: frozenset[str]
    spoken: frozenset[str]
    adverbs: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    passive: tuple[str, ...]
    negations: tuple[str, ...]
    prepositions: tuple[str, ...]
    conjunctions: tuple[str, ...]
    contrasts: tuple[str, ...]
    conditions: frozenset[str]
    relatives: tuple[str, ...]
    relatives_of_things: frozenset[str]
    answering: frozenset[str]
    issuing: frozenset[str]
    that: tuple[str, ...]
    determiners: tuple[str, ...]
    definite: frozenset[str]
    possessives: tuple[str, ...]
    its: frozenset[str]
    articles: frozenset[str]
    opinion: Mapping[str, tuple[str, ...]]
    according: tuple[str, ...]
    by: str
    infinitive: str
    of: frozenset[str]
    whose: frozenset[str]
    issued_by: frozenset[str]
    clausal: frozenset[str]
    carried: frozenset[str]
    told_to: frozenset[str]
    speaking: frozenset[str]
    adverb_ending: str
    participle_ending: str
    as_: tuple[str, ...] = msgspec.field(name="as")
    with_: str = msgspec.field(name="with")


class _Pronouns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    masculine: frozenset[str]
    feminine: frozenset[str]
    plural: frozenset[str]
    neuter: frozenset[str]
    first: tuple[str, ...]
    objects: tuple[str, ...]
    subject_of: Mapping[str, str]
    reflexive: tuple[str, ...]
    somebody: tuple[str, ...]


class _Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    both: tuple[str, ...]
    either: tuple[str, ...]
    counterpart: tuple[str, ...]


class _Bodies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    heads: tuple[str, ...]
    any: frozenset[str]
    proper: tuple[str, ...]
    documents: tuple[str, ...]
    issuers: Mapping[str, str]
    occasions: tuple[str, ...]
    papers: frozenset[str]


class _NotSpeech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    before: tuple[str, ...]


class ClauseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By which words a clause is known."""

    subjects: frozenset[str]
    verbs: frozenset[str]
    openers: frozenset[str]
    infinitives: frozenset[str]
    nouns: frozenset[str]
    contracted: tuple[str, ...]


class AttributionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `attribution.toml`."""

    verbs: Mapping[str, _Verb]
    syntax: Syntax
    pronouns: _Pronouns
    groups: _Groups
    names: _Names
    roles: _Roles
    bodies: _Bodies
    not_speech: _NotSpeech
    clauses: ClauseWords


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    adjectives: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()


class _Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    names: tuple[str, ...]
    party: str = ""


class _Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]


class PartiesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `parties.toml`."""

    states: tuple[_State, ...]
    organisations: tuple[_Organisation, ...]
    places: _Places


class _Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    aliases: tuple[str, ...]
    state: str = ""


class _Generic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]
    beside: tuple[str, ...]


class _Press(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    proper: tuple[str, ...]


class AgenciesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `agencies.toml`."""

    agencies: tuple[_Agency, ...]
    press: _Press
    generic: _Generic
