"""The lexicon: which words of a language mean what to the rules of attribution.

Every word or phrase gets a tag of one letter; rules are then patterns over the tags of a sentence. A phrase is found by
its first word, the longest one first, so that the time is linear in the words of the text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from proverka.sources.attribution.case_names import KnownCarrier
from proverka.sources.attribution.lexicon_tables import AgenciesTable, AttributionTable, PartiesTable
from proverka.sources.attribution.tokens import Token
from proverka.sources.language import language_table

# The tags. Names: N a capitalised word that may be one, n a particle, H a form of address. Parties: C a State, D
# what is of it, M a capital that speaks for it, L a place, O an organisation, B the last word of a body's name.
# Roles: R the head of one, U that of several persons, r what may stand before it, K a counterpart, E and e two
# together, J somebody. Carriers: A one that is known, W the last word of a paper's name, g what tells that it is
# one. Y a paper or document. P, I, F, Z pronouns, u “in his view”, p a possessive, S a possessor's ending, d an
# article, o a preposition, & “and”, b a word that begins a clause, w a relative, t “that”, s “as”, k “according to”.
# V, G, v a verb that reports: finite, participle, base; x a passive, h an auxiliary, z a negation, a an adverb, T a
# day or month, 0 a number, j a description, c any other word, Q a quotation, ~ any other mark; a mark of its own
# stands for itself.
QUOTED, NAME, COMMON, NUMBER, TIME, OTHER = "Q", "N", "c", "0", "T", "~"


class Meaning(NamedTuple):
    """What a word or phrase means: its tag, and a value that the rules need (a lemma, a name, a party)."""

    tag: str
    value: str = ""
    party: str = ""


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    shape: tuple[str, ...]  # for each word: "" any, "x" capital, "X" all capitals; none where all may be any
    meaning: Meaning


@cache
def home_of(carrier: str, language: str) -> str:
    """Return the State in which an agency or paper is at home, empty for one that writes for the world."""
    agencies = language_table(language, "agencies", AgenciesTable).agencies
    return next((one.state for one in agencies if one.name == carrier), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The tables of a language, ready to be asked: single words by themselves, longer phrases by their first two."""

    table: AttributionTable
    beside: frozenset[str]
    states: frozenset[str]
    prepositions: frozenset[str]
    words: Mapping[str, Sequence[_Phrase]]
    phrases: Mapping[str, Mapping[str, Sequence[_Phrase]]]

    def at(self, tokens: Sequence[Token], at: int) -> tuple[int, Meaning] | None:
        """Return how many tokens from `at` on make the longest phrase known, and its meaning."""
        first = tokens[at].lower
        following = self.phrases.get(first)
        if following is not None and at + 1 < len(tokens):
            for phrase in following.get(tokens[at + 1].lower, ()):
                if _follows(tokens, at, phrase.words) and (not phrase.shape or _shaped(tokens, at, phrase.shape)):
                    return len(phrase.words), phrase.meaning
        for phrase in self.words.get(first, ()):
            if not phrase.shape or _shaped(tokens, at, phrase.shape):
                return 1, phrase.meaning
        return None


