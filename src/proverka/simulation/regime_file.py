"""Comparisons as they are written: one TOML document or several read together, checked before anything is computed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NoReturn, TypeVar

import msgspec

from proverka.model.errors import MalformedError, Refusal
from proverka.model.reading import convert
from proverka.simulation.balancing import inventory_of
from proverka.simulation.regime import (
    SITES_MAX,
    Cheat,
    Comparison,
    ErrorEffect,
    Inspections,
    Instrument,
    Look,
    Regime,
    Site,
    Stockpile,
)

# A sweep over more pairs than this would be no comparison that anybody reads.
REGIMES_MAX = 200
CHEATS_MAX = 200
PAGE = "docs/reference/regimes.md"

_KINDS: dict[str, tuple[type, int]] = {
    "instruments": (Instrument, 100),
    "effects": (ErrorEffect, 1_000),
    "sites": (Site, SITES_MAX),
    "regimes": (Regime, REGIMES_MAX),
    "cheats": (Cheat, CHEATS_MAX),
}
_NEEDED = ("sites", "regimes", "cheats")
# What a cheat of each kind may state beside site, stratum and beginning.
_OF_KIND = {"protracted": ("over",), "spread": ("sites", "sites_count"), "hidden": ("places",)}
_ONLY_SOMETIMES = ("over", "sites", "sites_count", "places")

T = TypeVar("T")


def comparison_of(documents: Mapping[str, Mapping[str, object]]) -> Comparison:
    """Return what documents, by the names of their files, say together.

    Raises MalformedError, by file and field: unknown-field, missing-field, bad-value, duplicate-id, unknown-name,
    too-large, meaningless.
    """
    stated = list(_parts(documents))
    piles = [(where, value) for where, kind, value in stated if kind == "stockpile"]
    if not piles:
        _bad(Refusal.MISSING_FIELD, ", ".join(documents), "one table [stockpile]", "none")
    if len(piles) > 1:
        _bad(Refusal.DUPLICATE_ID, piles[1][0], "one table [stockpile]", f"another in {piles[0][0]}")
    pile = _converted(piles[0][1], Stockpile, piles[0][0])
    found: dict[str, list[Any]] = {name: [] for name in _KINDS}
    places: dict[int, str] = {}
    for where, kind, value in stated:
        if kind in _KINDS:
            one: Any = _converted(value, _KINDS[kind][0], where)
            places[id(one)] = where
            found[kind].append(one)
    for name, (_, most) in _KINDS.items():
        if len(found[name]) > most:
            _bad(Refusal.TOO_LARGE, places[id(found[name][most])], f"at most {most} {name}", str(len(found[name])))
        _distinct([(places[id(one)], one.id) for one in found[name]])
    for name in _NEEDED:
        if not found[name]:
            _bad(Refusal.MISSING_FIELD, ", ".join(documents), f"one table [[{name}]] or more", "none")
    read = Comparison(stockpile=pile, **{name: tuple(values) for name, values in found.items()})
    _Checks(read, piles[0][0], places).all()
    return read


def _parts(documents: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str, object]]:
    for file, document in documents.items():
        for name, value in document.items():
            if name == "stockpile":
                yield f"{file}: stockpile", name, value
            elif name not in _KINDS:
                wanted = f"stockpile, {', '.join(_KINDS)} (see {PAGE})"
                _bad(Refusal.UNKNOWN_FIELD, file, wanted, repr(name))
            elif not isinstance(value, list):
                _bad(Refusal.BAD_VALUE, f"{file}: {name}", f"tables [[{name}]]", type(value).__name__)
            else:
                for number, one in enumerate(value, start=1):
                    label = one.get("id") if isinstance(one, dict) else None
                    yield f"{file}: {name} {number}" + (f" ({label})" if label else ""), name, one


def _converted(value: object, kind: type[T], where: str) -> T:
    try:
        return convert(value, kind, where=where)
    except MalformedError as error:
        fault = error.fault
        expected = f"only fields of the page {PAGE}" if fault.refusal is Refusal.UNKNOWN_FIELD else fault.expected
        raise MalformedError(
            fault.refusal, where=fault.where, expected=expected, got=fault.got, remedy=fault.remedy
        ) from None


def _distinct(names: Sequence[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for where, name in names:
        if name in seen:
            _bad(Refusal.DUPLICATE_ID, where, "an id of its own", f"that of {seen[name]}")
        seen[name] = where


class _Checks:
    """What is well formed part by part must also be meant together."""

    def __init__(self, read: Comparison, pile: str, places: Mapping[int, str]) -> None:
        self._read, self._pile, self._places = read, pile, places
        self._periods = read.stockpile.periods
        self._sites = {site.id: site for site in read.sites}
        self._instruments = {one.id for one in read.instruments}
        self._effects = {one.id for one in read.effects}

    def all(self) -> None:
        if self._read.stockpile.goal_periods > self._periods:
            _meaningless(f"{self._pile}: goal_periods", f"at most {self._periods}, all periods", "more")
        for site in self._read.sites:
            self._site(site, self._places[id(site)])
        for regime in self._read.regimes:
            self._regime(regime, self._places[id(regime)])
        for cheat in self._read.cheats:
            self._cheat(cheat, self._places[id(cheat)])

    def _site(self, site: Site, where: str) -> None:
        if not site.strata:
            _bad(Refusal.MISSING_FIELD, f"{where}: strata", "one stratum or more", "none")
        _distinct([(f"{where}: stratum {stratum.id}", stratum.id) for stratum in site.strata])
        if (balance := site.balance) is None:
            return
        self._known(f"{where}: inventory_effects", balance.inventory_effects, self._effects)
        self._known(f"{where}: flow_effects", balance.flow_effects, self._effects)
        for name, more in (("inventory", 1), ("receipts", 0), ("shipments", 0)):
            given, wanted = getattr(balance, name), self._periods + more
            if isinstance(given, tuple) and len(given) != wanted:
                _meaningless(f"{where}: {name}", f"one amount, or {wanted}", str(len(given)))
        least = float(inventory_of(balance, self._periods).min())
        if least < 0:
            _meaningless(f"{where}: inventory", "an inventory that is never below 0", f"{least:g}")

    def _regime(self, regime: Regime, where: str) -> None:
        for number, series in enumerate(regime.inspections, start=1):
            self._inspections(series, f"{where}: inspections {number}")
        if regime.balance is not None:
            self._known(f"{where}: balance: assumed", regime.balance.assumed, self._effects)
            self._within(f"{where}: balance: every", regime.balance.every)
        if regime.follow_up is not None:
            self._looks(regime.follow_up.looks, f"{where}: follow_up")

    def _inspections(self, series: Inspections, where: str) -> None:
        _one_of(where, series, ("every", "at", "chance"), least=1)
        _one_of(where, series, ("number", "chances", "turns", "schedules"), least=0)
        if series.drawn and series.every is None:
            _meaningless(f"{where}: drawn", "`every` beside it: drawn within that many periods", "none")
        for period in (series.every, *(series.at or ())):
            self._within(f"{where}: periods", period)
        if series.at is not None and list(series.at) != sorted(set(series.at)):
            _meaningless(f"{where}: at", "ascending periods, each once", str(list(series.at)))
        if series.number is not None and series.number > len(self._sites):
            _meaningless(f"{where}: number", f"at most {len(self._sites)}, all sites", str(series.number))
        if series.schedules == () or series.turns == ():
            _bad(Refusal.MISSING_FIELD, where, "one list of sites or more", "none")
        lists = [*(series.turns or ()), *(one.sites for one in series.schedules or ())]
        self._known(where, chain(series.chances or (), *lists), self._sites)
        self._looks(series.looks, where)

    def _looks(self, looks: tuple[Look, ...], where: str) -> None:
        if not looks:
            _bad(Refusal.MISSING_FIELD, f"{where}: looks", "one look or more", "none")
        for look in looks:
            _one_of(f"{where}: looks", look, ("items", "share", "goal"), least=1)
            self._known(f"{where}: looks: instrument", (look.instrument,), self._instruments)
            strata = {stratum.id for site in self._read.sites for stratum in site.strata}
            self._known(f"{where}: looks: strata", look.strata or (), strata)

    def _cheat(self, cheat: Cheat, where: str) -> None:
        without = {"spread": ("site",), "hidden": ("site", "stratum")}.get(cheat.kind, ())
        for name in (*without, *(name for name in _ONLY_SOMETIMES if name not in _OF_KIND.get(cheat.kind, ()))):
            if getattr(cheat, name) is not None:
                _meaningless(f"{where}: {name}", f"nothing, for a cheat of the kind {cheat.kind}", "a value")
        if cheat.kind == "spread":
            _one_of(where, cheat, ("sites", "sites_count"), least=1)
        self._known(f"{where}: site", [*([cheat.site] if cheat.site else []), *(cheat.sites or ())], self._sites)
        if cheat.sites is not None and (not cheat.sites or len(set(cheat.sites)) < len(cheat.sites)):
            _meaningless(f"{where}: sites", "one site or more, each once", str(list(cheat.sites)))
        if (cheat.sites_count or 0) > len(self._sites):
            _meaningless(f"{where}: sites_count", f"at most {len(self._sites)}, all sites", str(cheat.sites_count))
        for period in (cheat.begins, cheat.over):
            self._within(f"{where}: periods", period)

    def _within(self, where: str, period: int | None) -> None:
        if period is not None and period > self._periods:
            _meaningless(where, f"at most {self._periods}, the periods of the stockpile", str(period))

    def _known(self, where: str, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                listed = ", ".join(sorted(known)[:8]) or "none yet"
                _bad(Refusal.UNKNOWN_NAME, where, f"a name that the files declare, such as {listed}", repr(name))


def _one_of(where: str, value: msgspec.Struct, names: tuple[str, ...], *, least: int) -> None:
    stated = [name for name in names if getattr(value, name) is not None]
    if not least <= len(stated) <= 1:
        wanted = f"{'exactly' if least else 'at most'} one of {', '.join(names)}"
        _bad(Refusal.MEANINGLESS if stated else Refusal.MISSING_FIELD, where, wanted, ", ".join(stated) or "none")


def _meaningless(where: str, expected: str, got: str) -> NoReturn:
    _bad(Refusal.MEANINGLESS, where, expected, got)


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> NoReturn:
    raise MalformedError(refusal, where=where, expected=expected, got=got, remedy=f"correct the file; see {PAGE}")
