"""Attribution: each quotation and each reported clause of a story, with who spoke and who carried it.

1. Quotations are found, and sentences read with each quotation as one word (`quotations`, `sentences`).
2. The people of the story are brought together (`people`), the cues of each sentence found (`cues`).
3. Sentence after sentence: each quotation goes to the cue that governs it; one without a cue in its sentence goes on with
   whoever spoke before, where that is sure; each cue that governs no quotation is an indirect statement.
4. Mentions are resolved to speakers (`resolution`). Where nobody can be sure, the statement says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from proverka.sources.article import Story
from proverka.sources.clause import is_clause
from proverka.sources.cues import CueReader
from proverka.sources.report import Report, SentenceCues
from proverka.sources.language import ENGLISH
from proverka.sources.lexicon import Lexicon, home_of, lexicon_of
from proverka.sources.mentions import Mention, mentions_of
from proverka.sources.passage import Passage
from proverka.sources.people import KnownPerson, at_home, people_of
from proverka.sources.quotations import stretches_of
from proverka.sources.resolution import Resolved, Resolver, Unresolved
from proverka.sources.sentences import Sentence, sentences_of
from proverka.sources.statement import FoundStatement, Quotation, Speaker

_LOWER = re.compile(r"(?<![^\W_])[^\W\d_A-Z]{2,}")
_QUOTED_WORDS = re.compile(r"[^\W_]+")
# Words in marks that nobody is said to have spoken, if they are no more than these: a manner of speaking.
_SCARE_WORDS_MAX = 3
# The tags that may stand about a quotation which is a sentence by itself.
_BARE = frozenset("Q.,;:()~-")


@dataclass(slots=True, kw_only=True)
class _Utterance:
    """Quotations of one sentence that one cue governs, in the making."""

    report: Report | None
    stretches: list[int] = field(default_factory=list)


def statements_of(
    text: str,
    story: Story,
    *,
    number: int = 0,
    language: str = ENGLISH,
    known: Mapping[str, KnownPerson] = MappingProxyType({}),
) -> tuple[FoundStatement, ...]:
    """Return the statements of a story in the order of their sentences; their claims, dates and links are still empty.

    `number` is that of the story in its article, `known` are the people whom the case names,
    by every form of their names in lower case.
    """
    lexicon = lexicon_of(language)
    sentences = _sentences(text, story, lexicon)
    mentions = [mentions_of(sentence) for sentence in sentences]
    cues = [CueReader(sentence, found, lexicon).read() for sentence, found in zip(sentences, mentions, strict=True)]
    home = home_of(story.relay or story.outlet, language)
    people = people_of(sentences, dict(enumerate(mentions)), lexicon, known, home)
    organisations = frozenset(atom.value for one in sentences for atom in one.atoms if atom.tag == "O")
    for at, one in enumerate(cues):
        people.note_speaking(sentences[at], [mention for report in one.reports for mention in report.speakers])
    reader = _StoryReader(
        text=text,
        story=story,
        number=number,
        lexicon=lexicon,
        language=language,
        resolver=Resolver(people, lexicon, organisations, home),
    )
    for at, sentence in enumerate(sentences):
        reader.read(sentence, mentions[at], cues[at])
    return tuple(reader.found)


def _sentences(text: str, story: Story, lexicon: Lexicon) -> list[Sentence]:
    lowered = frozenset(word for one in story.paragraphs for word in _LOWER.findall(text, one.start, one.end))
    stretches = stretches_of(text, story.paragraphs)
    found: list[Sentence] = []
    for number, (paragraph, quoted) in enumerate(zip(story.paragraphs, stretches, strict=True)):
        found += sentences_of(text, paragraph, quoted, lexicon=lexicon, lowered=lowered, number=number)
    return found


class _StoryReader:
    """Reads one story, sentence after sentence."""

    def __init__(
        self, *, text: str, story: Story, number: int, lexicon: Lexicon, language: str, resolver: Resolver
    ) -> None:
        self.language = language
        self.text, self.story, self.number, self.lexicon = text, story, number, lexicon
        self.resolver, self.discourse = resolver, resolver.discourse
        self.found: list[FoundStatement] = []
        self.before: Sentence | None = None

    def read(self, sentence: Sentence, mentions: Sequence[Mention], cues: SentenceCues) -> None:
        """Add the statements of the next sentence, and remember what later ones may refer to."""
        utterances = list(self._utterances(sentence, mentions, cues))
        relay = self._relay(sentence, cues)
        resolved: dict[int, tuple[Resolved, ...] | Unresolved] = {}
        self.resolver.within = cues.subject
        for report in cues.reports:
            resolved[report.at] = self.resolver.all(sentence, report.speakers, report.rule)
        for utterance in utterances:
            self._quoted(sentence, mentions, utterance, resolved, relay)
        used = {utterance.report.at for utterance in utterances if utterance.report is not None}
        self._indirect(sentence, cues, used, resolved, relay)
        self._remember(sentence, mentions, cues, resolved)
        self.before = sentence

    # --- quotations ------------------------------------------------------------------------------------------------

    def _utterances(self, sentence: Sentence, mentions: Sequence[Mention], cues: SentenceCues) -> Iterator[_Utterance]:
        """Yield the quotations of a sentence, those of one cue together."""
        pending: _Utterance | None = None
        for at, tag in enumerate(sentence.tags):
            if tag != "Q" or self._no_speech(sentence, at):
                continue
            report = self._governing(sentence, at, cues.reports) or self._by_place(sentence, at, mentions)
            if pending is not None and pending.report is report and report is not None:
                pending.stretches.append(at)
            else:
                if pending is not None:
                    yield pending
                pending = _Utterance(report=report, stretches=[at])
        if pending is not None:
            yield pending

    def _governing(self, sentence: Sentence, at: int, reports: Sequence[Report]) -> Report | None:
        """Return the cue that governs the quotation at a place of a sentence.

        The one right behind it, if the quotation leads up to that; else the nearest before it; else the next behind it.
        """
        before = next((one for one in reversed(reports) if one.at < at), None)
        behind = next((one for one in reports if one.at > at), None)
        if behind is not None and _attached(sentence, at, behind):
            own_clause = not at or sentence.tags[at - 1] in ",;:"
            if before is None or (self._leads_on(sentence, at) and (own_clause or not _personal(before))):
                return behind
        if before is not None:
            return before
        return behind

    def _leads_on(self, sentence: Sentence, at: int) -> bool:
        """Whether a quotation ends as one whose speaker is named next: with a comma, or a mark of its own."""
        stretch = sentence.atoms[at].stretch
        assert stretch is not None, "asked of quotations only"
        return self.text[stretch.inner.end - 1] in ",?!…—-" or sentence.tags[at + 1 : at + 2] in (",", ";")

    def _by_place(self, sentence: Sentence, at: int, mentions: Sequence[Mention]) -> Report | None:
        """Return who stands before a colon and the quotation, or right behind it, where no verb is known to report."""
        tags = sentence.tags
        spoken = [one for one in mentions if one.kind in ("person", "role", "pronoun")]
        clause = tags.rfind(",", 0, at) + 1
        begins = next((one for one in spoken if one.first == clause), None)
        if at and tags[at - 1] == ":" and begins is not None:
            return Report(lemma="", at=at - 1, finite=True, speakers=(begins,), rule="before a colon")
        behind = next((one for one in spoken if at < one.first <= at + 2 and one.kind != "role"), None)
        if behind is None or not self._leads_on(sentence, at):
            return None
        between, following = tags[at + 1 : behind.first], tags[behind.after : behind.after + 1]
        # “…,” Lavrov snapped; “…,” snapped Lavrov.
        if between == "c" or (between in ("", ",", ";", "-") and following in ("c", "a", ",") and "V" not in tags):
            return Report(lemma="", at=behind.first, finite=True, speakers=(behind,), rule="behind the quotation")
        return None

    def _no_speech(self, sentence: Sentence, at: int) -> bool:
        """Whether a stretch in marks is a name or a manner of speaking: “the so-called …”."""
        phrases = self.lexicon.table.not_speech.before
        before = self.text[max(sentence.passage.start, sentence.atoms[at].start - 24) : sentence.atoms[at].start]
        return before.strip().lower().endswith(phrases)

    def _quoted(
        self,
        sentence: Sentence,
        mentions: Sequence[Mention],
        utterance: _Utterance,
        resolved: dict[int, tuple[Resolved, ...] | Unresolved],
        relay: str,
    ) -> None:
        stretches = [sentence.atoms[at].stretch for at in utterance.stretches]
        words = tuple(one.inner for one in stretches if one is not None)
        first = stretches[0]
        assert first is not None, "an utterance has a stretch"
        quotation: Quotation = "direct" if any(is_clause(self.text, one) for one in words) else "partial"
        if first.continues and self.found and utterance.report is None:
            self._continue(words, sentence)
            return
        report = utterance.report
        if report is not None:
            who = resolved.get(report.at) or self.resolver.all(sentence, report.speakers, report.rule)
        else:
            who = self._going_on(sentence, utterance, quotation)
            relay = relay or self._relay_before(sentence)
            if isinstance(who, Unresolved) and quotation == "partial" and self._short(words):
                return
        if first.continues and self.found and isinstance(who, tuple) and self._same_as_last(who):
            self._continue(words, sentence)
            return
        self._add(sentence, quotation, words, who, relay, report)

    def _short(self, words: Sequence[Passage]) -> bool:
        return sum(len(_QUOTED_WORDS.findall(self.text, one.start, one.end)) for one in words) <= _SCARE_WORDS_MAX

    def _same_as_last(self, who: tuple[Resolved, ...]) -> bool:
        return tuple(one.speaker.name for one in who) == tuple(one.name for one in self.found[-1].speakers)

    def _continue(self, words: tuple[Passage, ...], sentence: Sentence) -> None:
        """Add words to the last statement: its quotation goes on over a paragraph."""
        last = self.found[-1]
        self.found[-1] = replace(
            last, words=(*last.words, *words), sentence=Passage.over((last.sentence, sentence.passage))
        )

    def _going_on(
        self, sentence: Sentence, utterance: _Utterance, quotation: Quotation
    ) -> tuple[Resolved, ...] | Unresolved:
        """Return who speaks in a quotation that no cue of its sentence governs."""
        discourse, before = self.discourse, self.before
        bare = set(sentence.tags) <= _BARE
        if not bare and quotation == "partial":
            return Unresolved("nobody is said to have spoken these words")
        if before is None:
            return Unresolved("the story begins with a quotation of nobody")
        apart = sentence.paragraph - before.paragraph
        one = len(discourse.subject) == 1 and discourse.subject[0].sort == "person"
        if apart == 0 and one and discourse.spoke_in != sentence.paragraph:
            return self._again(discourse.subject, "subject of the sentence before")
        if apart <= 1 and discourse.speakers and sentence.paragraph - discourse.spoke_in <= 1:
            if discourse.subject and not self._one_of(discourse.subject, discourse.speakers):
                if apart == 0:
                    return self._again(discourse.subject, "subject of the sentence before")
                return Unresolved("somebody else was spoken of in between")
            return self._again(discourse.speakers, "goes on with the last speaker")
        if apart == 1 and discourse.subject and not discourse.speakers:
            return self._again(discourse.subject, "subject of the sentence before")
        return Unresolved("no sentence near it tells who spoke")

    def _again(self, group: tuple[Resolved, ...], rule: str) -> tuple[Resolved, ...]:
        return tuple(replace(one, speaker=replace(one.speaker, rule=rule)) for one in group)

    def _one_of(self, subject: tuple[Resolved, ...], speakers: tuple[Resolved, ...]) -> bool:
        names = {one.speaker.name for one in speakers}
        return any(one.sort == "body" or one.speaker.name in names for one in subject)

    # --- indirect statements ---------------------------------------------------------------------------------------

    def _indirect(
        self,
        sentence: Sentence,
        cues: SentenceCues,
        used: set[int],
        resolved: dict[int, tuple[Resolved, ...] | Unresolved],
        relay: str,
    ) -> None:
        if not self._whole(sentence):
            return
        told: list[tuple[Mention, ...]] = [one.speakers for one in cues.reports if one.at in used]
        last = -2
        for report in cues.reports:
            again = report.speakers in told and not report.finite and not self._own_clause(sentence, report)
            if report.at in used or again or not self._governs_clause(sentence, report) or report.at - last <= 1:
                continue
            last = report.at
            told.append(report.speakers)
            self._add(sentence, "indirect", (sentence.passage,), resolved[report.at], relay, report)

    def _whole(self, sentence: Sentence) -> bool:
        """Whether a sentence ends as one: a heading or a line of a list reports nothing by itself."""
        last = self.text[sentence.passage.end - 1]
        return last in ".!?…:\"”»'’)" or sentence.atoms[-1].stretch is not None

    def _own_clause(self, sentence: Sentence, report: Report) -> bool:
        """Whether a participle reports something of its own: “adding that …”, “calling it a success”."""
        following = sentence.tags[report.at + 1 : report.at + 2]
        return following == "t" or (report.lemma in self.lexicon.table.syntax.naming and following in ("P", "d", "I"))

    def _governs_clause(self, sentence: Sentence, report: Report) -> bool:
        """Whether a cue without a quotation reports something: an uncertain verb only with `that`."""
        following = sentence.tags[report.at + 1 :].lstrip("aT0oL,")[:1]
        first = min(report.at, report.speakers[0].first)
        closing = sentence.tags[report.at + 1 :] in ("", ".")
        if first and sentence.tags[first - 1] in "tw" and following != "t":
            return False  # “the chemicals that Syria declared”
        after = sentence.tags[report.at + 1 : report.at + 2]
        if after in ("", ".", ",") and first and sentence.tags[first - 1] in ",;":
            return True  # “…, the minister noted.”
        if report.lemma == "report" and closing:
            return True
        if report.lemma == "offer" and sentence.atoms[min(report.at + 1, len(sentence.atoms) - 1)].value == "to":
            return True
        if report.lemma == "report" and not any(one.kind in ("carrier", "pronoun") for one in report.speakers):
            return True
        if report.lemma in self.lexicon.table.syntax.naming and following in ("P", "d", "I", "N", "C", "p"):
            return True
        if report.lemma in self.lexicon.table.syntax.uncertain and not report.behind:
            return following == "t"
        if sentence.tags[: report.at].rstrip("ah").endswith("w") and sentence.tags.count("V") > 1:
            return False
        return bool(report.lemma)

    # --- what a statement holds ------------------------------------------------------------------------------------

    def _add(
        self,
        sentence: Sentence,
        quotation: Quotation,
        words: tuple[Passage, ...],
        who: tuple[Resolved, ...] | Unresolved,
        relay: str,
        report: Report | None,
    ) -> None:
        known = isinstance(who, tuple)
        atom = sentence.atoms[report.at] if report is not None and report.lemma else None
        self.found.append(
            FoundStatement(
                quotation=quotation,
                words=words,
                sentence=sentence.passage,
                story=self.number,
                speakers=tuple(self._at_home(one, relay) for one in who) if isinstance(who, tuple) else (),
                abstained="" if isinstance(who, tuple) else who.reason,
                relay=relay or self.story.relay,
                verb=report.lemma if report is not None else "",
                cue=Passage(atom.start, atom.end) if atom is not None else None,
            )
        )
        if known:
            assert isinstance(who, tuple), "who is known"
            self.discourse.speakers, self.discourse.spoke_in = who, sentence.paragraph
        else:
            self.discourse.speakers = ()

    def _at_home(self, one: Resolved, relay: str) -> Speaker:
        """Return a speaker, of the State of the carrier that names a minister without telling whose."""
        speaker, person = one.speaker, one.person
        home = home_of(relay, self.language) if relay and not speaker.party else ""
        if not home or person is None or not at_home(speaker.role, home, self.lexicon.table):
            return speaker
        person.party = home
        return replace(speaker, party=home)

    def _relay(self, sentence: Sentence, cues: SentenceCues) -> str:
        for mention in cues.relays:
            group = self.resolver.one(sentence, mention, "carrier")
            if isinstance(group, tuple) and not self._unnamed_carrier(group[0].speaker.name):
                return group[0].speaker.name
        return ""

    def _unnamed_carrier(self, name: str) -> bool:
        """Whether a carrier is only called “the agency”: then that of the story is meant, if one is."""
        return name in ("agency", "news agency", "newspaper", "paper", "daily", "broadcaster", "magazine")

    def _relay_before(self, sentence: Sentence) -> str:
        """Return the relay of a statement that this one goes on with, in one paragraph."""
        if not self.found or self.before is None or self.before.paragraph != sentence.paragraph:
            return ""
        return self.found[-1].relay if self.found[-1].sentence == self.before.passage else ""

    # --- what is remembered ----------------------------------------------------------------------------------------

    def _remember(
        self,
        sentence: Sentence,
        mentions: Sequence[Mention],
        cues: SentenceCues,
        resolved: dict[int, tuple[Resolved, ...] | Unresolved],
    ) -> None:
        discourse = self.discourse
        said = [one for one in resolved.values() if isinstance(one, tuple)]
        bare = set(sentence.tags) <= _BARE
        if not bare:
            told = said[0] if said else ()
            subject = self._subject(sentence, cues) or self._owner(sentence, mentions)
            carried = told and all(one.sort == "body" for one in told) and any(one.person for one in subject)
            discourse.subject = subject if carried or not told else told
        for group in [*said, discourse.subject]:
            discourse.unnamed += [one for one in group if one.person is None and one.sort != "body"]
            discourse.bodies += [one for one in group if one.sort == "body" and one.speaker.name[:1].isupper()]
        if any(mention.kind == "document" for mention in mentions):
            told = self._issuer(sentence, mentions)
            discourse.issuer = said[0] if said else told or discourse.issuer
            if told and not said:
                discourse.subject = told
        self._carriers(sentence, mentions)
        pair = self._pair(sentence, mentions)
        if pair:
            discourse.pair = pair

    def _subject(self, sentence: Sentence, cues: SentenceCues) -> tuple[Resolved, ...]:
        group = self.resolver.all(sentence, cues.subject, "subject")
        return group if isinstance(group, tuple) else ()

    def _owner(self, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
        """Return the person of whose words or things a sentence is: “Putin's answer to that?”."""
        for mention in mentions:
            if mention.kind == "person" and sentence.tags[mention.after : mention.after + 1] == "S":
                group = self.resolver.all(sentence, (mention,), "subject")
                return group if isinstance(group, tuple) else ()
        return ()

    def _issuer(self, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
        """Return the body of which a paper is told without words of it: “a statement published by the ministry”."""
        paper = next((one for one in mentions if one.kind == "document"), None)
        bodies = [one for one in mentions if paper and one.kind in ("body", "document") and one.first >= paper.after]
        body = bodies[0] if bodies else None
        group = self.resolver.all(sentence, (body,), "issuer") if body is not None else ()
        return group if isinstance(group, tuple) else ()

    def _carriers(self, sentence: Sentence, mentions: Sequence[Mention]) -> None:
        for mention in mentions:
            if mention.kind == "carrier":
                group = self.resolver.one(sentence, mention, "carrier")
                if isinstance(group, tuple) and group[0].speaker.name[:1].isupper():
                    self.discourse.carriers.append(group[0])

    def _pair(self, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
        """Return two persons who are named together: the last two of a sentence that “and” joins."""
        for one, other in zip(mentions, mentions[1:], strict=False):
            if (
                one.kind == other.kind
                and one.kind in _JOINED
                and other.first - one.after == 1
                and sentence.tags[one.after] == "&"
            ):
                group = self.resolver.all(sentence, (one, other), "named together")
                return group if isinstance(group, tuple) else ()
        return ()


# Kinds of mention that two of make a pair.
_JOINED = frozenset(("person", "body", "state"))


def _personal(report: Report) -> bool:
    return all(one.kind in ("person", "pronoun") for one in report.speakers)


def _attached(sentence: Sentence, at: int, report: Report) -> bool:
    """Whether a cue stands right behind a quotation: “…,” said Lavrov; “…,” the minister said; “…,” he added."""
    first = min(report.at, report.speakers[0].first) if report.speakers else report.at
    between = sentence.tags[at + 1 : first]
    return all(tag in ",;-a" for tag in between)
