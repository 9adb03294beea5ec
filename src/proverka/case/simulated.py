"""A simulated world as a case: its tables handed in, year by year, by those who made them."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from proverka.case.authored import AuthoredCase, check_drafts
from proverka.case.building import build_case
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
    WorldTable,
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
    items = max(len(POSSESSORS), round(movements / MOVEMENTS_OF_AN_ITEM))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.tables.") as name:
        world = write_world(Path(name), items=items, seed=seed, faults=faults, progress=progress)
        words = with_keys(_words(seed), demonstration_keyring(_words(seed)))
        drafts = tuple(sorted(_drafts(world.tables), key=lambda draft: (draft.submitted_at, draft.label)))
        meaning = Meaning(words)
        check_drafts(drafts, meaning)
        authored = AuthoredCase(folder=CaseFolder(Path(name)), words=words, drafts=drafts, meaning=meaning)
        return build_case(authored, out, demonstration_keyring(words)), world.planted


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
        subjects=(Subject(id=SUBJECT, name="Declared agents", kind="material", unit="tonne"),),
        bases=tuple(
            Basis(
                id=f"{name.replace(' ', '-')}/{SUBJECT}",
                name=f"{name}, of all declared",
                disposition=name,
                subject=SUBJECT,
            )
            for name in DISPOSITIONS
        ),
        final=FINAL,
    )


def _drafts(tables: Iterable[WorldTable]) -> Iterator[Draft]:
    for table in tables:
        plain = {
            "kind": "manifest",
            "label": f"{table.possessor}-{table.year}",
            "known": table.known.isoformat(),
            "party": table.possessor,
            "documents": [table.path.name],
            "body": {"title": f"Movements of {table.year}"},
        }
        yield draft_of_plain(plain, where=table.path.name)
