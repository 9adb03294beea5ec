"""The alias tables of a case in one language: how articles name its people, parties, places, papers and duties.

They are data that come with a case, one file to a language. Whether the ids in them are those of the case is for
whoever holds the case to check.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.span import Span

# A name as printed. An empty one would be found everywhere; a long one is a sentence, and no name.
Words = Annotated[str, Meta(min_length=2, max_length=100, pattern=r"^\S(.*\S)?$(?!\n)")]
# A word of a rule, of two letters or more, or several in a row; a star at its end stands for any ending.
RuleWord = Annotated[str, Meta(max_length=60, pattern=r"^[^\W_][^*]*[^\W_]\*?$(?!\n)")]
# Every name is part of one pattern that is tried at each word of an article.
ENTRIES_MAX = 2000
NAMES_MAX = 100


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Alias(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A general name that stands for something only where one of the words in `needs` is near: “the resolution”.

    Near is the sentence, or all of the story.
    """

    words: Words
    needs: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=NAMES_MAX)]
    within: Literal["sentence", "story"] = "story"


Names = Annotated[tuple[Words | Alias, ...], Meta(max_length=NAMES_MAX)]


class Role(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """An office and when it was held: `from` and `to` are days, months or years, both within; absent where unknown."""

    title: Words
    since: Span | None = msgspec.field(name="from", default=None)
    until: Span | None = msgspec.field(name="to", default=None)

    def held_in(self, when: Span | None) -> bool:
        """Whether it may have been held within `when`; of an unknown time it may."""
        return _meets(self.since, self.until, when)

    def held_throughout(self, when: Span) -> bool:
        """Whether it was held on every day of `when`, as far as its own days are known."""
        begun = self.since is not None and self.since.latest <= when.earliest
        return begun and (self.until is None or self.until.earliest >= when.latest)


class Person(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A person in public office. `party` is the name of a party of the same tables, for which the person speaks.

    `aliases` are other forms of the whole name. `surnames` are what second mentions use, where that is more than the
    last word of the name.
    """

    name: Words
    aliases: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()
    surnames: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()
    party: str = ""
    roles: Annotated[tuple[Role, ...], Meta(max_length=NAMES_MAX)] = ()

    @property
    def full_names(self) -> tuple[str, ...]:
        """Every form of the whole name, the usual one first."""
        return (self.name, *self.aliases)

    @property
    def short_names(self) -> tuple[str, ...]:
        """What second mentions use."""
        return self.surnames or tuple(dict.fromkeys(form.rpartition(" ")[2] for form in self.full_names))

    def roles_in(self, when: Span | None) -> tuple[Role, ...]:
        """The offices that may have been held within `when`."""
        return tuple(role for role in self.roles if role.held_in(when))


class PartyNames(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A party: its usual `name` in this language, its `id` in the case (none where the case has no such party).

    `place_names` are names of places that stand for it too, as a capital does, unless a word of place comes before:
    “Damascus agreed”, but “in Damascus”.
    """

    name: Words
    id: str = ""
    aliases: Names = ()
    place_names: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()


class Named(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """Something of the case by its `id`, and what articles call it."""

    id: str
    aliases: Annotated[Names, Meta(min_length=1)]


class ObligationRule(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A rule by which a passage is about an obligation, or a political step; several may lead to one.

    It holds where the passage has every word of `all_of`, one word of each group in `any_of`, and none of `none_of`;
    where `debtor` is given, that party must be named, by its own name, a place or a person. `from` and `to` bound the
    days of publication.
    """

    id: str
    all_of: Annotated[tuple[RuleWord, ...], Meta(max_length=NAMES_MAX)] = ()
    any_of: Annotated[
        tuple[Annotated[tuple[RuleWord, ...], Meta(min_length=1, max_length=NAMES_MAX)], ...],
        Meta(max_length=NAMES_MAX),
    ] = ()
    none_of: Annotated[tuple[RuleWord, ...], Meta(max_length=NAMES_MAX)] = ()
    debtor: str = ""
    since: Span | None = msgspec.field(name="from", default=None)
    until: Span | None = msgspec.field(name="to", default=None)

    def __post_init__(self) -> None:
        if not self.all_of and not self.any_of:
            message = f"a rule for {self.id} without words would hold everywhere: give it `all_of` or `any_of`"
            raise ValueError(message)

    def may_hold_in(self, published: Span | None) -> bool:
        """Whether a story published then may speak of it; of one without a day it may."""
        return _meets(self.since, self.until, published)


class Outlet(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """Where articles are printed: its name, its hosts in addresses, and the IANA name of its time zone."""

    name: Words
    aliases: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()
    hosts: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()
    zone: str = ""


class Agency(_Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A news agency that the tables of the language do not have."""

    name: Words
    aliases: Annotated[tuple[Words, ...], Meta(max_length=NAMES_MAX)] = ()


# Equal by identity: what is made of a set of tables is kept under it, and is never made twice.
class Aliases(_Entry, frozen=True, kw_only=True, omit_defaults=True, eq=False, dict=True):
    """All alias tables of one case in one language."""

    people: Annotated[tuple[Person, ...], Meta(max_length=ENTRIES_MAX)] = ()
    parties: Annotated[tuple[PartyNames, ...], Meta(max_length=ENTRIES_MAX)] = ()
    places: Annotated[tuple[Named, ...], Meta(max_length=ENTRIES_MAX)] = ()
    instruments: Annotated[tuple[Named, ...], Meta(max_length=ENTRIES_MAX)] = ()
    obligations: Annotated[tuple[ObligationRule, ...], Meta(max_length=ENTRIES_MAX)] = ()
    subjects: Annotated[tuple[Named, ...], Meta(max_length=ENTRIES_MAX)] = ()
    outlets: Annotated[tuple[Outlet, ...], Meta(max_length=ENTRIES_MAX)] = ()
    agencies: Annotated[tuple[Agency, ...], Meta(max_length=ENTRIES_MAX)] = ()

    @cached_property
    def person_by_name(self) -> Mapping[str, Person]:
        """People by every form of their whole name."""
        return {form: person for person in self.people for form in person.full_names}

    @cached_property
    def party_by_name(self) -> Mapping[str, PartyNames]:
        """Parties by their usual name, their other names and the places that stand for them."""
        found = {}
        for party in self.parties:
            names = [alias for alias in party.aliases if isinstance(alias, str)]
            found.update(dict.fromkeys((party.name, *names, *party.place_names), party))
        return found


NO_ALIASES = Aliases()


def _meets(since: Span | None, until: Span | None, when: Span | None) -> bool:
    """Whether a time from `since` to `until` may meet another; what is unknown may."""
    if when is None:
        return True
    begun = since is None or since.earliest <= when.latest
    return begun and (until is None or until.latest >= when.earliest)
