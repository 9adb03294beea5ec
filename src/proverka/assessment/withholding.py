"""What an audit says of entries that are withheld, and of those that were opened and mean nothing."""

from collections.abc import Iterator, Mapping
from datetime import date

from proverka.assessment.result import EntryRef, WithheldResult
from proverka.inventory.standing import Evidence, Held
from proverka.inventory.withheld import basis_of, in_sight, sealed_of
from proverka.model.finding import Finding
from proverka.model.sentence import sentence, term
from proverka.model.vocabulary import Vocabulary


def withheld_as_of(
    evidence: Evidence, words: Vocabulary, as_of: date, refs: Mapping[int, EntryRef]
) -> tuple[WithheldResult, ...]:
    """Return every withheld entry dated up to a day, in log order."""
    return tuple(_withheld(held, words, refs[held.index]) for held in in_sight(evidence, words, as_of))


def _withheld(held: Held, words: Vocabulary, ref: EntryRef) -> WithheldResult:
    body = sealed_of(held.entry)
    basis = basis_of(held.entry)
    return WithheldResult(
        entry=ref,
        classification=held.entry.classification,
        closed=body.withheld,
        shown=tuple(body.members),
        basis=basis,
        basis_name=words.name(basis) if basis else "",
        fault=body.fault,
    )


def opening_findings(evidence: Evidence, words: Vocabulary, as_of: date) -> Iterator[Finding]:
    """Yield a finding for every entry that was opened and cannot be meant, or that repeats another's commitment."""
    for held in in_sight(evidence, words, as_of):
        body = sealed_of(held.entry)
        if body.fault:
            yield Finding(
                rule="sealed-without-meaning",
                severity="discrepancy",
                about=held.entry.by,
                expected=sentence(
                    "a sealed entry of its own, of the kind {kind}, that can be meant once it is opened",
                    kind=term(body.kind),
                ),
                got=sentence("{fault}", fault=body.fault),
                entries=(held.index,),
            )
