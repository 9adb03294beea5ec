"""A report: words of a sentence that tell that somebody said something, and whose words those are."""

from dataclasses import dataclass

from proverka.sources.attribution.mentions import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cue and whose words it reports: `speakers` are mentions of the sentence.

    `at` is the atom of the cue, `lemma` its verb, empty where no verb is known to report; `finite` says that it is no
    participle, `behind` that its subject stands behind it. `rule` names how the subject was found.
    """

    lemma: str
    at: int
    speakers: tuple[Mention, ...]
    rule: str
    finite: bool = True
    behind: bool = False

    @property
    def first(self) -> int:
        """The first atom of the cue and its subject."""
        return min(self.at, self.speakers[0].first) if self.speakers else self.at

    @property
    def personal(self) -> bool:
        """Whether all its speakers are persons, by name or pronoun."""
        return all(one.kind in ("person", "pronoun") for one in self.speakers)

    @property
    def unnamed(self) -> bool:
        """Whether its speakers have no names, only roles."""
        return all(one.kind == "role" for one in self.speakers)

    @property
    def of_a_body(self) -> bool:
        """Whether a State or body is said to speak."""
        return bool(self.speakers) and all(one.kind in ("body", "state") for one in self.speakers)

    @property
    def carried(self) -> bool:
        """Whether only carriers are said to speak."""
        return bool(self.speakers) and all(one.kind == "carrier" for one in self.speakers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCues:
    """The reports of a sentence in order, the carriers to which it credits the words, and its first subject."""

    reports: tuple[Report, ...]
    relays: tuple[Mention, ...]
    subject: tuple[Mention, ...]
