"""Where things went, and where the places of a case lie: single movements and places as values of their own."""

from collections.abc import Iterator
from datetime import date

from proverka.assessment.result import MovementResult, PlaceResult
from proverka.inventory.standing import Evidence, Held
from proverka.inventory.withheld import in_sight, member, sealed_of
from proverka.model.quantity import Absence
from proverka.model.submission import Account, Movement
from proverka.model.vocabulary import Vocabulary


def places_of(words: Vocabulary) -> tuple[PlaceResult, ...]:
    """Return every place of a case, in the order in which it declares them."""
    return tuple(
        PlaceResult(
            id=place.id,
            name=place.name,
            kind=place.kind,
            within=place.within,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in words.places
    )


def movements_as_of(evidence: Evidence, words: Vocabulary, as_of: date) -> tuple[MovementResult, ...]:
    """Return every single movement dated up to a day and not withdrawn, in order of day and entry.

    One whose quantity is withheld is among them if it states both its accounts in clear. What tables hold is not.
    """
    open_ones = [h for h in evidence.of_kind("movement", words) if h.span.latest <= as_of and not h.withdrawn]
    found = [_movement(held, words) for held in open_ones]
    found += [one for held in in_sight(evidence, words, as_of) for one in _sealed(held, words)]
    return tuple(sorted(found, key=lambda one: (one.on, one.entry)))


def _movement(held: Held, words: Vocabulary) -> MovementResult:
    body = held.body
    assert isinstance(body, Movement), "entries are typed by kind"
    quantity = body.quantity
    return MovementResult(
        entry=held.index,
        days=str(held.span),
        on=held.span.latest,
        subject=body.subject,
        subject_name=words.name(body.subject),
        amount=quantity.amount,
        unit=quantity.unit,
        absence=quantity.absence.value if quantity.absence else "",
        origin=body.origin.place,
        origin_disposition=body.origin.disposition,
        destination=body.destination.place,
        destination_disposition=body.destination.disposition,
        standing=held.standing,
        consignment=body.consignment,
    )


def _sealed(held: Held, words: Vocabulary) -> Iterator[MovementResult]:
    """Yield a withheld movement that lets everybody see from where to where something went."""
    body = sealed_of(held.entry)
    origin, destination = (member(body, name, Account, default=None) for name in ("origin", "destination"))
    subject = member(body, "subject", str, default="")
    if body.kind != "movement" or origin is None or destination is None or subject not in words.subject_by_id:
        return
    yield MovementResult(
        entry=held.index,
        days=str(held.span),
        on=held.span.latest,
        subject=subject,
        subject_name=words.name(subject),
        amount=None,
        unit=words.subject_by_id[subject].unit,
        absence=Absence.WITHHELD.value,
        origin=origin.place,
        origin_disposition=origin.disposition,
        destination=destination.place,
        destination_disposition=destination.disposition,
        standing=held.standing,
    )
