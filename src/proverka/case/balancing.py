"""The material balances of a case: its physical inventories, its methods, and what the tests say of its areas."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from proverka.assessment import end_of, known_at
from proverka.assessment.area_balance import AUDIT_TERMS, AreaBalance, BalanceTerms
from proverka.book import Ledger
from proverka.book.material_balance import BalanceScope, PhysicalInventory, balance_sums, physical_inventories
from proverka.book.paired import item_pairs
from proverka.case.booked import ledger_of
from proverka.case.exchanging import account_area
from proverka.case.opened import Case
from proverka.exchange import Area, Balance, Period, balances
from proverka.inventory.methods import methods_of
from proverka.inventory.standing import Evidence
from proverka.model.quantity import GRAMS_IN
from proverka.model.vocabulary import Vocabulary


def balance_area(
    case: Case,
    ledger: Ledger,
    places: Collection[str],
    terms: BalanceTerms,
    *,
    as_of: date,
    known: date,
    paired: bool = False,
) -> AreaBalance:
    """Return the material balances of the area of these places, with all that the case has within them.

    With `paired` also what inspectors measured otherwise of the same items.

    Raises as `account_area` and `Ledger.rows` do.
    """
    from proverka.assessment.material_balance import subject_balances  # noqa: PLC0415 - the statistics take long to load
    from proverka.assessment.operator_inspector import inventory_differences_of  # noqa: PLC0415 - as before

    words = case.words
    area = account_area(words, ledger, places)
    methods = methods_of(Evidence.of(known_at(case.entries, known)), words)
    units = {one.id: "gram" if one.unit in GRAMS_IN else one.unit for one in words.subjects}
    scope = BalanceScope(
        places=area.places,
        ended=area.ended,
        weighed=tuple(subject for subject, unit in units.items() if unit == "gram"),
        before=end_of(as_of),
        known=end_of(known),
    )
    inventories = physical_inventories(ledger, scope)
    edges = chosen_inventories(inventories, words)
    sums = balance_sums(ledger, scope, edges, methods.in_force)
    struck = subject_balances(edges, sums, methods.effects, units, terms)
    differences = None
    if paired:
        inspectors = [party.id for party in words.parties if words.confirms(party.id)]
        pairs = item_pairs(ledger, scope, edges, inspectors)
        differences = inventory_differences_of(pairs, methods.in_force, methods.effects, terms)
    closed = {one.subject for one in struck}
    return AreaBalance(
        places=area.places,
        as_of=as_of,
        known=known,
        terms=terms,
        balances=struck,
        partial=tuple(one for one in inventories if one.missed),
        not_closed=tuple(sorted({one.subject for one in inventories} - closed)),
        contested=methods.contested,
        methods=methods.entries,
        differences=differences,
    )


def balance_books(
    case: Case, ledger: Ledger, places: Collection[str], edges: Sequence[date], *, known: date
) -> tuple[Area, list[tuple[Period, list[Balance]]]]:
    """Return the balances of an area by the book alone, from the first instant of each day to that of the next.

    Raises as `account_area` and `Ledger.rows` do.
    """
    area = account_area(case.words, ledger, places)
    instants = [end_of(day - timedelta(days=1)) for day in edges]
    periods = [Period(begin=begin, end=end, known=end_of(known)) for begin, end in pairwise(instants)]
    return area, [(period, balances(ledger, area, period)) for period in periods]


def first_movement(ledger: Ledger, places: Collection[str]) -> date | None:
    """Return the day of the first movement from or to any of these places, or None."""
    ((first,),) = ledger.rows(
        """
        SELECT min(moved_at)::DATE FROM movements
        WHERE list_contains($places::VARCHAR[], destination_place) OR list_contains($places::VARCHAR[], origin_place)
        """,
        {"places": list(places)},
    )
    found: date | None = first
    return found


def chosen_inventories(inventories: Sequence[PhysicalInventory], words: Vocabulary) -> list[PhysicalInventory]:
    """Return the inventories between which balances are struck: of each subject and instant one that is whole.

    All of a subject are of one side, so that nobody else's count opens or closes a balance of whoever holds it: of the
    debtor and those who act for it, where these counted it whole at all; else of the one other party that did so most
    often, and of an inspectorate only where nobody else did. Inspectors' counts are held against it, and are none of
    it.
    """
    whole = sorted((one for one in inventories if not one.missed), key=lambda one: (one.subject, one.at, one.party))
    found = []
    for _, own in groupby(whole, key=lambda one: one.subject):
        held = list(own)
        counts = Counter(one.party for one in held)
        side = min(counts, key=lambda party: (_side(party, words), -counts[party], party))
        ours = [one for one in held if one.party == side or _side(one.party, words) == _side(side, words) == 0]
        ours.sort(key=lambda one: (one.at, one.party != words.debtor))
        found += [next(same) for _, same in groupby(ours, key=lambda one: one.at)]
    return found


def _side(party: str, words: Vocabulary) -> int:
    """Return 0 for the debtor and who acts for it, 2 for an inspectorate, and 1 for anybody else."""
    if words.confirms(party):
        return 2
    return 0 if words.acts_for(party, words.debtor) else 1


def audited_balances(case: Case, *, as_of: date, known: date) -> tuple[AreaBalance, ...]:
    """Return the balances that an audit judges: of every area that was counted, in a case that states how it measures.

    An area is a place that was counted, with all that is within it; a place within such a one is part of it. A case
    that states no method has none. Raises as `balance_area` does.
    """
    if not methods_of(Evidence.of(known_at(case.entries, known)), case.words).stated:
        return ()
    with ledger_of(case, known) as ledger:
        counted = {place for (place,) in ledger.rows("SELECT DISTINCT place FROM counts")}
        areas = sorted(place for place in counted if not counted & set(_holders(case.words, place)))
        return tuple(balance_area(case, ledger, [one], AUDIT_TERMS, as_of=as_of, known=known) for one in areas)


def _holders(words: Vocabulary, place: str) -> Iterator[str]:
    while (held := words.place_by_id.get(place)) is not None and held.within:
        place = held.within
        yield place
