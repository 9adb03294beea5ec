"""The shape of the world: what lies beside the code is whole, small, and made by the tool that says so."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from proverka.publication.geography import Atlas, world
from proverka.publication.geography.atlas import _decoded

BYTES_MAX = 200_000


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return world()


@pytest.fixture(scope="module")
def tool(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("geography_tool", repository / "tools" / "geography.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_file_is_small_and_says_where_it_is_from(repository: Path):
    path = repository / "src/proverka/publication/geography/world.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < BYTES_MAX
    assert data["licence"] == "public domain"
    assert data["source"].startswith("Natural Earth")
    readme = (path.parent / "README.md").read_text(encoding="utf-8")
    for told in (
        data["version"].split(",")[0],
        "world-atlas",
        "public domain",
        "controlled in fact",
        "tools/geography.py",
    ):
        assert told in readme


def test_every_ring_is_closed(atlas: Atlas):
    for polygons in (atlas.land, *atlas.countries.values()):
        for polygon in polygons:
            for ring in polygon:
                points = atlas.ring(ring)
                assert len(points) >= 4
                assert np.allclose(points[0], points[-1])


def test_every_point_is_on_the_earth(atlas: Atlas):
    assert np.abs(atlas.points[:, 1]).max() <= 90
    assert np.abs(atlas.points[:, 0]).max() <= 540


def test_arcs_join_end_to_end(atlas: Atlas):
    for polygon in atlas.land:
        for ring in polygon:
            arcs = [atlas.arc(index) for index in ring]
            for before, after in zip(arcs, [*arcs[1:], arcs[0]], strict=True):
                apart = before[-1] - after[0]
                assert (apart[0] % 360, apart[1]) == (0, 0)


def test_a_border_is_an_arc_of_two_countries(atlas: Atlas):
    assert 300 < len(atlas.borders) < 1000
    assert max(atlas.borders) < len(atlas.starts) - 1


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((36.3, 33.5), "SY"), ((24.8, 60.7), "FI"), ((10.1, 53.0), "DE"), ((-93.9, 29.9), "US"), ((27.6, 53.0), "BY"),
        ((178.0, -17.8), "FJ"), ((-175.0, 66.0), "RU"), ((0.0, -80.0), "AQ"), ((18.0, 35.0), ""), ((-30.0, 30.0), ""),
    ],
)  # fmt: skip
def test_a_point_lies_in_its_country(atlas: Atlas, place: tuple[float, float], code: str):
    assert atlas.country_at(*place) == code


def test_states_that_may_be_named_have_a_shape(atlas: Atlas):
    assert len(atlas.states) == 194  # 193 members and 2 observers; Tuvalu is too small for this scale
    assert set(atlas.states) <= set(atlas.countries)
    assert not {"TW", "EH", "XK", "GL", "HK"} & set(atlas.states)


def test_a_line_is_read_as_it_was_written(tool: ModuleType):
    line = [(0, 0), (-18000, 8999), (18000, -8999), (1, -1), (1, 0)]
    assert _decoded(tool.encoded(line)) == line


def test_a_line_is_thinned_and_keeps_its_ends(tool: ModuleType):
    line = [(n, n % 2) for n in range(101)]
    assert tool.simplified(line) == [(0, 0), (100, 0)]
    ring = [(0, 0), (100, 1), (200, 0), (200, 100), (0, 100), (0, 0)]
    assert tool.simplified(ring) == [(0, 0), (200, 0), (200, 100), (0, 100), (0, 0)]
