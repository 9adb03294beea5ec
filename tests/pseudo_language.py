"""A language that nobody speaks: every message is English with strange letters, between brackets that nothing else has.

Whatever stands in a page told in it with letters or digits that are not strange was not said through a message or a
number: it is the record's own, or it is English that somebody wrote into a template.
"""

import re
from collections.abc import Mapping

from tools.messages import Message

from proverka.reporting.language import Language

OPEN, CLOSE = "⟦", "⟧"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
STRANGE = "áƀćďéƒĝĥíĵķļṁñóþɋŕšţúṽŵẋýžÁɃĆĎÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ０１２３４５６７８９"
_TABLE = str.maketrans(PLAIN, STRANGE)
_PIECES = re.compile(r"(\{\w+\})")


def strange(message: str) -> str:
    """A message as this language has it: its places for facts as they are."""
    pieces = _PIECES.split(message)
    pieces[::2] = [piece.translate(_TABLE) for piece in pieces[::2]]
    return f"{OPEN}{''.join(pieces)}{CLOSE}"


def pseudo_language(messages: Mapping[str, Message], *, rtl: bool = False) -> Language:
    """The language, which has a word for each of these messages."""
    return Language(
        code="qps",
        name="Ṗšéúďó",
        rtl=rtl,
        messages={one: strange(one) for one, message in messages.items() if not message.many},
        plurals={one: (strange(one), strange(message.many)) for one, message in messages.items() if message.many},
        digits=STRANGE[-10:],
        decimal="·",
        group="’",
        months=tuple(strange(f"month {number}") for number in range(1, 13)),
        day_form="{day} {month} {year}",
        reviewed=False,
    )
