"""Where in a page a template prints a value: in its text, or where no element can stand.

Whatever a template prints that is no message is the record's own. In the text of a page it is marked as such, so that
every language can say in which language it is and in which direction it runs. In a tag, and in what holds text alone,
there is no room for such a mark. No template need think of it: which is which follows from the template's own HTML.
"""

import re
from collections.abc import Iterable, Iterator

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from proverka.reporting.marks import own, plain

# What opens and closes a tag, and the elements that hold text and no elements (HTML, sections 13.1.2.1 and 4.10.10).
_TURN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)|(?P<close>>)")
_TEXT_ALONE = frozenset({"title", "textarea", "script", "style", "option"})


class Context:
    """Follows the HTML of a template from its beginning, and knows whether an element can stand here."""

    def __init__(self) -> None:
        self.in_tag = False
        self._within = ""

    def read(self, html: str) -> None:
        """Go on over a piece of HTML."""
        for turn in _TURN.finditer(html):
            if turn["close"]:
                self.in_tag = False
            elif not self.in_tag:
                self.in_tag, name = True, turn["name"].lower()
                if name in _TEXT_ALONE:
                    self._within = "" if turn["end"] else name

    @property
    def holds_elements(self) -> bool:
        """Whether an element can stand here."""
        return not self.in_tag and not self._within


class OwnWords(Extension):
    """Prints each value through the filter that its place asks for: `own` in text, `plain` elsewhere."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(own=own, plain=plain)

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Return the template with a filter after each value that it prints."""
        return _filtered(stream)


def _filtered(stream: Iterable[Token]) -> Iterator[Token]:
    context = Context()
    for token in stream:
        if token.type == "data":
            context.read(token.value)
        if token.type == "variable_end":
            name = "own" if context.holds_elements else "plain"
            yield from (Token(token.lineno, *kind) for kind in (("rparen", ")"), ("pipe", "|"), ("name", name)))
        yield token
        if token.type == "variable_begin":
            yield Token(token.lineno, "lparen", "(")
