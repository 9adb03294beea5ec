"""Memory: what the sentences of a story leave for later ones to refer to."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from proverka.sources.attribution.discourse import Outcome, Resolved
from proverka.sources.attribution.mentions import Mention
from proverka.sources.attribution.report import SentenceCues
from proverka.sources.attribution.resolution import Resolver
from proverka.sources.attribution.sentences import Sentence

# The tags of a quotation that is a sentence by itself.
BARE = frozenset("Q.,;:()~-")
# Kinds of mention that two of make a pair.
_JOINED = frozenset(("person", "body", "state"))


def remember(
    resolver: Resolver,
    sentence: Sentence,
    mentions: Sequence[Mention],
    cues: SentenceCues,
    resolved: Iterable[Outcome],
) -> None:
    """Remember the subject of a sentence, whom it names, whose paper it tells of, and which two it names together.

    `resolved` are those to whom its reports went.
    """
    discourse = resolver.discourse
    said = [one for one in resolved if isinstance(one, tuple)]
    if not set(sentence.tags) <= BARE:
        discourse.subject = _subject_of(resolver, sentence, mentions, cues, said)
    for group in [*said, discourse.subject]:
        discourse.unnamed += [one for one in group if one.person is None and one.sort != "body"]
        discourse.bodies += [one for one in group if one.sort == "body" and one.speaker.name[:1].isupper()]
    if any(mention.kind == "document" for mention in mentions):
        told = _issuer(resolver, sentence, mentions)
        discourse.issuer = said[0] if said else told or discourse.issuer
        if told and not said:
            discourse.subject = told
    discourse.carriers += _carriers(resolver, sentence, mentions)
    discourse.pair = _pair(resolver, sentence, mentions) or discourse.pair


def _subject_of(
    resolver: Resolver,
    sentence: Sentence,
    mentions: Sequence[Mention],
    cues: SentenceCues,
    said: Sequence[tuple[Resolved, ...]],
) -> tuple[Resolved, ...]:
    """Return whom a sentence is about: who speaks in it, unless a body only carries what it tells of a person."""
    told = said[0] if said else ()
    subject = _known(resolver, sentence, cues.subject) or _owner(resolver, sentence, mentions)
    carried = told and all(one.sort == "body" for one in told) and any(one.person for one in subject)
    return subject if carried or not told else told


def _known(resolver: Resolver, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
    group = resolver.all(sentence, mentions, "subject")
    return group if isinstance(group, tuple) else ()


def _owner(resolver: Resolver, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
    """Return the person of whose words or things a sentence is: “Putin's answer to that?”."""
    for mention in mentions:
        if mention.kind == "person" and sentence.tags[mention.after : mention.after + 1] == "S":
            return _known(resolver, sentence, (mention,))
    return ()


def _issuer(resolver: Resolver, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
    """Return the body of which a paper is told without words of it: “a statement published by the ministry”."""
    paper = next((one for one in mentions if one.kind == "document"), None)
    bodies = [one for one in mentions if paper and one.kind in ("body", "document") and one.first >= paper.after]
    return _known(resolver, sentence, bodies[:1])


def _carriers(resolver: Resolver, sentence: Sentence, mentions: Sequence[Mention]) -> list[Resolved]:
    """Return the carriers that a sentence names."""
    groups = [_known(resolver, sentence, (one,)) for one in mentions if one.kind == "carrier"]
    return [group[0] for group in groups if group and group[0].speaker.name[:1].isupper()]


def _pair(resolver: Resolver, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Resolved, ...]:
    """Return two who are named together: the first two of one kind that “and” joins."""
    for one, other in pairwise(mentions):
        joined = other.first - one.after == 1 and sentence.tags[one.after] == "&"
        if joined and one.kind == other.kind and one.kind in _JOINED:
            return _known(resolver, sentence, (one, other))
    return ()
