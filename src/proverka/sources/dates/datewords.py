"""The words for time of a language: the form of its table, `languages/CODE/dates.toml`."""

import msgspec


class Unit(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a unit of time has: hours, days, or months where those differ in days. `several`: its word means many."""

    hours: int = 0
    days: int = 0
    months: int = 0
    several: bool = False


class Leads(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words before an expression: such as make sure that it is one, and of those such as tell its direction."""

    plain: frozenset[str]
    articles: frozenset[str]
    vague: frozenset[str]
    counted: frozenset[str]
    past: frozenset[str]
    future: frozenset[str]


class TenseWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words that tell the tense of a clause (see `tense`)."""

    abbreviations: tuple[str, ...]
    endings: tuple[str, ...]
    past: tuple[str, ...]
    future: tuple[str, ...]
    planned: tuple[str, ...]
    prospective: tuple[str, ...]
    infinitive: str
    auxiliary: str
    progressive: str
    helping: tuple[str, ...]
    clausal: frozenset[str]
    clauses: tuple[str, ...]
    perfect: str
    certain: tuple[str, ...]


class ClockWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words about a time of day: what follows its figures, what follows a city whose clock it is, what precedes one."""

    halves: dict[str, int]
    own: str
    beside: tuple[str, ...]


class SpeechWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words around a day on which somebody spoke (see `speaking`)."""

    verbs: frozenset[str]
    heard: frozenset[str]
    places: frozenset[str]
    clauses: frozenset[str]
    other: frozenset[str]
    objects: frozenset[str]
    published: frozenset[str]
    beside: frozenset[str]


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form of expressions and what kind of reading it has.

    One that is `led` counts only after a word of `leads`; if it may be an `attribute`, also from an article to a noun.
    """

    meaning: str
    words: str
    led: bool = False
    attribute: bool = False


class DateTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The words for time of a language, and the forms that they stand in."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    parts: dict[str, int]
    edges: dict[str, int]
    units: dict[str, Unit]
    seasons: dict[str, tuple[int, int]]
    which: dict[str, int]
    stretches: dict[str, int]
    sides: dict[str, int]
    senses: dict[str, int]
    days: dict[str, int]
    anaphors: dict[str, int]
    hours: dict[str, tuple[int, int]]
    anchors: frozenset[str]
    zones: dict[str, str]
    cities: dict[str, str]
    clock: ClockWords
    patterns: dict[str, str]
    leads: Leads
    tense: TenseWords
    speech: SpeechWords
    forms: tuple[Form, ...]
