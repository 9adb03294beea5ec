"""Bytes become text: which encoding they are in, and which was taken where none is declared.

In order: a byte-order mark; UTF-8, where the bytes are valid; what an HTML page declares of itself; UTF-8 with a few
stray bytes; UTF-16 without a mark; then, where much of the text is not Latin, what charset-normalizer finds, and
windows-1252 as the last, which reads any bytes.
"""

import codecs
import re
from dataclasses import dataclass

from proverka.model.errors import Refusal, RefusedError

# A newspaper's page is seldom over 2 MiB with all its scripts; what is larger is no article.
BYTES_MAX = 16 * 1024 * 1024

# The HTML standard has browsers look for a page's own declaration in its first 1,024 bytes; many pages come later.
_DECLARATION_BYTES = 4096
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)

# With a mark the encoding is sure. UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings whose text never contains escapes into another one: what a page may declare. UTF-7 and the like can hide
# a tag from whoever looked at the bytes.
_FOREIGN = re.compile(
    r"utf-?7|idna|punycode|undefined|unicode|raw|mbcs|oem|_codec|hex|base64|rot|zip|bz2|uu|quopri", re.IGNORECASE
)
# Where fewer of the bytes are above ASCII than this, the text is in Latin letters and they are its typography.
_LATIN_SHARE = 0.1
# Of fewer bytes nothing can be told.
_FOREIGN_BYTES_MIN = 16
# A detector is shown no more: enough to tell an alphabet, and it takes its time by the byte.
_DETECTED_BYTES = 32 * 1024
_ALPHABETS = ["cp1251", "koi8_r", "iso8859_5", "cp866", "cp1256", "cp1253", "cp1255", "gb18030", "big5", "shift_jis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of some bytes, the encoding by which they were read, and what had to be mended to read them."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()


def decode(data: bytes, *, where: str) -> Decoded:
    """Return the text of bytes in whatever encoding they are; any bytes have one, at the last windows-1252.

    `where` names the bytes in messages. Raises RefusedError (too-large) for more than BYTES_MAX bytes.
    """
    if len(data) > BYTES_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where=where,
            expected=f"at most {BYTES_MAX} bytes: no article is larger",
            got=f"{len(data)} bytes",
            remedy="save the article alone, without what is around it",
        )
    return _marked(data) or _valid_utf8(data) or _declared(data) or _guessed(data)


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text=text, encoding=encoding, repairs=_unreadable(text, encoding))
    return None


def _valid_utf8(data: bytes) -> Decoded | None:
    if byte_order_of(data):
        return None
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> Decoded | None:
    found = _DECLARED.search(data[:_DECLARATION_BYTES])
    name = found[1].decode("ascii", "replace") if found else ""
    if not name or _FOREIGN.search(name):
        return None
    # Browsers read all of these as windows-1252, because pages that declare them are written in it.
    name = "windows-1252" if name.lower() in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"} else name
    try:
        return Decoded(text=data.decode(name), encoding=name.lower())
    except (UnicodeError, LookupError, ValueError):
        return None  # it is not what the page says; what it is, is found out by its bytes


def _guessed(data: bytes) -> Decoded:
    """Return the text of bytes that nothing sure is known of."""
    order = byte_order_of(data)
    if order:
        text = data.decode(order, "replace")
        return Decoded(
            text=text, encoding=order, repairs=("read as UTF-16, which no mark says", *_unreadable(text, order))
        )
    if _mostly_utf8(data):
        return _utf8_with_strays(data)
    above = len(data) - len(data.decode("ascii", "ignore"))
    foreign = above >= _FOREIGN_BYTES_MIN and above > _LATIN_SHARE * len(data)
    encoding = _detected(data) if foreign else "windows-1252"
    text = data.decode(encoding, "replace")
    told = f"no encoding is declared, and it is not UTF-8: read as {encoding}"
    return Decoded(text=text, encoding=encoding, repairs=(told, *_unreadable(text, encoding)))


def byte_order_of(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: every other byte of Latin text in it is NUL."""
    sample = data[:_DECLARATION_BYTES]
    half = len(sample) // 2
    if not half or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether characters of UTF-8 above ASCII are more than the bytes that are none."""
    above = len(data) - len(data.decode("ascii", "ignore"))
    good = data.decode("utf-8", "ignore")
    kept = len(good.encode("utf-8")) - len(good.encode("ascii", "ignore"))
    return kept > above - kept


_STRAY = re.compile("[\udc80-\udcff]+")


def _utf8_with_strays(data: bytes) -> Decoded:
    """Return UTF-8 text whose stray bytes are read as windows-1252: two sources were pasted into one file."""
    text = data.decode("utf-8", "surrogateescape")
    strays = sum(map(len, _STRAY.findall(text)))
    mended = _STRAY.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)
    told = f"{_counted(strays, 'byte')} outside UTF-8 read as windows-1252"
    return Decoded(text=mended, encoding="utf-8", repairs=(told, *_unreadable(mended, "windows-1252")))


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - few files need it, and it takes 20 ms to load

    best = from_bytes(data[:_DETECTED_BYTES], cp_isolation=_ALPHABETS).best()
    return best.encoding if best is not None else "windows-1252"


def _unreadable(text: str, encoding: str) -> tuple[str, ...]:
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    return (
        (f"{_counted(lost, 'character')} that {encoding} does not have shown as \N{REPLACEMENT CHARACTER}",)
        if lost
        else ()
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
