"""What is said of a file to the web: its type, how long it may be kept, what it may do, and who may build upon it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate

from proverka.cli.static_folder import StaticFile

BYTES = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
GZIP = "gzip"

# Stated here and not asked of the system, whose table differs from machine to machine.
MEDIA_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".geojson": "application/geo+json",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".tlog-proof": TEXT,
    ".txt": TEXT,
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
# What has no ending: the signed notes and the disclosures of a record are text. The rest of it (tiles, bundles of
# entries, documents of every kind) are bytes, which no browser runs.
_NOTES = re.compile(r"(?:record/)?checkpoint|checkpoints/[0-9]+|openings/[0-9a-f]{64}")

# Compressed already, or bytes of which there is nothing to gain: hashes, and documents of unknown kinds.
_DENSE = {".docx", ".jpg", ".parquet", ".pdf", ".png", ".woff2", ".xlsx", ".zip"}
# C2SP tlog-tiles asks that bundles of entries be compressed on their way.
_BUNDLE = re.compile(r"(?:.*/)?tile/entries/.*")

# A document is named by the SHA-256 of its bytes: another content is another address, whoever serves it.
_BY_CONTENT = re.compile(r"documents/[0-9a-f]{64}")
# A tile that is full stays as it is for as long as its address stands for the same log.
_FULL_TILE = re.compile(r"(?:.*/)?tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/)*[0-9]{3}")
_FOR_EVER = "max-age=31536000, immutable"

# What can ask for more: pages, and pictures and feeds that are opened as pages. Nothing leaves the folder. The policy
# in the head of a page is stricter; of two, both hold.
_ASKING = {".atom", ".html", ".svg", ".xml"}
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom an edition is for, and whether its address stands for one record.

    What is `public` anybody may take up in pages of their own; what is not stays among the edition's own pages. An
    address is `lasting` if it never stands for another record: on a loopback address it is this one today and another
    tomorrow, whose verification would fail on a tile that the browser kept.
    """

    public: bool
    lasting: bool


def media_type(name: str) -> str:
    """Return the type of a file by its name in the folder."""
    return MEDIA_TYPES.get(_ending(name)) or (TEXT if _NOTES.fullmatch(name) else BYTES)


def is_worth_gzipping(name: str) -> bool:
    """Whether a file gets smaller when it is compressed on its way."""
    if _BUNDLE.fullmatch(name):
        return True
    return media_type(name) != BYTES and _ending(name) not in _DENSE


def entity_tag(file: StaticFile, coding: str = "") -> str:
    """Return the strong validator of a file, as it is or in a coding.

    It changes with every writing of the file. An edition that takes a file over from the one before links to it, and so
    keeps it.
    """
    at = file.identity
    return f'"{at.inode:x}-{at.modified_ns:x}-{at.size:x}{coding and "-" + coding}"'


def headers_of(file: StaticFile, audience: Audience, coding: str = "") -> dict[str, str]:
    """Return the headers of a file but for its length, as it is or in a coding (`gzip`)."""
    return dict(_headers(file, audience, coding))


def _headers(file: StaticFile, audience: Audience, coding: str) -> Iterator[tuple[str, str]]:
    name = file.name
    yield "content-type", media_type(name)
    if coding:
        yield "content-encoding", coding
    if is_worth_gzipping(name):
        yield "vary", "accept-encoding"
    yield "accept-ranges", "bytes"
    yield "etag", entity_tag(file, coding)
    yield "last-modified", formatdate(file.identity.modified_ns // 1_000_000_000, usegmt=True)
    yield "cache-control", _caching(name, audience)
    yield "x-content-type-options", "nosniff"
    if audience.public:
        yield "access-control-allow-origin", "*"
    yield "cross-origin-resource-policy", "cross-origin" if audience.public else "same-origin"
    if _ending(name) in _ASKING:
        yield "referrer-policy", "no-referrer"
        yield "content-security-policy", _POLICY if audience.public else f"{_POLICY}; frame-ancestors 'self'"


def _caching(name: str, audience: Audience) -> str:
    """Return how long a file may be kept: for ever, or for as long as the server says that it is still the same."""
    if _BY_CONTENT.fullmatch(name) or (audience.lasting and _FULL_TILE.fullmatch(name)):
        return f"{'public' if audience.public else 'private'}, {_FOR_EVER}"
    return "no-cache"


def _ending(name: str) -> str:
    base = name.rpartition("/")[2]
    _, dot, ending = base.rpartition(".")
    return f"{dot}{ending}".lower()
