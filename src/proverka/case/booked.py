"""The book of a case: the tables of its manifests, as far as they stand, and what was countersigned of each row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath

from proverka.assessment import end_of, known_at
from proverka.book import BookStatement, Breach, Excepted, Ledger, RowRef, Segment, Terms, statement_of
from proverka.book.checks import Progress
from proverka.book.ledger import Standing
from proverka.book.table_file import PARQUET_TYPE
from proverka.case.meaning import MANIFEST_KIND
from proverka.case.opened import Case
from proverka.fleet import Executor, strike
from proverka.inventory.standing import Evidence, Held
from proverka.model.quantity import GRAMS_IN
from proverka.model.submission import Countersignature, Document, Manifest, RowException
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a party confirmed of a manifest: in which entry, whether its word verifies, and which rows it excepted.

    One that is contested confirms nothing any longer; what it excepted stays excepted.
    """

    party: str
    entry: int
    verifies: bool
    contested: bool
    exceptions: tuple[RowException, ...]


def ledger_of(case: Case, known: date = date.max) -> Ledger:
    """Return the book of a case as known on a day: the tables of its manifests, but of those that were taken back.

    Raises RefusedError (missing-document) for a table that is not there, and as `Ledger.over` does.
    """
    return Ledger.over(segments_of(case, known))


def book_of(
    case: Case, *, as_of: date, known: date, executor: Executor | None = None, progress: Progress | None = None
) -> BookStatement:
    """Return what the tables of a case say as of a day and as known on one; nothing where it has none.

    The same to the byte whether this process asks or those of an `executor` do. Raises as `ledger_of` and `strike` do.
    """
    if not any(entry.kind == MANIFEST_KIND for entry in case.entries):
        return BookStatement()
    terms, before = terms_of(case, known), end_of(as_of)
    if executor is not None:
        stated = strike(segments_of(case, known), terms, executor, as_of=before, progress=progress)
    else:
        with ledger_of(case, known) as ledger:
            stated = statement_of(ledger, terms, as_of=before, progress=progress)
    return replace(stated, breaches=(*stated.breaches, *_nowhere(case, known)))


def breaches_of(case: Case, known: date) -> Sequence[Breach]:
    """Return what does not fit in the tables of a case, as known on a day."""
    return book_of(case, as_of=known, known=known).breaches


def terms_of(case: Case, known: date) -> Terms:
    """Return what the book of a case is held against, as known on a day."""
    weighed = tuple(subject.id for subject in case.words.subjects if subject.unit in GRAMS_IN)
    return Terms(known=end_of(known), final=tuple(case.words.final), weighed=weighed)


def segments_of(case: Case, known: date = date.max) -> list[Segment]:
    """Return the tables of a case that count as known on a day, in log order; raise as `ledger_of` does."""
    return [segment for segments in _segments(case, known) for segment in segments]


def _segments(case: Case, known: date) -> Iterator[list[Segment]]:
    """Yield the tables of each manifest, in log order."""
    for held, confirmations in _confirmed(case, known):
        yield [
            Segment(
                path=case.document_store.standing(one.sha256),
                entry=held.index,
                known_from=held.entry.known_from,
                name=one.name,
                party=held.entry.party,
                standing=_standing(held, confirmations),
                confirmed=_confirmed_by(held, confirmations),
                excepted=tuple(_excepted(one.name, confirmations)),
                sha256=one.sha256,
            )
            for one in _tables(case, held.index)
        ]


def _confirmed(case: Case, known: date) -> Iterator[tuple[Held, Sequence[Confirmation]]]:
    """Yield every manifest that stands, with what was confirmed of it: of each party the last that it said."""
    words = case.words
    evidence = Evidence.of(known_at(case.entries, known))
    by_target = _countersignatures(evidence, words)
    for held in evidence.of_kind(MANIFEST_KIND, words):
        if not held.withdrawn and isinstance(held.body, Manifest):
            joint = [
                Confirmation(
                    party=party,
                    entry=held.index,
                    verifies=words.confirms(party),
                    contested=False,
                    exceptions=held.body.exceptions,
                )
                for party in sorted(held.entry.signers - {held.entry.party})
            ]
            yield held, [*joint, *by_target.get(held.index, {}).values()]


def _countersignatures(evidence: Evidence, words: Vocabulary) -> Mapping[int, Mapping[str, Confirmation]]:
    """Return what stands of all countersignatures, by manifest and party."""
    found: dict[int, dict[str, Confirmation]] = {}
    for held in evidence.of_kind("countersignature", words):
        if held.withdrawn or not isinstance(held.body, Countersignature):
            continue
        for target in held.entry.references:
            found.setdefault(target, {})[held.entry.party] = Confirmation(
                party=held.entry.party,
                entry=held.index,
                verifies=words.confirms(held.entry.party),
                contested=held.standing == "contested",
                exceptions=held.body.exceptions,
            )
    return found


def _standing(held: Held, confirmations: Iterable[Confirmation]) -> Standing:
    if held.standing == "claimed" and any(one.verifies and not one.contested for one in confirmations):
        return "verified"
    return held.standing


def _confirmed_by(held: Held, confirmations: Iterable[Confirmation]) -> Mapping[str, int]:
    """Return whose word rows have, and in which entry: of who says so in the manifest, and who confirmed it since."""
    return {held.entry.by: held.index, **{one.party: one.entry for one in confirmations if not one.contested}}


def _excepted(name: str, confirmations: Iterable[Confirmation]) -> Iterator[Excepted]:
    for one in confirmations:
        for rows in one.exceptions:
            if _is_about(rows, name):
                yield Excepted(first=rows.first, last=rows.last or rows.first, entry=one.entry, reason=rows.reason)


def _is_about(rows: RowException, name: str) -> bool:
    """Whether an exception is about a table: by its own name, or by that of the CSV file of which it was made."""
    return not rows.table or PurePath(rows.table).stem == PurePath(name).stem


def _nowhere(case: Case, known: date) -> Iterator[Breach]:
    """Yield the exceptions that are about tables which the manifest does not have."""
    for held, confirmations in _confirmed(case, known):
        names = [one.name for one in _tables(case, held.index)]
        for one in confirmations:
            for rows in one.exceptions:
                if not any(_is_about(rows, name) for name in names):
                    yield Breach(
                        kind="no-such-row",
                        about=held.entry.label,
                        at=_naive(held.entry.known_from),
                        row=RowRef(entry=one.entry, table=rows.table, row=rows.first),
                        expected=f"a table among {', '.join(names) or 'none'}",
                        got=rows.table or "no table at all",
                    )


def _naive(instant: datetime) -> datetime:
    return instant.replace(tzinfo=None)


def _tables(case: Case, index: int) -> list[Document]:
    return [one for one in case.documents.get(index, ()) if one.media_type == PARQUET_TYPE]
