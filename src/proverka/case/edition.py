"""An edition of a case for certain readers: a projection that cannot hold what is not for them.

It is made by copying what they may have and nothing else, never by taking out of a copy: the whole log byte for byte,
which is for everybody; of documents and disclosures those up to the readers' class, their own, and what was released
to them. Every commitment stays, and so an edition verifies to the same root as the case.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.cosigned import CHECKPOINTS
from proverka.case.edition_totals import LeftOut, left_out
from proverka.case.entitlement import Logged, documents_for, is_open, logged_of, openings_for, released_to
from proverka.case.figures_told import Sight
from proverka.case.folder import whole_folder
from proverka.case.opened import Case
from proverka.case.openings import OPENINGS, Openings
from proverka.case.policy_file import POLICY_FILE
from proverka.case.readership import Readership, readership
from proverka.case.sealing import UNCLASSIFIED
from proverka.disclosure.disclosure import Disclosure, SealedObject, is_sealed
from proverka.model.errors import Refusal, RefusedError
from proverka.model.reading import decode_json, encode_json
from proverka.record import DocumentStore, Folder

EDITION_FILE = "edition.json"
EDITION_SCHEMA = "proverka/edition/v1"
README_FILE = "README.txt"
CHECKPOINT = "checkpoint"
TILES = "tile"


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an edition says of itself: for whom it is, of which record, and what of it is not there.

    `suppressed` are the entries, by index, whose openings are for these readers and were left out, since with what
    else they see a part would follow that is not. What is withheld is counted and not described.
    """

    schema: str
    readers: str
    highest: str
    origin: str
    size: int
    root: str
    entries_withheld: int
    documents: int
    documents_withheld: int
    suppressed: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition that was made, and, for its maker alone, the withheld entries that follow from others in it.

    Nothing more can be left out against that: the others are in clear in the log, or the readers' own.
    """

    edition: Edition
    revealed: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What the readers of an edition may have: disclosures by entry, documents by name; and what stays closed."""

    openings: Mapping[int, tuple[Disclosure, ...]]
    closed: frozenset[int]
    documents: tuple[str, ...]
    documents_withheld: int
    left_out: LeftOut


def make_edition(case: Case, out: Path, *, readers: str) -> Made:
    """Write the edition of a case for `readers` (`public`, an audience or a party) into the new folder `out`.

    It is written beside its place and moved there whole. Raises RefusedError: unknown-party, already-there,
    meaningless for a place inside the case, wrong-opening, missing-document, wrong-document.
    """
    readership(readers, case.words, case.meaning.policy)
    check_place(case.root, out)
    with whole_folder(out) as staging:
        return write_edition(case, staging, readers=readers)


def write_edition(case: Case, folder: Path, *, readers: str) -> Made:
    """Write the edition of a case for `readers` into an empty folder; raise as `make_edition`, but for the place."""
    readership_ = readership(readers, case.words, case.meaning.policy)
    logged = [*logged_of(case)]
    choice = _choose(case, readership_, logged)
    edition = _write(case, readership_, logged, choice, folder)
    return Made(edition=edition, revealed=tuple(sorted(choice.left_out.revealed)))


def check_place(root: Path, out: Path, *, empty: bool = False) -> None:
    """Refuse (already-there) a place that is taken or in a file, and (meaningless) one inside the case itself.

    A folder with nothing in it is not taken where one may be `empty`.

    Who publishes an edition, or a folder above it, must not publish the case with it.
    """
    taken = next((path for path in (out, *out.parents) if path.exists() or path.is_symlink()), out)
    if (taken == out and not empty) or not taken.is_dir():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected="a folder that does not exist yet",
            got="something of that name" if taken == out else f"{taken}, which is no folder",
            remedy="choose another folder: an edition is never made over another one",
        )
    if out.resolve().is_relative_to(root.resolve()):
        raise RefusedError(
            Refusal.MEANINGLESS,
            where=str(out),
            expected="a folder outside the case",
            got=f"one inside {root}",
            remedy="choose a folder apart from the case, which holds what the edition must not",
        )


def edition_of(root: Path) -> Edition | None:
    """Return what the edition in a folder says of itself; None where it is a whole case; raise MalformedError."""
    raw = Folder(root=root).read(EDITION_FILE, bytes_max=EDITION_BYTES_MAX)
    return None if raw is None else decode_json(raw, Edition, where=EDITION_FILE)


# A list of a million suppressed entries.
EDITION_BYTES_MAX = 1 << 24


