"""What stands on a report besides the audit: who keeps the record, for whom it is, in which languages it is told."""

from dataclasses import dataclass

from proverka.reporting.tongue import ENGLISH_LANGUAGE, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who gives a report out, and for whom; what is empty is not known, and is left out.

    `symbol`, `number` and `transmittal` are those under which a body receives it. `readers` are those for whom it is
    made: everybody (`public`), or an audience or a party by its name. `languages` are those in which the same report is
    given out.
    """

    keeper: str = ""
    symbol: str = ""
    number: str = ""
    transmittal: str = ""
    readers: str = ""
    languages: tuple[Language, ...] = (ENGLISH_LANGUAGE,)


NO_IMPRINT = Imprint()
