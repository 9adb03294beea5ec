"""A case as its authors keep it: a folder of TOML and CSV, from which a record is built.

case.toml            the vocabulary
mandate/*.toml       instruments, in file-name order
evidence/*.csv       one table to a kind
evidence/*.toml      submissions with nested bodies
aliases/*.toml       how articles name what the case is about, one file to a language
documents/*          files that submissions name
keys/*.key           private keys, unless the case is a demonstration
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proverka.case.alias_tables import check_alias_tables
from proverka.case.draft import Draft, draft_of_instrument, drafts_of_entries, drafts_of_table
from proverka.case.drawing import check_lists
from proverka.case.folder import CaseFolder, too_large
from proverka.case.keyring import demonstration_keyring, with_keys
from proverka.case.meaning import Meaning
from proverka.case.revising import Said
from proverka.case.sealing import check_clear, check_sealable, sealing_of
from proverka.model.errors import Refusal, RefusedError
from proverka.model.inspecting import InspectionPlan
from proverka.model.reading import convert
from proverka.model.vocabulary import Vocabulary

Progress = Callable[[int, int], None]


# An entry of the log holds 65,535 bytes; header, references, source and several signatures need a few thousand.
BODY_BYTES_MAX = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredCase:
    """A case folder, read and checked: its words, its drafts in the order of their submission, and what they say."""

    folder: CaseFolder
    words: Vocabulary
    drafts: tuple[Draft, ...]
    meaning: Meaning


def read_authored(root: Path) -> AuthoredCase:
    """Return the case in a folder; refuses everything that could not be meant in its record."""
    folder = CaseFolder(root)
    if not (root / "case.toml").is_file():
        raise RefusedError(
            Refusal.NOT_A_CASE,
            where=str(root),
            expected="a case folder, with a file case.toml",
            got="no case.toml in it",
            remedy="name the folder of a case, or make one with: proverka case new FOLDER",
        )
    words = convert(folder.toml("case.toml"), Vocabulary, where="case.toml")
    words.check(where="case.toml")
    if words.keys == "demonstration":
        words = with_keys(words, demonstration_keyring(words))
    drafts = tuple(sorted(_drafts(folder), key=_submission_order))
    meaning = Meaning(words, keys_known=words.keys == "demonstration")
    check_drafts(drafts, meaning)
    check_alias_tables(folder, words, meaning.mandate)
    return AuthoredCase(folder=folder, words=words, drafts=drafts, meaning=meaning)


def _drafts(folder: CaseFolder) -> Iterable[Draft]:
    for name in folder.names("mandate/*.toml"):
        yield draft_of_instrument(folder, name)
    for name in folder.names("evidence/*.toml"):
        yield from drafts_of_entries(folder, name)
    for name in folder.names("evidence/*.csv"):
        yield from drafts_of_table(folder, name, PurePosixPath(name).stem)


def _submission_order(draft: Draft) -> tuple[object, ...]:
    """By the instant of submission; on one instant instruments first, and what refers to others last.

    The sort keeps the order of files and rows for the rest.
    """
    return (draft.submitted_at, draft.kind != "instrument", bool(draft.refers_to))


def check_drafts(drafts: Iterable[Draft], meaning: Meaning) -> None:
    """Refuse the first draft that cannot be meant after those before it."""
    for draft in drafts:
        accept_draft(draft, meaning)
    meaning.check_nothing_ahead()


def accept_draft(draft: Draft, meaning: Meaning) -> None:
    """Check one draft against what was said before, and remember it.

    What would not fit into an entry of the log with its header and signature is refused (too-large) here already.
    """
    size = len(bytes(draft.body_json)) + len(draft.note.encode())
    if size > BODY_BYTES_MAX:
        raise too_large(
            f"{draft.where}: {draft.label}", size, BODY_BYTES_MAX, "split it, or attach the long part as a document"
        )
    _check_secrets(draft, meaning)
    if isinstance(draft.body, InspectionPlan):
        names = [PurePosixPath(one.file).name for one in draft.attachments if not one.table]
        check_lists(draft.body, names, where=f"{draft.where}: {draft.label}")
    meaning.accept(
        where=draft.where,
        kind=draft.kind,
        label=draft.label,
        party=draft.party,
        by=draft.by,
        submitted_at=draft.submitted_at,
        effective=draft.effective,
        bears_on=draft.bears_on,
        refers_to=_referred(draft, meaning.said),
        signers=frozenset({draft.party, *draft.countersigned_by}),
        body=draft.body if draft.seal is None else sealing_of(draft.kind, bytes(draft.body_json)),
    )


def _check_secrets(draft: Draft, meaning: Meaning) -> None:
    """Refuse what would stand in clear above unclassified, what cannot be sealed, and a sealed body without meaning."""
    where = f"{draft.where}: {draft.label}"
    if draft.seal is None:
        check_clear(draft.classification, where=where)
        return
    check_sealable(draft.kind, bytes(draft.body_json), draft.seal or None, where=where)
    meaning.check_opened(
        draft.body,
        bears_on=draft.bears_on,
        effective=draft.effective,
        submitted_at=draft.submitted_at,
        where=where,
    )


def _referred(draft: Draft, said: Mapping[str, Said]) -> tuple[Said, ...]:
    for label in draft.refers_to:
        if label not in said:
            raise RefusedError(
                Refusal.UNKNOWN_ENTRY,
                where=f"{draft.where}: {draft.label}: refers_to",
                expected="the label of a submission made before",
                got=repr(label),
                remedy="correct the label, or the dates, so that what is referred to comes first",
            )
    return tuple(said[label] for label in draft.refers_to)
