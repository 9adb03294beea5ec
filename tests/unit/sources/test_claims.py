"""What a statement claims, as a table: what it is, and the sentence. All sentences are invented.

The left side names the kind (`-` for none), the stance of an assessment, and `hedged` or `denied` where it is so. The
words of the condition stand in braces. Where a sentence holds quotation marks, the words between them are the
statement; a sentence without is an indirect one.
"""

import re

import pytest

from proverka.sources.claims import claim_of
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Quotation

_MARKED = re.compile(r'"([^"]*)"')


def claim(sentence: str, *, quotation: Quotation | None = None, verb: str = "") -> Claim:
    """The claim of the quoted words, of the whole sentence where nothing is quoted."""
    words = tuple(Passage(found.start(1), found.end(1)) for found in _MARKED.finditer(sentence))
    whole = Passage(0, len(sentence))
    kind = quotation or ("direct" if words else "indirect")
    return claim_of(sentence, sentence=whole, words=words or (whole,), quotation=kind, verb=verb)


def told(found: Claim) -> str:
    """A claim as the left side of the table tells it."""
    parts = [found.kind or "-", "" if found.stance == "none" else found.stance]
    return " ".join(filter(None, [*parts, "hedged" * found.hedged, "denied" * found.denied]))


def rows(table: str) -> list[tuple[str, str]]:
    lines = [line.partition(":") for line in table.strip().splitlines()]
    return [(what.strip(), sentence.strip()) for what, _, sentence in lines]


DIRECT = rows("""
    threat: "All options remain on the table."
    threat: "{If the deadline is missed}, there will be consequences."
    demand: "The rebels must be punished."
    allegation hedged: "There are serious concerns that the militia may possess such weapons."
    commitment: "We will hand over the list."
    plan: "The conference will be held in the spring."
    assessment favourable: "The government has been cooperating with the experts."
    assessment critical: "We are not satisfied with the pace."
    precondition denied: "There can be no preconditions for these talks."
    report: "Two sites were visited."
""")


@pytest.mark.parametrize(("what", "sentence"), DIRECT)
def test_direct(what: str, sentence: str):
    plain = sentence.replace("{", "").replace("}", "")
    condition = re.search(r"\{(.*)\}", sentence)
    found = claim(plain)
    assert told(found) == what
    assert (found.condition.of(plain) if found.condition else "") == (condition[1] if condition else "")
