"""Files that hold no text to read: known by how they begin, or by what no text is full of."""

from proverka.model.errors import MalformedError, Refusal
from proverka.sources.reading.decoding import byte_order_of

# How files of other formats begin, and what to do about each.
_SAVE_TEXT = "save its text as plain text, Markdown or HTML"
_UNPACK = "unpack it, and name what is in it"
_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _SAVE_TEXT),
    (b"PK\x03\x04", "an archive, as of a word processor or an e-book", _SAVE_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old word processor", _SAVE_TEXT),
    (b"{\\rtf", "a document in RTF", _SAVE_TEXT),
    (b"\x1f\x8b", "a gzip file", _UNPACK),
    (b"BZh", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"\x89PNG\r\n", "a picture", _SAVE_TEXT),
    (b"\xff\xd8\xff", "a picture", _SAVE_TEXT),
    (b"GIF8", "a picture", _SAVE_TEXT),
    (b"\x7fELF", "a program", _SAVE_TEXT),
)
# UTF-16 and UTF-32 are full of zero bytes, and begin with these where they are marked.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_SAMPLE_BYTES = 4096
# Bytes below the blank that text has none of: it keeps tabs, ends of lines and of pages, and escapes of terminals.
_NO_TEXT = bytes(sorted(set(range(0x20)) - set(b"\t\n\x0b\f\r\x1b")))
# Of bytes by chance one in ten is such a byte. In a damaged text there are a few, in a short one they say nothing.
_NO_TEXT_SHARE = 0.08
_NO_TEXT_MIN = 16


def check_text(data: bytes, *, where: str) -> None:
    """Refuse (wrong-encoding) bytes that are a file of another format: what is read in them would be nobody's words."""
    begun = data[:_SAMPLE_BYTES].lstrip()
    for beginning, what, remedy in _BEGINNINGS:
        if begun.startswith(beginning):
            raise _no_text(where, what, remedy)
    sample = data[:_SAMPLE_BYTES]
    if sample.startswith(_WIDE_MARKS) or byte_order_of(sample):
        return
    strange = len(sample) - len(sample.translate(None, _NO_TEXT))
    if strange >= _NO_TEXT_MIN and strange > _NO_TEXT_SHARE * len(sample):
        raise _no_text(where, "bytes that are no text", _SAVE_TEXT)


def _no_text(where: str, got: str, remedy: str) -> MalformedError:
    return MalformedError(
        Refusal.WRONG_ENCODING,
        where=where,
        expected="an article as plain text, Markdown or HTML, or a feed",
        got=got,
        remedy=remedy,
    )
