"""Names as they are printed: one pattern for many, which finds the longest of those that begin at a word."""

import re
from collections.abc import Iterable
from functools import lru_cache

# A line may break within a name; more than that is another paragraph.
_SPACE = r"\s{1,3}"
_AS_PRINTED = {" ": _SPACE, "'": "['’ʼ]", "’": "['’ʼ]", "-": "[-‐‑–]"}
# Letters before or after make another word of it, also beyond a hyphen: “Moscow-based” is not Moscow.
_BEFORE = r"(?<!\w)(?<!\w[-‐‑–])"
_AFTER = r"(?!\w)(?![-‐‑–]\w)"
# A dotless i, and the dot over one that case folding leaves, are what patterns without regard to case take for an i.
_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "ı": "i", "\u0307": None})
NOTHING = re.compile(r"(?!)")


def names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of all names; the longest of those that begin at a place wins, whole words only.

    A word that a name has in small letters may begin with a capital, as at the beginning of a sentence; a capital
    letter must be one. A possessive ending is left outside.
    """
    forms = sorted({" ".join(name.split()) for name in names}, key=lambda name: (-len(name), name))
    if not forms:
        return NOTHING
    # At each word only the names that begin with its letter are tried: of hundreds a dozen.
    begins: dict[str, list[str]] = {}
    for name in forms:
        begins.setdefault(name[0].upper(), []).append(name)
    return re.compile(f"{_BEFORE}(?:{'|'.join(map(_group, begins.values()))}){_AFTER}")


def _group(names: list[str]) -> str:
    """Return the pattern of names that begin with one letter, longest first; some of them may need it as a capital."""
    letters = {_letter(name, 0) for name in names}
    either = max(letters, key=len)
    capital = either[2:-1] if either.startswith("[") else either
    if not letters <= {either, capital}:  # more than one small letter has this capital
        return "|".join(_letter(name, 0) + _rest(name) for name in names)
    rests = (_rest(name) if _letter(name, 0) == either else f"(?<={capital}){_rest(name)}" for name in names)
    return f"{either}(?:{'|'.join(rests)})"


def _rest(name: str) -> str:
    return "".join(_letter(name, at) for at in range(1, len(name)))


def _letter(name: str, at: int) -> str:
    letter = name[at]
    if letter.islower() and (at == 0 or not name[at - 1].isalpha()) and len(letter.upper()) == 1:
        return f"[{letter}{letter.upper()}]"
    return _AS_PRINTED.get(letter) or re.escape(letter)


@lru_cache(maxsize=4096)
def name_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of one name."""
    return names_pattern((name,))


def name_key(printed: str) -> str:
    """Return the same key for every way in which one name may be printed."""
    plain = printed.casefold().translate(_PLAIN)
    return " ".join(plain.split())
