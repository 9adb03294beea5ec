"""What a record would say of a statement: the usual names, the ids of the case, and nothing that is not sure."""

import msgspec
import pytest

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.links.aliases import Aliases
from proverka.sources.passage import Passage
from proverka.sources.proposal import proposals_of
from proverka.sources.statement import Claim, DatedWords, Link, Speaker

TEXT = "“The convoys will move,” said Ivan Ilyin and Anna Berg. If the road is open, they go."
DAY, EVE = Span.parse("2014-03-03"), Span.parse("2014-03-02")

ALIASES = msgspec.convert(
    {
        "people": [{"name": "Ivan P. Ilyin", "aliases": ["Ivan Ilyin"], "party": "Ruritania"}],
        "parties": [{"name": "Ruritania", "id": "state"}, {"name": "Graustark"}],
    },
    Aliases,
)


def speaker(name="Ivan Ilyin", party="Ruritania"):
    return Speaker(name=name, role="Minister", party=party, passage=Passage(30, 40), rule="before the verb")


def link(kind, name):
    return Link(kind=kind, id=name, passage=Passage(5, 12), rule="words")


@pytest.fixture
def proposed(make_reading, make_statement):
    def propose(published=DAY, **more):
        found = make_statement(TEXT, "The convoys will move,", **{"speakers": (speaker(),), **more})
        reading = make_reading(
            TEXT, found, published=Publication(span=published), outlet="Herald", address="http://h/1"
        )
        return proposals_of(reading, ALIASES)

    return propose


def test_a_speaker_has_the_usual_name_and_the_party_its_id(proposed):
    (one,) = proposed(claim=Claim(kind="plan"))
    assert (one.number, one.speaker, one.role, one.by) == ("1", "Ivan P. Ilyin", "Minister", "state")
    assert (one.outlet, one.url, one.quote, one.doubts) == ("Herald", "http://h/1", "The convoys will move", ())


def test_of_two_speakers_each_has_a_proposal(proposed):
    first, second = proposed(speakers=(speaker(), speaker("Anna Berg", "Graustark")))
    assert [first.number, second.number] == ["1a", "1b"]
    assert (second.speaker, second.by) == ("Anna Berg", "")
    assert "Graustark is no party of this case" in second.doubts


def test_nobody_is_guessed(proposed):
    (one,) = proposed(speakers=(), abstained="two ministers may be meant")
    assert (one.speaker, one.role, one.by) == ("", "", "")
    assert "nobody can be sure who spoke: two ministers may be meant" in one.doubts


def test_it_was_said_when_the_article_tells_and_else_when_that_was_published(proposed):
    said = DatedWords(passage=Passage(0, 3), span=EVE, rule="the day before")
    assert [one.date for one in proposed(said=said)] == [EVE]
    assert [one.date for one in proposed()] == [DAY]
    (undated,) = proposed(published=None)
    assert undated.date is None
    assert "nothing tells when it was said" in undated.doubts


def test_it_bears_on_duties_and_where_there_are_none_on_papers(proposed):
    paper, duty, party = link("instrument", "PAPER"), link("obligation", "PAPER/1"), link("party", "state")
    assert proposed(links=(party, paper, duty, duty))[0].bears_on == ("PAPER/1",)
    assert proposed(links=(party, paper))[0].bears_on == ("PAPER",)
    assert proposed(links=(party,))[0].bears_on == ()


def test_a_condition_is_told_in_its_words(proposed):
    place = Passage(TEXT.index("If"), TEXT.index(", they"))
    assert proposed(claim=Claim(kind="plan", condition=place))[0].condition == "If the road is open"
    assert "no kind of claim is sure" in proposed(claim=Claim())[0].doubts
