"""Passages linked to a case that is made up: by aliases, by places that stand for a party, by words of a rule."""

import pytest

from proverka.model.reading import convert
from proverka.model.span import Span
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.links.linking import Context, links_in
from proverka.sources.passage import Passage

TABLES = convert(
    {
        "people": [
            {"name": "Anna al-Petrova", "aliases": ["Anna Petrova"], "surnames": ["Petrova"], "party": "Ruritania"},
            {"name": "Bela Moss", "party": "Elbonia"},
        ],
        "parties": [
            {
                "name": "Ruritania",
                "id": "ruritania",
                "aliases": ["Ruritanian government", {"words": "the regime", "needs": ["Strelsau", "Ruritanian"]}],
                "place_names": ["Ruritania", "Strelsau"],
            },
            {"name": "Syldavia", "id": "syldavia"},
            {"name": "Elbonia", "id": "elbonia", "place_names": ["Elbonia", "Mudville"]},
            {"name": "Borduria"},
            {"name": "opposition", "id": "opposition", "aliases": ["Ruritania's opposition", "rebel forces"]},
        ],
        "places": [
            {"id": "strelsau", "aliases": ["Strelsau"]},
            {"id": "syldavia-land", "aliases": ["Syldavia"]},
            {"id": "mudville", "aliases": ["Mudville"]},
            {"id": "zenda", "aliases": ["Zenda", "Castle of Zenda"]},
        ],
        "instruments": [
            {
                "id": "RES",
                "aliases": ["resolution 9", {"words": "the resolution", "needs": ["Council"]}],
            },
            {"id": "DEAL", "aliases": [{"words": "the deal", "needs": ["Zenda"], "within": "sentence"}]},
        ],
        "obligations": [
            {
                "id": "RES/access",
                "all_of": ["inspector*"],
                "any_of": [["allow*", "let in"]],
                "none_of": ["tourists"],
                "debtor": "Ruritania",
            },
            {"id": "RES/late", "any_of": [["hand over"], ["arms"]], "from": "2013-10", "to": "2013-11-15"},
        ],
        "subjects": [{"id": "stock", "aliases": ["stock of arms"]}],
    },
    Aliases,
    where="tables",
)


def links(text: str, *, before: str = "", published: str = "", quoted: str = "") -> list[tuple[str, str, str]]:
    """Return kind, id and words of what the last sentence of a story is about; `quoted` is of its paragraph too."""
    story = f"{before}\n\n{quoted}{text}"
    whole = Passage(0, len(story))
    paragraph = Passage(len(story) - len(quoted) - len(text), len(story))
    found = links_in(
        story,
        within=Passage(len(story) - len(text), len(story)),
        aliases=TABLES,
        published=Span.parse(published) if published else None,
        context=Context(story=whole, paragraph=paragraph if quoted else None),
    )
    return [(link.kind, link.id, "" if link.kind == "obligation" else link.passage.of(story)) for link in found]


def test_the_longest_name_that_begins_at_a_place_wins():
    assert links("Ruritania's opposition met at the Castle of Zenda.") == [
        ("party", "opposition", "Ruritania's opposition"),
        ("place", "zenda", "Castle of Zenda"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strelsau agreed.", ("party", "ruritania", "Strelsau")),
        ("The order came when Strelsau's army moved.", ("party", "ruritania", "Strelsau")),
        ("They met in Strelsau.", ("place", "strelsau", "Strelsau")),
        ("They met near the Strelsau.", ("place", "strelsau", "Strelsau")),
        ("They want Strelsau to sign.", ("party", "ruritania", "Strelsau")),
        ("Syldavia signed.", ("party", "syldavia", "Syldavia")),
        ("They met in Syldavia.", ("place", "syldavia-land", "Syldavia")),
    ],
)
def test_a_capital_is_its_government_but_where_a_word_of_place_comes_before(text: str, expected: tuple[str, str, str]):
    assert links(text) == [expected]


def test_of_two_names_joined_the_second_is_read_like_the_first():
    assert links("An agreement between Strelsau and Mudville.") == [
        ("party", "ruritania", "Strelsau"),
        ("party", "elbonia", "Mudville"),
    ]
    assert links("Talks in Strelsau and Mudville.") == [
        ("place", "strelsau", "Strelsau"),
        ("place", "mudville", "Mudville"),
    ]


