"""Looking for secrets: every form in which one could be written down, in every place where it could be packed."""

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from proverka.disclosure.disclosure import decode_base64url

# Where a stream of a PDF begins, or the data of a PNG.
STREAM = re.compile(rb"stream\r?\n|IDAT|iTXt|zTXt")


def forms(secret: bytes) -> set[bytes]:
    """Return the parts of the base64 of a text that do not depend on where it stands in a larger one."""
    found = {secret, secret.hex().encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            text = encode(b"\0" * shift + secret).rstrip(b"=")
            found.add(text[-(-shift * 8 // 6) or 0 : len(text) - (1 if (shift + len(secret)) % 3 else 0)])
    return {form for form in found if len(form) > 3}


def contents(raw: bytes) -> list[bytes]:
    """Return bytes, and what is packed in them: files in a ZIP, base64 in lines and words."""
    found = [raw]
    if zipfile.is_zipfile(BytesIO(raw)):
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            found += [inner for name in packed.namelist() for inner in contents(packed.read(name))]
    found += [inflated for start in STREAM.finditer(raw) if (inflated := _inflated(raw[start.end() :]))]
    for word in raw.replace(b"~", b"\n").split():
        plain = decode_base64url(word.decode("ascii", "ignore"))
        found += [plain] if plain else []
    return found


def _inflated(raw: bytes) -> bytes:
    """Return what a deflated stream at the beginning of bytes holds, as far as it can be read."""
    try:
        return zlib.decompressobj().decompress(raw)
    except zlib.error:
        return b""


def secrets_of(case: Path, words: Sequence[str]) -> dict[str, bytes]:
    """Return secrets of a case: these words, and every disclosure, salt and document that holds one of them."""
    found = {text: text.encode() for text in words}
    for path in sorted([*(case / "openings").iterdir(), *(case / "documents").glob("*/*/*")]):
        raw = path.read_bytes()
        telling = [text.encode() for text in words if any(text.encode() in inner for inner in contents(raw))]
        if telling and path.parent.name != "openings":
            found[f"document {path.name}"] = raw[:32]
        for word in raw.replace(b"~", b"\n").split():
            plain = decode_base64url(word.decode("ascii", "ignore"))
            if plain and any(text in plain for text in telling):
                salt = json.loads(plain)[0]
                found[f"disclosure {salt}"], found[f"salt {salt}"] = word, base64.urlsafe_b64decode(salt + "=")
    return found


def found_in(haystack: list[bytes], secrets: dict[str, bytes]) -> set[str]:
    return {name for name, secret in secrets.items() for form in forms(secret) if any(form in raw for raw in haystack)}
