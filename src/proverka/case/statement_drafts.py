"""Drafts of statements that were found in articles: a TOML file for a person to correct, to confirm, and to submit.

Nothing in it counts before a person has written a paraphrase and set `confirmed = true`; see `case.confirming`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from proverka.sources.analysis import Reading
from proverka.sources.proposal import Proposal

# So much of a version's SHA-256 tells the articles of one case apart, and stays short enough to be read out.
_HASH_CHARACTERS = 8
# Enough of the words to find the place in the article.
_SHOWN_CHARACTERS = 90

_HEADER = """\
# Statements found in articles, for a person to correct and to confirm. Nothing here is evidence yet.
#
# For each that should stand in the record: read it in its article, correct what is wrong, write `text`, a paraphrase in
# your own words, and set `confirmed = true`. What stays unconfirmed is left out. Then: proverka confirm CASE FILE
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
    """Return a TOML file of `[[entries]]`, one for each proposal, none confirmed; the same values give the same text."""
    entries = ["\n".join(_entry(reading, one, terms)) for reading, proposals in found for one in proposals]
    return "\n\n".join((_HEADER.rstrip("\n"), *entries)) + "\n"


def _entry(reading: Reading, proposal: Proposal, terms: DraftTerms) -> Iterator[str]:
    found = proposal.statement
    yield "[[entries]]"
    yield f"# {_comment(_beginning(reading, proposal))}"
    for doubt in proposal.doubts:
        yield f"# {_comment(doubt)}"
    yield "confirmed = false"
    common = {
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
    }
    body = {
        "speaker": proposal.speaker,
        "text": "",
        "role": proposal.role,
        "relay": found.relay,
        "quote": proposal.quote,
        "quotation": found.quotation,
        "claim": found.claim.kind,
        "stance": found.claim.stance,
        "hedged": found.claim.hedged,
    }
    yield from (f"{name} = {_value(value)}" for name, value in common.items())
    yield from (f"body.{name} = {_value(value)}" for name, value in body.items())


def _beginning(reading: Reading, proposal: Proposal) -> str:
    words = " ".join(proposal.passage.of(reading.article.text).split())
    shown = words if len(words) <= _SHOWN_CHARACTERS else f"{words[:_SHOWN_CHARACTERS]}…"
    return f"{reading.article.version.name}: {proposal.number}: {shown}"


def _comment(text: str) -> str:
    """Return a text as it may stand in a comment of TOML: in one line, without characters that TOML forbids there."""
    return "".join(c if c.isprintable() else " " for c in text)


def _value(value: object) -> str:
    """Return a value in TOML; a text as a basic string, whose escapes JSON shares but for the one of DELETE."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
