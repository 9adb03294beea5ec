"""What can be found in an edition, and since when: nothing is found on a day on which it was not there."""

import json
from datetime import date

from proverka.publication import Published
from proverka.publication.past import Past, PastPage
from proverka.publication.record_entry import RecordEntry
from proverka.publication.search import WORD_MAX, Found, findable, first_days_file, index_files, words_of


def test_a_page_is_found_from_the_day_on_which_it_is_first_there(published: Published):
    past = published.past
    path, script = first_days_file(past)
    first = json.loads(script.decode().removeprefix(f'proverka.put("{path[:-3]}", ').removesuffix(");\n"))
    assert first.keys() == past.pages.keys()
    for one in findable(published.present.audit, ()):
        if one.kind == "place":
            continue
        page, since = past.pages[one.path], date.fromisoformat(first[one.path])
        assert one.known == ""
        assert page.on(since) is not None, one.name
        assert all(page.on(day) is None for day in past.days if day < since), one.name
    assert len(set(first.values())) > 5


def test_a_place_is_found_from_the_day_on_which_something_of_it_was_known(published: Published):
    past, places = published.past, [one for one in findable(published.present.audit, ()) if one.kind == "place"]
    page = past.pages["places.html"]
    shown = {day: "".join(page.on(day) or ()) for day in past.days}
    assert len(places) > 10
    for one in places:
        anchor = f'id="{one.path.partition("#")[2]}"'
        assert all((anchor in text) == (one.known <= str(day)) for day, text in shown.items()), one.name


def test_each_page_is_found_once_and_each_entry(published: Published, entries: tuple[RecordEntry, ...]):
    found = [*findable(published.present.audit, entries)]
    assert len({one.path for one in found}) == len(found)
    assert [(one.name, one.known) for one in found[-len(entries) :]] == [
        (entry.ref.label, str(entry.ref.known)) for entry in entries
    ]


def test_a_page_that_was_on_no_day_has_no_first():
    page = PastPage()
    page.add(date(2014, 1, 31), None)
    page.add(date(2014, 2, 1), ["a"])
    past = Past(pages={"a.html": page})
    assert (past.since("a.html"), past.since("b.html")) == (date(2014, 2, 1), None)


def test_a_number_beside_chinese_signs_is_found_as_a_number():
    assert {"1300", "vx"} <= set(words_of("约1300吨VX毒剂"))


def test_a_long_word_is_cut_to_whole_signs():
    assert words_of("\U00010900" * 50) == ["\U00010900" * WORD_MAX]


def test_shards_are_named_so_that_any_disk_can_hold_them():
    texts = "CON nul aux é Ж Жук жук 化学 𠀀 aé 1 11 u u61 aم"
    files = [path for path, _ in index_files([Found(kind="event", name=texts, title="", path="")])]
    names = [path.removeprefix("search/words/").removesuffix(".js") for path in files if "/words/" in path]
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.isascii() and name.isalnum() and len(name) <= 6 for name in names)
    assert not {"con", "nul", "aux", "prn"} & set(names)
