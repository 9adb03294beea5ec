"""An edition hangs together: every link leads to something in it, charts can be taken along, the whole is described."""

import json
import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.unit.publication.tables import Page
from tests.unit.publication.test_data_files import resolved

from proverka.publication.crate import CRATE_FILE
from proverka.publication.data_places import chart_stem
from proverka.publication.drawings import Drawings, pictures_of
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.site import Published
from proverka.reporting.anchors import slug
from proverka.reporting.charts import charts_of

# Files that `write_edition` lays beside the pages.
BESIDE = ("record/checkpoint", "policy.txt", "edition.json")


@pytest.fixture(scope="module")
def pages(edition: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(content) for path, content in edition.items() if path.endswith(".html")}


def test_every_link_leads_to_something_in_the_edition(edition: dict[str, bytes], pages: dict[str, Page]):
    dead = Counter[str]()
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link) or link.startswith("#"):
                continue
            target = resolved(path, link.partition("?")[0])
            if target not in edition and target not in BESIDE:
                dead[target] += 1
            anchor = link.partition("#")[2]
            if anchor and target in pages and anchor not in pages[target].ids:
                dead[f"{target}#{anchor}"] += 1
    assert not dead


def test_no_page_has_an_identifier_twice(pages: dict[str, Page]):
    twice = {path: [one for one, n in Counter(page.ids).items() if n > 1] for path, page in pages.items()}
    assert {path: found for path, found in twice.items() if found} == {}


def test_every_chart_is_drawn_where_it_is_shown(edition: dict[str, bytes], facts: EditionFacts):
    for chart in charts_of(facts.audit).all:
        name = slug(chart.name)
        for path in (f"en/charts/{name}.html", f"en/embed/{name}.html"):
            assert edition[path].decode().count("<svg xmlns") == 2, path
            assert chart.wide in edition[path].decode()
    assert "burn-down-removed-wide" in edition["en/index.html"].decode()


def test_a_chart_alone_says_where_it_comes_from_and_leads_there(edition: dict[str, bytes], facts: EditionFacts):
    for chart in charts_of(facts.audit).all:
        page = edition[f"en/embed/{slug(chart.name)}.html"].decode()
        assert "Source: Elimination of the declared chemical weapons programme" in page
        assert "as of 2014-03-10, as known at 2014-03-10" in page
        assert f'href="../charts/{slug(chart.name)}.html"' in page
        assert "<script" not in page


def test_a_chart_as_a_file_needs_no_page(edition: dict[str, bytes], facts: EditionFacts):
    for chart in charts_of(facts.audit).all:
        svg = edition[f"data/{chart_stem(chart.name)}.svg"].decode()
        root = ET.fromstring(svg)  # noqa: S314 - of our own making
        assert "var(" not in svg
        texts = "".join(root.itertext())
        assert chart.title in texts
        assert "as of 2014-03-10" in texts.replace("\n", " ")
        ids = re.findall(r' id="([^"]+)"', svg)
        assert len(ids) == len(set(ids))
        assert edition[f"data/{chart_stem(chart.name)}.png"].startswith(b"\x89PNG\r\n\x1a\n")


def test_a_picture_is_the_same_each_time(facts: EditionFacts):
    first, again = (pictures_of(charts_of(facts.audit).all[0], facts) for _ in range(2))
    assert first == again


def test_only_what_is_asked_for_is_drawn(facts: EditionFacts):
    charts = charts_of(facts.audit).all
    drawings = Drawings(charts)
    assert charts[0].wide in drawings[charts[0].name]
    assert [chart.name for chart in charts if "wide" in chart.__dict__] == [charts[0].name]
    assert len(drawings) == len(charts)


def test_pages_name_their_data_and_how_to_cite_them(edition: dict[str, bytes]):
    page = edition["en/obligations/EC-M-34~DEC.1~p1-removal.html"].decode()
    stem = "../../data/obligations/EC-M-34~DEC.1~p1-removal"
    for ending in (".csv", ".json", ".README.md", ".metadata.json"):
        assert f'href="{stem}{ending}"' in page
    assert "Public edition of the record proverka.example/syria-2013, as of" in page
    assert 'id="cite"' in page


def test_downloads_lists_every_table_and_chart(edition: dict[str, bytes], pages: dict[str, Page]):
    listed = {resolved("en/downloads.html", link) for link in pages["en/downloads.html"].links if "data/" in link}
    wanted = {path for path in edition if re.fullmatch(r"data/(tables|charts)/[^/]+\.(csv|svg|png)", path)}
    assert wanted <= listed
    for path in ("data/syria-2013.zip", "data/datapackage.json", "data/edition.json"):
        assert path in listed
    links = pages["en/downloads.html"].links
    assert {"../feeds/changes.atom", "../feeds/deadlines.ics", "../ro-crate-metadata.json"} <= set(links)


def test_a_past_day_cites_that_day(published: Published):
    text = published.past.pages["obligations/EC-M-34~DEC.1~p1-removal.html"].on(published.past.days[3])
    assert text is not None
    assert "\ue000o\ue002" in text, "the day is a mark, which is told with the day that is asked for"
    assert str(published.present.audit.as_of) not in text


@pytest.fixture(scope="module")
def graph(edition: dict[str, bytes]) -> dict[str, Any]:
    crate = json.loads(edition[CRATE_FILE])
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"]), "each identifier once"
    return entities


def test_the_crate_describes_itself_and_its_root(graph: dict[str, Any]):
    descriptor = graph["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert root["datePublished"] == "2014-03-10"
    assert graph[root["license"]["@id"]]["name"] == "CC0-1.0"
    assert graph[root["publisher"]["@id"]] == {
        "@id": "#keeper", "@type": "Organization", "name": "Case desk (compiler of public sources)",
    }  # fmt: skip


def test_every_part_of_the_crate_is_described_and_there(graph: dict[str, Any], edition: dict[str, bytes]):
    reached, waiting = set(), ["./"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += [part["@id"] for part in graph[name].get("hasPart", ())]
    parts = {name: one for name, one in graph.items() if one["@type"] in ("File", "Dataset")}
    assert reached == parts.keys(), "all data entities hang together"
    for name, one in parts.items():
        assert one["name"]
        assert one["description"]
        if one["@type"] == "File":
            assert name in BESIDE or one["contentSize"] == str(len(edition[name]))
            assert re.fullmatch(r"[a-z]+/[a-z+.-]+", one["encodingFormat"])
        elif name not in ("./", "record/"):
            assert name.endswith("/")
            assert any(path.startswith(name) for path in edition)
    assert graph["record/"]["conformsTo"] == {"@id": "https://c2sp.org/tlog-tiles@v0.1.0"}
    for one in graph.values():
        for linked in [one.get("conformsTo")] if one["@id"] != CRATE_FILE else []:
            assert linked is None or "Profile" in graph[linked["@id"]]["@type"]
