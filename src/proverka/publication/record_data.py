"""The record as data: as many entries to a file as to a page, each with its exact signed text.

A part that is full stays as it is until a later entry speaks of one of its entries. Whoever wants to check it needs no
program of ours: SHA-256 over a zero byte and the text is the leaf, and the leaves make the root of the checkpoint.
"""

from collections.abc import Iterator, Sequence

import msgspec

from proverka.publication.addresses import record_page, record_part
from proverka.publication.data_files import DataFiles, File, json_file
from proverka.publication.datum import DATA, EDITION
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.metadata import CAVEATS, DIALECT, RESOURCE_PROFILE, table_schema
from proverka.publication.record_entry import Mention, RecordEntry
from proverka.publication.safe_csv import TREATMENT
from proverka.reporting.package import LICENCE
from proverka.reporting.table import Column, Table, joined, table_of

FOLDER = f"{DATA}/record"
SCHEMA_FILE = "record/schema.json"

_COLUMNS = (
    Column[RecordEntry]("entry", "integer", "place in the log", lambda e: e.ref.index),
    Column[RecordEntry]("label", "string", "its submitter's own name for it", lambda e: e.ref.label),
    Column[RecordEntry]("kind", "string", "kind", lambda e: e.ref.kind),
    Column[RecordEntry](
        "date", "string", "when it was true or happened: day, month, year or span", lambda e: e.ref.date
    ),
    Column[RecordEntry]("known", "date", "day from which the record knew it", lambda e: e.ref.known),
    Column[RecordEntry]("by", "string", "whose claim or act", lambda e: e.ref.by),
    Column[RecordEntry]("by_name", "string", "its name", lambda e: e.ref.by_name),
    Column[RecordEntry]("text", "string", "what it says, in one line", lambda e: e.ref.text),
    Column[RecordEntry]("tier", "string", "tier of its source", lambda e: e.ref.tier),
    Column[RecordEntry]("source", "string", "address", lambda e: e.ref.source),
    Column[RecordEntry]("leaf", "string", "hash of its leaf in the log, SHA-256 in hex", lambda e: e.ref.leaf),
    Column[RecordEntry]("party", "string", "who submitted it", lambda e: e.party),
    Column[RecordEntry]("number", "integer", "that party's running number", lambda e: e.number),
    Column[RecordEntry]("submitted_at", "string", "when, as the party states it", lambda e: e.submitted_at.isoformat()),
    Column[RecordEntry]("bears_on", "string", "obligations or instruments", lambda e: joined(e.bears_on)),
    Column[RecordEntry]("references", "string", "entries that it refers to", lambda e: joined(e.references)),
    Column[RecordEntry]("corrected_by", "string", "entries that correct it", lambda e: _indexes(e.corrections)),
    Column[RecordEntry]("contested_by", "string", "entries that object to it", lambda e: _indexes(e.objections)),
    Column[RecordEntry]("named_by", "string", "other entries that refer to it", lambda e: _indexes(e.mentions)),
    Column[RecordEntry]("withheld", "integer", "members of it that are sealed", lambda e: e.withheld),
)


def _indexes(mentions: Sequence[Mention]) -> str:
    return joined(mention.index for mention in mentions)


def part_files(data: DataFiles, held: Sequence[RecordEntry]) -> Iterator[File]:
    """Yield the files of one part of the record, whose entries are given."""
    first, last = held[0].ref.index, held[-1].ref.index
    path = f"{FOLDER}/{record_part(first)}"
    yield from data.csv(f"{path}.csv", _table(held), f"Record, entries {first} to {last}", SCHEMA_FILE)
    yield (
        f"{path}.json",
        json_file(
            {
                "schema": "proverka/record-part/v1",
                "edition": f"../{EDITION}",
                "page": f"../../{data.facts.language}/{record_page(first)}",
                "entries": [_told(entry) for entry in held],
            }
        ),
    )


def _table(held: Sequence[RecordEntry]) -> Table:
    return table_of("record", "Record", "Entries of the record, in the order of the log.", _COLUMNS, held)


def _told(entry: RecordEntry) -> dict[str, object]:
    return {
        **msgspec.structs.asdict(entry.ref),
        "party": entry.party,
        "party_name": entry.party_name,
        "number": entry.number,
        "submitted_at": entry.submitted_at,
        "signers": entry.signers,
        "bears_on": entry.bears_on,
        "classification": entry.classification,
        "confidence": entry.confidence,
        "note": entry.note,
        "references": entry.references,
        "documents": entry.documents,
        "corrected_by": entry.corrections,
        "contested_by": entry.objections,
        "named_by": entry.mentions,
        "withheld": entry.withheld,
        "body": entry.body,
        "signed_text": entry.text.decode(),
    }


def folder_files(facts: EditionFacts) -> Iterator[File]:
    """Yield what is told once of all parts: columns, metadata, README. It is the same in every edition."""
    table = _table(())
    yield f"{DATA}/{SCHEMA_FILE}", json_file(table_schema(table))
    yield f"{FOLDER}/metadata.json", json_file(_metadata(table, facts))
    yield f"{FOLDER}/README.md", _README.format(origin=facts.origin, treatment=TREATMENT).encode()


def _metadata(table: Table, facts: EditionFacts) -> dict[str, object]:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": "record",
        "path": f"{record_part(0)}.csv",
        "type": "table",
        "title": "Record",
        "description": f"{table.description} One file to each page; this describes them all.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": table_schema(table),
        "licenses": [LICENCE],
        "page": f"../../{facts.language}/record/index.html",
        "record": facts.origin,
        "edition": f"../{EDITION}",
        "citation": facts.cited("Entry NUMBER", f"{FOLDER}/PART.json", dated=False),
        "caveats": list(CAVEATS),
        "treatment": TREATMENT,
    }


_README = """# Record

Every entry of the record `{origin}`, in the order of its log, as many to a file as to a page. `NNN.csv` has
a row to each entry; `NNN.json` has its body as far as it is in clear, and in `signed_text` what was signed, exactly.

## How to cite

> Entry NUMBER of the record {origin}, leaf LEAF.

The leaf fixes the text of the entry. The checkpoint that fixes all of them is in [../edition.json](../edition.json).

## How to check

The leaf of an entry is SHA-256 over one zero byte and the bytes of `signed_text` (RFC 6962). The log itself lies in
`../../record/` as C2SP tlog-tiles, which other programs read too.

## What to beware of

- An entry says what its party claims. Its standing follows from what others said: `corrected_by`, `contested_by`.
- `known` is the day from which the record knew it; nothing later is part of what was known on a day.
- {treatment}
"""
