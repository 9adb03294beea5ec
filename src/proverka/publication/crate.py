"""The whole edition as a research object: `ro-crate-metadata.json` at its root (RO-Crate 1.2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from proverka.publication.data_files import json_file
from proverka.publication.datum import DATA, EDITION
from proverka.publication.deadlines import CALENDAR_FILE
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import FEED_FILE
from proverka.reporting.package import LICENCE

CRATE_FILE = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
TILES = "https://c2sp.org/tlog-tiles@v0.1.0"
PACKAGE = "https://datapackage.org/standard/data-package/"
KEEPER = "#keeper"

Entity = dict[str, Any]

# The folders of an edition: what each holds. Those of languages come from the edition itself.
FOLDERS = {
    "record": ("Record", "The log of signed submissions: checkpoint, tiles and entries, byte for byte as it is kept."),
    "checkpoints": ("Cosigned checkpoints", "Checkpoints of the record, cosigned by witnesses."),
    "documents": ("Documents", "The public documents that entries name, each under its SHA-256."),
    "openings": ("Openings", "What opens sealed entries for everybody."),
    "past": ("Every page as of every day", "The parts of which each page was made, from which day on."),
    "assets": ("Styles, scripts, words", "What the pages share."),
    "reports": ("Reports on paper", "The report of the day in each language: for printing, and for a word processor."),
    "data/obligations": ("Obligations", "Each obligation: its dates, and all that was judged of it."),
    "data/figures": ("Figures", "The published figures on each basis."),
    "data/charts": ("Charts", "Each chart: its numbers and its picture."),
    "data/tables": ("Tables", "Every table of the audit that a page shows."),
    "data/record": ("Entries", "The record, readable: each entry with its exact signed text."),
}
_FILES = {
    f"{DATA}/{EDITION}": ("The edition", "As of when, of which record, at which checkpoint.", "application/json"),
    f"{DATA}/datapackage.json": ("Data package", "Every CSV, its columns, size and SHA-256.", "application/json"),
    FEED_FILE: ("Changes", "A feed of what the record learnt and which statuses changed.", "application/atom+xml"),
    CALENDAR_FILE: ("Deadlines", "A calendar of the dates that run and those that were missed.", "text/calendar"),
    "edition.json": ("The projection", "For whom the record was copied, and what was left out.", "application/json"),
    "policy.txt": ("Policy", "The keys of log and witnesses, and when a checkpoint counts.", "text/plain"),
}


def crate(facts: EditionFacts, sizes: Mapping[str, int]) -> bytes:
    """Return the description of the edition, all of whose files are given with their sizes."""
    folders = {folder for path in sizes for folder in _above(path)}
    parts = [*_folders(facts, folders), *_files(facts, sizes)]
    top = [part for part in parts if not part["@id"].startswith(f"{DATA}/")]
    inner = [part for part in parts if part["@id"].startswith(f"{DATA}/")]
    data = _folder(DATA, "Data", "Everything in this edition that can be cited, as CSV and JSON.")
    data["hasPart"] = [_link(part) for part in inner]
    graph = [_descriptor(), _root(facts, [data, *top]), data, *top, *inner, *_context(facts)]
    return json_file({"@context": f"{SPECIFICATION}/context", "@graph": graph})


def _above(path: str) -> Iterable[str]:
    """Return the folders in which a file lies."""
    names = path.split("/")
    return ("/".join(names[:depth]) for depth in range(1, len(names)))


def _descriptor() -> Entity:
    return {
        "@id": CRATE_FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": SPECIFICATION},
        "about": {"@id": "./"},
    }


def _root(facts: EditionFacts, parts: Iterable[Entity]) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{facts.title}: public edition {facts.days}",
        "description": facts.audit.case.summary or facts.title,
        "datePublished": str(facts.audit.as_of),
        "license": {"@id": LICENCE["path"]},
        "publisher": {"@id": KEEPER},
        "identifier": f"{facts.origin}@{facts.audit.record.size}",
        "creditText": facts.citation,
        "inLanguage": list(facts.languages),
        "mainEntity": {"@id": "record/"},
        "hasPart": [_link(part) for part in parts],
    }


def _folders(facts: EditionFacts, here: set[str]) -> Iterable[Entity]:
    for folder, (name, told) in FOLDERS.items():
        if folder in here:
            entity = _folder(folder, name, told)
            if folder == "record":
                entity["conformsTo"] = {"@id": TILES}
            yield entity
    for language in facts.languages:
        yield {**_folder(language, f"Pages ({language})", "The pages in one language."), "inLanguage": language}


def _files(facts: EditionFacts, sizes: Mapping[str, int]) -> Iterable[Entity]:
    package = {f"{DATA}/{facts.zip_name}": ("Data package as one file", "All tables and charts.", "application/zip")}
    for path, (name, told, kind) in {**_FILES, **package}.items():
        if path in sizes:
            entity: Entity = {"@id": path, "@type": "File", "name": name, "description": told, "encodingFormat": kind}
            if path.endswith("datapackage.json"):
                entity["conformsTo"] = {"@id": PACKAGE}
            yield {**entity, "contentSize": str(sizes[path])}


def _folder(path: str, name: str, told: str) -> Entity:
    return {"@id": f"{path}/", "@type": "Dataset", "name": name, "description": told}


def _link(entity: Entity) -> Entity:
    return {"@id": entity["@id"]}


def _context(facts: EditionFacts) -> Iterable[Entity]:
    yield {"@id": KEEPER, "@type": "Organization", "name": facts.keeper}
    yield {
        "@id": LICENCE["path"],
        "@type": "CreativeWork",
        "name": LICENCE["name"],
        "description": LICENCE["title"],
    }
    yield {"@id": TILES, "@type": ["CreativeWork", "Profile"], "name": "C2SP tlog-tiles", "version": "0.1.0"}
    yield {"@id": PACKAGE, "@type": ["CreativeWork", "Profile"], "name": "Data Package", "version": "2.0"}
