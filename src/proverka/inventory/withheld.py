"""What is withheld: sealed entries that are not opened here, and what they let everybody know all the same.

Withheld is a value of its own, neither zero nor blank nor unknown. It counts for nothing; and what it is a part of is
withheld too, since the rest of a sum would give it away or be taken for the whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from proverka.inventory.standing import Evidence, Held
from proverka.model.entry import Entry
from proverka.model.errors import ProverkaError
from proverka.model.quantity import Absence
from proverka.model.reading import decode_json
from proverka.model.submission import STAYS_CLEAR, Account, Figure, Issue, Sealed
from proverka.model.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldLeg:
    """One end of a movement whose quantity is withheld and whose accounts are not."""

    on: date
    place: str
    disposition: str
    subject: str
    gain: bool
    entry: int


def sealed_of(entry: Entry[object]) -> Sealed:
    """Return the body of a withheld entry."""
    assert isinstance(entry.body, Sealed), "only sealed entries are withheld"
    return entry.body


def in_sight(evidence: Evidence, words: Vocabulary, as_of: date) -> list[Held]:
    """Return the withheld entries dated up to a day that were not taken back, in log order."""
    every = (evidence.held(entry, words) for entry in evidence.withheld)
    return [held for held in every if held.span.latest <= as_of and not held.withdrawn]


def first_withheld(evidence: Evidence, words: Vocabulary, kind: str) -> tuple[date, int] | None:
    """Return day and log index of the earliest withheld entry of a kind."""
    found = (held for held in in_sight(evidence, words, date.max) if sealed_of(held.entry).kind == kind)
    return min(((held.span.latest, held.index) for held in found), default=None)


def withheld_figures(evidence: Evidence, words: Vocabulary) -> dict[str, list[Held]]:
    """Return for each basis its withheld figures in order of day: of those that state their basis in clear."""
    found: dict[str, list[Held]] = {}
    for held in in_sight(evidence, words, date.max):
        if sealed_of(held.entry).kind == "figure" and (basis := basis_of(held.entry)) in words.basis_by_id:
            found.setdefault(basis, []).append(held)
    return {basis: sorted(figures, key=lambda h: (h.span.latest, h.index)) for basis, figures in found.items()}


def basis_of(entry: Entry[object]) -> str:
    """Return the basis that a withheld figure states in clear, or nothing."""
    return stated_basis(sealed_of(entry))


def stated_basis(body: Sealed) -> str:
    """Return the basis that a sealed body states in clear, or nothing."""
    return member(body, "basis", str, default="")


def withheld_legs(evidence: Evidence, words: Vocabulary) -> Iterator[WithheldLeg]:
    """Yield both ends of every withheld movement that states its accounts and its subject in clear."""
    for held in in_sight(evidence, words, date.max):
        body = sealed_of(held.entry)
        ends = [
            (member(body, name, Account, default=None), name == "destination") for name in ("origin", "destination")
        ]
        subject = member(body, "subject", str, default="")
        if body.kind == "movement" and subject in words.subject_by_id:
            yield from _legs(held, subject, ends)


def _legs(held: Held, subject: str, ends: Iterable[tuple[Account | None, bool]]) -> Iterator[WithheldLeg]:
    for account, gain in ends:
        if account is not None:
            yield WithheldLeg(
                on=held.span.latest,
                place=account.place,
                disposition=account.disposition,
                subject=subject,
                gain=gain,
                entry=held.index,
            )


def step_of(body: object) -> Issue | None:
    """Return the step in the life of an issue that a body is, `None` for another; the text of a sealed one is empty.

    Which step it is, a sealed one shows in clear (`STAYS_CLEAR`).
    """
    if isinstance(body, Issue):
        return body
    if not isinstance(body, Sealed) or body.kind != "issue":
        return None
    action = member(body, "action", str, default="")
    # Another step has no `into`, and what is sealed under that name is no part of it.
    names = [name for name in STAYS_CLEAR["issue"] if name in body.members and (name != "into" or action == "merged")]
    shown = {name: body.members[name] for name in names} | {"text": msgspec.Raw(b'""')}
    try:
        return decode_json(msgspec.json.encode(shown), Issue, where="a step of an issue")
    except ProverkaError:
        return None


def member(body: Sealed, name: str, kind: type[T], *, default: T) -> T:
    """Return a member that a sealed body shows, as a value of `kind`; `default` where it shows none of that kind."""
    raw = body.members.get(name)
    if raw is None:
        return default
    try:
        return decode_json(msgspec.Raw(bytes(raw)), kind, where=name)
    except ProverkaError:
        return default


def is_withheld(figure: Figure) -> bool:
    """Whether a figure says in so many words that its amount is withheld, and gives no percentage."""
    return figure.percent is None and figure.amount is not None and figure.amount.absence is Absence.WITHHELD
