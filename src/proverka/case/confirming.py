"""Statements found in articles that a person has confirmed: what of a file of drafts may be submitted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from proverka.case.draft import Draft, draft_of_plain
from proverka.case.folder import CaseFolder
from proverka.case.opened import Case
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.submission import Statement
from proverka.sources.excerpt import QUOTED_WORDS_MAX, words_in

_STATEMENT = "statement"
# What a person answers for by confirming, and where it stands in the file.
_NEEDED = {
    "party": "who submits it",
    "by": "the party for which it was said, by its id in the case",
    "date": "when it was said or published",
    "body.speaker": "who spoke",
    "body.text": "a paraphrase in your own words",
    "body.claim": "the kind of claim",
}
# A field left empty in the file is one that does not apply.
_EMPTY: tuple[object, ...] = ("", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a file of drafts comes to: the drafts that are confirmed, and how many are left out."""

    drafts: tuple[Draft, ...]
    unconfirmed: int


def read_confirmed(path: Path) -> Confirmed:
    """Return the confirmed statements of a TOML file of `[[entries]]`, as `proverka read --drafts` writes it.

    An entry without `confirmed` is not confirmed. Raises what reading a file of drafts raises; MalformedError:
    missing-field for one that is confirmed without all that a person answers for, too-large for a quote of more than
    QUOTED_WORDS_MAX words, meaningless for what no statement can be.
    """
    folder = CaseFolder(path.parent)
    entries = folder.toml(path.name).get("entries")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _form(path.name, "[[entries]]", "another form", "name a file that proverka read --drafts has written")
    placed = [(f"{path.name}: entry {number}", entry) for number, entry in enumerate(entries, start=1)]
    drafts = tuple(confirmed_draft(entry, where) for where, entry in placed if _is_confirmed(entry, where))
    return Confirmed(drafts=drafts, unconfirmed=len(entries) - len(drafts))


def _is_confirmed(entry: Mapping[str, object], where: str) -> bool:
    said = entry.get("confirmed", False)
    if not isinstance(said, bool):
        raise _form(f"{where}: confirmed", "true or false", repr(said), "write it without quotation marks")
    return said


def confirmed_draft(entry: Mapping[str, object], place: str) -> Draft:
    """Return the draft of a confirmed entry; `place` is where it stands. Raises as `read_confirmed` does."""
    label = entry.get("label")
    where = f"{place} ({label})" if label else place
    plain = {name: value for name, value in entry.items() if name != "confirmed" and value not in _EMPTY}
    body = plain.get("body", {})
    if plain.get("kind") != _STATEMENT:
        raise _form(
            f"{where}: kind", _STATEMENT, repr(plain.get("kind", "")), "submit other kinds with proverka submit"
        )
    if isinstance(body, dict):
        plain["body"] = {name: value for name, value in body.items() if value not in _EMPTY}
    _check_needed(plain, where)
    draft = draft_of_plain(plain, where=place)
    assert isinstance(draft.body, Statement), "the kind says so"
    _check_statement(draft, draft.body, where)
    return draft


def _check_needed(plain: Mapping[str, object], where: str) -> None:
    """Refuse (missing-field) a statement that is confirmed without what a person answers for."""
    body = plain.get("body")
    for name, meaning in _NEEDED.items():
        table = body if name.startswith("body.") else plain
        if not isinstance(table, Mapping) or not str(table.get(name.removeprefix("body."), "")).strip():
            raise MalformedError(
                Refusal.MISSING_FIELD,
                where=f"{where}: {name}",
                expected=meaning,
                got="confirmed = true without it",
                remedy="fill it in, or leave the statement unconfirmed: nobody should guess",
            )


def _check_statement(draft: Draft, body: Statement, where: str) -> None:
    """Refuse what would make a speaker of an agency or an outlet, and a quotation of more than a few words."""
    outlet = draft.source.outlet if draft.source else ""
    if body.speaker in {body.relay, outlet}:
        raise _form(
            f"{where}: body.speaker",
            "who spoke, which is neither the agency that carried it nor the outlet",
            body.speaker,
            "name who spoke; where an agency itself did, leave the relay empty",
            refusal=Refusal.MEANINGLESS,
        )
    if words_in(body.quote) > QUOTED_WORDS_MAX:
        raise _form(
            f"{where}: body.quote",
            f"at most {QUOTED_WORDS_MAX} quoted words",
            f"{words_in(body.quote)} words",
            "quote fewer, and tell the rest in your own words",
            refusal=Refusal.TOO_LARGE,
        )


def already_held(case: Case, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Entry[object]]]:
    """Yield each draft that the record holds already under its label, with its entry.

    Raises RefusedError (duplicate-id) where the entry of that label says something else.
    """
    held = {entry.label: entry for entry in case.entries}
    for draft in drafts:
        entry = held.get(draft.label)
        if entry is None:
            continue
        if (entry.kind, entry.body, entry.bears_on) != (draft.kind, draft.body, draft.bears_on):
            raise RefusedError(
                Refusal.DUPLICATE_ID,
                where=draft.where,
                expected="a statement that the record does not hold yet, or the same one",
                got=f"{draft.label}, which says something else in entry {entry.index}",
                remedy="submit a correction of that entry, or give this one another label",
            )
        yield draft, entry


def _form(where: str, expected: str, got: str, remedy: str, *, refusal: Refusal = Refusal.BAD_VALUE) -> MalformedError:
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)
