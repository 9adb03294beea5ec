"""An article on a terminal: read without colour, and nothing in it moves what stands beside it."""

from io import StringIO

from rich.console import Console

from proverka.reporting.glossary import Glossary
from proverka.reporting.reading_summary import change_text, summary_text
from proverka.reporting.reading_text import reading_text
from proverka.sources.gathered import gathered
from proverka.sources.passage import Passage
from proverka.sources.revision import Revision
from proverka.sources.statement import Claim, Cue, Link, Speaker

TEXT = "“The convoys will move,” said Ivan Ilyin, the Agency reported.\n\nNobody answered: “perhaps”."


def printed(renderable, width=80):
    out = StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(renderable)
    return out.getvalue()


def articles(make_reading, make_statement, **story):
    first = make_statement(
        TEXT,
        "The convoys will move,",
        speakers=(
            Speaker(name="Ivan Ilyin", role="Minister", party="Ruritania", passage=Passage(0, 1), rule="behind"),
        ),
        relay="Agency",
        claim=Claim(kind="plan", hedged=True, denied=True, cues=(Cue(meaning="plan", passage=Passage(13, 22)),)),
        links=(Link(kind="obligation", id="A/1", passage=Passage(1, 12), rule="words: convoys"),),
    )
    second = make_statement(TEXT, "perhaps", quotation="partial", abstained="nobody is named")
    return make_reading(TEXT, first, second, **story)


def test_numbers_stand_in_the_text_and_under_it_who_spoke(make_reading, make_statement):
    told = printed(
        reading_text(articles(make_reading, make_statement), Glossary(names={"obligation": {"A/1": "Move"}}))
    )
    assert "[1]“The convoys will move,” said" in told
    assert "[1] Ivan Ilyin, Minister (Ruritania), carried by Agency" in told
    assert "quoted · plan, denied, hedged" in told
    assert "about A/1 (Move)" in told
    assert "[2] nobody can be sure: nobody is named" in told
    assert "behind" not in told


def test_rules_are_told_on_request(make_reading, make_statement):
    told = printed(reading_text(articles(make_reading, make_statement), why=True))
    assert "speaker: Ivan Ilyin: behind" in told
    assert "plan: “will move”" in told
    assert "obligation: A/1: words: convoys" in told


def test_nothing_steers_the_terminal(make_reading, make_statement):
    evil = "\x1b[31m\u202eevil\u202c\x07"
    text = f"“{evil} words,” said somebody."
    found = make_statement(text, f"{evil} words,", abstained=evil, relay=evil)
    told = printed(reading_text(make_reading(text, found, name=evil, title=evil, outlet=evil), why=True))
    assert all(character.isprintable() or character == "\n" for character in told)


def test_several_are_counted_and_what_was_refused_is_among_them(make_reading, make_statement):
    found = gathered([articles(make_reading, make_statement, title="Convoys", outlet="Herald")])
    told = printed(summary_text(found, [("bad.bin", "too-large")]))
    assert "1 article, 2 statements, 1 without a sure speaker" in told
    assert "refused: too-large" in told


def test_a_change_says_what_came_and_went(make_reading, make_statement):
    reading = articles(make_reading, make_statement)
    told = printed(change_text("https://h.example/1", ("00", "noon"), Revision(gone=(1,), new=(2,)), reading))
    assert "1 statement gone, 1 new, 0 told otherwise" in told
    assert "new [2] “perhaps”" in told
    assert "the same" in printed(change_text("https://h.example/1", ("00", "noon"), Revision(), reading))
