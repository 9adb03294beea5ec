"""The README of a data package: what it holds, how to cite it, what to beware of."""

from collections.abc import Iterable

from proverka.assessment.result import Audit


def readme(audit: Audit, files: Iterable[tuple[str, str, str]]) -> str:
    """Return the README in Markdown; `files` are (path, title, description)."""
    listing = "\n".join(f"- `{path}`: {title}. {description}" for path, title, description in files)
    bases = "\n".join(f"- `{basis}`: {name}" for basis, name in _bases(audit))
    return _TEXT.format(
        title=audit.case.title,
        summary=audit.case.summary,
        as_of=audit.as_of,
        known_at=audit.known_at,
        origin=audit.record.origin,
        size=audit.record.size,
        root=audit.record.root,
        keys=_KEYS if audit.case.keys == "demonstration" else "",
        listing=listing,
        bases=bases or "- none",
    )


def _bases(audit: Audit) -> list[tuple[str, str]]:
    return sorted({(figure.basis, figure.basis_name) for figure in audit.figures})


_KEYS = "\nThe keys of this record are for demonstration: its signatures prove nothing about who wrote.\n"

_TEXT = """# {title}

{summary}

Data as of {as_of}, as known at {known_at}, from the record `{origin}` at {size} entries,
root hash `{root}`.
{keys}
## How to cite

> {title}. Data as of {as_of}, as known at {known_at}. Record {origin}, {size} entries, root {root}.

The root fixes every entry: whoever holds the record can check that it has this root, and that the tables follow
from it. An `entry` number in a table is the place of an entry in that record.

## What to beware of

- A percentage belongs to its basis. Do not compare figures of different bases, and do not add up places or stages:
  the same material may be removed, shipped and destroyed. “Removed” is never “destroyed”.
- `standing` is claimed, verified or contested. Values of different standing are not merged.
- `bound` tells an exact figure from “about”, “at least” and “at most”. Digits are those of the source.
- `as_of` may be a day, a month, a year or a span; `on` is its last day. `dating` tells the day of an event from
  that of a report. `nature` tells what was achieved from estimates, plans and projections.
- Sources disagree, and some contradict their own arithmetic: see `data/findings.csv`.
- Text comes from many hands. Read it as text: a spreadsheet may take a cell that begins with = for a formula.

## Four values that are not one another

A number that is **zero** is written 0. A cell is empty where the source says nothing (**blank**). Where a source says
that there is a number but not which, `absence` is **unknown**; where it keeps the number back, **withheld**.

## Bases

{bases}

## Files

Comma-separated, UTF-8, dates in ISO 8601; the schema of each is in `datapackage.json` (Frictionless Data).

{listing}
"""
