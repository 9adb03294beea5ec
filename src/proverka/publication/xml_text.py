"""Other people's words as text of XML."""

import re
from xml.sax.saxutils import escape

# What no XML 1.0 document may hold, not even escaped.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str) -> str:
    """Return a text for the content or an attribute of an element; what XML cannot hold stands as U+FFFD."""
    return escape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text), {'"': "&quot;"})
