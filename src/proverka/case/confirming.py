"""Statements found in articles that a person has confirmed: what of a file of drafts may be submitted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from proverka.case.draft import Draft, draft_of_plain
from proverka.case.folder import TEXT_BYTES_MAX, decode_text, parse_toml, read_limited
from proverka.case.opened import Case
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.submission import Source, Statement
from proverka.record.web import is_address
from proverka.sources.excerpt import QUOTED_WORDS_MAX, words_in
from proverka.sources.likeness import folded_words

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
# What of a statement is shown to people as it stands.
_SHOWN = ("speaker", "text", "role", "relay", "venue", "quote", "condition")
# Controls of terminals and of the direction of writing, and characters without any width.
_DECEIVING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
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
    QUOTED_WORDS_MAX words, bad-value for characters that deceive, meaningless for what no statement can be.
    """
    data = read_limited(path, TEXT_BYTES_MAX, remedy="name a file that proverka read --drafts has written")
    entries = parse_toml(decode_text(data, where=path.name), where=path.name).get("entries")
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
    """Refuse what would make a speaker of an agency or an outlet, what deceives, and a quotation of many words."""
    _check_readable(draft, body, where)
    source = draft.source or Source()
    if folded_words(body.speaker) in {folded_words(name) for name in _carriers(body, source.outlet)}:
        raise _form(
            f"{where}: body.speaker",
            "who spoke, which is neither an agency that carried it nor an outlet that printed it",
            body.speaker,
            "name who spoke; where an agency itself did, leave the relay empty",
            refusal=Refusal.MEANINGLESS,
        )
    for url in filter(None, (source.url, *(one.url for one in body.also))):
        if not is_address(url):
            raise _form(
                f"{where}: url", "an address that begins with http:// or https://", url, "correct it, or leave it"
            )
    if words_in(body.quote) > QUOTED_WORDS_MAX:
        raise _form(
            f"{where}: body.quote",
            f"at most {QUOTED_WORDS_MAX} quoted words",
            f"{words_in(body.quote)} words",
            "quote fewer, and tell the rest in your own words",
            refusal=Refusal.TOO_LARGE,
        )


def _carriers(body: Statement, outlet: str) -> Iterator[str]:
    yield from (body.relay, outlet)
    for one in body.also:
        yield from (one.relay, one.outlet)


def _check_readable(draft: Draft, body: Statement, where: str) -> None:
    """Refuse (bad-value) characters that hide, turn or colour what a person sees: they can show one name as another."""
    outlet = draft.source.outlet if draft.source else ""
    shown = {
        "label": draft.label,
        "note": draft.note,
        "outlet": outlet,
        **{f"body.{name}": getattr(body, name) for name in _SHOWN},
        **{f"body.also: {one.outlet}": f"{one.outlet}{one.relay}" for one in body.also},
    }
    for name, text in shown.items():
        found = _DECEIVING.search(text)
        if found:
            raise _form(
                f"{where}: {name}",
                "characters that are seen as they stand",
                f"the character U+{ord(found[0]):04X} in {text!r}",
                "take it out",
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
