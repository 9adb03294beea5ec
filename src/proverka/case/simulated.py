"""A simulated world as a case: its tables handed in, year by year, by those who made them."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from proverka.case.authored import AuthoredCase, check_drafts
from proverka.case.building import build_case, check_new
from proverka.case.draft import Draft, draft_of_plain
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring, with_keys
from proverka.case.meaning import Meaning
from proverka.model.vocabulary import Basis, Party, Place, Subject, Vocabulary
from proverka.record import Log
from proverka.simulation import (
    DISPOSITIONS,
    FINAL,
    MOVEMENTS_OF_AN_ITEM,
    POSSESSORS,
    SUBJECT,
    Planted,
    Possessor,
    WorldManifest,
    subject_of,
    write_world,
)

KEEPER = "inspectorate"
Progress = Callable[[int, int], None]


def build_world(
    out: Path, *, movements: int, seed: int, faults: int = 0, progress: Progress | None = None
) -> tuple[Log, tuple[Planted, ...]]:
    """Write a built case with a world of about so many `movements` to the new folder `out`; return its log.

    And what was planted in it, which stands nowhere in the case: so many `faults` of each kind. The same seed gives the
    same bytes; its keys are demonstration keys. Raises RefusedError (already-there).
    """
    check_new(out)
    items = max(len(POSSESSORS), round(movements / MOVEMENTS_OF_AN_ITEM))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.tables.") as name:
        world = write_world(Path(name), items=items, seed=seed, faults=faults, progress=progress)
        words = with_keys(_words(seed), demonstration_keyring(_words(seed)))
        plain = [_instrument(), *_manifests(world.manifests), *_countersignatures(world.manifests)]
        drafts = tuple(sorted((draft_of_plain(one, where=str(one["label"])) for one in plain), key=_order))
        meaning = Meaning(words)
        check_drafts(drafts, meaning)
        authored = AuthoredCase(folder=CaseFolder(Path(name)), words=words, drafts=drafts, meaning=meaning)
        return build_case(authored, out, demonstration_keyring(words)), _as_confirmed(world.planted)


def _as_confirmed(planted: Iterable[Planted]) -> tuple[Planted, ...]:
    """Add what shows for that inspectors had confirmed every row: a late amendment takes back what is verified."""
    late = [one for one in planted if one.breach == "amended-late"]
    return (*planted, *(replace(one, breach="verified-taken-back") for one in late))


def _words(seed: int) -> Vocabulary:
    places = [
        Place(id=f"{one.id}/{kind}-{number}", name=f"{one.name}, {kind} {number}", kind=kind, within=one.id)
        for one in POSSESSORS
        for kind, count in (("store", one.stores), ("plant", one.plants))
        for number in range(1, count + 1)
    ]
    return Vocabulary(
        case=f"world-{seed}",
        title=f"A simulated world of declared stockpiles, seed {seed}",
        summary="Shares and totals are calibrated to public figures; every item and every day in it is made up.",
        keeper=KEEPER,
        keys="demonstration",
        parties=(
            Party(id=KEEPER, name="Inspectorate", kind="secretariat", confirms=True),
            *(Party(id=one.id, name=one.name, kind="state") for one in POSSESSORS),
        ),
        places=(*(Place(id=one.id, name=one.name, kind="country") for one in POSSESSORS), *places),
        subjects=(
            *(
                Subject(id=subject_of(one.id), name=f"What {one.name} declared", kind="material", unit="tonne")
                for one in POSSESSORS
            ),
            Subject(
                id=SUBJECT,
                name="All that was declared",
                kind="material",
                unit="tonne",
                parts=(tuple(subject_of(one.id) for one in POSSESSORS),),
            ),
        ),
        bases=tuple(
            Basis(
                id=f"{name.replace(' ', '-')}/{subject}",
                name=f"{name}, of {subject}",
                disposition=name,
                subject=subject,
            )
            for name in DISPOSITIONS
            for subject in (SUBJECT, *(subject_of(one.id) for one in POSSESSORS))
        ),
        final=FINAL,
    )


def _order(draft: Draft) -> tuple[datetime, str]:
    return draft.submitted_at, draft.label


# The order of destruction of Category 1 (Verification Annex, Part IV (A), paragraph 17): by so many years after entry
# into force for the State, so much of what it declared.
_ORDER = ((3, "0.01"), (5, "0.2"), (7, "0.45"), (10, "1"))
_CONVENTION = date(1997, 4, 29)


def _instrument() -> Mapping[str, object]:
    """Return the instrument from which every possessor owes the order of destruction.

    Its years count from the initial declaration less the 30 days that a State has for it.
    """
    return {
        "kind": "instrument",
        "label": "CONVENTION",
        "known": _CONVENTION,
        "party": KEEPER,
        "date": _CONVENTION,
        "body": {
            "id": "CONVENTION",
            "title": "Order of destruction of declared stockpiles",
            "body": [KEEPER],
            "adopted": _CONVENTION,
            "zone": "UTC",
            "binding": "binding",
            "provisions": [{"id": "order", "text": "1 % in 3 years, 20 % in 5, 45 % in 7, all in 10."}],
            "obligations": [_obligation(one, years, share) for one in POSSESSORS for years, share in _ORDER],
        },
    }


def _obligation(possessor: Possessor, years: int, share: str) -> Mapping[str, object]:
    in_force = possessor.declared - timedelta(days=30)
    due = in_force.replace(year=in_force.year + years)
    return {
        "id": f"{possessor.id}-{years}",
        "provision": "order",
        "debtors": [possessor.id],
        "creditors": [KEEPER],
        "action": f"Destroy {Decimal(share):.0%} of what was declared",
        "measure": {"kind": "quantity", "bases": [f"destroyed/{subject_of(possessor.id)}"], "fraction": share},
        "deadline": {"text": f"{years} years after entry into force", "on": due},
    }


def _manifests(manifests: Iterable[WorldManifest]) -> Iterator[Mapping[str, object]]:
    for one in manifests:
        yield {
            "kind": "manifest",
            "label": one.label,
            "known": one.known.isoformat(),
            "party": one.possessor,
            "documents": [path.name for path in one.paths],
            "body": {"title": one.title},
        }


def _countersignatures(manifests: Iterable[WorldManifest]) -> Iterator[Mapping[str, object]]:
    """Yield what inspectors confirm, a month later: every row, but of what is amended afterwards."""
    for one in manifests:
        if not one.label.endswith("late-amendment"):
            yield {
                "kind": "countersignature",
                "label": f"{one.label}-confirmed",
                "known": (one.known + timedelta(days=30)).isoformat(),
                "party": KEEPER,
                "refers_to": [one.label],
                "body": {},
            }
