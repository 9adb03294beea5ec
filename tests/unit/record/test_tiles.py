import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.tiles import (
    ENTRY_BYTES_MAX,
    TileAddress,
    decode_bundle,
    decode_tile,
    edge_tiles,
    encode_bundle,
    encode_tile,
    tile_at,
)


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 5, 256, "tile/0/005"),
        (1, 1000, 256, "tile/1/x001/000"),
        (2, 1234067, 256, "tile/2/x001/x234/067"),
        (0, 273, 112, "tile/0/273.p/112"),
        (None, 0, 1, "tile/entries/000.p/1"),
        (None, 999_999, 256, "tile/entries/x999/999"),
        (63, 0, 255, "tile/63/000.p/255"),
    ],
)
def test_paths(level, index, width, path):
    address = TileAddress(level=level, index=index, width=width)
    assert address.path == path
    assert TileAddress.parse(path) == address


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p",
        "tile/data/000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/0/../000",
        "tile/0/" + "x999/" * 6 + "999",
    ],
)
def test_every_other_path_is_malformed(path):
    with pytest.raises(MalformedError) as caught:
        TileAddress.parse(path)
    assert caught.value.fault.refusal is Refusal.BAD_SYNTAX


@pytest.mark.parametrize(
    ("size", "edge"),
    [
        (0, []),
        (1, ["tile/0/000.p/1"]),
        (255, ["tile/0/000.p/255"]),
        (256, ["tile/1/000.p/1"]),
        (70_000, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]),
    ],
)
def test_the_edge_of_a_tree(size, edge):
    assert [address.path for address in edge_tiles(size)] == edge


def test_what_a_tree_holds_of_a_tile():
    assert tile_at(0, 1, 256) is None
    assert tile_at(0, 1, 257) == TileAddress(level=0, index=1, width=1)
    assert tile_at(None, 0, 300) == TileAddress(level=None, index=0, width=256)
    assert tile_at(1, 0, 70_000) == TileAddress(level=1, index=0, width=256)
    assert tile_at(1, 1, 70_000) == TileAddress(level=1, index=1, width=17)


def test_a_bundle_round_trips():
    entries = (b"", b"a", b"x" * ENTRY_BYTES_MAX)
    data = encode_bundle(entries)
    assert data[:5] == b"\x00\x00\x00\x01a"
    assert decode_bundle(data, TileAddress(level=None, index=0, width=3)) == entries


def test_a_tile_round_trips():
    hashes = tuple(bytes([i]) * 32 for i in range(5))
    assert decode_tile(encode_tile(hashes), TileAddress(level=0, index=0, width=5)) == hashes


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x01", b"\x00\x01a", b"\x00\x01a\x00\x01", b"\x00\x01a\x00\x01b\x00"]
)
def test_a_bundle_too_short_or_too_long_is_refused_in_terms_of_the_file(data):
    with pytest.raises(MalformedError) as caught:
        decode_bundle(data, TileAddress(level=None, index=7, width=2))
    fault = caught.value.fault
    assert fault.refusal is Refusal.TRUNCATED_TILE
    assert fault.where == "tile/entries/007.p/2"
    assert fault.expected.startswith("2 entries")
    assert fault.got.startswith(f"{len(data)} bytes")
    assert "fetch" in fault.remedy


@pytest.mark.parametrize("length", [0, 31, 63, 65, 96])
def test_a_tile_too_short_or_too_long_is_refused(length):
    with pytest.raises(MalformedError) as caught:
        decode_tile(bytes(length), TileAddress(level=0, index=0, width=2))
    assert caught.value.fault.expected == "2 hashes, 64 bytes"
    assert caught.value.fault.got == f"{length} bytes"


def test_an_entry_too_large_for_its_length_is_refused():
    with pytest.raises(RefusedError) as caught:
        encode_bundle([b"x" * (ENTRY_BYTES_MAX + 1)])
    assert caught.value.fault.refusal is Refusal.TOO_LARGE
