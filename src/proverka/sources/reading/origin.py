"""Where a story comes from: its title, dateline, byline, outlet, agency, address and day, as far as its page tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proverka.model.span import Span
from proverka.sources.article import Block, Story
from proverka.sources.passage import Passage
from proverka.sources.reading.byline import agency_in
from proverka.sources.reading.dateline import Dateline, LabelledLine, dateline_of, labelled_line
from proverka.sources.reading.masthead import self_named
from proverka.sources.reading.outlets import Outlet, outlets
from proverka.sources.reading.pagewords import PageWords, page_words
from proverka.sources.reading.phrases import plainly
from proverka.sources.reading.publication import Signs, publication_of
from proverka.sources.reading.story import Section
from proverka.sources.reading.stretch import Page

_URL = re.compile(r"(?:https?://|www\.)[^\s<>]{3,2000}", re.IGNORECASE)
# A newspaper names itself in these; in a caption, a credit or a link it may name another.
_OWN_KINDS = frozenset({"appeal", "byline", "furniture", "date", "credit"})
_BYLINE_OPENER = re.compile(r"^by:?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds a story: the whole text, what its page says of itself, and all blocks of the page."""

    text: str
    page: Page
    blocks: Sequence[Block]
    language: str
    period: Span | None = None


def story_of(section: Section, setting: Setting) -> Story:
    """Return the story of a section that has at least one paragraph."""
    words = page_words(setting.language)
    text = setting.text
    paragraphs = [block.passage for block in section.blocks if block.kind == "paragraph"]
    line = _dateline(paragraphs, text, words)
    if line is not None:
        paragraphs[0] = Passage(paragraphs[0].start + line.end, paragraphs[0].end)
    labels = _labels(section.blocks, text, words)
    address = _address(section.blocks, text) or _address(setting.blocks, text) or _of_the_web(setting.page.address)
    station = _station(line, setting.language, words)
    outlet, zone = _outlet(setting, address, station, words)
    byline = _own_byline(section.blocks, text, words)
    return Story(
        paragraphs=tuple(passage for passage in paragraphs if passage.of(text).strip()),
        title=_title(section, setting),
        outlet=outlet,
        address=address,
        byline=byline or _BYLINE_OPENER.sub("", setting.page.author),
        dateline=(line.place if line else "") or next((label.place for label in labels if label.place), ""),
        relay=_relay(section.blocks, line.agency if line and not station else "", labels, text, words),
        published=publication_of(_signs(section, setting, address, line, zone), words),
    )


def _dateline(paragraphs: Sequence[Passage], text: str, words: PageWords) -> Dateline | None:
    """Return the dateline of a story; where several paragraphs begin with a name and a colon, they are speakers."""
    line = dateline_of(paragraphs[0].of(text), words)
    if line is None or line.sure:
        return line
    others = (dateline_of(passage.of(text), words) for passage in paragraphs[1:])
    return None if any(other is not None and not other.sure for other in others) else line


def _labels(blocks: Sequence[Block], text: str, words: PageWords) -> tuple[LabelledLine, ...]:
    lines = (block.passage.of(text) for block in blocks if block.kind in {"date", "byline"})
    return tuple(label for label in (labelled_line(line, words) for line in lines) if label is not None)


def _title(section: Section, setting: Setting) -> str:
    """Return the title above the first paragraph; a line further down is the head of a part."""
    for block in section.blocks:
        if block.kind == "title":
            return block.passage.of(setting.text)
        if block.kind == "paragraph":
            break
    return setting.page.title if section.first else ""


def _own_byline(blocks: Sequence[Block], text: str, words: PageWords) -> str:
    for block in blocks:
        line = block.passage.of(text)
        if block.kind == "byline" and labelled_line(line, words) is None:
            return _BYLINE_OPENER.sub("", line)
    return ""


def _signs(section: Section, setting: Setting, address: str, line: Dateline | None, zone: str) -> Signs:
    own = section.blocks
    # A second story on a page has no date line of its own: the page's dates are its own as well.
    dated = any(block.kind == "date" for block in own)
    carrier = outlets(setting.language).called(line.agency) if line else None
    return Signs(
        text=setting.text,
        blocks=own if dated else (*own, *(block for block in setting.blocks if block.kind in {"date", "furniture"})),
        stated=setting.page.dates,
        address=address,
        dateline=line,
        zone=zone,
        carrier_zone=carrier.zone if carrier else "",
        period=setting.period,
    )


def _address(blocks: Sequence[Block], text: str) -> str:
    found = next((_URL.search(block.passage.of(text)) for block in blocks if block.kind == "address"), None)
    return found[0].rstrip(">.,)") if found else ""


def _of_the_web(stated: str) -> str:
    """Return the address that a page states of itself; none where it would run something or leads into a machine."""
    return stated if _URL.fullmatch(stated) else ""


def _station(line: Dateline | None, language: str, words: PageWords) -> Outlet | None:
    """Return the station that wrote its own name into the dateline, as in “GENEVA (CNN) --”; an agency is none."""
    if line is None or plainly(line.agency) in words.agencies:
        return None
    return outlets(language).called(line.agency)


def _outlet(setting: Setting, address: str, station: Outlet | None, words: PageWords) -> tuple[str, str]:
    """Return the newspaper and its zone: by the host of its address, as the page states it, as it names itself."""
    known = outlets(setting.language)
    found = known.at(address) or known.called(setting.page.outlet)
    if found is not None:
        return found.name, found.zone
    if setting.page.outlet:
        return setting.page.outlet, ""
    for block in setting.blocks:
        if block.kind in _OWN_KINDS:
            name = self_named(block.passage.of(setting.text), words, credit=block.kind == "credit")
            at = (known.called(name) or known.at(name)) if name else None
            if at is not None:
                return at.name, at.zone
            if name:
                return name, ""
    return (station.name, station.zone) if station is not None else ("", "")


def _relay(blocks: Sequence[Block], carrier: str, labels: Sequence[LabelledLine], text: str, words: PageWords) -> str:
    """Return the agency that the whole story is credited to: in its dateline, its byline, or its last words."""
    agencies = [carrier, *(label.agency for label in labels)]
    lines = (block.passage.of(text) for block in blocks if block.kind in {"credit", "byline"})
    agencies.extend(agency_in(_BYLINE_OPENER.sub("", printed), words) for printed in lines)
    return next(filter(None, agencies), "")
