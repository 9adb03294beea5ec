"""Newspapers: what the host of an address or a name says about where a story was printed."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import msgspec

from proverka.sources.language import language_table


class Outlet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A newspaper by its name; `zone` is the IANA zone of its dates, empty where it is printed in many.

    An `organ` is known by its host alone: where it is named, stories are about it.
    """

    name: str
    zone: str
    hosts: tuple[str, ...]
    organ: bool = False


class OutletTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of `outlets.toml`."""

    outlets: tuple[Outlet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """The newspapers of a language by host and by name."""

    by_host: dict[str, Outlet]
    by_name: dict[str, Outlet]
    named: re.Pattern[str]

    def at(self, address: str) -> Outlet | None:
        """Return the newspaper at whose host an address is, None where it is no known one's."""
        host = host_of(address)
        while host:
            if host in self.by_host:
                return self.by_host[host]
            _, _, host = host.partition(".")
        return None

    def called(self, name: str) -> Outlet | None:
        """Return the newspaper of a name, with or without its article."""
        return self.by_name.get(_key(name))


@cache
def outlets(language: str) -> Outlets:
    """Return the newspapers that write in a language."""
    known = language_table(language, "outlets", OutletTable).outlets
    names = sorted((outlet.name for outlet in known if not outlet.organ), key=lambda name: (-len(name), name))
    return Outlets(
        by_host={host: outlet for outlet in known for host in outlet.hosts},
        by_name={_key(outlet.name): outlet for outlet in known},
        named=re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)),
    )


def host_of(address: str) -> str:
    """Return the host of an address, in lower case and without `www`; empty where it has none.

    >>> host_of("https://www.themoscowtimes.com/2013/10/07/russia-and-us")
    'themoscowtimes.com'
    """
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("edition.").removeprefix("m.")


def _key(name: str) -> str:
    return name.strip().lower().removeprefix("the ")
