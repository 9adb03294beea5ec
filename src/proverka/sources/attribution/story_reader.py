"""Attribution: each quotation and each reported clause of a story, with who spoke and who carried it.

1. Quotations are found, and sentences read with each quotation as one word (`quotations`, `sentences`).
2. The people of the story are brought together (`people`), the cues of each sentence found (`cues`).
3. Sentence after sentence: each quotation goes to the report that governs it (`governing`); one without a report in its
   sentence goes on with whoever spoke before, where that is sure; other reports are indirect statements.
4. Mentions are resolved to speakers (`resolution`). Where nobody can be sure, the statement says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from proverka.model.errors import Refusal, RefusedError
from proverka.sources.article import Story
from proverka.sources.attribution.case_names import NO_NAMES, CaseNames
from proverka.sources.attribution.clause import is_clause
from proverka.sources.attribution.cues import CueReader
from proverka.sources.attribution.discourse import Mentioned, Outcome, Resolved, Unresolved
from proverka.sources.attribution.governing import beside, governing, is_named, is_whole, reports_beside, reports_clause
from proverka.sources.attribution.lexicon import Lexicon, home_of, lexicon_of
from proverka.sources.attribution.memory import BARE, remember
from proverka.sources.attribution.mentions import Mention, mentions_of
from proverka.sources.attribution.people import at_home, people_of
from proverka.sources.attribution.quotations import stretches_of
from proverka.sources.attribution.report import Report, SentenceCues
from proverka.sources.attribution.resolution import Resolver
from proverka.sources.attribution.sentences import Sentence, sentences_of
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement, Quotation, Speaker

_LOWER = re.compile(r"(?<![^\W_])[^\W\d_A-Z]{2,}")
_QUOTED_WORDS = re.compile(r"[^\W_]+")
# A long interview has two hundred; more is no article, and would keep a reader waiting.
STATEMENTS_MAX = 2_000
# Words in marks that nobody is said to have spoken, if they are no more than these: a manner of speaking.
_SCARE_WORDS_MAX = 3


class _Reported(NamedTuple):
    """Words that a sentence tells, and the report that tells whose they are."""

    sentence: Sentence
    quotation: Quotation
    words: tuple[Passage, ...]
    report: Report | None


def _tells_of_others(sentence: Sentence, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence reports beside its quotation what no rule can read: “As a court put it in its ruling: …”."""
    if set(sentence.tags) <= BARE:
        return False
    colon = ":Q" in sentence.tags and any(one.kind in ("body", "carrier", "state") for one in mentions)
    return colon or any(tag in "VGk" for tag in sentence.tags)


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
    names: CaseNames = NO_NAMES,
    where: str = "article",
) -> tuple[FoundStatement, ...]:
    """Return the statements of a story in the order of their sentences; their claims, dates and links are still empty.

    `number` is that of the story in its article; `names` are those that the case knows. `where` names the article in an
    error: RefusedError (too-large) for a text that is nothing but statements.
    """
    lexicon = lexicon_of(language, names.carriers)
    sentences = _sentences(text, story, lexicon)
    mentions = [mentions_of(sentence) for sentence in sentences]
    cues = [CueReader(sentence, found, lexicon).read() for sentence, found in zip(sentences, mentions, strict=True)]
    home = home_of(story.relay or story.outlet, language)
    people = people_of(sentences, dict(enumerate(mentions)), lexicon, names.people)
    organisations = frozenset(atom.value for one in sentences for atom in one.atoms if atom.tag == "O")
    for at, one in enumerate(cues):
        people.note_speaking(sentences[at], [mention for report in one.reports for mention in report.speakers])
    people.recognise(home)
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
        if len(reader.found) > STATEMENTS_MAX:
            raise _too_many(where)
    return tuple(reader.found)


