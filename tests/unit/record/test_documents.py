import hashlib
from pathlib import Path

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import DocumentStore

CONTENT = b"a declaration"
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    return DocumentStore(folder=tmp_path / "documents")


def test_a_document_stands_under_its_own_hash(store):
    assert store.put(CONTENT) == NAME
    assert store.get(NAME) == CONTENT
    assert store.check(NAME) == len(CONTENT)
    assert store.path(NAME) == store.folder / "sha256" / NAME[:2] / NAME
    assert NAME in store


def test_putting_again_changes_nothing(store, tmp_path):
    store.put(CONTENT)
    (tmp_path / "source").write_bytes(CONTENT)
    assert store.put(CONTENT) == store.put_file(tmp_path / "source") == NAME
    assert list(store.names()) == [NAME]


def test_a_file_is_copied(store, tmp_path):
    (tmp_path / "source").write_bytes(CONTENT)
    assert store.put_file(tmp_path / "source") == NAME
    assert store.get(NAME) == CONTENT


def test_names_are_in_order_without_unfinished_files(store):
    names = sorted(store.put(b"%d" % i) for i in range(20))
    (store.folder / "sha256" / "123-4.new").write_bytes(b"cut")
    assert list(store.names()) == names
    assert NAME not in store


def test_an_empty_store_has_no_names(store):
    assert list(store.names()) == []


def test_damage_is_found_and_not_overwritten(store):
    store.put(CONTENT)
    store.path(NAME).write_bytes(b"a Declaration")
    for call in (lambda: store.get(NAME), lambda: store.check(NAME), lambda: store.put(CONTENT)):
        with pytest.raises(RefusedError) as caught:
            call()
        assert caught.value.fault.refusal is Refusal.WRONG_DOCUMENT


def test_a_missing_document_is_refused(store):
    for call in (store.get, store.check):
        with pytest.raises(RefusedError) as caught:
            call(NAME)
        assert caught.value.fault.refusal is Refusal.MISSING_DOCUMENT


@pytest.mark.parametrize("name", ["", "..", NAME[:-1], NAME.upper(), "../" + NAME, NAME + "0", "é" * 64])
def test_what_is_no_name_leads_nowhere(store, name):
    for call in (store.get, store.check, store.path, store.__contains__):
        with pytest.raises(MalformedError) as caught:
            call(name)
        assert caught.value.fault.refusal is Refusal.BAD_VALUE


def test_nothing_unfinished_is_left_behind(store):
    store.put(CONTENT)
    store.put(CONTENT)
    assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [NAME]


def test_a_document_larger_than_a_chunk(store):
    content = bytes(3 << 20) + b"end"
    assert store.get(store.put(content)) == content


def test_every_folder_that_is_made_is_durable(tmp_path, monkeypatch):
    synced: list[Path] = []
    monkeypatch.setattr("proverka.record.documents.sync_folder", synced.append)
    store = DocumentStore(folder=tmp_path / "documents")
    path = store.path(store.put(b"kept"))
    assert synced == [path.parent, tmp_path / "documents" / "sha256", tmp_path / "documents", tmp_path]
