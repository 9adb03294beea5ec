"""The book of a small case: movements as double entry between accounts, and what does not fit in it.

Every movement takes from one account what it adds to another, in whole grams or items, so that nothing
appears or vanishes. A movement of unknown quantity is counted and not guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from proverka.book import Holding
from proverka.inventory.standing import Evidence, Held
from proverka.inventory.withheld import WithheldLeg, withheld_legs
from proverka.model.finding import Finding
from proverka.model.quantity import GRAMS_IN, Absence, measured
from proverka.model.sentence import sentence, term
from proverka.model.submission import Account, Movement
from proverka.model.vocabulary import Vocabulary

GRAM = "gram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One leg of a movement: what an account gains, in `unit` (grams or a unit of count); None if unknown."""

    on: date
    place: str
    disposition: str
    subject: str
    unit: str
    amount: int | None
    gain: bool
    entry: int
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What movements brought to and took from an account up to a day, and how many of them unquantified.

    With any `withheld` among them, the sums are parts of sums that nobody may see: they are not to be shown. `tabled`
    says that movement tables have part in it; `entries` are the single movements.
    """

    place: str
    disposition: str
    subject: str
    unit: str
    received: int
    sent: int
    received_unknown: int
    sent_unknown: int
    withheld: int
    entries: tuple[int, ...]
    tabled: bool = False

    @property
    def net(self) -> int:
        """Received less sent, over the movements whose quantity is known."""
        return self.received - self.sent


def postings(evidence: Evidence, words: Vocabulary) -> list[Posting]:
    """Return both legs of every movement that was not withdrawn, in order of day and entry."""
    legs = [leg for held in evidence.of_kind("movement", words) if not held.withdrawn for leg in _legs(held)]
    legs += [_withheld_leg(leg, words) for leg in withheld_legs(evidence, words)]
    return sorted(legs, key=lambda leg: (leg.on, leg.entry, leg.gain))


def _legs(held: Held) -> Iterator[Posting]:
    movement = held.body
    assert isinstance(movement, Movement), "entries are typed by kind"
    for account, gain in ((movement.origin, False), (movement.destination, True)):
        yield _leg(held, movement, account, gain=gain)


def _leg(held: Held, movement: Movement, account: Account, *, gain: bool) -> Posting:
    quantity = movement.quantity
    mass = quantity.unit in GRAMS_IN  # of an unknown mass too: it is part of the same account
    amount = quantity.grams if mass else None if quantity.amount is None else int(quantity.amount)
    return Posting(
        on=held.span.latest,
        place=account.place,
        disposition=account.disposition,
        subject=movement.subject,
        unit=GRAM if mass else quantity.unit,
        amount=amount,
        gain=gain,
        entry=held.index,
        withheld=quantity.absence is Absence.WITHHELD,
    )


def _withheld_leg(leg: WithheldLeg, words: Vocabulary) -> Posting:
    return Posting(
        on=leg.on,
        place=leg.place,
        disposition=leg.disposition,
        subject=leg.subject,
        unit=_unit_of(leg.subject, words),
        amount=None,
        gain=leg.gain,
        entry=leg.entry,
        withheld=True,
    )


def balances(legs: Iterable[Posting], as_of: date, words: Vocabulary, tables: Sequence[Holding] = ()) -> list[Balance]:
    """Return the balance of every account that moved by `as_of`, by place, disposition and subject.

    `tables` is what the movement tables brought to and took from accounts by then: it is added. Amounts of single
    movements over all accounts of one subject and unit sum to zero.
    """
    groups: dict[tuple[str, str, str, str], list[Posting]] = {}
    for leg in legs:
        if leg.on <= as_of:
            groups.setdefault((leg.place, leg.disposition, leg.subject, leg.unit), []).append(leg)
    tabled = {(one.place, one.disposition, one.subject, _unit_of(one.subject, words)): one for one in tables}
    keys = sorted({*groups, *tabled})
    return [_balance(key, groups.get(key, ()), tabled.get(key)) for key in keys]


def _unit_of(subject: str, words: Vocabulary) -> str:
    """Return the unit in which a subject is booked."""
    unit = words.subject_by_id[subject].unit
    return GRAM if unit in GRAMS_IN else unit


def _balance(key: tuple[str, str, str, str], legs: Sequence[Posting], tabled: Holding | None) -> Balance:
    place, disposition, subject, unit = key
    return Balance(
        place=place,
        disposition=disposition,
        subject=subject,
        unit=unit,
        received=sum(leg.amount or 0 for leg in legs if leg.gain) + (tabled.received if tabled else 0),
        sent=sum(leg.amount or 0 for leg in legs if not leg.gain) + (tabled.sent if tabled else 0),
        received_unknown=sum(1 for leg in legs if leg.gain and leg.amount is None and not leg.withheld),
        sent_unknown=sum(1 for leg in legs if not leg.gain and leg.amount is None and not leg.withheld),
        withheld=sum(1 for leg in legs if leg.withheld),
        entries=tuple(leg.entry for leg in legs),
        tabled=tabled is not None,
    )


def check_book(evidence: Evidence, words: Vocabulary, as_of: date, tables: Sequence[Holding] = ()) -> list[Finding]:
    """Return what does not fit: an account that sent more than it had, and consignments out of order.

    An account that never received anything is where things were declared: it has no opening here. What the tables alone
    do not bear out is found in them, row by row; here only what single movements have part in.
    """
    legs = postings(evidence, words)
    found = [balance for balance in balances(legs, as_of, words, tables) if balance.entries]
    return [*_overdrawn(found), *_out_of_order(evidence, words, as_of)]


def _overdrawn(found: Iterable[Balance]) -> Iterator[Finding]:
    for balance in found:
        open_ended = balance.received_unknown or balance.withheld
        if balance.received and not open_ended and balance.net < 0:
            yield Finding(
                rule="sent-more-than-received",
                severity="discrepancy",
                about=balance.subject,
                expected=sentence(
                    "{place}, {state}: at most {amount} sent on",
                    place=balance.place,
                    state=term(balance.disposition),
                    amount=measured(balance.received, balance.unit),
                ),
                got=sentence("{amount} sent", amount=measured(balance.sent, balance.unit)),
                entries=balance.entries,
            )


def _out_of_order(evidence: Evidence, words: Vocabulary, as_of: date) -> Iterator[Finding]:
    numbered = sorted(
        (held.body.consignment, held.span, held.index)
        for held in evidence.of_kind("movement", words)
        if isinstance(held.body, Movement) and held.body.consignment is not None
        if held.span.latest <= as_of and not held.withdrawn
    )
    for (number, span, entry), (next_number, next_span, next_entry) in pairwise(numbered):
        if number < next_number and next_span.latest < span.earliest:
            yield Finding(
                rule="consignments-out-of-order",
                severity="notice",
                about=f"consignment {next_number}",
                expected=sentence(
                    "consignment {next} on {days} or later, when consignment {number} left",
                    next=str(next_number),
                    days=str(span),
                    number=str(number),
                ),
                got=sentence("consignment {number} on {days}", number=str(next_number), days=str(next_span)),
                entries=(entry, next_entry),
            )
