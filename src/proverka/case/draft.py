"""A draft: what a party means to submit, before it is numbered and signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from proverka.case.attachment import Attachment
from proverka.case.folder import CaseFolder
from proverka.case.sealing import ALL, UNCLASSIFIED
from proverka.case.table import COMMON_COLUMNS, Row, read_table, unknown_kind
from proverka.mandate import Instrument
from proverka.model.errors import MalformedError, Refusal
from proverka.model.reading import convert, encode_json
from proverka.model.ruling import RULING_KINDS
from proverka.model.span import Span, utc
from proverka.model.submission import EVIDENCE_KINDS, Classification, Confidence, Correction, Source, Tier


class _Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a draft that every kind has, named as a clerk writes them."""

    label: str
    known: str
    party: str
    date: Span | None = None
    by: str = ""
    bears_on: tuple[str, ...] = ()
    url: str = ""
    outlet: str = ""
    tier: Tier = ""
    confidence: Confidence = ""
    classification: Classification = msgspec.field(default="unclassified", name="class")
    note: str = ""
    refers_to: tuple[str, ...] = ()
    documents: tuple[str | Attachment, ...] = ()
    countersigned_by: tuple[str, ...] = ()
    seal: bool | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One submission in the making. `body` is the typed body; `refers_to` and `attachments` are names yet.

    `countersigned_by` are the parties that sign beside the submitting one: a joint submission. `seal` names the members
    of the body that are sealed: none of them where it is `None`, all where it is empty.
    """

    where: str
    kind: str
    party: str
    label: str
    submitted_at: datetime
    effective: Span | None
    by: str
    bears_on: tuple[str, ...]
    source: Source | None
    confidence: Confidence
    classification: Classification
    note: str
    refers_to: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    countersigned_by: tuple[str, ...]
    seal: tuple[str, ...] | None
    body: object

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the files that it attaches."""
        return tuple(attachment.file for attachment in self.attachments)

    @property
    def body_json(self) -> msgspec.Raw:
        """The body as it will stand in the record."""
        return msgspec.Raw(encode_json(self.body))


# What can be drafted: evidence, the instruments of the mandate, and what rules the record.
DRAFT_KINDS: dict[str, type] = {"instrument": Instrument, **RULING_KINDS, **EVIDENCE_KINDS}


def drafts_of_table(folder: CaseFolder, name: str, kind: str) -> Iterator[Draft]:
    """Yield the drafts of one CSV table; refusals as in `read_table` and `draft_of`."""
    for row in read_table(folder.text(name), kind, where=name):
        yield draft_of(row)


def drafts_of_entries(folder: CaseFolder, name: str) -> Iterator[Draft]:
    """Yield the drafts of a TOML file of `[[entries]]`, each with its kind, common fields and body."""
    data = folder.toml(name)
    entries = data.pop("entries", None)
    if data or not isinstance(entries, list):
        raise _form(name, "[[entries]] and nothing else at the top", ", ".join(data) or type(entries).__name__)
    for number, entry in enumerate(entries, start=1):
        where = f"{name}: entry {number}"
        if not isinstance(entry, dict):
            raise _form(where, "a table", type(entry).__name__)
        yield draft_of_plain(entry, where=where)


def draft_of_plain(entry: Mapping[str, object], *, where: str) -> Draft:
    """Return the draft that plain data (from TOML or JSON) stands for."""
    plain = dict(entry)
    kind, body = plain.pop("kind", ""), plain.pop("body", {})
    if not isinstance(kind, str) or kind not in DRAFT_KINDS:
        raise unknown_kind(str(kind), where)
    if not isinstance(body, dict):
        raise _form(f"{where}: body", "a table", type(body).__name__)
    unknown = [name for name in plain if name not in COMMON_COLUMNS]
    if unknown:
        raise MalformedError(
            Refusal.UNKNOWN_FIELD,
            where=where,
            expected=f"kind, body, or one of {', '.join(COMMON_COLUMNS)}",
            got=", ".join(unknown),
            remedy="move fields of the kind into body, or correct the name",
        )
    label = plain.get("label")
    return draft_of(Row(where=f"{where} ({label})" if label else where, kind=kind, common=plain, body=body))


