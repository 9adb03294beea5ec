"""Names of a case: the people and carriers that it knows, which an article may name without telling who they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person whom a case names: the canonical name, the party, and roles as printed.

    `roles` may have been held when the story was published, `offices` were held then for certain.
    """

    name: str
    party: str = ""
    roles: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


class KnownCarrier(NamedTuple):
    """An agency or outlet that a case names: its usual name, and further forms in print."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNames:
    """The people whom a case names, by every form of their names in lower case, and its agencies and outlets."""

    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    carriers: tuple[KnownCarrier, ...] = ()


NO_NAMES = CaseNames()