def _choose(case: Case, readers: Readership, logged: Sequence[Logged]) -> _Choice:
    released = released_to(case, readers)
    sealed = [one for one in logged if is_sealed(one.envelope.body)]
    openings = {one.index: openings_for(case, readers, one, released.get(one.index, [])) for one in sealed}
    closed = {one.index for one in sealed if not is_open(one, openings[one.index])}
    own = {one.index for one in sealed if one.submission.party == readers.party}
    removable = {index for index, held in openings.items() if held} - own
    sights = {one.index: _sight(one, openings[one.index], removable=one.index in removable) for one in sealed}
    found = left_out(case.entries, case.words, sights)
    documents = documents_for(readers, logged, released)
    here = tuple(sorted(name for name, allowed in documents.items() if allowed and name in case.document_store))
    return _Choice(
        openings={index: held for index, held in openings.items() if held and index not in found.suppressed},
        closed=frozenset(closed | found.suppressed),
        documents=here,
        documents_withheld=len(documents) - len(here),
        left_out=found,
    )


def _sight(one: Logged, held: Sequence[Disclosure], *, removable: bool) -> Sight:
    clear = SealedObject.parse(bytes(one.envelope.body), where=f"entry {one.index}").clear
    opened = frozenset(disclosure.name for disclosure in held)
    return Sight(clear=frozenset(clear), opened=opened, removable=removable)


def _write(case: Case, readers: Readership, logged: Sequence[Logged], choice: _Choice, staging: Path) -> Edition:
    _copy_log(case, staging)
    store = DocumentStore(folder=staging / DOCUMENTS)
    for name in choice.documents:
        case.document_store.check(name)
        store.put_file(case.document_store.path(name))
    openings = Openings(folder=staging / OPENINGS)
    for one in logged:
        if one.index in choice.openings:
            openings.keep(one.submission.text_hash, choice.openings[one.index])
    at = case.log.checkpoint
    edition = Edition(
        schema=EDITION_SCHEMA,
        readers=readers.name,
        highest=readers.highest,
        origin=at.origin,
        size=at.size,
        root=at.root.hex(),
        entries_withheld=len(choice.closed),
        documents=len(choice.documents),
        documents_withheld=choice.documents_withheld,
        suppressed=tuple(sorted(choice.left_out.suppressed)),
    )
    told = msgspec.json.format(encode_json(edition)) + b"\n"
    Folder(root=staging).publish([(EDITION_FILE, told), (README_FILE, _readme(edition, readers))])
    return edition


def _copy_log(case: Case, staging: Path) -> None:
    """Copy what makes the log, and by which it can be trusted: checkpoint, tiles, cosigned checkpoints, policy.

    The checkpoint is the one at which the case was opened: what is appended meanwhile is not of this edition.
    """
    record = staging / RECORD
    record.mkdir()
    checkpoint = case.log.signed_checkpoint.note.raw
    _copy(case.root / RECORD / TILES, record / TILES, _is_tile)
    files = [(f"{RECORD}/{CHECKPOINT}", checkpoint), (POLICY_FILE, (case.root / POLICY_FILE).read_bytes())]
    Folder(root=staging).publish(files)
    if (case.root / CHECKPOINTS).is_dir():
        size = case.log.checkpoint.size
        _copy(case.root / CHECKPOINTS, staging / CHECKPOINTS, lambda name: name.isdecimal() and int(name) <= size)


def _copy(source: Path, target: Path, wanted: Callable[[str], bool]) -> None:
    """Copy the files and folders in a folder whose names are wanted, and nothing else of it."""
    shutil.copytree(source, target, ignore=lambda _, names: [name for name in names if not wanted(name)])


def _is_tile(name: str) -> bool:
    return name == "entries" or name.removeprefix("x").removesuffix(".p").isdecimal()


def _readme(edition: Edition, readers: Readership) -> bytes:
    lower = " or of a lower class" if edition.highest != UNCLASSIFIED else ""
    own = ", what that party submitted itself" if readers.party else ""
    suppressed = ", ".join(map(str, edition.suppressed))
    lines = [
        f"This is an edition of the record {edition.origin}, for: {edition.readers}.",
        f"It holds what is {edition.highest.replace('_', ' ')}{lower}{own}, and what was released to these readers.",
        "",
        f"Log: all {edition.size} entries, root {edition.root}.",
        f"Entries whose bodies are withheld in whole or in part: {edition.entries_withheld}.",
        f"Documents here: {edition.documents}; withheld: {edition.documents_withheld}.",
        f"Suppressed, since a withheld part would follow from them: entries {suppressed}."
        if suppressed
        else "Suppressed: none.",
        "",
        "What is withheld is committed to in the log and can be opened later. The edition verifies to the same root as",
        "every other one: proverka verify FOLDER, or any program that reads a C2SP tlog-tiles log.",
    ]
    return "".join(f"{line}\n" for line in lines).encode()
