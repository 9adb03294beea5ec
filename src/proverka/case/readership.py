"""For whom an edition is: the public, an audience of the policy, or one party; and what its readers may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import PUBLIC, Policy
from proverka.model.submission import CLASSES, Classification, Release
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """The readers of an edition: the highest class that they may see, and the party that they are, if they are one.

    `names` are those under which something may have been released to them.
    """

    name: str
    highest: Classification
    party: str
    names: frozenset[str]

    def may_see(self, classification: Classification, owner: str) -> bool:
        """Whether the readers may see what `owner` submitted under a class, without any release."""
        return owner == self.party or CLASSES.index(classification) <= CLASSES.index(self.highest)

    def released(self, releases: Iterable[Release]) -> list[Release]:
        """Return those of the releases that are to these readers."""
        return [release for release in releases if release.to in self.names]


def readership(name: str, words: Vocabulary, policy: Policy) -> Readership:
    """Return the readership called `name`: `public`, an audience of the policy in force, or a party.

    A party sees what it submitted itself, and what was released to it, to an audience that it belongs to, or to the
    public. Raises RefusedError (unknown-party).
    """
    audience = policy.audiences.get(name)
    if name == PUBLIC or audience is not None:
        highest = audience.highest if audience else CLASSES[0]
        return Readership(name=name, highest=highest, party="", names=frozenset({name, PUBLIC}))
    if name in words.party_by_id:
        groups = {one for one, found in policy.audiences.items() if name in found.parties}
        return Readership(name=name, highest=CLASSES[0], party=name, names=frozenset({name, PUBLIC, *groups}))
    raise _unknown(name, [PUBLIC, *policy.audiences, *words.party_by_id])


NAMES_SHOWN_MAX = 8


def _unknown(name: str, known: Sequence[str]) -> RefusedError:
    shown = ", ".join(known[:NAMES_SHOWN_MAX]) + (", …" if len(known) > NAMES_SHOWN_MAX else "")
    return RefusedError(
        Refusal.UNKNOWN_PARTY,
        where="--for",
        expected=f"readers that the case knows: {shown}",
        got=repr(name),
        remedy="correct the name, or have the policy declare the audience",
    )
