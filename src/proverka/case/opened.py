"""A built case as a user holds it: its record, its words, its entries as typed values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from proverka.case.building import DOCUMENTS, RECORD, VERIFIER_KEYS, Chain
from proverka.case.draft import DRAFT_KINDS
from proverka.case.folder import CaseFolder
from proverka.case.meaning import GENESIS_LABEL
from proverka.case.table import unknown_kind
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.span import Span, utc
from proverka.model.submission import Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.record import DocumentStore, Log, Submission, VerifierKey

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A built case at one checkpoint of its log.

    `entries` are those after the first, in log order, bodies typed; the first is `words`. `chain` numbers
    the next submission of each party.
    """

    root: Path
    log: Log
    words: Vocabulary
    entries: tuple[Entry[object], ...]
    documents: Mapping[int, tuple[str, ...]]
    chain: Chain

    @property
    def document_store(self) -> DocumentStore:
        """The files beside the log."""
        return DocumentStore(folder=self.root / DOCUMENTS)


def open_case(root: Path, *, progress: Progress | None = None) -> Case:
    """Return the case in a folder that `case build` has made.

    Every entry is checked against its leaf hash and typed; signatures and the whole tree are the work of
    `verify_case`. Raises RefusedError (not-a-case and what the log refuses) and MalformedError.
    """
    log = Log.open(root / RECORD, log_key(root))
    notes = log.entries()
    opening = _opening(root, notes)
    words = _words(opening)
    chain = Chain(case=words.case)
    chain.add(opening, GENESIS_LABEL)
    documents: dict[int, tuple[str, ...]] = {}
    entries = tuple(_entries(notes, len(log), chain, documents, progress))
    return Case(root=root, log=log, words=words, entries=entries, documents=documents, chain=chain)


def words_of(root: Path, notes: Iterator[bytes]) -> Vocabulary:
    """Return the words of the case in a folder from the first of its entries."""
    return _words(_opening(root, notes))


def _opening(root: Path, notes: Iterator[bytes]) -> Submission:
    first = next(notes, None)
    if first is None:
        raise _not_a_case(root, "an empty log")
    return Submission.parse(first, where="entry 0")


def log_key(root: Path) -> VerifierKey:
    """Return the verifier key of the log: the first line of the case's vkeys.txt."""
    if not (root / VERIFIER_KEYS).is_file() or not (root / RECORD).is_dir():
        raise _not_a_case(root, f"no {VERIFIER_KEYS} or no {RECORD}/ in it")
    lines = CaseFolder(root).text(VERIFIER_KEYS).splitlines()
    if not lines:
        raise _not_a_case(root, f"an empty {VERIFIER_KEYS}")
    return VerifierKey.parse(lines[0])


def _words(opening: Submission) -> Vocabulary:
    envelope = decode_json(opening.payload, Envelope, where="entry 0")
    words = decode_json(envelope.body, Vocabulary, where="entry 0")
    words.check(where="entry 0")
    if words.case != opening.case or envelope.kind != "genesis":
        raise MalformedError(
            Refusal.WRONG_CASE,
            where="entry 0",
            expected=f"the words of the case {opening.case}",
            got=f"{envelope.kind} of {words.case}",
            remedy="get the record again from a party that holds it whole",
        )
    return words


def _entries(
    notes: Iterable[bytes], size: int, chain: Chain, documents: dict[int, tuple[str, ...]], progress: Progress | None
) -> Iterator[Entry[object]]:
    known_from = None
    for index, raw in enumerate(notes, start=1):
        submission = Submission.parse(raw, where=f"entry {index}")
        envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
        submitted_at = utc(envelope.submitted_at, where=f"entry {index}: submitted_at")
        # The log proves the order of entries: none was known before the one that stands ahead of it.
        known_from = submitted_at if known_from is None else max(known_from, submitted_at)
        if envelope.documents:
            documents[index] = tuple(document.sha256 for document in envelope.documents)
        chain.add(submission, envelope.label)
        yield Entry(
            index=index,
            leaf=chain.places[envelope.label].leaf,
            party=submission.party,
            number=submission.number,
            submitted_at=submitted_at,
            known_from=known_from,
            kind=envelope.kind,
            label=envelope.label,
            span=envelope.effective or Span.day(submitted_at.date()),
            by=envelope.by or submission.party,
            bears_on=envelope.bears_on,
            source=envelope.source,
            confidence=envelope.confidence,
            classification=envelope.classification,
            note=envelope.note,
            references=tuple(reference.index for reference in envelope.references),
            body=body_of(envelope, where=f"entry {index}"),
        )
        if progress is not None:
            progress(index, size - 1)


def body_of(envelope: Envelope, *, where: str) -> object:
    """Return the typed body of an envelope; refuse (unknown-kind) a kind that does not exist."""
    kind = DRAFT_KINDS.get(envelope.kind)
    if kind is None:
        raise unknown_kind(envelope.kind, where)
    return decode_json(envelope.body, kind, where=where)


def _not_a_case(root: Path, got: str) -> RefusedError:
    authored = (root / "case.toml").is_file()
    return RefusedError(
        Refusal.NOT_A_CASE,
        where=str(root),
        expected="a built case, with a record/ and a vkeys.txt",
        got="an authored case, not built yet" if authored else got,
        remedy=f"build it first: proverka case build {root} OUT" if authored else "name the folder of a built case",
    )