def test_a_name_that_only_says_what_a_thing_is_about_is_no_party():
    assert links("The Ruritania crisis went on.") == []


@pytest.mark.parametrize(
    "text", ["The Strelsau-based paper.", "ruritania", "Strelsauer", "anti-Ruritania mood", "Zendas"]
)
def test_parts_of_other_words_and_small_letters_are_no_names(text: str):
    assert links(text) == []


def test_small_letters_of_a_name_may_be_capitals_at_the_beginning_and_a_line_may_break_in_it():
    assert links("Resolution 9 binds the Ruritanian\ngovernment.") == [
        ("instrument", "RES", "Resolution 9"),
        ("party", "ruritania", "Ruritanian\ngovernment"),
    ]


def test_a_general_name_needs_its_condition_in_the_story_or_in_the_sentence():
    assert links("They want the resolution.") == []
    assert links("They want the resolution.", before="The Council met.") == [("instrument", "RES", "the resolution")]
    assert links("They want the deal.", before="At Zenda they met.") == []
    assert links("They want the deal of Zenda.")[0] == ("instrument", "DEAL", "the deal")
    assert links("It fell with the regime.", before="In Strelsau they met.") == [("party", "ruritania", "the regime")]


def test_a_party_that_is_none_of_the_case_is_not_linked():
    assert links("Borduria objected.") == []


def test_a_rule_holds_by_its_words_where_its_debtor_is_named():
    assert links("Strelsau allowed the inspectors in.")[-1] == ("obligation", "RES/access", "")
    assert links("The Inspector was let in by the Ruritanian government.")[-1] == ("obligation", "RES/access", "")
    assert links("Elbonia allowed the inspectors in.") == [("party", "elbonia", "Elbonia")]
    assert links("Strelsau allowed inspectors and tourists in.") == [("party", "ruritania", "Strelsau")]
    assert links("Strelsau saw no inspectors.") == [("party", "ruritania", "Strelsau")]


def test_a_person_names_the_party_only_where_the_story_has_the_whole_name():
    text = "Petrova deserves credit for allowing inspectors in."
    assert links(text) == []
    assert links(text, before="President Anna Petrova spoke.") == [("obligation", "RES/access", "")]
    assert links("Moss allowed inspectors in.", before="Bela Moss spoke.") == []


def test_a_quotation_bears_on_what_its_paragraph_is_about_and_a_report_only_on_its_own_words():
    about = "Strelsau allowed the inspectors in. "
    assert links("“It was very good.”", quoted=about) == [("obligation", "RES/access", "")]
    assert links("It was very good.", before=about) == []


def test_what_the_sentence_itself_says_goes_before_its_paragraph():
    about = "Strelsau allowed the inspectors in. "
    assert links("“They hand over arms.”", quoted=about) == [("obligation", "RES/late", "")]


@pytest.mark.parametrize(
    ("published", "held"),
    [("", True), ("2013-09-30", False), ("2013-10-01", True), ("2013-11-16", False), ("2013-09-20/2013-10-02", True)],
)
def test_a_rule_holds_in_its_time(published: str, *, held: bool):
    assert bool(links("They hand over all arms.", published=published)) is held


def test_every_link_names_what_it_was_made_by():
    story = "The Council met. In Strelsau the resolution was read; the Ruritanian government allowed inspectors in."
    whole = Passage(0, len(story))
    found = links_in(story, within=whole, aliases=TABLES, published=None, context=Context(story=whole))
    assert [link.rule for link in found] == [
        "alias “Strelsau” after a word of place",
        "alias “the resolution” near “Council”",
        "alias “Ruritanian government”",
        "words: inspector + allow, of Ruritania",
    ]


def test_without_tables_only_amounts_are_found():
    text = "Strelsau has 20 tonnes."
    whole = Passage(0, len(text))
    found = links_in(text, within=whole, aliases=NO_ALIASES, published=None, context=Context(story=whole))
    assert [(link.kind, link.text) for link in found] == [("quantity", "20 tonne")]
