"""Cues: the words of a sentence that report what somebody said, each with whose words they report.

A cue is a reporting verb (“said”, “promised”), its participle (“adding”), “according to”, or “as saying”. Its subject is
sought in this order: behind the verb where that follows a quotation or ends the sentence (“…,” said the minister); the
mention before the verb, over adverbs, days, and what stands between commas; the subject of the cue before it; the first
mention of the clause. A carrier that quotes somebody is a relay, never the subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from proverka.sources.lexicon import Lexicon
from proverka.sources.mentions import Mention
from proverka.sources.sentences import Sentence

# What may stand between a subject and its verb without making another one of it.
_SKIPPED = frozenset("ahzT0g")
_CLAUSE_ENDS = frozenset("b;:t")
_BY = frozenset(("by",))
_CARRIED = frozenset(("to", "with", "by", "on", "via", "through"))
_TOLD_TO = frozenset(("interview", "remarks", "comments", "quoted", "cited", "told", "statement"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cue and whose words it reports: `speakers` are mentions of the sentence, empty where none is to be found.

    `at` is the atom of the cue, `lemma` its verb; `behind` says that the subject stands behind it. `rule` names how the
    subject was found.
    """

    lemma: str
    at: int
    finite: bool
    speakers: tuple[Mention, ...]
    rule: str
    behind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCues:
    """The cues of a sentence in order, the carriers to which it credits the words, and its first subject."""

    reports: tuple[Report, ...]
    relays: tuple[Mention, ...]
    subject: tuple[Mention, ...]


