"""The words of the vocabulary that reports say: whatever a type of the model names, with where it is named.

They reach a page as `term(status)` and not as a text in the source, so whoever collects what is to be translated asks
for them here. What a case adds to them, its states and its units, is said as the case names it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import inspect

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.inventory.standing import Standing
from proverka.mandate import Instrument
from proverka.mandate.duration import UNITS as DURATIONS
from proverka.model.finding import Severity
from proverka.model.policy import KINDS, PUBLIC
from proverka.model.quantity import COUNT_UNITS, GRAMS_IN, Absence, unit_forms, unit_word
from proverka.model.submission import EVIDENCE_KINDS, Envelope
from proverka.reporting.page_figures import DISPOSITIONS
from proverka.reporting.wording import STATUS_WORDS

# Units that no quantity has, but that something is counted in.
COUNTED = ("percent", "point", "obligation", "vote", "date")
# What an entry may be besides what parties submit.
OTHER_KINDS = ("genesis",)
# States that only movements name: a case declares none of them.
OTHER_STATES = ("retained", "stockpiled")
# Literals that say how something is computed or kept, or that pages tell in sentences of their own.
_SILENT = frozenset({
    "Deadline.rounding", "ErrorSource.error", "ErrorSource.scale", "Instrument.text_basis", "Obligation.text_basis",
    "SentenceFact.kind", "Source.tier", "Statement.quotation",
})  # fmt: skip


def terms() -> Mapping[str, str]:
    """Return every word of the vocabulary, as it is said, with what it is the word for."""
    found: dict[str, list[str]] = {}
    for word, where in _words():
        if word and "/" not in word:
            places = found.setdefault(word.replace("_", " ").replace("-", " "), [])
            if where not in places:
                places.append(where)
    return MappingProxyType({word: ", ".join(places) for word, places in found.items()})


def counted() -> Mapping[str, str]:
    """Return the message for one of each unit, with the one for many."""
    units = dict(unit_forms(unit) for unit in units_of_the_system())
    return MappingProxyType({**units, **dict(DURATIONS.values())})


def units_of_the_system() -> tuple[str, ...]:
    """Return every unit that needs no case to declare it."""
    return (*GRAMS_IN, *sorted(COUNT_UNITS), *COUNTED)


def _words() -> Iterator[tuple[str, str]]:
    yield from ((word, "status of an obligation") for word in STATUS_WORDS.values())
    yield from ((kind, "kind of entry") for kind in (*KINDS, *OTHER_KINDS))
    yield from ((one.value, "why there is no amount") for one in Absence)
    yield from ((state, "state of what is counted") for state in (*DISPOSITIONS, *OTHER_STATES))
    yield PUBLIC, "readers"
    yield "next step", "step after a breach"
    for unit in units_of_the_system():
        yield unit_word(unit, None), "unit"
        yield unit_word(unit, 1), "unit"
    yield from ((word, "standing of an entry") for word in _literals_of(Standing))
    yield from ((word, "severity of a finding") for word in _literals_of(Severity))
    for struct in (*EVIDENCE_KINDS.values(), Envelope, Instrument, Audit, Changes):
        yield from _literals(inspect.type_info(struct), "", set())


def _literals_of(kind: object) -> tuple[str, ...]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.LiteralType), "a type that names its words"
    return tuple(map(str, found.values))


def _literals(kind: inspect.Type, where: str, seen: set[type]) -> Iterator[tuple[str, str]]:
    """Yield every word that a type names, with the member that may have it; a struct is looked into once."""
    match kind:
        case inspect.LiteralType(values=values) if where not in _SILENT:
            yield from ((word, where) for word in values if isinstance(word, str))
        case inspect.StructType(cls=struct, fields=fields) if struct not in seen:
            seen.add(struct)
            for field in fields:
                yield from _literals(field.type, f"{struct.__name__}.{field.name}", seen)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _literals(one, where, seen)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            yield from _literals(item, where, seen)
        case inspect.TupleType(item_types=items):
            for item in items:
                yield from _literals(item, where, seen)
        case inspect.DictType(value_type=value):
            yield from _literals(value, where, seen)
        case _:
            pass
