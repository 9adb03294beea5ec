"""Nesting: which of the reports of a sentence is the outermost, where one stands in what another one reports."""

from collections.abc import Sequence

from proverka.sources.attribution.report import Report

# What may follow a verb that closes a sentence (“…, Lavrov said on Monday in Geneva.”).
_CLOSING = frozenset("aT0odprcLgDCONBMASRUH.,-&")
# How many words may stand between a verb of a relative clause and the quotation that it reports.
OWN_MAX = 6


def outermost(found: Sequence[Report], tags: str) -> list[Report]:
    """Return the cues that are not part of what another one reports: “Lavrov said that Kerry had promised” is Lavrov's.

    Where a source without a name or a spokesman tells at the end what a person said (“…, an official said”), the words
    stay that person's.
    """
    finite = [one for one in found if one.finite]
    closing = finite[-1] if len(found) > 1 and finite and _closes(finite[-1], tags) else None
    if closing is not None:
        reach = tags[: closing.first]
        inner = [
            one
            for one in found
            if one.at < closing.at
            and (one.personal or (closing.of_a_body and one.unnamed))
            and "Q" in (reach if closing.unnamed else reach[one.at :])
        ]
        if inner:
            return _without_nested([one for one in found if one is not closing], tags)
        return [
            one for one in found if one is closing or one.speakers == closing.speakers or _apart(one, closing, tags)
        ]
    return _without_nested(found, tags)


def _without_nested(found: Sequence[Report], tags: str) -> list[Report]:
    kept: list[Report] = []
    for one in found:
        if kept and _within(kept[-1], one, tags):
            if kept[-1].unnamed and one.personal and "Q" in tags[one.at :]:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _apart(one: Report, closing: Report, tags: str) -> bool:
    """Whether a cue has a clause of its own beside the one that closes the sentence."""
    between = tags[one.at : closing.first]
    return ",&" in between or ",b" in between or (between.endswith("&") and "Q" in between)


def _closes(report: Report, tags: str) -> bool:
    first = report.first
    if not first or tags[first - 1] not in ",-;" or tags[: first - 1].endswith("w"):
        return False
    after = report.speakers[-1].after if report.behind else report.at + 1
    # Something may go on behind it: “…, the minister said, adding that …”.
    return all(tag in _CLOSING for tag in tags[after:].partition(",")[0])


def _of_its_own(report: Report, tags: str) -> bool:
    """Whether a relative clause reports words of its own: “a mayor who said …”, “what Weber called …”."""
    if report.behind or "Q" not in tags[report.at : report.at + 1 + OWN_MAX] or not report.speakers:
        return False
    before = tags[: report.at].rstrip("ahz")
    return before.endswith("w") or (
        tags[report.first - 1 : report.first] == "w" and report.speakers[0].kind == "person"
    )


def _within(outer: Report, inner: Report, tags: str) -> bool:
    """Whether a cue stands in the clause that another one before it reports."""
    if inner.speakers == outer.speakers or _of_its_own(inner, tags):
        return False
    first = outer.first
    if first and tags[first - 1] in "bs" and tags[inner.first - 1] == ",":
        return False  # “As Russia suggested, an official called …”
    between = tags[outer.at + 1 : inner.first]
    if inner.first <= outer.at:
        return False
    return not any(mark in between for mark in (",&", ",b", ";", "Q", "b"))
