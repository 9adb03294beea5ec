"""Where a story comes from: its title, dateline, byline, outlet, agency, address and day, as far as its page tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proverka.sources.article import Block, Story
from proverka.sources.byline import agency_in
from proverka.sources.dateline import Dateline, dateline_of
from proverka.sources.outlets import Outlet, Outlets, outlets
from proverka.sources.pagewords import PageWords, page_words
from proverka.sources.passage import Passage
from proverka.sources.publication import Signs, publication_of
from proverka.sources.story import Section
from proverka.sources.stretch import Page

_URL = re.compile(r"(?:https?://|www\.)[^\s<>]{3,2000}", re.IGNORECASE)
# A newspaper names itself in these; in a caption, a credit or a link it may name another.
_OWN_KINDS = frozenset({"appeal", "byline", "furniture", "date"})
_BYLINE_OPENER = re.compile(r"^by:?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds a story: the whole text, what its page says of itself, and all blocks of the page."""

    text: str
    page: Page
    blocks: Sequence[Block]
    language: str


def story_of(section: Section, setting: Setting) -> Story:
    """Return the story of a section that has at least one paragraph."""
    words = page_words(setting.language)
    text = setting.text
    paragraphs = [block.passage for block in section.blocks if block.kind == "paragraph"]
    line = dateline_of(paragraphs[0].of(text), words)
    if line is not None:
        paragraphs[0] = Passage(paragraphs[0].start + line.end, paragraphs[0].end)
    address = _address(section.blocks, text) or _address(setting.blocks, text) or setting.page.address
    outlet = _outlet(setting, address)
    return Story(
        paragraphs=tuple(passage for passage in paragraphs if passage.of(text).strip()),
        title=_first(section.blocks, "title", text),
        outlet=outlet.name if outlet else setting.page.outlet,
        address=address,
        byline=_BYLINE_OPENER.sub("", _first(section.blocks, "byline", text)) or setting.page.author,
        dateline=line.place if line else "",
        relay=_relay(section.blocks, line, text, words),
        published=publication_of(_signs(section, setting, address, line, outlet), words),
    )


def _signs(section: Section, setting: Setting, address: str, line: Dateline | None, outlet: Outlet | None) -> Signs:
    own = section.blocks
    # A second story on a page has no date line of its own: the page's dates are its own as well.
    dated = any(block.kind == "date" for block in own)
    return Signs(
        text=setting.text,
        blocks=own if dated else (*own, *(block for block in setting.blocks if block.kind in {"date", "furniture"})),
        stated=setting.page.dates,
        address=address,
        dateline=line,
        zone=outlet.zone if outlet else "",
    )


def _first(blocks: Sequence[Block], kind: str, text: str) -> str:
    return next((block.passage.of(text) for block in blocks if block.kind == kind), "")


def _address(blocks: Sequence[Block], text: str) -> str:
    found = next((_URL.search(block.passage.of(text)) for block in blocks if block.kind == "address"), None)
    return found[0].rstrip(">.,)") if found else ""


def _outlet(setting: Setting, address: str) -> Outlet | None:
    """Return the newspaper: by the host of its address, by what the page says, by what it says of itself in passing."""
    known: Outlets = outlets(setting.language)
    found = known.at(address) or (known.called(setting.page.outlet) if setting.page.outlet else None)
    if found is not None or setting.page.outlet:
        return found
    for block in setting.blocks:
        if block.kind in _OWN_KINDS and (named := known.named.search(block.passage.of(setting.text))):
            return known.called(named[0])
    return None


def _relay(blocks: Sequence[Block], line: Dateline | None, text: str, words: PageWords) -> str:
    """Return the agency that the whole story is credited to: in its dateline, its byline, or its last words."""
    if line is not None and line.agency:
        return line.agency
    for block in blocks:
        if block.kind in {"credit", "byline"}:
            agency = agency_in(_BYLINE_OPENER.sub("", block.passage.of(text)), words)
            if agency:
                return agency
    return ""
