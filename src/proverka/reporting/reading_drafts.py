"""Drafts of statements that were found in articles: a TOML file for a person to correct, to confirm, and to submit.

Nothing in it counts before a person has written a paraphrase and set `confirmed = true`. The page of an article holds
the same values in its forms, and writes the same file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from proverka.sources.analysis import Reading
from proverka.sources.proposal import Proposal, Reprint

Value = str | bool | int | date | tuple[str, ...] | tuple[Mapping[str, str | int], ...]

# So much of a version's SHA-256 tells the articles of one case apart, and stays short enough to be read out.
_HASH_CHARACTERS = 8
# Enough of the words to find the place in the article.
_SHOWN_CHARACTERS = 90

HEADER = """\
# Statements found in articles, for a person to correct and to confirm. Nothing here is evidence yet.
#
# For each that should stand in the record: read it in its article, correct what is wrong, write body.text, a paraphrase
# in your own words, and set confirmed = true. What stays unconfirmed is left out. Then: proverka confirm CASE FILE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTerms:
    """What every draft of one reading has: how its labels begin, when the record learns of it, who submits it."""

    label_prefix: str = "READ"
    known: date
    party: str = ""


def label_of(terms: DraftTerms, reading: Reading, proposal: Proposal) -> str:
    """Return the label of a draft: the same whenever the same version of an article is read."""
    return f"{terms.label_prefix}-{reading.article.version.sha256[:_HASH_CHARACTERS]}-{proposal.number}"


def drafts_toml(found: Iterable[tuple[Reading, Sequence[Proposal]]], terms: DraftTerms) -> str:
    """Return a TOML file of `[[entries]]`, none confirmed; equal values give equal text.

    There is one for each proposal, without those that another article prints more fully.
    """
    own = ((reading, one) for reading, proposals in found for one in proposals if one.same_as is None)
    entries = ["\n".join(_entry(reading, one, terms)) for reading, one in own]
    return "\n\n".join((HEADER.rstrip("\n"), *entries)) + "\n"


def draft_values(reading: Reading, proposal: Proposal, terms: DraftTerms) -> Mapping[str, Value]:
    """Return the fields of a draft by their keys in TOML, in their order; empty is what a person has to fill in."""
    found = proposal.statement
    return {
        "kind": "statement",
        "label": label_of(terms, reading, proposal),
        "known": terms.known,
        "party": terms.party,
        "by": proposal.by,
        "date": str(proposal.date or ""),
        "bears_on": proposal.bears_on,
        "url": proposal.url,
        "outlet": proposal.outlet,
        "tier": "E",
        "note": "",
        "body.speaker": proposal.speaker,
        "body.text": "",
        "body.role": proposal.role,
        "body.relay": found.relay,
        "body.quote": proposal.quote,
        "body.quotation": found.quotation,
        "body.claim": found.claim.kind,
        "body.stance": found.claim.stance,
        "body.hedged": found.claim.hedged,
        "body.denied": found.claim.denied,
        "body.condition": proposal.condition,
        "body.passage.sha256": reading.article.version.sha256,
        "body.passage.start": proposal.passage.start,
        "body.passage.end": proposal.passage.end,
        "body.also": tuple(_also(one) for one in proposal.also),
    }


def _also(one: Reprint) -> Mapping[str, str | int]:
    return {
        "outlet": one.outlet,
        "url": one.url,
        "relay": one.relay,
        "passage.sha256": one.sha256,
        "passage.start": one.passage.start,
        "passage.end": one.passage.end,
    }


def comment_of(reading: Reading, proposal: Proposal) -> str:
    """Return what tells a person which statement a draft is of: the file, its number there, its first words."""
    words = " ".join(proposal.passage.of(reading.article.text).split())
    shown = words if len(words) <= _SHOWN_CHARACTERS else f"{words[:_SHOWN_CHARACTERS]}…"
    return _comment(f"{reading.article.version.name}: {proposal.number}: {shown}")


def _entry(reading: Reading, proposal: Proposal, terms: DraftTerms) -> Iterator[str]:
    yield "[[entries]]"
    yield f"# {comment_of(reading, proposal)}"
    for other in proposal.also:
        yield f"# {_comment(f'also printed by {other.outlet}')}"
    for doubt in proposal.doubts:
        yield f"# {_comment(doubt)}"
    yield "confirmed = false"
    for key, value in draft_values(reading, proposal, terms).items():
        yield f"{key} = {toml_value(value)}"


def _comment(text: str) -> str:
    """Return a text as it may stand in a comment of TOML: in one line, without characters that TOML forbids there."""
    return "".join(c if c.isprintable() else " " for c in text)


def toml_value(value: Value | Mapping[str, str | int]) -> str:
    """Return a value in TOML; a text as a basic string, whose escapes JSON shares but for the one of DELETE."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {toml_value(one)}' for key, one in value.items())} }}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