def _too_many(where: str) -> RefusedError:
    return RefusedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {STATEMENTS_MAX} statements in a story: no article has more",
        got="more than that",
        remedy="save each article alone",
    )


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
        resolved: dict[int, Outcome] = {}
        self.resolver.within, self.resolver.mentions = cues.subject, mentions
        for report in cues.reports:
            resolved[report.at] = self.resolver.all(sentence, report.speakers, report.rule)
        for utterance in utterances:
            self._quoted(sentence, mentions, utterance, resolved, relay)
        used = {utterance.report.at for utterance in utterances if utterance.report is not None}
        self._indirect(sentence, cues, used, resolved, relay)
        remember(self.resolver, sentence, mentions, cues, resolved.values())
        self.before = sentence

    # --- quotations ------------------------------------------------------------------------------------------------

    def _utterances(self, sentence: Sentence, mentions: Sequence[Mention], cues: SentenceCues) -> Iterator[_Utterance]:
        """Yield the quotations of a sentence, those of one cue together."""
        pending: _Utterance | None = None
        for at, tag in enumerate(sentence.tags):
            if tag != "Q" or is_named(self.text, sentence, at, self.lexicon.table.not_speech.before):
                continue
            report = governing(self.text, sentence, at, cues.reports) or beside(self.text, sentence, at, mentions)
            if pending is not None and pending.report is report and report is not None:
                pending.stretches.append(at)
            else:
                if pending is not None:
                    yield pending
                pending = _Utterance(report=report, stretches=[at])
        if pending is not None:
            yield pending

    def _quoted(
        self,
        sentence: Sentence,
        mentions: Sequence[Mention],
        utterance: _Utterance,
        resolved: dict[int, Outcome],
        relay: str,
    ) -> None:
        stretches = [sentence.atoms[at].stretch for at in utterance.stretches]
        words = tuple(one.inner for one in stretches if one is not None)
        first = stretches[0]
        assert first is not None, "an utterance has a stretch"
        quotation: Quotation = (
            "direct" if any(is_clause(self.text, one, self.lexicon.table.clauses) for one in words) else "partial"
        )
        if first.continues and self.found and utterance.report is None:
            self._continue(words, sentence, relay)
            return
        report = utterance.report
        if report is not None:
            who = resolved.get(report.at) or self.resolver.all(sentence, report.speakers, report.rule)
        else:
            who = self._going_on(sentence, quotation, mentions)
            relay = relay or self._relay_before(sentence)
            if isinstance(who, Unresolved) and quotation == "partial" and self._short(words):
                return
        if first.continues and self.found and isinstance(who, tuple) and self._same_as_last(who):
            self._continue(words, sentence, relay)
            return
        self._add(_Reported(sentence, quotation, words, report), who, relay)

    def _short(self, words: Sequence[Passage]) -> bool:
        return sum(len(_QUOTED_WORDS.findall(self.text, one.start, one.end)) for one in words) <= _SCARE_WORDS_MAX

    def _same_as_last(self, who: tuple[Resolved, ...]) -> bool:
        return tuple(one.speaker.name for one in who) == tuple(one.name for one in self.found[-1].speakers)

    def _continue(self, words: tuple[Passage, ...], sentence: Sentence, relay: str) -> None:
        """Add words to the last statement: its quotation goes on over a paragraph, which may tell who carried it."""
        last = self.found[-1]
        self.found[-1] = replace(
            last,
            words=(*last.words, *words),
            sentence=Passage.over((last.sentence, sentence.passage)),
            relay=relay or last.relay,
        )

    def _going_on(self, sentence: Sentence, quotation: Quotation, mentions: Sequence[Mention]) -> Outcome:
        """Return who speaks in a quotation that no report of its sentence governs."""
        before, subject = self.before, self.discourse.subject
        if quotation == "partial" and not set(sentence.tags) <= BARE:
            return Unresolved("nobody is said to have spoken these words")
        if _tells_of_others(sentence, mentions):
            return Unresolved("its sentence may tell of somebody else who spoke")
        apart = sentence.paragraph - before.paragraph if before is not None else 2
        since = sentence.paragraph - self.discourse.spoke_in
        one_person = len(subject) == 1 and subject[0].sort == "person"
        if apart == 0 and one_person and since:
            return self._again(subject, "subject of the sentence before")
        if apart <= 1 and since <= 1 and self.discourse.speakers:
            return self._last_speakers(apart)
        if apart == 1 and subject and not self.discourse.speakers:
            return self._again(subject, "subject of the sentence before")
        return Unresolved("no sentence near it tells who spoke")

    def _last_speakers(self, apart: int) -> Outcome:
        """Return who spoke last, unless the sentence before is about somebody else."""
        subject, speakers = self.discourse.subject, self.discourse.speakers
        if not subject or self._one_of(subject, speakers):
            return self._again(speakers, "goes on with the last speaker")
        if apart == 0 and subject[0].sort == "people":
            return self._again(speakers, "goes on with the last speaker")
        if apart == 0:
            return self._again(subject, "subject of the sentence before")
        return Unresolved("somebody else was spoken of in between")

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
        resolved: dict[int, Outcome],
        relay: str,
    ) -> None:
        """Add what the reports of a sentence tell that govern no quotation."""
        if not is_whole(self.text, sentence):
            return
        syntax = self.lexicon.table.syntax
        told: list[tuple[Mention, ...]] = [one.speakers for one in cues.reports if one.at in used]
        last = -2  # no verb right beside another one reports again
        for report in cues.reports:
            again = report.speakers in told and not report.finite and not reports_beside(sentence, report, syntax)
            if sentence.tags[report.at + 1 :] == ":":
                self._speaks(resolved[report.at], sentence)  # “They added:” leads up to the next paragraph
                continue
            if report.at in used or again or report.at - last <= 1:
                continue
            if not reports_clause(sentence, report, syntax, alone=len(cues.reports) == 1):
                continue
            last = report.at
            told.append(report.speakers)
            self._add(_Reported(sentence, "indirect", (sentence.passage,), report), resolved[report.at], relay)

    # --- what a statement holds ------------------------------------------------------------------------------------

    def _add(self, told: _Reported, who: Outcome, relay: str) -> None:
        report, atoms = told.report, told.sentence.atoms
        atom = atoms[report.at] if report is not None and report.lemma else None
        known = who if isinstance(who, tuple) else ()
        self.found.append(
            FoundStatement(
                quotation=told.quotation,
                words=told.words,
                sentence=told.sentence.passage,
                story=self.number,
                speakers=tuple(self._at_home(one, relay) for one in known),
                abstained="" if isinstance(who, tuple) else who.reason,
                relay=relay or self.story.relay,
                verb=report.lemma if report is not None else "",
                cue=Passage(atom.start, atom.end) if atom is not None else None,
            )
        )
        self._speaks(who, told.sentence)

    def _speaks(self, who: Outcome, sentence: Sentence) -> None:
        """Keep who spoke, for what goes on with it."""
        self.discourse.speakers = who if isinstance(who, tuple) else ()
        if self.discourse.speakers:
            self.discourse.spoke_in = sentence.paragraph

    def _at_home(self, one: Resolved, relay: str) -> Speaker:
        """Return a speaker, of the State of the carrier that names a minister without telling whose.

        Where a paper prints it, the carrier may tell of any State's.
        """
        speaker, person = one.speaker, one.person
        home = home_of(relay, self.language) if relay and not speaker.party and not self.story.outlet else ""
        if not home or person is None or not at_home(speaker.role, home, self.lexicon.table):
            return speaker
        person.party = home
        return replace(speaker, party=home)

    def _relay(self, sentence: Sentence, cues: SentenceCues) -> str:
        for mention in cues.relays:
            group = self.resolver.one(Mentioned(sentence, mention, "carrier"))
            if isinstance(group, tuple) and not self._unnamed_carrier(group[0].speaker.name):
                return group[0].speaker.name
        return ""

    def _unnamed_carrier(self, name: str) -> bool:
        """Whether a carrier is only called “the agency”: then that of the story is meant, if one is."""
        return name in self.lexicon.beside

    def _relay_before(self, sentence: Sentence) -> str:
        """Return the relay of a statement that this one goes on with, in one paragraph."""
        if not self.found or self.before is None or self.before.paragraph != sentence.paragraph:
            return ""
        return self.found[-1].relay if self.found[-1].sentence == self.before.passage else ""