class CueReader:
    """Reads the cues of one sentence."""

    def __init__(self, sentence: Sentence, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.sentence, self.mentions, self.syntax = sentence, mentions, lexicon.table.syntax
        self.tags, self.atoms = sentence.tags, sentence.atoms
        self.ending = {mention.after: mention for mention in mentions}
        self.starting = {mention.first: mention for mention in mentions}

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
            elif tag == "k" and (mention := self._starting_after(at)) is not None:
                report = Report(
                    lemma="according", at=at, finite=True, speakers=self._group_from(mention), rule="according to",
                    behind=True,
                )  # fmt: skip
            elif tag == "u" and (mention := self.starting.get(at)) is not None:
                report = Report(lemma="according", at=at, finite=True, speakers=(mention,), rule="in whose opinion")
            if report is not None:
                found.append(report)
        return self._carriers_apart(found, relays)

    # --- reporting verbs -------------------------------------------------------------------------------------------

    def _finite(self, at: int, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        lemma = self.atoms[at].value
        before = self._before(at)
        if lemma == "quote" and at and self.tags[at - 1] == "," and at - 1 in self.ending:
            return None  # “Medvedev, quoted in the media, said”
        if lemma == "speak" and not any(one.value in ("of", "about") for one in self.atoms[at + 1 : at + 5]):
            return None
        if before is not None and self.tags[before] == "x":
            return self._passive(at, before, lemma, relays)
        if before is not None and (self.atoms[before].value == "to" or self._describes(at)):
            return None  # declined to say; the declared stockpile
        if lemma in self.syntax.spoken and "z" in self.tags[(before or 0) + 1 : at]:
            return None  # has not commented
        quoting = lemma in self.syntax.relaying
        if self._may_be_behind(at, lemma) and (mention := self._starting_after(at)) is not None:
            return Report(
                lemma=lemma, at=at, finite=True, speakers=self._group_from(mention), rule="behind the verb", behind=True
            )
        subject, rule = self._subject(at, found)
        if quoting and (quoted := self._quoted(at)) is not None:
            relays += [one for one in subject if one.kind == "carrier"]
            return Report(lemma="say", at=at, finite=True, speakers=(quoted,), rule="quoted by a carrier")
        if not subject:
            return None
        return Report(lemma=lemma, at=at, finite=True, speakers=subject, rule=rule)

    def _describes(self, at: int) -> bool:
        """Whether a form of a verb stands as an adjective: “its declared weapons”, “the announced date”."""
        return self.tags[at - 1] in "SdpD" and self.tags[at + 1 : at + 2] in ("c", "r", "R", "U", "B", "N", "Y", "j")

    def _auxiliary_before(self, at: int) -> bool:
        """Whether a base form stands behind an auxiliary: “did not rule out”."""
        return bool(at) and self.tags[at - 1] in "hz"

    def _before(self, at: int) -> int | None:
        at -= 1
        while at >= 0 and self.tags[at] in "az":
            at -= 1
        return at if at >= 0 else None

    def _passive(self, at: int, auxiliary: int, lemma: str, relays: list[Mention]) -> Report | None:
        """Read “was quoted (by A) as saying” and “was described as … by M”; all other passives report nobody's words."""
        by = self._by_agent(at)
        if lemma == "quote":
            if by is not None and by.kind == "carrier":
                relays.append(by)
            subject, rule = self._subject(auxiliary, ())
            return (
                Report(lemma="say", at=at, finite=True, speakers=subject, rule=f"quoted, {rule}") if subject else None
            )
        if lemma in self.syntax.naming and by is not None and by.kind != "carrier":
            return Report(
                lemma=lemma, at=at, finite=True, speakers=self._group_from(by), rule="by whom it is said", behind=True
            )
        return None

    def _by_agent(self, at: int) -> Mention | None:
        """Return the mention behind the next “by” of the clause."""
        for place in range(at + 1, min(at + 12, len(self.tags))):
            if self.tags[place] in "V;":
                return None
            if self.tags[place] == "o" and self.atoms[place].value in _BY:
                return self._starting_after(place)
        return None

    def _may_be_behind(self, at: int, lemma: str) -> bool:
        """Whether the subject may stand behind a verb: after a quotation, or after a comma with nothing else to follow."""
        if lemma not in self.syntax.inverted or not at:
            return False
        mention = self._starting_after(at)
        if mention is None or mention.kind == "pronoun":
            return False
        if self.tags[at - 1] == "Q":
            return True
        if self.tags[at - 1] not in ",;" or mention.kind == "carrier":
            return False
        # A list or an apposition may follow, but no clause of its own.
        following = self.tags[mention.after : mention.after + 1]
        return following in ("", ".", ",", "T", "o", "&", "Q", ":", "w")

    def _quoted(self, at: int) -> Mention | None:
        """Return whom a carrier quotes: the mention behind the verb, if “as saying” or a quotation follows it."""
        mention = self._starting_after(at)
        if mention is None or mention.kind == "carrier":
            return None
        following = self.tags[mention.after : mention.after + 1]
        after_quotation = "Q" in self.tags[:at] and following in ("", ".", ",")
        return mention if following in ("s", "Q", ":") or after_quotation else None

    # --- participles -----------------------------------------------------------------------------------------------

    def _participle(self, at: int, found: Sequence[Report], relays: list[Mention]) -> Report | None:
        lemma = self.atoms[at].value
        if lemma == "quote":
            mention = self._starting_after(at)
            if mention is None or mention.kind == "carrier":
                return None
            subject, _ = self._subject(at, found)
            relays += [one for one in subject if one.kind == "carrier"]
            return Report(
                lemma="say", at=at, finite=False, speakers=(mention,), rule="quoted by a carrier", behind=True
            )
        if at and self.tags[at - 1] == "s" and found and found[-1].rule.startswith("quoted"):
            if (by := self._by_agent(at)) is not None and by.kind == "carrier":
                relays.append(by)
            return None  # “as saying” belongs to the verb that quotes
        beside = self.ending.get(at)
        if beside is not None and beside.first and self.atoms[beside.first - 1].value == "with":
            return Report(lemma=lemma, at=at, finite=False, speakers=(beside,), rule="with whom it is")
        if at and self.tags[at - 1] == "o":
            return None  # “after saying”, “of denying”: told of somebody by somebody else
        subject, rule = self._subject(at, found, participle=True)
        return Report(lemma=lemma, at=at, finite=False, speakers=subject, rule=rule) if subject else None

    # --- subjects --------------------------------------------------------------------------------------------------

    def _subject(
        self, at: int, found: Sequence[Report], *, participle: bool = False
    ) -> tuple[tuple[Mention, ...], str]:
        if not participle:
            beside = self._subject_before(at)
            if beside is not None:
                return self._group_to(beside), "before the verb"
        clause = self._clause_start(at)
        if participle and not any(one.after <= at for one in self.mentions) and "," in self.tags[at:]:
            # “Noting …, Kerry said”: the subject comes with the clause that follows.
            behind = self._first_mention(self.tags.index(",", at) + 1, len(self.tags))
            return (self._group_from(behind), "subject of the clause that follows") if behind is not None else ((), "")
        earlier = [one for one in found if one.speakers and one.at >= clause]
        if earlier and (participle or self._goes_on(at)):
            return earlier[-1].speakers, "subject of the verb before"
        if participle and at and (beside := self.ending.get(at)) is not None and beside.kind == "document":
            return (beside,), "whose words follow"
        first = self._first_mention(clause, at) if participle or self._goes_on(at) else None
        return (self._group_from(first), "first of the clause") if first is not None else ((), "")

    def _goes_on(self, at: int) -> bool:
        """Whether a verb stands beside another one, whose subject is its own: “arrived on Monday and said”."""
        place = at - 1
        while place > 0 and self.tags[place] in "ahT":
            place -= 1
        return place > 0 and self.tags[place] in "&b,"

    def _subject_before(self, at: int) -> Mention | None:
        """Return the mention that is the subject of the verb at a place, read leftwards from it."""
        place = at - 1
        while place >= 0:
            tag = self.tags[place]
            mention = self.ending.get(place + 1)
            if tag == "e" and place and (self.tags[place - 1] == "," or place in self.ending):
                place -= 1  # “X and Y both said”
            elif mention is not None and tag not in "S":
                if (described := self._described_by_clause(mention)) is not None:
                    return described
                outer = self._object_of(mention)
                if outer is None:
                    return mention
                if not outer:
                    return None  # the object of what the sentence begins with
                place = outer - 1
            elif tag in _SKIPPED or (tag == "c" and self.atoms[place].text.endswith("ly")):
                place -= 1
            elif tag == "d" and place and self.tags[place - 1] == "h":
                place -= 1  # “have each promised”
            elif tag == "o" and place + 1 < len(self.tags) and self.tags[place + 1] in "T0d":
                place -= 1  # on Monday
            elif tag == "," and (apposed := self.ending.get(place)) is not None and apposed.apposed:
                return apposed
            elif tag in ",);":
                opened = self._opened(place)
                if opened is None:
                    return None
                place = opened - 1
            elif tag == "w":
                return self._antecedent(place)
            elif tag in "cLjN" and (described := self._described_by_participle(place)) is not None:
                return described
            elif tag in "cLjN" and (preposition := self._preposition_before(place)) is not None:
                place = preposition - 1
            else:
                return None
        return None

    def _described_by_clause(self, mention: Mention) -> Mention | None:
        """Return the person of whom a clause without commas tells something: “the woman who leads the mission said”."""
        place = mention.first - 1
        while place > 0 and self.tags[place] in "cahxV" and mention.first - place <= 4:  # noqa: PLR2004
            place -= 1
        if place > 0 and self.tags[place] == "w" and mention.first - place > 1:
            antecedent = self.ending.get(place)
            return antecedent if antecedent is not None and antecedent.kind in ("person", "role") else None
        return None

    def _object_of(self, mention: Mention) -> int | None:
        """Return the preposition of which a mention is the object, if something before that may be the subject."""
        place = mention.first - 1
        if place >= 0 and self.tags[place] == "o" and self.atoms[place].value not in ("following", "after", "before"):
            return place
        return None

    def _described_by_participle(self, place: int) -> Mention | None:
        """Return the mention that a participle describes whose words end at a place: “the watchdog overseeing the work”."""
        for at in range(place, max(place - 6, 0), -1):
            if self.tags[at] not in "cLjNdpDCOrSgTBRUo":
                return None
            if self.tags[at] == "c" and self.atoms[at].text.endswith("ing") and at in self.ending:
                return self.ending[at]
        return None

    def _preposition_before(self, place: int) -> int | None:
        """Return the preposition that opens the phrase which ends at a place: “in a telephone interview”."""
        for at in range(place, max(place - 6, -1), -1):
            if self.tags[at] == "o":
                return at
            if self.tags[at] not in "cLjNdpDCOrSgT0BRU":
                return None
        return None

    def _opened(self, closed: int) -> int | None:
        """Return where the comma or bracket stands that opens what the one at `closed` ends: right after a mention."""
        for place in range(closed - 1, 0, -1):
            if self.tags[place] in ",(;" and (mention := self.ending.get(place)) is not None:
                inside = self.tags[place + 1]
                # A name in apposition follows a role; after a name it is one of a list.
                if inside in "NH" and mention.named:
                    continue
                if inside in "&Q" or (inside == "V" and self.atoms[place + 1].value not in ("quote", "ask")):
                    continue
                return place
            reports = self.tags[place] == "V" and self.atoms[place].value not in ("quote", "ask")
            if reports and self.tags[place - 1] not in "wh":
                return None
        return None

    def _antecedent(self, relative: int) -> Mention | None:
        place = relative - 1
        if place >= 0 and self.tags[place] == ",":
            place -= 1
        mention = self.ending.get(place + 1)
        return mention if mention is not None and mention.kind in ("person", "role") else None

    def _clause_start(self, at: int) -> int:
        for place in range(at - 1, -1, -1):
            if self.tags[place] in ";":
                return place + 1
        return 0

    def _first_mention(self, start: int, at: int) -> Mention | None:
        """Return the first mention of a clause that may be its subject: no object of a preposition, no possessor."""
        comma = self.tags.find(",", start, at)
        fronted = self.tags[start : start + 1] if comma > start and "V" not in self.tags[start + 1 : comma] else ""
        asked = fronted == "V" and self.atoms[start].value in ("ask", "quote")
        if start < at and (fronted in ("o", "G", "b") or asked) and "," in self.tags[start:at]:
            start = self.tags.index(",", start, at) + 1
        for mention in self.mentions:
            if mention.first < start or mention.after > at:
                continue
            if mention.kind == "object":
                continue
            preposition = mention.first > 0 and self.tags[mention.first - 1] == "o"
            owner = self.tags[mention.after : mention.after + 1] == "S"
            if not preposition and not owner:
                return mention
        return None

    # --- several ---------------------------------------------------------------------------------------------------

    def _starting_after(self, at: int) -> Mention | None:
        place = at + 1
        while place < len(self.tags) and self.tags[place] in "az":
            place += 1
        mention = self.starting.get(place)
        if mention is None or self.tags[mention.after : mention.after + 1] == "S":
            return None
        return mention

    def _group_to(self, last: Mention) -> tuple[Mention, ...]:
        """Return a mention with those that are joined to it by “and”, where they together are a subject."""
        group, first = [last], last.first
        while first > 1 and self.tags[first - 1] == "&" and (one := self.ending.get(first - 1)) is not None:
            group.insert(0, one)
            first = one.first
            while first > 1 and self.tags[first - 1] == "," and (more := self.ending.get(first - 1)) is not None:
                group.insert(0, more)
                first = more.first
        before = self.tags[first - 1] if first else ","
        joined = before in ",.;bsTtde(Q-:ao" or first == 0
        if before == "o" or not joined or any(one.kind in ("pronoun", "document") for one in group):
            return (last,)
        return tuple(group)

    def _group_from(self, first: Mention) -> tuple[Mention, ...]:
        group, after = [first], first.after
        if self.tags[after : after + 1] == "&" and (one := self.starting.get(after + 1)) is not None:
            following = self.tags[one.after : one.after + 1]
            if following != "S" and (following != "V" or first.after <= one.first - 1) and one.kind != "pronoun":
                group.append(one)
        return tuple(group)

    # --- relays ----------------------------------------------------------------------------------------------------

    def _carriers_apart(self, found: Sequence[Report], relays: list[Mention]) -> SentenceCues:
        """Set carriers apart as relays wherever somebody else is the speaker."""
        speaking = [one for one in found if not _only_carriers(one) and not self._neuter(one)]
        if any(one.lemma != "according" for one in speaking):
            # “…, according to the text of his speech”: where it can be read, not who spoke.
            found = [one for one in found if one.lemma != "according" or one.speakers[0].kind != "document"]
        if speaking or relays:
            relays += [mention for one in found if _only_carriers(one) for mention in one.speakers]
            relays += self._told_to()
            found = [one for one in found if not _only_carriers(one)]
        return SentenceCues(reports=tuple(_outermost(found, self.tags)), relays=tuple(relays), subject=self._first())

    def _first(self) -> tuple[Mention, ...]:
        first = self._first_mention(0, len(self.tags))
        return self._group_from(first) if first is not None else ()

    def _neuter(self, report: Report) -> bool:
        """Whether the speaker is an “it” that may stand for a carrier."""
        return all(one.kind == "pronoun" and self.atoms[one.first].value == "it" for one in report.speakers)

    def _told_to(self) -> list[Mention]:
        """Return the carriers to which somebody spoke: “told Interfax”, “in an interview with CNN”."""
        told = [
            mention
            for mention in self.mentions
            if mention.kind == "carrier" and mention.first and self._carries(mention.first - 1)
        ]
        return told

    def _carries(self, before: int) -> bool:
        atom = self.atoms[before]
        if atom.tag in "VG":
            return atom.value == "tell"
        if atom.tag != "o" or atom.value not in _CARRIED:
            return False
        return any(one.text.lower() in _TOLD_TO or one.value in ("tell", "quote") for one in self.atoms)


def _only_carriers(report: Report) -> bool:
    return bool(report.speakers) and all(one.kind == "carrier" for one in report.speakers)


# What may follow a verb that closes a sentence (“…, Lavrov said on Monday in Geneva.”).
_CLOSING = frozenset("aT0odprcLgDCONBMASRUH.,-&")


def _outermost(found: Sequence[Report], tags: str) -> list[Report]:
    """Return the cues that are not part of what another one reports: “Lavrov said that Kerry had promised” is Lavrov's.

    Where a source without a name or a spokesman tells at the end what a person said (“…, an official said”), the words
    stay that person's.
    """
    finite = [one for one in found if one.finite]
    closing = finite[-1] if len(found) > 1 and finite and _closes(finite[-1], tags) else None
    if closing is not None:
        reach = tags[: _first_of(closing)]
        told = _unnamed(closing)
        inner = [
            one
            for one in found
            if one.at < closing.at and _personal(one) and "Q" in (reach if told else reach[one.at :])
        ]
        if inner:
            return _without_nested([one for one in found if one is not closing], tags)
        return [
            one for one in found if one is closing or one.speakers == closing.speakers or _apart(one, closing, tags)
        ]
    return _without_nested(found, tags)


def _without_nested(found: Sequence[Report], tags: str) -> list[Report]:
    kept: list[Report] = []
    for one in found:
        if kept and _within(kept[-1], one, tags):
            if _unnamed(kept[-1]) and _personal(one) and "Q" in tags[one.at :]:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _personal(report: Report) -> bool:
    return all(one.kind == "person" or one.kind == "pronoun" for one in report.speakers)


def _unnamed(report: Report) -> bool:
    return all(one.kind == "role" for one in report.speakers)


def _apart(one: Report, closing: Report, tags: str) -> bool:
    """Whether a cue has a clause of its own beside the one that closes the sentence."""
    between = tags[one.at : _first_of(closing)]
    return ",&" in between or ",b" in between or (between.endswith("&") and "Q" in between)


def _first_of(report: Report) -> int:
    return min(report.at, report.speakers[0].first) if report.speakers else report.at


def _closes(report: Report, tags: str) -> bool:
    first = _first_of(report)
    if not first or tags[first - 1] not in ",-;" or tags[: first - 1].endswith("w"):
        return False
    after = report.speakers[-1].after if report.behind else report.at + 1
    # Something may go on behind it: “…, the minister said, adding that …”.
    return all(tag in _CLOSING for tag in tags[after:].partition(",")[0])


def _within(outer: Report, inner: Report, tags: str) -> bool:
    """Whether a cue stands in the clause that another one before it reports."""
    if inner.speakers == outer.speakers:
        return False
    first = _first_of(outer)
    if first and tags[first - 1] in "bs" and tags[_first_of(inner) - 1] == ",":
        return False  # “As Russia suggested, an official called …”
    between = tags[outer.at + 1 : _first_of(inner)]
    if _first_of(inner) <= outer.at:
        return False
    return not any(mark in between for mark in (",&", ",b", ";", "Q", "b"))