def draft_of_instrument(folder: CaseFolder, name: str) -> Draft:
    """Return the draft of an instrument file: `[submission]` and `[instrument]`."""
    data = folder.toml(name)
    submission, instrument = data.pop("submission", None), data.pop("instrument", None)
    if data or not isinstance(submission, dict) or not isinstance(instrument, dict):
        raise _form(name, "[submission] and [instrument]", ", ".join(data) or "one of them missing")
    common = {"label": instrument.get("id", ""), "date": instrument.get("adopted"), **submission}
    return draft_of(Row(where=name, kind="instrument", common=common, body=instrument))


def draft_of(row: Row) -> Draft:
    """Return a row as a draft.

    Raises MalformedError: missing-field, unknown-field, bad-value, bad-date, percentage-without-basis,
    meaningless.
    """
    common = convert(_with_text_of_known(row.common), _Common, where=row.where)
    told = common.url or common.outlet
    source = Source(url=common.url, outlet=common.outlet, tier=common.tier) if told else None
    return Draft(
        where=row.where,
        kind=row.kind,
        party=common.party,
        label=common.label,
        submitted_at=_instant(common.known, row.where),
        effective=common.date,
        by="" if common.by == common.party else common.by,
        bears_on=common.bears_on,
        source=source,
        confidence=common.confidence,
        classification=common.classification,
        note=common.note,
        refers_to=common.refers_to,
        attachments=tuple(Attachment(file=d) if isinstance(d, str) else d for d in common.documents),
        countersigned_by=common.countersigned_by,
        seal=_members_to_seal(common),
        body=_body(row),
    )


def _members_to_seal(common: _Common) -> tuple[str, ...] | None:
    """Return the members that a clerk wants sealed; where nothing is said of it, all of a body above unclassified."""
    seal = common.classification != UNCLASSIFIED if common.seal is None else common.seal
    if isinstance(seal, bool):
        return () if seal else None
    return () if seal == (ALL,) else seal


def _body(row: Row) -> object:
    """Return the typed body; a correction's replacement stays as the JSON that its field holds."""
    plain = {name: value for name, value in row.body.items() if name != "replacement"}
    body: object = convert(plain, DRAFT_KINDS[row.kind], where=row.where)
    if "replacement" not in row.body:
        return body
    if not isinstance(body, Correction):
        return convert(row.body, DRAFT_KINDS[row.kind], where=row.where)
    return msgspec.structs.replace(body, replacement=msgspec.Raw(encode_json(row.body["replacement"])))


def _with_text_of_known(common: Mapping[str, object]) -> Mapping[str, object]:
    """Turn a TOML date or instant into its text, as a CSV cell has it."""
    known = common.get("known")
    return {**common, "known": known.isoformat()} if isinstance(known, date) else common


def _instant(known: str, where: str) -> datetime:
    """Return a day as its first instant in UTC, an instant as it is."""
    try:
        instant = datetime.fromisoformat(known)
    except ValueError as cause:
        raise _known(known, where) from cause
    if len(known) == len("2014-01-31"):
        return instant.replace(tzinfo=UTC)
    if instant.tzinfo is None:
        raise _known(known, where)
    return utc(instant, where=f"{where}: known")


def _known(known: str, where: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_DATE,
        where=f"{where}: known",
        expected="a day as 2014-01-31, or an instant with its offset as 2014-01-31T20:15:00-05:00",
        got=repr(known),
        remedy="write the day on which it was submitted or published in that form",
    )


def _form(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_SYNTAX,
        where=where,
        expected=expected,
        got=got,
        remedy="arrange the file as docs/reference/case-folder.md shows",
    )
