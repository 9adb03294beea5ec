"""The disclosures that a case holds, one file for each sealed submission, named by the hash of its text."""

import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from proverka.case.folder import decode_text, too_large
from proverka.disclosure.disclosure import Disclosure, encode_disclosures, parse_disclosures
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.storage import open_regular, sync_folder

OPENINGS = "openings"

# As many disclosures as an entry has room for digests, each with a few long texts.
OPENINGS_BYTES_MAX = 1 << 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """The files `<SHA-256 of a submission's text in hex>`, each with disclosures, one a line."""

    folder: Path

    def of(self, text_hash: bytes) -> tuple[Disclosure, ...]:
        """Return the disclosures for a submission, none where there is no file.

        Raises MalformedError: too-large, wrong-encoding, byte-order-mark, bad-opening; RefusedError: missing-file for
        what is there and cannot be read.
        """
        path = self.folder / text_hash.hex()
        where = f"{OPENINGS}/{path.name}"
        try:
            with open_regular(path) as file:
                raw = file.read(OPENINGS_BYTES_MAX + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise RefusedError(
                Refusal.MISSING_FILE,
                where=where,
                expected="a file that can be read",
                got=error.strerror or type(error).__name__,
                remedy="get the file again from another copy of the case",
            ) from error
        if len(raw) > OPENINGS_BYTES_MAX:
            raise too_large(where, path.stat().st_size, OPENINGS_BYTES_MAX, "get the file again")
        return parse_disclosures(decode_text(raw, where=where), where=where)

    def readable(self, text_hash: bytes) -> tuple[Disclosure, ...]:
        """Return what `of` returns, and nothing for a damaged file: that it is, is for the verification to tell."""
        try:
            return self.of(text_hash)
        except ProverkaError:
            return ()

    def salvaged(self, text_hash: bytes, digests: Container[str]) -> tuple[tuple[Disclosure, ...], int]:
        """Return what of a file, damaged or not, discloses one of `digests`, and how many lines disclose none."""
        try:
            with open_regular(self.folder / text_hash.hex()) as file:
                raw = file.read(OPENINGS_BYTES_MAX)
        except OSError:
            return (), 0
        good: dict[str, Disclosure] = {}
        lines = [line for line in raw.decode("ascii", "replace").split("\n") if line]
        for line in lines:
            with suppress(ProverkaError):
                one = Disclosure.parse(line)
                if one.digest in digests:
                    good[one.digest] = one
        return tuple(good.values()), len(lines) - len(good)

    def keep(self, text_hash: bytes, disclosures: Iterable[Disclosure]) -> None:
        """Keep disclosures beside those that are here; when this returns they are durable. A damaged file is replaced.

        Crash state: the file before, or the whole one.
        """
        held = {d.digest: d for d in (*self.readable(text_hash), *disclosures)}
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / text_hash.hex()
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
        with unfinished.open("w", encoding="ascii") as file:
            file.write(encode_disclosures(held.values()))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        for folder in (self.folder, self.folder.parent):  # which may be new itself
            sync_folder(folder)

    def names(self) -> Iterator[str]:
        """Yield the names of the files in order, unfinished ones left out."""
        if self.folder.is_dir():
            yield from sorted(path.name for path in self.folder.iterdir() if not path.name.startswith("."))
