"""The repair of documents from another copy of them: a document proves itself by its name, so any copy will do."""

import hashlib
from collections.abc import Iterable

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.documents import DocumentStore
from proverka.record.repair import Mended, Repair, unproved
from proverka.record.source import Source
from proverka.record.storage import Folder

# A document that no readable entry names has no stated size; beyond this it is copied by hand.
DOCUMENT_BYTES_MAX = 1 << 30


def repair_documents(store: DocumentStore, named: Iterable[tuple[str, int]], mirror: Source) -> Repair:
    """Return what was put right in `store`: documents that hash otherwise, and those `named` that are missing.

    A document proves itself by its name, so any copy will do. Raises what the mirror raises for a place that does not
    answer.
    """
    done = Repair()
    sizes = dict.fromkeys(store.names(), DOCUMENT_BYTES_MAX) | dict(named)
    for name, size in sizes.items():
        try:
            if not _is_sound(store, name):
                _fetch_document(store, name, size, mirror, done)
        except ProverkaError as error:
            if error.fault.refusal is Refusal.UNREACHABLE:
                raise
            done.refused.append(error.fault)  # Also a stray file, under a name that is none.
    return done


def _is_sound(store: DocumentStore, name: str) -> bool:
    try:
        store.check(name)
    except RefusedError:
        return False
    return True


def _fetch_document(store: DocumentStore, name: str, size: int, mirror: Source, done: Repair) -> None:
    path = f"sha256/{name[:2]}/{name}"
    try:
        content = mirror.read(path, bytes_max=size)
    except RefusedError as error:
        if error.fault.refusal is Refusal.UNREACHABLE:
            raise
        raise unproved(path, f"{error.fault.refusal.meaning}: {error.fault.got}") from error
    if content is None or hashlib.sha256(content).hexdigest() != name:
        raise unproved(path, "no file" if content is None else "bytes of another hash")
    aside = None
    if name in store:
        with store.path(name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        aside = Folder(root=store.folder).set_aside(path, digest=digest)
    store.put(content)
    done.mended.append(Mended(path=path, aside=aside))
