"""A statement as it was found in an article: words, who spoke them, who carried them, and what they claim.

Nothing here is evidence yet: a person confirms it first. Where nobody can be sure who spoke, `speakers` is empty and
`abstained` says why.
"""

from dataclasses import dataclass
from typing import Literal

from proverka.model.span import Span
from proverka.sources.passage import Passage

Quotation = Literal["direct", "partial", "indirect"]
# Empty: no kind fits, or none is sure.
ClaimKind = Literal[
    "assessment", "allegation", "demand", "commitment", "plan", "threat", "report", "denial", "precondition", "",
]  # fmt: skip
LinkKind = Literal["party", "place", "instrument", "obligation", "subject", "quantity"]
Stance = Literal["favourable", "critical", "mixed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke: a person by the fullest name in the article, an organ, or an unnamed person as printed.

    `role` is as printed; `party` the State, organisation or group spoken for, by its name; both empty where the article
    does not tell. `passage` is where the attribution names the speaker; `rule` the rule of attribution by which it was
    found.
    """

    name: str
    role: str = ""
    party: str = ""
    passage: Passage
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that made a reader take the statement for something, and what for."""

    meaning: str
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed. `denied`: what the kind names is denied (“cannot set preconditions” is a denied precondition).

    `condition` is where the words of a condition stand. `cues` are the words that say so.
    """

    kind: ClaimKind = ""
    stance: Stance = "none"
    hedged: bool = False
    denied: bool = False
    condition: Passage | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWords:
    """An expression of time, the interval that it stands for, and the rule by which; None where it stands for none.

    `zone` is the IANA name of the time zone whose days these are, empty where the text does not tell. `elsewhere` are
    the days that it was in UTC at the hour told, where they are not the same: a New York evening is the next day there.
    """

    passage: Passage
    span: Span | None
    rule: str
    zone: str = ""
    elsewhere: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a passage is about: something of the case, by its id there.

    For a quantity `id` is empty, and `text` holds the bound and the amount with its unit as they would stand in a
    figure. `rule` is the alias or rule that linked it.
    """

    kind: LinkKind
    id: str
    passage: Passage
    rule: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """One statement. `words` are the passages between the marks, or for an indirect one the sentence that reports it.

    `sentence` is the sentence around them, `story` the number of its story in the article, from 0. `said` is when it
    was said, where the article tells. `verb` is the lemma of the verb that reports it and `cue` where that stands.
    """

    quotation: Quotation
    words: tuple[Passage, ...]
    sentence: Passage
    story: int
    speakers: tuple[Speaker, ...] = ()
    abstained: str = ""
    relay: str = ""
    verb: str = ""
    cue: Passage | None = None
    claim: Claim = Claim()
    said: DatedWords | None = None
    dates: tuple[DatedWords, ...] = ()
    links: tuple[Link, ...] = ()
