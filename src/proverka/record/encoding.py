"""Standard base64 in its one canonical form.

The standard decoder accepts texts that differ only in the spare bits before the padding, so one bit of a
signature line could change unseen. Here every byte string has exactly one text.
"""

import binascii


def encode_base64(data: bytes) -> str:
    """Return the padded standard base64 of `data` (RFC 4648 section 4)."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode_base64(text: str) -> bytes | None:
    """Return the bytes that `text` encodes, or `None` where it is not canonical (RFC 4648 section 3.5)."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error is one of these, and so is a text that is not ASCII
        return None
    return data if encode_base64(data) == text else None


def decode_hex(text: str) -> bytes | None:
    """Return the bytes that lower-case `text` encodes, or `None` where it is not exactly that."""
    try:
        data = binascii.unhexlify(text)
    except ValueError:
        return None
    return data if data.hex() == text else None
