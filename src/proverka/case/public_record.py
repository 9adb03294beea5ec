"""The entries of a public edition, one after another, as its pages show them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import msgspec

from proverka.assessment import EntryRef
from proverka.case.opened import Case
from proverka.case.showing import opened_members
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.publication.record_entry import Mention, RecordEntry
from proverka.record import Submission

GENESIS = "genesis"
_BODIES = json.JSONDecoder(parse_float=Decimal)


@dataclass(frozen=True)
class PublicRecord:
    """The record of an opened case, the first entry included, each with what was said of it later."""

    case: Case

    def entries(self, first: int = 0, end: int | None = None) -> Iterator[RecordEntry]:
        """Yield entries from `first` up to but without `end` (all), in the order of the log."""
        case, named = self.case, self._mentions
        for index, text in enumerate(case.log.entries(first, end), start=first):
            submission = Submission.parse(text, where=f"entry {index}")
            # What was read when the case was opened.
            envelope = decode_json(msgspec.Raw(submission.payload), Envelope, where=f"entry {index}")
            opened, withheld = opened_members(case, submission, envelope)
            body = _BODIES.decode(bytes(envelope.body).decode())
            for name, value in opened.items():
                body[name] = _BODIES.decode(bytes(value).decode())
            corrections, objections, mentions = (tuple(named[kind, index]) for kind in ("correction", "objection", ""))
            yield RecordEntry(
                ref=case.refs[index - 1] if index else _first(submission, envelope, case),
                party=submission.party,
                party_name=case.words.name(submission.party),
                number=submission.number,
                submitted_at=envelope.submitted_at,
                signers=tuple(line.name for line in submission.note.signatures),
                bears_on=envelope.bears_on,
                classification=envelope.classification,
                confidence=envelope.confidence,
                note=envelope.note,
                references=tuple(r.index for r in envelope.references),
                documents=envelope.documents,
                body=body,
                withheld=withheld,
                corrections=corrections,
                objections=objections,
                mentions=mentions,
                text=text,
            )

    @cached_property
    def _mentions(self) -> dict[tuple[str, int], list[Mention]]:
        """Who speaks of an entry, by kind (correction, objection, or any other) and by its index."""
        found: dict[tuple[str, int], list[Mention]] = defaultdict(list)
        for entry in self.case.entries:
            kind = entry.kind if entry.kind in ("correction", "objection") else ""
            for index in entry.references:
                found[kind, index].append(Mention(index=entry.index, known=entry.known_day))
        return found


def _first(submission: Submission, envelope: Envelope, case: Case) -> EntryRef:
    """Return the first entry in short: the words and the policy of the case."""
    day = envelope.submitted_at.date()
    return EntryRef(
        index=0,
        label=envelope.label or GENESIS,
        kind=envelope.kind,
        date=str(day),
        known=day,
        by=submission.party,
        source="",
        text=case.words.title,
        by_name=case.words.name(submission.party),
        leaf=submission.leaf_hash.hex(),
    )
