"""Several articles together: one statement is proposed once, with all who printed it."""

from proverka.model.span import Span
from proverka.sources.analysis import analyse
from proverka.sources.article import Publication
from proverka.sources.gathered import Spot, gathered
from proverka.sources.passage import Passage
from proverka.sources.reading import read_article
from proverka.sources.statement import Speaker

FULL = "“The convoys will move before the end of the month, as was agreed,” said Ivan Ilyin."
SHORT = "“The convoys will move before the end of the month,” said Ivan Ilyin, an agency reported."
OTHER = "“Nobody was ever shown those lists by anyone at all,” said Ivan Ilyin."


def article(make_reading, make_statement, text, outlet, *, relay="", speakers=("Ivan Ilyin",)):
    words = text[1 : text.index("”")]
    named = tuple(Speaker(name=name, passage=Passage(0, 1)) for name in speakers)
    found = make_statement(text, words, speakers=named, relay=relay)
    published = Publication(span=Span.parse("2014-03-03"))
    return make_reading(text, found, outlet=outlet, published=published, address=f"https://{outlet}.example/1")


def test_the_fullest_print_has_the_others_and_they_point_to_it(make_reading, make_statement):
    short = article(make_reading, make_statement, SHORT, "Gazette", relay="Agency")
    full = article(make_reading, make_statement, FULL, "Herald")
    found = gathered([short, full])
    (_, (first,)), (_, (second,)) = found.articles
    assert first.same_as == (2, 1)
    assert first.also == ()
    (reprint,) = second.also
    assert (reprint.outlet, reprint.relay, reprint.url) == ("Gazette", "Agency", "https://Gazette.example/1")
    assert reprint.sha256 == short.article.version.sha256
    assert reprint.passage.of(SHORT) == "The convoys will move before the end of the month,"
    assert [group.spots for group in found.groups] == [(Spot(article=2, statement=1), Spot(article=1, statement=1))]


def test_of_two_speakers_each_keeps_the_other_prints(make_reading, make_statement):
    both = ("Ivan Ilyin", "Anna Berg")
    full = article(make_reading, make_statement, FULL, "Herald", speakers=both)
    short = article(make_reading, make_statement, SHORT, "Gazette", speakers=both)
    found = gathered([full, short])
    assert [[len(one.also) for one in own] for _, own in found.articles] == [[1, 1], [0, 0]]
    assert [one.same_as for one in found.articles[1][1]] == [(1, 1), (1, 1)]


def test_what_is_not_the_same_stays_apart(make_reading, make_statement):
    found = gathered([article(make_reading, make_statement, text, "Herald") for text in (FULL, OTHER)])
    assert found.groups == ()
    assert [one.same_as for _, own in found.articles for one in own] == [None, None]


def test_one_article_alone_is_compared_with_nothing(make_reading, make_statement):
    reading = article(make_reading, make_statement, FULL, "Herald")
    assert gathered([reading]).groups == ()
    assert gathered([]).articles == ()


def test_the_same_bytes_under_two_names_are_one_print(make_reading, make_statement):
    full = [article(make_reading, make_statement, FULL, "Herald") for _ in range(2)]
    short = [article(make_reading, make_statement, SHORT, "Gazette") for _ in range(2)]
    (_, (lead,)), *others = gathered([*full, *short]).articles
    assert [one.outlet for one in lead.also] == ["Gazette"]
    assert [one.same_as for _, own in others for one in own] == [(1, 1)] * 3


def test_two_reports_of_one_sentence_are_two_in_each_article_and_each_merged_with_its_own():
    sentence = b"Anna Petrova said that the trucks are ready and added that the road is open."
    readings = [analyse(read_article(sentence, name=name)) for name in ("a.txt", "b.txt", "b.txt")]
    assert [len(one.statements) for one in readings] == [2, 2, 2]
    groups = gathered(readings).groups
    assert [[(spot.article, spot.statement) for spot in group.spots] for group in groups] == [
        [(1, 1), (2, 1), (3, 1)],
        [(1, 2), (2, 2), (3, 2)],
    ]
