"""The text form of a key, public or private: `name+identifier+base64(type || bytes)` (C2SP signed-note)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal
from proverka.record.encoding import decode_base64, decode_hex, encode_base64

KEY_ID_BYTES = 4

# The longest key, of 1,312 bytes, is 1,752 characters of base64; the rest is for the name.
KEY_TEXT_CHARACTERS_MAX = 4096

PRIVATE_PREFIX = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyText:
    """What stands in the text form of a key. Whether the identifier is that of the key is not known yet."""

    name: str
    key_id: bytes
    type: int
    body: bytes

    @classmethod
    def parse(cls, where: str, text: str, sizes: Mapping[int, int]) -> Self:
        """Return the parts of `text`, whose type must be one of those that `sizes` gives the number of bytes for.

        Raises `MalformedError` (bad-key) for every other text.
        """
        # Base64 may itself contain '+', so only the first two separate.
        parts = text.split("+", 2) if len(text) <= KEY_TEXT_CHARACTERS_MAX else []
        if len(parts) != 3:  # noqa: PLR2004 - name, identifier, key
            raise bad_key(where, "name+identifier+base64", text)
        name, key_id, body = parts[0], decode_hex(parts[1]), decode_base64(parts[2])
        if key_id is None or len(key_id) != KEY_ID_BYTES:
            raise bad_key(where, "an identifier of eight lower-case hexadecimal digits", parts[1])
        if not body or sizes.get(body[0]) != len(body) - 1:
            forms = " or ".join(f"the byte {kind:#04x} and {size} more" for kind, size in sizes.items())
            raise bad_key(where, f"base64 of {forms}", parts[2])
        return cls(name=name, key_id=key_id, type=body[0], body=body[1:])

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.type]) + self.body)}"

    def check_identifier(self, key_id: bytes) -> None:
        """Refuse (bad-key) where the text states another identifier than `key_id`, the one of its name and key."""
        if key_id != self.key_id:
            raise bad_key(self.name, f"the identifier of that name and key, {key_id.hex()}", self.key_id.hex())


@contextmanager
def unsaid(text: str) -> Iterator[None]:
    """Replace what a refusal would quote of the private key `text` by its length."""
    try:
        yield
    except MalformedError as error:
        raise bad_key("a private key", error.fault.expected, f"{len(text)} characters, not shown") from None


def bad_key(where: str, expected: str, got: str) -> MalformedError:
    """Return the refusal of a key that is not of its form."""
    remedy = "ask the key's owner for its text form again, by a channel that you trust"
    return MalformedError(Refusal.BAD_KEY, where=where, expected=expected, got=got, remedy=remedy)
