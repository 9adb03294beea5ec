"""The measurement methods of a record: which statement of each holds for what is measured when, and by what it errs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise

from proverka.book.material_balance import MethodEffect
from proverka.inventory.standing import Evidence, Held
from proverka.model.submission import ErrorSource, MeasurementMethod
from proverka.model.vocabulary import Vocabulary

# After every time that a table may have, in UTC as those are.
FOR_EVER = datetime(3000, 1, 1)  # noqa: DTZ001

METHOD_KIND = "measurement_method"

# What rows say of their own error, where they name no method.
ROWS_OWN = "uncertainty of the row"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEffect:
    """A source of error by its id; `degrees_of_freedom` are None where its deviation is known and not estimated."""

    id: str
    shared: bool
    degrees_of_freedom: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """The statements of all methods that are known, and the effects that they name.

    `stated` are the statements that count, by method and then by the day from which on each holds. The last of the
    `effects` is that of rows with an uncertainty of their own; `in_force` says of each method which of them it bears,
    and by how much.
    """

    stated: Mapping[str, Sequence[Held]] = field(default_factory=dict)
    effects: Sequence[NamedEffect] = ()
    in_force: Sequence[MethodEffect] = ()

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries that state a method."""
        return tuple(sorted(index for helds in self.stated.values() for held in helds for index in held.rests_on))

    @property
    def contested(self) -> tuple[str, ...]:
        """The methods of which a statement that counts is contested."""
        return tuple(name for name, helds in self.stated.items() if any(one.standing == "contested" for one in helds))


def methods_of(evidence: Evidence, words: Vocabulary) -> Methods:
    """Return the measurement methods that a record states.

    A statement holds for what is measured from the first day of its date on, until the next one of its method; of two
    for one day the later entry holds. Sources of one id are one effect, whatever their deviations.
    """
    by_method: dict[str, list[Held]] = {}
    for held in evidence.of_kind(METHOD_KIND, words):
        if isinstance(held.body, MeasurementMethod) and not held.withdrawn:
            by_method.setdefault(held.body.method, []).append(held)
    stated = {name: _one_a_day(helds) for name, helds in sorted(by_method.items())}
    sources: dict[tuple[str, str], list[ErrorSource]] = {}
    for helds in stated.values():
        for source in (source for held in helds for source in _body(held).sources):
            sources.setdefault((source.id, source.error), []).append(source)
    numbers = {key: number for number, key in enumerate(sources)}
    return Methods(
        stated=stated,
        effects=(
            *(_effect(key, alike) for key, alike in sources.items()),
            NamedEffect(id=ROWS_OWN, shared=False),
        ),
        in_force=tuple(one for name, helds in stated.items() for one in _in_force(name, helds, numbers)),
    )


def _one_a_day(helds: Sequence[Held]) -> Sequence[Held]:
    days = {held.span.earliest: held for held in helds}  # the last of a day takes the place of those before it
    return [days[day] for day in sorted(days)]


def _effect(key: tuple[str, str], alike: Sequence[ErrorSource]) -> NamedEffect:
    known = [source.degrees_of_freedom for source in alike if source.degrees_of_freedom is not None]
    return NamedEffect(id=key[0], shared=key[1] == "shared", degrees_of_freedom=min(known, default=None))


def _in_force(name: str, helds: Sequence[Held], numbers: Mapping[tuple[str, str], int]) -> Iterator[MethodEffect]:
    begins = [datetime.combine(held.span.earliest, time()) for held in helds]
    for held, (since, until) in zip(helds, pairwise([*begins, FOR_EVER]), strict=True):
        for source in _body(held).sources:
            drifts = source.drifts_from
            yield MethodEffect(
                method=name,
                since=since,
                until=until,
                effect=numbers[source.id, source.error],
                deviation=float(source.deviation),
                relative=source.scale == "relative",
                drifts_from=None if drifts is None else datetime.combine(drifts, time()),
            )


def _body(held: Held) -> MeasurementMethod:
    assert isinstance(held.body, MeasurementMethod), "only those are kept"
    return held.body
