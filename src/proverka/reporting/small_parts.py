"""Small parts that stand on pages tens of thousands of times, each made once: links to entries and sources, days."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from proverka.reporting.addresses import Addresses
from proverka.reporting.anchors import host_of, link_of
from proverka.reporting.marks import own, safe, without_marks
from proverka.reporting.tongue import NEUTRAL
from proverka.reporting.wording import words

# An entry has one link in an edition, and one in a report.
ENTRIES_KEPT = 1 << 17
KEPT = 1 << 14


def entry_link(index: int, to: Addresses) -> Markup:
    """Return the link to an entry of the record, whose address is asked of `to`."""
    return _link(to.entry(index), index)


@lru_cache(maxsize=ENTRIES_KEPT)
def _link(address: str, index: int) -> Markup:
    """Return the link to an entry at an address, which is neutral HTML."""
    return Markup('<a class="entry" href="{}">{}</a>').format(Markup(address), own(f"#{index}"))  # noqa: S704 - ours


def entry_links(indexes: Iterable[int], to: Addresses) -> Markup:
    """Return the links to entries, whose addresses are asked of `to`."""
    return Markup(" ").join([entry_link(index, to) for index in indexes])


@lru_cache(maxsize=KEPT, typed=True)
def source_link(address: str) -> Markup:
    """Return a source as a link that shows its host; one that is no address as it is, none as nothing."""
    if link_of(address):
        shown = Markup('<a class="source" href="{}" rel="noreferrer noopener">{}</a>')
        return shown.format(without_marks(address), dotted(host_of(address)))
    return Markup('<span class="source">{}</span>').format(own(address)) if address else Markup()


def dotted(host: str) -> Markup:
    """Return the name of a host, of the record, that may be broken after a dot."""
    return Markup(safe(host).replace(".", ".<wbr>"))  # noqa: S704 - escaped before


@lru_cache(maxsize=KEPT, typed=True)
def when(days: str) -> Markup:
    """Return a day, or the first and the last of a span that are divided by a stroke."""
    first, stroke, last = days.partition("/")
    if stroke and "/" not in last:
        return NEUTRAL.text("{first} to {last}", first=_day(first), last=_day(last))
    return _day(days)


def _day(day: str) -> Markup:
    return Markup("<time>{}</time>").format(own(day))


@lru_cache(maxsize=KEPT)
def standing(word: str) -> Markup:
    """Return the standing of an entry, with the colour that goes with it."""
    return Markup('<span class="standing standing-{}">{}</span>').format(escape(word), words(word, NEUTRAL))
