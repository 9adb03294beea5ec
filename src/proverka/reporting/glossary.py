"""What a case calls its parties, places, papers and duties, for whoever reads an article beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proverka.sources.statement import Link, LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """The names of a case by kind and id, each in the order of the case."""

    names: Mapping[LinkKind, Mapping[str, str]] = field(default_factory=dict)

    @property
    def parties(self) -> Mapping[str, str]:
        """The names of the parties by their ids."""
        return self.names.get("party", {})

    @property
    def borne_on(self) -> tuple[tuple[str, str], ...]:
        """The duties and papers that a statement may bear on, with their names."""
        return tuple(item for kind in self._borne for item in kind.items())

    def named(self, identifier: str) -> str:
        """Return the name of a duty or paper; empty where the case has none of that id."""
        return next((kind[identifier] for kind in self._borne if identifier in kind), "")

    @property
    def _borne(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return self.names.get("obligation", {}), self.names.get("instrument", {})

    def name(self, link: Link) -> str:
        """Return the name in the case of what a link leads to, empty where it has none."""
        return self.names.get(link.kind, {}).get(link.id, "")

    def words(self, link: Link) -> str:
        """Return what a link leads to: its id with its name in the case, or the amount of a quantity."""
        if link.kind == "quantity":
            return link.text
        name = self.name(link)
        return f"{link.id} ({name})" if name and name != link.id else link.id


NO_GLOSSARY = Glossary()
