"""What is committed to now and opened later, in the manner of SD-JWT (RFC 9901 sections 4.2 and 7.1).

A disclosure is one member of a JSON object with a salt, in a form that is handed over as it stands. The object keeps
the digest of that form in its place. Whoever is given the disclosure can tell that the object commits to it; whoever
is not can tell neither name nor value, nor whether two objects commit to the same ones.

Of RFC 9901 only members of the top level are used: no elements of arrays, no disclosure inside another. Salts are
parameters: this module makes none.
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import msgspec

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.members import names_of_objects

# Of ours; it hides a value for as long as SHA-256 does.
SALT_BYTES = 32
# Of others at least 128 bits (RFC 9901 section 9.3), which in base64url are so many characters.
SALT_CHARACTERS_MIN = 22
# A cell of a table has at most 100,000 characters, of four bytes at most, and base64 adds a third.
DISCLOSURE_CHARACTERS_MAX = 1 << 20

DIGESTS = "_sd"
_DIGESTS_MEMBER = b'"_sd"'
# What RFC 9901 keeps for itself: no member may have such a name (sections 4.1, 4.2.1 and 4.2.4.2).
RESERVED = frozenset({DIGESTS, "_sd_alg", "..."})
_DIGEST_CHARACTERS = 43


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One member of an object, salted: its name and its value, which is JSON as it was written.

    `text` is what is handed over and hashed; it is never written anew from the other fields.
    """

    text: str
    name: str
    value: bytes

    @classmethod
    def make(cls, name: str, value: bytes, *, salt: bytes) -> Self:
        """Return the disclosure of a member whose value is the JSON `value`, under a salt of `SALT_BYTES`.

        The salt must be random and used once. Raises what `parse` raises.
        """
        assert len(salt) == SALT_BYTES, "a salt is drawn whole"
        triple = b"[%s,%s,%s]" % (msgspec.json.encode(encode_base64url(salt)), msgspec.json.encode(name), value)
        return cls.parse(encode_base64url(triple), where=f"the member {name}")

    @classmethod
    def parse(cls, text: str, *, where: str = "disclosure") -> Self:
        """Return the disclosure that was handed over as `text`.

        Raises `MalformedError`: too-large over `DISCLOSURE_CHARACTERS_MAX`; bad-opening for what is not canonical
        base64url of a JSON array of salt, name and value, for a reserved name, anywhere in the value too, for a name
        twice in one object, and for a salt shorter than `SALT_CHARACTERS_MIN`.
        """
        if len(text) > DISCLOSURE_CHARACTERS_MAX:
            raise _bad(where, f"at most {DISCLOSURE_CHARACTERS_MAX} characters", f"{len(text)}", Refusal.TOO_LARGE)
        raw = decode_base64url(text)
        if raw is None:
            raise _bad(where, "base64url without padding, in its one canonical form", text)
        if _reserved_in(raw, where):
            raise _bad(where, f"a value in which nothing is called {', '.join(sorted(RESERVED))}", text)
        try:
            salt, name, value = msgspec.json.decode(raw, type=tuple[str, str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise _bad(where, "a JSON array of a salt, a name and a value", str(error)) from error
        if len(salt) < SALT_CHARACTERS_MIN or name in RESERVED:
            expected = f"a salt of at least {SALT_CHARACTERS_MIN} characters, and a name that is not reserved"
            raise _bad(where, expected, f"{len(salt)} characters, {name!r}")
        return cls(text=text, name=name, value=bytes(value))

    @property
    def digest(self) -> str:
        """What stands for it in the sealed object: base64url of the SHA-256 of its text (RFC 9901 section 4.2.3)."""
        return encode_base64url(hashlib.sha256(self.text.encode("ascii")).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedObject:
    """A JSON object of which some members are digests: those in clear, each with its JSON as received.

    `digests` are sorted and unique, so that their order tells nothing.
    """

    digests: tuple[str, ...]
    clear: Mapping[str, bytes]

    @classmethod
    def parse(cls, raw: bytes, *, where: str) -> Self:
        """Return the sealed object that the JSON `raw` is; raise `MalformedError` (bad-opening) for another form.

        Refused are digests that are not canonical, not sorted or twice, none at all, another reserved name, a reserved
        name deeper in a value, and a name twice in one object.
        """
        if _reserved_in(raw, where, below_top=True):
            raise _bad(where, f"{DIGESTS} at the top of a sealed body and no reserved name elsewhere", _text(raw))
        try:
            members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
            digests = msgspec.json.decode(members.pop(DIGESTS, msgspec.Raw(b"[]")), type=tuple[str, ...])
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise _bad(where, f"a JSON object with a list of digests, {DIGESTS}", str(error)) from error
        if not digests or list(digests) != sorted(set(digests)) or not all(map(_is_digest, digests)):
            raise _bad(where, "SHA-256 digests in base64url, sorted, each once", ", ".join(digests) or "none")
        if RESERVED & members.keys():
            raise _bad(where, f"{DIGESTS} and no other reserved name", ", ".join(sorted(RESERVED & members.keys())))
        return cls(digests=digests, clear={name: bytes(value) for name, value in members.items()})

    def encode(self) -> bytes:
        """Return the object as one line of JSON without blanks, its digests first."""
        digests = b'"%s":%s' % (DIGESTS.encode(), msgspec.json.encode(self.digests))
        return b"{%s}" % b",".join([digests, *_members(self.clear)])

    def opened(self, disclosures: Collection[Disclosure], *, where: str) -> "OpenedObject":
        """Return the object with the members that `disclosures` open, each of which must be one of its digests.

        Raises `RefusedError` (wrong-opening) for a disclosure that is none of them, for one that is there twice, and
        for a name that two of them have or that stands in clear too.
        """
        members, left = dict(self.clear), set(self.digests)
        for disclosure in disclosures:
            if disclosure.digest not in left:
                got = "again" if disclosure.digest in self.digests else disclosure.digest
                raise _wrong(where, "each disclosure once, with a digest that the entry holds", got)
            if disclosure.name in members:
                raise _wrong(where, "each name once", f"{disclosure.name!r} twice")
            left.remove(disclosure.digest)
            members[disclosure.name] = disclosure.value
        return OpenedObject(members=members, withheld=tuple(sorted(left)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedObject:
    """An object after some of its digests were opened: its members as JSON, and the digests that are still closed."""

    members: Mapping[str, bytes]
    withheld: tuple[str, ...]

    def encode(self) -> bytes:
        """Return the members as one JSON object without blanks; what is withheld is not in it."""
        return b"{%s}" % b",".join(_members(self.members))


def sealed(disclosures: Iterable[Disclosure], clear: Mapping[str, bytes] | None = None) -> SealedObject:
    """Return the object that commits to `disclosures`, with the members of `clear` as they are."""
    digests = tuple(sorted(disclosure.digest for disclosure in disclosures))
    assert len(set(digests)) == len(digests), "each salt is used once"
    return SealedObject(digests=digests, clear=dict(clear or {}))


def is_sealed(body: bytes | msgspec.Raw) -> bool:
    """Whether a JSON value is an object with digests; what is no JSON at all is not.

    The name is written without escapes, so that most bodies need not be read for it.
    """
    if _DIGESTS_MEMBER not in bytes(body):
        return False
    try:
        return DIGESTS in msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False


def parse_disclosures(text: str, *, where: str) -> tuple[Disclosure, ...]:
    """Return the disclosures in a file of them, one a line, each line ended; raise `MalformedError` (bad-opening)."""
    if text and not text.endswith("\n"):
        raise _bad(where, "a newline after every disclosure", text[-80:])
    lines = text.split("\n")[:-1]
    return tuple(Disclosure.parse(line, where=f"{where}: line {n}") for n, line in enumerate(lines, start=1))


def encode_disclosures(disclosures: Iterable[Disclosure]) -> str:
    """Return the file of disclosures, one a line, in the order of their digests, which tells nothing of their names."""
    return "".join(f"{disclosure.text}\n" for disclosure in sorted(disclosures, key=lambda d: d.digest))


def encode_base64url(data: bytes) -> str:
    """Return the base64url of `data` without padding (RFC 4648 section 5; RFC 7515 appendix C)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decode_base64url(text: str) -> bytes | None:
    """Return the bytes that `text` encodes, or `None` where it is not canonical and without padding."""
    if not text.isascii() or "+" in text or "/" in text:
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return data if encode_base64url(data) == text else None


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST_CHARACTERS and decode_base64url(text) is not None


def _members(members: Mapping[str, bytes]) -> list[bytes]:
    return [b"%s:%s" % (msgspec.json.encode(name), value) for name, value in members.items()]


def _reserved_in(raw: bytes, where: str, *, below_top: bool = False) -> bool:
    """Whether a JSON value holds a reserved name; with `below_top`, whether one stands below its own top level.

    Raises `MalformedError` (bad-opening) as `names_of_objects` does.
    """
    objects = names_of_objects(raw, where=where, refusal=Refusal.BAD_OPENING)
    # The outermost object comes last.
    return any(not RESERVED.isdisjoint(names) for names in (objects[:-1] if below_top else objects))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _bad(where: str, expected: str, got: str, refusal: Refusal = Refusal.BAD_OPENING) -> MalformedError:
    remedy = "get it again, as it was written, from whoever opened it: one changed character opens nothing"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)


def _wrong(where: str, expected: str, got: str) -> RefusedError:
    remedy = "ask whoever handed it over for the disclosures of this entry; others prove nothing of it"
    return RefusedError(Refusal.WRONG_OPENING, where=where, expected=expected, got=got, remedy=remedy)
