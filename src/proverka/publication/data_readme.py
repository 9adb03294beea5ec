"""The README beside data: how to cite them, their licence, what to beware of, what they are measured by."""

import re

from proverka.publication.datum import EDITION, Datum
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.metadata import CAVEATS, CAVEATS_OF_FIGURES, caveats, cited
from proverka.publication.safe_csv import TREATMENT
from proverka.reporting.package import LICENCE

# What Markdown takes for marks, wherever it stands, and at the beginning of a line.
_MARKUP = re.compile(r"([\\`*_\[\]<>|]|^[#+=-])")


def plain(text: str) -> str:
    """Return other people's words as Markdown that shows them as they are, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def data_readme(datum: Datum, facts: EditionFacts) -> str:
    """Return the README of a datum, in Markdown."""
    return _THING.format(
        title=plain(datum.title),
        description=plain(datum.description),
        days=facts.days[0].upper() + facts.days[1:] if datum.dated else _STAYS,
        citation=plain(cited(datum, facts)),
        edition=f"{datum.to_data}{EDITION}",
        licence=f"{LICENCE['title']} ({LICENCE['path']})",
        caveats=_listed((*caveats(datum, facts), TREATMENT)),
        bases=_bases(datum),
        files="\n".join(f"- `{name}`: {what}." for name, what in _files(datum)),
        page=f"{datum.to_data}../{facts.language}/{datum.page}",
    )


_STAYS = "It stays as it is until something happens, falls due or becomes known"

_THING = """# {title}

{description}

{days}.

## How to cite

> {citation}

The days of the edition and the checkpoint of the record, which fixes every entry, are in [{edition}]({edition}): add
them where you need the very state that you saw.

## Licence

{licence}.

## What to beware of

{caveats}
{bases}
## Files

{files}
- [{page}]({page}): the page.
"""


def _listed(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _bases(datum: Datum) -> str:
    told = "\n".join(f"- `{basis}`: {plain(name)}" for basis, name in datum.bases.items())
    return f"\n## Basis\n\n{told}\n" if told else ""


def _files(datum: Datum) -> list[tuple[str, str]]:
    name = datum.name
    full = [(f"{name}.full.csv", "more rows or columns than the page shows")] if datum.full is not None else []
    return [
        (f"{name}.csv", "what the page shows"),
        *full,
        (f"{name}.json", "the same as JSON, texts as they are"),
        *((f"{name}.{ending}", "the picture") for ending in datum.pictures),
        (f"{name}.metadata.json", "every column with its type, its unit and its meaning; sources"),
    ]


def whole_readme(facts: EditionFacts) -> str:
    """Return the README of everything under `data/`."""
    return _WHOLE.format(
        title=plain(facts.title),
        summary=plain(facts.audit.case.summary),
        citation=plain(facts.citation),
        licence=f"{LICENCE['title']} ({LICENCE['path']})",
        caveats=_listed((*CAVEATS_OF_FIGURES, *CAVEATS, TREATMENT)),
        zip=facts.zip_name,
    )


_WHOLE = """# {title}: data of the public edition

{summary}

## How to cite

> {citation}

An obligation, the figures on a basis, a chart and a table have their own citation in the README beside them.

## Licence

{licence}.

## What to beware of

{caveats}

## Files

- `edition.json`: the days of this edition and the checkpoint of the record, to which all other files refer.
- `datapackage.json`: every CSV with its size, its SHA-256 and its columns (Frictionless Data v2).
- `{zip}`: the data package in one file, as `proverka report --package` writes it.
- `obligations/`, `figures/`, `charts/`, `tables/`: for each thing `NAME.csv`, `NAME.json`, `NAME.metadata.json` and
  `NAME.README.md`; `NAME.full.csv` where there is more than its page shows; `NAME.svg` and `NAME.png` of a chart.
- `record/`: the record, as many entries to a file as to a page, with the exact signed text of each in the JSON.
"""
