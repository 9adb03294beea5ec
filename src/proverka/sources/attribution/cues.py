"""Cues: the words of a sentence that report what somebody said, each with whose words they report.

A cue is a reporting verb (“said”, “promised”), its participle (“adding”), or “according to”. Its subject may stand
behind it, where it follows a quotation or ends the sentence (“…,” said the minister); else it is sought before
it (`subjects`). A carrier that quotes somebody is a relay, never the subject.
"""

from collections.abc import Sequence

from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.mentions import Mention
from proverka.sources.attribution.nesting import outermost
from proverka.sources.attribution.report import Report, SentenceCues
from proverka.sources.attribution.sentences import Sentence
from proverka.sources.attribution.subjects import Subjects

# How far behind a verb the one is named by whom something is said, and what is spoken of, in words.
AGENT_MAX, SPOKEN_OF_MAX = 11, 4
# What may follow a subject that stands behind its verb.
_AFTER = frozenset(".,To&Q:w")


class CueReader:
    """Reads the cues of one sentence."""

    def __init__(self, sentence: Sentence, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.mentions, self.syntax = mentions, lexicon.table.syntax
        self.tags, self.atoms = sentence.tags, sentence.atoms
        self.subjects, self.neuter = Subjects(sentence, mentions, lexicon), lexicon.table.pronouns.neuter

    def read(self) -> SentenceCues:
        """Return the cues of the sentence."""
        found: list[Report] = []
        relays: list[Mention] = []
        for at, tag in enumerate(self.tags):
            report = None
            if tag == "V" or (tag == "v" and self._auxiliary_before(at)):
                report = self._finite(at, found, relays)
            elif tag == "G":
                report = self._participle(at, found, relays)
            elif tag == "k" and (mention := self.subjects.starting_after(at)) is not None:
                report = Report(
                    lemma="according", at=at, speakers=self.subjects.group_from(mention), rule="according to",
                    behind=True,
                )  # fmt: skip
            elif tag == "u" and (mention := self.subjects.starting.get(at)) is not None:
                report = Report(lemma="according", at=at, speakers=(mention,), rule="in whose opinion")
            if report is not None:
                found.append(report)
        return self._carriers_apart(found, relays)

    # --- reporting verbs -------------------------------------------------------------------------------------------

    def _finite(self, at: int, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        lemma = self.atoms[at].value
        if not self._reports(at, lemma):
            return None
        before = self._before(at)
        if before is not None and self.tags[before] == "x":
            return self._passive(at, before, lemma, relays)
        if self._by(at + 1) and lemma in self.syntax.naming:
            return self._named_by(at, lemma)
        if self._by(at + 1) and lemma == "quote":
            self._quoted_by(at, relays)
            return None
        behind = self.subjects.starting_after(at)
        if behind is not None and self._may_be_behind(at, lemma, behind):
            speakers = self.subjects.group_from(behind)
            return Report(lemma=lemma, at=at, speakers=speakers, rule="behind the verb", behind=True)
        return self._of_subject(at, lemma, found, relays)

    def _of_subject(self, at: int, lemma: str, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        """Read a verb with its subject before it; a carrier that quotes somebody is none."""
        subject, rule = self.subjects.of_verb(at, found)
        if subject and subject[-1].first and self.tags[subject[-1].first - 1] == "z":
            return None  # “Neither Petrov nor Weber said”
        if lemma in self.syntax.relaying and (quoted := self._quoted(at)) is not None:
            relays += [one for one in subject if one.kind == "carrier"]
            return Report(lemma="say", at=at, speakers=(quoted,), rule="quoted by a carrier")
        return Report(lemma=lemma, at=at, speakers=subject, rule=rule) if subject else None

    def _reports(self, at: int, lemma: str) -> bool:
        """Whether a finite form reports anything."""
        if lemma == "quote" and at and self.tags[at + 1 : at + 2] == "o" and not self._by(at + 1):
            return (
                self._before(at) is not None and self.tags[self._before(at) or 0] == "x"
            )  # “a source cited in reports”
        if lemma == "quote" and at and self.tags[at - 1] == "," and at - 1 in self.subjects.ending:
            return False  # “Medvedev, quoted in the media, said”
        if lemma in self.syntax.answering and self.tags[at + 1 : at + 2] == "o" and "Q" not in self.tags[:at]:
            return False  # “responded to the charge”
        if lemma == "speak":
            return any(one.value in self.syntax.of for one in self.atoms[at + 1 : at + 1 + SPOKEN_OF_MAX])
        before = self._before(at)
        if before is not None and (self.atoms[before].value == self.syntax.infinitive or self._describes(at)):
            return False  # declined to say; the declared stockpile
        # “has not commented”
        return lemma not in self.syntax.spoken or "z" not in self.tags[(before or 0) + 1 : at]

    def _describes(self, at: int) -> bool:
        """Whether a form of a verb stands as an adjective: “its declared weapons”, “the announced date”."""
        return self.tags[at - 1] in "SdpD" and self.tags[at + 1 : at + 2] in tuple("crRUBNYj0")

    def _auxiliary_before(self, at: int) -> bool:
        """Whether a base form stands behind an auxiliary, or several persons: “did not rule out”, “officials say”."""
        return bool(at) and self.tags[at - 1] in "hzU"

    def _before(self, at: int) -> int | None:
        at -= 1
        while at >= 0 and self.tags[at] in "az":
            at -= 1
        return at if at >= 0 else None

    def _passive(self, at: int, auxiliary: int, lemma: str, relays: list[Mention]) -> Report | None:
        """Read “was quoted (by A) as saying”, “was described as … by M”; no other passive tells whose words."""
        by = self._by_agent(at)
        if lemma == "quote":
            if by is not None and by.kind == "carrier":
                relays.append(by)
            subject, rule = self.subjects.of_verb(auxiliary, ())
            return Report(lemma="say", at=at, speakers=subject, rule=f"quoted, {rule}") if subject else None
        return self._named_by(at, lemma) if lemma in self.syntax.naming else None

    def _quoted_by(self, at: int, relays: list[Mention]) -> None:
        """Keep who carried the words of “a diplomat quoted by A”: another verb tells that they are the diplomat's."""
        if (by := self._by_agent(at)) is not None and by.kind == "carrier":
            relays.append(by)

    def _named_by(self, at: int, lemma: str) -> Report | None:
        by = self._by_agent(at)
        if by is None or by.kind == "carrier":
            return None
        return Report(lemma=lemma, at=at, speakers=self.subjects.group_from(by), rule="by whom it is said", behind=True)

    def _by(self, place: int) -> bool:
        return self.tags[place : place + 1] == "o" and self.atoms[place].value == self.syntax.by

    def _by_agent(self, at: int) -> Mention | None:
        """Return the mention behind the next “by” of the clause."""
        for place in range(at + 1, min(at + 1 + AGENT_MAX, len(self.tags))):
            if self.tags[place] in "V;":
                return None
            if self._by(place):
                return self.subjects.starting_after(place)
        return None

    def _may_be_behind(self, at: int, lemma: str, mention: Mention) -> bool:
        """Whether the subject may stand behind a verb: after a quotation, or after a comma with no clause to follow."""
        if lemma not in self.syntax.inverted or not at or mention.kind == "pronoun":
            return False
        if self.tags[:at].rstrip(",;-").endswith("Q"):
            return True
        if self.tags[at - 1] not in ",;":
            return False
        # A list or an apposition may follow, but no clause of its own. What may have an object (“the minister, recalled
        # the envoy”) or a phrase behind it has its subject there only where nobody stands before it.
        following = self.tags[mention.after : mention.after + 1]
        if (lemma == "say" and following not in ("o", "Q")) or self.subjects.before(at) is None:
            phrase = (following == "o" and mention.kind == "person") or self._describing(mention.after)
            return not following or following in _AFTER or phrase
        return False

    def _describing(self, place: int) -> bool:
        """Whether a participle stands at a place that tells more of who stands before: “the mission overseeing it”."""
        return self.tags[place] == "c" and self.atoms[place].text.endswith(self.syntax.participle_ending)

    def _quoted(self, at: int) -> Mention | None:
        """Return whom a carrier quotes: the mention behind the verb, if “as saying” or a quotation follows it."""
        mention = self.subjects.starting_after(at)
        if mention is None or mention.kind == "carrier":
            return None
        following = self.tags[mention.after :].removeprefix(",")[:1] or self.tags[mention.after :]
        after_quotation = "Q" in self.tags[:at] and following in ("", ".", ",")
        return mention if following in ("s", "Q", ":") or after_quotation else None

    # --- participles -----------------------------------------------------------------------------------------------

    def _participle(self, at: int, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        lemma = self.atoms[at].value
        if lemma == "quote":
            return self._quoting(at, found, relays)
        if at and self.tags[at - 1] == "s" and found and found[-1].rule.startswith("quoted"):
            self._quoted_by(at, relays)
            return None  # “as saying” belongs to the verb that quotes
        if (beside := self._with_whom(at)) is not None:
            return Report(lemma=lemma, at=at, finite=False, speakers=(beside,), rule="with whom it is")
        if lemma in self.syntax.answering and self.tags[at + 1 : at + 2] == "o":
            return None  # “responding to questions”
        if at and self.tags[at - 1] == "o":
            return None  # “after saying”, “of denying”: told of somebody by somebody else
        subject, rule = self.subjects.of_participle(at, found)
        return Report(lemma=lemma, at=at, finite=False, speakers=subject, rule=rule) if subject else None

    def _with_whom(self, at: int) -> Mention | None:
        """Return whose a participle is in “with the minister warning”, “with Ivan Petrov, the minister, warning”."""
        beside = self.subjects.ending.get(at)
        if beside is None and at > 1 and self.tags[at - 1] == ",":
            apposed = self.subjects.ending.get(at - 1)
            opened = apposed is not None and self.tags[apposed.first - 1] == ","
            beside = self.subjects.ending.get(apposed.first - 1) if apposed is not None and opened else apposed
        if beside is None or not beside.first or self.atoms[beside.first - 1].value != self.syntax.with_:
            return None
        return beside

    def _quoting(self, at: int, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        """Read “citing M”: M's words, carried by whoever cites."""
        mention = self.subjects.starting_after(at)
        if mention is None or mention.kind == "carrier":
            return None
        subject, _ = self.subjects.of_verb(at, found)
        relays += [one for one in subject if one.kind == "carrier"]
        return Report(lemma="say", at=at, finite=False, speakers=(mention,), rule="quoted by a carrier", behind=True)

    # --- relays ----------------------------------------------------------------------------------------------------

    def _carriers_apart(self, found: Sequence[Report], relays: list[Mention]) -> SentenceCues:
        """Set carriers apart as relays wherever somebody else is the speaker."""
        speaking = [one for one in found if not one.carried and not self._neuter(one)]
        if any(one.lemma != "according" for one in speaking):
            # “…, according to the text of his speech”: where it can be read, not who spoke.
            found = [one for one in found if one.lemma != "according" or one.speakers[0].kind != "document"]
        if speaking or relays:
            relays += [mention for one in found if one.carried for mention in one.speakers]
            relays += self._told_to()
            found = [one for one in found if not one.carried]
        return SentenceCues(reports=tuple(outermost(found, self.tags)), relays=tuple(relays), subject=self._first())

    def _first(self) -> tuple[Mention, ...]:
        first = self.subjects.first_mention(0, len(self.tags))
        return self.subjects.group_from(first) if first is not None else ()

    def _neuter(self, report: Report) -> bool:
        """Whether the speaker is an “it” that may stand for a carrier."""
        return all(one.kind == "pronoun" and self.atoms[one.first].value in self.neuter for one in report.speakers)

    def _told_to(self) -> list[Mention]:
        """Return the carriers to which somebody spoke: “told Interfax”, “in an interview with CNN”."""
        return [
            mention
            for mention in self.mentions
            if mention.kind == "carrier" and mention.first and self._carries(mention.first - 1)
        ]

    def _carries(self, before: int) -> bool:
        atom = self.atoms[before]
        if atom.tag in "VG":
            return atom.value == "tell"
        if atom.tag != "o" or atom.value not in self.syntax.carried:
            return False
        if before and self.atoms[before - 1].text.lower() in self.syntax.speaking:
            return True
        return any(one.text.lower() in self.syntax.told_to or one.value in ("tell", "quote") for one in self.atoms)
