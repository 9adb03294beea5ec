"""Articles read on the command line, in whatever they come, and what a person confirmed submitted."""

import io
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from proverka.record.web_page import WebPage

ARTICLE = """\
Stock Will Be Gone by July, Minister Says

The Northern Herald, 30 April 2024

“All of the stock will be destroyed by July,” Foreign Minister Anna Petrova said on Monday, Interfax reported.

The inspectors have not answered.

Read more
"""
FEED = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>The Northern Herald</title><link>https://herald.example/</link>
<item><title>Stock Will Be Gone</title><link>https://herald.example/1</link>
<pubDate>Tue, 30 Apr 2024 08:00:00 +0000</pubDate>
<description>“All of the stock will be destroyed by July,” Foreign Minister Anna Petrova said on Monday.</description>
</item>
<item><title>No News</title><link>https://herald.example/2</link>
<pubDate>Tue, 30 Apr 2024 09:00:00 +0000</pubDate><description>Nothing happened in the port.</description></item>
</channel></rss>
"""


@pytest.fixture(autouse=True)
def article(proverka):
    Path("article.txt").write_text(ARTICLE, encoding="utf-8")


def test_what_is_found_stands_over_the_text(proverka):
    told = proverka("read", "article.txt", "--case", "built")
    assert (told.status, told.err) == (0, "")
    assert "Stock Will Be Gone by July, Minister Says" in told.out
    assert "[1]“All of the stock will be destroyed by July,”" in told.out
    assert "[1] Anna Petrova, Foreign Minister (The State), carried by Interfax" in told.out
    assert "DESTROY-ALL (Destroy the declared stock)" in told.out
    assert "set apart  1 × furniture of the page" in told.out


def test_an_authored_case_names_the_same_things(proverka):
    assert proverka("read", "article.txt", "--case", "quarry").out == (
        proverka("read", "article.txt", "--case", "built").out
    )


def test_standard_input_is_read(proverka, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    assert "Anna Petrova" in proverka("read", "-").out


def test_a_feed_is_its_items(proverka):
    Path("feed.xml").write_text(FEED, encoding="utf-8")
    told = proverka("read", "feed.xml", "--brief").out
    assert "2 articles, 1 statement, 0 without a sure speaker" in told
    document = json.loads(proverka("read", "feed.xml", "--format", "json").out)
    assert [one["version"]["name"] for one in document["articles"]] == [
        "https://herald.example/1",
        "https://herald.example/2",
    ]


def test_of_a_folder_the_good_are_read_and_the_bad_are_told(proverka):
    folder = Path("folder/below")
    folder.mkdir(parents=True)
    shutil.copy("article.txt", folder)
    Path("folder/.hidden.txt").write_text("hidden", encoding="utf-8")
    Path("folder/notes.csv").write_text("a,b", encoding="utf-8")
    Path("folder/bad.xml").write_text(FEED.replace("<channel>", "<channel>&x;<!ENTITY a 'b'>"), encoding="utf-8")
    told = proverka("read", "folder", "--brief", "--drafts", "drafts.toml", "--format", "text")
    assert told.status == 2
    assert told.err.count("refused ") == told.err.count("bad-syntax") == 1
    assert "1 article, 1 statement" in told.out
    assert "refused: bad-syntax" in told.out
    assert len(tomllib.loads(Path("drafts.toml").read_text(encoding="utf-8"))["entries"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("https://herald.example/1",), "missing-file"),
        (("none.txt",), "missing-file"),
        (("article.txt", "--published", "soon"), "bad-date"),
        (("article.txt", "--language", "xx"), "unknown-name"),
        (("article.txt", "--case", "none"), "not-a-case"),
        (("empty",), "missing-file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_message(proverka, arguments, code):
    Path("empty").mkdir()
    told = proverka("read", *arguments, "--drafts", "drafts.toml", "--out", "page.html")
    assert (told.status, told.out) == (2, "")
    assert f": {code}: " in told.err
    assert not Path("drafts.toml").exists()
    assert not Path("page.html").exists()


def test_an_undated_article_lies_within_the_days_that_its_reader_knows(proverka):
    Path("undated.txt").write_text(ARTICLE.replace("The Northern Herald, 30 April 2024\n\n", ""), encoding="utf-8")
    told = proverka("read", "undated.txt", "--published", "2024-04-28/2024-05-02", "--format", "json").out
    (story,) = json.loads(told)["articles"][0]["stories"]
    assert story["published"]["span"] == "2024-04-28/2024-05-02"


def test_every_version_is_kept_and_a_change_told(proverka):
    assert "changed" not in proverka("read", "article.txt", "--keep", "kept").out
    assert "changed" not in proverka("read", "article.txt", "--keep", "kept").out
    Path("article.txt").write_text(ARTICLE.replace("by July,”", "by June,”"), encoding="utf-8")
    told = proverka("read", "article.txt", "--keep", "kept").out
    assert "changed article.txt" in told
    assert "1 statement gone, 1 new, 0 told otherwise" in told
    assert len(list(Path("kept").iterdir())) == 3


def test_a_change_is_told_again_where_it_was_refused_before_it_was_told(proverka):
    proverka("read", "article.txt", "--keep", "kept")
    Path("article.txt").write_text(ARTICLE.replace("by July,”", "by June,”"), encoding="utf-8")
    Path("drafts.toml").write_text("somebody's", encoding="utf-8")
    refused = proverka("read", "article.txt", "--keep", "kept", "--drafts", "drafts.toml")
    assert (refused.status, "already-there" in refused.err) == (2, True)
    assert "changed article.txt" in proverka("read", "article.txt", "--keep", "kept").out


def test_drafts_and_page_are_written_both_or_neither(proverka):
    Path("a-file").write_text("", encoding="utf-8")
    assert proverka("read", "article.txt", "--drafts", "drafts.toml", "--out", "a-file/page.html").status == 2
    assert not Path("drafts.toml").exists()
    assert not Path(".drafts.toml.unfinished").exists()


def test_a_page_takes_the_place_of_a_page_alone(proverka):
    proverka("read", "article.txt", "--drafts", "drafts.toml", "--out", "page.html")
    proverka("read", "article.txt", "--out", "page.html")
    before = Path("drafts.toml").read_bytes()
    refused = proverka("read", "article.txt", "--out", "drafts.toml")
    assert (refused.status, "a file that is no page" in refused.err) == (2, True)
    assert Path("drafts.toml").read_bytes() == before


def test_it_is_fetched_where_that_is_asked_for(proverka, monkeypatch):
    page = WebPage(address="https://herald.example/1", redirects=1, media_type="text/plain", body=ARTICLE.encode())
    monkeypatch.setattr("proverka.cli.article_places.fetch_page", lambda _, **__: page)
    told = proverka("read", "https://herald.example/short", "--fetch").out
    assert told.startswith("fetched https://herald.example/1: ")
    assert "after 1 redirection" in told
    assert "Anna Petrova" in told


def confirmed(text: str) -> str:
    text = text.replace("confirmed = false", "confirmed = true", 1)
    return text.replace('body.text = ""', 'body.text = "The stock will be gone by July."', 1)


def test_drafts_that_a_person_confirmed_are_submitted_once(proverka):
    proverka("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    path = Path("drafts.toml")
    untouched = proverka("confirm", "built", "drafts.toml")
    assert untouched.out == "1 not confirmed, and left out.\nThe record holds 3 entries.\n"
    path.write_text(confirmed(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "would append statement" in proverka("confirm", "built", "drafts.toml", "--dry-run").out
    assert proverka("confirm", "built", "drafts.toml").out.startswith("entry 3: statement READ-")
    again = proverka("confirm", "built", "drafts.toml")
    assert "(the log holds it already)" in again.out
    assert again.out.endswith("The record holds 4 entries.\n")
    shown = proverka("show", "built", "DESTROY-ALL", "--as-of", "2024-12-31", "--known-at", "2024-12-31").out
    assert "Anna Petrova, Foreign Minister" in shown
    assert "The stock will be gone by July." in shown


def test_a_speech_shows_no_fulfilment(proverka):
    before = proverka("show", "built", "DESTROY-ALL", "--as-of", "2024-12-31", "--known-at", "2024-12-31").out
    proverka("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    path = Path("drafts.toml")
    text = confirmed(path.read_text(encoding="utf-8")).replace('body.claim = "plan"', 'body.claim = "report"')
    path.write_text(text, encoding="utf-8")
    assert proverka("confirm", "built", "drafts.toml").status == 0
    after = proverka("show", "built", "DESTROY-ALL", "--as-of", "2024-12-31", "--known-at", "2024-12-31").out
    assert after != before

    def status(told):
        return next(line for line in told.split("\n") if line.startswith("status"))

    assert status(after) == status(before)


def test_one_that_is_refused_leaves_all_out(proverka):
    proverka("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    path = Path("drafts.toml")
    entry = confirmed(path.read_text(encoding="utf-8"))
    other = entry.replace('-1"', '-2"', 1).replace('body.speaker = "Anna Petrova"', 'body.speaker = ""')
    path.write_text(entry + other, encoding="utf-8")
    told = proverka("confirm", "built", "drafts.toml")
    assert told.status == 2
    assert "body.speaker: missing-field" in told.err
    assert "3 of 3" in proverka("verify", "built").out


def test_a_page_and_drafts_can_be_written_at_once(proverka):
    proverka("read", "article.txt", "--case", "built", "--out", "page.html", "--drafts", "drafts.toml")
    page = Path("page.html").read_text(encoding="utf-8")
    (entry,) = tomllib.loads(Path("drafts.toml").read_text(encoding="utf-8"))["entries"]
    assert entry["label"] in page
    assert (entry["party"], str(entry["known"])) == ("desk", "2026-01-01")


def test_a_prefix_and_a_party_can_be_chosen(proverka):
    proverka("read", "article.txt", "--drafts", "drafts.toml", "--party", "council", "--label-prefix", "PRESS")
    (entry,) = tomllib.loads(Path("drafts.toml").read_text(encoding="utf-8"))["entries"]
    assert entry["label"].startswith("PRESS-")
    assert entry["party"] == "council"


@pytest.mark.parametrize(
    ("arguments", "got"),
    [
        (("article.txt", "--out", "article.txt"), "an article that is to be read"),
        (("article.txt", "--drafts", "./article.txt"), "an article that is to be read"),
        (("folder", "--drafts", "folder/article.txt"), "an article that is to be read"),
        (("article.txt", "--out", "one", "--drafts", "one"), "one name for both"),
        (("article.txt", "--out", "folder"), "a folder"),
        (("article.txt", "--drafts", "/dev/null"), "something that is no file"),
        (("article.txt", "--out", "article.txt/page.html"), "something else of that name"),
        (("loop", "--out", "loop"), "an article that is to be read"),
        (("article.txt", "--case", "built", "--party", "nobody"), "'nobody'"),
        (("",), "an empty name"),
        (("empty.txt",), "nothing: it is empty"),
        (("paper.pdf",), "a PDF"),
    ],
)
def test_nothing_is_written_over_what_is_read_or_is_no_file(proverka, arguments, got):
    Path("folder").mkdir()
    shutil.copy("article.txt", "folder")
    Path("loop").symlink_to("loop")
    Path("empty.txt").write_text(" \n\n", encoding="utf-8")
    Path("paper.pdf").write_bytes(b"%PDF-1.4\n(The minister said)")
    before = sorted(str(path) for path in Path().rglob("*"))
    told = proverka("read", *arguments)
    assert (told.status, told.out) == (2, "")
    assert told.err.count("refused ") == 1
    assert f"got:      {got}\n" in told.err
    assert sorted(str(path) for path in Path().rglob("*")) == before
    assert Path("article.txt").read_text(encoding="utf-8") == ARTICLE


def test_what_a_person_has_gone_through_is_not_written_over(proverka):
    reading = ("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    assert proverka(*reading).status == 0
    assert proverka(*reading).status == 0
    path = Path("drafts.toml")
    path.write_text(confirmed(path.read_text(encoding="utf-8")), encoding="utf-8")
    told = proverka(*reading)
    assert told.status == 2
    assert "drafts.toml: already-there: " in told.err
    assert "confirmed = true" in path.read_text(encoding="utf-8")


def test_an_outlet_is_told_of_an_article_that_names_no_address(proverka):
    proverka("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    path = Path("drafts.toml")
    text = confirmed(path.read_text(encoding="utf-8"))
    assert 'url = ""' in text
    path.write_text(text, encoding="utf-8")
    proverka("confirm", "built", "drafts.toml")
    shown = proverka("show", "built", "DESTROY-ALL", "--as-of", "2024-12-31", "--known-at", "2024-12-31").out
    assert "relayed by Interfax, The Northern Herald" in shown
    proverka("report", "built", "--out", "report.html", "--as-of", "2024-12-31", "--known-at", "2024-12-31")
    assert "printed in The Northern Herald" in Path("report.html").read_text(encoding="utf-8")


def test_what_the_record_may_hold_under_another_label_is_told(proverka):
    proverka("read", "article.txt", "--case", "built", "--drafts", "drafts.toml", "--known", "2024-05-02")
    path = Path("drafts.toml")
    path.write_text(confirmed(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "may be in the record already" not in proverka("confirm", "built", "drafts.toml").out
    Path("article.txt").write_text(ARTICLE + "\nMore was not known.\n", encoding="utf-8")
    proverka("read", "article.txt", "--case", "built", "--drafts", "again.toml", "--known", "2024-05-03")
    again = Path("again.toml")
    again.write_text(confirmed(again.read_text(encoding="utf-8")), encoding="utf-8")
    told = proverka("confirm", "built", "again.toml", "--dry-run")
    assert told.status == 0
    assert "may be in the record already: entry 3 (READ-" in told.out
    assert "would append statement READ-" in told.out
