"""What somebody who reads articles for a case has of it: its alias tables, its keeper, and its names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from proverka.case.alias_tables import read_aliases
from proverka.case.authored import read_authored
from proverka.case.folder import CaseFolder
from proverka.case.opened import Progress, open_case
from proverka.mandate import Mandate
from proverka.model.errors import Refusal
from proverka.model.names import unknown
from proverka.model.vocabulary import Vocabulary
from proverka.reporting.glossary import NO_GLOSSARY, Glossary
from proverka.sources.links.aliases import NO_ALIASES, Aliases


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersCase:
    """A case as far as a reader of articles needs it; empty where articles are read for none.

    `adopted` are the days on which its instruments were adopted.
    """

    keeper: str = ""
    adopted: Mapping[str, date] = field(default_factory=dict)
    aliases: Aliases = NO_ALIASES
    glossary: Glossary = NO_GLOSSARY

    def check_party(self, party: str) -> None:
        """Refuse (unknown-party) a party that the case does not declare; where there is no case, any may be meant."""
        known = self.glossary.parties
        if party and known and party not in known:
            raise unknown(Refusal.UNKNOWN_PARTY, party, known, "--party", "party")


NO_CASE = ReadersCase()


def readers_case(root: Path, language: str, *, progress: Progress | None = None) -> ReadersCase:
    """Return what a reader needs of a case, authored or built; raise what reading or opening it raises."""
    folder = CaseFolder(root)
    if (root / "case.toml").is_file():
        authored = read_authored(root)
        words, mandate = authored.words, authored.meaning.mandate
    else:
        case = open_case(root, progress=progress)
        words, mandate = case.words, case.meaning.mandate
    return ReadersCase(
        keeper=words.keeper,
        adopted={instrument.id: instrument.adopted for instrument in mandate.instruments},
        aliases=read_aliases(folder, language),
        glossary=glossary_of(words, mandate),
    )


def glossary_of(words: Vocabulary, mandate: Mandate) -> Glossary:
    """Return the names of a case: what it declares, and what its mandate lays down."""
    return Glossary(
        names={
            "party": {one.id: one.name for one in words.parties},
            "place": {one.id: one.name for one in words.places},
            "subject": {one.id: one.name for one in words.subjects},
            "instrument": {one.id: one.title for one in mandate.instruments},
            "obligation": {
                **{one.id: one.action for one in mandate.obligation_by_id.values()},
                **{step.id: step.title for one in mandate.instruments for step in one.steps},
            },
        }
    )
