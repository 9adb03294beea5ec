"""What stands on a printed report of a case besides the audit: who gives it out, and for whom."""

from collections.abc import Sequence

from proverka.case.edition import edition_of
from proverka.case.opened import Case
from proverka.reporting.paper.imprint import Imprint
from proverka.reporting.tongue import Language


def imprint_of(case: Case, languages: Sequence[Language]) -> Imprint:
    """Return the imprint of a report that is given out in some languages.

    Its class is that of the edition that it is made from; a case that is none has no class of its own.
    """
    edition = edition_of(case.root)
    readers = edition.readers if edition else ""
    party = case.words.party_by_id.get(readers)
    return Imprint(
        keeper=case.words.party_by_id[case.words.keeper].name,
        readers=party.name if party else readers,
        languages=tuple(languages),
    )
