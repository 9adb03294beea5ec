"""What an edition says of itself, taken over with a copy of it: without it the copy would lack what is withheld."""

from pathlib import Path

from proverka.case.edition import EDITION_BYTES_MAX, EDITION_FILE, README_FILE
from proverka.record import Folder
from proverka.record.source import Source


def take_edition(source: Source, folder: Path) -> None:
    """Bring `edition.json` and its readable form to what the source has; nothing where it is a whole case.

    They are taken last, and as they are: whether they agree with the record is for the verification of the copy to
    tell. Raises `RefusedError` (too-large, unreachable).
    """
    if source.read(EDITION_FILE, bytes_max=EDITION_BYTES_MAX) is None:
        return
    for name in (README_FILE, EDITION_FILE):
        content = source.read(name, bytes_max=EDITION_BYTES_MAX)
        if content is not None:
            Folder(root=folder).replace(name, content)
