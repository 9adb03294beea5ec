"""What the page of sites and movements says of each place and each movement."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from proverka.assessment.result import Audit, MovementResult, TimelineItem
from proverka.publication.map_sites import Site, position_words, sites_of, state_words
from proverka.publication.map_symbols import symbol
from proverka.publication.map_words import amount_words, joined, unstated_words
from proverka.reporting.tongue import NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """A place in the words of a page, with its mark."""

    site: Site
    within: str
    state: str
    position: str
    mark: Markup
    brought: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementView:
    """A movement with the entry that tells of it, if that is open."""

    movement: MovementResult
    origin: str
    destination: str
    item: TimelineItem | None


def site_views(audit: Audit) -> tuple[SiteView, ...]:
    """Return every place of which something is on record, in the order in which the case declares them."""
    names = {place.id: place.name for place in audit.gazetteer}
    return tuple(_site(site, names) for site in sites_of(audit))


def _site(site: Site, names: Mapping[str, str]) -> SiteView:
    drawn = symbol(site.shape, site.state, 0, 0, somewhere=site.is_somewhere)
    mark = f'<svg class="mark" aria-hidden="true" width="22" height="22" viewBox="-11 -11 22 22">{drawn}</svg>'
    return SiteView(
        site=site,
        within=names.get(site.place.within, ""),
        state=state_words(site.state, NEUTRAL),
        position=position_words(site, NEUTRAL),
        mark=Markup(mark),  # noqa: S704 - numbers and colours of ours
        brought=_moved(site.brought),
        taken=_moved(site.taken),
    )


def movement_views(audit: Audit) -> tuple[MovementView, ...]:
    """Return every movement, in order of day."""
    names = {place.id: place.name for place in audit.gazetteer}
    items = {item.entry.index: item for item in audit.timeline}
    return tuple(
        MovementView(
            movement=one,
            origin=names.get(one.origin, one.origin),
            destination=names.get(one.destination, one.destination),
            item=items.get(one.entry),
        )
        for one in audit.movements
    )


def _moved(movements: tuple[MovementResult, ...]) -> str:
    known = [one for one in movements if one.amount is not None]
    told = [amount_words(known, NEUTRAL)] if known else []
    told += [unstated_words(len(movements) - len(known), NEUTRAL)] if len(known) < len(movements) else []
    return joined(told, NEUTRAL)