def _follows(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(tokens[at + i].lower == words[i] for i in range(2, len(words)))


def _shaped(tokens: Sequence[Token], at: int, shape: tuple[str, ...]) -> bool:
    for i, form in enumerate(shape):
        printed = tokens[at + i].text
        if form == "X" and not printed.isupper():
            return False
        if form == "x" and not printed[0].isupper():
            return False
    return True


@cache
def lexicon_of(language: str, carriers: tuple[KnownCarrier, ...] = ()) -> Lexicon:
    """Return the lexicon of a language, with the carriers that a case knows beside those of the language."""
    table = language_table(language, "attribution", AttributionTable)
    parties = language_table(language, "parties", PartiesTable)
    agencies = language_table(language, "agencies", AgenciesTable)
    words: dict[str, list[_Phrase]] = {}
    phrases: dict[str, dict[str, list[_Phrase]]] = {}
    # Longer phrases first; among equals the one that was listed first.
    listed = [*_words(table), *_party_names(parties), *_carriers(agencies)]
    listed += _of_case(carriers, listed, table.syntax.articles)
    for phrase in sorted(listed, key=lambda one: -len(one.words)):
        if len(phrase.words) == 1:
            words.setdefault(phrase.words[0], []).append(phrase)
        else:
            phrases.setdefault(phrase.words[0], {}).setdefault(phrase.words[1], []).append(phrase)
    return Lexicon(
        table=table,
        beside=frozenset(agencies.generic.beside),
        states=frozenset(state.name for state in parties.states),
        prepositions=frozenset(table.syntax.prepositions),
        words=words,
        phrases=phrases,
    )


def _phrase(text: str, meaning: Meaning, *, shaped: bool = False) -> _Phrase:
    words = tuple(_split(text))
    shape = tuple(_form(word) for word in words) if shaped else ()
    return _Phrase(tuple(word.lower() for word in words), shape, meaning)


def _split(text: str) -> Iterable[str]:
    """Split a phrase as the tokens of a text are split: a possessive stands alone."""
    for word in text.split():
        if word.endswith("'s"):
            yield word[:-2]
            yield "'s"
        else:
            yield word


def _form(word: str) -> str:
    letters = [c for c in word if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return "X"
    return "x" if word[0].isupper() else ""


def _words(table: AttributionTable) -> Iterable[_Phrase]:
    syntax, pronouns = table.syntax, table.pronouns
    verbs = [(form, "V", lemma) for lemma, verb in table.verbs.items() for form in verb.finite]
    verbs += [(form, "v", lemma) for lemma, verb in table.verbs.items() for form in verb.base]
    verbs += [(form, "G", lemma) for lemma, verb in table.verbs.items() for form in verb.participles]
    plain = [
        ("P", (*pronouns.masculine, *pronouns.feminine, *pronouns.plural, *pronouns.neuter)),
        ("F", pronouns.first),
        ("I", pronouns.objects),
        ("Z", pronouns.reflexive),
        ("J", pronouns.somebody),
        ("e", table.groups.either),
        ("E", table.groups.both),
        ("K", table.groups.counterpart),
        ("R", table.roles.compounds),
        ("U", tuple(sorted(table.roles.plural))),
        ("R", table.roles.heads),
        ("r", table.roles.modifiers),
        ("H", table.names.honorifics),
        ("Y", table.bodies.documents),
        (COMMON, table.bodies.occasions),
        ("B", table.bodies.heads),
        ("k", syntax.according),
        ("s", syntax.as_),
        ("t", syntax.that),
        ("p", syntax.possessives),
        ("d", syntax.determiners),
        ("a", syntax.adverbs),
        ("h", syntax.auxiliaries),
        ("x", syntax.passive),
        ("z", syntax.negations),
        ("&", syntax.conjunctions),
        ("w", syntax.relatives),
        ("o", syntax.prepositions),
        ("b", syntax.contrasts),
        (TIME, tuple(table.names.months_days)),
    ]
    listed = [_phrase(form, Meaning(tag, lemma)) for form, tag, lemma in verbs]
    listed += [_phrase(form, Meaning("u", who)) for who, forms in syntax.opinion.items() for form in forms]
    listed += [_phrase(word, Meaning(tag, word)) for tag, words in plain for word in words]
    yield from (_phrase(word, Meaning("H", word.lower()), shaped=True) for word in table.names.in_capitals)
    yield from (_phrase(word, Meaning("B", word), shaped=True) for word in table.bodies.proper)
    yield from (_phrase(short, Meaning("R", role), shaped=True) for short, role in table.roles.in_capitals.items())
    seen: set[tuple[str, ...]] = set()
    for phrase in listed:  # the first meaning of a word counts
        if phrase.words not in seen:
            seen.add(phrase.words)
            yield phrase


def _party_names(parties: PartiesTable) -> Iterable[_Phrase]:
    for state in parties.states:
        for tag, names in (("D", state.adjectives), ("C", state.names), ("M", state.metonyms)):
            for name in names:
                yield _phrase(name, Meaning(tag, state.name, state.name), shaped=True)
    for body in parties.organisations:
        for name in body.names:
            yield _phrase(name, Meaning("O", body.name, body.party or body.name), shaped=True)
    for place in parties.places.names:
        yield _phrase(place, Meaning("L", place), shaped=True)


def _of_case(
    carriers: Iterable[KnownCarrier], listed: Sequence[_Phrase], articles: frozenset[str]
) -> Iterable[_Phrase]:
    """Yield the forms of carriers that the tables of the language do not have, under the name that these give them.

    What the language knows as something else stays that, and one word with an article is none: “the National”.
    """
    have = {phrase.words: phrase.meaning for phrase in listed}
    for carrier in carriers:
        forms = {tuple(word.lower() for word in _split(form)): form for form in (carrier.name, *carrier.aliases)}
        name = next((have[words].value for words in forms if words in have and have[words].tag == "A"), carrier.name)
        for words, form in forms.items():
            if words not in have and not (len(words) == len(("the", "word")) and words[0] in articles):
                yield _phrase(_as_printed(form.lower(), form), Meaning("A", name), shaped=True)


# Agencies' short names are words of other meanings unless they are printed in capitals.
_SHORT = 3


def _carriers(agencies: AgenciesTable) -> Iterable[_Phrase]:
    for agency in agencies.agencies:
        for alias in agency.aliases:
            yield _phrase(_as_printed(alias, agency.name), Meaning("A", agency.name), shaped=True)
    for name in agencies.generic.names:
        yield _phrase(name, Meaning("A", name.removeprefix("the ")))
    for word in agencies.press.proper:
        yield _phrase(word, Meaning("W", word), shaped=True)
    for word in agencies.generic.beside:
        yield _phrase(word, Meaning("g", word))


def _as_printed(alias: str, name: str) -> str:
    """Return a carrier's name with the capitals that it must have: those of its words that its usual name prints so."""
    if name.islower():
        return alias
    lowered = {word for word in name.split() if word.islower()} | {
        "the",
        "news",
        "agency",
        "state",
        "state-run",
        "television",
        "tv",
    }
    if len(alias.removeprefix("the ")) <= _SHORT:
        return " ".join(word if word == "the" else word.upper() for word in alias.split())
    return " ".join(word if word in lowered else word[:1].upper() + word[1:] for word in alias.split())
