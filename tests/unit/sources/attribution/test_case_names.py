"""What a case adds: people under a surname or an office alone, and carriers. All names and words are invented."""

import pytest
from tests.unit.sources.attribution.test_attribution import named, story_of

from proverka.model.span import Span
from proverka.sources.analysis import case_names
from proverka.sources.attribution import statements_of
from proverka.sources.attribution.case_names import NO_NAMES, CaseNames
from proverka.sources.links.aliases import Agency, Aliases, Outlet, Person, Role

ALIASES = Aliases(
    people=(
        Person(name="Ivan Petrov", party="Russia", roles=(Role(title="Foreign Minister", since=Span.parse("2010")),)),
        Person(name="Oleg Ryabov", party="Russia", roles=(Role(title="aide to the President"),)),
        Person(name="Omar Jabri", party="Syria", roles=(Role(title="UN ambassador", since=Span.parse("2009")),)),
        Person(
            name="Paul Weber",
            party="United States",
            roles=(Role(title="Secretary of State", since=Span.parse("2013-02-01"), until=Span.parse("2017")),),
        ),
        Person(name="Mary Combs", party="United States", roles=(Role(title="Senator"),)),
        Person(name="Dale Combs", party="United States", roles=(Role(title="Senator"),)),
        Person(
            name="Rosa Klein",
            party="OPCW Director-General",
            roles=(Role(title="Director-General", since=Span.parse("2010")),),
        ),
    ),
    agencies=(Agency(name="Kurz", aliases=("Kurz Presse",)), Agency(name="SANA", aliases=("State Agency of Syria",))),
    outlets=(Outlet(name="Euronoon"), Outlet(name="OPCW"), Outlet(name="The National")),
)
THEN = Span.parse("2013-10-07")
READ = [
    # --- surnames ---
    ("Petrov said it worked.", "Ivan Petrov", ""),
    ("Petrov said it worked. Viktor Petrov, an uncle of his, said it was late.", "?; Viktor Petrov", ""),
    ("Viktor Petrov said it worked. Petrov added that it was late.", "Viktor Petrov; Viktor Petrov", ""),
    ("Combs said it worked.", "Combs", ""),
    ("On Monday, Petrov left. The foreign minister said it worked.", "Ivan Petrov", ""),
    # --- offices ---
    ("The U.S. secretary of state said it worked.", "Paul Weber", ""),
    ("Russia's foreign minister said it worked.", "Ivan Petrov", ""),
    ("Syria's U.N. ambassador said it worked.", "Omar Jabri", ""),
    ("The OPCW director-general said it worked.", "Rosa Klein", ""),
    ("The Russian president said it worked.", "Russian president", ""),
    ("A U.S. secretary of state said it worked.", "U.S. secretary of state", ""),
    ("The former U.S. secretary of state said it worked.", "former U.S. secretary of state", ""),
    ("The U.S. deputy secretary of state said it worked.", "U.S. deputy secretary of state", ""),
    # --- carriers ---
    ("Petrov told Kurz Presse that it worked.", "Ivan Petrov", "Kurz"),
    ("Petrov told the State Agency of Syria that it worked.", "Ivan Petrov", "SANA"),
    ("It worked, Petrov said, Euronoon reported.", "Ivan Petrov", "Euronoon"),
    ("The OPCW said it worked.", "OPCW", ""),
    ("The National Coalition said it worked.", "Syrian National Coalition", ""),
]


@pytest.mark.parametrize(("text", "speakers", "relay"), READ, ids=[text for text, _, _ in READ])
def test_a_case_tells_who_is_meant_and_who_carries(text: str, speakers: str, relay: str) -> None:
    plain, story = story_of(text)
    found = statements_of(plain, story, names=case_names(ALIASES, THEN))
    assert "; ".join(named(one) for one in found) == speakers
    assert {one.relay for one in found} == {relay}


@pytest.mark.parametrize(
    ("names", "speaker"),
    [
        (NO_NAMES, "U.S. secretary of state"),
        (case_names(ALIASES, None), "U.S. secretary of state"),
        (case_names(ALIASES, Span.parse("2013-01-20")), "U.S. secretary of state"),
        (case_names(ALIASES, Span.parse("2013")), "U.S. secretary of state"),
        (case_names(ALIASES, Span.parse("2013-02-01")), "Paul Weber"),
        (case_names(ALIASES, Span.parse("2018")), "U.S. secretary of state"),
    ],
    ids=["no case", "no day", "before", "partly", "on the first day", "after"],
)
def test_an_office_is_the_persons_who_held_it_for_certain(names: CaseNames, speaker: str) -> None:
    plain, story = story_of("The U.S. secretary of state said it worked.")
    assert [named(one) for one in statements_of(plain, story, names=names)] == [speaker]
