"""Bodies: which ministry, organisation, carrier is meant, and whose words a paper's are."""

from collections.abc import Sequence

from proverka.sources.attribution.discourse import (
    Discourse,
    Mentioned,
    Outcome,
    Resolved,
    Unresolved,
    is_definite,
    without_article,
)
from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.mentions import persons_within, words_of
from proverka.sources.attribution.people import People, Person, at_home, name_of, party_in
from proverka.sources.attribution.sentences import Atom

# “The statement” goes back to whoever issued one not more than so many paragraphs ago.
ISSUED_PARAGRAPHS_MAX = 2
# “The statement”: an article and the paper.
BARE_PAPER = 2


class BodyResolver:
    """Resolves bodies, carriers and papers in one story; `organisations` are those that it names."""

    def __init__(
        self, people: People, discourse: Discourse, lexicon: Lexicon, organisations: frozenset[str], home: str
    ) -> None:
        self.people, self.discourse, self.lexicon = people, discourse, lexicon
        self.organisations, self.home = organisations, home
        self.bodies = lexicon.table.bodies

    def carrier(self, said: Mentioned) -> Outcome:
        """Return which agency, paper or station is meant: “the agency” is the one that was named before."""
        names = [atom.value for atom in said.atoms if atom.tag == "A"] or [_paper_name(said.atoms)]
        name = next((one for one in names if one[:1].isupper()), names[0])
        common = without_article(name, self.lexicon).lower() in self.lexicon.beside  # “the TV”
        if common:
            name = without_article(said.words, self.lexicon)
        if (common or name[:1].islower()) and self.discourse.carriers and is_definite(said.atoms, self.lexicon):
            return said.again(self.discourse.carriers[-1:], "the carrier named before")
        return self._named(said, name, party_in(said.atoms, self.lexicon))

    def body(self, said: Mentioned) -> Outcome:
        """Return which body is meant: by its name, or the one of that sort that was named before."""
        party = party_in(said.atoms, self.lexicon)
        content = [atom for atom in said.atoms if atom.tag not in "dg"]
        if len(content) == 1 and content[0].tag == "O":
            return self._named(said, content[0].value, party)
        before = self._before(said, content)
        if before is not None:
            return said.again((before,), "the body named before")
        head = content[-1].text.lower() if content else ""
        goes_back = is_definite(said.atoms, self.lexicon) and not any(
            atom.tag in "NOC" or (atom.capital and atom.tag != "D") for atom in content
        )
        if head in self.bodies.any and goes_back:
            return Unresolved(f"nobody can tell which {head} is meant")
        return self._named(said, without_article(said.words, self.lexicon), party)

    def _named(self, said: Mentioned, name: str, party: str) -> Outcome:
        own = self.home if at_home(name, self.home, self.lexicon.table) else ""
        return said.body(name, party or own)

    def _before(self, said: Mentioned, content: Sequence[Atom]) -> Resolved | None:
        """Return the body to which “the ministry”, “the organisation” go back."""
        plain = all(atom.tag == "D" or (atom.tag in "Bjrc" and not atom.capital) for atom in content)
        if not content or not plain or content[-1].tag != "B" or not is_definite(said.atoms, self.lexicon):
            return None
        head = content[-1].text.lower()
        if not any(atom.tag == "D" for atom in content):
            for one in reversed(self.discourse.bodies):
                if one.speaker.name.lower().endswith(head):
                    return one
        if head not in self.bodies.any:
            return None
        recent = (*self.discourse.speakers, *self.discourse.subject)
        return next((one for one in recent if one.sort == "body" and one.speaker.name[:1].isupper()), None)

    # --- papers ----------------------------------------------------------------------------------------------------

    def document(self, said: Mentioned) -> Outcome:
        """Return whose words a paper's are: who issued it as far as it is told, else the paper itself."""
        why = "whose document it is"
        if any(atom.tag == "p" for atom in said.atoms) and self.discourse.speakers:
            return said.again(self.discourse.speakers, why)
        if (person := self._person_of(said)) is not None:
            return (said.person(person, why),)
        issuer = _issuer(said.atoms)
        if issuer is not None:
            return self._issued(said, issuer, why)
        paper = next(atom.value for atom in said.atoms if atom.tag == "Y")
        of = self.bodies.issuers.get(paper, "")
        if of in self.organisations:
            return said.body(of, of, why)
        near = said.sentence.paragraph - self.discourse.spoke_in <= ISSUED_PARAGRAPHS_MAX
        if self.discourse.issuer and paper in self.bodies.papers and near and len(said.atoms) <= BARE_PAPER:
            return said.again(self.discourse.issuer, why)
        return said.body(without_article(said.words, self.lexicon), "")

    def _issued(self, said: Mentioned, issuer: Atom, why: str) -> Outcome:
        """Return the body that issued a paper: “the embassy statement” is of the embassy that was named before."""
        name = _issuer_name(said.atoms, issuer)
        named = reversed(self.discourse.bodies) if " " not in name else ()
        before = next((one for one in named if name.lower() in one.speaker.name.lower().split()), None)
        if before is not None:
            return said.again((before,), why)
        return said.body(name, issuer.party or party_in(said.atoms, self.lexicon), why)

    def _person_of(self, said: Mentioned) -> Person | None:
        """Return the person whose paper it is: “a statement from the special envoy, Anna Berg”."""
        for mention in persons_within(said.sentence, said.mention):
            issued = said.sentence.atoms[mention.first - 1].value in self.lexicon.table.syntax.issued_by
            if issued and said.sentence.tags[mention.after : mention.after + 1] != "S":
                return self.people.find(name_of(said.sentence, mention))
        return None


def _issuer(atoms: Sequence[Atom]) -> Atom | None:
    """Return the word that names who issued a paper: an organisation or carrier, else a body or State."""
    found = [atom for atom in atoms if atom.tag in "OA"] or [atom for atom in atoms if atom.tag in "BCM"]
    return found[0] if found else None


def _issuer_name(atoms: tuple[Atom, ...], issuer: Atom) -> str:
    """Return the name of the body that issued a paper, with the words of it that stand before its last one."""
    if issuer.tag in "OA":
        return issuer.value
    at = atoms.index(issuer)
    paper = next((place for place, atom in enumerate(atoms) if atom.tag == "Y"), 0)
    first = at
    while first and issuer.tag == "B" and atoms[first - 1].tag in "rDCNBjORSU":
        first -= 1
    after = at + 1 if paper < at or atoms[paper - 1].tag == "S" else paper  # “a Ministry of Defence statement”
    return words_of(atoms, (first, after))


def _paper_name(atoms: tuple[Atom, ...]) -> str:
    """Return the name of a paper that no table has: its words behind what tells that it is one, or before."""
    beside = [at for at, atom in enumerate(atoms) if atom.tag == "g"]
    if beside and beside[-1] + 1 == len(atoms):
        named = [at for at, atom in enumerate(atoms) if atom.tag == "N"] or [0]
        return words_of(atoms, (named[0], beside[0]))
    return words_of(atoms, (beside[-1] + 1 if beside else 0, len(atoms)))
