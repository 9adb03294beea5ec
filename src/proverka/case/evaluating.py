"""What was opened under a plan against what was drawn: what is missing, what was found, how sure that makes us."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from proverka.assessment import known_at
from proverka.case.folder import decode_text
from proverka.case.lots import drawn_items, items_of
from proverka.case.opened import Case
from proverka.disclosure.disclosure import SALT_BYTES
from proverka.inventory.drawing import Drawing
from proverka.inventory.opened import Evaluated, Opened
from proverka.inventory.standing import Evidence
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.inspecting import InspectionResults, Stratum
from proverka.model.submission import Document

OUTCOMES = ("as_declared", "defect", "inconclusive")
COLUMNS = ("stratum", "item", "outcome", "opened_at", "declared", "measured", "uncertainty", "seal", "note")
NEEDED = ("item", "outcome")


def evaluate(case: Case, drawing: Drawing, known: date) -> list[Evaluated]:
    """Return each stratum of a plan, evaluated by the results that the record held on a day.

    Refuses (out-of-turn) a draw that is not settled, or is void, and what reading its lists and tables refuses.
    """
    if not drawing.settled or not drawing.counts:
        raise RefusedError(
            Refusal.OUT_OF_TURN,
            where=drawing.label,
            expected="a draw that is settled and counts",
            got=f"{', '.join(drawing.reveals) or 'nobody'} revealed",
            remedy="see how far it is: proverka inspect draw",
        )
    drawn = drawing.drawn(case.words.case)
    by_stratum: dict[str, list[str]] = {}
    for one in drawn_items(case, drawing, drawn):
        by_stratum.setdefault(one.stratum, []).append(one.item)
    opened = opened_under(case, drawing, known)
    return [
        _evaluated(
            stratum,
            by_stratum.get(stratum.stratum, []),
            frozenset(items_of(case, drawing, stratum)),
            _by_item(one for one in opened if one.stratum == stratum.stratum),
        )
        for stratum in drawing.plan.strata
    ]


def _by_item(opened: Iterable[Opened]) -> dict[str, Opened]:
    """Return the last that was told of each item; a defect stays one until its results are withdrawn."""
    found: dict[str, Opened] = {}
    for one in opened:
        if one.item not in found or found[one.item].outcome != "defect":
            found[one.item] = one
    return found


def opened_under(case: Case, drawing: Drawing, known: date) -> list[Opened]:
    """Return what was opened under a plan as known on a day: of an item told of twice, all that was told, in log order.

    Results that were withdrawn, or are sealed and not opened here, count for nothing. Raises MalformedError:
    unknown-field, missing-field, bad-value, bad-syntax for a table of another form.
    """
    evidence = Evidence.of(known_at(case.entries, known))
    found = []
    for held in evidence.of_kind("inspection_results", case.words):
        if held.withdrawn or not isinstance(held.body, InspectionResults) or drawing.index not in held.entry.references:
            continue
        for document in case.documents.get(held.index, ()):
            if document.name.endswith(".csv") and document.table is None:
                where = f"entry {held.index}: {document.name}"
                found += list(_rows(_text(case, document, where), drawing.plan.strata, held.index, where))
    return found


def _text(case: Case, document: Document, where: str) -> str:
    content = case.document_store.get(document.sha256)
    return decode_text(content[SALT_BYTES if document.salted else 0 :], where=where)


def _rows(text: str, strata: Sequence[Stratum], entry: int, where: str) -> Iterator[Opened]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    columns = list(reader.fieldnames or ())
    _check_columns(columns, where)
    only = strata[0].stratum if len(strata) == 1 else ""
    names = {one.stratum for one in strata}
    try:
        for row in reader:
            line = f"{where}: line {reader.line_num}"
            if None in row or None in row.values():
                raise _bad(Refusal.BAD_SYNTAX, line, f"{len(columns)} cells, as in the header", "another number")
            stratum = row.get("stratum") or only
            if stratum not in names:
                raise _bad(Refusal.BAD_VALUE, line, f"a stratum among {', '.join(sorted(names))}", repr(stratum))
            if row["outcome"] not in OUTCOMES:
                raise _bad(Refusal.BAD_VALUE, line, f"an outcome among {', '.join(OUTCOMES)}", repr(row["outcome"]))
            yield Opened(
                stratum=stratum, item=row["item"], outcome=row["outcome"], entry=entry, note=row.get("note") or ""
            )
    except csv.Error as error:
        expected = "comma-separated values (RFC 4180)"
        raise _bad(Refusal.BAD_SYNTAX, f"{where}: line {reader.line_num}", expected, str(error)) from error


def _check_columns(columns: Sequence[str], where: str) -> None:
    unknown = [name for name in columns if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in columns]
    if unknown:
        raise _bad(Refusal.UNKNOWN_FIELD, f"{where}: line 1", f"columns among {', '.join(COLUMNS)}", ", ".join(unknown))
    if missing:
        raise _bad(Refusal.MISSING_FIELD, f"{where}: line 1", f"the columns {', '.join(NEEDED)}", ", ".join(columns))


def _evaluated(
    stratum: Stratum, drawn: Sequence[str], listed: frozenset[str], opened: Mapping[str, Opened]
) -> Evaluated:
    conclusive = [item for item in drawn if item in opened and opened[item].outcome != "inconclusive"]
    defects = tuple(item for item, one in opened.items() if one.outcome == "defect")
    certain = _certainty(stratum, len(drawn), len(conclusive), found=bool(defects))
    return Evaluated(
        stratum=stratum.stratum,
        population=stratum.population,
        drawn=tuple(drawn),
        opened=tuple(item for item in drawn if item in opened),
        not_opened=tuple(item for item in drawn if item not in opened),
        inconclusive=tuple(item for item, one in opened.items() if one.outcome == "inconclusive"),
        undrawn=tuple(item for item in opened if item not in set(drawn) and item in listed),
        unlisted=tuple(item for item in opened if item not in listed),
        defects=defects,
        goal=stratum.goal,
        probability=None if stratum.probability is None else float(stratum.probability),
        planned=certain[0],
        reached=certain[1],
        reached_least=certain[2],
        excluded=certain[3],
    )


def _certainty(
    stratum: Stratum, drawn: int, conclusive: int, *, found: bool
) -> tuple[float | None, float | None, float | None, int | None]:
    """Return what was planned, what was reached at most and at least, and how many defects are excluded.

    Only what was drawn counts: what somebody chose to show besides is no sample.
    """
    from proverka.inspection import (  # noqa: PLC0415 - loads SciPy
        defects_excluded,
        detection_despite_unopened,
        detection_probability,
    )

    of, goal = stratum.population, stratum.goal
    if goal is None:
        return None, None, None, None
    planned = float(detection_probability(of, goal, drawn))
    reached = float(detection_probability(of, goal, conclusive))
    least = float(detection_despite_unopened(of, goal, drawn, drawn - conclusive))
    excluded = None
    if stratum.probability is not None and not found:
        excluded = int(defects_excluded(of, conclusive, float(stratum.probability)))
    return planned, reached, least, excluded


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    remedy = "have its party withdraw the results, and hand the table in again"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)
