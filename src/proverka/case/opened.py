"""A built case as a user holds it: its record, its words, its entries as typed values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from proverka.assessment import EntryRef, entry_ref
from proverka.case.building import DOCUMENTS, RECORD, Chain
from proverka.case.entries import EntryReader
from proverka.case.meaning import Meaning
from proverka.case.openings import OPENINGS, Openings
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.model.collecting import paused_collection
from proverka.model.entry import Entry
from proverka.model.errors import Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.record import DocumentStore, Log, Submission, VerifierKey

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A built case at one checkpoint of its log.

    `entries` are those after the first, in log order, bodies typed; the first is `words`. `documents` are the files
    that they name, by log index. `reader` stands after the last entry: a copy of it says whether something can follow.
    """

    root: Path
    log: Log
    words: Vocabulary
    entries: tuple[Entry[object], ...]
    documents: Mapping[int, tuple[Document, ...]]
    reader: EntryReader

    @property
    def chain(self) -> Chain:
        """The numbering of each party's submissions so far."""
        return self.reader.chain

    @property
    def meaning(self) -> Meaning:
        """What all entries together have said: the mandate, the keys, the policy."""
        return self.reader.meaning

    @cached_property
    def refs(self) -> tuple[EntryRef, ...]:
        """Every entry in short, in the order of `entries`."""
        return tuple(entry_ref(entry, self.words) for entry in self.entries)

    @property
    def document_store(self) -> DocumentStore:
        """The files beside the log."""
        return DocumentStore(folder=self.root / DOCUMENTS)

    @property
    def openings(self) -> Openings:
        """The disclosures of sealed entries that are held here."""
        return Openings(folder=self.root / OPENINGS)


def open_case(root: Path, *, progress: Progress | None = None) -> Case:
    """Return the case in a folder that `case build` has made.

    Every entry is checked against its leaf hash, typed, and held against those before it; signatures and the whole
    tree are the work of `verify_case`. Raises RefusedError (not-a-case and what the log refuses) and MalformedError.
    """
    log = Log.open(root / RECORD, log_key(root))
    notes = log.entries()
    reader = EntryReader.opening(first_of(root, notes), disclosures=Openings(folder=root / OPENINGS).readable)
    documents: dict[int, tuple[Document, ...]] = {}
    with paused_collection():
        entries = tuple(_entries(notes, len(log), reader, documents, progress))
    return Case(
        root=root,
        log=log,
        words=reader.words,
        entries=entries,
        documents=documents,
        reader=reader,
    )


def opened_copy(case: Case, root: Path) -> Case:
    """Return the case in a folder to which the log of another was copied; raise as `open_case` does.

    Where nothing is sealed all of it is in the log. Then it is the same case, which need not be read again.
    """
    if case.reader.sealed:
        return open_case(root)
    log = Log.open(root / RECORD, log_key(root))
    assert (len(log), log.checkpoint.root) == (len(case.log), case.log.checkpoint.root), "the log was copied"
    return replace(case, root=root, log=log)


def first_of(root: Path, notes: Iterator[bytes]) -> Submission:
    """Return the first of a record's entries, with which every other is read; refuse (not-a-case) an empty log."""
    first = next(notes, None)
    if first is None:
        raise _not_a_case(root, "an empty log")
    return Submission.parse(first, where="entry 0")


def log_key(root: Path) -> VerifierKey:
    """Return the verifier key of the log: the line `log` of the case's policy.txt."""
    if not (root / POLICY_FILE).is_file() or not (root / RECORD).is_dir():
        raise _not_a_case(root, f"no {POLICY_FILE} or no {RECORD}/ in it")
    logs = read_policy(root / POLICY_FILE).logs
    if len(logs) != 1:
        raise _not_a_case(root, f"{len(logs)} logs in {POLICY_FILE}")
    return logs[0]


def _entries(
    notes: Iterable[bytes],
    size: int,
    reader: EntryReader,
    documents: dict[int, tuple[Document, ...]],
    progress: Progress | None,
) -> Iterator[Entry[object]]:
    for index, raw in enumerate(notes, start=1):
        submission = Submission.parse(raw, where=f"entry {index}")
        envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
        if envelope.documents:
            documents[index] = envelope.documents
        yield reader.read(submission, envelope)
        if progress is not None:
            progress(index, size - 1)


def _not_a_case(root: Path, got: str) -> RefusedError:
    authored = (root / "case.toml").is_file()
    return RefusedError(
        Refusal.NOT_A_CASE,
        where=str(root),
        expected="a built case, with a record/ and a policy.txt",
        got="an authored case, not built yet" if authored else got,
        remedy=f"build it first: proverka case build {root} OUT" if authored else "name the folder of a built case",
    )
