"""Governing: which report of a sentence tells whose a quotation is, and which one reports a clause by itself."""

import re
from collections.abc import Sequence

from proverka.sources.attribution.lexicon_tables import Syntax
from proverka.sources.attribution.mentions import Mention
from proverka.sources.attribution.report import Report
from proverka.sources.attribution.sentences import Sentence

# How a sentence ends that is one: a heading or a line of a list reports nothing by itself.
_ENDS = frozenset(".!?…:\"”»'’)")
# What may begin what somebody is said to call, describe or name.
_NAMED = frozenset("PdINCp")
# “saying that”, “saying in a statement that”.
_THAT = re.compile("[aT0odcYLB]{0,5}t")
# “wrote in the New York Times that”.
_WHERE_THAT = re.compile("(?:[aT0]|o[dp]?[DcALBYNM]{1,3}){0,3}t")
# “reported that”, before whom it tells of.
_REPORTED = re.compile("[VG][aT0oLd]{0,4}t$")
# Before a name or a manner of speaking in marks, in characters.
BEFORE_MAX = 24


def governing(text: str, sentence: Sentence, at: int, reports: Sequence[Report]) -> Report | None:
    """Return the report that governs the quotation at a place of a sentence.

    The one right behind it, if the quotation leads up to that; else the nearest before it; else the next behind it.
    """
    before = next((one for one in reversed(reports) if one.at < at), None)
    behind = next((one for one in reports if one.at > at), None)
    if behind is not None and _attached(sentence, at, behind):
        own_clause = not at or sentence.tags[at - 1] in ",;:"
        if before is None or (leads_on(text, sentence, at) and (own_clause or not before.personal)):
            return behind
    if before is None and behind is not None and not leads_on(text, sentence, at) and not _apart(sentence, at, behind):
        return None
    return before if before is not None else behind


def beside(text: str, sentence: Sentence, at: int, mentions: Sequence[Mention]) -> Report | None:
    """Return who stands before a colon and the quotation, or right behind it, where no verb is known to report."""
    tags = sentence.tags
    spoken = [one for one in mentions if one.kind in ("person", "role", "pronoun")]
    clause = tags.rfind(",", 0, at) + 1
    begins = next((one for one in spoken if one.first == clause), None)
    begins = begins or next((one for one in mentions if one.kind == "document" and one.after == at - 1), None)
    if at and tags[at - 1] == ":" and begins is not None:
        return Report(lemma="", at=at - 1, speakers=(begins,), rule="before a colon")
    behind = next((one for one in spoken if at < one.first <= at + 2 and one.kind != "role"), None)
    if behind is None or not leads_on(text, sentence, at):
        return None
    between, following = tags[at + 1 : behind.first], tags[behind.after : behind.after + 1]
    # “…,” Lavrov snapped; “…,” snapped Lavrov.
    if between == "c" or (between in ("", ",", ";", "-") and following in ("c", "a", ",") and "V" not in tags):
        return Report(lemma="", at=behind.first, speakers=(behind,), rule="behind the quotation")
    return None


def leads_on(text: str, sentence: Sentence, at: int) -> bool:
    """Whether a quotation ends as one whose speaker is named next: with a comma, or a mark of its own."""
    stretch = sentence.atoms[at].stretch
    assert stretch is not None, "asked of quotations only"
    return text[stretch.inner.end - 1] in ",?!…—-" or sentence.tags[at + 1 : at + 2] in (",", ";")


def is_named(text: str, sentence: Sentence, at: int, phrases: tuple[str, ...]) -> bool:
    """Whether a stretch in marks is a name or a manner of speaking, as `phrases` before it tell: “the so-called …”."""
    start = sentence.atoms[at].start
    before = text[max(sentence.passage.start, start - BEFORE_MAX) : start]
    return before.strip().lower().endswith(phrases)


def is_whole(text: str, sentence: Sentence) -> bool:
    """Whether a sentence ends as one."""
    return text[sentence.passage.end - 1] in _ENDS or sentence.atoms[-1].stretch is not None


def reports_beside(sentence: Sentence, report: Report, syntax: Syntax) -> bool:
    """Whether a participle reports something of its own: “adding that …”, “calling it a success”."""
    tags = sentence.tags[report.at + 1 :]
    return _THAT.match(tags) is not None or (report.lemma in syntax.naming and tags[:1] in ("P", "d", "I"))


def reports_clause(sentence: Sentence, report: Report, syntax: Syntax, *, alone: bool) -> bool:
    """Whether a report without a quotation reports anything: an uncertain verb only where more tells so.

    `alone` says that nothing else in the sentence reports.
    """
    tags = sentence.tags
    next_, following = tags[report.at + 1 : report.at + 2], tags[report.at + 1 :].lstrip("aT0oL,")[:1]
    before = tags[report.first - 1] if report.first else ""
    # “the chemicals that Syria declared”, “if the Kremlin believes”
    declared = before in ("t", "w") and following != "t" and _REPORTED.search(tags[: report.first]) is None
    if declared or (before == "b" and sentence.atoms[report.first - 1].value in syntax.conditions):
        return False
    if before in (",", ";") and next_ in ("", ".", ","):
        return True  # “…, the minister noted.”
    if report.lemma in syntax.naming and (following in _NAMED or "s" in tags[report.at :]):
        return True
    if report.lemma in syntax.relaying and _by_inspectors(report, closing=tags[report.at + 1 :] in ("", ".")):
        return True
    if report.lemma in syntax.uncertain and not report.behind:
        told = following == "t" or _WHERE_THAT.match(tags[report.at + 1 :]) is not None
        return told or _offers(sentence, report, syntax) or _of_a_person(sentence, report)
    # “who had asked for the debate” tells of somebody, where another verb of the sentence reports.
    return bool(report.lemma) and not (tags[: report.at].rstrip("ah").endswith("w") and not alone)


def _of_a_person(sentence: Sentence, report: Report) -> bool:
    """Whether a clause follows that begins with a person's pronoun: “claimed he was ready”."""
    after = sentence.atoms[report.at + 1 : report.at + 2]
    return bool(after) and after[0].tag == "P" and sentence.tags[report.at + 2 : report.at + 3] in tuple("xhVc")


def _by_inspectors(report: Report, *, closing: bool) -> bool:
    """Whether “reported” is what its subject did itself, or what a carrier did at the end of the sentence."""
    return closing or not any(one.kind in ("carrier", "pronoun") for one in report.speakers)


def _offers(sentence: Sentence, report: Report, syntax: Syntax) -> bool:
    following = sentence.atoms[report.at + 1] if report.at + 1 < len(sentence.atoms) else None
    return report.lemma == "offer" and following is not None and following.value == syntax.infinitive


def _apart(sentence: Sentence, at: int, report: Report) -> bool:
    """Whether a report behind a quotation stands by itself: “…, Lavrov said”, not “what Lavrov said was …”."""
    between = sentence.tags[at + 1 : report.first]
    return not between or between[-1] in ",;:-()a&brRQ"


def _attached(sentence: Sentence, at: int, report: Report) -> bool:
    """Whether a report stands right behind a quotation: “…,” said Lavrov; “…,” the minister said; “…,” he added."""
    return all(tag in ",;-a" for tag in sentence.tags[at + 1 : report.first])
